//! What can go wrong with the sandbox itself.

use std::path::PathBuf;

/// The sandbox could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The port is taken or may not be used.
    #[error(
        "the sandbox cannot listen on 127.0.0.1:{port}: {source}. Give another port, or 0 for any free one"
    )]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// An org without leads has nothing to show.
    #[error("the sandbox needs at least one lead")]
    NoLeads,
    /// The scenario's file cannot be read.
    #[error("the scenario {} cannot be read: {source}", path.display())]
    ScenarioFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The scenario is not one.
    #[error("the scenario is not valid: {0}")]
    Scenario(String),
    /// The workbook has more rows than a sheet can hold.
    #[error("a sheet holds 1,048,575 rows below its header; {0} were asked for")]
    TooManyRows(u32),
    /// The workbook cannot be written.
    #[error("the workbook {} cannot be written: {source}", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        source: Box<rust_xlsxwriter::XlsxError>,
    },
}
