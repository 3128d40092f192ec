//! The source's own workbook comes back with columns and two sheets added.

use super::cell_text::for_cell;
use super::data_range::DataRange;
use super::data_sheet::appended_headers;
use super::issues_sheet::IssuesSheet;
use super::job::SaveJob;
use super::progress::{NextResult, PROGRESS_EVERY, Progress};
use super::tally::Tally;
use super::write_cell::serial_of;
use super::writer_errors::{full_disk_on_panic, writer_error_in};
use super::{pack, summary_sheet};
use crate::append::{CellFormat, NewCell, NewCells, NewColumns, Target, WorkbookState};
use crate::cancellation::cancelled;
use crate::cell_reference::letter;
use crate::error::WorkbookError;
use crate::read::FileStamp;
use crate::result::{ResultColumn, RowResult, SummaryBlock, SummaryFacts, SummaryValue};
use crate::sheet_names::free;
use crate::sheet_xml::Fault;
use lead_model::thousands;
use lead_model::{ColumnKind, ResultCell};
use rust_xlsxwriter::Workbook;
use std::borrow::Cow;
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use tempfile::NamedTempFile;

/// Days between the first days of the two systems that spreadsheets count from.
const DAYS_TO_1904: f64 = 1462.0;

/// A workbook that was written.
pub(super) struct Done {
    pub(super) rows: u64,
    /// What is worth telling, a sentence each.
    pub(super) notes: Vec<String>,
}

/// Writes the workbook into `file`.
pub(super) fn write(
    job: &SaveJob<'_>,
    file: &NamedTempFile,
    folder: &Path,
    next: &mut NextResult<'_>,
    progress: &mut Progress<'_>,
) -> Result<Done, Fault> {
    let path = Path::new(&job.source.path);
    let stamp = FileStamp::of(path)?;
    let source = File::open(path).map_err(|error| WorkbookError::reading(path, error))?;
    let header_row = job.source.header_row.unwrap_or(0);
    let mut asked = || if progress(0).is_break() { Err(cancelled()) } else { Ok(()) };
    asked()?;
    let target = Target::open(source, &job.source.sheet, header_row, &mut asked)?;
    let placement = target
        .placement(job.columns.len(), job.source.id_column)
        .ok_or(WorkbookError::TooManyColumns { columns: target.columns(), added: job.columns.len() })?;
    let headers = appended_headers(target.headers(), job.columns);
    let formats: Vec<CellFormat> = job.columns.iter().map(|column| format_of(column.kind)).collect();
    let widths: Vec<f64> =
        job.columns.iter().zip(&headers).map(|(column, header)| width(column, header)).collect();
    let [summary_name, issues_name] = sheet_names(target.sheet_names());

    let mut book = Workbook::new();
    // The system's folder for temporary files may be memory, and may be smaller than the result.
    book.set_tempdir(folder).map_err(|error| writer_error_in(folder, error))?;
    let sheet = book.new_worksheet_with_constant_memory().map_err(|error| writer_error_in(folder, error))?;
    let all = job.all_columns();
    let mut rows = ResultRows {
        job,
        folder,
        next,
        progress,
        header_row,
        headers: &headers,
        shift: if target.counts_from_1904() { DAYS_TO_1904 } else { 0.0 },
        tally: Tally::new(&all),
        all,
        extra: Some((book, IssuesSheet::new(sheet, &issues_name)?)),
        names: [&summary_name, &issues_name],
        data: DataRange {
            sheet: job.source.sheet.clone(),
            width: placement.first as usize - 1,
            added: job.columns.len(),
            rows: None,
            headers: headers.clone(),
            added_header: false,
        },
    };
    let columns = NewColumns { placement, headers: &headers, formats: &formats, widths: &widths };
    let state = target.append(&columns, &mut rows, file.as_file(), folder)?;
    stamp.check(path)?;
    Ok(Done { rows: rows.tally.rows, notes: notes(job.source.header_row, state) })
}

/// The names of the sheets that are added to these.
pub(super) fn sheet_names(theirs: &[String]) -> [String; 2] {
    let summary = free("Summary", theirs);
    let mut taken = theirs.to_vec();
    taken.push(summary.clone());
    let issues = free("Issues", &taken);
    [summary, issues]
}

/// What is worth telling, before and after.
pub(super) fn notes(header_row: Option<u32>, state: WorkbookState) -> Vec<String> {
    let mut notes = Vec::new();
    if header_row.is_none() {
        notes.push(
            "The sheet has no header row, and its rows are never moved, so the new columns have no headers \
             either; the summary lists what each holds."
                .to_owned(),
        );
    }
    match state.hidden_rows {
        0 => {}
        1 => notes.push("One row of the sheet stays hidden as it was; it has its result too.".to_owned()),
        rows => notes.push(format!(
            "{} rows of the sheet stay hidden as they were; they have their results too.",
            thousands(u64::from(rows))
        )),
    }
    if state.is_protected {
        notes.push("The sheet is protected: the new cells are locked as its others are.".to_owned());
    }
    if state.was_signed {
        notes.push(
            "The original is digitally signed. A signature holds for what was signed alone, so the saved workbook has \
             none."
                .to_owned(),
        );
    }
    notes
}

fn format_of(kind: ColumnKind) -> CellFormat {
    match kind {
        ColumnKind::Text | ColumnKind::Flag | ColumnKind::Id | ColumnKind::Verdict => CellFormat::Text,
        ColumnKind::LongText => CellFormat::Lines,
        ColumnKind::Band => CellFormat::Band,
        ColumnKind::Number => CellFormat::Number,
        ColumnKind::Score => CellFormat::Score,
        ColumnKind::Date => CellFormat::Moment,
        ColumnKind::Status => CellFormat::Status,
    }
}

/// In characters, from what the columns usually hold: the widths stand before the rows.
fn width(column: &ResultColumn, header: &str) -> f64 {
    let usual = match column.kind {
        ColumnKind::LongText => 50.0_f64,
        ColumnKind::Text | ColumnKind::Verdict => 24.0,
        ColumnKind::Status | ColumnKind::Id => 22.0,
        ColumnKind::Date => 17.0,
        ColumnKind::Band => 14.0,
        ColumnKind::Number | ColumnKind::Score | ColumnKind::Flag => 10.0,
    };
    // Room for the filter's button beside the header.
    usual.max(header.chars().count() as f64 + 3.0).min(50.0)
}

/// Makes the new cells from the results, counting.
struct ResultRows<'a> {
    job: &'a SaveJob<'a>,
    folder: &'a Path,
    next: &'a mut NextResult<'a>,
    progress: &'a mut Progress<'a>,
    header_row: u32,
    headers: &'a [String],
    /// Days that the workbook counts fewer.
    shift: f64,
    tally: Tally,
    /// The columns that are counted.
    all: Vec<&'a ResultColumn>,
    /// The workbook of our own sheets, until it is asked for.
    extra: Option<(Workbook, IssuesSheet)>,
    /// Those sheets' names.
    names: [&'a str; 2],
    data: DataRange,
}

impl NewCells for ResultRows<'_> {
    fn cells(&mut self, row: u32, out: &mut Vec<NewCell>) -> Result<(), WorkbookError> {
        if row == self.header_row {
            out.extend(self.headers.iter().map(|header| NewCell::Text(for_cell(header).into_owned())));
            return Ok(());
        }
        let Some(mut result) = (self.next)(row)? else {
            self.tally.leave_alone(row);
            return Ok(());
        };
        self.tally.add(row, &self.all, &result);
        if let (Some(why), Some((_, issues))) = (&result.issue, &mut self.extra) {
            self.tally.issues += 1;
            full_disk_on_panic(self.folder, || issues.add(row, &result.written_id, &result, why))?;
        }
        let mut cells = std::mem::take(&mut result.cells).into_iter();
        for column in self.job.columns {
            let cell = cells.next().unwrap_or_default();
            out.push(new_cell(column.kind, cell, &result, self.shift));
        }
        if self.tally.rows.is_multiple_of(PROGRESS_EVERY) && (self.progress)(self.tally.rows).is_break() {
            return Err(WorkbookError::Cancelled);
        }
        Ok(())
    }

    fn sheets(&mut self) -> Result<File, WorkbookError> {
        let Some((mut book, issues)) = self.extra.take() else {
            return Err(WorkbookError::Output { detail: "its summary was asked for twice".into() });
        };
        // What is counted ends where the results do.
        self.data.rows = (self.tally.rows > 0).then_some((self.header_row + 1, self.tally.last_row));
        let facts = self.facts();
        let job = SaveJob { facts: &facts, ..*self.job };
        let [summary_name, issues_name] = self.names;
        book.push_worksheet(summary_sheet::sheet(summary_name, issues_name, &job, &self.data, &self.tally)?);
        book.push_worksheet(issues.finish()?);
        let file = tempfile::tempfile_in(self.folder)
            .map_err(|error| WorkbookError::writing(self.folder, &error))?;
        pack::pack(book, &file, self.folder, self.tally.rows, self.progress)?;
        Ok(file)
    }

    fn go_on(&mut self) -> io::Result<()> {
        match (self.progress)(self.tally.rows) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(cancelled()),
        }
    }
}

impl ResultRows<'_> {
    /// What the summary says; where the columns have no headers, also what each of them holds.
    fn facts(&self) -> Cow<'_, SummaryFacts> {
        if self.header_row > 0 {
            return Cow::Borrowed(self.job.facts);
        }
        let mut facts = self.job.facts.clone();
        let rows = self.headers.iter().enumerate().map(|(offset, header)| {
            (format!("Column {}", letter(self.data.width + offset)), SummaryValue::Text(header.clone()))
        });
        facts.blocks.push(SummaryBlock { title: "The new columns".into(), rows: rows.collect() });
        Cow::Owned(facts)
    }
}

fn new_cell(kind: ColumnKind, cell: ResultCell, result: &RowResult, shift: f64) -> NewCell {
    match (kind, cell) {
        (ColumnKind::Status, _) => NewCell::Text(result.status.label().to_owned()),
        (ColumnKind::Verdict, _) => NewCell::Text(result.verdict.label().to_owned()),
        (_, ResultCell::Blank) => NewCell::Blank,
        (_, ResultCell::Number(number)) => NewCell::Number(number),
        (_, ResultCell::Flag(flag)) => NewCell::Text(if flag { "Yes" } else { "No" }.to_owned()),
        (_, ResultCell::DateTime(moment)) => match serial_of(&moment) {
            Some(serial) => NewCell::Number(serial - shift),
            None => fitted(moment),
        },
        (_, ResultCell::Text(text)) => fitted(text),
    }
}

fn fitted(text: String) -> NewCell {
    match for_cell(&text) {
        Cow::Owned(fitted) => NewCell::Text(fitted),
        Cow::Borrowed(_) => NewCell::Text(text),
    }
}
