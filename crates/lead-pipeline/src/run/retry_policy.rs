//! How often and how long a run tries again.

use std::time::Duration;

/// How much trouble a run puts up with before it gives up on a lead or pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// How long a provider may be out without one good answer before the run pauses.
    pub outage: Duration,
    /// The first wait after a failure; it grows from there.
    pub first_wait: Duration,
    /// The longest wait between two tries.
    pub longest_wait: Duration,
    /// How often a lead is asked about at a cost, whatever comes of it, before its row fails.
    pub attempts: u32,
    /// After so many leads in a row without one usable answer the run pauses.
    pub unusable_leads: u32,
    /// How often a call for a single lead may fail while the provider answers others well.
    pub failures: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            outage: Duration::from_mins(10),
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            attempts: 3,
            unusable_leads: 20,
            failures: 10,
        }
    }
}
