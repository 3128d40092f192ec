//! Queries by id that one call carries.
//!
//! Ids of a query go into the address, which may be 16,384 bytes long with its headers, so a few
//! hundred fit into one query; up to five queries go in one composite call, which counts as one.
//! Only ids and names that were checked to be names ever get into a query.

use crate::SalesforceError;
use crate::call::Calls;
use crate::fault::partial_refusal;
use crate::reading::collections::MOST_IDS;
use lead_model::LeadId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

/// 27 bytes each in an encoded address: 10,800 of the 16,384 bytes that an address and its headers
/// may have. Composite takes five queries, so five times this is one call.
pub(crate) const IDS_PER_QUERY: usize = 400;

/// A part of a query's result.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page<T> {
    done: bool,
    #[serde(default)]
    next_records_url: Option<String>,
    records: Vec<T>,
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

/// What is asked of leads.
pub(crate) struct Question<'a> {
    /// `query`, or `queryAll` to see the recycle bin too.
    pub(crate) resource: &'static str,
    /// Names and paths; see [`is_field_path`].
    pub(crate) columns: &'a [&'a str],
}

/// Asks about up to 2,000 leads in one call, following pages where there are more.
pub(crate) async fn ask<T: DeserializeOwned>(
    calls: &Calls,
    question: &Question<'_>,
    ids: &[LeadId],
) -> Result<Vec<T>, SalesforceError> {
    if ids.len() > MOST_IDS {
        return Err(SalesforceError::TooMany { asked: ids.len() });
    }
    let queries: Vec<String> = ids.chunks(IDS_PER_QUERY).map(|part| address(question, part)).collect();
    let pages = match queries.as_slice() {
        [] => return Ok(Vec::new()),
        [only] => vec![calls.get(only).await?.json()?],
        several => match composite(calls, several).await {
            // The parts name a version that has gone; the call has agreed on another by now.
            Err(SalesforceError::VersionRetired { .. }) => composite(calls, several).await?,
            other => other?,
        },
    };
    let mut records = Vec::new();
    for page in pages {
        collect(calls, page, &mut records).await?;
    }
    Ok(records)
}

fn address(question: &Question<'_>, ids: &[LeadId]) -> String {
    let list: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
    let columns = question.columns.join(",");
    let soql = format!("SELECT {columns} FROM Lead WHERE Id IN ({})", list.join(","));
    format!("{}?q={}", question.resource, encoded(&soql))
}

/// A text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// Several queries in one call; their results in the same order.
pub(crate) async fn composite<P: DeserializeOwned>(
    calls: &Calls,
    queries: &[String],
) -> Result<Vec<P>, SalesforceError> {
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
        pages.push(serde_json::from_value(part.body).map_err(|_| unreadable())?);
    }
    Ok(pages)
}

/// Takes in a page and all that follow it.
async fn collect<T: DeserializeOwned>(
    calls: &Calls,
    mut page: Page<T>,
    records: &mut Vec<T>,
) -> Result<(), SalesforceError> {
    loop {
        records.append(&mut page.records);
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
        let question = Question { resource: "queryAll", columns: &["Id", "IsDeleted", "MasterRecordId"] };
        let address = address(&question, &vec![id; IDS_PER_QUERY]);
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
