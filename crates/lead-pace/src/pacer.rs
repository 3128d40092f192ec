//! The dispatcher.

use crate::{LimitReport, Outcome, PaceState};
use std::time::Duration;

/// What a [`Pacer`] knows before the provider has said anything.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaceOptions {
    /// Requests a minute, where known.
    pub requests_per_minute: Option<f64>,
    /// Tokens a minute, where known.
    pub tokens_per_minute: Option<f64>,
    /// The most requests on their way at once; how many are allowed is found out.
    pub max_in_flight: usize,
    /// The least time between the starts of two requests.
    pub least_pause: Duration,
}

/// Lets requests to one provider start as fast as it allows, and no faster.
#[derive(Debug, Clone)]
pub struct Pacer {}

impl Pacer {
    /// A pacer for one provider.
    #[must_use]
    pub fn new(_options: PaceOptions) -> Self {
        todo!()
    }

    /// Waits until a request that is charged this many tokens may start.
    pub async fn acquire(&self, _tokens: u64) -> Permit {
        todo!()
    }

    /// Takes in limits that do not come from a permit's own answer. Prefer [`Permit::observe`].
    pub fn observe(&self, _report: &LimitReport) {
        todo!()
    }

    /// Everybody waits this long.
    pub fn block_for(&self, _wait: Duration) {
        todo!()
    }

    /// How things stand.
    #[must_use]
    pub fn state(&self) -> PaceState {
        todo!()
    }
}

/// The right to have one request on its way. Dropped without [`finish`](Self::finish) it says
/// nothing of the provider.
#[derive(Debug)]
pub struct Permit {}

impl Permit {
    /// Takes in the limits that this request's answer told (of a failure, too).
    pub fn observe(&self, _report: &LimitReport) {
        todo!()
    }

    /// The request has come to an end.
    pub fn finish(self, _outcome: Outcome, _took: Duration) {
        todo!()
    }
}
