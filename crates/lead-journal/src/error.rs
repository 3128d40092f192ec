//! What can go wrong with a journal.

use lead_model::RunId;
use std::io;
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
        "{} was written by a newer version of Leadsheet (format {found}; this one knows up to {known}). \
         Nothing was changed. Update Leadsheet to open it.",
        .path.display()
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
    #[error(
        "{} is damaged, or is no run of Leadsheet: {reason}. Nothing was changed. Salvage the run to save what can be read \
         of it (leadsheet salvage), or delete it.",
        .path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A part of the file cannot be read.
    #[error(
        "A part of the run's file is damaged and cannot be read. Salvage the run to save all the rest (leadsheet salvage); \
         the damaged file is kept."
    )]
    Malformed(String),
    /// What says which workbook, recipe and settings the run has is gone.
    #[error(
        "The run {0} is damaged where it says which workbook and recipe it is about, so nothing of it can be used. Nothing \
         was changed. Delete it and start a new run; answers that were paid for are kept and cost nothing."
    )]
    BeyondSalvage(RunId),
    /// The disk takes nothing more, for another reason than that it is full.
    #[error(
        "Nothing more can be written where runs are kept: a quota or the largest size of a file is reached, or the disk \
         has a fault. What was done is kept; make room and resume."
    )]
    NotWritten(String),
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
    #[error("{} cannot be used: {}. Check that it and its folder are there and yours to read and write.", .path.display(), in_words(.source))]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `SQLite` refused.
    #[error("The run's file could not be read or written ({0}). What was done is kept; try again.")]
    Sqlite(rusqlite::Error),
    /// What was written down cannot be read back.
    #[error(
        "An entry of the run's file is damaged and cannot be read. Salvage the run to save all the rest (leadsheet \
         salvage); the damaged file is kept."
    )]
    Entry(#[from] serde_json::Error),
    /// The thread that writes has ended.
    #[error("The run's file was closed in the middle of the run. What was done is kept; resume it.")]
    Closed,
}

fn whose(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

impl JournalError {
    /// Whether the file itself is damaged, so that [`Journal::salvage`](crate::Journal::salvage) helps.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Malformed(_) | Self::Damaged { .. } | Self::Entry(_))
    }

    /// Whether the disk takes nothing more: with room made, all goes on.
    #[must_use]
    pub fn is_no_room(&self) -> bool {
        match self {
            Self::DiskFull | Self::NotWritten(_) => true,
            Self::File { source, .. } => is_no_room(source),
            _ => false,
        }
    }
}

/// Whether a file could not be written for want of room: a full disk, a quota, a limit on files.
#[must_use]
pub fn is_no_room(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// What the system says of a file, without its numbers.
#[must_use]
pub fn in_words(error: &io::Error) -> String {
    let told = error.to_string();
    let words = told.split(" (os error ").next().unwrap_or_default();
    words.to_lowercase()
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::{Error, ErrorCode, ffi};
        match &error {
            // Only what was written is read, so another kind of value is no longer what was written.
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
            | Error::QueryReturnedNoRows => return Self::Malformed(error.to_string()),
            Error::SqliteFailure(cause, told) => match cause.code {
                ErrorCode::DiskFull => return Self::DiskFull,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::ConstraintViolation => {
                    return Self::Malformed(error.to_string());
                }
                ErrorCode::SystemIoFailure
                    if matches!(
                        cause.extended_code,
                        ffi::SQLITE_IOERR_WRITE
                            | ffi::SQLITE_IOERR_FSYNC
                            | ffi::SQLITE_IOERR_TRUNCATE
                            | ffi::SQLITE_IOERR_SHMSIZE
                            | ffi::SQLITE_IOERR_SHMOPEN
                    ) =>
                {
                    return Self::NotWritten(error.to_string());
                }
                // A file that was cut off, or a part that the disk gives back no more: the others can be read.
                ErrorCode::SystemIoFailure
                    if matches!(
                        cause.extended_code,
                        ffi::SQLITE_IOERR_SHORT_READ
                            | ffi::SQLITE_IOERR_READ
                            | ffi::SQLITE_IOERR_CORRUPTFS
                            | ffi::SQLITE_IOERR_DATA
                    ) =>
                {
                    return Self::Malformed(error.to_string());
                }
                ErrorCode::Unknown if told.as_ref().is_some_and(|told| told.starts_with("no such ")) => {
                    return Self::Malformed(error.to_string());
                }
                _ => {}
            },
            _ => {}
        }
        Self::Sqlite(error)
    }
}
