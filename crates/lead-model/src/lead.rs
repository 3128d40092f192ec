//! A lead as Salesforce gave it.

use crate::LeadId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The value of one field.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, specta::Type)]
#[serde(untagged)]
pub enum FieldValue {
    /// Blank in Salesforce.
    #[default]
    Null,
    /// A checkbox.
    Bool(bool),
    /// A number, currency or percent.
    Number(f64),
    /// Everything else, dates included, as Salesforce writes it.
    Text(String),
}

impl FieldValue {
    /// The value as text without surrounding white space; empty for a blank.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => value.to_string(),
            Self::Text(value) => value.trim().to_owned(),
        }
    }

    /// Whether there is nothing to see: null, or text of white space alone.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(value) => value.trim().is_empty(),
            Self::Bool(_) | Self::Number(_) => false,
        }
    }

    /// The value as a number, where it is one or its text is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(*value),
            Self::Text(value) => value.trim().replace(',', "").parse().ok().filter(|n: &f64| n.is_finite()),
            Self::Null | Self::Bool(_) => None,
        }
    }
}

/// A lead's record: the fields that were read, by path (`Company`, `SegmentName__r.Name`).
///
/// A field that is absent was not read (the org lacks it, or this user may not see it); a field
/// that is [`FieldValue::Null`] was read and is blank. Scores must not confuse the two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// The record's id.
    pub id: LeadId,
    /// Field path to value.
    pub fields: BTreeMap<String, FieldValue>,
}

impl Lead {
    /// The value at a path, or `None` where the field was not read.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&FieldValue> {
        self.fields.get(path)
    }

    /// The text at a path; empty where it is blank or was not read.
    #[must_use]
    pub fn text(&self, path: &str) -> String {
        self.get(path).map(FieldValue::display).unwrap_or_default()
    }
}
