//! The fields of a run: what was said, over what was saved.

use crate::args::RunArguments;
use lead_app::{App, AppError};
use lead_model::{AddedField, FieldChoice};

/// What was said, over what was saved for this recipe in this org: a match that was saved holds
/// unless its field is matched anew. Added fields are said each time.
pub(crate) async fn choice(
    app: &App,
    path: &str,
    recipe: &str,
    said: &RunArguments,
) -> Result<FieldChoice, AppError> {
    let mut matched = said.map.clone();
    for kept in app.saved_fields(path.to_owned(), recipe.to_owned()).await?.matched {
        if matched.iter().all(|one| one.recipe_field != kept.recipe_field) {
            matched.push(kept);
        }
    }
    // A field matched to itself is how a saved match is undone for one run.
    matched.retain(|one| one.recipe_field != one.org_field);
    let added = said.field.iter().map(|path| AddedField {
        path: path.trim().to_owned(),
        label: String::new(),
        field_type: String::new(),
    });
    Ok(FieldChoice { added: added.collect(), matched })
}
