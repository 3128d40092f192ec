//! Which page belongs to which table. From a table's first page on the way leads to all of its rows;
//! rows to which no way leads any more are known by what they look like.

use super::cells::{RawRow, below, rows};
use super::pages::Pages;
use crate::JournalError;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::HashSet;

/// A table as it lies in the file.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    /// The first is the row's number.
    pub(super) columns: Vec<String>,
    first_page: u32,
}

/// Where a row was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Where its table leads.
    Table,
    /// Where no table leads, or in an older copy of a page.
    Elsewhere,
}

/// Gives every row that can be read, best first: those to which the tables lead, then others that lie
/// about in the file or in its log, which may be older. Those come with every table they may be of, among
/// the `lasting` ones: tables whose rows are never deleted, so that an old copy is still about something.
///
/// `fresh` is a new file of the kind, which says what tables there are.
pub(super) fn each_row(
    pages: &mut Pages,
    fresh: &Connection,
    lasting: &[&str],
    take: &mut dyn FnMut(&Table, &RawRow, Place) -> Result<(), JournalError>,
) -> Result<(), JournalError> {
    let tables = tables_of(pages, fresh)?;
    let mut seen = HashSet::new();
    for table in &tables {
        let mut wanted = vec![table.first_page];
        while let Some(number) = wanted.pop() {
            if number == 0 || number > pages.count() || seen.contains(&number) {
                continue;
            }
            let Some((version, page)) = pages.newest(number) else { continue };
            if let Some(more) = below(number, &page) {
                seen.insert(number);
                // From the end, so that the rows come in their order.
                wanted.extend(more.into_iter().rev());
            } else if let Some(rows) = rows(pages, number, &page) {
                seen.insert(number);
                tracing::trace!(page = number, ?version, rows = rows.len(), "rows of a table");
                rows.iter().try_for_each(|row| take(table, row, Place::Table))?;
            }
        }
    }
    let lasting: Vec<&Table> = tables.iter().filter(|table| lasting.contains(&&*table.name)).collect();
    // What is not as it was written comes last: it may say anything.
    for doubtful in [false, true] {
        for number in 1..=pages.count() {
            let versions = if doubtful { pages.doubtful(number) } else { pages.versions(number) };
            let known = usize::from(!doubtful && seen.contains(&number));
            for version in versions.into_iter().skip(known) {
                let Some(page) = pages.read(number, version) else { continue };
                for row in rows(pages, number, &page).unwrap_or_default() {
                    for table in lasting.iter().filter(|table| table.columns.len() >= row.values.len()) {
                        take(table, &row, Place::Elsewhere)?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// The tables as the file describes them, and as a new file has them where it does not any more.
fn tables_of(pages: &mut Pages, fresh: &Connection) -> Result<Vec<Table>, JournalError> {
    let mut usual = Vec::new();
    let mut wanted = fresh.prepare("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'")?;
    let mut found = wanted.query([])?;
    while let Some(row) = found.next()? {
        let name: String = row.get(0)?;
        let columns = columns(fresh, &name)?;
        usual.push(Table { name, columns, first_page: row.get(1)? });
    }
    let told = pages.newest(1).and_then(|(_, page)| rows(pages, 1, &page)).unwrap_or_default();
    for table in &mut usual {
        if let Some(as_told) = told.iter().find_map(|row| described(row, &table.name)) {
            let known = as_told.columns.iter().all(|column| table.columns.contains(column));
            if known && !as_told.columns.is_empty() {
                *table = as_told;
            }
        }
    }
    Ok(usual)
}

/// A table as a row of the file's own list of tables describes it.
fn described(row: &RawRow, name: &str) -> Option<Table> {
    let [Value::Text(kind), Value::Text(called), _, Value::Integer(first_page), Value::Text(sql)] =
        row.values.as_slice()
    else {
        return None;
    };
    if kind != "table" || called != name {
        return None;
    }
    let scratch = Connection::open_in_memory().ok()?;
    scratch.execute_batch(sql).ok()?;
    let columns = columns(&scratch, name).ok()?;
    Some(Table { name: name.to_owned(), columns, first_page: u32::try_from(*first_page).ok()? })
}

fn columns(db: &Connection, table: &str) -> Result<Vec<String>, JournalError> {
    let mut wanted = db.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let names = wanted.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}
