//! The calls of a run to one provider.

use crate::run::health::Health;
use lead_pace::{PaceOptions, Pacer};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The way to one provider.
pub(crate) struct ProviderTraffic {
    pub(crate) pacer: Pacer,
    pub(crate) health: Health,
    in_flight: AtomicU32,
}

impl ProviderTraffic {
    pub(crate) fn new(max_in_flight: usize, least_pause: Duration) -> Self {
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
