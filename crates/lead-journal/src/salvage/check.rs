//! Whether a run's file holds together, and the last step of a salvage that was killed.

use super::pages;
use crate::files::aside::side;
use crate::files::lease::Lease;
use crate::files::private;
use crate::sqlite::schema;
use crate::{Home, JournalError};
use lead_model::RunId;
use std::path::Path;

/// The cause of rows whose record is damaged.
pub(crate) const DAMAGED: &str = "damaged";

/// Whether a run's file can be read, as far as that is known without reading all of it: after an
/// owner that went without closing it, its pages are looked through.
pub(crate) fn look_over(path: &Path) -> Result<(), JournalError> {
    let log = side(path, "-wal");
    let failed = |source| JournalError::File { path: log.clone(), source };
    // Whoever closes a run copies the log into the file and removes it.
    let unclean = std::fs::metadata(&log).is_ok_and(|about| about.len() > 0);
    if !unclean {
        return Ok(());
    }
    if pages::log_is_broken(&log).map_err(failed)? {
        return Err(JournalError::Malformed("its log is damaged".into()));
    }
    pages_hold_together(path, "quick_check")
}

/// Whether the file's pages hold together, by one of `SQLite`'s own checks: the quick one does not
/// compare tables with their indexes.
pub(crate) fn pages_hold_together(path: &Path, check: &str) -> Result<(), JournalError> {
    let db = schema::open_to_look(path)?;
    let told: String = db.query_row(&format!("PRAGMA {check}(1)"), [], |row| row.get(0))?;
    if told == "ok" { Ok(()) } else { Err(JournalError::Malformed(told)) }
}

/// Ends a salvage that was killed at its last step. The log belongs to the damaged file. Only whoever
/// has the run's lease may do it.
pub(crate) fn finish(home: &Home, run: &RunId) -> Result<(), JournalError> {
    let salvaged = home.salvaged(run);
    if !salvaged.is_file() {
        return Ok(());
    }
    let path = home.journal(run);
    let ended = private::remove(&side(&path, "-wal"))
        .and_then(|()| private::remove(&side(&path, "-shm")))
        .and_then(|()| std::fs::rename(salvaged, &path));
    ended.map_err(|source| JournalError::File { path, source })
}

/// As [`finish`], for whoever only looks at the run.
pub(crate) fn finish_if_free(home: &Home, run: &RunId) -> Result<(), JournalError> {
    if home.salvaged(run).is_file()
        && let Some(_lease) = Lease::take(home, run)?
    {
        finish(home, run)?;
    }
    Ok(())
}
