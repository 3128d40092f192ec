//! What there is to choose from: models with prices, recipes.

use crate::app::Parts;
use crate::error::{AppResult, coded};
use crate::store::files::why;
use crate::{App, AppInfo, Keychain, ModelChoice, RecipeChoice, RecipeField};
use lead_assess::Recipe;
use lead_openai::PriceTable;
use lead_pipeline::notices;
use std::io::ErrorKind;

/// Prices of one's own: models added, or built-in prices replaced.
const PRICES: &str = "prices.toml";
const NO_TEXT: &str =
    "it is damaged and no text any more. Restore it, or move it away to go on with the built-in prices.";

impl App {
    /// About this installation: version, home folder, keychain, models and recipes to choose.
    pub async fn app_info(&self) -> AppResult<AppInfo> {
        self.aside(|parts| {
            let keychain = parts.vault.status();
            Ok(AppInfo {
                version: env!("CARGO_PKG_VERSION").into(),
                home: parts.home.folder().display().to_string(),
                keychain: Keychain { available: keychain.available, sentence: keychain.sentence },
                models: prices_to_see(parts).models().iter().map(model_choice).collect(),
                recipes: recipes(),
            })
        })
        .await
    }
}

/// The price table with the user's own prices over the built-in ones.
pub(crate) fn prices(parts: &Parts) -> AppResult<PriceTable> {
    let path = parts.home.folder().join(PRICES);
    let wrong = |why: String| coded("prices", format!("{}: {why}", path.display()));
    // Not put aside and gone on without, as other files are: a cap would be kept by other prices.
    match std::fs::read_to_string(&path) {
        Ok(text) if text.contains('\0') => Err(wrong(NO_TEXT.into())),
        Ok(text) => PriceTable::builtin().with_overrides(&text).map_err(|error| wrong(error.to_string())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(PriceTable::builtin()),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(wrong(NO_TEXT.into())),
        Err(error) => Err(wrong(why(&error))),
    }
}

/// As [`prices`], for a host that only shows them: a slip in the user's own is told, and shows the built-in
/// ones. A run does not start with those.
fn prices_to_see(parts: &Parts) -> PriceTable {
    prices(parts).unwrap_or_else(|error| {
        notices::tell(error.message);
        PriceTable::builtin()
    })
}

/// The recipes to choose from.
pub(crate) fn recipes() -> Vec<RecipeChoice> {
    Recipe::builtin().iter().map(recipe_choice).collect()
}

fn model_choice(price: &lead_openai::ModelPrice) -> ModelChoice {
    let (input, output) = (price.input.dollars(), price.output.dollars());
    ModelChoice { name: price.name.clone(), about: price.about.clone(), input_usd: input, output_usd: output }
}

fn recipe_choice(recipe: &Recipe) -> RecipeChoice {
    RecipeChoice {
        name: recipe.name().to_owned(),
        title: recipe.title().to_owned(),
        about: recipe.about().to_owned(),
        uses_model: recipe.uses_model(),
        fields: recipe
            .fields()
            .iter()
            .map(|field| RecipeField {
                path: field.path.clone(),
                label: field.label.clone(),
                shared: field.share.code().to_owned(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn damaged_prices_start_no_run_and_stay_where_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::open(folder.path().to_owned(), crate::Environment::default()).await.unwrap();
        let path = folder.path().join(PRICES);
        for damage in [b"\xFF\xFE\x00garbage".as_slice(), b"a = \0\0"] {
            std::fs::write(&path, damage).unwrap();
            let error = app.aside(prices).await.unwrap_err();
            assert!(error.code == "prices" && error.message.contains("no text any more"), "{error:?}");
            assert!(path.exists());
        }
        assert!(!app.app_info().await.unwrap().models.is_empty(), "there is something to be shown");
        std::fs::remove_file(&path).unwrap();
        assert!(app.aside(prices).await.is_ok());
    }
}
