//! Files that other programs read or wrote wrongly, by the reports in their public trackers.
//!
//! Each report became a small file, made here, and a test of what is right for it; [README.md](README.md)
//! lists them. What is the same for all of them stands in [`report`]: the file opens, every row that is
//! read is answered, and what comes back is sound and has all that it had.

#![expect(clippy::unwrap_used, reason = "the files are made by the tests themselves")]

#[path = "../it/files.rs"]
#[expect(dead_code, reason = "shared with the crate's other tests, which use all of it")]
mod files;
#[path = "../it/parts.rs"]
#[expect(dead_code, reason = "shared with the crate's other tests, which use all of it")]
mod parts;
#[path = "../it/xlsb.rs"]
#[expect(dead_code, reason = "shared with the crate's other tests, which use all of it")]
mod xlsb;

mod book;
mod cells;
mod csv;
mod formats;
mod numbering;
mod old_excel;
mod packages;
mod report;
mod rules;
mod sheets;
mod sound;
mod tables;
