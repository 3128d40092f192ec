//! The written sheets are packed into the file; until that is done, saving can be cancelled.

use super::progress::Progress;
use super::writer_errors::writer_error_in;
use crate::cancellation::is_final;
use crate::catch_panic::catch_panic;
use crate::error::WorkbookError;
use rust_xlsxwriter::{Workbook, XlsxError};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

const ASK_EVERY: Duration = Duration::from_millis(100);

/// Packs a workbook into a file. The packing runs beside, so that the caller is asked here.
pub(super) fn pack(
    mut book: Workbook,
    file: &File,
    folder: &Path,
    rows: u64,
    progress: &mut Progress<'_>,
) -> Result<(), WorkbookError> {
    let cancelled = AtomicBool::new(false);
    let (finished, is_finished) = channel::<()>();
    let packed = thread::scope(|scope| {
        let cancelled = &cancelled;
        let worker = scope.spawn(move || {
            // Dropped at the end of the packing, however it ends.
            let _finished = finished;
            let stoppable = Stoppable { file, cancelled, is_over: false };
            let mut writer = BufWriter::with_capacity(256 << 10, stoppable);
            match catch_panic(|| book.save_to_writer(&mut writer)) {
                Some(Ok(())) => writer.flush().map_err(XlsxError::IoError),
                Some(Err(error)) => Err(error),
                None => Err(XlsxError::IoError(io::Error::from(io::ErrorKind::StorageFull))),
            }
        });
        while is_finished.recv_timeout(ASK_EVERY) == Err(RecvTimeoutError::Timeout) {
            if progress(rows).is_break() {
                cancelled.store(true, Ordering::Relaxed);
            }
        }
        worker.join()
    });
    if cancelled.load(Ordering::Relaxed) {
        return Err(WorkbookError::Cancelled);
    }
    match packed {
        Ok(packed) => packed.map_err(|error| writer_error_in(folder, error)),
        Err(_) => Err(WorkbookError::Output { detail: "the writer stopped unexpectedly".into() }),
    }
}

/// A file that stops taking bytes once the packing is cancelled.
struct Stoppable<'a> {
    file: &'a File,
    cancelled: &'a AtomicBool,
    /// Whether it has failed once. Then nothing is written any more: whoever packs tries to end its
    /// archive all the same, and would complain on the user's screen.
    is_over: bool,
}

impl Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_over {
            return Ok(bytes.len());
        }
        let written = if self.cancelled.load(Ordering::Relaxed) {
            Err(io::Error::other("cancelled"))
        } else {
            self.file.write(bytes)
        };
        written.inspect_err(|error| self.is_over = is_final(error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
