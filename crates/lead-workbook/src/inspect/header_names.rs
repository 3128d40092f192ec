//! People see a header as names, which may stand in several rows or in none.

use super::header_row::{find_header_row, holds_id, id_like_column, is_wide, is_wordy};
use super::id_column::names_ids;
use super::sample::{Sample, SampleRow};
use crate::cell::Cell;
use crate::read::{Range, Survey};
use std::collections::HashMap;

/// Rows of names above each other; pivot-like sheets have two, rarely three.
const MOST_ROWS: u32 = 4;

/// What is put before a name, in characters; a group may be a sentence.
const LONGEST_GROUP: usize = 60;

/// Where a table begins.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Header {
    /// The row below which the data is, counted from 1; `None` where every row is data.
    pub(crate) row: Option<u32>,
    /// The first row of a header that spans several; else the same.
    pub(crate) top: u32,
    /// Whether `row` only stands above the data and names nothing.
    pub(crate) is_bare: bool,
    /// The columns' names, from column A.
    pub(crate) names: Vec<String>,
    /// A name that was made distinct by what stands above it.
    pub(crate) joined: Option<String>,
}

impl Header {
    /// Looks for the header of a sheet.
    pub(crate) fn find(sample: &Sample, survey: Option<&Survey>) -> Self {
        let merged = survey.map_or(&[][..], |survey| &survey.merged);
        let tables = survey.map_or(&[][..], |survey| &survey.tables);
        let Some(found) = header_of_table(sample, tables).or_else(|| find_header_row(&sample.rows)) else {
            return Self::without_names(sample);
        };
        let found = naming_ids(sample, found);
        let row = lowest(sample, merged, found);
        let top = highest(sample, merged, row, found.min(row));
        let (names, joined) = names(sample, merged, top, row);
        Self { row: Some(row), top, is_bare: false, names, joined }
    }

    /// Data that begins further down has room above it for the names of new columns.
    fn without_names(sample: &Sample) -> Self {
        let mut header = Self { names: vec![String::new(); sample.columns], ..Self::default() };
        let Some(mut at) = sample.rows.iter().position(holds_id) else { return header };
        // What stands right above an id as wide as the rest is data with a bad id.
        while at > 0
            && sample.rows[at - 1].number + 1 == sample.rows[at].number
            && is_wide(&sample.rows, at - 1)
        {
            at -= 1;
        }
        let above = sample.rows[at].number - 1;
        if above > 0 {
            (header.row, header.top, header.is_bare) = (Some(above), above, true);
        }
        header
    }
}

/// The first row of the table that the ids are in, where the sheet has tables or a filter.
fn header_of_table(sample: &Sample, tables: &[Range]) -> Option<u32> {
    let column = id_like_column(&sample.rows).and_then(|column| u32::try_from(column).ok());
    let first_id = sample.rows.iter().find(|row| holds_id(row)).map(|row| row.number);
    let covers_ids = |table: &&Range| {
        column.is_none_or(|column| table.has_column(column)) && first_id.is_none_or(|row| row > table.top)
    };
    let largest =
        tables.iter().filter(covers_ids).max_by_key(|table| table.bottom - table.top.min(table.bottom))?;
    sample.row(largest.top).filter(|row| is_wordy(row)).map(|row| row.number)
}

/// A row further down that calls the column of the ids by such a name, where the one found does not:
/// then that is a title, or something else above the table.
fn naming_ids(sample: &Sample, found: u32) -> u32 {
    let Some(column) = id_like_column(&sample.rows) else { return found };
    let names = |row: &SampleRow| row.cells.get(column).is_some_and(|cell| names_ids(&cell.text()));
    if sample.row(found).is_some_and(names) {
        return found;
    }
    let before_ids = sample.rows.iter().enumerate().take_while(|(_, row)| !holds_id(row));
    let below = before_ids.filter(|(_, row)| row.number > found && is_wordy(row) && names(row));
    let mut wide = below.filter(|(at, _)| is_wide(&sample.rows, *at));
    wide.next().map_or(found, |(_, row)| row.number)
}

/// Goes down from a row of the header to its last: the names below merged groups, or names of
/// another kind below names.
fn lowest(sample: &Sample, merged: &[Range], found: u32) -> u32 {
    let mut row = found;
    while row < found.saturating_add(MOST_ROWS) {
        let Some(next) = sample.row(row + 1).filter(|next| is_wordy(next)) else { break };
        let has = |column: u32| next.cells.get(column as usize).is_some_and(|cell| !cell.is_blank());
        let reaches_down = merged.iter().any(|area| area.top <= row && area.bottom > row);
        let is_group =
            |area: &Range| area.bottom == row && area.right > area.left && (area.left..=area.right).any(has);
        // Below a header of one row with merged cells comes data: there, columns that have their name
        // already have a value.
        let is_named = |column: u32| {
            let named = sample.row(row).and_then(|held| held.cells.get(column as usize));
            named.is_some_and(|cell| !cell.is_blank())
                && !merged
                    .iter()
                    .any(|area| (area.top..=area.bottom).contains(&row) && area.has_column(column))
        };
        let is_data = (0..).zip(&next.cells).any(|(column, cell)| !cell.is_blank() && is_named(column));
        let names_again = id_like_column(&sample.rows)
            .and_then(|column| next.cells.get(column))
            .is_some_and(|cell| names_ids(&cell.text()));
        if !(reaches_down || names_again || !is_data && merged.iter().any(is_group)) {
            break;
        }
        row += 1;
    }
    row
}

/// Goes up to the first row of the header: groups above the names, but no title.
fn highest(sample: &Sample, merged: &[Range], row: u32, found: u32) -> u32 {
    let mut top = found;
    while top > 1 && row - top < MOST_ROWS {
        let above = top - 1;
        let Some(held) = sample.row(above).filter(|held| is_wordy(held)) else { break };
        let reaches_down = merged.iter().any(|area| area.top <= above && area.bottom >= top);
        let groups: Vec<&Range> =
            merged.iter().filter(|area| area.bottom == above && area.right > area.left).collect();
        let filled = held.cells.iter().filter(|cell| !cell.is_blank()).count();
        let width = sample.columns;
        let is_title = filled == 1
            && groups.iter().any(|area| area.left == 0 || (area.right - area.left + 1) as usize * 2 > width);
        if !reaches_down && (groups.is_empty() || is_title) {
            break;
        }
        top = above;
    }
    top
}

fn shortened(above: String) -> String {
    match above.char_indices().nth(LONGEST_GROUP) {
        Some((end, _)) => format!("{}…", &above[..end]),
        None => above,
    }
}

/// The names, and one of those that were joined.
fn names(sample: &Sample, merged: &[Range], top: u32, row: u32) -> (Vec<String>, Option<String>) {
    let text = |row: u32, column: usize| {
        let cell = sample.row(row).and_then(|held| held.cells.get(column));
        cell.map(Cell::text).unwrap_or_default().trim().to_owned()
    };
    // A name that reaches over several rows stands in the first of them.
    let own = |column: usize| {
        let mut texts = (top..=row).rev().map(|row| text(row, column));
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    };
    let mut names: Vec<String> = (0..sample.columns).map(own).collect();
    let mut joined = None;
    if top == row {
        return (names, joined);
    }
    let mut count: HashMap<String, u32> = HashMap::new();
    for name in &names {
        *count.entry(name.to_lowercase()).or_default() += 1;
    }
    for (index, name) in names.iter_mut().enumerate() {
        let is_alone = count.get(&name.to_lowercase()).is_none_or(|&count| count < 2);
        if name.is_empty() || is_alone {
            continue;
        }
        let group = |above: u32| {
            let over = merged.iter().find(|area| {
                (area.top..=area.bottom).contains(&above)
                    && u32::try_from(index).is_ok_and(|column| area.has_column(column))
            });
            over.map_or_else(|| text(above, index), |area| text(area.top, area.left as usize))
        };
        let above = (top..row).rev().map(group).find(|above| !above.is_empty() && above != name);
        if let Some(above) = above {
            *name = format!("{}: {name}", shortened(above));
            joined.get_or_insert_with(|| name.clone());
        }
    }
    (names, joined)
}
