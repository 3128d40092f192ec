//! What came of a run: row by row, and on the whole.

pub(crate) mod pages;
pub(crate) mod report;
