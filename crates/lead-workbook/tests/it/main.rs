//! The crate against real files: made here, by other programs, and by people who mean harm.

#![expect(clippy::unwrap_used, reason = "the files are made by the tests themselves")]

mod child;
mod files;
mod formats;
mod hostile;
mod in_place;
mod lint;
mod notes;
mod reading;
mod saving;
mod summary;
