//! Reading leads by id: what is asked for, and what a record is as a lead.

use crate::call::Calls;
use crate::deep::DeepValues;
use crate::parents::{Link, ParentValues};
use crate::records::{self, IS_CONVERTED, LEAD, Record, Records, Wanted};
use crate::{LeadDescribe, SalesforceError};
use lead_model::{FieldValue, Lead, LeadId};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the collections resource takes in one call (REST API guide, "Get Multiple Records with
/// Fields Returned").
pub(crate) const MOST_IDS: usize = 2000;

/// Which fields are to be read, and in which of the ways.
pub(crate) struct FieldPlan<'a> {
    plain: BTreeSet<&'a str>,
    links: Vec<Link>,
    deep: Vec<&'a str>,
}

impl<'a> FieldPlan<'a> {
    /// Splits paths into the lead's own fields, those of records that lookups lead to, and those
    /// that only a query can follow. Paths that lead nowhere are left out: they come back as not
    /// read.
    pub(crate) fn new(paths: &'a [String], lead: Option<&LeadDescribe>) -> Self {
        let mut plan = Self { plain: BTreeSet::from([IS_CONVERTED]), links: Vec::new(), deep: Vec::new() };
        for path in paths {
            let Some((relationship, field)) = path.split_once('.') else {
                plan.plain.insert(path);
                continue;
            };
            let Some(lookup) = lead.and_then(|lead| lead.lookup(relationship)) else { continue };
            match Link::new(path, lookup, field) {
                Some(link) => plan.links.push(link),
                None => plan.deep.push(path),
            }
        }
        plan
    }

    pub(crate) fn links(&self) -> &[Link] {
        &self.links
    }

    pub(crate) fn deep(&self) -> &[&'a str] {
        &self.deep
    }

    /// The fields of the lead itself, its id among them.
    pub(crate) fn fields(&self) -> BTreeSet<&str> {
        let lookups = self.links.iter().map(|link| link.lookup.as_str());
        self.plain.iter().copied().chain(lookups).chain(["Id"]).collect()
    }

    /// A record as a lead.
    pub(crate) fn lead(
        &self,
        id: LeadId,
        record: &Record,
        parents: &ParentValues,
        deep: &DeepValues,
    ) -> Lead {
        let own =
            self.plain.iter().filter_map(|name| Some(((*name).to_owned(), field_value(record.get(*name)?)?)));
        let linked = self.links.iter().filter_map(|link| {
            let value = match record.get(&link.lookup)? {
                Value::Null => FieldValue::Null,
                Value::String(parent) => parents.get(link, parent)?.clone(),
                _ => return None,
            };
            Some((link.path.clone(), value))
        });
        Lead { id, fields: own.chain(linked).chain(deep.of(&id)).collect() }
    }
}

/// Reads leads by id, by position.
pub(crate) async fn records(
    calls: &Calls,
    ids: &[LeadId],
    plan: &FieldPlan<'_>,
) -> Result<Records, SalesforceError> {
    let ids: Vec<&str> = ids.iter().map(LeadId::as_str).collect();
    collection(calls, LEAD, &ids, &plan.fields()).await
}

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

/// A field's value; `None` for what is no single value (an address, a sub-list).
pub(crate) fn field_value(value: &Value) -> Option<FieldValue> {
    Some(match value {
        Value::Null => FieldValue::Null,
        Value::Bool(value) => FieldValue::Bool(*value),
        Value::Number(value) => FieldValue::Number(value.as_f64()?),
        Value::String(value) => FieldValue::Text(value.clone()),
        Value::Array(_) | Value::Object(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_kind() {
        assert_eq!(field_value(&json!(null)), Some(FieldValue::Null));
        assert_eq!(field_value(&json!(12)), Some(FieldValue::Number(12.0)));
        assert_eq!(field_value(&json!("")), Some(FieldValue::Text(String::new())));
        assert_eq!(field_value(&json!({ "city": "Oslo" })), None);
    }
}
