//! The guard over the org's daily calls: they are everybody's, so a run stops at a share of them.
//!
//! Every answer tells how many calls the org has used. Calls on their way are counted as used, so
//! that several at once do not overstep together; while nothing has been heard yet, one goes first.

use crate::{ApiUsage, SalesforceError};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::sync::MutexGuard;

/// All of it.
const WHOLE: u32 = 100;

/// What is known of the org's calls, and how many of them may be used.
#[derive(Debug)]
pub(crate) struct Budget {
    /// In hundredths.
    share: AtomicU32,
    heard: Mutex<Heard>,
    in_flight: AtomicU64,
    first: tokio::sync::Mutex<()>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            share: AtomicU32::new(WHOLE),
            heard: Mutex::default(),
            in_flight: AtomicU64::new(0),
            first: tokio::sync::Mutex::default(),
        }
    }
}

/// What was heard last, and how often something was heard before.
#[derive(Debug, Default, Clone, Copy)]
struct Heard {
    usage: Option<ApiUsage>,
    times: u64,
}

/// The right to make one call; given back when dropped.
pub(crate) struct Place<'a> {
    in_flight: &'a AtomicU64,
    /// What had been heard when the call began.
    began: u64,
    _first: Option<MutexGuard<'a, ()>>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Budget {
    /// From now on, no call is made that would use more than this share of the day's calls.
    pub(crate) fn keep_to(&self, share: u32) {
        self.share.store(share.clamp(1, WHOLE), Ordering::Relaxed);
    }

    pub(crate) fn usage(&self) -> Option<ApiUsage> {
        self.lock().usage
    }

    /// Takes in what the answer to a call told. Answers overtake each other, so a lower figure counts
    /// only from a call that began after the higher one was heard: then calls have freed up.
    pub(crate) fn heard(&self, usage: ApiUsage, place: &Place<'_>) {
        let mut heard = self.lock();
        let is_older = place.began < heard.times && heard.usage.is_some_and(|last| last.used > usage.used);
        if !is_older {
            heard.usage = Some(usage);
            heard.times += 1;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn place(&self) -> Result<Place<'_>, SalesforceError> {
        let share = self.share.load(Ordering::Relaxed);
        let guarded = share < WHOLE;
        let mut first = None;
        if guarded && self.usage().is_none() {
            let turn = self.first.lock().await;
            // Whoever waited finds that it has been heard meanwhile, or is the next to find out.
            if self.usage().is_none() {
                first = Some(turn);
            }
        }
        let others = self.in_flight.fetch_add(1, Ordering::Relaxed);
        let Heard { usage, times } = *self.lock();
        let place = Place { in_flight: &self.in_flight, began: times, _first: first };
        match usage {
            Some(usage) if guarded && usage.used + others >= most(usage.allowed, share) => {
                Err(SalesforceError::BudgetReached { usage, share })
            }
            _ => Ok(place),
        }
    }
}

/// So many of the day's calls are the share.
fn most(allowed: u64, share: u32) -> u64 {
    allowed.saturating_mul(share.into()) / u64::from(WHOLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(share: u32, used: u64, allowed: u64) -> Budget {
        let budget = Budget::default();
        budget.keep_to(share);
        budget.lock().usage = Some(ApiUsage { used, allowed });
        budget
    }

    #[tokio::test]
    async fn an_answer_that_was_overtaken_does_not_lower_the_figure() {
        let budget = budget(80, 100, 1_000);
        let usage = |used| ApiUsage { used, allowed: 1_000 };
        let (Ok(one), Ok(two)) = (budget.place().await, budget.place().await) else { panic!() };
        budget.heard(usage(102), &two);
        budget.heard(usage(101), &one);
        assert_eq!(budget.usage(), Some(usage(102)));
        let Ok(later) = budget.place().await else { panic!() };
        budget.heard(usage(7), &later);
        assert_eq!(budget.usage(), Some(usage(7)), "a new day");
    }

    #[tokio::test]
    async fn calls_on_their_way_count_as_used() {
        let budget = budget(80, 798, 1_000);
        let one = budget.place().await;
        let two = budget.place().await;
        assert!(one.is_ok() && two.is_ok());
        let refused = budget.place().await.err();
        let usage = ApiUsage { used: 798, allowed: 1_000 };
        assert_eq!(refused, Some(SalesforceError::BudgetReached { usage, share: 80 }));
        drop((one, two));
        assert!(budget.place().await.is_ok());
    }

    #[tokio::test]
    async fn the_whole_day_is_salesforce_s_to_refuse() {
        assert!(budget(100, 1_000, 1_000).place().await.is_ok());
        assert!(budget(1, 10, 1_000).place().await.is_err());
        assert!(budget(1, 9, 1_000).place().await.is_ok());
    }

    #[tokio::test]
    async fn while_nothing_was_heard_one_goes_first() {
        let budget = Budget::default();
        budget.keep_to(80);
        let first = budget.place().await.expect("nothing is known yet");
        let waits = tokio::time::timeout(std::time::Duration::from_millis(20), budget.place()).await;
        assert!(waits.is_err(), "the second waits for what the first hears");
        budget.heard(ApiUsage { used: 900, allowed: 1_000 }, &first);
        drop(first);
        assert!(budget.place().await.is_err());
    }
}
