//! Which of an org's fields a run reads beyond its recipe, and in place of the recipe's own.

use serde::{Deserialize, Serialize};

/// What the user chose among an org's fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
pub struct FieldChoice {
    /// Fields that become columns of the result. They are read and never sent to a model.
    pub added: Vec<AddedField>,
    /// Fields of the org that stand in for fields of the recipe.
    pub matched: Vec<FieldMatch>,
}

/// A field that becomes a column of the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct AddedField {
    /// Its path, `Region__c`, `Owner.Name`.
    pub path: String,
    /// Its column's header.
    pub label: String,
    /// Its type as Salesforce names it; empty where it is not known.
    pub field_type: String,
}

/// A field of the org that stands in for a field of the recipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct FieldMatch {
    /// The recipe's path.
    pub recipe_field: String,
    /// The org's path, which is read in its place.
    pub org_field: String,
}

impl FieldChoice {
    /// The org's path for a path of the recipe: the one that stands in for it, else the same.
    #[must_use]
    pub fn org_field<'a>(&'a self, recipe_field: &'a str) -> &'a str {
        self.matched
            .iter()
            .find(|matched| matched.recipe_field == recipe_field)
            .map_or(recipe_field, |matched| &matched.org_field)
    }

    /// Whether nothing was chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.matched.is_empty()
    }
}
