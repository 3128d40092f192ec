//! Everything that is counted, kept up with every change and written in the same commit, so that
//! no question about a run's progress ever counts a million rows.

use lead_model::{Money, RowStatus, StatusCounts, Usage, VerdictCounts};
use serde::{Deserialize, Serialize};

/// What a run adds up to.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Tallies {
    /// Rows read from the workbook.
    pub rows: u64,
    /// Whether those are all.
    pub reading_ended: bool,
    /// Rows by status; sums to `rows`.
    pub status: StatusCounts,
    /// Rows by verdict; sums to `rows`.
    pub verdict: VerdictCounts,
    /// Distinct leads.
    pub leads: LeadCounts,
    /// Failed rows by cause.
    pub problems: Vec<Problem>,
    /// What was used.
    pub usage: Usage,
    /// Reserved for requests without an answer yet.
    pub reserved: Money,
    /// May have been spent: reserved for requests whose fate is unknown. Counts against the cap.
    pub unknown: Money,
    /// Batches that ended.
    pub batches: BatchCounts,
    /// Seconds at work, pauses not counted.
    pub seconds: f64,
    /// The most that a request cost, as a multiple of the worst it was thought to cost; 0 where none
    /// cost more than that.
    pub overrun: f64,
    /// Commits that changed any of this. Tells whether the last of them are still there.
    pub commits: u64,
}

/// Distinct leads by how far they have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LeadCounts {
    /// All of them.
    pub all: u64,
    /// Whose record was read.
    pub found: u64,
    /// Without a record, known for sure.
    pub absent: u64,
    /// That could not be read.
    pub retrieval_failed: u64,
    /// Judged by the rules.
    pub ruled: u64,
    /// Judged by the model.
    pub assessed: u64,
    /// That the model gave no usable answer for.
    pub assessment_failed: u64,
}

/// Rows that failed for one cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A short name.
    pub cause: String,
    /// What happened and what to do; that of the first row, where rows differ.
    pub sentence: String,
    /// How many rows.
    pub rows: u64,
}

/// Batches that ended.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BatchCounts {
    /// Calls that read leads.
    pub retrieve: u64,
    /// Sub-batches for the model.
    pub assess: u64,
    /// Of all these, those some of whose leads failed.
    pub failed: u64,
    /// Seconds all of them took together.
    pub seconds: f64,
}

impl Tallies {
    /// What counts against a spending cap: spent, reserved, and perhaps spent.
    #[must_use]
    pub fn committed(&self) -> Money {
        self.usage.cost_usd + self.reserved + self.unknown
    }

    pub(crate) fn row_status(&mut self, from: RowStatus, to: RowStatus, rows: u64) {
        self.status.take(from, rows);
        self.status.add(to, rows);
    }

    pub(crate) fn problem(&mut self, cause: &str, sentence: &str, rows: u64) {
        match self.problems.iter_mut().find(|problem| problem.cause == cause) {
            Some(problem) => problem.rows += rows,
            None => {
                self.problems.push(Problem { cause: cause.to_owned(), sentence: sentence.to_owned(), rows });
            }
        }
    }
}
