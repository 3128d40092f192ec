//! Recipes: what is read of a lead, how it is judged, and what is written back.
//!
//! `file.rs` has a recipe as it stands in its file, `check.rs` tells whether it holds together. A recipe
//! fitted to an org is a [`FittedRecipe`](crate::FittedRecipe).

mod answer_schema;
mod check;
pub(crate) mod condition;
mod error;
pub(crate) mod file;

use crate::domain::{FREE_MAIL_LIST, FreeMail};
use crate::text::digest;
use answer_schema::schema;
use check::check;
pub use error::RecipeError;
use file::{Field, RecipeFile, Share};
use serde_json::Value;
use std::sync::{Arc, LazyLock};

/// The name of the recipe that is used where none is named.
pub const STANDARD_RECIPE: &str = "zoominfo-enrichment-quality";

const BUILTIN: [&str; 2] = [
    include_str!("../../recipes/zoominfo-enrichment-quality.toml"),
    include_str!("../../recipes/routing-hygiene.toml"),
];

/// A recipe: which fields of a lead are read, what the rules and the model make of them, and which
/// columns the workbook gets. Cheap to clone.
///
/// ```
/// use lead_assess::{Recipe, STANDARD_RECIPE};
///
/// let recipe = Recipe::named(STANDARD_RECIPE).expect("it comes with the program");
/// assert!(recipe.uses_model());
/// assert!(recipe.fields().iter().any(|field| field.path == "Company"));
/// ```
#[derive(Debug, Clone)]
pub struct Recipe(pub(crate) Arc<Contents>);

/// What a recipe holds, shared by all its clones.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) file: RecipeFile,
    pub(crate) free_mail: FreeMail,
    /// The instructions with the parameters put in; empty for a recipe without a model.
    pub(crate) instructions: Arc<str>,
    /// The answer's schema, which the file decides; null for a recipe without a model.
    pub(crate) schema: Arc<Value>,
    /// The schema as JSON text; empty for a recipe without a model.
    pub(crate) schema_text: String,
    hash: String,
    source: String,
}

impl Contents {
    pub(crate) fn field(&self, path: &str) -> Option<&Field> {
        self.file.fields.iter().find(|field| field.path == path)
    }

    /// A field's label, or its path where the recipe does not list it.
    pub(crate) fn label<'a>(&'a self, path: &'a str) -> &'a str {
        self.field(path).map_or(path, |field| &field.label)
    }
}

/// A field that a recipe wishes to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedField {
    /// Its path, `Company`, `SegmentName__r.Name`.
    pub path: String,
    /// Its label, also the header of its column.
    pub label: String,
    /// What the model is shown of it.
    pub share: Share,
}

impl Recipe {
    /// The recipes that come with the program, the standard one first.
    #[must_use]
    pub fn builtin() -> Vec<Self> {
        static RECIPES: LazyLock<Vec<Recipe>> = LazyLock::new(|| {
            // They are part of the program; a test reads each and would fail.
            BUILTIN.iter().filter_map(|text| Recipe::from_toml(text).ok()).collect()
        });
        RECIPES.clone()
    }

    /// The recipe of this name among those that come with the program.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::builtin().into_iter().find(|recipe| recipe.name() == name)
    }

    /// Reads a recipe file and checks that it holds together.
    pub fn from_toml(text: &str) -> Result<Self, RecipeError> {
        let file: RecipeFile =
            toml::from_str(text).map_err(|error| RecipeError::Unreadable(error.to_string()))?;
        check(&file)?;
        let told =
            serde_json::to_string(&file).map_err(|error| RecipeError::Unreadable(error.to_string()))?;
        let schema = file.model.as_ref().map(schema);
        Ok(Self(Arc::new(Contents {
            hash: digest(&[&told, FREE_MAIL_LIST]),
            free_mail: FreeMail::new(&file.free_mail.also, &file.free_mail.not),
            instructions: instructions(&file).into(),
            schema_text: schema.as_ref().map(Value::to_string).unwrap_or_default(),
            schema: Arc::new(schema.unwrap_or_default()),
            source: text.to_owned(),
            file,
        })))
    }

    /// Its name, as on the command line.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.file.name
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.0.file.title
    }

    /// What it tells, in a line or two.
    #[must_use]
    pub fn about(&self) -> &str {
        &self.0.file.about
    }

    /// Its version, counted by its author.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.0.file.version
    }

    /// The SHA-256, in hexadecimal, of what it says, comments and layout aside.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.0.hash
    }

    /// The text it was read from: a run keeps it, and so ends with the recipe it began with.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The fields it wishes to read, in the order of their columns.
    #[must_use]
    pub fn fields(&self) -> Vec<WantedField> {
        let wish = |field: &Field| WantedField {
            path: field.path.clone(),
            label: field.label.clone(),
            share: field.share,
        };
        self.0.file.fields.iter().map(wish).collect()
    }

    /// Whether it can ask a model.
    #[must_use]
    pub fn uses_model(&self) -> bool {
        self.0.file.model.is_some()
    }

    /// The model it was written for; `None` where it asks none.
    #[must_use]
    pub fn default_model(&self) -> Option<&str> {
        self.0.file.model.as_ref().map(|model| model.default.as_str())
    }
}

/// The instructions with each `{{parameter}}` replaced by its number, so that the words always
/// say what the rules do.
fn instructions(file: &RecipeFile) -> String {
    let text = file.model.as_ref().map(|model| model.instructions.trim()).unwrap_or_default();
    file.parameters.iter().fold(text.to_owned(), |text, (name, value)| {
        text.replace(&format!("{{{{{name}}}}}"), &value.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_recipes_are_sound() {
        for text in BUILTIN {
            let recipe = Recipe::from_toml(text).unwrap();
            assert_eq!(Recipe::named(recipe.name()).unwrap().hash(), recipe.hash());
        }
        assert_eq!(Recipe::builtin().len(), BUILTIN.len());
        assert!(Recipe::named(STANDARD_RECIPE).is_some());
        assert!(Recipe::named("nothing-of-the-kind").is_none());
    }

    #[test]
    fn the_hash_sees_what_is_said_and_not_how() {
        let changed = |from: &str, to: &str| {
            assert!(BUILTIN[0].contains(from), "{from}");
            Recipe::from_toml(&BUILTIN[0].replace(from, to)).unwrap().hash().to_owned()
        };
        let hash = Recipe::from_toml(BUILTIN[0]).unwrap().hash().to_owned();
        assert_eq!(changed("[final_weights]", "# a remark\n\n[final_weights]"), hash);
        assert_ne!(changed("large_company = 100", "large_company = 101"), hash);
    }

    #[test]
    fn the_rubric_is_long_enough_for_the_providers_cache() {
        // OpenAI caches prefixes of 1,024 tokens and more, and no word is less than a token.
        let recipe = Recipe::named("zoominfo-enrichment-quality").unwrap();
        let words = recipe.0.instructions.split_whitespace().count();
        assert!(words >= 1_024, "{words} words");
        assert!(!recipe.0.instructions.contains("{{"));
        assert!(recipe.0.instructions.contains("100 employees"));
    }
}
