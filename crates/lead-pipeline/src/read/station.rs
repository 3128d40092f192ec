//! The first station: rows from the workbook into the journal, each with what its id's form tells.

use crate::RunError;
use crate::read::source;
use crate::run::journal_writer::JournalWriter;
use crate::run::stop::StopSignal;
use lead_workbook::{IdRow, SheetChoice};
use std::ops::ControlFlow;

/// Rows in one entry of the journal.
const ROWS_AT_ONCE: usize = 500;

/// Reads the rows that are not written down yet. Blocks. Ends early when the run stops, and with an
/// error where the file was changed meanwhile.
pub(crate) fn read_rows(
    source: &SheetChoice,
    fingerprint: &str,
    journal: &JournalWriter,
    stop: &StopSignal,
) -> Result<(), RunError> {
    let known = journal.write_blocking(|stores| stores.journal.known_rows())?;
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
        match put_down(journal, std::mem::take(&mut batch)) {
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
    put_down(journal, batch)?;
    source::check(&source.path, fingerprint)?;
    journal.write_blocking(|stores| {
        stores.journal.reading_ended();
        Ok(())
    })?;
    Ok(())
}

fn put_down(journal: &JournalWriter, rows: Vec<IdRow>) -> Result<(), RunError> {
    journal.write_blocking(move |stores| {
        for row in rows {
            stores.journal.add_row(row.number, &row.text, &row.reading)?;
        }
        Ok(())
    })?;
    Ok(())
}
