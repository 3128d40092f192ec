//! Single cells: the source's values as they are, and ours beside them.

use super::data_sheet::told;
use super::text::for_cell;
use crate::cell::Cell;
use crate::error::WorkbookError;
use crate::result::ResultCell;
use rust_xlsxwriter::{ColNum, Format, Formula, RowNum, Worksheet};

const DAYS_TO_1970: f64 = 25_569.0;

/// Writes a cell of the source's.
pub(super) fn write_cell(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    cell: &Cell,
    format: &Format,
) -> Result<(), WorkbookError> {
    let written = match cell {
        Cell::Blank => sheet.write_blank(row, column, format),
        Cell::Text(text) => sheet.write_string_with_format(row, column, for_cell(text).as_ref(), format),
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number, format),
        Cell::DateTime { serial, .. } => sheet.write_number_with_format(row, column, *serial, format),
        Cell::Bool(value) => sheet.write_boolean_with_format(row, column, *value, format),
        // The writer has no error cells; a formula of the bare error has the same value and looks.
        Cell::Error(error) if is_formula_error(error) => {
            let formula = Formula::new(format!("={error}")).set_result(error);
            sheet.write_formula_with_format(row, column, formula, format)
        }
        Cell::Error(error) => sheet.write_string_with_format(row, column, for_cell(error).as_ref(), format),
    };
    written.map(|_| ()).map_err(told)
}

fn is_formula_error(error: &str) -> bool {
    matches!(error, "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!")
}

/// Writes an appended cell. A blank one is written only where its ground is tinted.
pub(super) fn write_result(
    sheet: &mut Worksheet,
    row: RowNum,
    column: ColNum,
    cell: &ResultCell,
    format: &Format,
    is_invalid: bool,
) -> Result<(), WorkbookError> {
    let written = match cell {
        ResultCell::Text(text) if !text.is_empty() => {
            sheet.write_string_with_format(row, column, for_cell(text).as_ref(), format)
        }
        ResultCell::Number(number) if number.is_finite() => {
            sheet.write_number_with_format(row, column, *number, format)
        }
        ResultCell::Flag(value) => {
            sheet.write_string_with_format(row, column, if *value { "Yes" } else { "No" }, format)
        }
        ResultCell::DateTime(moment) => match serial_of(moment) {
            Some(serial) => sheet.write_number_with_format(row, column, serial, format),
            None => sheet.write_string_with_format(row, column, for_cell(moment).as_ref(), format),
        },
        _ if is_invalid => sheet.write_blank(row, column, format),
        _ => return Ok(()),
    };
    written.map(|_| ()).map_err(told)
}

/// A moment as a spreadsheet counts it, in UTC and whole seconds.
fn serial_of(moment: &str) -> Option<f64> {
    let seconds = moment.parse::<jiff::Timestamp>().ok()?.as_second();
    Some(seconds as f64 / 86_400.0 + DAYS_TO_1970)
}

/// How many characters of a cell are seen, about.
pub(super) fn shown_length(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
        // A format of its own may add currency signs and separators.
        Cell::Number(_) => cell.text().len() + 2,
        other => other.text().len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_utc() {
        assert_eq!(serial_of("1970-01-02T12:00:00Z"), Some(25_570.5));
        assert_eq!(serial_of("2025-10-13T14:00:00+02:00"), Some(45_943.5));
        assert_eq!(serial_of("yesterday"), None);
    }
}
