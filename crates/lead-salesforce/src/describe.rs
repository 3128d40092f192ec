//! What this user may read of the Lead object.

use crate::query::field_path::is_field_path;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The Lead object as this user may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeadDescribe {
    /// The first three characters of every id of the object; `00Q`.
    pub key_prefix: String,
    /// The fields this user may read. A field that is missing here does not exist or is hidden.
    pub fields: Vec<FieldDescribe>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldDescribe {
    /// Its API name.
    pub name: String,
    /// Its label in the org.
    pub label: String,
    /// Its type as Salesforce names it: `string`, `boolean`, `double`, `reference` and so on.
    #[serde(rename = "type")]
    pub field_type: String,
    /// For a lookup: the name that leads to the other record (`SegmentName__r`).
    #[serde(default)]
    pub relationship_name: Option<String>,
    /// For a lookup: the objects it can lead to.
    #[serde(default)]
    pub reference_to: Vec<String>,
}

impl LeadDescribe {
    /// The paths a recipe can ask for: every field, and the name of every record a lookup leads to
    /// (`SegmentName__r.Name`).
    #[must_use]
    pub fn readable_paths(&self) -> BTreeSet<String> {
        let names = self.fields.iter().map(|field| field.name.clone());
        let parents = self.fields.iter().filter_map(|field| field.relationship_name.as_ref());
        names.chain(parents.map(|relationship| format!("{relationship}.Name"))).collect()
    }

    /// Whether a path can be read as far as this tells: a field that is here, or a path whose first
    /// step is a lookup that is here.
    #[must_use]
    pub fn may_read(&self, path: &str) -> bool {
        match path.split_once('.') {
            None => self.fields.iter().any(|field| field.name == path),
            Some((relationship, rest)) => self.lookup(relationship).is_some() && is_field_path(rest),
        }
    }

    /// The lookup field that a relationship name belongs to.
    #[must_use]
    pub fn lookup(&self, relationship: &str) -> Option<&FieldDescribe> {
        self.fields.iter().find(|field| field.relationship_name.as_deref() == Some(relationship))
    }
}
