//! Reading leads by id: what is asked for, and that the answer is the answer to it.

use crate::call::Calls;
use crate::deep::DeepValues;
use crate::parents::{Link, ParentValues};
use crate::{LeadDescribe, SalesforceError};
use lead_model::{FieldValue, Lead, LeadId};
use lead_wire::Answer;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// What the collections resource takes in one call (REST API guide, "Get Multiple Records with
/// Fields Returned").
pub(crate) const MOST_IDS: usize = 2000;

/// Told apart from a live lead by this field alone, so it is always read.
pub(crate) const IS_CONVERTED: &str = "IsConverted";

const LEAD: &str = "Lead";

pub(crate) type Record = Map<String, Value>;

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
) -> Result<Vec<Option<Record>>, SalesforceError> {
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
) -> Result<Vec<Option<Record>>, SalesforceError> {
    let resource = format!("composite/sobjects/{object}");
    let answer = calls.post(&resource, &json!({ "ids": ids, "fields": fields })).await?;
    matching(&answer, object, ids)
}

fn matching(answer: &Answer, object: &str, ids: &[&str]) -> Result<Vec<Option<Record>>, SalesforceError> {
    let records: Vec<Option<Record>> = answer.json()?;
    check(&records, object, ids).map_err(|what| SalesforceError::MixedUp { what })?;
    Ok(records)
}

fn check(records: &[Option<Record>], object: &str, ids: &[&str]) -> Result<(), String> {
    if records.len() != ids.len() {
        return Err(format!("{} were asked for, {} came", ids.len(), records.len()));
    }
    for (position, (record, asked)) in records.iter().zip(ids).enumerate() {
        let Some(record) = record else { continue };
        let place = position + 1;
        match record.get("Id").and_then(Value::as_str) {
            Some(came) if came == *asked => {}
            Some(came) => return Err(format!("at position {place}, {asked} was asked for and {came} came")),
            None => return Err(format!("the record at position {place} says no id")),
        }
        let kind = record.get("attributes").and_then(|attributes| attributes.get("type"));
        if kind.is_some_and(|kind| kind != object) {
            return Err(format!("the record at position {place} is no {object}"));
        }
        // A missing mark would make a converted lead a live one.
        if object == LEAD && !record.get(IS_CONVERTED).is_some_and(Value::is_boolean) {
            return Err(format!("the lead at position {place} does not say whether it is converted"));
        }
    }
    Ok(())
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

    const ONE: &str = "00Q5g00000DeMoAEAV";
    const OTHER_CASE: &str = "00Q5g00000DeMoaEAF";

    fn records(value: Value) -> Vec<Option<Record>> {
        serde_json::from_value(value).unwrap()
    }

    fn lead(id: &str) -> Value {
        json!({ "attributes": { "type": "Lead" }, "Id": id, "IsConverted": false })
    }

    #[test]
    fn records_and_nulls_by_position_are_taken() {
        assert_eq!(check(&records(json!([lead(ONE), null])), LEAD, &[ONE, OTHER_CASE]), Ok(()));
        assert_eq!(check(&[], LEAD, &[]), Ok(()));
    }

    #[test]
    fn an_answer_to_another_question_is_not() {
        for (answer, said) in [
            (json!([lead(ONE)]), "2 were asked for, 1 came"),
            (json!([lead(ONE), null, null]), "2 were asked for, 3 came"),
            (json!([lead(OTHER_CASE), lead(ONE)]), "at position 1, 00Q5g00000DeMoAEAV was asked for"),
            (json!([null, lead(ONE)]), "at position 2"),
            (json!([lead("00Q5g00000DeMoA"), null]), "at position 1"),
            (json!([{ "IsConverted": false }, null]), "says no id"),
            (
                json!([{ "attributes": { "type": "Lead" }, "Id": ONE }, null]),
                "does not say whether it is converted",
            ),
        ] {
            let error = check(&records(answer.clone()), LEAD, &[ONE, OTHER_CASE]).unwrap_err();
            assert!(error.contains(said), "{answer}: {error}");
        }
    }

    #[test]
    fn values_keep_their_kind() {
        assert_eq!(field_value(&json!(null)), Some(FieldValue::Null));
        assert_eq!(field_value(&json!(12)), Some(FieldValue::Number(12.0)));
        assert_eq!(field_value(&json!("")), Some(FieldValue::Text(String::new())));
        assert_eq!(field_value(&json!({ "city": "Oslo" })), None);
    }
}
