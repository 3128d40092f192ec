//! The crate against real files: made here, by other programs, and by people who mean harm.

#![expect(clippy::unwrap_used, reason = "the files are made by the tests themselves")]

mod before_saving;
mod child;
mod files;
mod formats;
mod hostile;
mod in_place;
mod left_out;
mod lint;
mod notes;
mod oracle;
mod reading;
mod saving;
mod summary;
