//! The state of a run, folded: what the window, the terminal and the socket show.

use crate::{Money, RunState, StatusCounts, Usage, VerdictCounts};
use serde::{Deserialize, Serialize};

/// Names a run: the stem of its journal's file, `2026-11-24-0931-k7`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(transparent)]
pub struct RunId(pub String);

impl std::fmt::Display for RunId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.0)
    }
}

/// A station that every row passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Reading the workbook and checking the form of its ids.
    Read,
    /// Reading the leads from Salesforce.
    Retrieve,
    /// The rules.
    Rules,
    /// The model.
    Assess,
}

/// How far a station is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct StageProgress {
    /// Which one.
    pub stage: Stage,
    /// Done: rows for [`Stage::Read`], distinct leads for the others.
    #[specta(type = f64)]
    pub done: u64,
    /// Failed so far, not counted as done.
    #[specta(type = f64)]
    pub failed: u64,
    /// How many there will be; `None` until the station before it has finished.
    #[specta(type = Option<f64>)]
    pub total: Option<u64>,
    /// Under way right now: calls or requests without an answer yet.
    pub in_flight: u32,
}

/// A range of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SecondsRange {
    /// Likely no less.
    pub low: f64,
    /// Likely no more.
    pub high: f64,
}

/// A provider's limit and how much of it is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct LimitUse {
    /// In words: `Salesforce calls today`, `Model tokens per minute`.
    pub name: String,
    /// Used.
    pub used: f64,
    /// Allowed.
    pub allowed: f64,
}

/// Rows that failed for the same reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ProblemGroup {
    /// A short name for grouping: `salesforce_unavailable`, `answer_cut_off`.
    pub cause: String,
    /// What happened and what to do, in a sentence.
    pub sentence: String,
    /// How many rows.
    #[specta(type = f64)]
    pub rows: u64,
}

/// Speed figures, under the names the predecessor's users know.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, specta::Type)]
pub struct PerformanceMetrics {
    /// Seconds at work, pauses not counted.
    pub total_processing_time: f64,
    /// Distinct leads finished a second, over that time.
    pub leads_per_second: f64,
    /// Mean seconds a batch took.
    pub avg_batch_time: f64,
    /// Share of the batches that went through, in percent.
    pub batch_success_rate: f64,
}

/// Batches, under the names the predecessor's users know: calls that read leads and sub-batches
/// for the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct ProcessingStats {
    /// All that ended, and those still planned where that is known.
    #[specta(type = f64)]
    pub total_batches: u64,
    /// All of whose leads were answered.
    #[specta(type = f64)]
    pub successful_batches: u64,
    /// Some of whose leads failed.
    #[specta(type = f64)]
    pub failed_batches: u64,
}

/// The folded state of a run. Small, whatever the number of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RunSnapshot {
    /// Which run.
    pub run: RunId,
    /// The workbook's file name.
    pub name: String,
    /// What it is doing, or how it ended.
    pub state: RunState,
    /// Why it is paused or how it ended, for people; empty while it runs undisturbed.
    pub reason: Option<String>,
    /// Rows of the sheet below the header.
    #[specta(type = f64)]
    pub rows: u64,
    /// Distinct lead ids among them.
    #[specta(type = f64)]
    pub distinct_leads: u64,
    /// Rows by status; sums to the rows read so far.
    pub status: StatusCounts,
    /// Rows by id verdict; sums to the rows read so far.
    pub id_verdict: VerdictCounts,
    /// The stations this run passes, in order.
    pub stages: Vec<StageProgress>,
    /// Distinct leads finished a second, lately.
    pub leads_per_second: f64,
    /// Likely seconds left, once there is something to tell it by.
    pub time_left: Option<SecondsRange>,
    /// What it has used.
    pub usage: Usage,
    /// The most it may spend.
    pub max_spend_usd: Option<Money>,
    /// Reserved for requests without an answer yet.
    pub reserved_usd: Money,
    /// May have been billed beyond the cost, at most: what was reserved for requests whose cost nobody
    /// told. It counts against the cap.
    pub unconfirmed_usd: Money,
    /// What the providers allow and what is used of it.
    pub limits: Vec<LimitUse>,
    /// What slows it, in words; `None` when nothing does.
    pub slowed_by: Option<String>,
    /// Failed rows grouped by cause, most first.
    pub problems: Vec<ProblemGroup>,
    /// Speed figures.
    pub performance_metrics: PerformanceMetrics,
    /// Batches.
    pub processing_stats: ProcessingStats,
}
