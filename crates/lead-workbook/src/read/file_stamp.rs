//! A change of a file while it is read shows in its length or in the time it was written.

use crate::error::{WorkbookError, file_name};
use std::path::Path;
use std::time::SystemTime;

/// The state of a file, which changes when somebody writes to it.
pub(crate) struct FileStamp {
    length: u64,
    written: Option<SystemTime>,
}

impl FileStamp {
    pub(crate) fn of(path: &Path) -> Result<Self, WorkbookError> {
        let about = std::fs::metadata(path).map_err(|error| WorkbookError::reading(path, error))?;
        // Not every file system keeps the time of writing.
        Ok(Self { length: about.len(), written: about.modified().ok() })
    }

    pub(crate) fn check(&self, path: &Path) -> Result<(), WorkbookError> {
        let same = Self::of(path).is_ok_and(|now| now.length == self.length && now.written == self.written);
        if same { Ok(()) } else { Err(WorkbookError::Changed { name: file_name(path) }) }
    }

    /// A file that changes while it is read looks damaged; it is not.
    pub(crate) fn explain(&self, path: &Path, error: WorkbookError) -> WorkbookError {
        let is_about_content = matches!(
            error,
            WorkbookError::Damaged { .. }
                | WorkbookError::Io { .. }
                | WorkbookError::Missing { .. }
                | WorkbookError::OpenQuote { .. }
                | WorkbookError::Oversized { .. }
        );
        if is_about_content { self.check(path).err().unwrap_or(error) } else { error }
    }
}
