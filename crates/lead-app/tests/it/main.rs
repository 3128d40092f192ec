//! What the window asks for, with the real clients against the sandbox.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod app;
mod common;
mod doctor;
mod fields;
mod gathering;
mod saving;
