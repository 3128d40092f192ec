//! What a provider's headers and answers say of its limits and health.

use std::time::Duration;

/// What the provider says of one of its limits, as of the moment it let a request in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BucketReport {
    /// How much it allows in a minute.
    pub limit: f64,
    /// How much is left.
    pub remaining: f64,
    /// How long until all of it is there again.
    pub reset: Duration,
}

/// What one answer's headers say of the limits.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LimitReport {
    /// Requests a minute.
    pub requests: Option<BucketReport>,
    /// Tokens a minute.
    pub tokens: Option<BucketReport>,
}

/// How a request came out, as far as the provider's limits and health are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was answered.
    Ok,
    /// Too fast: everybody waits, as long as the provider said or as the buckets tell.
    Throttled {
        /// What the provider said.
        wait: Option<Duration>,
    },
    /// The provider has too much to do ("Slow Down", 503): fewer at once for a while.
    Overloaded,
    /// The provider's fault: 5xx, a broken connection, a time-out.
    Failed,
    /// Our fault or the data's: says nothing of the provider's health.
    Refused,
}

/// Whether requests are let through at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreakerState {
    /// They are.
    Closed,
    /// The provider failed too often in a row; nothing is sent for a while.
    Open {
        /// How long that still lasts.
        left: Duration,
    },
    /// One request is on its way to see whether the provider is back.
    Probing,
}

/// How a [`Pacer`](crate::Pacer) stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaceState {
    /// Requests on their way.
    pub in_flight: usize,
    /// How many may be on their way at present.
    pub allowed_in_flight: usize,
    /// How long everybody still waits because the provider said so.
    pub blocked_for: Option<Duration>,
    /// Whether requests are let through at all.
    pub breaker: BreakerState,
    /// What is believed of the request limit now; `None` until it is known.
    pub requests: Option<BucketReport>,
    /// What is believed of the token limit now; `None` until it is known.
    pub tokens: Option<BucketReport>,
}
