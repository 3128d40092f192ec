//! A fault says why a sheet's XML could not be read, or why a workbook could not be added to.

use crate::cancellation::is_cancelled;
use crate::error::WorkbookError;
use std::io;
use std::path::Path;

/// The reasons. Those about the package are a few words that go on from “its form is unusual:”.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("its zip directory cannot be used ({0})")]
    Zip(zip::result::ZipError),
    #[error("“{0}” is missing inside it")]
    Missing(String),
    #[error("“{0}” inside it cannot be understood")]
    Odd(String),
    #[error("“{0}” inside it is not written in UTF-8")]
    Encoding(String),
    #[error("“{0}” inside it is larger than can be handled")]
    Large(String),
    #[error("its sheet ends in the middle")]
    CutOff,
    #[error("its sheet has no list of rows")]
    NoSheetData,
    #[error("{0} is not nested as it should be")]
    Nesting(&'static str),
    #[error("one of its rows is larger than 64 MB")]
    LargeRow,
    #[error("its rows or cells do not follow each other in order")]
    Order,
    #[error("it has more around its rows than can be handled")]
    LargeFrame,
    /// What the caller's cells or sheets ended in, its wish to stop included.
    #[error(transparent)]
    Caller(#[from] WorkbookError),
}

impl From<zip::result::ZipError> for Fault {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => Self::Io(error),
            other => Self::Zip(other),
        }
    }
}

impl Fault {
    /// Whether it lies in the package's form, so that another way to write may do.
    pub(crate) fn is_about_form(&self) -> bool {
        match self {
            Self::Io(error) => is_about_content(error),
            Self::Caller(_) => false,
            _ => true,
        }
    }

    /// What it means for the workbook that was to be saved into a folder.
    pub(crate) fn explained(self, source: &Path, folder: &Path) -> WorkbookError {
        match self {
            Self::Caller(error) => error,
            Self::Io(error) if is_cancelled(&error) => WorkbookError::Cancelled,
            Self::Io(error) if !is_about_content(&error) => WorkbookError::writing(folder, &error),
            other => WorkbookError::damaged(source, other),
        }
    }
}

/// What unpacking says of bytes that are not what they should be.
fn is_about_content(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}
