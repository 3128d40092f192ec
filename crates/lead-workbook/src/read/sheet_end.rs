//! At the end of a sheet the reader says how many rows it gave, and which it left alone.

use super::footer::LeftAlone;

/// The end of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetEnd {
    /// Rows given: those below the header, blank ones inside the data included.
    pub rows: u64,
    /// Rows that were not, as they belong to no lead.
    pub left_alone: LeftAlone,
}
