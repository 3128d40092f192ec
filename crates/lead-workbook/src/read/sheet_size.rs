//! A sheet is as large as its rows and columns with values.

/// How far a sheet reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SheetSize {
    /// The last row with a value, counted from 1; 0 for an empty sheet.
    pub(crate) rows: u32,
    /// Columns from A to the last one with a value.
    pub(crate) columns: u32,
}
