//! A choice of fields, checked.

use crate::error::{AppResult, coded};
use lead_assess::Recipe;
use lead_model::FieldChoice;
use lead_salesforce::is_field_path;
use std::collections::BTreeSet;

/// More columns than this make a call's answer longer than it should be.
const MOST_ADDED: usize = 200;

/// Refuses a choice that no org could meet.
pub(crate) fn check_choice(choice: &FieldChoice, recipe: &Recipe) -> AppResult<()> {
    let wrong = |message: String| Err(coded("fields", message));
    if choice.added.len() > MOST_ADDED {
        return wrong(format!(
            "{} fields were added; {MOST_ADDED} are the most. Take some away.",
            choice.added.len()
        ));
    }
    let paths = choice.added.iter().map(|field| &field.path);
    for path in paths.chain(choice.matched.iter().map(|one| &one.org_field)) {
        if !is_field_path(path) {
            return wrong(format!(
                "“{path}” is no field's name. Write the API name, such as Region__c, or a path, such as Owner.Name."
            ));
        }
    }
    let known: BTreeSet<String> = recipe.fields().into_iter().map(|wish| wish.path).collect();
    let mut seen = BTreeSet::new();
    for one in &choice.matched {
        if !known.contains(&one.recipe_field) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            return wrong(format!(
                "The recipe {} has no field “{}”. It has {}.",
                recipe.name(),
                one.recipe_field,
                known.join(", ")
            ));
        }
        if !seen.insert(&one.recipe_field) {
            return wrong(format!("The recipe's field {} is matched twice. Leave one.", one.recipe_field));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lead_model::{AddedField, FieldMatch};

    fn matched(recipe_field: &str, org_field: &str) -> FieldChoice {
        let one = FieldMatch { recipe_field: recipe_field.into(), org_field: org_field.into() };
        FieldChoice { added: Vec::new(), matched: vec![one] }
    }

    #[test]
    fn what_no_org_could_meet_is_refused_in_words() {
        let recipe = Recipe::builtin().remove(0);
        let told = |choice: &FieldChoice| check_choice(choice, &recipe).unwrap_err().message;
        assert!(check_choice(&matched("Company", "Company_Name__c"), &recipe).is_ok());
        assert!(told(&matched("Compny", "Company_Name__c")).contains("has no field “Compny”"));
        assert!(told(&matched("Company", "Name FROM User")).contains("no field's name"));
        let mut twice = matched("Company", "A__c");
        twice.matched.extend(matched("Company", "B__c").matched);
        assert!(told(&twice).contains("matched twice"));
        let added = AddedField { path: "Id, Secret".into(), label: String::new(), field_type: String::new() };
        let many = FieldChoice { added: vec![added], matched: Vec::new() };
        assert!(told(&many).contains("no field's name"));
    }
}
