//! Whole runs, with the real clients against the sandbox.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod bad_input;
mod bulk_job;
mod common;
mod damages;
mod earlier_journals;
mod faults;
mod fields;
mod interruptions;
mod left_alone;
mod money;
mod reading;
mod saving;
mod settings;
mod whole_job;
