//! A survey walks over a sheet and finds how far it reaches, and what a person should know before its
//! rows are taken.

use super::cells::{RawCells, Values};
use super::range::Range;
use super::row_cells::RowCells;
use super::rows::{Row, Rows, fault_of_row, in_row};
use crate::cell::Cell;
use crate::package::PartFault;
use crate::sheet_xml::{Fault, shown_by};
use crate::xml::scan::{Name, Tag, XmlScan};
use std::collections::BTreeMap;
use std::io::{BufReader, Read};

/// Merged ranges, hidden columns and tables that are looked at; those above a table come first.
const MOST_NOTED: usize = 1000;
/// Hidden rows whose numbers are kept, to tell those above a header from those below.
const FIRST_HIDDEN: usize = 64;

/// What walking over a whole sheet found.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Survey {
    /// The last row with a value, counted from 1; 0 for an empty sheet.
    pub(crate) last_row: u32,
    /// Columns from A to the last one with a value.
    pub(crate) columns: u32,
    /// The last row's cells; `None` where they take too much room.
    pub(crate) last_cells: Option<Vec<Cell>>,
    /// Rows with a value that are not shown.
    pub(crate) hidden_rows: u64,
    /// The numbers of the first of them.
    pub(crate) first_hidden: Vec<u32>,
    /// Columns that are not shown: the first and the last of each group, counted from 0.
    pub(crate) hidden_columns: Vec<(u32, u32)>,
    /// Whether a filter is set on it, and hides what does not match.
    pub(crate) is_filtered: bool,
    /// Whether its cells are locked.
    pub(crate) is_protected: bool,
    /// Whether the workbook is signed.
    pub(crate) is_signed: bool,
    /// Merged cells.
    pub(crate) merged: Vec<Range>,
    /// Where the sheet itself says that a table is: under its filter, or a table by name.
    pub(crate) tables: Vec<Range>,
    /// Formulas without a result, by column.
    pub(crate) uncalculated: BTreeMap<u32, Uncalculated>,
}

/// A program that does not calculate leaves a formula's result out, or writes 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Uncalculated {
    pub(crate) blank: u64,
    pub(crate) zero: u64,
}

impl Survey {
    /// Rows with a value below a header that are not shown.
    pub(crate) fn hidden_below(&self, header: u32) -> u64 {
        let above = self.first_hidden.iter().filter(|&&row| row <= header).count();
        self.hidden_rows - above as u64
    }

    /// Takes in a row; whether it has a value.
    fn row(&mut self, row: &Row<'_>, values: &Values<'_>) -> Result<bool, PartFault> {
        let mut cells = RawCells::new(row.bytes, row.body);
        let mut has_value = false;
        while let Some(cell) = cells.next_of_any().map_err(|fault| in_row(row, fault))? {
            let is_said = cell.is_said();
            let is_blank = !is_said
                && (cell.is_empty() || values.is_blank(&cell).map_err(|fault| in_row(row, fault))?);
            if !is_blank {
                has_value = true;
                self.columns = self.columns.max(cell.column + 1);
            }
            let (blank, zero) = (cell.lacks_result(), cell.results_in_zero());
            // What a formula says itself needs no calculating.
            if (blank || zero) && shown_by(cell.formula).is_none() {
                let column = self.uncalculated.entry(cell.column).or_default();
                column.blank += u64::from(blank);
                column.zero += u64::from(zero);
            }
        }
        if has_value {
            self.last_row = self.last_row.max(row.number);
            self.hidden_rows += u64::from(row.is_hidden);
            if row.is_hidden && self.first_hidden.len() < FIRST_HIDDEN {
                self.first_hidden.push(row.number);
            }
        }
        Ok(has_value)
    }

    /// Takes in an element before the rows.
    fn before(&mut self, tag: Tag<'_>) {
        let says = |name: &[u8]| matches!(tag.attribute(name), Some(b"1" | b"true"));
        match tag.name() {
            Name::Open(b"sheetPr") => self.is_filtered |= says(b"filterMode"),
            Name::Open(b"col") if says(b"hidden") && self.hidden_columns.len() < MOST_NOTED => {
                let end =
                    |name| tag.number(name).and_then(|column| u32::try_from(column).ok()?.checked_sub(1));
                if let (Some(first), Some(last)) = (end(b"min"), end(b"max")) {
                    self.hidden_columns.push((first, last));
                }
            }
            _ => {}
        }
    }

    /// Takes in an element behind the rows.
    fn behind(&mut self, tag: Tag<'_>) {
        let range = || Range::read(tag.attribute(b"ref").unwrap_or_default());
        match tag.name() {
            Name::Open(b"autoFilter") => self.add_table(range()),
            Name::Open(b"filterColumn") => self.is_filtered = true,
            Name::Open(b"sheetProtection") => {
                self.is_protected |= !matches!(tag.attribute(b"sheet"), None | Some(b"0" | b"false"));
            }
            Name::Open(b"mergeCell") if self.merged.len() < MOST_NOTED => self.merged.extend(range()),
            _ => {}
        }
    }

    /// Notes a table, or what a filter covers.
    pub(super) fn add_table(&mut self, range: Option<Range>) {
        if self.tables.len() < MOST_NOTED {
            self.tables.extend(range);
        }
    }
}

/// A larger row is not held. In bytes.
const LARGEST_HELD: usize = 1 << 20;

/// The last row with a value, as it stands in the file.
#[derive(Default)]
struct LastRow {
    bytes: Vec<u8>,
    body: usize,
    is_held: bool,
}

impl LastRow {
    fn hold(&mut self, row: &Row<'_>) {
        self.is_held = row.bytes.len() <= LARGEST_HELD;
        self.bytes.clear();
        if self.is_held {
            self.bytes.extend_from_slice(row.bytes);
            self.body = row.body;
        }
    }
}

/// Walks over a sheet.
pub(super) fn survey(part: impl Read, cells: &mut RowCells<'_>) -> Result<Survey, PartFault> {
    let mut last = LastRow::default();
    let mut survey = walk(part, &cells.values, &mut last)?;
    if last.is_held {
        let row = Row { number: survey.last_row, is_hidden: false, bytes: &last.bytes, body: last.body };
        survey.last_cells = cells.all(&row, LARGEST_HELD)?;
    }
    Ok(survey)
}

fn walk(part: impl Read, values: &Values<'_>, last: &mut LastRow) -> Result<Survey, PartFault> {
    let mut survey = Survey::default();
    let mut rows = match Rows::open(part) {
        Ok(rows) => rows,
        Err(Fault::NoSheetData) => return Ok(survey),
        Err(fault) => return Err(fault_of_row(fault)),
    };
    let mut before = XmlScan::new(&rows.before[..]);
    while let Some(tag) = before.next()? {
        survey.before(tag);
    }
    while let Some(row) = rows.next()? {
        if survey.row(&row, values)? {
            last.hold(&row);
        }
    }
    let mut rest = XmlScan::new(BufReader::new(rows.into_rest()));
    // What other people who share the workbook have filtered.
    let mut is_view_of_others = false;
    while let Some(tag) = rest.next()? {
        match tag.name() {
            Name::Open(b"customSheetViews") => is_view_of_others = !tag.is_empty(),
            Name::Close(b"customSheetViews") => is_view_of_others = false,
            _ if !is_view_of_others => survey.behind(tag),
            _ => {}
        }
    }
    Ok(survey)
}
