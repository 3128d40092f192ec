//! The sample is the beginning of a sheet, by which header and id column are found.

use super::id_column::LOOKED_AT;
use crate::cell::Cell;
use crate::error::WorkbookError;
use crate::read::{Survey, Workbook};
use std::ops::ControlFlow;

/// The titles above a table and [`LOOKED_AT`] rows of it.
const MOST_ROWS: usize = LOOKED_AT + 50;
/// Of a long text its beginning says enough: what it is, and what a preview shows of it.
const MOST_CHARACTERS: usize = 1024;
/// A usual sheet's sample has some ten thousand cells; one made to take memory is looked at no further.
const MOST_CELLS: usize = 500_000;
const MOST_TEXT: usize = 32 << 20;

/// A row of the sample.
pub(crate) struct SampleRow {
    /// Counted from 1.
    pub(crate) number: u32,
    pub(crate) cells: Vec<Cell>,
}

/// The first rows of a sheet that have something in them.
#[derive(Default)]
pub(crate) struct Sample {
    pub(crate) rows: Vec<SampleRow>,
    /// The last row with a value, counted from 1; 0 for an empty sheet.
    pub(crate) last_row: u32,
    /// Columns from A to the last one with a value.
    pub(crate) columns: usize,
    /// The last row's cells, where they are known.
    pub(crate) last_cells: Option<Vec<Cell>>,
    /// Whether nothing lies behind the rows held.
    pub(crate) is_whole: bool,
    cells: usize,
    text: usize,
}

impl Sample {
    /// Takes the sample. Where a survey tells how far the sheet reaches, no more is read than is held.
    pub(crate) fn take(
        workbook: &mut Workbook,
        sheet: &str,
        survey: Option<&Survey>,
    ) -> Result<Self, WorkbookError> {
        let mut sample = Self { is_whole: true, ..Self::default() };
        workbook.values(sheet, None, &mut |row| {
            sample.last_row = row.number;
            sample.columns = sample.columns.max(row.cells.len());
            if row.cells.iter().all(Cell::is_blank) {
                return Ok(ControlFlow::Continue(()));
            }
            if sample.is_full() {
                sample.is_whole = false;
                sample.last_cells = Some(row.cells);
                return Ok(if survey.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
            }
            sample.hold(row.number, row.cells);
            Ok(ControlFlow::Continue(()))
        })?;
        if let Some(survey) = survey.filter(|_| !sample.is_whole) {
            sample.last_row = sample.last_row.max(survey.last_row);
            sample.columns = sample.columns.max(survey.columns as usize);
            sample.last_cells.clone_from(&survey.last_cells);
        }
        Ok(sample)
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= MOST_ROWS || self.cells >= MOST_CELLS || self.text >= MOST_TEXT
    }

    fn hold(&mut self, number: u32, mut cells: Vec<Cell>) {
        for cell in &mut cells {
            if let Cell::Text(text) | Cell::Error(text) | Cell::IdBehind { shown: text, .. } = cell {
                if let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) {
                    text.truncate(end);
                    text.shrink_to_fit();
                }
                self.text += text.len();
            }
        }
        self.cells += cells.len();
        self.rows.push(SampleRow { number, cells });
    }

    /// The cell of a column, counted from 0, in the last row, where it is known.
    pub(crate) fn last_cell(&self, column: u32) -> Option<&Cell> {
        let held = || self.rows.last().filter(|_| self.is_whole).map(|row| &row.cells);
        self.last_cells.as_ref().or_else(held)?.get(column as usize)
    }

    /// A row by its number, where it is held.
    pub(crate) fn row(&self, number: u32) -> Option<&SampleRow> {
        let at = self.rows.binary_search_by_key(&number, |row| row.number).ok()?;
        self.rows.get(at)
    }

    /// The rows below a header.
    pub(crate) fn below(&self, header: u32) -> impl Iterator<Item = &SampleRow> {
        self.rows.iter().filter(move |row| row.number > header)
    }

    /// The first row that has anything in it; 1 for an empty sheet.
    pub(crate) fn first_row(&self) -> u32 {
        self.rows.first().map_or(1, |row| row.number)
    }

    /// The first column with anything in it from a row on, counted from 0.
    pub(crate) fn first_column(&self, row: u32) -> Option<usize> {
        let rows = self.rows.iter().filter(|held| held.number >= row);
        rows.filter_map(|held| held.cells.iter().position(|cell| !cell.is_blank())).min()
    }
}
