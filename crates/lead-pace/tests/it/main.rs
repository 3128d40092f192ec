//! The pacer against servers that enforce limits, in time that is made.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod behaviour;
mod common;
mod efficiency;
