//! Journals on a disk: written, killed, damaged, opened again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod damages;
mod files_put_aside;
mod journal;
mod money;
