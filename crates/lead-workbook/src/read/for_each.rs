//! The caller gets the rows of the chosen sheet one by one, or their ids alone.

use super::sheet_end::SheetEnd;
use super::workbook::Workbook;
use crate::cell::SheetRow;
use crate::error::WorkbookError;
use crate::workbook_info::SheetChoice;
use lead_model::IdReading;
use std::ops::ControlFlow;
use std::path::Path;

/// Streams the rows below the header of the chosen sheet, in order. Blank rows inside the data are
/// given too; those after the last value are not, nor are those that are left alone: the footer of a
/// report and the totals of a table. Stops early when `each` breaks.
///
/// xlsx, xlsm, xlsb and csv files are never held whole.
pub fn for_each_row(
    choice: &SheetChoice,
    each: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
) -> Result<SheetEnd, WorkbookError> {
    Workbook::open(Path::new(&choice.path))?.below_header(choice, false, &mut |row, _| each(row))
}

/// A row's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdRow {
    /// The row's number as the spreadsheet shows it, counted from 1.
    pub number: u32,
    /// The text of its id cell.
    pub text: String,
    /// What the cell says about a lead id, by its text or by the link or formula behind that.
    pub reading: IdReading,
}

/// Streams the ids of the chosen sheet. Gives the same rows as [`for_each_row`], and is several times
/// faster and smaller on large workbooks.
pub fn for_each_id(
    choice: &SheetChoice,
    each: &mut dyn FnMut(IdRow) -> ControlFlow<()>,
) -> Result<SheetEnd, WorkbookError> {
    let column = choice.id_column;
    Workbook::open(Path::new(&choice.path))?.below_header(choice, true, &mut |row, reading| {
        each(IdRow { number: row.number, text: row.text(column), reading })
    })
}
