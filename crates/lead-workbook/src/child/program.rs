//! The host names the program that is started to read a workbook; an argument tells that program what it
//! is for.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The argument that makes a host's binary a reader.
pub(super) const CHILD_ARGUMENT: &str = "--read-workbook-child";

/// The program that is started to read; none where the host did not offer itself.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Names the program that is started to read, for a host whose own binary cannot be. Its `main`
/// calls [`run_if_asked`](super::run_if_asked). The first name stays.
pub fn use_program(program: PathBuf) {
    PROGRAM.get_or_init(|| program);
}

/// The program to start.
pub(super) fn program() -> Option<&'static Path> {
    PROGRAM.get().map(PathBuf::as_path)
}

/// Whether there is a program to start.
pub(crate) fn is_offered() -> bool {
    PROGRAM.get().is_some()
}
