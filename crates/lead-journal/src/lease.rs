//! One run has one owner. The lock is the operating system's, so it is gone the moment its owner
//! is, however that ended; the heartbeat in the file only tells people who the owner is.

use crate::{Home, JournalError};
use lead_model::RunId;
use std::fs::{File, TryLockError};
use std::time::{Duration, Instant};

/// The right to drive a run; let go when dropped.
#[derive(Debug)]
pub(crate) struct Lease {
    /// Holds the lock for as long as it is open.
    _file: File,
}

/// An owner in this process that is just winding down needs a moment to let go.
const LET_GO: Duration = Duration::from_secs(3);

impl Lease {
    /// Takes the lease, or `None` where somebody has it.
    pub(crate) fn take(home: &Home, run: &RunId) -> Result<Option<Self>, JournalError> {
        let path = home.lock(run);
        let failed = |source| JournalError::File { path: path.clone(), source };
        let file = crate::private::file(&path, false).map_err(failed)?;
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
