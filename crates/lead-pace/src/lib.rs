//! How fast, how many at once, when to wait, when to stop.
//!
//! One [`Pacer`] stands before each provider. Two buckets, requests and tokens, are corrected by
//! what every answer's headers say, so that requests leave just below the provider's own limits; a
//! refusal makes everybody wait once; a guard lowers the number on their way when answers get slow
//! or the provider says that it is overloaded; a breaker stops sending to one that is down.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! use lead_pace::{Outcome, PaceOptions, Pacer};
//! use std::time::{Duration, Instant};
//!
//! let pacer = Pacer::new(PaceOptions {
//!     requests_per_minute: Some(500.0),
//!     tokens_per_minute: None,
//!     max_in_flight: 64,
//! });
//! let permit = pacer.acquire(1_200).await;
//! let started = Instant::now();
//! // … send the request, then hand its headers to `permit.observe` …
//! permit.finish(Outcome::Ok, started.elapsed());
//! # }
//! ```

mod backoff;
mod breaker;
mod bucket;
mod concurrency;
mod options;
mod pacer;
mod report;
mod state;

pub use backoff::Backoff;
pub use options::PaceOptions;
pub use pacer::{Pacer, Permit};
pub use report::{BreakerState, BucketReport, LimitReport, Outcome, PaceState};
