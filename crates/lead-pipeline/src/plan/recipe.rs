//! Which recipe a run uses, and what it is fitted to.

use crate::RunError;
use lead_assess::{FittedRecipe, Recipe};
use lead_model::FieldChoice;
use lead_salesforce::LeadDescribe;
use std::collections::BTreeSet;
use std::path::Path;

/// A built-in recipe by its name, or one from a file by its path. Fails where there is neither, and where
/// the file is no recipe.
pub fn load_recipe(name: &str) -> Result<Recipe, RunError> {
    if let Some(recipe) = Recipe::named(name) {
        return Ok(recipe);
    }
    let path = Path::new(name);
    if !path.is_file() {
        return Err(RunError::NoSuchRecipe(name.to_owned()));
    }
    let bad = |reason: String| RunError::BadRecipe { path: name.to_owned(), reason };
    let text = std::fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
    Recipe::from_toml(&text).map_err(|error| bad(error.to_string()))
}

/// The recipe a run began with, as its journal keeps it.
pub(crate) fn kept(text: &str) -> Result<Recipe, RunError> {
    Recipe::from_toml(text).map_err(|error| RunError::KeptRecipe(error.to_string()))
}

/// The recipe fitted to an org; to an org that has every field, where it was never asked.
pub(crate) fn fitted(
    recipe: Recipe,
    choice: &FieldChoice,
    readable: Option<&BTreeSet<String>>,
) -> FittedRecipe {
    if let Some(readable) = readable {
        return recipe.fit(readable, choice);
    }
    let own = recipe.fields().into_iter().map(|field| choice.org_field(&field.path).to_owned());
    let all = own.chain(choice.added.iter().map(|field| field.path.clone())).collect();
    recipe.fit(&all, choice)
}

/// The recipe fitted to what this user may read of the org's leads.
#[must_use]
pub fn fit(recipe: Recipe, choice: &FieldChoice, lead: &LeadDescribe) -> FittedRecipe {
    let readable = readable(&recipe, choice, lead);
    recipe.fit(&readable, choice)
}

/// Of the paths that a run wishes for, and of all others its org is known to have, those it may read.
/// Whether a longer path leads anywhere, only reading tells; it counts as readable where its first
/// step is.
pub(crate) fn readable(recipe: &Recipe, choice: &FieldChoice, lead: &LeadDescribe) -> BTreeSet<String> {
    let own = recipe.fields().into_iter().map(|field| choice.org_field(&field.path).to_owned());
    let wished = own.chain(choice.added.iter().map(|field| field.path.clone()));
    let mut readable = lead.readable_paths();
    readable.extend(wished.filter(|path| lead.may_read(path)));
    readable
}
