//! A row consists of cells, each with its column, its value and its style.

use super::number_formats::{NumberFormats, NumberKind};
use super::shared_strings::StringStore;
use crate::cell::Cell;
use crate::cell_reference::column_of;
use crate::read::dates::{DAYS_TO_1904, from_iso};
use crate::sheet_xml::shown_by;
use crate::sheet_xml::text::{item_text, plain, value_text};
use crate::xml::elements::{Element, Kind, next_element, number};
use memchr::memchr;
use std::io;

/// An Excel cell holds 32,767 characters; with every one of them a run of its own, some megabytes.
const LONGEST_VALUE: usize = 4 << 20;

/// Why a row cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum CellFault {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("a cell asks for text {asked} of {count}")]
    NoSuchText { asked: String, count: u32 },
    #[error("a cell ends in the middle")]
    CutOff,
    #[error("a cell lies past column XFD")]
    PastLastColumn,
    #[error("a cell has a text of more than 4 MB")]
    LongText,
}

/// What a cell's value is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Text,
    Inline,
    Bool,
    Error,
    Date,
}

/// A cell as it stands in the row, its value not yet made out.
pub(super) struct RawCell<'a> {
    /// Counted from 0.
    pub(super) column: u32,
    pub(super) style: u32,
    /// Whether its value was calculated, or should have been.
    pub(super) is_formula: bool,
    /// The formula as it stands in the file; nothing where another cell's is meant.
    pub(super) formula: &'a [u8],
    kind: Type,
    value: &'a [u8],
}

impl RawCell<'_> {
    /// Whether no value stands in it at all.
    pub(super) fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// Whether it is a formula whose result was left out. A text without a character is a result.
    pub(super) fn lacks_result(&self) -> bool {
        self.is_formula && self.kind == Type::Number && self.value.trim_ascii().is_empty()
    }

    /// Whether it is a formula whose result was left out, and which says it all the same.
    pub(super) fn is_said(&self) -> bool {
        self.lacks_result() && shown_by(self.formula).is_some()
    }

    /// Whether it is a formula with 0 for its result, which some programs write for one they don't know.
    pub(super) fn results_in_zero(&self) -> bool {
        self.is_formula && self.kind == Type::Number && self.value == b"0"
    }
}

/// The cells of a row that have something in them, from behind the row's opening tag.
pub(super) struct RawCells<'a> {
    row: &'a [u8],
    at: usize,
    next_column: u32,
}

impl<'a> RawCells<'a> {
    pub(super) fn new(row: &'a [u8], body: usize) -> Self {
        Self { row, at: body, next_column: 0 }
    }

    /// The next cell with a value, or with a formula that says it.
    pub(super) fn next(&mut self) -> Result<Option<RawCell<'a>>, CellFault> {
        loop {
            match self.next_of_any()? {
                Some(cell) if cell.is_empty() && !cell.is_said() => {}
                found => return Ok(found),
            }
        }
    }

    /// The next cell with a value or with a formula that has none.
    pub(super) fn next_of_any(&mut self) -> Result<Option<RawCell<'a>>, CellFault> {
        while let Some(element) = next_element(self.row, self.at) {
            self.at = element.range.end;
            if element.local() != b"c" || !element.is_start() {
                continue;
            }
            let mut cell = self.opened(&element)?;
            if element.kind == Kind::Open {
                self.read_value(&mut cell)?;
                if cell.value.len() > LONGEST_VALUE {
                    return Err(CellFault::LongText);
                }
            }
            if cell.is_formula || !cell.is_empty() {
                return Ok(Some(cell));
            }
        }
        Ok(None)
    }

    fn opened(&mut self, element: &Element<'a>) -> Result<RawCell<'a>, CellFault> {
        let mut cell = RawCell {
            column: self.next_column,
            style: 0,
            is_formula: false,
            formula: &[],
            kind: Type::Number,
            value: &[],
        };
        for (name, range) in element.attributes() {
            let value = &self.row[range];
            match name {
                b"r" => {
                    cell.column = column_of(value).ok_or(CellFault::PastLastColumn)? - 1;
                }
                b"s" => cell.style = number(value).unwrap_or(0),
                b"t" => {
                    cell.kind = match value {
                        b"s" => Type::Shared,
                        b"str" => Type::Text,
                        b"inlineStr" | b"is" => Type::Inline,
                        b"b" => Type::Bool,
                        b"e" => Type::Error,
                        b"d" => Type::Date,
                        _ => Type::Number,
                    }
                }
                _ => {}
            }
        }
        self.next_column = cell.column + 1;
        Ok(cell)
    }

    /// Takes a cell's value and formula, up to behind the cell.
    fn read_value(&mut self, cell: &mut RawCell<'a>) -> Result<(), CellFault> {
        let row = self.row;
        loop {
            let element = next_element(row, self.at).ok_or(CellFault::CutOff)?;
            self.at = element.range.end;
            match (element.local(), element.kind) {
                (b"c", Kind::Close) => return Ok(()),
                (b"v", Kind::Open) => {
                    let found = self.inside(&element)?;
                    if cell.kind != Type::Inline {
                        cell.value = found;
                    }
                }
                (b"is", Kind::Open) => {
                    let found = self.inside(&element)?;
                    if cell.kind == Type::Inline {
                        cell.value = found;
                    }
                }
                (b"f", Kind::Open) => {
                    cell.is_formula = true;
                    cell.formula = self.inside(&element)?;
                }
                (_, Kind::Open) => drop(self.inside(&element)?),
                (b"f", Kind::Empty) => cell.is_formula = true,
                _ => {}
            }
        }
    }

    /// What stands between an opening tag and its closing one, up to behind that.
    fn inside(&mut self, open: &Element<'a>) -> Result<&'a [u8], CellFault> {
        let row = self.row;
        let start = open.range.end;
        let mut depth = 1_u32;
        // Almost always there is nothing but text inside.
        let end = start + memchr(b'<', row.get(start..).unwrap_or_default()).ok_or(CellFault::CutOff)?;
        if row.get(end + 1) == Some(&b'/') {
            let close = memchr(b'>', &row[end..]).ok_or(CellFault::CutOff)?;
            self.at = end + close + 1;
            return Ok(&row[start..end]);
        }
        self.at = end;
        loop {
            let element = next_element(row, self.at).ok_or(CellFault::CutOff)?;
            self.at = element.range.end;
            match element.kind {
                Kind::Open => depth += 1,
                Kind::Close => depth -= 1,
                Kind::Empty => {}
            }
            if depth == 0 {
                return Ok(&row[start..element.range.start]);
            }
        }
    }
}

/// What makes values out of raw cells.
pub(super) struct Values<'v> {
    pub(super) strings: &'v mut StringStore,
    pub(super) formats: &'v NumberFormats,
    pub(super) counts_from_1904: bool,
}

impl Values<'_> {
    /// Whether there is nothing in a cell, found out without making its value.
    pub(super) fn is_blank(&self, cell: &RawCell<'_>) -> Result<bool, CellFault> {
        if cell.is_said() {
            return Ok(false);
        }
        Ok(match cell.kind {
            Type::Shared if cell.value.trim_ascii().is_empty() => true,
            Type::Shared => {
                let known = number(cell.value).and_then(|index| self.strings.is_blank(index));
                known.ok_or_else(|| self.no_such_text(cell.value))?
            }
            Type::Inline => {
                let mut text = String::new();
                item_text(cell.value, &mut text);
                text.is_empty()
            }
            Type::Text => plain(cell.value).is_empty(),
            _ => plain(cell.value).trim().is_empty(),
        })
    }

    /// The value of a cell.
    pub(super) fn value(&mut self, cell: &RawCell<'_>) -> Result<Cell, CellFault> {
        Ok(match cell.kind {
            Type::Shared if cell.value.trim_ascii().is_empty() => Cell::Blank,
            Type::Shared => {
                let text = match number(cell.value) {
                    Some(index) => self.strings.get(index)?,
                    None => None,
                };
                from_text(text.ok_or_else(|| self.no_such_text(cell.value))?)
            }
            Type::Inline => {
                let mut text = String::new();
                item_text(cell.value, &mut text);
                from_text(text)
            }
            Type::Text => from_text(value_text(cell.value)),
            Type::Error => match plain(cell.value).trim() {
                "" => Cell::Blank,
                error => Cell::Error(error.to_owned()),
            },
            Type::Bool => match plain(cell.value).trim() {
                "1" => Cell::Bool(true),
                "0" => Cell::Bool(false),
                other if other.eq_ignore_ascii_case("true") => Cell::Bool(true),
                other if other.eq_ignore_ascii_case("false") => Cell::Bool(false),
                other => from_text(other.to_owned()),
            },
            Type::Date => {
                let text = plain(cell.value);
                from_iso(&text).unwrap_or_else(|| from_text(text.trim().to_owned()))
            }
            Type::Number => self.number(&plain(cell.value), cell.style),
        })
    }

    fn number(&self, text: &str, style: u32) -> Cell {
        let text = text.trim();
        // Rust also reads `inf` and `nan`, which spreadsheets don't.
        let starts_as_one = text
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.'));
        let Some(number) = text.parse::<f64>().ok().filter(|number| starts_as_one && number.is_finite())
        else {
            return from_text(text.to_owned());
        };
        let is_duration = match self.formats.kind(style) {
            NumberKind::Number => return Cell::Number(number),
            NumberKind::DateTime => false,
            NumberKind::Duration => true,
        };
        // Below one day it is a time, which is the same in both systems.
        let shift = if self.counts_from_1904 && !is_duration && number >= 1.0 { DAYS_TO_1904 } else { 0.0 };
        Cell::from_serial(number + shift, is_duration)
    }

    fn no_such_text(&self, asked: &[u8]) -> CellFault {
        let asked = String::from_utf8_lossy(&asked[..asked.len().min(20)]).into_owned();
        CellFault::NoSuchText { asked, count: self.strings.count() }
    }
}

fn from_text(text: String) -> Cell {
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}
