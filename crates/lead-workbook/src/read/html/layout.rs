//! The layout decides which cell of the sheet each cell of a page becomes, as spreadsheets lay pages out.
//!
//! One sheet holds the whole page: its tables below each other, and each line of text between them
//! in a row of its own. A cell that stretches over others has its value in the first; the others are
//! blank, as in merged cells. Tables that only arrange the page, with the table of data in one of
//! their cells, give that cell's table its rows; tables within a cell of the data are text in it.

use super::cell_text::CellText;
use super::structure::{At, Event};
use crate::cell::Cell;
use crate::cell_reference::MOST_COLUMNS;
use crate::error::WorkbookError;
use crate::read::link_ids::with_link;
use crate::read::typed_text::number_or_text;
use std::ops::ControlFlow;
use std::path::Path;

/// Takes a cell with its row and column, counted from 0.
pub(super) type Put<'p> = dyn FnMut(u32, u32, Cell) -> Result<ControlFlow<()>, WorkbookError> + 'p;

/// Columns that cells of earlier rows stretch over.
#[derive(Debug, Clone, Copy)]
struct Covered {
    from: u32,
    /// The first column behind.
    to: u32,
    /// Rows left, the current one included.
    rows: u32,
}

/// A cell that is being filled.
#[derive(Default)]
struct OpenCell {
    column: u32,
    text: CellText,
    /// The address of its first link.
    link: Option<String>,
}

/// The page as a sheet.
pub(super) struct Layout<'a> {
    path: &'a Path,
    /// How many tables deep the table of data lies.
    data_depth: usize,
    /// The row that is filled, or will be next, counted from 0.
    row: u32,
    /// Whether that row belongs to a table's row that is open.
    in_row: bool,
    /// Whether anything stands in it.
    is_filled: bool,
    /// The first column that is free.
    next_column: u32,
    covered: Vec<Covered>,
    /// What this row's cells cover of the rows below.
    covered_below: Vec<Covered>,
    cell: Option<OpenCell>,
    /// Text that stands in no cell.
    line: CellText,
}

impl<'a> Layout<'a> {
    pub(super) fn new(path: &'a Path, data_depth: usize) -> Self {
        Self {
            path,
            data_depth,
            row: 0,
            in_row: false,
            is_filled: false,
            next_column: 0,
            covered: Vec::new(),
            covered_below: Vec::new(),
            cell: None,
            line: CellText::default(),
        }
    }

    /// Takes an event; breaks when the receiver has enough.
    pub(super) fn take(
        &mut self,
        (depth, event): At,
        put: &mut Put<'_>,
    ) -> Result<ControlFlow<()>, WorkbookError> {
        if depth > self.data_depth {
            return self.take_within_cell(event);
        }
        match event {
            Event::TableStart | Event::TableEnd => {
                if self.end_cell(put)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                // A row that goes on behind a table in one of its cells goes on in a row of its own.
                if self.is_filled {
                    self.next_row();
                }
                self.in_row = false;
                self.covered.clear();
                self.covered_below.clear();
                self.next_column = 0;
                return self.end_line(put);
            }
            Event::SectionEnd => {
                self.covered.clear();
                return self.end_line(put);
            }
            Event::RowStart => {
                if self.end_line(put)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                (self.in_row, self.next_column) = (true, 0);
            }
            Event::RowEnd => {
                if self.in_row || self.is_filled {
                    self.next_row();
                }
                self.in_row = false;
                return self.end_line(put);
            }
            Event::CellStart { rows, columns } => {
                if self.end_line(put)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                self.start_cell(rows, columns);
            }
            Event::CellEnd => return self.end_cell(put),
            Event::Text(text) => return self.add(&text).map(|()| ControlFlow::Continue(())),
            Event::LongText => return Err(self.long_text()),
            Event::Line if self.cell.is_some() => self.text().end_line(),
            Event::Line => return self.end_line(put),
            Event::Link(link) => self.link_to(link),
            Event::CutOff => return Err(cut_off(self.path)),
        }
        Ok(ControlFlow::Continue(()))
    }

    /// What a table within a cell says is text of the cell, a line for each of its rows.
    fn take_within_cell(&mut self, event: Event) -> Result<ControlFlow<()>, WorkbookError> {
        match event {
            Event::Text(text) => self.add(&text)?,
            Event::LongText => return Err(self.long_text()),
            Event::CutOff => return Err(cut_off(self.path)),
            Event::Link(link) => self.link_to(link),
            Event::CellStart { .. } => self.add(b" ")?,
            Event::CellEnd => {}
            _ => self.text().end_line(),
        }
        Ok(ControlFlow::Continue(()))
    }

    fn text(&mut self) -> &mut CellText {
        self.cell.as_mut().map_or(&mut self.line, |cell| &mut cell.text)
    }

    fn add(&mut self, text: &[u8]) -> Result<(), WorkbookError> {
        if self.text().add(text) { Ok(()) } else { Err(self.long_text()) }
    }

    fn long_text(&self) -> WorkbookError {
        let row = self.row.saturating_add(1);
        WorkbookError::damaged(self.path, format!("row {row} has a cell of more than 1 MB"))
    }

    fn link_to(&mut self, link: String) {
        if let Some(cell) = &mut self.cell {
            cell.link.get_or_insert(link);
        }
    }

    fn start_cell(&mut self, rows: u32, columns: u32) {
        self.in_row = true;
        let mut column = self.next_column;
        // In the order of their columns, so one walk finds the first that is free.
        for covered in &self.covered {
            if (covered.from..covered.to).contains(&column) {
                column = covered.to;
            }
        }
        self.next_column = column.saturating_add(columns);
        let rows = if rows == 0 { u32::MAX } else { rows };
        if rows > 1 && (column as usize) < MOST_COLUMNS {
            self.covered_below.push(Covered { from: column, to: self.next_column, rows: rows - 1 });
        }
        self.cell = Some(OpenCell { column, ..OpenCell::default() });
    }

    fn end_cell(&mut self, put: &mut Put<'_>) -> Result<ControlFlow<()>, WorkbookError> {
        let Some(cell) = self.cell.take() else { return Ok(ControlFlow::Continue(())) };
        let value = value_of(cell.text, cell.link);
        if value == Cell::Blank {
            return Ok(ControlFlow::Continue(()));
        }
        self.is_filled = true;
        put(self.row, cell.column, value)
    }

    /// Gives the text that stands in no cell a row, unless there is none. Where it stands between the
    /// cells of a row, that row goes first.
    fn end_line(&mut self, put: &mut Put<'_>) -> Result<ControlFlow<()>, WorkbookError> {
        if self.is_filled {
            self.line.end_line();
            return Ok(ControlFlow::Continue(()));
        }
        let text = std::mem::take(&mut self.line).into_text();
        if text.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        let flow = put(self.row, 0, number_or_text(text))?;
        self.row = self.row.saturating_add(1);
        Ok(flow)
    }

    fn next_row(&mut self) {
        self.row = self.row.saturating_add(1);
        self.is_filled = false;
        for covered in &mut self.covered {
            covered.rows -= 1;
        }
        self.covered.retain(|covered| covered.rows > 0);
        self.covered.append(&mut self.covered_below);
        self.covered.sort_unstable_by_key(|covered| covered.from);
        // Neighbours that end in the same row are one: thousands would be gone through for every cell.
        self.covered.dedup_by(|next, before| {
            let is_one = before.to >= next.from && before.rows == next.rows;
            if is_one {
                before.to = before.to.max(next.to);
            }
            is_one
        });
    }
}

/// A page that is not whole: what follows is missing, however much that is.
pub(super) fn cut_off(path: &Path) -> WorkbookError {
    WorkbookError::damaged(path, "it ends in the middle of a tag")
}

/// The value of a cell: its text, with the id that its link may have behind it. Where it has no text,
/// as a picture that links somewhere, the address.
fn value_of(text: CellText, link: Option<String>) -> Cell {
    let text = text.into_text();
    match link {
        Some(link) if text.is_empty() => Cell::Text(link),
        Some(link) => with_link(number_or_text(text), &link),
        None if text.is_empty() => Cell::Blank,
        None => number_or_text(text),
    }
}
