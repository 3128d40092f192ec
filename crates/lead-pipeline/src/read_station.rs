//! The first station: rows from the workbook into the journal, each with what its id's form tells.

use crate::scribe::Scribe;
use crate::stop::Stop;
use crate::{RunError, original};
use lead_workbook::{IdRow, SheetChoice};
use std::ops::ControlFlow;

/// Rows in one entry of the journal.
const ROWS_AT_ONCE: usize = 500;

/// Reads the rows that are not written down yet. Blocks. Ends early when the run stops, and with an
/// error where the file was changed meanwhile.
pub(crate) fn read_rows(
    source: &SheetChoice,
    fingerprint: &str,
    scribe: &Scribe,
    stop: &Stop,
) -> Result<(), RunError> {
    let known = scribe.write_blocking(|books| books.journal.known_rows())?;
    let mut batch = Vec::with_capacity(ROWS_AT_ONCE);
    let mut failed = None;
    lead_workbook::for_each_id(source, &mut |row| {
        if known.contains(row.number) {
            return ControlFlow::Continue(());
        }
        batch.push(row);
        if batch.len() < ROWS_AT_ONCE {
            return ControlFlow::Continue(());
        }
        match put_down(scribe, std::mem::take(&mut batch)) {
            Ok(()) if stop.given() => ControlFlow::Break(()),
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    if stop.given() {
        return Ok(());
    }
    put_down(scribe, batch)?;
    original::check(&source.path, fingerprint)?;
    scribe.write_blocking(|books| {
        books.journal.reading_ended();
        Ok(())
    })?;
    Ok(())
}

fn put_down(scribe: &Scribe, rows: Vec<IdRow>) -> Result<(), RunError> {
    scribe.write_blocking(move |books| {
        for row in rows {
            books.journal.add_row(row.number, &row.text, &row.reading)?;
        }
        Ok(())
    })?;
    Ok(())
}
