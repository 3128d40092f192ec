//! The data sheet of a report holds the source's rows with the appended columns.

use super::cell_formats::{CellFormats, our_column, our_header, their_column};
use super::colors;
use super::data_range::DataRange;
use super::write_cell::{shown_length, write_cell, write_result, write_text};
use super::writer_errors::writer_error;
use crate::cell::Cell;
use crate::cell_reference::{MOST_COLUMNS, MOST_ROWS, letter};
use crate::error::WorkbookError;
use crate::read::RowView;
use crate::result::{ResultColumn, RowResult};
use lead_model::{Band, ColumnKind, ResultCell, RowStatus};
use rust_xlsxwriter::{ColNum, ConditionalFormatFormula, Format, IgnoreError, RowNum, Worksheet};

/// Rows by which the widths of columns are measured.
const WIDTH_SAMPLE: u64 = 400;
const NARROWEST: f64 = 9.0;
const WIDEST: f64 = 46.0;
/// Room for the filter's button beside a header.
const BUTTON: f64 = 3.0;
/// More frozen rows would leave no room for the others on a small screen.
const MOST_FROZEN: u32 = 10;
/// Two lines of text, in points. Excel and `LibreOffice` fit no row to its text where the sheet
/// states a height for all, so a long text is cut off here and read in full when its cell is chosen.
const TALL_ROW: f64 = 30.75;
const HEADER_ROW: f64 = 33.0;
const PLAIN_ROW: f64 = 15.0;
/// The longest name of a table's column, in UTF-16 units; a header cell must equal it.
const LONGEST_HEADER: usize = 255;
/// The writer keeps each row with a height of its own in memory.
const MOST_TITLE_ROWS: u32 = 100;

/// Writes the rows.
pub(super) struct DataSheet<'a> {
    sheet: Worksheet,
    name: String,
    formats: CellFormats,
    columns: &'a [ResultColumn],
    /// The source's columns; the appended ones begin behind them.
    width: usize,
    /// The header's row in the result, counted from 0.
    header_row: Option<RowNum>,
    /// 1 where a header was put above a source that has none.
    shift: u32,
    headers: Vec<String>,
    longest: Vec<usize>,
    rows: u64,
    /// The last row with a result.
    last_row: RowNum,
    /// The last row written.
    last_written: RowNum,
}

impl<'a> DataSheet<'a> {
    pub(super) fn new(
        mut sheet: Worksheet,
        name: &str,
        columns: &'a [ResultColumn],
        width: usize,
        header_row: Option<u32>,
        adds_header: bool,
    ) -> Result<Self, WorkbookError> {
        if width + columns.len() > MOST_COLUMNS {
            return Err(WorkbookError::TooManyColumns { columns: width, added: columns.len() });
        }
        sheet.set_name(name).map_err(writer_error)?;
        if columns.iter().any(|column| column.kind == ColumnKind::LongText) {
            sheet.set_default_row_height(TALL_ROW);
        }
        for column in 0..width {
            sheet.set_column_format(index(column)?, &their_column()).map_err(writer_error)?;
        }
        for (offset, column) in columns.iter().enumerate() {
            sheet
                .set_column_format(index(width + offset)?, &our_column(column.kind))
                .map_err(writer_error)?;
        }
        let header_row = header_row.map(|row| row - 1).or(adds_header.then_some(0));
        Ok(Self {
            sheet,
            name: name.to_owned(),
            formats: CellFormats::new(),
            columns,
            width,
            header_row,
            shift: u32::from(adds_header),
            headers: Vec::new(),
            longest: vec![0; width + columns.len()],
            rows: 0,
            last_row: 0,
            last_written: 0,
        })
    }

    /// The number in the result of a row of the source.
    pub(super) fn row_number(&self, source_row: u32) -> u32 {
        source_row + self.shift
    }

    /// Copies a row above the header.
    pub(super) fn write_title(&mut self, row: &RowView<'_>) -> Result<(), WorkbookError> {
        let at = row.number - 1;
        if row.number <= MOST_TITLE_ROWS && !row.cells.is_empty() {
            let largest = row
                .styles
                .iter()
                .filter_map(|&style| row.formats_by_style.get(style as usize)?.font.as_ref()?.size)
                .fold(0.0, f64::max);
            self.sheet.set_row_height(at, (largest * 1.35).max(PLAIN_ROW)).map_err(writer_error)?;
        }
        self.copy_cells(at, row, false)
    }

    /// Writes the header: the source's own, or names made up where it has none.
    pub(super) fn write_header(&mut self, row: Option<&RowView<'_>>) -> Result<(), WorkbookError> {
        let Some(at) = self.header_row else { return Ok(()) };
        let mut theirs: Vec<String> = match row {
            Some(row) => row.cells.iter().map(Cell::text).collect(),
            None => (0..self.width).map(|column| format!("Column {}", letter(column))).collect(),
        };
        theirs.resize(self.width, String::new());
        self.headers = appended_headers(&theirs, self.columns);
        self.sheet.set_row_height(at, HEADER_ROW).map_err(writer_error)?;
        for (column, name) in theirs.iter().enumerate() {
            let (style, formats_by_style) = row.map_or((0, &[][..]), |row| {
                (row.styles.get(column).copied().unwrap_or(0), row.formats_by_style)
            });
            let format = CellFormats::their_header(style, formats_by_style);
            let cell = row.map_or_else(
                || Cell::Text(name.clone()),
                |row| row.cells.get(column).cloned().unwrap_or_default(),
            );
            write_cell(&mut self.sheet, (at, index(column)?), &cell, Some(&format))?;
        }
        let format = our_header();
        for (column, name) in self.headers.iter().enumerate() {
            write_text(&mut self.sheet, (at, index(self.width + column)?), name, Some(&format))?;
        }
        (self.last_row, self.last_written) = (at, at);
        Ok(())
    }

    /// Copies a row below the header that has no result.
    pub(super) fn write_left_alone(&mut self, row: &RowView<'_>) -> Result<(), WorkbookError> {
        let at = self.row_number(row.number) - 1;
        self.copy_cells(at, row, false)?;
        self.last_written = at;
        Ok(())
    }

    /// Copies a row below the header and appends its result.
    pub(super) fn write_row(&mut self, row: &RowView<'_>, result: &RowResult) -> Result<(), WorkbookError> {
        let at = self.row_number(row.number) - 1;
        let is_invalid = result.status == RowStatus::InvalidLeadId;
        self.copy_cells(at, row, is_invalid)?;
        if is_invalid {
            // The tint goes all the way across, over blank cells as well.
            for column in 0..self.width {
                if row.cells.get(column).is_none_or(|cell| *cell == Cell::Blank) {
                    let format = self.formats.theirs(0, &[], &Cell::Blank, true);
                    write_cell(&mut self.sheet, (at, index(column)?), &Cell::Blank, format)?;
                }
            }
        }
        for (offset, column) in self.columns.iter().enumerate() {
            let at_column = index(self.width + offset)?;
            let cell = match column.kind {
                ColumnKind::Status => &ResultCell::Text(result.status.label().to_owned()),
                ColumnKind::Verdict => &ResultCell::Text(result.verdict.label().to_owned()),
                _ => result.cells.get(offset).unwrap_or(&ResultCell::Blank),
            };
            if self.rows < WIDTH_SAMPLE
                && let ResultCell::Text(text) = cell
            {
                let longest = &mut self.longest[self.width + offset];
                *longest = (*longest).max(text.chars().count());
            }
            let format = self.formats.ours(column.kind, offset == 0, is_invalid);
            write_result(&mut self.sheet, (at, at_column), cell, format)?;
        }
        self.rows += 1;
        (self.last_row, self.last_written) = (at, at);
        Ok(())
    }

    fn copy_cells(&mut self, at: RowNum, row: &RowView<'_>, is_invalid: bool) -> Result<(), WorkbookError> {
        for (column, cell) in row.cells.iter().enumerate() {
            if *cell == Cell::Blank {
                continue;
            }
            if self.rows < WIDTH_SAMPLE && self.header_row.is_none_or(|header| at > header) {
                let longest = self.longest.get_mut(column);
                // More cells than were counted before: somebody writes to the file.
                let longest = longest.filter(|_| column < self.width);
                let Some(longest) = longest else {
                    return Err(WorkbookError::Changed { name: self.name.clone() });
                };
                *longest = (*longest).max(shown_length(cell));
            }
            let style = row.styles.get(column).copied().unwrap_or(0);
            let format = self.formats.theirs(style, row.formats_by_style, cell, is_invalid);
            write_cell(&mut self.sheet, (at, index(column)?), cell, format)?;
        }
        Ok(())
    }

    /// Adds what belongs to the sheet as a whole.
    pub(super) fn finish(mut self) -> Result<(Worksheet, DataRange), WorkbookError> {
        let last_column = index((self.width + self.columns.len()).saturating_sub(1))?;
        if self.rows == 0 && self.last_written == self.last_row && self.last_row + 1 < MOST_ROWS {
            // The writer writes its last row twice where that has a height of its own; a blank cell
            // below the header makes another the last.
            self.sheet.write_blank(self.last_row + 1, 0, &Format::new()).map_err(writer_error)?;
        }
        for column in 0..self.width + self.columns.len() {
            let width = self.column_width(column);
            self.sheet.set_column_width(index(column)?, width).map_err(writer_error)?;
        }
        if let Some(header) = self.header_row {
            if header < MOST_FROZEN {
                self.sheet.set_freeze_panes(header + 1, 0).map_err(writer_error)?;
            }
            self.sheet.autofilter(header, 0, self.last_row.max(header), last_column).map_err(writer_error)?;
            self.sheet.set_repeat_rows(header, header).map_err(writer_error)?;
        }
        let first = self.header_row.map_or(0, |header| header + 1);
        let rows = (self.rows > 0).then_some((first + 1, self.last_row + 1));
        if let Some((first, last)) = rows {
            self.sheet
                .ignore_error_range(first - 1, 0, last - 1, last_column, IgnoreError::NumberStoredAsText)
                .map_err(writer_error)?;
            self.color(first, last)?;
        }
        self.sheet.set_landscape();
        let range = DataRange {
            sheet: self.name,
            width: self.width,
            added: self.columns.len(),
            rows,
            headers: self.headers,
            added_header: self.shift > 0,
        };
        Ok((self.sheet, range))
    }

    fn color(&mut self, first: u32, last: u32) -> Result<(), WorkbookError> {
        for (offset, column) in self.columns.iter().enumerate() {
            let at = index(self.width + offset)?;
            let cell = format!("{}{first}", letter(self.width + offset));
            let rules = match column.kind {
                // A blank cell compares as 0, so each rule asks for a number first.
                ColumnKind::Score => vec![
                    (format!("=AND(ISNUMBER({cell}),{cell}>=80)"), colors::GREEN),
                    (format!("=AND(ISNUMBER({cell}),{cell}>=60,{cell}<80)"), colors::AMBER),
                    (format!("=AND(ISNUMBER({cell}),{cell}<60)"), colors::RED),
                ],
                // The same heights by their words.
                ColumnKind::Band => {
                    let is = |band: Band| format!("{cell}=\"{}\"", band.label());
                    let low = [Band::Moderate, Band::Poor, Band::Unusable].map(is).join(",");
                    vec![
                        (format!("={}", is(Band::Verified)), colors::GREEN),
                        (format!("={}", is(Band::Good)), colors::AMBER),
                        (format!("=OR({low})"), colors::RED),
                    ]
                }
                ColumnKind::Status => {
                    let is = |status: RowStatus| format!("{cell}=\"{}\"", status.label());
                    let failed = format!(
                        "=OR({},{})",
                        is(RowStatus::RetrievalFailed),
                        is(RowStatus::AssessmentFailed)
                    );
                    vec![(failed, colors::AMBER)]
                }
                _ => continue,
            };
            for (rule, (ground, ink)) in rules {
                let format = Format::new().set_background_color(ground).set_font_color(ink);
                let rule = ConditionalFormatFormula::new().set_rule(rule.as_str()).set_format(format);
                self.sheet
                    .add_conditional_format(first - 1, at, last - 1, at, &rule)
                    .map_err(writer_error)?;
            }
        }
        Ok(())
    }

    fn column_width(&self, column: usize) -> f64 {
        let measured = self.longest[column] as f64 + 2.0;
        let Some(offset) = column.checked_sub(self.width) else {
            return measured.clamp(NARROWEST, WIDEST);
        };
        let header = self.headers.get(offset).map_or(0, |header| header.chars().count()) as f64 + BUTTON;
        let wanted = match self.columns[offset].kind {
            ColumnKind::LongText => 62.0,
            ColumnKind::Date => 19.0,
            ColumnKind::Id => 22.0,
            ColumnKind::Score | ColumnKind::Flag | ColumnKind::Number => NARROWEST,
            ColumnKind::Text | ColumnKind::Status | ColumnKind::Verdict | ColumnKind::Band => measured,
        };
        wanted.max(header).clamp(NARROWEST, 62.0)
    }
}

/// The appended columns' headers, with a number where the sheet has the name already.
pub(super) fn appended_headers(theirs: &[String], columns: &[ResultColumn]) -> Vec<String> {
    let mut taken: Vec<String> = theirs.iter().map(|name| name.trim().to_lowercase()).collect();
    columns
        .iter()
        .map(|column| {
            let mut name = shortened(&column.header, LONGEST_HEADER).to_owned();
            let mut number = 2;
            while taken.contains(&name.to_lowercase()) {
                let suffix = format!(" ({number})");
                name = shortened(&column.header, LONGEST_HEADER - suffix.len()).to_owned() + &suffix;
                number += 1;
            }
            taken.push(name.to_lowercase());
            name
        })
        .collect()
}

/// As much of a header as fits into a number of UTF-16 units.
fn shortened(text: &str, units: usize) -> &str {
    let mut left = units;
    let end = text.char_indices().find(|(_, letter)| match left.checked_sub(letter.len_utf16()) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    });
    end.map_or(text, |(end, _)| &text[..end])
}

fn index(column: usize) -> Result<ColNum, WorkbookError> {
    ColNum::try_from(column).map_err(|_| WorkbookError::TooManyColumns { columns: column, added: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_that_is_there_gets_a_number() {
        let column = |header: &str| ResultColumn { header: header.into(), kind: ColumnKind::Text };
        let theirs = ["Lead ID".to_owned(), "AI_Status ".to_owned(), "ai_status (2)".to_owned()];
        assert_eq!(
            appended_headers(&theirs, &[column("AI_Status"), column("Recipe"), column("Recipe")]),
            ["AI_Status (3)", "Recipe", "Recipe (2)"]
        );
        let long = "é".repeat(255);
        let headers = appended_headers(std::slice::from_ref(&long), &[column(&long)]);
        assert_eq!(headers, [format!("{} (2)", "é".repeat(251))]);
    }
}
