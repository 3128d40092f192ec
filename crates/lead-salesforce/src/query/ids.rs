//! Lead ids that a query of the user's own gives, page by page.

use crate::call::Calls;
use crate::query::soql::LeadQuery;
use crate::reading::by_ids::{composite, encoded};
use crate::reading::records::Record;
use crate::{QueryFault, SalesforceError};
use serde::Deserialize;
use serde_json::Value;

/// What an address may have, less room for headers (16,384 bytes with them).
const LONGEST_ADDRESS: usize = 12_000;

/// A page of a query's ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdPage {
    /// How many rows the whole query gives.
    pub total: u64,
    /// The ids as they came; empty where a row has none.
    pub ids: Vec<String>,
    /// Where the next page is; `None` at the end.
    pub next: Option<NextPage>,
}

/// Where the next page of a query's ids is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPage {
    address: String,
    column: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    total_size: u64,
    done: bool,
    #[serde(default)]
    next_records_url: Option<String>,
    records: Vec<Record>,
}

/// The first page. One call.
pub(crate) async fn first(calls: &Calls, query: &LeadQuery) -> Result<IdPage, SalesforceError> {
    let address = format!("query?q={}", encoded(query.soql()));
    let page = if address.len() <= LONGEST_ADDRESS {
        calls.get(&address).await?.json()?
    } else {
        // Too long for an address of its own; a composite call carries it in its body.
        let mut pages = composite(calls, &[address]).await?;
        pages.pop().ok_or_else(|| unreadable("it has no result"))?
    };
    ids(page, query.column())
}

/// A further page. One call.
pub(crate) async fn next(calls: &Calls, place: &NextPage) -> Result<IdPage, SalesforceError> {
    ids(calls.next(&place.address).await?.json()?, &place.column)
}

fn ids(page: Page, column: &str) -> Result<IdPage, SalesforceError> {
    let next = match (page.done, page.next_records_url) {
        (true, _) => None,
        (false, Some(address)) => Some(NextPage { address, column: column.to_owned() }),
        (false, None) => return Err(unreadable("it breaks off before its end")),
    };
    let ids = page.records.iter().map(|record| id(record, column)).collect::<Result<_, _>>()?;
    Ok(IdPage { total: page.total_size, ids, next })
}

/// Salesforce writes names as they are in the org, whatever the letter case they were asked by.
fn id(record: &Record, path: &str) -> Result<String, SalesforceError> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let value = record.iter().find(|(name, _)| name.eq_ignore_ascii_case(first)).map(|(_, value)| value);
    match (value, rest) {
        (Some(Value::String(text)), None) => Ok(text.clone()),
        (Some(Value::Null), _) => Ok(String::new()),
        (Some(Value::Object(further)), Some(rest)) => id(further, rest),
        _ => Err(unreadable("a row lacks the column of the ids")),
    }
}

fn unreadable(what: &str) -> SalesforceError {
    SalesforceError::Unreadable { what: format!("it is not this query's result: {what}") }
}

/// Salesforce's own words on a query that it refused, without the query, which it repeats first; the
/// place is counted in what the user wrote.
#[must_use]
pub fn refused_query(error: &SalesforceError, query: &LeadQuery) -> Option<QueryFault> {
    let said = match error {
        SalesforceError::FieldNotReadable { message }
        | SalesforceError::NotFound { message, .. }
        | SalesforceError::BadId { message }
        | SalesforceError::Refused { status: 400, message, .. } => message,
        SalesforceError::TooLong => {
            return Some(QueryFault::Shape(
                "The query is too long for Salesforce to take. Narrow it down otherwise than by a list."
                    .into(),
            ));
        }
        _ => return None,
    };
    let words = said.rsplit_once("ERROR at ").map_or(said.as_str(), |(_, told)| told);
    let place = words.strip_prefix("Row:").and_then(|rest| {
        let (row, rest) = rest.split_once(":Column:")?;
        let (column, told) = rest.split_once(' ')?;
        Some((row.parse::<u32>().ok()?, column.parse::<u32>().ok()?, told))
    });
    let told = match place {
        Some((1, column, told)) => {
            let column = column.saturating_sub(query.frame()).max(1);
            format!("Salesforce does not take the query, at character {column}: {told}")
        }
        Some((row, column, told)) => {
            format!("Salesforce does not take the query, at line {row}, character {column}: {told}")
        }
        None => format!("Salesforce does not take the query: {words}"),
    };
    Some(QueryFault::Shape(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_salesforce_says_of_a_query_is_told_without_the_query() {
        let query = LeadQuery::meeting("Foo = 1").unwrap();
        let message = "Lead WHERE Foo = 1 ^ ERROR at Row:1:Column:27 No such column 'Foo' on entity 'Lead'.";
        let told =
            refused_query(&SalesforceError::FieldNotReadable { message: message.into() }, &query).unwrap();
        assert_eq!(
            told.to_string(),
            "Salesforce does not take the query, at character 1: No such column 'Foo' on entity 'Lead'."
        );
        assert!(refused_query(&SalesforceError::SessionExpired, &query).is_none());
    }
}
