//! The preview is the beginning of a sheet as text, for people to look at.

use super::sample::Sample;
use crate::cell::Cell;

/// Rows of data that are shown.
const ROWS: u32 = 20;
/// Rows above the header that are shown, so that another may be chosen.
const ROWS_ABOVE: u32 = 30;
/// Of a long text its beginning is shown.
const CHARACTERS: usize = 200;
/// What a blank cell takes.
const CELL: usize = size_of::<String>();

/// What may still be held of a workbook's sheets: a few kilobytes can make ten thousand sheets, each
/// as wide as can be.
pub(crate) struct PreviewBudget(usize);

impl PreviewBudget {
    pub(crate) fn of(bytes: usize) -> Self {
        Self(bytes)
    }

    /// Whether so much still fits; it counts as held then.
    pub(crate) fn takes(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// The number of the first row shown.
pub(crate) fn first_row(sample: &Sample, header_row: Option<u32>) -> u32 {
    sample.first_row().max(header_row.unwrap_or(0).saturating_sub(ROWS_ABOVE))
}

/// The rows shown: blank ones included, as far as there is room.
pub(crate) fn preview(
    sample: &Sample,
    header_row: Option<u32>,
    room: &mut PreviewBudget,
) -> Vec<Vec<String>> {
    let first = first_row(sample, header_row);
    let end = header_row.map_or(first, |header| header + 1).saturating_add(ROWS);
    let held = sample.rows.last().map_or(0, |row| row.number);
    let shown = |number| -> Vec<String> {
        let cells = sample.row(number).map(|row| &row.cells[..]).unwrap_or_default();
        (0..sample.columns).map(|column| cells.get(column).map(beginning).unwrap_or_default()).collect()
    };
    let fits = |row: &Vec<String>| room.takes(row.iter().map(|text| CELL + text.len()).sum());
    (first..end.min(held + 1)).map(shown).take_while(fits).collect()
}

fn beginning(cell: &Cell) -> String {
    let text = cell.text();
    match text.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
