//! What an answer's headers say of the limits.

use std::time::Duration;

/// One limit, as of the moment the request was let in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LimitWindow {
    /// How much is allowed in a minute.
    pub limit: f64,
    /// How much is left.
    pub remaining: f64,
    /// How long until all of it is there again.
    pub reset: Duration,
}

/// The limits an answer's headers tell; each `None` where it does not.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Limits {
    /// Requests a minute.
    pub requests: Option<LimitWindow>,
    /// Tokens a minute.
    pub tokens: Option<LimitWindow>,
    /// How long to wait before the next request.
    pub retry_after: Option<Duration>,
}
