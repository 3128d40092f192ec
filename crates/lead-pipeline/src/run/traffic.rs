//! The calls of a run to one provider.

use crate::run::account_limits::Account;
use crate::run::outage::Health;
use lead_pace::{PaceState, Permit};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// The calls of a run to one provider: paced by the account, which other runs may use, too, and not
/// closer together than this run was told.
pub(crate) struct ProviderTraffic {
    account: Account,
    /// The least time between the starts of two calls of this run.
    least_pause: Duration,
    /// Held by the first in the run's own line, where there is a least pause.
    next_start: Mutex<Option<Instant>>,
    in_flight: AtomicU32,
}

impl ProviderTraffic {
    pub(crate) fn new(account: Account, least_pause: Duration) -> Self {
        Self { account, least_pause, next_start: Mutex::default(), in_flight: AtomicU32::new(0) }
    }

    /// Waits until a call that is charged this many tokens may start.
    pub(crate) async fn permit(&self, tokens: u64) -> Permit {
        if self.least_pause.is_zero() {
            return self.account.pacer().acquire(tokens).await;
        }
        let mut next_start = self.next_start.lock().await;
        if let Some(instant) = *next_start {
            sleep_until(instant).await;
        }
        let permit = self.account.pacer().acquire(tokens).await;
        *next_start = Some(Instant::now() + self.least_pause);
        permit
    }

    /// Everybody who asks this account waits this long.
    pub(crate) fn block_for(&self, wait: Duration) {
        self.account.pacer().block_for(wait);
    }

    /// How things stand with the account's limits.
    pub(crate) fn pace(&self) -> PaceState {
        self.account.pacer().state()
    }

    /// Whether the provider answers, as all runs of the account have seen it.
    pub(crate) fn health(&self) -> &Health {
        self.account.health()
    }

    /// Counts a call of this run as under way until the guard is dropped.
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

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn the_least_pause_lies_between_two_starts_of_one_run() {
        let account = Account::at_salesforce();
        let [slow, quick] =
            [SECOND * 2, Duration::ZERO].map(|pause| ProviderTraffic::new(account.clone(), pause));
        let begun = Instant::now();
        for _ in 0..4 {
            drop(slow.permit(1).await);
            drop(quick.permit(1).await);
        }
        assert!(begun.elapsed() >= SECOND * 6 && begun.elapsed() < SECOND * 7, "{:?}", begun.elapsed());
    }
}
