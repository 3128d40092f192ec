//! Whether a provider is out, or only stumbles over one thing.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// What a provider's answers tell of its health.
#[derive(Debug, Default)]
pub(crate) struct Health(Mutex<Record>);

#[derive(Debug, Default, Clone, Copy)]
struct Record {
    last_success: Option<Instant>,
    failing_since: Option<Instant>,
}

impl Health {
    /// The provider answered well.
    pub(crate) fn record_success(&self) {
        let now = Instant::now();
        *self.record() = Record { last_success: Some(now), failing_since: None };
    }

    /// The provider did not answer well.
    pub(crate) fn record_failure(&self) {
        self.record().failing_since.get_or_insert_with(Instant::now);
    }

    /// For how long it has not answered well to anybody; zero where the last answer was a good one.
    pub(crate) fn failing_for(&self) -> Duration {
        self.record().failing_since.map(|since| since.elapsed()).unwrap_or_default()
    }

    /// Whether it has answered somebody well since then.
    pub(crate) fn succeeded_since(&self, then: Instant) -> bool {
        self.record().last_success.is_some_and(|success| success > then)
    }

    fn record(&self) -> std::sync::MutexGuard<'_, Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The failures of one piece of work.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Failures {
    /// How many in a row.
    pub(crate) number: u32,
    first: Option<Instant>,
}

impl Failures {
    /// One more.
    pub(crate) fn add(&mut self) {
        self.number += 1;
        self.first.get_or_insert_with(Instant::now);
    }

    /// Whether it is this piece of work that fails and not the provider: it failed this often,
    /// while others were answered well.
    pub(crate) fn are_its_own(&self, often: u32, health: &Health) -> bool {
        self.number >= often && self.first.is_some_and(|first| health.succeeded_since(first))
    }
}

/// Why a run pauses when a provider stays away.
pub(crate) fn outage(provider: &str, last: &impl std::fmt::Display) -> String {
    format!(
        "{provider} has given no good answer for some minutes, so the run is paused and what was done is saved. \
         Resume when it is back. The last it said: {last}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_outage_lasts_until_the_first_good_answer() {
        let health = Health::default();
        health.record_failure();
        tokio::time::advance(Duration::from_secs(90)).await;
        health.record_failure();
        assert_eq!(health.failing_for(), Duration::from_secs(90));
        health.record_success();
        assert_eq!(health.failing_for(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn failures_are_a_piece_s_own_only_while_others_are_answered() {
        let (health, mut failures) = (Health::default(), Failures::default());
        health.record_success();
        for _ in 0..9 {
            tokio::time::advance(Duration::from_secs(1)).await;
            failures.add();
        }
        assert!(!failures.are_its_own(3, &health), "nobody was answered meanwhile");
        tokio::time::advance(Duration::from_secs(1)).await;
        health.record_success();
        assert!(failures.are_its_own(3, &health));
        assert!(!failures.are_its_own(10, &health));
    }
}
