//! What all stations of a run under way share.

use crate::model::cache_warm_up::CacheWarmUp;
use crate::model::unusable_answers::UnusableAnswers;
use crate::run::journal_writer::JournalWriter;
use crate::run::stop::{Gate, StopReason, StopSignal};
use crate::run::traffic::ProviderTraffic;
use crate::{Providers, RetryPolicy, RunPlan};
use lead_assess::{FittedRecipe, Recipe};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// One run under way, from taking it up until it stops: what its stations share.
///
/// Each station is a task of its own that holds an `Arc` of this. None knows of another: they find
/// their work in the journal, wait for the gates, and ask `stop` before they take new work.
pub(crate) struct RunContext {
    /// What was asked for. It does not change while the run is under way.
    pub(crate) plan: RunPlan,
    pub(crate) recipe: Recipe,
    /// How much trouble is put up with, before a row fails or the run pauses.
    pub(crate) retry_policy: RetryPolicy,
    /// The clients, signed in.
    pub(crate) providers: Providers,
    /// The only way to write anything down, and to look anything up.
    pub(crate) journal: JournalWriter,
    /// Given when the run is to stop: no new work is taken then, and what is under way is finished.
    pub(crate) stop: StopSignal,
    pub(crate) salesforce: ProviderTraffic,
    pub(crate) model: ProviderTraffic,
    /// Opens when every lead was read that will be, so that the rules know when they are through.
    pub(crate) retrieved: Gate,
    /// Opens when the rules have judged every lead that was read, so that the model's station knows
    /// that a sub-batch will not become fuller.
    pub(crate) ruled: Gate,
    /// Lets one request go first, for the sake of the provider's cache.
    pub(crate) cache_warm_up: CacheWarmUp,
    /// Counts leads without a usable answer, so that a model that cannot do it is found out early.
    pub(crate) unusable_answers: UnusableAnswers,
    /// What people should know of what the run is at, where it is not the usual.
    said: Mutex<Option<String>>,
    /// Set once the org has said which fields it has.
    fitted: OnceLock<FittedRecipe>,
}

impl RunContext {
    pub(crate) fn new(
        plan: RunPlan,
        recipe: Recipe,
        fitted: Option<FittedRecipe>,
        providers: Providers,
        journal: JournalWriter,
        retry_policy: RetryPolicy,
    ) -> Self {
        providers.salesforce.keep_to_share(plan.settings.salesforce_daily_share);
        let pause = Duration::from_millis(plan.settings.batch_delay_ms.into());
        Self {
            salesforce: ProviderTraffic::new(providers.salesforce_account.clone(), pause),
            model: ProviderTraffic::new(providers.model_account.clone(), Duration::ZERO),
            plan,
            recipe,
            retry_policy,
            providers,
            journal,
            stop: StopSignal::default(),
            retrieved: Gate::default(),
            ruled: Gate::default(),
            cache_warm_up: CacheWarmUp::default(),
            unusable_answers: UnusableAnswers::new(retry_policy.unusable_leads),
            said: Mutex::default(),
            fitted: fitted.map(OnceLock::from).unwrap_or_default(),
        }
    }

    /// Whether the model is asked at all.
    pub(crate) fn asks_model(&self) -> bool {
        self.plan.asks_model(&self.recipe)
    }

    /// The recipe fitted to the org; `None` until the org was asked which fields it has.
    pub(crate) fn fitted(&self) -> Option<&FittedRecipe> {
        self.fitted.get()
    }

    pub(crate) fn set_fitted(&self, fitted: FittedRecipe) -> &FittedRecipe {
        self.fitted.get_or_init(|| fitted)
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
        self.stop.because(StopReason::Paused(reason.into()));
    }
}
