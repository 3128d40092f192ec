//! What passes between a host and the app about leads that come from no workbook.

use serde::{Deserialize, Serialize};

/// Where lead ids come from, if not from a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LeadSource {
    /// All leads that meet a condition: what follows WHERE in SOQL.
    Condition {
        /// The condition.
        text: String,
    },
    /// A SOQL query that gives lead ids.
    Query {
        /// The query.
        text: String,
    },
    /// Ids as they were pasted or typed.
    Ids {
        /// The text.
        text: String,
    },
}

/// What a source gives, before it is fetched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SourcePreview {
    /// How many rows it gives.
    #[specta(type = f64)]
    pub rows: u64,
    /// Calls to Salesforce that fetching the ids takes; reading the leads comes on top, as in any run.
    #[specta(type = f64)]
    pub calls: u64,
    /// The first twenty.
    pub first: Vec<SourceLead>,
    /// What is worth knowing of it: that some of the ids are none; empty where there is nothing.
    pub note: String,
}

/// How far the ids of a source are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct IdsGathered {
    /// Ids that have come.
    #[specta(type = f64)]
    pub ids: u64,
    /// Ids there are.
    #[specta(type = f64)]
    pub of: u64,
}

/// One of the first leads of a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SourceLead {
    /// Its id.
    pub id: String,
    /// Its name; empty where nobody was asked, or it was not given.
    pub name: String,
    /// Its company.
    pub company: String,
}
