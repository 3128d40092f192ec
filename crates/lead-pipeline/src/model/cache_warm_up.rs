//! One request goes first, so that the provider's prompt cache holds the instructions before the
//! others come: a cached token costs a tenth.

use crate::run::stop::{Gate, StopSignal};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the provider's cache is warm, as far as one request can warm it.
#[derive(Debug, Default)]
pub(crate) struct CacheWarmUp {
    taken: AtomicBool,
    warm: Gate,
}

/// Held by the first request; lets the others go when dropped, however it ended.
#[derive(Debug)]
pub(crate) struct First<'a>(&'a Gate);

impl CacheWarmUp {
    /// Waits until the first request has ended; gives the first to come the right to be it.
    pub(crate) async fn turn(&self, stop: &StopSignal) -> Option<First<'_>> {
        if self.warm.is_open() {
            return None;
        }
        if !self.taken.swap(true, Ordering::AcqRel) {
            return Some(First(&self.warm));
        }
        stop.or(self.warm.opened()).await;
        None
    }
}

impl Drop for First<'_> {
    fn drop(&mut self) {
        self.0.open();
    }
}
