//! The caller adds a result to each row, and facts to the summary.

use lead_model::{ColumnKind, IdVerdict, ResultCell, RowStatus};

/// A column to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultColumn {
    /// Its header. Where the sheet has one of this name already, it gets ` (2)`.
    pub header: String,
    /// What it holds; decides how it looks and what the summary counts.
    pub kind: ColumnKind,
}

/// What was found for one row.
#[derive(Debug, Clone, PartialEq)]
pub struct RowResult {
    /// A cell for each appended column, in their order, then one for each that is only counted
    /// ([`SummaryFacts::counted`]); missing ones at the end are blank.
    pub cells: Vec<ResultCell>,
    /// How far the row has come.
    pub status: RowStatus,
    /// What is known of its id.
    pub verdict: IdVerdict,
    /// The id as the sheet has it.
    pub written_id: String,
    /// Why the row needs a look, for the *Issues* sheet; `None` where all is well.
    pub issue: Option<String>,
    /// The 18-character id, or empty.
    pub lead_id: String,
}

/// What the summary says beyond the counts, which it makes itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SummaryFacts {
    /// What was done: `Lead quality assessment`.
    pub title: String,
    /// A line below the title: the workbook, the day, how the run ended.
    pub subtitle: String,
    /// Blocks of facts, in order: run, batches, usage, recipe, settings, missing fields.
    pub blocks: Vec<SummaryBlock>,
    /// Columns that are counted though they are not among those written. Their counts are values,
    /// as there are no cells that formulas could count.
    pub counted: Vec<ResultColumn>,
}

/// A titled list of facts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SummaryBlock {
    /// Its title.
    pub title: String,
    /// A name and a value each.
    pub rows: Vec<(String, SummaryValue)>,
}

/// A fact's value.
#[derive(Debug, Clone, PartialEq)]
pub enum SummaryValue {
    /// Words.
    Text(String),
    /// A whole number, with thousands separators.
    Count(u64),
    /// A number with two decimals.
    Number(f64),
    /// A share from 0 to 1, shown in percent.
    Share(f64),
    /// US dollars.
    Dollars(f64),
    /// A length of time in seconds, shown as hours, minutes and seconds.
    Seconds(f64),
}
