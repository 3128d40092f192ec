//! How the command line ends.

use lead_app::AppError;
use std::process::ExitCode;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Error = 1,
    Usage = 2,
    FailedRows = 3,
    Paused = 4,
    Cancelled = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What a command gives: how it ends, or why it could not do its work.
pub(crate) type Outcome = Result<Exit, AppError>;
