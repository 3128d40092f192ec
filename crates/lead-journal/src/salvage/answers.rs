//! Answers that were paid for, out of a file of answers that is damaged.

use super::pages::Pages;
use super::tables;
use crate::JournalError;
use crate::files::aside::side;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;

/// Puts what can be read of a damaged file into a new one, and gives how many answers that is. `page_size` is
/// that of both.
pub(crate) fn carry_over(damaged: &Path, fresh: &Connection, page_size: u32) -> Result<u64, JournalError> {
    let failed = |source| JournalError::File { path: damaged.to_owned(), source };
    let mut pages = Pages::open(damaged, &side(damaged, "-wal"), page_size).map_err(failed)?;
    fresh.execute_batch("BEGIN IMMEDIATE")?;
    let mut carried = 0;
    tables::each_row(&mut pages, fresh, &["answer"], &mut |table, row, _| {
        let text = |name: &str| {
            let place = table.columns.iter().position(|column| column == name)?;
            match row.values.get(place) {
                Some(Value::Text(text)) => Some(text),
                _ => None,
            }
        };
        let is_answer =
            text("answer").is_some_and(|answer| serde_json::from_str::<serde_json::Value>(answer).is_ok());
        if table.name != "answer" || row.values.len() != table.columns.len() || !is_answer {
            return Ok(());
        }
        let places = vec!["?"; row.values.len() - 1];
        let inserted = fresh
            .prepare_cached(&format!(
                "INSERT OR IGNORE INTO answer ({}) VALUES ({})",
                table.columns[1..].join(", "),
                places.join(", ")
            ))?
            .execute(params_from_iter(&row.values[1..]))
            .map_err(JournalError::from);
        match inserted {
            Ok(rows) => carried += rows as u64,
            Err(error) if error.is_damage() => {}
            Err(error) => return Err(error),
        }
        Ok(())
    })?;
    fresh.execute_batch("COMMIT")?;
    Ok(carried)
}
