//! The assembler puts cells together into rows and fills in the blank rows between them.

use super::dates::{DAYS_TO_1904, from_iso, from_iso_duration};
use super::row_view::{EachRow, RowView, row_number};
use crate::cell::Cell;
use crate::cell_reference::MOST_COLUMNS;
use crate::error::{WorkbookError, file_name};
use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Style};
use std::ops::ControlFlow;
use std::path::Path;

/// Text in a row, in bytes. One text may stand in all 16,384 cells, and takes its room in each.
pub(crate) const MOST_TEXT_IN_ROW: usize = 64 << 20;

/// Cells come in, rows go out.
pub(super) struct Assembler<'a, 'e> {
    path: &'a Path,
    formats_by_style: &'a [Style],
    each: &'a mut EachRow<'e>,
    /// The row being put together, counted from 1; 0 before the first.
    number: u32,
    cells: Vec<Cell>,
    styles: Vec<u32>,
    /// Bytes of text in the row.
    text: usize,
    /// The last row given.
    given: u32,
}

impl<'a, 'e> Assembler<'a, 'e> {
    pub(super) fn new(path: &'a Path, formats_by_style: &'a [Style], each: &'a mut EachRow<'e>) -> Self {
        Self {
            path,
            formats_by_style,
            each,
            number: 0,
            cells: Vec::new(),
            styles: Vec::new(),
            text: 0,
            given: 0,
        }
    }

    /// Takes a cell; row and column counted from 0. Breaks when the receiver has enough.
    pub(super) fn put(
        &mut self,
        row: u32,
        column: u32,
        cell: Cell,
        style: u32,
    ) -> Result<ControlFlow<()>, WorkbookError> {
        if cell == Cell::Blank {
            return Ok(ControlFlow::Continue(()));
        }
        if self.reach(row)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        let number = self.number;
        let column = column as usize;
        if column >= MOST_COLUMNS {
            return Err(WorkbookError::damaged(
                self.path,
                format!("row {number} has a cell past column XFD"),
            ));
        }
        if let Cell::Text(text) | Cell::Error(text) | Cell::IdBehind { shown: text, .. } = &cell {
            self.text += text.len();
            if self.text > MOST_TEXT_IN_ROW {
                return Err(WorkbookError::Oversized {
                    name: file_name(self.path),
                    detail: format!("row {number} has more than 64 MB of text"),
                });
            }
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::Blank);
            self.styles.resize(column + 1, 0);
        }
        self.cells[column] = cell;
        self.styles[column] = style;
        Ok(ControlFlow::Continue(()))
    }

    /// Goes to a row that has something in it, counted from 0, whether or not any cell of it is put.
    pub(super) fn reach(&mut self, row: u32) -> Result<ControlFlow<()>, WorkbookError> {
        let number = row_number(self.path, row)?;
        if number != self.number {
            if number < self.number {
                return Err(WorkbookError::damaged(
                    self.path,
                    format!("row {number} comes after row {}", self.number),
                ));
            }
            if self.give()?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            self.number = number;
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Gives the last row.
    pub(super) fn finish(mut self) -> Result<(), WorkbookError> {
        self.give().map(|_| ())
    }

    fn give(&mut self) -> Result<ControlFlow<()>, WorkbookError> {
        if self.number == 0 {
            return Ok(ControlFlow::Continue(()));
        }
        for number in self.given + 1..self.number {
            let blank =
                RowView { number, cells: Vec::new(), styles: &[], formats_by_style: self.formats_by_style };
            if (self.each)(blank)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        (self.given, self.text) = (self.number, 0);
        let width = self.cells.len();
        let cells = std::mem::replace(&mut self.cells, Vec::with_capacity(width));
        let row = RowView {
            number: self.number,
            cells,
            styles: &self.styles,
            formats_by_style: self.formats_by_style,
        };
        let flow = (self.each)(row)?;
        self.styles.clear();
        Ok(flow)
    }
}

/// A cell from what calamine read.
pub(super) fn cell_from(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Blank,
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => from_text(text),
        DataRef::SharedString(text) => from_text(text),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(date) => from_date(*date),
        DataRef::DateTimeIso(text) => from_iso(text).unwrap_or_else(|| Cell::Text(text.clone())),
        DataRef::DurationIso(text) => from_iso_duration(text).unwrap_or_else(|| Cell::Text(text.clone())),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

fn from_text(text: &str) -> Cell {
    if text.is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) }
}

fn from_date(date: ExcelDateTime) -> Cell {
    let serial = date.as_f64();
    let kind = if date.is_duration() { ExcelDateTimeType::TimeDelta } else { ExcelDateTimeType::DateTime };
    let counts_from_1904 = date == ExcelDateTime::new(serial, kind, true);
    // Below one day it is a time, which is the same in both systems.
    let shift = if counts_from_1904 && !date.is_duration() && serial >= 1.0 { DAYS_TO_1904 } else { 0.0 };
    Cell::from_serial(serial + shift, date.is_duration())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[(u32, u32, f64)]) -> Result<Vec<(u32, usize)>, WorkbookError> {
        let mut seen = Vec::new();
        let mut each = |row: RowView<'_>| {
            seen.push((row.number, row.cells.len()));
            Ok(ControlFlow::Continue(()))
        };
        let mut assembler = Assembler::new(Path::new("a.xlsx"), &[], &mut each);
        for &(row, column, number) in cells {
            let _flow = assembler.put(row, column, Cell::Number(number), 0)?;
        }
        assembler.finish()?;
        Ok(seen)
    }

    #[test]
    fn gaps_become_blank_rows_and_disorder_is_refused() {
        assert_eq!(
            rows(&[(1, 2, 1.0), (1, 0, 2.0), (4, 0, 3.0)]).unwrap(),
            [(1, 0), (2, 3), (3, 0), (4, 0), (5, 1)]
        );
        assert!(
            rows(&[(4, 0, 1.0), (1, 0, 1.0)]).unwrap_err().to_string().contains("row 2 comes after row 5")
        );
        assert!(matches!(rows(&[(1_048_576, 0, 1.0)]), Err(WorkbookError::TooManyRows { .. })));
    }

    #[test]
    fn both_date_systems_mean_the_same_day() {
        let from_1904 = from_date(ExcelDateTime::new(44_481.0, ExcelDateTimeType::DateTime, true));
        let from_1900 = from_date(ExcelDateTime::new(45_943.0, ExcelDateTimeType::DateTime, false));
        assert_eq!(from_1904, from_1900);
        assert_eq!(from_iso("2025-10-13T12:00:00").unwrap().text(), "2025-10-13 12:00:00");
        assert_eq!(from_iso("2025-10-13").unwrap(), from_1900);
        assert_eq!(from_iso_duration("PT30H5M").unwrap().text(), "30:05:00");
    }
}
