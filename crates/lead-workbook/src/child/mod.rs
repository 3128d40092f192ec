//! Some file formats are read in a process of their own.
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

mod book;
mod frames;
mod limits;
mod program;
mod worker;

pub use program::use_program;

pub(crate) use book::ChildBook;
pub(crate) use program::is_offered;

use program::CHILD_ARGUMENT;
use std::process::ExitCode;

/// To be called first thing in a host's `main`. Where the process was started to read a workbook it
/// does so, and gives how to exit. Else the host is noted as the program to start for that; in one
/// that never calls this, such workbooks are read within the process itself.
#[must_use]
pub fn run_if_asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == CHILD_ARGUMENT) {
        return Some(worker::run(arguments));
    }
    // The link still leads to the running binary when an update has replaced the file.
    let own = if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { std::env::current_exe() };
    if let Ok(own) = own {
        use_program(own);
    }
    None
}
