//! Saving ends with the path of the file, a note, and the number of rows.

use std::path::PathBuf;

/// A workbook that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Where it lies.
    pub path: PathBuf,
    /// Worth knowing: saved beside the wanted name because that was open elsewhere, no headers where
    /// the sheet has none, a signature that ended.
    pub note: Option<String>,
    /// Rows below the header that have a result.
    pub rows: u64,
}
