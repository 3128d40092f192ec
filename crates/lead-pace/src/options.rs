//! What is known of a provider before it has said anything.

/// What a [`Pacer`](crate::Pacer) knows before the provider has said anything.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaceOptions {
    /// Requests a minute, where known.
    pub requests_per_minute: Option<f64>,
    /// Tokens a minute, where known.
    pub tokens_per_minute: Option<f64>,
    /// The most requests on their way at once; how many are allowed is found out.
    pub max_in_flight: usize,
}
