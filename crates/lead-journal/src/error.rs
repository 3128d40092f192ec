//! What can go wrong with a journal.

use lead_model::RunId;
use std::path::PathBuf;

/// Why a journal could not be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// No run has this name.
    #[error("There is no run “{0}”. `leadsheet runs` lists those there are.")]
    NoSuchRun(RunId),
    /// Another process, or another part of this one, drives the run.
    #[error("The run {run} is under way in another window or terminal{}. Pause it there first.", whose(*.pid))]
    Busy {
        /// Which run.
        run: RunId,
        /// The process that drives it, where it is known.
        pid: Option<u32>,
    },
    /// Its workbook is being saved.
    #[error(
        "The workbook of the run {run} is being saved at this moment, here or in another window or terminal. Wait until \
         that is done, or stop it there."
    )]
    BeingSaved {
        /// Which run.
        run: RunId,
    },
    /// Written by a newer version.
    #[error(
        "{path} was written by a newer version of Leadsheet (format {found}; this one knows up to {known}). \
         Nothing was changed. Update Leadsheet to open it."
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// Not a journal of ours, or damaged.
    #[error("{path} is not a run of Leadsheet, or it is damaged: {reason}. Nothing was changed.")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// What the run may have spent is kept in a file that cannot be read.
    #[error(
        "{path}, which keeps how much this run may have spent, cannot be read, so its spending cap could not hold. \
         Nothing was changed. Look up on your provider's billing page what was spent, then delete that file and resume."
    )]
    MoneyUnknown {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full.
    #[error(
        "The disk is full, so nothing more can be written down. What was done is kept; free some space and resume."
    )]
    DiskFull,
    /// A file could not be opened, made or locked.
    #[error("{path} cannot be used: {source}. Check that the folder is there and can be written to.")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// `SQLite` refused.
    #[error("The run's file could not be read or written: {0}. What was done is kept; try again.")]
    Sqlite(rusqlite::Error),
    /// What was written down cannot be read back.
    #[error(
        "An entry of the run's file cannot be read: {0}. Start a new run; answers paid for are kept and free."
    )]
    Entry(#[from] serde_json::Error),
    /// The thread that writes has ended.
    #[error("The run's file was closed in the middle of the run. What was done is kept; resume it.")]
    Closed,
}

fn whose(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            _ => Self::Sqlite(error),
        }
    }
}
