//! Reading leads by id: what is asked for, and what a record is as a lead.

use crate::call::Calls;
use crate::reading::collections::collection;
use crate::reading::field_value::field_value;
use crate::reading::lookups::{Lookup, LookupValues};
use crate::reading::records::{IS_CONVERTED, LEAD, Record, Records};
use crate::reading::relationship_paths::RelationshipValues;
use crate::{LeadDescribe, SalesforceError};
use lead_model::{FieldValue, Lead, LeadId};
use serde_json::Value;
use std::collections::BTreeSet;

/// Which fields are to be read, and in which of the ways.
pub(crate) struct FieldPlan<'a> {
    plain: BTreeSet<&'a str>,
    links: Vec<Lookup>,
    relationships: Vec<&'a str>,
}

impl<'a> FieldPlan<'a> {
    /// Splits paths into the lead's own fields, those of records that lookups lead to, and those
    /// that only a query can follow. Paths that lead nowhere are left out: they come back as not
    /// read.
    pub(crate) fn new(paths: &'a [String], lead: Option<&LeadDescribe>) -> Self {
        let mut plan =
            Self { plain: BTreeSet::from([IS_CONVERTED]), links: Vec::new(), relationships: Vec::new() };
        for path in paths {
            let Some((relationship, field)) = path.split_once('.') else {
                plan.plain.insert(path);
                continue;
            };
            let Some(lookup) = lead.and_then(|lead| lead.lookup(relationship)) else { continue };
            match Lookup::new(path, lookup, field) {
                Some(link) => plan.links.push(link),
                None => plan.relationships.push(path),
            }
        }
        plan
    }

    pub(crate) fn links(&self) -> &[Lookup] {
        &self.links
    }

    pub(crate) fn relationship_paths(&self) -> &[&'a str] {
        &self.relationships
    }

    /// The fields of the lead itself, its id among them.
    pub(crate) fn fields(&self) -> BTreeSet<&str> {
        let lookups = self.links.iter().map(|link| link.own_field.as_str());
        self.plain.iter().copied().chain(lookups).chain(["Id"]).collect()
    }

    /// A record as a lead.
    pub(crate) fn lead(
        &self,
        id: LeadId,
        record: &Record,
        lookups: &LookupValues,
        relationships: &RelationshipValues,
    ) -> Lead {
        let own =
            self.plain.iter().filter_map(|name| Some(((*name).to_owned(), field_value(record.get(*name)?)?)));
        let linked = self.links.iter().filter_map(|link| {
            let value = match record.get(&link.own_field)? {
                Value::Null => FieldValue::Null,
                Value::String(parent) => lookups.get(link, parent)?.clone(),
                _ => return None,
            };
            Some((link.path.clone(), value))
        });
        Lead { id, fields: own.chain(linked).chain(relationships.of(&id)).collect() }
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
