//! What passes between a host and the app about an org's fields.

use serde::{Deserialize, Serialize};

/// The fields of a lead that this user may read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct OrgFields {
    /// The org's host.
    pub org: String,
    /// The fields, by label.
    pub fields: Vec<OrgField>,
}

/// A field that a column can be made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct OrgField {
    /// Its path: its API name, or `Owner.Name` for the name of the record that a lookup leads to.
    pub path: String,
    /// Its label in the org.
    pub label: String,
    /// Its type as Salesforce names it.
    pub field_type: String,
    /// The objects that its lookup leads to; empty for a field of the lead's own.
    pub through: Vec<String>,
}

/// A recipe beside an org.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct FieldFit {
    /// The org's host.
    pub org: String,
    /// The recipe's fields, in the order of their columns.
    pub fields: Vec<RecipeFieldFit>,
    /// All that is missing, with what it means, a sentence each.
    pub missing: Vec<String>,
}

/// A field of the recipe, and where it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RecipeFieldFit {
    /// The recipe's path.
    pub path: String,
    /// The recipe's label.
    pub label: String,
    /// What the model is shown of it: `full`, `domain` or `never`.
    pub shared: String,
    /// The org's path that is read for it; its own, unless another stands in.
    pub org_field: String,
    /// The label of that in the org; empty where it cannot be read.
    pub org_label: String,
    /// Whether it can be read.
    pub readable: bool,
    /// What it costs the assessment where it cannot be read.
    pub cost: String,
    /// Fields of the org with a like name, best first, where it cannot be read.
    pub suggestions: Vec<String>,
}
