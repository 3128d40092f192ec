//! The HTTP client against listeners that misbehave.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod exchange;
mod streaming;
