//! What can be seen of a run: in the history, in the grid, on a lead's page, in the results.

use lead_model::{
    Band, FieldChoice, FieldValue, IdVerdict, LeadFindings, Money, ReadBy, RowStatus, RuleFlag, RunId,
    RunSettings, RunState, Score, SecondsRange, StatusCounts,
};
use lead_workbook::SheetChoice;
use serde::{Deserialize, Serialize};

/// A run as the history lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RunSummary {
    /// Which run.
    pub run: RunId,
    /// The workbook's file name.
    pub name: String,
    /// The workbook's path when the run began.
    pub source: String,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// What it is doing, or how it ended.
    pub state: RunState,
    /// Why it is paused or how it ended, for people.
    pub reason: Option<String>,
    /// Rows below the header.
    #[specta(type = f64)]
    pub rows: u64,
    /// Rows by status.
    pub status: StatusCounts,
    /// What it has cost.
    pub cost_usd: Money,
    /// Where its workbook was last saved.
    pub output: Option<String>,
    /// Whether it reads from the built-in demo.
    pub demo: bool,
    /// Why its file cannot be used; all else is then what could be found out without it.
    pub trouble: Option<RunTrouble>,
    /// Where its file lies.
    pub file: String,
}

/// Why a run's file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct RunTrouble {
    /// What can be done about it.
    pub kind: TroubleKind,
    /// What is wrong and what to do, for people.
    pub sentence: String,
}

/// What can be done about a run whose file cannot be used. Each can be deleted, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// It is damaged: it can be salvaged.
    Damaged,
    /// A newer version of Leadsheet wrote it: that version reads it.
    Newer,
    /// The system does not let it be read.
    Locked,
}

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

/// The results of a run, for the summary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RunReport {
    /// Leads by band of the final score, best first; rows without one are not counted.
    pub bands: Vec<BandCount>,
    /// Rows by final score in ten steps of ten: 0 to below 10, …, 90 to 100.
    pub distribution: Vec<u32>,
    /// Mean scores over the rows that have them.
    pub averages: Averages,
    /// Rows flagged as not in the addressable market.
    pub not_in_tam: u32,
    /// Rows flagged as suspicious enrichment.
    pub suspicious_enrichment: u32,
    /// Fields that the recipe wished for and the org lacks, with what that means.
    pub missing_fields: Vec<String>,
    /// The recipe's title.
    pub recipe: String,
    /// The model; `None` where none was asked.
    pub model: Option<String>,
    /// The settings it ran with.
    pub settings: RunSettings,
}

/// Rows in a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct BandCount {
    /// The band.
    pub band: Band,
    /// How many rows.
    pub rows: u32,
}

/// Mean scores; `None` where no row has one.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, specta::Type)]
pub struct Averages {
    /// Of the acquired fields' completeness.
    pub acquisition: Option<f64>,
    /// Of the enriched fields' completeness.
    pub enrichment: Option<f64>,
    /// Of the coherence.
    pub coherence: Option<f64>,
    /// Of the final score.
    pub final_confidence: Option<f64>,
}

/// What a run is asked to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RunRequest {
    /// The rows.
    pub source: SheetChoice,
    /// The recipe's name.
    pub recipe: String,
    /// Whether the model is asked.
    pub ai: bool,
    /// Stop after the ids are checked and the leads read.
    pub check_only: bool,
    /// The model.
    pub model: String,
    /// The most it may spend, in dollars; `None` for no cap.
    pub max_spend_usd: Option<Money>,
    /// Whether a lead that was merged away is followed to the one that remains, which is then read
    /// and assessed in its place.
    #[serde(default)]
    pub follow_merged: bool,
    /// In which way leads are read.
    #[serde(default)]
    pub read_by: ReadBy,
    /// What was chosen among the org's fields.
    #[serde(default)]
    pub fields: FieldChoice,
}

/// What a run will take, before it starts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Forecast {
    /// Rows below the header.
    #[specta(type = f64)]
    pub rows: u64,
    /// Distinct well-formed lead ids: what is read and paid for.
    #[specta(type = f64)]
    pub leads: u64,
    /// Calls to Salesforce.
    #[specta(type = f64)]
    pub salesforce_calls: u64,
    /// Requests to the model.
    #[specta(type = f64)]
    pub openai_requests: u64,
    /// Leads whose answer is already here and costs nothing. Known only for leads read before.
    #[specta(type = f64)]
    pub cached_answers: u64,
    /// Likely time.
    pub time: SecondsRange,
    /// Likely cost, at least.
    pub cost_low_usd: Money,
    /// Likely cost, at most.
    pub cost_high_usd: Money,
    /// What the figures rest on, in words.
    pub basis: String,
}
