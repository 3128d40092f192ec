//! One run has one owner, and its workbook is saved once at a time. The lock is the operating
//! system's, so it is gone the moment its owner is, however that ended; the heartbeat in the file
//! only tells people who the owner is.

use crate::{Home, JournalError};
use lead_model::RunId;
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

/// The right to drive a run, or to save its workbook; let go when dropped.
#[derive(Debug)]
pub struct Lease {
    /// Holds the lock for as long as it is open.
    _file: File,
}

/// An owner in this process that is just winding down needs a moment to let go.
const LET_GO: Duration = Duration::from_secs(3);

impl Lease {
    /// Takes the lease, or `None` where somebody has it.
    pub(crate) fn take(home: &Home, run: &RunId) -> Result<Option<Self>, JournalError> {
        Self::of(&home.lock(run))
    }

    /// Takes the right to save a run's workbook, or `None` where somebody is saving it.
    pub fn to_save(home: &Home, run: &RunId) -> Result<Option<Self>, JournalError> {
        crate::journal::existing(home, run)?;
        Self::of(&home.saving_lock(run))
    }

    fn of(path: &Path) -> Result<Option<Self>, JournalError> {
        let failed = |source| JournalError::File { path: path.to_owned(), source };
        let file = crate::private::file(path, false).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// As [`take`](Self::take), waiting a little for an owner that is letting go.
    pub(crate) fn take_soon(home: &Home, run: &RunId) -> Result<Option<Self>, JournalError> {
        let began = Instant::now();
        loop {
            match Self::take(home, run)? {
                Some(lease) => return Ok(Some(lease)),
                None if began.elapsed() > LET_GO => return Ok(None),
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}
