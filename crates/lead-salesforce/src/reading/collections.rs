//! The collections resource: up to 2,000 records of one object in one call.

use crate::SalesforceError;
use crate::call::Calls;
use crate::reading::records::{self, Records, Wanted};
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the collections resource takes in one call (REST API guide, "Get Multiple Records with
/// Fields Returned").
pub(crate) const MOST_IDS: usize = 2000;

/// Reads records of any object by id, one call. What comes back is by position, and each record is
/// the one that was asked for: anything else is an error, since it would give one record's data to
/// another.
pub(crate) async fn collection(
    calls: &Calls,
    object: &str,
    ids: &[&str],
    fields: &BTreeSet<&str>,
) -> Result<Records, SalesforceError> {
    let resource = format!("composite/sobjects/{object}");
    let incoming = calls.post_for_stream(&resource, &json!({ "ids": ids, "fields": fields })).await?;
    let wanted = Wanted {
        object: object.to_owned(),
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        fields: Arc::new(fields.iter().map(|field| (*field).to_owned()).collect()),
    };
    incoming.read(move |body| records::read(body, &wanted)).await?
}
