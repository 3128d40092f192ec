//! This folder saves the findings beside the source's rows: into the same workbook, or into a report.
//!
//! An xlsx or xlsm file comes back as it was with columns and two sheets added ([`same_workbook`]). The
//! other formats, and whoever asks for it, get a new workbook of the values ([`report`]). Both get the
//! sheets *Summary* ([`summary_sheet`]) and *Issues* ([`issues_sheet`]).

mod before_saving;
mod cell_formats;
mod cell_text;
mod charts;
mod colors;
mod counted_lines;
mod data_range;
mod data_sheet;
mod file_access;
mod issues_sheet;
mod job;
mod output_file;
mod pack;
mod progress;
mod report;
mod same_workbook;
mod saved;
mod summary_formats;
mod summary_sheet;
mod tally;
mod write_cell;
mod writer_errors;

pub use before_saving::{BeforeSaving, before_saving};
pub use file_access::name_of;
pub use job::{OutputShape, SaveJob, output_ending};
pub use output_file::{backup_name, backups, check_place};
pub use saved::Saved;

use crate::error::{WorkbookError, file_name};
use crate::file_format::{FileFormat, sniff};
use crate::result::RowResult;
use crate::sheet_xml::Fault;
use file_access::behind_links;
use progress::{NextResult, Progress};
use std::ops::ControlFlow;
use std::path::Path;

/// Saves the source's rows with their results.
///
/// `next` is asked for each row below the header in order, by the row's number in the source; where
/// a workbook turns out too odd to be added to, it is asked again from the first row on. A row that it
/// gives `None` for is left as it is and not counted.
/// `progress` is given the rows written so far, now and then, and again while the file is packed;
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
    let plan = output_file::check(&output, source, format, job.shape, job.over_original)?;
    let folder = &plan.folder;
    let mut notes: Vec<String> = plan.note.clone().into_iter().collect();
    notes.extend(job.counted_as_values());
    let mut file = output_file::unfinished(folder)?;
    let rows = match plan.shape {
        OutputShape::Report => report::write(job, &file, folder, next, progress)?,
        OutputShape::SameWorkbook => match same_workbook::write(job, &file, folder, next, progress) {
            Ok(done) => {
                notes.extend(done.notes);
                done.rows
            }
            Err(fault) if fault.is_about_form() && plan.over_original => {
                let (name, detail) = (file_name(source), fault.to_string());
                return Err(WorkbookError::OriginalCannotBeAddedTo { name, detail });
            }
            Err(fault) if fault.is_about_form() && format == FileFormat::Xlsx => {
                notes.push(too_odd(&fault));
                file = output_file::unfinished(folder)?;
                report::write(job, &file, folder, next, progress)?
            }
            Err(fault) => return Err(fault.explained(source, folder)),
        },
    };
    if progress(rows).is_break() {
        return Err(WorkbookError::Cancelled);
    }
    let backup = if plan.over_original { Some(output_file::back_up(&output)?) } else { None };
    notes.extend(backup.map(|name| format!("The workbook as it was before lies beside it as “{name}”.")));
    let saved = output_file::put_in_place(file, &output, source, rows)?;
    notes.extend(saved.note);
    let path = if saved.path == output { asked } else { saved.path };
    Ok(Saved { path, note: (!notes.is_empty()).then(|| notes.join(" ")), ..saved })
}

fn too_odd(fault: &Fault) -> String {
    format!(
        "The workbook could not be added to as it is ({fault}), so this is a new one with the values of the sheet."
    )
}
