//! Writes a workbook: the source's rows with the findings beside them, a summary, and the issues.
//!
//! The source is streamed again while the caller hands over each row's result, so neither side is
//! ever held whole.

mod cells;
mod charts;
mod data_sheet;
mod issues;
mod looks;
mod output;
mod pack;
mod summary;
mod tally;
mod text;

use crate::cell::Cell;
use crate::columns::MOST_ROWS;
use crate::error::WorkbookError;
use crate::info::SheetChoice;
use crate::read::Workbook;
use crate::result::{ResultColumn, RowResult, SummaryFacts};
use crate::sheet_names;
use data_sheet::{DataSheet, told};
use issues::IssuesSheet;
use std::cmp::Ordering;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tally::Tally;

/// Rows between two calls of the caller's progress.
const PROGRESS_EVERY: u64 = 1000;

/// What is to be saved.
#[derive(Debug, Clone, Copy)]
pub struct SaveJob<'a> {
    /// Where the rows come from.
    pub source: &'a SheetChoice,
    /// Where the result goes. Its name ends in `.xlsx`; it is never the source.
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

/// Saves the source's rows with their results into a new workbook.
///
/// `next` is asked for each row below the header in order, by the row's number in the source.
/// `progress` is told the rows written so far, now and then, and again while the file is packed;
/// breaking it leaves nothing behind. The file appears under its name when it is complete, not before.
pub fn save(
    job: &SaveJob<'_>,
    next: &mut dyn FnMut(u32) -> Result<RowResult, WorkbookError>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Saved, WorkbookError> {
    let source_path = Path::new(&job.source.path);
    let output =
        std::path::absolute(job.output).map_err(|error| WorkbookError::writing(job.output, &error))?;
    let folder = output::check(&output, source_path)?;
    let mut source = Workbook::open(source_path, Some(&job.source.sheet))?;
    let extent = source.measure(&job.source.sheet)?;

    let mut book = rust_xlsxwriter::Workbook::new();
    // The system's folder for temporary files may be memory, and may be smaller than the result.
    book.set_tempdir(&folder).map_err(|error| pack::explain(&folder, error))?;
    let data_name = sheet_names::allowed(&job.source.sheet);
    let summary_name = sheet_names::free("Summary", std::slice::from_ref(&data_name));
    let issues_name = sheet_names::free("Issues", &[data_name.clone(), summary_name.clone()]);
    let mut streamed =
        || book.new_worksheet_with_constant_memory().map_err(|error| pack::explain(&folder, error));
    let adds_header = job.source.header_row.is_none() && extent.rows < MOST_ROWS;
    let mut data = DataSheet::new(
        streamed()?,
        &data_name,
        job.columns,
        extent.columns as usize,
        job.source.header_row,
        adds_header,
    )?;
    let mut issues = IssuesSheet::new(streamed()?, &issues_name)?;
    let mut tally = Tally::new(job.columns.len());

    let above = job.source.header_row.unwrap_or(0);
    let mut has_header = false;
    if adds_header {
        written(&folder, || data.write_header(None))?;
        has_header = true;
    }
    source.rows(&job.source.sheet, &mut |row| {
        match row.number.cmp(&above) {
            Ordering::Less => written(&folder, || data.write_title(&row))?,
            Ordering::Equal => {
                has_header = true;
                written(&folder, || data.write_header(Some(&row)))?;
            }
            Ordering::Greater => {
                let result = next(row.number)?;
                tally.add(job.columns, &result);
                written(&folder, || {
                    data.write_row(&row, &result)?;
                    let Some(why) = &result.issue else { return Ok(()) };
                    tally.issues += 1;
                    let id = row.cells.get(job.source.id_column as usize).map(Cell::text).unwrap_or_default();
                    issues.add(data.row_number(row.number), &id, &result, why)
                })?;
                if tally.rows.is_multiple_of(PROGRESS_EVERY) && progress(tally.rows).is_break() {
                    return Err(WorkbookError::Cancelled);
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    if !has_header {
        // The sheet ends above its header; what is appended still has a name.
        written(&folder, || data.write_header(None))?;
    }
    drop(source);

    let (data, extent) = data.finish()?;
    let issues = issues.finish()?;
    let summary = summary::sheet(&summary_name, &issues_name, job, &extent, &tally)?;
    book.push_worksheet(data);
    book.push_worksheet(summary);
    book.push_worksheet(issues);
    let file = output::unfinished(&folder)?;
    pack::pack(book, &file, &folder, tally.rows, progress)?;
    output::put_in_place(file, &output, tally.rows)
}

/// The writer panics where its temporary file cannot be written to, for want of room.
fn written(folder: &Path, write: impl FnOnce() -> Result<(), WorkbookError>) -> Result<(), WorkbookError> {
    catch_unwind(AssertUnwindSafe(write))
        .unwrap_or_else(|_| Err(WorkbookError::OutputFull { folder: folder.display().to_string() }))
}
