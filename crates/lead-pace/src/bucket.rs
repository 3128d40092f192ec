//! One limit of the provider, as we believe it to stand.

use crate::BucketReport;
use std::time::Duration;
use tokio::time::Instant;

/// Started this much later than the level strictly allows: what the clock's grain and the network's
/// jitter take from the front, so that the server never sees two requests closer than they were sent.
const SLACK: Duration = Duration::from_millis(20);

/// A bucket that fills evenly and that each request takes from.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    per_minute: f64,
    /// How much the provider lets pile up.
    capacity: f64,
    /// Where the provider turned out not to let it pile up: how much it does, as a time's worth.
    burst: Option<Duration>,
    largest_cost: f64,
    level: f64,
    at: Instant,
}

impl Bucket {
    /// A full bucket.
    pub(crate) fn new(per_minute: f64, now: Instant) -> Self {
        Self { per_minute, capacity: per_minute, burst: None, largest_cost: 0.0, level: per_minute, at: now }
    }

    /// The bucket that a first report tells of.
    pub(crate) fn reported(report: &BucketReport, since: Duration, charged_since: f64, now: Instant) -> Self {
        let mut bucket = Self::new(report.limit, now);
        bucket.believe(report, since, charged_since, now);
        bucket
    }

    fn per_second(&self) -> f64 {
        self.per_minute / 60.0
    }

    fn most(&self) -> f64 {
        match self.burst {
            Some(burst) => {
                let smooth = self.per_second() * burst.as_secs_f64() + self.largest_cost;
                self.capacity.min(smooth)
            }
            None => self.capacity,
        }
    }

    /// Lets flow in what is due by now.
    pub(crate) fn fill(&mut self, now: Instant) {
        // `at` lies ahead while nothing may pile up: see `smooth`.
        if now > self.at {
            let flowed = self.per_second() * (now - self.at).as_secs_f64();
            self.level = (self.level + flowed).min(self.most());
            self.at = now;
        }
    }

    /// How long until a request of this cost may start.
    pub(crate) fn wait_for(&mut self, cost: f64, now: Instant) -> Duration {
        self.largest_cost = self.largest_cost.max(cost);
        self.fill(now);
        // What is larger than the whole bucket goes out when the bucket is full; the server will
        // say that it is too large, if it is.
        let needed = (cost + self.per_second() * SLACK.as_secs_f64()).min(self.most());
        if self.level >= needed || self.per_second() <= 0.0 {
            return Duration::ZERO;
        }
        // Rounded up to the clock's grain, or the sleep would end just before the level is there.
        Duration::from_secs_f64((needed - self.level) / self.per_second()) + Duration::from_millis(1)
    }

    pub(crate) fn take(&mut self, cost: f64) {
        self.level -= cost;
    }

    /// Corrects the level by what the provider said when it let a request in: `since` ago, and we
    /// have started requests worth `charged_since` after that one.
    pub(crate) fn believe(
        &mut self,
        report: &BucketReport,
        since: Duration,
        charged_since: f64,
        now: Instant,
    ) {
        if !(report.limit.is_finite() && report.limit > 0.0 && report.remaining.is_finite()) {
            return;
        }
        self.fill(now);
        self.per_minute = report.limit;
        // A bucket that is full again in `reset` holds what remains and what flows in until then.
        // Never believed to hold less than a second's worth, whatever rounding does to `reset`.
        let told = report.remaining + self.per_second() * report.reset.as_secs_f64();
        self.capacity = told.clamp(self.per_second(), report.limit);
        let now_there = report.remaining + self.per_second() * since.as_secs_f64() - charged_since;
        // Where the provider enforces shorter slices than it reports, its figure only ever lowers ours.
        self.level = if self.burst.is_some() { self.level.min(now_there) } else { now_there };
        self.level = self.level.min(self.most());
    }

    /// The provider refused although its own figures allow it, so it enforces shorter slices: from
    /// `from` on, no more than this piles up, beginning with nothing.
    pub(crate) fn smooth(&mut self, burst: Duration, from: Instant) {
        self.burst = Some(burst);
        self.level = self.level.min(0.0);
        self.at = self.at.max(from);
    }

    /// Lets it pile up again.
    pub(crate) fn stop_smoothing(&mut self) {
        self.burst = None;
    }

    /// What is believed now.
    pub(crate) fn view(&mut self, now: Instant) -> BucketReport {
        self.fill(now);
        let missing = (self.most() - self.level).max(0.0);
        let reset = if self.per_second() > 0.0 { missing / self.per_second() } else { 0.0 };
        BucketReport {
            limit: self.per_minute,
            remaining: self.level.max(0.0),
            reset: Duration::try_from_secs_f64(reset).unwrap_or(Duration::MAX),
        }
    }

    /// Whether a request of this cost should have been let in.
    pub(crate) fn allows(&self, cost: f64) -> bool {
        self.level >= cost.min(self.most())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(value: f64) -> Duration {
        Duration::from_secs_f64(value)
    }

    #[tokio::test(start_paused = true)]
    async fn the_level_is_what_was_reported_plus_what_flowed_in_minus_what_we_took() {
        let now = Instant::now();
        let mut bucket = Bucket::new(600.0, now);
        let report = BucketReport { limit: 600.0, remaining: 100.0, reset: seconds(50.0) };
        bucket.believe(&report, seconds(3.0), 20.0, now);
        assert!((bucket.view(now).remaining - 110.0).abs() < 1e-9);
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_reset_tells_a_small_bucket() {
        let now = Instant::now();
        let report = BucketReport { limit: 6000.0, remaining: 40.0, reset: seconds(0.6) };
        let mut bucket = Bucket::reported(&report, Duration::ZERO, 0.0, now);
        bucket.fill(now + seconds(30.0));
        assert!((bucket.level - 100.0).abs() < 1e-6, "a second's worth, not a minute's: {}", bucket.level);
    }

    #[tokio::test(start_paused = true)]
    async fn a_changed_limit_is_taken_over() {
        let now = Instant::now();
        let mut bucket = Bucket::new(600.0, now);
        let report = BucketReport { limit: 1200.0, remaining: 0.0, reset: seconds(60.0) };
        bucket.believe(&report, Duration::ZERO, 0.0, now);
        let wait = bucket.wait_for(20.0, now);
        assert!(wait >= seconds(1.0) && wait < seconds(1.05), "{wait:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_larger_than_the_bucket_goes_out_when_it_is_full() {
        let now = Instant::now();
        let mut bucket = Bucket::new(60.0, now);
        assert_eq!(bucket.wait_for(500.0, now), Duration::ZERO);
        bucket.take(500.0);
        assert!(bucket.wait_for(1.0, now) > seconds(440.0));
    }

    #[tokio::test(start_paused = true)]
    async fn rubbish_is_not_believed() {
        let now = Instant::now();
        let mut bucket = Bucket::new(600.0, now);
        for limit in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            bucket.believe(
                &BucketReport { limit, remaining: 0.0, reset: Duration::ZERO },
                Duration::ZERO,
                0.0,
                now,
            );
        }
        assert!((bucket.view(now).remaining - 600.0).abs() < 1e-9);
    }
}
