//! Which recipe a run uses, and what it is fitted to.

use crate::RunError;
use lead_assess::{Recipe, Resolved};
use std::collections::BTreeSet;
use std::path::Path;

/// A built-in recipe by its name, or one from a file by its path.
pub(crate) fn load(name: &str) -> Result<Recipe, RunError> {
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
    Recipe::from_toml(text)
        .map_err(|error| RunError::BadRecipe { path: "kept in the run".into(), reason: error.to_string() })
}

/// The recipe fitted to an org; to an org that has every field, where it was never asked.
pub(crate) fn fitted(recipe: Recipe, readable: Option<&BTreeSet<String>>) -> Resolved {
    if let Some(readable) = readable {
        return recipe.resolve(readable);
    }
    let all = recipe.fields().into_iter().map(|field| field.path.clone()).collect();
    recipe.resolve(&all)
}
