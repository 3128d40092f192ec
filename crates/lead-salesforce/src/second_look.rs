//! What became of leads that Salesforce gave nothing for.
//!
//! `queryAll` sees the recycle bin, where deleted and merged leads lie. Its ids go into the address,
//! which may be 16,384 bytes long with its headers, so a few hundred fit into one query; up to five
//! queries go in one composite call, which counts as one.

use crate::SalesforceError;
use crate::call::Calls;
use crate::fault::partial_refusal;
use crate::read::MOST_IDS;
use lead_model::LeadId;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use url::form_urlencoded::byte_serialize;

/// 27 bytes each in an encoded address: 10,800 of the 16,384 bytes that an address and its headers
/// may have. Composite takes five queries, so five times this is one call.
const IDS_PER_QUERY: usize = 400;

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

/// A part of a query's result.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    done: bool,
    #[serde(default)]
    next_records_url: Option<String>,
    records: Vec<Found>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Found {
    id: LeadId,
    is_deleted: bool,
    master_record_id: Option<LeadId>,
}

/// The answer to a composite request. Its own status is 200 even when its parts failed.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Composite {
    composite_response: Vec<Part>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    body: Value,
    http_status_code: u16,
    reference_id: String,
}

pub(crate) async fn second_look(
    calls: &Calls,
    ids: &[LeadId],
) -> Result<Vec<(LeadId, Absence)>, SalesforceError> {
    if ids.len() > MOST_IDS {
        return Err(SalesforceError::TooMany { asked: ids.len() });
    }
    let queries: Vec<String> = ids.chunks(IDS_PER_QUERY).map(query).collect();
    let pages = match queries.as_slice() {
        [] => return Ok(Vec::new()),
        [only] => vec![calls.get(only).await?.json()?],
        several => composite(calls, several).await?,
    };
    let mut found = HashMap::new();
    let asked: HashSet<&LeadId> = ids.iter().collect();
    for page in pages {
        collect(calls, page, &asked, &mut found).await?;
    }
    Ok(ids.iter().map(|id| (*id, found.get(id).copied().unwrap_or(Absence::NotFound))).collect())
}

fn query(ids: &[LeadId]) -> String {
    let list: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
    let soql = format!("SELECT Id,IsDeleted,MasterRecordId FROM Lead WHERE Id IN ({})", list.join(","));
    format!("queryAll?q={}", byte_serialize(soql.as_bytes()).collect::<String>())
}

async fn composite(calls: &Calls, queries: &[String]) -> Result<Vec<Page>, SalesforceError> {
    let reference = |position: usize| format!("part{position}");
    let parts: Vec<Value> = queries
        .iter()
        .enumerate()
        .map(|(position, query)| {
            json!({ "method": "GET", "url": calls.path(query), "referenceId": reference(position) })
        })
        .collect();
    let request = json!({ "allOrNone": false, "compositeRequest": parts });
    let answer: Composite = calls.post("composite", &request).await?.json()?;
    if answer.composite_response.len() != queries.len() {
        let (asked, came) = (queries.len(), answer.composite_response.len());
        return Err(SalesforceError::MixedUp { what: format!("{asked} parts were asked for, {came} came") });
    }
    let mut pages = Vec::new();
    for (position, part) in answer.composite_response.into_iter().enumerate() {
        if part.reference_id != reference(position) {
            return Err(SalesforceError::MixedUp { what: "its parts are not those asked for".into() });
        }
        if !(200..300).contains(&part.http_status_code) {
            return Err(partial_refusal(part.http_status_code, part.body, calls.usage()));
        }
        let page = serde_json::from_value(part.body).map_err(|_| unreadable())?;
        pages.push(page);
    }
    Ok(pages)
}

/// Takes in a page and all that follow it.
async fn collect(
    calls: &Calls,
    mut page: Page,
    asked: &HashSet<&LeadId>,
    found: &mut HashMap<LeadId, Absence>,
) -> Result<(), SalesforceError> {
    loop {
        for record in page.records {
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
        match (page.done, page.next_records_url) {
            (true, _) => return Ok(()),
            (false, Some(next)) => page = calls.next(&next).await?.json()?,
            (false, None) => return Err(unreadable()),
        }
    }
}

fn unreadable() -> SalesforceError {
    SalesforceError::Unreadable { what: "it is not a query's result".into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_fits_into_an_address_with_room_for_headers() {
        let id = LeadId::from_fifteen("00Q5g00000DeMoA").unwrap();
        let address = query(&vec![id; IDS_PER_QUERY]);
        assert!(address.len() < 12_000, "{}", address.len());
        assert!(address.starts_with(
            "queryAll?q=SELECT+Id%2CIsDeleted%2CMasterRecordId+FROM+Lead+WHERE+Id+IN+%28%2700Q"
        ));
    }

    #[test]
    fn two_thousand_ids_are_one_call() {
        assert!(MOST_IDS.div_ceil(IDS_PER_QUERY) <= 5, "composite takes five queries");
    }
}
