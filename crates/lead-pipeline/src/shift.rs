//! What all stations of a run under way share.

use crate::health::Health;
use crate::scribe::Scribe;
use crate::stop::{End, Gate, Stop};
use crate::unusable::Unusable;
use crate::warmth::Warmth;
use crate::{Patience, Providers, RunPlan};
use lead_assess::{Recipe, Resolved};
use lead_pace::{PaceOptions, Pacer};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// One run under way, from taking it up until it stops.
pub(crate) struct Shift {
    pub(crate) plan: RunPlan,
    pub(crate) recipe: Recipe,
    pub(crate) patience: Patience,
    pub(crate) providers: Providers,
    pub(crate) scribe: Scribe,
    pub(crate) stop: Stop,
    pub(crate) salesforce: Line,
    pub(crate) model: Line,
    /// Opens when every lead was read that will be.
    pub(crate) retrieved: Gate,
    /// Opens when the rules have judged every lead that was read.
    pub(crate) ruled: Gate,
    pub(crate) warmth: Warmth,
    pub(crate) unusable: Unusable,
    /// What people should know of what the run is at, where it is not the usual.
    said: Mutex<Option<String>>,
    resolved: OnceLock<Resolved>,
}

/// The way to one provider.
pub(crate) struct Line {
    pub(crate) pacer: Pacer,
    pub(crate) health: Health,
    in_flight: AtomicU32,
}

/// Calls to Salesforce at once. Four to six keep an org busy without crowding out others
/// (only calls of 20 s and more count against the org's concurrency limit).
pub(crate) const SALESFORCE_IN_FLIGHT: usize = 6;
/// Requests to the model at once, at most; how many it takes is found out by the pacer.
const MODEL_IN_FLIGHT: usize = 256;

impl Shift {
    pub(crate) fn new(
        plan: RunPlan,
        recipe: Recipe,
        resolved: Option<Resolved>,
        providers: Providers,
        scribe: Scribe,
        patience: Patience,
    ) -> Self {
        providers.salesforce.keep_to_share(plan.settings.salesforce_daily_share);
        let pause = Duration::from_millis(plan.settings.batch_delay_ms.into());
        Self {
            salesforce: Line::new(SALESFORCE_IN_FLIGHT, pause),
            model: Line::new(MODEL_IN_FLIGHT, Duration::ZERO),
            plan,
            recipe,
            patience,
            providers,
            scribe,
            stop: Stop::default(),
            retrieved: Gate::default(),
            ruled: Gate::default(),
            warmth: Warmth::default(),
            unusable: Unusable::new(patience.unusable_leads),
            said: Mutex::default(),
            resolved: resolved.map(OnceLock::from).unwrap_or_default(),
        }
    }

    /// Whether the model is asked at all.
    pub(crate) fn asks_model(&self) -> bool {
        self.plan.asks_model(&self.recipe)
    }

    /// The recipe fitted to the org; `None` until the org was asked which fields it has.
    pub(crate) fn resolved(&self) -> Option<&Resolved> {
        self.resolved.get()
    }

    pub(crate) fn set_resolved(&self, resolved: Resolved) -> &Resolved {
        self.resolved.get_or_init(|| resolved)
    }

    /// Where answers come from, so that the demo's are never taken for real ones.
    pub(crate) fn origin(&self) -> String {
        self.plan.origin()
    }

    /// Tells people what the run is at; `None` when that is the usual again.
    pub(crate) fn say(&self, what: Option<String>) {
        *self.said.lock().unwrap_or_else(PoisonError::into_inner) = what;
    }

    /// What people should know of what the run is at.
    pub(crate) fn said(&self) -> Option<String> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Pauses the run.
    pub(crate) fn pause(&self, reason: impl Into<String>) {
        self.stop.because(End::Paused(reason.into()));
    }
}

impl Line {
    fn new(max_in_flight: usize, least_pause: Duration) -> Self {
        let options =
            PaceOptions { requests_per_minute: None, tokens_per_minute: None, max_in_flight, least_pause };
        Self { pacer: Pacer::new(options), health: Health::default(), in_flight: AtomicU32::new(0) }
    }

    /// Counts a call as under way until the guard is dropped.
    pub(crate) fn under_way(&self) -> UnderWay<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        UnderWay(&self.in_flight)
    }

    pub(crate) fn in_flight(&self) -> u32 {
        self.in_flight.load(Ordering::Relaxed)
    }
}

/// A call under way.
pub(crate) struct UnderWay<'a>(&'a AtomicU32);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
