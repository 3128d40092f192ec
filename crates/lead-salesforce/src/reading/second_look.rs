//! What became of leads that Salesforce gave nothing for: `queryAll` sees the recycle bin, where
//! deleted and merged leads lie.

use crate::SalesforceError;
use crate::call::Calls;
use crate::reading::by_ids::{Question, ask};
use lead_model::LeadId;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};

/// What became of a lead that is not where it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// It lies in the recycle bin.
    Deleted,
    /// It was merged into another lead.
    Merged {
        /// The lead that remains.
        into: LeadId,
    },
    /// Salesforce has no such lead, or does not share it with this user; it does not say which.
    NotFound,
    /// It is there after all (restored or shared meanwhile): read it again.
    Present,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    id: LeadId,
    is_deleted: bool,
    master_record_id: Option<LeadId>,
}

const QUESTION: Question<'static> =
    Question { resource: "queryAll", columns: &["Id", "IsDeleted", "MasterRecordId"] };

pub(crate) async fn second_look(
    calls: &Calls,
    ids: &[LeadId],
) -> Result<Vec<(LeadId, Absence)>, SalesforceError> {
    let asked: HashSet<&LeadId> = ids.iter().collect();
    let mut found = HashMap::new();
    for record in ask::<Found>(calls, &QUESTION, ids).await? {
        if !asked.contains(&record.id) {
            return Err(SalesforceError::MixedUp { what: format!("{} came unasked", record.id) });
        }
        let absence = match (record.is_deleted, record.master_record_id) {
            (true, Some(into)) => Absence::Merged { into },
            (true, None) => Absence::Deleted,
            (false, _) => Absence::Present,
        };
        found.insert(record.id, absence);
    }
    Ok(ids.iter().map(|id| (*id, found.get(id).copied().unwrap_or(Absence::NotFound))).collect())
}
