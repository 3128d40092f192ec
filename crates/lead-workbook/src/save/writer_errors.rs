//! The library that writes new workbooks has errors of its own; here they become ours.

use crate::catch_panic::catch_panic;
use crate::error::WorkbookError;
use rust_xlsxwriter::XlsxError;
use std::path::Path;

/// The writer's error as one of ours.
#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
pub(super) fn writer_error(error: XlsxError) -> WorkbookError {
    WorkbookError::Output { detail: error.to_string() }
}

/// The same, with the folder that the writer could not write into.
pub(super) fn writer_error_in(folder: &Path, error: XlsxError) -> WorkbookError {
    match error {
        XlsxError::IoError(error)
        | XlsxError::TempFileError(_, error)
        | XlsxError::ZipError(zip::result::ZipError::Io(error)) => WorkbookError::writing(folder, &error),
        other => writer_error(other),
    }
}

/// Runs work of the writer, which panics where its temporary file cannot be written to, for want of room.
pub(super) fn full_disk_on_panic(
    folder: &Path,
    write: impl FnOnce() -> Result<(), WorkbookError>,
) -> Result<(), WorkbookError> {
    catch_panic(write)
        .unwrap_or_else(|| Err(WorkbookError::OutputFull { folder: folder.display().to_string() }))
}
