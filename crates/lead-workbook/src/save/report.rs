//! A report is a new workbook: the source's rows with the findings beside them, a summary, and the
//! issues.
//!
//! The source is streamed again while the caller hands over each row's result, so neither side is
//! ever held whole.

use super::data_sheet::DataSheet;
use super::issues_sheet::IssuesSheet;
use super::job::SaveJob;
use super::progress::{NextResult, PROGRESS_EVERY, Progress};
use super::tally::Tally;
use super::writer_errors::{full_disk_on_panic, writer_error_in};
use super::{pack, summary_sheet};
use crate::cell_reference::MOST_ROWS;
use crate::error::WorkbookError;
use crate::read::Workbook;
use crate::sheet_names;
use std::cmp::Ordering;
use std::ops::ControlFlow;
use std::path::Path;
use tempfile::NamedTempFile;

/// Writes the workbook into `file`; gives the rows below its header.
pub(super) fn write(
    job: &SaveJob<'_>,
    file: &NamedTempFile,
    folder: &Path,
    next: &mut NextResult<'_>,
    progress: &mut Progress<'_>,
) -> Result<u64, WorkbookError> {
    let mut go_on = || if progress(0).is_break() { Err(WorkbookError::Cancelled) } else { Ok(()) };
    go_on()?;
    let mut source = Workbook::open(Path::new(&job.source.path))?;
    go_on()?;
    let size = source.measure(&job.source.sheet)?;
    go_on()?;

    let mut book = rust_xlsxwriter::Workbook::new();
    // The system's folder for temporary files may be memory, and may be smaller than the result.
    book.set_tempdir(folder).map_err(|error| writer_error_in(folder, error))?;
    let data_name = sheet_names::allowed(&job.source.sheet);
    let summary_name = sheet_names::free("Summary", std::slice::from_ref(&data_name));
    let issues_name = sheet_names::free("Issues", &[data_name.clone(), summary_name.clone()]);
    let mut streamed =
        || book.new_worksheet_with_constant_memory().map_err(|error| writer_error_in(folder, error));
    let adds_header = job.source.header_row.is_none() && size.rows < MOST_ROWS;
    let mut data = DataSheet::new(
        streamed()?,
        &data_name,
        job.columns,
        size.columns as usize,
        job.source.header_row,
        adds_header,
    )?;
    let mut issues = IssuesSheet::new(streamed()?, &issues_name)?;
    let all = job.all_columns();
    let mut tally = Tally::new(&all);

    let above = job.source.header_row.unwrap_or(0);
    let mut has_header = false;
    if adds_header {
        full_disk_on_panic(folder, || data.write_header(None))?;
        has_header = true;
    }
    source.rows(&job.source.sheet, &mut |row| {
        match row.number.cmp(&above) {
            Ordering::Less => full_disk_on_panic(folder, || data.write_title(&row))?,
            Ordering::Equal => {
                has_header = true;
                full_disk_on_panic(folder, || data.write_header(Some(&row)))?;
            }
            Ordering::Greater => {
                let Some(result) = next(row.number)? else {
                    tally.leave_alone(data.row_number(row.number));
                    full_disk_on_panic(folder, || data.write_left_alone(&row))?;
                    return Ok(ControlFlow::Continue(()));
                };
                tally.add(data.row_number(row.number), &all, &result);
                full_disk_on_panic(folder, || {
                    data.write_row(&row, &result)?;
                    let Some(why) = &result.issue else { return Ok(()) };
                    tally.issues += 1;
                    issues.add(data.row_number(row.number), &result.written_id, &result, why)
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
        full_disk_on_panic(folder, || data.write_header(None))?;
    }
    drop(source);

    let (data, range) = data.finish()?;
    let issues = issues.finish()?;
    let summary = summary_sheet::sheet(&summary_name, &issues_name, job, &range, &tally)?;
    book.push_worksheet(data);
    book.push_worksheet(summary);
    book.push_worksheet(issues);
    pack::pack(book, file.as_file(), folder, tally.rows, progress)?;
    Ok(tally.rows)
}
