//! The caller gives the results row by row, and is given the progress.

use crate::error::WorkbookError;
use crate::result::RowResult;
use std::ops::ControlFlow;

/// Rows between two calls of the caller's progress.
pub(super) const PROGRESS_EVERY: u64 = 1000;

/// Gives each row's result; `None` for one that is left as it is.
pub(super) type NextResult<'n> = dyn FnMut(u32) -> Result<Option<RowResult>, WorkbookError> + 'n;
/// Takes the number of rows written so far; breaks to cancel.
pub(super) type Progress<'p> = dyn FnMut(u64) -> ControlFlow<()> + 'p;
