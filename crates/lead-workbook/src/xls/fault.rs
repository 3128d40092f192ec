//! A fault says why a workbook of old Excel was given up.

use crate::error::{WorkbookError, file_name};
use std::io;
use std::path::Path;

/// The reasons.
#[derive(Debug)]
pub(crate) enum XlsFault {
    Io(io::Error),
    Broken(&'static str),
    Encrypted,
    TooManyCells,
}

impl From<io::Error> for XlsFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl XlsFault {
    pub(crate) fn in_file(self, path: &Path) -> WorkbookError {
        let name = file_name(path);
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                WorkbookError::damaged(path, "it ends too early")
            }
            Self::Io(error) => WorkbookError::reading(path, error),
            Self::Broken(what) => WorkbookError::damaged(path, what),
            Self::Encrypted => WorkbookError::PasswordProtected { name },
            Self::TooManyCells => WorkbookError::Oversized {
                name,
                detail: "its cells lie so far apart that its sheets would have more than 100 million".into(),
            },
        }
    }
}
