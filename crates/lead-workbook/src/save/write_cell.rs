//! This module writes single cells: the source's values as they are, and ours beside them.

use super::cell_text::for_cell;
use super::writer_errors::writer_error;
use crate::cell::Cell;
use crate::error::WorkbookError;
use lead_model::ResultCell;
use rust_xlsxwriter::{ColNum, Format, Formula, RowNum, Worksheet, XlsxError};

const DAYS_TO_1970: f64 = 25_569.0;

/// Writes a cell of the source's; without a format it looks as its column does.
pub(super) fn write_cell(
    sheet: &mut Worksheet,
    at: (RowNum, ColNum),
    cell: &Cell,
    format: Option<&Format>,
) -> Result<(), WorkbookError> {
    match cell {
        Cell::Blank => write_blank(sheet, at, format),
        Cell::Text(text) | Cell::IdBehind { shown: text, .. } => write_text(sheet, at, text, format),
        Cell::Number(number) | Cell::DateTime { serial: number, .. } => {
            write_number(sheet, at, *number, format)
        }
        Cell::Bool(value) => unit(match format {
            Some(format) => sheet.write_boolean_with_format(at.0, at.1, *value, format),
            None => sheet.write_boolean(at.0, at.1, *value),
        }),
        // The writer has no error cells; a formula of the bare error has the same value and appearance.
        Cell::Error(error) if is_formula_error(error) => {
            let formula = Formula::new(format!("={error}")).set_result(error);
            unit(match format {
                Some(format) => sheet.write_formula_with_format(at.0, at.1, formula, format),
                None => sheet.write_formula(at.0, at.1, formula),
            })
        }
        Cell::Error(error) => write_text(sheet, at, error, format),
    }
}

/// Writes a text, which stays a text whatever it begins with.
pub(super) fn write_text(
    sheet: &mut Worksheet,
    at: (RowNum, ColNum),
    text: &str,
    format: Option<&Format>,
) -> Result<(), WorkbookError> {
    let text = for_cell(text);
    unit(match format {
        Some(format) => sheet.write_string_with_format(at.0, at.1, text.as_ref(), format),
        None => sheet.write_string(at.0, at.1, text.as_ref()),
    })
}

fn write_number(
    sheet: &mut Worksheet,
    at: (RowNum, ColNum),
    number: f64,
    format: Option<&Format>,
) -> Result<(), WorkbookError> {
    unit(match format {
        Some(format) => sheet.write_number_with_format(at.0, at.1, number, format),
        None => sheet.write_number(at.0, at.1, number),
    })
}

/// A blank cell is there only for its format.
fn write_blank(
    sheet: &mut Worksheet,
    at: (RowNum, ColNum),
    format: Option<&Format>,
) -> Result<(), WorkbookError> {
    match format {
        Some(format) => unit(sheet.write_blank(at.0, at.1, format)),
        None => Ok(()),
    }
}

fn unit(written: Result<&mut Worksheet, XlsxError>) -> Result<(), WorkbookError> {
    written.map(|_| ()).map_err(writer_error)
}

fn is_formula_error(error: &str) -> bool {
    matches!(error, "#DIV/0!" | "#N/A" | "#NAME?" | "#NULL!" | "#NUM!" | "#REF!" | "#VALUE!")
}

/// Writes an appended cell; without a format it looks as its column does.
pub(super) fn write_result(
    sheet: &mut Worksheet,
    at: (RowNum, ColNum),
    cell: &ResultCell,
    format: Option<&Format>,
) -> Result<(), WorkbookError> {
    match cell {
        ResultCell::Text(text) if !text.is_empty() => write_text(sheet, at, text, format),
        ResultCell::Number(number) if number.is_finite() => write_number(sheet, at, *number, format),
        ResultCell::Flag(value) => write_text(sheet, at, if *value { "Yes" } else { "No" }, format),
        ResultCell::DateTime(moment) => match serial_of(moment) {
            Some(serial) => write_number(sheet, at, serial, format),
            None => write_text(sheet, at, moment, format),
        },
        _ => write_blank(sheet, at, format),
    }
}

/// A moment as a spreadsheet counts it, in UTC and whole seconds.
pub(super) fn serial_of(moment: &str) -> Option<f64> {
    let seconds = moment.parse::<jiff::Timestamp>().ok()?.as_second();
    Some(seconds as f64 / 86_400.0 + DAYS_TO_1970)
}

/// How many characters of a cell are seen, about.
pub(super) fn shown_length(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::IdBehind { shown: text, .. } => {
            text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
        }
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
