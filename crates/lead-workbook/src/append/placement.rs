//! The placement says where in the sheet the new columns go.

/// Where the new columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placement {
    /// The first new column, counted from 1.
    pub(crate) first: u32,
    /// The last new column.
    pub(crate) last: u32,
    /// The row of the headers, counted from 1; 0 where there are none.
    pub(crate) header_row: u32,
    /// The last row with a result.
    pub(crate) last_row: u32,
    /// The column of the ids, counted from 1: what does not cover it is about something else.
    pub(crate) id_column: u32,
}
