//! Saves the findings beside the source's rows: into the same workbook, or into a report.
//!
//! An xlsx or xlsm file comes back as it was with columns and two sheets added ([`in_place`]). The
//! other formats, and whoever asks for it, get a new workbook of the values ([`report`]).

mod before;
mod cells;
mod charts;
mod data_sheet;
mod in_place;
mod issues;
mod looks;
mod output;
mod pack;
mod place;
mod report;
mod summary;
mod tally;
mod text;

pub use before::{BeforeSaving, before_saving};
pub use output::{backup_name, backups, check_place};
pub use place::name_of;

use crate::append::Fault;
use crate::caught::caught;
use crate::error::{WorkbookError, file_name};
use crate::info::SheetChoice;
use crate::result::{ResultColumn, RowResult, SummaryFacts};
use crate::sniff::{Format, sniff};
use data_sheet::told;
use place::behind_links;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Rows between two calls of the caller's progress.
const PROGRESS_EVERY: u64 = 1000;

/// Gives each row's result; `None` for one that is left as it is.
type NextResult<'n> = dyn FnMut(u32) -> Result<Option<RowResult>, WorkbookError> + 'n;
/// Hears of the rows written; breaks to cancel.
type Progress<'p> = dyn FnMut(u64) -> ControlFlow<()> + 'p;

/// What is to be saved.
#[derive(Debug, Clone, Copy)]
pub struct SaveJob<'a> {
    /// Where the rows come from.
    pub source: &'a SheetChoice,
    /// Where the result goes; how its name ends is told by [`output_ending`].
    pub output: &'a Path,
    /// The columns to append.
    pub columns: &'a [ResultColumn],
    /// What the summary tells.
    pub facts: &'a SummaryFacts,
    /// Into what it is saved.
    pub shape: OutputShape,
    /// Whether the result may replace the source, or what was saved over it. A copy of that is put
    /// beside it first.
    pub over_original: bool,
}

impl<'a> SaveJob<'a> {
    /// The columns to append, then those that are only counted.
    fn all_columns(&self) -> Vec<&'a ResultColumn> {
        self.columns.iter().chain(&self.facts.counted).collect()
    }

    /// What the summary cannot count by formula, said in a sentence.
    fn counted_as_values(&self) -> Option<String> {
        let names: Vec<&str> = self.facts.counted.iter().map(|column| column.header.as_str()).collect();
        (!names.is_empty()).then(|| {
            format!(
                "Of columns that were left out ({}) the summary has the figures as values, which do not follow changes \
                 to the sheet.",
                names.join(", ")
            )
        })
    }
}

/// Into what the findings are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutputShape {
    /// The source's own workbook with columns and sheets added, all else as it was. For sources
    /// that are no xlsx or xlsm file the same as a report.
    #[default]
    SameWorkbook,
    /// A new workbook with the values of the one sheet.
    Report,
}

/// A workbook that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Where it lies.
    pub path: PathBuf,
    /// Worth knowing: saved beside the wanted name because that was open elsewhere, no headers where
    /// the sheet has none, a signature that ended.
    pub note: Option<String>,
    /// Rows below the header that have a result.
    pub rows: u64,
}

/// How the name of a result ends: `xlsx`, or `xlsm` for a workbook with macros that comes back as it was.
pub fn output_ending(source: &Path, shape: OutputShape) -> Result<&'static str, WorkbookError> {
    match (shape, sniff(source)?) {
        (OutputShape::SameWorkbook, Format::Xlsm) => Ok("xlsm"),
        _ => Ok("xlsx"),
    }
}

/// Saves the source's rows with their results.
///
/// `next` is asked for each row below the header in order, by the row's number in the source; where
/// a workbook turns out too odd to be added to, it is asked again from the first row on. A row that it
/// gives `None` for is left as it is and not counted.
/// `progress` is told the rows written so far, now and then, and again while the file is packed;
/// breaking it leaves nothing behind. The file appears under its name when it is complete, not before.
pub fn save<R: Into<Option<RowResult>>>(
    job: &SaveJob<'_>,
    next: &mut dyn FnMut(u32) -> Result<R, WorkbookError>,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Saved, WorkbookError> {
    save_rows(job, &mut |row| next(row).map(Into::into), progress)
}

fn save_rows(
    job: &SaveJob<'_>,
    next: &mut NextResult<'_>,
    progress: &mut Progress<'_>,
) -> Result<Saved, WorkbookError> {
    let source = Path::new(&job.source.path);
    let asked =
        std::path::absolute(job.output).map_err(|error| WorkbookError::writing(job.output, &error))?;
    // A link stays one: what it leads to is written.
    let output = behind_links(&asked);
    let format = sniff(source)?;
    let plan = output::check(&output, source, format, job.shape, job.over_original)?;
    let folder = &plan.folder;
    let mut notes: Vec<String> = plan.note.clone().into_iter().collect();
    notes.extend(job.counted_as_values());
    let mut file = output::unfinished(folder)?;
    let rows = match plan.shape {
        OutputShape::Report => report::write(job, &file, folder, next, progress)?,
        OutputShape::SameWorkbook => match in_place::write(job, &file, folder, next, progress) {
            Ok(done) => {
                notes.extend(done.notes);
                done.rows
            }
            Err(fault) if fault.is_about_form() && plan.over_original => {
                let (name, detail) = (file_name(source), fault.to_string());
                return Err(WorkbookError::OriginalCannotBeAddedTo { name, detail });
            }
            Err(fault) if fault.is_about_form() && format == Format::Xlsx => {
                notes.push(too_odd(&fault));
                file = output::unfinished(folder)?;
                report::write(job, &file, folder, next, progress)?
            }
            Err(fault) => return Err(fault.explained(source, folder)),
        },
    };
    if progress(rows).is_break() {
        return Err(WorkbookError::Cancelled);
    }
    let backup = if plan.over_original { Some(output::back_up(&output)?) } else { None };
    notes.extend(backup.map(|name| format!("The workbook as it was before lies beside it as “{name}”.")));
    let saved = output::put_in_place(file, &output, source, rows)?;
    notes.extend(saved.note);
    let path = if saved.path == output { asked } else { saved.path };
    Ok(Saved { path, note: (!notes.is_empty()).then(|| notes.join(" ")), ..saved })
}

fn too_odd(fault: &Fault) -> String {
    format!(
        "The workbook could not be added to as it is ({fault}), so this is a new one with the values of the sheet."
    )
}

/// The writer panics where its temporary file cannot be written to, for want of room.
fn written(folder: &Path, write: impl FnOnce() -> Result<(), WorkbookError>) -> Result<(), WorkbookError> {
    caught(write).unwrap_or_else(|| Err(WorkbookError::OutputFull { folder: folder.display().to_string() }))
}
