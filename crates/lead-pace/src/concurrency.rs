//! How many requests may be on their way at once: a guard, not the clock.
//!
//! The buckets set the pace; this keeps us from piling requests onto a provider that answers ever
//! more slowly or says that it is overloaded. It grows while requests wait for it, doubling each
//! round until the first sign of trouble, by one each round afterwards, and is cut by a factor.

use std::time::Duration;
use tokio::time::Instant;

/// Few enough that no provider minds a start, many enough that doubling gets anywhere in seconds.
const START: f64 = 16.0;
/// Latency counts as risen when the mean of a round is this many times the usual.
const RISEN: f64 = 3.0;
/// How fast the usual latency forgets, a round: a lasting change is accepted after some twenty.
const FORGET: f64 = 1.05;
/// A mean over fewer answers than this says nothing; single answers of a model differ widely.
const LEAST_ROUND: f64 = 10.0;
/// Scattered failures are the provider's daily bread and are asked again one by one; from this share
/// of a round on, it has more to do than it can.
const STRAINED: f64 = 0.2;
/// How long fewer stay on their way after a strained round.
const STRAIN_HOLD: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(crate) struct Concurrency {
    allowed: f64,
    max: f64,
    doubling: bool,
    cut_at: Option<Instant>,
    hold_until: Option<Instant>,
    usual: Option<f64>,
    round: Round,
}

#[derive(Debug, Default)]
struct Round {
    answers: f64,
    failures: f64,
    seconds: f64,
    full: f64,
}

impl Concurrency {
    pub(crate) fn new(max: usize) -> Self {
        let max = max.max(1) as f64;
        Self {
            allowed: START.min(max),
            max,
            doubling: true,
            cut_at: None,
            hold_until: None,
            usual: None,
            round: Round::default(),
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and max, a usize")]
    pub(crate) fn allowed(&self) -> usize {
        self.allowed as usize
    }

    /// An answer came. `full`: as many were on their way as may be.
    pub(crate) fn answered(&mut self, took: Duration, full: bool, issued: Instant, now: Instant) {
        if full && self.hold_until.is_none_or(|until| until <= now) {
            let step = if self.doubling { 1.0 } else { 1.0 / self.allowed };
            self.allowed = (self.allowed + step).min(self.max);
        }
        self.round.answers += 1.0;
        self.round.seconds += took.as_secs_f64();
        self.round.full += f64::from(u8::from(full));
        self.end_round(issued, now);
    }

    /// The provider failed to answer.
    pub(crate) fn failed(&mut self, issued: Instant, now: Instant) {
        self.round.failures += 1.0;
        self.end_round(issued, now);
    }

    fn end_round(&mut self, issued: Instant, now: Instant) {
        let all = self.round.answers + self.round.failures;
        if all < self.allowed.max(LEAST_ROUND) {
            return;
        }
        let round = std::mem::take(&mut self.round);
        if round.failures > all * STRAINED {
            self.cut(0.7, STRAIN_HOLD, issued, now);
            return;
        }
        let mean = round.seconds / round.answers;
        let usual = self.usual.map_or(mean, |usual| (usual * FORGET).min(mean));
        self.usual = Some(usual);
        if mean > usual * RISEN && round.full * 2.0 > round.answers {
            self.cut(0.8, Duration::ZERO, issued, now);
        }
    }

    /// Fewer at once, and no more of them until `hold` has passed. Requests that started before the
    /// last cut tell nothing new.
    pub(crate) fn cut(&mut self, factor: f64, hold: Duration, issued: Instant, now: Instant) {
        if self.cut_at.is_some_and(|cut| issued <= cut) {
            return;
        }
        self.allowed = (self.allowed * factor).max(1.0);
        self.doubling = false;
        self.cut_at = Some(now);
        self.hold_until = Some(now + hold);
        tracing::debug!(allowed = self.allowed(), "fewer requests at once");
    }

    /// Starts over from few, as at the beginning.
    pub(crate) fn restart(&mut self, now: Instant) {
        self.allowed = self.allowed.min(START);
        self.doubling = true;
        self.cut_at = Some(now);
        self.hold_until = None;
        self.round = Round::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn answer(guard: &mut Concurrency, count: usize, took: Duration) {
        for _ in 0..count {
            guard.answered(took, true, Instant::now(), Instant::now());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn doubles_each_round_up_to_the_most() {
        let mut guard = Concurrency::new(100);
        assert_eq!(guard.allowed(), 16);
        answer(&mut guard, 16, SECOND);
        assert_eq!(guard.allowed(), 32);
        answer(&mut guard, 200, SECOND);
        assert_eq!(guard.allowed(), 100);
    }

    #[tokio::test(start_paused = true)]
    async fn does_not_grow_while_nobody_waits_for_it() {
        let mut guard = Concurrency::new(100);
        for _ in 0..50 {
            guard.answered(SECOND, false, Instant::now(), Instant::now());
        }
        assert_eq!(guard.allowed(), 16);
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_cut_it_holds_then_grows_by_one_a_round() {
        let mut guard = Concurrency::new(100);
        let issued = Instant::now();
        guard.cut(0.5, SECOND, issued, Instant::now());
        tokio::time::advance(SECOND / 2).await;
        guard.cut(0.5, SECOND, issued, Instant::now());
        assert_eq!(guard.allowed(), 8, "one wave of trouble cuts once");
        answer(&mut guard, 20, SECOND);
        assert_eq!(guard.allowed(), 8, "held");
        tokio::time::advance(SECOND).await;
        answer(&mut guard, 9, SECOND);
        assert_eq!(guard.allowed(), 9);
    }

    #[tokio::test(start_paused = true)]
    async fn scattered_failures_cost_nothing_and_a_strained_round_does() {
        let mut guard = Concurrency::new(64);
        answer(&mut guard, 200, SECOND);
        for _ in 0..20 {
            tokio::time::advance(SECOND).await;
            answer(&mut guard, 15, SECOND);
            guard.failed(Instant::now(), Instant::now());
        }
        assert_eq!(guard.allowed(), 64, "one in sixteen");
        tokio::time::advance(SECOND).await;
        answer(&mut guard, 40, SECOND);
        for _ in 0..24 {
            guard.failed(Instant::now(), Instant::now());
        }
        assert!(guard.allowed() < 64);
    }

    #[tokio::test(start_paused = true)]
    async fn slower_and_slower_answers_cut_it() {
        let mut guard = Concurrency::new(64);
        answer(&mut guard, 200, SECOND);
        assert_eq!(guard.allowed(), 64);
        tokio::time::advance(SECOND).await;
        answer(&mut guard, 128, SECOND * 5);
        assert!(guard.allowed() < 64);
    }
}
