//! Writing a file can be cancelled: the files of this module ask, now and then, whether they are still
//! wanted.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

/// Bytes written between two questions; a few hundredths of a second.
const ASK_EVERY: usize = 4 << 20;

/// The error that ends the work on the caller's wish.
#[derive(Debug, thiserror::Error)]
#[error("cancelled")]
struct Cancelled;

/// What stands for the caller's wish to stop among the errors of reading and writing.
pub(crate) fn cancelled() -> io::Error {
    io::Error::other(Cancelled)
}

/// Whether an error is the caller's wish to stop.
pub(crate) fn is_cancelled(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync + 'static>::is::<Cancelled>)
}

/// A file that asks, and fails once the caller wishes to stop.
pub(crate) struct CancellableFile<'w> {
    file: &'w File,
    go_on: &'w mut dyn FnMut() -> io::Result<()>,
    written: usize,
    /// Nothing is written any more: whoever packs tries to end its archive all the same.
    is_over: bool,
}

impl<'w> CancellableFile<'w> {
    pub(crate) fn new(file: &'w File, go_on: &'w mut dyn FnMut() -> io::Result<()>) -> Self {
        Self { file, go_on, written: 0, is_over: false }
    }
}

impl Write for CancellableFile<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_over {
            return Ok(bytes.len());
        }
        self.written += bytes.len();
        if self.written >= ASK_EVERY {
            self.written = 0;
            (self.go_on)().inspect_err(|_| self.is_over = true)?;
        }
        self.file.write(bytes).inspect_err(|error| self.is_over = is_final(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Read for CancellableFile<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for CancellableFile<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Whether a failed write is not just to be tried again.
pub(crate) fn is_final(error: &io::Error) -> bool {
    error.kind() != io::ErrorKind::Interrupted
}

/// A file that fails once, for want of room as a rule, and then takes everything and keeps nothing:
/// whoever packs tries to end its archive all the same, and would complain on the user's screen.
pub(crate) struct FailsOnce {
    file: File,
    is_over: bool,
}

impl FailsOnce {
    pub(crate) fn new(file: File) -> Self {
        Self { file, is_over: false }
    }

    /// The file, which holds all unless writing has failed.
    pub(crate) fn into_file(self) -> File {
        self.file
    }
}

impl Write for FailsOnce {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_over {
            return Ok(bytes.len());
        }
        self.file.write(bytes).inspect_err(|error| self.is_over = is_final(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for FailsOnce {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
