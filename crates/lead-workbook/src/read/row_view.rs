//! The readers of all file formats hand a row over in this form.

use crate::cell::Cell;
use crate::cell_reference::MOST_ROWS;
use crate::error::{WorkbookError, file_name};
use calamine::Style;
use std::ops::ControlFlow;
use std::path::Path;

/// A row, with its cells' formats where the reader of its file format knows them.
pub(crate) struct RowView<'a> {
    /// Counted from 1.
    pub(crate) number: u32,
    pub(crate) cells: Vec<Cell>,
    /// For each cell its style, which is an index into `formats_by_style`; shorter than `cells` where unknown.
    pub(crate) styles: &'a [u32],
    pub(crate) formats_by_style: &'a [Style],
}

/// What is done with each row.
pub(crate) type EachRow<'e> = dyn FnMut(RowView<'_>) -> Result<ControlFlow<()>, WorkbookError> + 'e;

/// The number, counted from 1, of a row counted from 0. A row past the last of Excel is refused.
pub(crate) fn row_number(path: &Path, row: u32) -> Result<u32, WorkbookError> {
    if row < MOST_ROWS { Ok(row + 1) } else { Err(WorkbookError::TooManyRows { name: file_name(path) }) }
}
