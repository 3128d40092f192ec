//! A provider with limits, on the paused clock: what it lets in and what its headers say.

use lead_pace::{BucketReport, LimitReport, Outcome, Pacer};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How the limits are enforced.
#[derive(Clone, Copy)]
pub enum Enforce {
    /// Two buckets that hold a minute's worth and fill evenly.
    Continuous,
    /// As much as a sixtieth in each second, counted from the full second; the headers tell of the
    /// minute's bucket all the same.
    Slices,
}

/// One limit.
struct Limit {
    per_minute: f64,
    level: f64,
    at: Instant,
    slice: u64,
    in_slice: f64,
}

impl Limit {
    fn new(per_minute: f64) -> Self {
        Self { per_minute, level: per_minute, at: Instant::now(), slice: 0, in_slice: 0.0 }
    }

    fn fill(&mut self, now: Instant, second: u64) {
        let flowed = self.per_minute / 60.0 * (now - self.at).as_secs_f64();
        self.level = (self.level + flowed).min(self.per_minute);
        self.at = now;
        if self.slice != second {
            (self.slice, self.in_slice) = (second, 0.0);
        }
    }

    fn allows(&self, cost: f64, enforce: Enforce) -> bool {
        let in_slice = match enforce {
            Enforce::Continuous => true,
            Enforce::Slices => self.in_slice + cost <= self.per_minute / 60.0 + 1e-6,
        };
        self.level + 1e-6 >= cost && in_slice
    }

    fn take(&mut self, cost: f64) {
        self.level -= cost;
        self.in_slice += cost;
    }

    fn report(&self) -> BucketReport {
        let reset = (self.per_minute - self.level) / (self.per_minute / 60.0);
        BucketReport {
            limit: self.per_minute,
            remaining: self.level.floor(),
            reset: Duration::from_secs_f64(reset.max(0.0)),
        }
    }
}

pub struct Server {
    enforce: Enforce,
    begun: Instant,
    limits: Mutex<(Limit, Limit)>,
    latency: Duration,
    pub refused: AtomicU64,
}

impl Server {
    pub fn new(enforce: Enforce, rpm: f64, tpm: f64, latency: Duration) -> Self {
        let limits = Mutex::new((Limit::new(rpm), Limit::new(tpm)));
        Self { enforce, begun: Instant::now(), limits, latency, refused: AtomicU64::new(0) }
    }

    /// Answers a request: what the headers say, and how it came out.
    pub async fn ask(&self, tokens: f64) -> (LimitReport, Outcome) {
        // The way there, then the work, both uneven.
        sleep(Duration::from_millis(fastrand::u64(5..40))).await;
        let (report, wait) = self.admit(tokens);
        if let Some(wait) = wait {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return (report, Outcome::Throttled { wait: Some(wait) });
        }
        sleep(self.latency.mul_f64(0.6 + 0.8 * fastrand::f64())).await;
        (report, Outcome::Ok)
    }

    fn admit(&self, tokens: f64) -> (LimitReport, Option<Duration>) {
        let now = Instant::now();
        let since = now - self.begun;
        let mut limits = self.limits.lock().unwrap();
        let (requests, allowed) = &mut *limits;
        for limit in [&mut *requests, &mut *allowed] {
            limit.fill(now, since.as_secs());
        }
        let admitted = requests.allows(1.0, self.enforce) && allowed.allows(tokens, self.enforce);
        if admitted {
            requests.take(1.0);
            allowed.take(tokens);
        }
        let report = LimitReport { requests: Some(requests.report()), tokens: Some(allowed.report()) };
        let wait = match self.enforce {
            Enforce::Continuous => Duration::from_secs_f64(
                ((tokens - allowed.level).max(0.0) / allowed.per_minute)
                    .max((1.0 - requests.level).max(0.0) / requests.per_minute)
                    * 60.0,
            ),
            Enforce::Slices => Duration::from_nanos(u64::from(1_000_000_000 - since.subsec_nanos())),
        };
        (report, (!admitted).then_some(wait))
    }
}

/// Sends that many requests through the pacer, refused ones again; how long all took.
pub async fn send_all(
    pacer: &Pacer,
    server: &Arc<Server>,
    requests: usize,
    charge: u64,
    cost: f64,
) -> Duration {
    let begun = Instant::now();
    let mut on_their_way = tokio::task::JoinSet::new();
    for _ in 0..requests {
        let (pacer, server) = (pacer.clone(), Arc::clone(server));
        on_their_way.spawn(async move {
            loop {
                let permit = pacer.acquire(charge).await;
                let started = Instant::now();
                let (report, outcome) = server.ask(cost).await;
                permit.observe(&report);
                permit.finish(outcome, started.elapsed());
                if outcome == Outcome::Ok {
                    break;
                }
            }
        });
    }
    while let Some(ended) = on_their_way.join_next().await {
        ended.unwrap();
    }
    begun.elapsed()
}
