//! The workbook at the end: the rows stream from the journal beside those of the source.

use crate::history::plan_of;
use crate::pages::note;
use crate::read_station::check_source;
use crate::summary::summary;
use crate::{ColumnWish, Home, RunError, RunPlan, SaveWish, Saved, columns};
use lead_assess::{Resolved, RowFacts};
use lead_journal::{FullRow, Journal, Look, View};
use lead_model::{IdVerdict, RowStatus, RunId, read_id};
use lead_workbook::{
    Cell, ColumnKind, OutputShape, ResultCell, ResultColumn, RowResult, SaveJob, WorkbookError,
};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::path::Path;

/// Rows taken from the journal at once.
const ROWS_AT_ONCE: u32 = 500;

/// Writes the workbook with the results appended, as the run's plan wants it.
pub fn export(
    home: &Home,
    run: &RunId,
    output: &Path,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Saved, RunError> {
    let save = plan_of(&Look::at(home, run)?.view().about()?)?.save;
    export_as(home, run, output, &save, progress)
}

/// Writes the workbook with the results appended. Blocks: call it from a blocking thread.
/// `progress` hears of the rows written and may break it off.
///
/// The source must be the file the run began with: results beside other rows would be worse than
/// none.
pub fn export_as(
    home: &Home,
    run: &RunId,
    output: &Path,
    save: &SaveWish,
    progress: &mut dyn FnMut(u64) -> ControlFlow<()>,
) -> Result<Saved, RunError> {
    let look = Look::at(home, run)?;
    let about = look.view().about()?;
    let plan = plan_of(&about)?;
    check_source(&plan.request.source.path, &about.source_fingerprint)?;
    if !look.view().tallies()?.reading_ended {
        finish_reading(home, run, &plan)?;
    }
    let resolved = columns::resolved(look.view())?;
    let selection = Selection::of(&resolved, save.columns.as_deref())?;
    let columns = selection.columns(&resolved);
    let facts = summary(look.view(), &resolved)?;
    let shape = if save.report_workbook { OutputShape::Report } else { OutputShape::SameWorkbook };
    let job = SaveJob {
        source: &plan.request.source,
        output,
        columns: &columns,
        facts: &facts,
        shape,
        over_original: save.over_original,
    };
    let mut rows = Rows { view: look.view(), ready: VecDeque::new(), last: 0 };
    let saved = lead_workbook::save(&job, &mut |number| rows.next(number, &resolved, &selection), progress)?;
    Journal::note_output(home, run, &saved.path)?;
    Ok(saved)
}

/// A run that stopped while its workbook was being read: its other rows are written down now, so
/// that each can be told what it is. Nobody is asked anything.
fn finish_reading(home: &Home, run: &RunId, plan: &RunPlan) -> Result<(), RunError> {
    let mut journal = Journal::open(home, run)?;
    let done = journal.last_row()?;
    let column = usize::try_from(plan.request.source.id_column).unwrap_or(usize::MAX);
    let mut failed = None;
    journal.begin()?;
    lead_workbook::for_each_row(&plan.request.source, &mut |row| {
        if row.number <= done {
            return ControlFlow::Continue(());
        }
        let text = row.cells.get(column).map(Cell::text).unwrap_or_default();
        match journal.add_row(row.number, &text, &read_id(&text)) {
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
    journal.reading_ended();
    journal.commit()?;
    Ok(())
}

/// The journal's rows in order, some at a time.
struct Rows<'a> {
    view: View<'a>,
    ready: VecDeque<FullRow>,
    last: u32,
}

impl Rows<'_> {
    fn next(
        &mut self,
        number: u32,
        resolved: &Resolved,
        selection: &Selection,
    ) -> Result<RowResult, WorkbookError> {
        if number <= self.last {
            // Saving began anew in another way.
            *self = Self { view: self.view, ready: VecDeque::new(), last: number.saturating_sub(1) };
        }
        loop {
            if self.ready.is_empty() {
                // A sheet can have gaps where rows were skipped; the journal is asked from here on.
                let after = self.last.max(number.saturating_sub(1));
                let rows = self.view.full_rows(after, ROWS_AT_ONCE);
                self.ready = rows.map_err(|error| WorkbookError::Findings(error.to_string()))?.into();
            }
            match self.ready.pop_front() {
                Some(row) if row.entry.number < number => self.last = row.entry.number,
                Some(row) if row.entry.number == number => {
                    self.last = number;
                    return Ok(result(&row, resolved, selection));
                }
                other => {
                    self.ready.extend(other);
                    return Err(WorkbookError::Findings(format!(
                        "Row {number} of the sheet is not part of the run, so nothing was written. Start a new run \
                         over the file as it is now."
                    )));
                }
            }
        }
    }
}

fn result(row: &FullRow, resolved: &Resolved, selection: &Selection) -> RowResult {
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
        cells: selection.cells(resolved.cells(&facts).into_iter().map(cell).collect()),
        status: entry.status,
        verdict: entry.verdict,
        issue: (!fine).then(|| note(entry)),
        lead_id: lead.map(|lead| lead.id.to_string()).unwrap_or_default(),
        written_id: entry.cell.clone(),
    }
}

/// The columns that are written: places in the recipe's order, with their headers.
struct Selection(Vec<(usize, String)>);

impl Selection {
    fn of(resolved: &Resolved, wishes: Option<&[ColumnWish]>) -> Result<Self, RunError> {
        let offers = columns::offers(resolved);
        Ok(Self(match wishes {
            Some(wishes) => columns::choose(wishes, &offers)?,
            None => offers.into_iter().map(|offer| offer.name).enumerate().collect(),
        }))
    }

    fn columns(&self, resolved: &Resolved) -> Vec<ResultColumn> {
        let all = resolved.columns();
        let one = |(place, header): &(usize, String)| {
            Some(ResultColumn { header: header.clone(), kind: kind(all.get(*place)?.kind) })
        };
        self.0.iter().filter_map(one).collect()
    }

    fn cells(&self, mut all: Vec<ResultCell>) -> Vec<ResultCell> {
        self.0.iter().map(|(place, _)| all.get_mut(*place).map(std::mem::take).unwrap_or_default()).collect()
    }
}

fn kind(kind: lead_assess::ColumnKind) -> ColumnKind {
    use lead_assess::ColumnKind as Kind;
    match kind {
        Kind::Text => ColumnKind::Text,
        Kind::LongText => ColumnKind::LongText,
        Kind::Number => ColumnKind::Number,
        Kind::Score => ColumnKind::Score,
        Kind::Flag => ColumnKind::Flag,
        Kind::Date => ColumnKind::Date,
        Kind::Id => ColumnKind::Id,
        Kind::Status => ColumnKind::Status,
        Kind::Verdict => ColumnKind::Verdict,
        Kind::Band => ColumnKind::Band,
    }
}

fn cell(cell: lead_assess::ResultCell) -> ResultCell {
    use lead_assess::ResultCell as Made;
    match cell {
        Made::Blank => ResultCell::Blank,
        Made::Text(text) => ResultCell::Text(text),
        Made::Number(number) => ResultCell::Number(number),
        Made::Flag(flag) => ResultCell::Flag(flag),
        Made::DateTime(instant) => ResultCell::DateTime(instant),
    }
}
