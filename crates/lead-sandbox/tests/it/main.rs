//! The sandbox as a client sees it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod bulk;
mod common;
mod faults;
mod ledger;
mod model;
mod salesforce;
