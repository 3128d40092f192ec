//! Fields as the command line says them: what is added, and what stands in for the recipe's own.

use crate::args::RunArguments;
use lead_app::{App, AppError};
use lead_model::{AddedField, FieldChoice, FieldMatch};

/// `RECIPE_FIELD=ORG_FIELD`.
pub(crate) fn read_match(text: &str) -> Result<FieldMatch, String> {
    match text.split_once('=') {
        Some((recipe, org)) if !recipe.trim().is_empty() && !org.trim().is_empty() => {
            Ok(FieldMatch { recipe_field: recipe.trim().into(), org_field: org.trim().into() })
        }
        _ => Err("write the recipe's field, =, and your org's field, as in Company=Company_Name__c".into()),
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_has_two_sides() {
        let read = read_match(" Company = Company_Name__c").unwrap();
        assert_eq!((read.recipe_field.as_str(), read.org_field.as_str()), ("Company", "Company_Name__c"));
        for bad in ["Company", "=X", "Company=", ""] {
            assert!(read_match(bad).is_err(), "{bad}");
        }
    }
}
