//! Reads some formats in a process of their own.
//!
//! xls, xlsb and ods files are read by a library that a file of a few kilobytes can make take all
//! memory, run for ever, or abort, and an abort takes the whole program along; web pages and XML
//! spreadsheets are streamed, but their parsers are others' too. So the host's own
//! binary is started once more with a hidden argument, reads the file under limits of memory and
//! computing time, and hands the rows over its standard output, which blocks while nobody takes them.
//! Dropping the reader ends the process.
//!
//! On Unix the process limits itself before it opens the file. Windows has no such limits, and macOS
//! does not keep the one of memory; there the waiting time and the end of the process remain.

mod frames;
mod limits;
mod reader;
mod worker;

pub(crate) use reader::ChildBook;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::OnceLock;

/// The argument that makes a host's binary a reader.
const ASKED: &str = "--read-workbook-child";

/// The program that is started to read; none where the host did not offer itself.
static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// To be called first thing in a host's `main`. Where the process was started to read a workbook it
/// does so, and gives how to exit. Else the host is noted as the program to start for that; in one
/// that never calls this, such workbooks are read within the process itself.
#[must_use]
pub fn run_if_asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == ASKED) {
        return Some(worker::run(arguments));
    }
    // The link still leads to the running binary when an update has replaced the file.
    let own = if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { std::env::current_exe() };
    if let Ok(own) = own {
        use_program(own);
    }
    None
}

/// Names the program that is started to read, for a host whose own binary cannot be. Its `main`
/// calls [`run_if_asked`]. The first name stays.
pub fn use_program(program: PathBuf) {
    PROGRAM.get_or_init(|| program);
}

/// Whether there is a program to start.
pub(crate) fn is_offered() -> bool {
    PROGRAM.get().is_some()
}
