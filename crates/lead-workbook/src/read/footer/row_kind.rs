//! The text of a row without an id decides its kind, and the kinds of the last rows where a footer
//! begins.
//!
//! A row is taken for part of a footer only by what it says: a line that Salesforce writes, totals with
//! nothing but numbers beside them. Other lines, such as the report's title and the name of the org,
//! are part of it by where they stand.

use super::words::{is_report_line, is_total};
use crate::cell::{Cell, SheetRow};
use lead_model::{IdReading, LEAD_PREFIX};

/// A line of a footer is shorter. In bytes.
const LONGEST_LINE: usize = 400;
/// A row of totals has fewer cells with something in them.
const MOST_FILLED: usize = 512;
/// Lines of other text that a footer has in a row: between the data and its first line a title, behind
/// its last who made it and the org's name, in a language that is not known here.
const MOST_BEFORE: usize = 2;
const MOST_BEHIND: usize = 3;

/// What a row without an id is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// A row of the data.
    Data,
    Blank,
    /// A line that Salesforce writes below reports.
    Line,
    /// Totals.
    Total,
    /// The mark that ends a file.
    EndMark,
    /// A single text that can't be meant as an id.
    Text,
    /// A single word where an id should stand: the org's name, if it stands behind a report's lines.
    Word,
    /// A row of the data, unless a table declares it to be its totals: it holds no id.
    NoId,
}

impl RowKind {
    /// Whether a row can be the totals of a table that says so.
    pub(crate) fn may_be_declared(self) -> bool {
        self != Self::Data
    }
}

/// Gives the kind of a row whose id cell is no id.
pub(crate) fn kind_of(row: &SheetRow, id_column: u32, reading: &IdReading) -> RowKind {
    let mut filled = (0_u32..).zip(&row.cells).filter(|(_, cell)| !cell.is_blank());
    let is_wide = filled.clone().nth(MOST_FILLED).is_some();
    let is_long =
        |(_, cell): (u32, &Cell)| matches!(cell, Cell::Text(text) if text.trim().len() > LONGEST_LINE);
    if is_wide || filled.clone().any(is_long) {
        return RowKind::Data;
    }
    if filled.clone().any(|(_, cell)| cell.reading().is_id()) {
        return RowKind::Data;
    }
    let Some((column, first)) = filled.next() else { return RowKind::Blank };
    let Cell::Text(text) = first else { return RowKind::NoId };
    let text = text.trim();
    if is_total(text) && filled.clone().all(|(_, cell)| is_number_or_total(cell)) {
        return RowKind::Total;
    }
    if is_report_line(text)
        && filled.clone().all(|(_, cell)| matches!(cell, Cell::Text(text) if is_report_line(text)))
    {
        return RowKind::Line;
    }
    if filled.next().is_some() {
        return RowKind::NoId;
    }
    if text.chars().all(|c| c == '\u{1A}') {
        return RowKind::EndMark;
    }
    let is_id_cell = column == id_column && *reading != IdReading::Blank;
    if is_id_cell { in_id_column(text) } else { RowKind::Text }
}

fn is_number_or_total(cell: &Cell) -> bool {
    match cell {
        Cell::Number(_) => true,
        Cell::Text(text) => {
            let is_of_number = |c: char| !c.is_alphabetic() || matches!(c, 'k' | 'K' | 'm' | 'M');
            text.len() <= LONGEST_LINE
                && (is_total(text)
                    || text.chars().any(|c| c.is_ascii_digit()) && text.chars().all(is_of_number))
        }
        _ => false,
    }
}

/// What people write where they have no id, in small letters.
const NO_ID: [&str; 24] = [
    "unknown",
    "none",
    "missing",
    "tbd",
    "invalid",
    "null",
    "nil",
    "na",
    "n/a",
    "blank",
    "empty",
    "error",
    "deleted",
    "duplicate",
    "unbekannt",
    "fehlt",
    "keine",
    "inconnu",
    "aucun",
    "desconocido",
    "ninguno",
    "sconosciuto",
    "nessuno",
    "leer",
];

/// A single text in the column of the ids. What has a digit, or says that there is no id, is a row with a
/// bad one; a title or a company's name has letters alone.
fn in_id_column(text: &str) -> RowKind {
    let lower = text.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let says_none = |word: &str| NO_ID.contains(&word) || matches!(word, "no" | "not" | "id" | "ids");
    let has_digit = lower.contains(|c: char| c.is_ascii_digit());
    match words().count() {
        0 => RowKind::NoId,
        _ if NO_ID.contains(&&*lower) || words().any(says_none) => RowKind::NoId,
        1 if has_digit => RowKind::NoId,
        1 => RowKind::Word,
        _ if lower.contains(&LEAD_PREFIX.to_lowercase()) => RowKind::NoId,
        _ => RowKind::Text,
    }
}

/// Where the footer begins among the last rows of a sheet; their number where there is none.
pub(crate) fn footer_start(kinds: &[RowKind]) -> usize {
    let mut start = 0;
    loop {
        // A text that is no part of a footer ends the search: what stands before it is no footer either.
        let rest = &kinds[start..];
        let stops = |at: &usize| match rest[*at] {
            RowKind::Data | RowKind::NoId => true,
            RowKind::Text | RowKind::Word => !is_part(rest, *at),
            _ => false,
        };
        match (0..rest.len()).rev().find(stops) {
            Some(at) => start += at + 1,
            None => break,
        }
    }
    let says = |kind: &RowKind| matches!(kind, RowKind::Line | RowKind::Total | RowKind::EndMark);
    if kinds[start..].iter().any(says) { start } else { kinds.len() }
}

/// Whether a text is part of a footer by the lines around it.
fn is_part(kinds: &[RowKind], at: usize) -> bool {
    let is_line = |kind: &RowKind| *kind == RowKind::Line;
    let is_text = |kind: &&RowKind| matches!(kind, RowKind::Text | RowKind::Word);
    let texts = |kinds: &[RowKind]| kinds.iter().filter(is_text).count();
    let (before, behind) = (&kinds[..at], &kinds[at + 1..]);
    let last_line = before.iter().rposition(is_line);
    match (last_line, behind.iter().position(is_line)) {
        (Some(_), Some(_)) => true,
        (Some(last), None) => texts(&before[last..]) + texts(behind) < MOST_BEHIND,
        // A title stands apart from the data.
        (None, Some(next)) if kinds[at] == RowKind::Text => {
            let gap = before.iter().rposition(|kind| *kind == RowKind::Blank);
            gap.is_some_and(|gap| texts(&before[gap..]) + texts(&behind[..next]) < MOST_BEFORE)
                && behind[..next].iter().all(|kind| matches!(kind, RowKind::Text | RowKind::Blank))
        }
        _ => false,
    }
}
