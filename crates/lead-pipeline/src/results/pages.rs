//! Rows as the grid shows them, and a lead's own page.

use crate::plan::recipe;
use crate::stored_runs::damage::with_view;
use crate::{Home, RunError, RunPlan};
use lead_assess::FittedRecipe;
use lead_journal::{FullRow, PageOrder, RowEntry, RowFilter, View};
use lead_model::{Band, FieldValue, IdVerdict, LeadFindings, RowStatus, RuleFlag, RunId, Score};
use serde::{Deserialize, Serialize};

/// More rows than this are not given at once.
const MOST_ROWS: u32 = 500;
/// Rows with the same id that a lead's page names.
const MOST_SAME: u32 = 100;

/// Which rows a grid wants.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, specta::Type)]
#[serde(default)]
pub struct RowQuery {
    /// Only rows with one of these; empty for all.
    pub status: Vec<RowStatus>,
    /// Only rows with one of these; empty for all.
    pub verdict: Vec<IdVerdict>,
    /// Only rows in one of these; empty for all.
    pub band: Vec<Band>,
    /// Only rows whose lead the rules gave one of these; empty for all.
    pub flag: Vec<RuleFlag>,
    /// Only rows that failed for this cause, [`lead_model::ProblemGroup::cause`].
    pub cause: Option<String>,
    /// Only rows whose id, name, company or e-mail contains this text, whatever its letter case.
    pub search: String,
    /// How they are ordered.
    pub order: RowOrder,
    /// How many to pass over.
    #[specta(type = f64)]
    pub offset: u64,
    /// How many to give, 500 at most.
    pub limit: u32,
}

/// How the grid's rows are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RowOrder {
    /// As in the workbook.
    #[default]
    Workbook,
    /// By final confidence, lowest first; rows without one come last.
    ScoreUp,
    /// By final confidence, highest first; rows without one come last.
    ScoreDown,
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RowPage {
    /// How many rows the query matches altogether.
    #[specta(type = f64)]
    pub total: u64,
    /// The rows asked for.
    pub rows: Vec<RowView>,
}

/// A row as the grid shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RowView {
    /// Its row in the spreadsheet, counted from 1.
    pub row: u32,
    /// The cell's text as written.
    pub id_text: String,
    /// The 18-character id, where there is one.
    pub lead_id: Option<String>,
    /// What is known of the id.
    pub verdict: IdVerdict,
    /// How far the row has come.
    pub status: RowStatus,
    /// The lead's name.
    pub name: String,
    /// The lead's company.
    pub company: String,
    /// Completeness of the acquired fields.
    pub acquisition: Option<Score>,
    /// Completeness of the enriched fields.
    pub enrichment: Option<Score>,
    /// How well the values agree.
    pub coherence: Option<Score>,
    /// The final score.
    pub final_confidence: Option<Score>,
    /// Why the id is judged as it is, or why the row failed; empty where all is well.
    pub note: String,
}

/// Everything about one row's lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct LeadPage {
    /// The row.
    pub row: RowView,
    /// Its fields: path, label, value; in the recipe's order.
    pub record: Vec<RecordField>,
    /// What was found out; `None` until the rules have run.
    pub findings: Option<LeadFindings>,
    /// The data that left the machine for the model, as JSON text; `None` where nothing was sent.
    pub sent: Option<String>,
    /// The model that answered.
    pub model: Option<String>,
    /// When it was assessed, RFC 3339 in UTC.
    pub assessed_at: Option<String>,
    /// How often the model was asked about it at a cost, or perhaps at one.
    pub attempts: u32,
    /// Other rows of the workbook with the same id.
    pub same_id_rows: Vec<u32>,
    /// The record's address in Salesforce.
    pub url: Option<String>,
}

/// One field of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RecordField {
    /// Its path.
    pub path: String,
    /// Its label.
    pub label: String,
    /// Its value; `None` where it was not read.
    pub value: Option<FieldValue>,
}

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
    let plan = RunPlan::of(&about)?;
    let recipe = recipe::kept(&about.recipe)?;
    let fitted = recipe::fitted(recipe, &plan.request.fields, about.readable.as_ref());
    let FullRow { entry, record, findings } = full;
    let asked = matches!(entry.status, RowStatus::Analyzed | RowStatus::AssessmentFailed);
    let sent = record.as_ref().filter(|_| asked).map(|record| fitted.sent(record));
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
        record: record.as_ref().map(|record| fields(&fitted, record)).unwrap_or_default(),
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

fn fields(fitted: &FittedRecipe, record: &lead_model::Lead) -> Vec<RecordField> {
    let wishes = fitted.recipe().fields().into_iter();
    let own = wishes.map(|wish| (fitted.org_field(&wish.path).to_owned(), wish.label));
    let added = fitted.added().iter().map(|field| (field.path.clone(), field.label.clone()));
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
