//! All that decides when the next request may start.

use crate::breaker::{Breaker, Gate};
use crate::bucket::Bucket;
use crate::concurrency::Concurrency;
use crate::{BucketReport, LimitReport, Outcome, PaceOptions, PaceState};
use std::time::Duration;
use tokio::time::Instant;

/// A refusal that does not say how long: long enough for any slice of a second to pass.
const UNTOLD_WAIT: Duration = Duration::from_secs(1);
/// After "Slow Down" the former pace is held this long before it grows again.
const OVERLOAD_HOLD: Duration = Duration::from_secs(15);
/// How much may pile up where the provider enforces slices of a second: at first, and at least.
const FIRST_BURST: Duration = Duration::from_millis(250);
const LEAST_BURST: Duration = Duration::from_millis(50);
/// How long that is believed before it is tried again; doubles each time it turns out true.
const FIRST_SMOOTHING: Duration = Duration::from_mins(2);

#[derive(Debug)]
pub(crate) struct State {
    requests: Option<Bucket>,
    tokens: Option<Bucket>,
    concurrency: Concurrency,
    breaker: Breaker,
    in_flight: usize,
    blocked_until: Option<Instant>,
    started: Charged,
    /// Number of the latest request whose headers were believed; older ones know less.
    heard: u64,
    smoothing: Option<Smoothing>,
    smooth_for: Duration,
}

#[derive(Debug, Clone, Copy)]
struct Smoothing {
    burst: Duration,
    until: Instant,
    since: Instant,
}

/// What was started so far.
#[derive(Debug, Clone, Copy, Default)]
struct Charged {
    requests: u64,
    tokens: u64,
}

/// What is remembered of a request on its way.
#[derive(Debug)]
pub(crate) struct Ticket {
    issued: Instant,
    /// All that was started up to and with this request.
    charged: Charged,
    tokens: u64,
    probe: bool,
}

/// Whether the first in line may start.
#[derive(Debug)]
pub(crate) enum Start {
    Now(Ticket),
    At(Instant),
    WhenChanged,
}

impl State {
    pub(crate) fn new(options: &PaceOptions, now: Instant) -> Self {
        let bucket = |limit: Option<f64>| limit.map(|per_minute| Bucket::new(per_minute, now));
        Self {
            requests: bucket(options.requests_per_minute),
            tokens: bucket(options.tokens_per_minute),
            concurrency: Concurrency::new(options.max_in_flight),
            breaker: Breaker::new(),
            in_flight: 0,
            blocked_until: None,
            started: Charged::default(),
            heard: 0,
            smoothing: None,
            smooth_for: FIRST_SMOOTHING,
        }
    }

    pub(crate) fn try_start(&mut self, tokens: u64, now: Instant) -> Start {
        if let Some(until) = self.blocked_until.filter(|until| *until > now) {
            return Start::At(until);
        }
        let probe = match self.breaker.gate(now) {
            Gate::Pass => false,
            Gate::Probe => true,
            Gate::At(instant) => return Start::At(instant),
            Gate::WhenProbed => return Start::WhenChanged,
        };
        if self.in_flight >= self.concurrency.allowed() && !probe {
            return Start::WhenChanged;
        }
        self.end_smoothing(now);
        let wait_requests = self.requests.as_mut().map(|bucket| bucket.wait_for(1.0, now));
        let wait_tokens = self.tokens.as_mut().map(|bucket| bucket.wait_for(tokens as f64, now));
        let wait = wait_requests.max(wait_tokens).unwrap_or_default();
        if !wait.is_zero() {
            return Start::At(now + wait);
        }
        Start::Now(self.start(tokens, probe, now))
    }

    fn start(&mut self, tokens: u64, probe: bool, now: Instant) -> Ticket {
        if let Some(bucket) = &mut self.requests {
            bucket.take(1.0);
        }
        if let Some(bucket) = &mut self.tokens {
            bucket.take(tokens as f64);
        }
        if probe {
            self.breaker.probe();
        }
        self.in_flight += 1;
        self.started.requests += 1;
        self.started.tokens += tokens;
        Ticket { issued: now, charged: self.started, tokens, probe }
    }

    pub(crate) fn observe(&mut self, report: &LimitReport, ticket: &Ticket, now: Instant) {
        if ticket.charged.requests <= self.heard || (report.requests.is_none() && report.tokens.is_none()) {
            return;
        }
        self.heard = ticket.charged.requests;
        let since = now.saturating_duration_since(ticket.issued);
        let requests = self.started.requests - ticket.charged.requests;
        let tokens = self.started.tokens - ticket.charged.tokens;
        hear(&mut self.requests, report.requests.as_ref(), since, requests as f64, now);
        hear(&mut self.tokens, report.tokens.as_ref(), since, tokens as f64, now);
    }

    pub(crate) fn observe_unplaced(&mut self, report: &LimitReport, now: Instant) {
        for (bucket, report) in [(&mut self.requests, &report.requests), (&mut self.tokens, &report.tokens)] {
            let Some(report) = report else { continue };
            let believed = bucket.as_mut().map_or(f64::INFINITY, |bucket| bucket.view(now).remaining);
            let lowered = BucketReport { remaining: report.remaining.min(believed), ..*report };
            hear(bucket, Some(&lowered), Duration::ZERO, 0.0, now);
        }
    }

    pub(crate) fn block_for(&mut self, wait: Duration, now: Instant) {
        self.blocked_until = self.blocked_until.max(Some(now + wait));
    }

    pub(crate) fn finish(&mut self, ticket: &Ticket, outcome: Outcome, took: Duration, now: Instant) {
        let full = self.in_flight >= self.concurrency.allowed();
        self.in_flight -= 1;
        match outcome {
            Outcome::Ok => {
                self.alive(ticket, now);
                self.concurrency.answered(took, full, ticket.issued, now);
            }
            Outcome::Refused => self.alive(ticket, now),
            Outcome::Throttled { wait } => {
                self.alive(ticket, now);
                self.throttled(ticket, wait, now);
            }
            Outcome::Overloaded => {
                self.concurrency.cut(0.5, OVERLOAD_HOLD, ticket.issued, now);
                self.breaker.failed(ticket.probe, now);
            }
            Outcome::Failed => {
                self.concurrency.failed(ticket.issued, now);
                self.breaker.failed(ticket.probe, now);
            }
        }
    }

    pub(crate) fn abandon(&mut self, ticket: &Ticket, now: Instant) {
        self.in_flight -= 1;
        self.breaker.abandoned(ticket.probe, now);
    }

    fn alive(&mut self, ticket: &Ticket, now: Instant) {
        if self.breaker.alive(ticket.probe) {
            self.concurrency.restart(now);
        }
    }

    /// One wait for everybody. Then: where the provider's own figures say that it should have been
    /// let in, nothing may pile up any more; where there are no figures, fewer at once.
    fn throttled(&mut self, ticket: &Ticket, wait: Option<Duration>, now: Instant) {
        self.block_for(wait.unwrap_or(UNTOLD_WAIT), now);
        if self.requests.is_none() && self.tokens.is_none() {
            self.concurrency.cut(0.7, Duration::ZERO, ticket.issued, now);
            return;
        }
        let mut allowed = true;
        for (bucket, cost) in [(&mut self.requests, 1.0), (&mut self.tokens, ticket.tokens as f64)] {
            if let Some(bucket) = bucket {
                bucket.fill(now);
                allowed &= bucket.allows(cost);
            }
        }
        let stale = self.smoothing.is_some_and(|smoothing| ticket.issued < smoothing.since);
        if stale || !(allowed || self.smoothing.is_some()) {
            return;
        }
        let burst = self.smoothing.map_or(FIRST_BURST, |smoothing| (smoothing.burst / 2).max(LEAST_BURST));
        let from = self.blocked_until.unwrap_or(now);
        tracing::debug!(?burst, "refused within its own figures: the limit holds for shorter slices");
        self.smoothing = Some(Smoothing { burst, until: now + self.smooth_for, since: from });
        for bucket in [&mut self.requests, &mut self.tokens].into_iter().flatten() {
            bucket.smooth(burst, from);
        }
    }

    fn end_smoothing(&mut self, now: Instant) {
        if self.smoothing.is_some_and(|smoothing| smoothing.until <= now) {
            self.smoothing = None;
            self.smooth_for *= 2;
            for bucket in [&mut self.requests, &mut self.tokens].into_iter().flatten() {
                bucket.stop_smoothing();
            }
        }
    }

    pub(crate) fn view(&mut self, now: Instant) -> PaceState {
        PaceState {
            in_flight: self.in_flight,
            allowed_in_flight: self.concurrency.allowed(),
            blocked_for: self
                .blocked_until
                .map(|until| until.saturating_duration_since(now))
                .filter(|d| !d.is_zero()),
            breaker: self.breaker.view(now),
            requests: self.requests.as_mut().map(|bucket| bucket.view(now)),
            tokens: self.tokens.as_mut().map(|bucket| bucket.view(now)),
        }
    }
}

fn hear(
    bucket: &mut Option<Bucket>,
    report: Option<&BucketReport>,
    since: Duration,
    charged_since: f64,
    now: Instant,
) {
    let Some(report) = report.filter(|report| report.limit.is_finite() && report.limit > 0.0) else { return };
    match bucket {
        Some(bucket) => bucket.believe(report, since, charged_since, now),
        None => *bucket = Some(Bucket::reported(report, since, charged_since, now)),
    }
}
