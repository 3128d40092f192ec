//! Rows as the grid shows them, and a lead's own page.

use crate::care::with_view;
use crate::history::plan_of;
use crate::view::{LeadPage, RecordField, RowOrder, RowPage, RowQuery, RowView};
use crate::{Home, RunError, recipe};
use lead_assess::Resolved;
use lead_journal::{FullRow, PageOrder, RowEntry, RowFilter, View};
use lead_model::{RowStatus, RunId};

/// More rows than this are not given at once.
const MOST_ROWS: u32 = 500;
/// Rows with the same id that a lead's page names.
const MOST_SAME: u32 = 100;

/// A page of rows. Blocks.
pub fn rows(home: &Home, run: &RunId, query: &RowQuery) -> Result<RowPage, RunError> {
    let filter = RowFilter {
        status: query.status.clone(),
        verdict: query.verdict.clone(),
        band: query.band.clone(),
        flag: query.flag.clone(),
        cause: query.cause.clone(),
        search: query.search.clone(),
        order: match query.order {
            RowOrder::Workbook => PageOrder::Workbook,
            RowOrder::ScoreUp => PageOrder::ScoreUp,
            RowOrder::ScoreDown => PageOrder::ScoreDown,
        },
        offset: query.offset,
        limit: query.limit.min(MOST_ROWS),
    };
    let (total, entries) = with_view(home, run, |view| Ok(view.page(&filter)?))?;
    Ok(RowPage { total, rows: entries.into_iter().map(row_view).collect() })
}

/// Everything about one row's lead. Blocks.
pub fn lead(home: &Home, run: &RunId, row: u32) -> Result<LeadPage, RunError> {
    with_view(home, run, |view| {
        let full = view.row(row)?.ok_or(RunError::NoSuchRow(row))?;
        lead_page(view, full)
    })
}

pub(crate) fn lead_page(view: View<'_>, full: FullRow) -> Result<LeadPage, RunError> {
    let about = view.about()?;
    let plan = plan_of(&about)?;
    let recipe = recipe::kept(&about.recipe)?;
    let resolved = recipe::fitted(recipe, &plan.request.fields, about.readable.as_ref());
    let FullRow { entry, record, findings } = full;
    let asked = matches!(entry.status, RowStatus::Analyzed | RowStatus::AssessmentFailed);
    let sent = record.as_ref().filter(|_| asked).map(|record| resolved.sent(record));
    let lead = entry.lead.as_ref();
    let same_id_rows = match lead {
        Some(lead) => view.rows_of(lead.lead, MOST_SAME)?,
        None => Vec::new(),
    };
    let attempts = match lead {
        Some(lead) => view.attempts(lead.lead)?,
        None => 0,
    };
    let instance = about.instance_url.filter(|_| plan.demo.is_none());
    Ok(LeadPage {
        record: record.as_ref().map(|record| fields(&resolved, record)).unwrap_or_default(),
        findings,
        sent,
        model: lead.and_then(|lead| lead.model.clone()),
        assessed_at: lead.and_then(|lead| lead.assessed_at.clone()),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        same_id_rows: same_id_rows.into_iter().filter(|row| *row != entry.number).collect(),
        url: record.zip(instance).map(|(record, instance)| {
            format!("{}/lightning/r/Lead/{}/view", instance.trim_end_matches('/'), record.id)
        }),
        row: row_view(entry),
    })
}

fn fields(resolved: &Resolved, record: &lead_model::Lead) -> Vec<RecordField> {
    let wishes = resolved.recipe().fields().into_iter();
    let own = wishes.map(|wish| (resolved.org_field(&wish.path).to_owned(), wish.label));
    let added = resolved.added().iter().map(|field| (field.path.clone(), field.label.clone()));
    own.chain(added)
        .map(|(path, label)| RecordField { value: record.get(&path).cloned(), path, label })
        .collect()
}

pub(crate) fn row_view(entry: RowEntry) -> RowView {
    let note = note(&entry);
    let lead = entry.lead;
    RowView {
        row: entry.number,
        id_text: entry.cell,
        verdict: entry.verdict,
        status: entry.status,
        lead_id: lead.as_ref().map(|lead| lead.id.to_string()),
        acquisition: lead.as_ref().and_then(|lead| lead.acquisition),
        enrichment: lead.as_ref().and_then(|lead| lead.enrichment),
        coherence: lead.as_ref().and_then(|lead| lead.coherence),
        final_confidence: lead.as_ref().and_then(|lead| lead.final_confidence),
        note,
        name: lead.as_ref().map(|lead| lead.name.clone()).unwrap_or_default(),
        company: lead.map(|lead| lead.company).unwrap_or_default(),
    }
}

/// Why the row failed, or else why its id is judged as it is.
pub(crate) fn note(entry: &RowEntry) -> String {
    entry.failure.clone().or_else(|| entry.note.clone()).unwrap_or_default()
}
