//! One run has one owner, and its workbook is saved once at a time. The lock is the operating
//! system's, so it is gone the moment its owner is, however that ended; the heartbeat in the file
//! only tells people who the owner is.

use crate::{Home, JournalError};
use lead_model::RunId;
use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The right to drive a run, or to save its workbook; let go when dropped.
///
/// The lock's file also keeps room for a note: why a run is paused is to be known even where the disk
/// is full, and writing over what is there already takes no more room.
#[derive(Debug)]
pub struct Lease {
    /// Holds the lock for as long as it is open.
    file: File,
}

/// Bytes kept for a note.
const NOTE: usize = 4_096;
/// Bytes kept altogether. Those behind the note are given up where the disk is full, so that the
/// journal can take one more commit: a few pages of 16 KiB.
const ROOM: usize = 128 * 1024;

/// An owner in this process that is just winding down needs a moment to let go.
const LET_GO: Duration = Duration::from_secs(3);

impl Lease {
    /// Notes where the workbook is written to, so that what a kill leaves there is found again.
    pub fn note_folder(&self, folder: &Path) {
        if let Some(folder) = folder.to_str() {
            self.note(folder);
        }
    }

    /// Forgets where the workbook was written to: nothing is left there.
    pub fn forget_folder(&self) {
        self.note("");
    }

    /// Where a workbook was being written to when its process was killed. Once it is told it is
    /// forgotten; `None` while somebody is writing, too.
    #[must_use]
    pub fn interrupted_saving(home: &Home, run: &RunId) -> Option<PathBuf> {
        let lock = home.saving_lock(run);
        let folder = noted(&lock)?;
        let lease = Self::of(&lock).ok()??;
        lease.forget_folder();
        Some(folder.into())
    }

    /// Takes the lease, or `None` where somebody has it.
    pub(crate) fn take(home: &Home, run: &RunId) -> Result<Option<Self>, JournalError> {
        Self::of(&home.lock(run))
    }

    /// Takes the right to save a run's workbook, or `None` where somebody is saving it.
    pub fn to_save(home: &Home, run: &RunId) -> Result<Option<Self>, JournalError> {
        home.existing(run)?;
        Self::of(&home.saving_lock(run))
    }

    fn of(path: &Path) -> Result<Option<Self>, JournalError> {
        let failed = |source| JournalError::File { path: path.to_owned(), source };
        let file = crate::files::private::file(path, false).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { file })),
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

    /// Keeps room for a note, as far as there is any.
    pub(crate) fn keep_room(&self) {
        let kept = self.file.metadata().map_or(0, |about| about.len());
        if kept >= ROOM as u64 {
            return;
        }
        // Such as no file system can make smaller.
        let mut room = vec![b' '; ROOM];
        fastrand::fill(&mut room[NOTE..]);
        if let Some(note) = noted_in(&self.file) {
            room[..note.len()].copy_from_slice(note.as_bytes());
        }
        if let Err(error) = self.put(&room) {
            tracing::warn!(%error, "no room could be kept for a note");
        }
    }

    /// Gives the room up, the note's own aside.
    pub(crate) fn give_up_room(&self) {
        if let Err(error) = self.file.set_len(NOTE as u64) {
            tracing::warn!(%error, "the room for a note could not be given up");
        }
    }

    /// Writes a note.
    pub(crate) fn note(&self, text: &str) {
        let mut note = vec![b' '; NOTE];
        let text = &text[..text.floor_char_boundary(NOTE)];
        note[..text.len()].copy_from_slice(text.as_bytes());
        if let Err(error) = self.put(&note) {
            tracing::warn!(%error, "a note could not be written");
        }
    }

    /// Takes the note away.
    pub(crate) fn clear_note(&self) {
        if noted_in(&self.file).is_some() {
            self.note("");
        }
    }

    fn put(&self, bytes: &[u8]) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(bytes)?;
        file.sync_data()
    }
}

/// The note in a lock's file, if there is any.
pub(crate) fn noted(lock: &Path) -> Option<String> {
    noted_in(&File::open(lock).ok()?)
}

fn noted_in(mut file: &File) -> Option<String> {
    let mut note = Vec::with_capacity(NOTE);
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(NOTE as u64).read_to_end(&mut note).ok()?;
    let note = String::from_utf8(note).ok()?;
    Some(note.trim().to_owned()).filter(|note| !note.is_empty())
}
