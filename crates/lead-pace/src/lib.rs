//! How fast, how many at once, when to wait, when to stop.

mod backoff;
mod pacer;
mod report;

pub use backoff::Backoff;
pub use pacer::{PaceOptions, Pacer, Permit};
pub use report::{BreakerState, BucketReport, LimitReport, Outcome, PaceState};
