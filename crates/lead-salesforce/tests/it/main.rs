//! The client against the sandbox, and against the clients and servers of others.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod answers;
mod browser;
mod bulk;
mod catalogue;
mod cirrus;
mod common;
mod describe;
mod faults;
mod reading;
mod renewal;
mod session;
#[cfg(unix)]
mod sf;
mod sign_in;
