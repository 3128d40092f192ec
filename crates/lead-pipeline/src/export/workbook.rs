//! The workbook at the end: the rows stream from the journal beside those of the source.

use crate::export::columns;
use crate::export::selection::Selection;
use crate::export::summary::summary;
use crate::file_name::file_name;
use crate::read::source;
use crate::results::pages::note;
use crate::stored_runs::damage::{changed, kept_fault, make_whole, salvage, with_view};
use crate::{Home, RunError, RunPlan, SaveOptions, Saved};
use lead_assess::{FittedRecipe, RowFacts};
use lead_journal::{FullRow, Journal, JournalError, Lease, View};
use lead_model::{IdVerdict, RowStatus, RunId};
use lead_workbook::{
    MOST_LEFT_ALONE, OutputShape, RowResult, SaveJob, SheetChoice, SummaryFacts, WorkbookError,
};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Rows taken from the journal at once.
const ROWS_AT_ONCE: u32 = 500;

/// Writes the workbook with the results appended, as the run's plan wants it.
pub fn export(
    home: &Home,
    run: &RunId,
    output: &Path,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Saved, RunError> {
    let save = with_view(home, run, |view| Ok(RunPlan::of(&view.about()?)?.save))?;
    export_as(home, run, output, &save, progress)
}

/// Writes the workbook with the results appended. Blocks: call it from a blocking thread.
/// `progress` hears of the rows written and may break it off.
///
/// Never twice at once for one run, in this process or another.
/// The source must be the file the run began with: results beside other rows would be worse than
/// none.
pub fn export_as(
    home: &Home,
    run: &RunId,
    output: &Path,
    save: &SaveOptions,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Saved, RunError> {
    let Some(lease) = Lease::to_save(home, run)? else {
        return Err(JournalError::BeingSaved { run: run.clone() }.into());
    };
    // Behind a link, what is unfinished lies where the link leads.
    let whole = output.canonicalize().or_else(|_| std::path::absolute(output));
    if let Some(folder) = whole.as_ref().ok().and_then(|output| output.parent()) {
        lease.note_folder(folder);
    }
    let saved = export_whole(home, run, output, save, progress);
    lease.forget_folder();
    let saved = saved?;
    note_output(home, run, &saved.path);
    Ok(saved)
}

/// Reads what of the workbook is not written down yet, and then saves. Nobody may look at the run while that
/// is done: where its file turns out to be damaged, another takes its place.
fn export_whole(
    home: &Home,
    run: &RunId,
    output: &Path,
    save: &SaveOptions,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Saved, RunError> {
    make_whole(home, run)?;
    loop {
        let (source, ended) = with_view(home, run, |view| {
            let about = view.about()?;
            Ok((source::found(&RunPlan::of(&about)?, &about)?, view.tallies()?.reading_ended))
        })?;
        if !ended {
            finish_reading(home, run, &source, progress)?;
        }
        if let Some(saved) = with_view(home, run, |view| export_of(view, output, save, progress))? {
            return Ok(saved);
        }
    }
}

/// Saves the workbook; `None` where rows of it are not written down.
fn export_of(
    view: View<'_>,
    output: &Path,
    save: &SaveOptions,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Option<Saved>, RunError> {
    let about = view.about()?;
    let plan = RunPlan::of(&about)?;
    let source = source::found(&plan, &about)?;
    if !save.over_original && is_same(output, Path::new(&plan.request.source.path)) {
        return Err(WorkbookError::OutputIsSource { name: file_name(output) }.into());
    }
    let tallies = view.tallies()?;
    if !tallies.reading_ended {
        return Ok(None);
    }
    // Rows of the sheet that the run does not have are a footer, unless they were lost.
    let rows = view.rows_there()?;
    if rows != tallies.rows {
        let told = format!("{rows} rows are there, {} were written", tallies.rows);
        return Err(JournalError::Malformed(told).into());
    }
    let fitted = columns::fitted(view)?;
    let selection = Selection::of(&fitted, save.columns.as_deref())?;
    let columns = selection.columns(&fitted);
    let counted = selection.counted(&fitted);
    let facts = SummaryFacts { counted, ..summary(view, &fitted)? };
    let shape = if save.report_workbook { OutputShape::Report } else { OutputShape::SameWorkbook };
    let job = SaveJob {
        source: &source,
        output,
        columns: &columns,
        facts: &facts,
        shape,
        over_original: save.over_original,
    };
    let mut rows = Rows { view, ready: VecDeque::new(), last: 0, left_alone: 0, fault: None };
    let saved = lead_workbook::save(&job, &mut |number| rows.next(number, &fitted, &selection), progress);
    // What the journal had to say says more than that its rows did not come.
    if let Some(fault) = rows.fault {
        return Err(fault.into());
    }
    let mut saved = saved?;
    if let Some(told) = source::read_from_backup(&plan.request.source, &source) {
        saved.note = Some(saved.note.map_or(told.clone(), |note| format!("{told} {note}")));
    }
    Ok(Some(saved))
}

/// Notes where the workbook lies. Nobody looks at the run's file any more, so that whoever writes last closes
/// it as it should be. The workbook is saved, whatever becomes of the note.
fn note_output(home: &Home, run: &RunId, path: &Path) {
    let noted = match Journal::note_output(home, run, path) {
        // Only writing touches pages that are free.
        Err(error) if error.is_damage() => {
            salvage(home, run).and_then(|_| Ok(Journal::note_output(home, run, path)?))
        }
        noted => noted.map_err(RunError::from),
    };
    if let Err(error) = noted {
        tracing::warn!(%run, %error, "where the workbook was saved could not be noted");
    }
}

/// The folders that workbooks were being saved to when their processes were killed. Each is told once.
#[must_use]
pub fn interrupted_savings(home: &Home) -> Vec<PathBuf> {
    // Where the runs cannot be listed, whoever lists them says so.
    let runs = home.list().unwrap_or_default();
    runs.iter().filter_map(|run| Lease::interrupted_saving(home, run)).collect()
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// A run that stopped while its workbook was being read: its other rows are written down now, so
/// that each can be told what it is. Nobody is asked anything.
fn finish_reading(
    home: &Home,
    run: &RunId,
    source: &SheetChoice,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<(), RunError> {
    changed(home, run, |journal| {
        let known = journal.known_rows()?;
        let (mut failed, mut stopped) = (None, false);
        journal.begin()?;
        lead_workbook::for_each_id(source, &mut |row| {
            if row.number.is_multiple_of(ROWS_AT_ONCE) && progress(0).is_break() {
                stopped = true;
                return ControlFlow::Break(());
            }
            if known.contains(row.number) {
                return ControlFlow::Continue(());
            }
            match journal.add_row(row.number, &row.text, &row.reading) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        // What was not committed is forgotten with the journal that is dropped here.
        if stopped {
            return Err(WorkbookError::Cancelled.into());
        }
        journal.reading_ended();
        journal.commit()?;
        Ok(())
    })
}

/// The journal's rows in order, some at a time.
struct Rows<'a> {
    view: View<'a>,
    ready: VecDeque<FullRow>,
    last: u32,
    /// Rows in a row that the journal does not have.
    left_alone: u32,
    fault: Option<JournalError>,
}

impl Rows<'_> {
    /// The result of a row; `None` for one that the run left alone: a report's footer, totals.
    fn next(
        &mut self,
        number: u32,
        fitted: &FittedRecipe,
        selection: &Selection,
    ) -> Result<Option<RowResult>, WorkbookError> {
        if number <= self.last {
            // Saving began anew in another way.
            (self.ready, self.last, self.left_alone) = (VecDeque::new(), number.saturating_sub(1), 0);
        }
        if self.ready.is_empty() {
            // A sheet can have gaps where rows were skipped; the journal is asked from here on.
            let after = self.last.max(number.saturating_sub(1));
            let rows = self.view.full_rows(after, ROWS_AT_ONCE);
            self.ready =
                rows.map_err(|error| WorkbookError::Findings(kept_fault(&mut self.fault, error)))?.into();
        }
        self.last = number;
        while self.ready.front().is_some_and(|row| row.entry.number < number) {
            self.ready.pop_front();
        }
        match self.ready.pop_front() {
            Some(row) if row.entry.number == number => {
                self.left_alone = 0;
                Ok(Some(result(&row, fitted, selection)))
            }
            other => {
                self.ready.extend(other);
                self.left_alone += 1;
                if self.left_alone <= MOST_LEFT_ALONE {
                    return Ok(None);
                }
                // The sheet is the one that was read, so the row was there.
                let gone = JournalError::Malformed(format!("row {number} is gone"));
                self.fault.get_or_insert(gone);
                Err(WorkbookError::Findings(format!(
                    "Row {number} of the sheet is not part of the run, so nothing was written. Start a new run over \
                     the file as it is now."
                )))
            }
        }
    }
}

fn result(row: &FullRow, fitted: &FittedRecipe, selection: &Selection) -> RowResult {
    let entry = &row.entry;
    let lead = entry.lead.as_ref();
    let facts = RowFacts {
        verdict: entry.verdict,
        lead_id: lead.map(|lead| lead.id),
        lead: row.record.as_ref(),
        findings: row.findings.as_ref(),
        status: entry.status,
        assessed_at: lead.and_then(|lead| lead.assessed_at.as_deref()),
        model: lead.and_then(|lead| lead.model.as_deref()),
    };
    let fine = matches!(entry.verdict, IdVerdict::Valid | IdVerdict::Restored)
        && !matches!(entry.status, RowStatus::RetrievalFailed | RowStatus::AssessmentFailed);
    RowResult {
        cells: selection.cells(fitted.cells(&facts)),
        status: entry.status,
        verdict: entry.verdict,
        issue: (!fine).then(|| note(entry)),
        lead_id: lead.map(|lead| lead.id.to_string()).unwrap_or_default(),
        written_id: entry.cell.clone(),
    }
}
