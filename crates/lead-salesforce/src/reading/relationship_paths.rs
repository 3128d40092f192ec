//! Paths that lead further than the record behind a lookup (`Owner.Manager.Name`), or through a
//! lookup that can lead to objects of kinds that an id does not tell. Only a query can follow them;
//! it is asked inside a composite call, 2,000 leads a call.

use crate::SalesforceError;
use crate::call::Calls;
use crate::query::field_path::is_field_path;
use crate::reading::by_ids::{Question, ask};
use crate::reading::field_value::field_value;
use crate::reading::lookups::is_hidden;
use crate::reading::records::Record;
use lead_model::{FieldValue, LeadId};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tokio::sync::Mutex;

/// Which paths this user may not follow, found out by asking.
#[derive(Default)]
pub(crate) struct RelationshipPaths {
    hidden: Mutex<BTreeSet<String>>,
}

/// What paths led to, by lead.
#[derive(Default)]
pub(crate) struct RelationshipValues(HashMap<LeadId, BTreeMap<String, FieldValue>>);

impl RelationshipValues {
    /// The paths' values of one lead; a path that could not be followed is absent.
    pub(crate) fn of(&self, id: &LeadId) -> impl Iterator<Item = (String, FieldValue)> {
        self.0.get(id).into_iter().flatten().map(|(path, value)| (path.clone(), value.clone()))
    }
}

impl RelationshipPaths {
    /// Reads the paths of these leads. One call, as long as every path can be followed.
    pub(crate) async fn read(
        &self,
        calls: &Calls,
        paths: &[&str],
        ids: &[LeadId],
    ) -> Result<RelationshipValues, SalesforceError> {
        let mut open: Vec<&str> = {
            let hidden = self.hidden.lock().await;
            paths.iter().copied().filter(|path| is_field_path(path) && !hidden.contains(*path)).collect()
        };
        if open.is_empty() || ids.is_empty() {
            return Ok(RelationshipValues::default());
        }
        match values(calls, &open, ids).await {
            Err(error) if is_hidden(&error) => {}
            other => return other,
        }
        // One path that leads nowhere fails them all: each alone, on one lead, tells which.
        let mut good = Vec::new();
        for path in open.drain(..) {
            match values(calls, &[path], &ids[..1]).await {
                Ok(_) => good.push(path),
                Err(error) if is_hidden(&error) => {
                    tracing::info!(path, "a path leads nowhere or is hidden; it counts as not read");
                    self.hidden.lock().await.insert(path.to_owned());
                }
                Err(error) => return Err(error),
            }
        }
        if good.is_empty() { Ok(RelationshipValues::default()) } else { values(calls, &good, ids).await }
    }
}

async fn values(
    calls: &Calls,
    paths: &[&str],
    ids: &[LeadId],
) -> Result<RelationshipValues, SalesforceError> {
    let columns: Vec<&str> = ["Id"].into_iter().chain(paths.iter().copied()).collect();
    let question = Question { resource: "query", columns: &columns };
    let asked: BTreeSet<&str> = ids.iter().map(LeadId::as_str).collect();
    let mut found = RelationshipValues::default();
    for record in ask::<Record>(calls, &question, ids).await? {
        let id = record.get("Id").and_then(Value::as_str).filter(|id| asked.contains(id));
        let Some(id) = id.and_then(|id| id.parse().ok()) else {
            return Err(SalesforceError::MixedUp { what: "a record came unasked".into() });
        };
        let values = paths.iter().filter_map(|path| Some(((*path).to_owned(), followed(&record, path)?)));
        found.0.insert(id, values.collect());
    }
    Ok(found)
}

/// What a path leads to; blank where a lookup on the way is empty.
fn followed(record: &Record, path: &str) -> Option<FieldValue> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    match (record.get(first)?, rest) {
        (Value::Null, _) => Some(FieldValue::Null),
        (Value::Object(further), Some(rest)) => followed(further, rest),
        (value, None) => field_value(value),
        (_, Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_is_followed_to_its_end_or_to_an_empty_lookup() {
        let record = json!({ "Id": "x", "Owner": { "Name": "Dana", "Manager": null, "Age": 3 } });
        let record = record.as_object().unwrap();
        assert_eq!(followed(record, "Owner.Name"), Some(FieldValue::Text("Dana".into())));
        assert_eq!(followed(record, "Owner.Manager.Name"), Some(FieldValue::Null));
        assert_eq!(followed(record, "Owner.Age.Name"), None);
        assert_eq!(followed(record, "Owner"), None);
        assert_eq!(followed(record, "Nothing.Name"), None);
    }
}
