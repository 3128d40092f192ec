//! A recipe fitted to an org: what is there is read, and what is missing is said.

use crate::condition::Condition;
use crate::recipe::{Inner, Recipe};
use crate::recipe_file::{Completeness, Field, Part, RecipeFile};
use crate::text::digest;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A recipe fitted to an org. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Resolved {
    recipe: Recipe,
    fit: Arc<Fit>,
}

#[derive(Debug)]
struct Fit {
    paths: BTreeSet<String>,
    missing: Vec<String>,
    hash: String,
}

impl Resolved {
    pub(crate) fn new(recipe: Recipe, readable: &BTreeSet<String>) -> Self {
        let wished = recipe.0.file.fields.iter();
        let paths: BTreeSet<String> =
            wished.map(|field| field.path.clone()).filter(|path| readable.contains(path)).collect();
        let missing = missing(&recipe.0, &paths);
        let mut told = vec![recipe.hash()];
        told.extend(paths.iter().map(String::as_str));
        let hash = digest(&told);
        Self { recipe, fit: Arc::new(Fit { paths, missing, hash }) }
    }

    /// The recipe it was made from.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The paths to read, in the order of their columns.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        self.fields().map(|field| field.path.clone()).collect()
    }

    /// What the org lacks and what that means, a sentence each.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.fit.missing
    }

    /// The SHA-256, in hexadecimal, of the recipe and of the fields that are read.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.fit.hash
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.recipe.0
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.inner().file.fields.iter().filter(|field| self.reads(&field.path))
    }

    pub(crate) fn reads(&self, path: &str) -> bool {
        self.fit.paths.contains(path)
    }
}

fn missing(recipe: &Inner, paths: &BTreeSet<String>) -> Vec<String> {
    let file = &recipe.file;
    let lacks = |path: &str| !paths.contains(path);
    let mut said: Vec<String> = Vec::new();
    for field in file.fields.iter().filter(|field| lacks(&field.path)) {
        let counts = |score: &Completeness| {
            score
                .parts
                .iter()
                .any(|part| part.field.as_deref() == Some(&field.path) || mentions(&part.when, &field.path))
        };
        let scores: Vec<&str> =
            [("acquisition", counts(&file.acquisition)), ("enrichment", counts(&file.enrichment))]
                .into_iter()
                .filter_map(|(name, counted)| counted.then_some(name))
                .collect();
        let flags: Vec<&str> = file
            .flags
            .iter()
            .filter(|flag| asks_for(file, &flag.when, &field.path))
            .map(|flag| flag.label.as_str())
            .collect();
        let mut sentences = vec![format!(
            "{} ({}) is not in this org, or not shared with this user, so it is left out.",
            field.label, field.path
        )];
        if !scores.is_empty() {
            let scores = scores.join(" and ");
            sentences.push(format!("Its weight in the {scores} score is spread over the other fields."));
        }
        if !flags.is_empty() {
            sentences.push(format!("Without it these can often not be told: {}.", flags.join(", ")));
        }
        said.push(sentences.join(" "));
    }
    for (name, score, weight) in [
        ("acquisition", &file.acquisition, file.final_weights.acquisition),
        ("enrichment", &file.enrichment, file.final_weights.enrichment),
    ] {
        let readable = |part: &Part| match &part.field {
            Some(path) => !lacks(path),
            None => part.when.iter().any(|condition| condition.fields().iter().any(|path| !lacks(path))),
        };
        if !score.parts.is_empty() && !score.parts.iter().any(readable) {
            let end = if weight > 0.0 { " and no final score" } else { "" };
            said.push(format!(
                "None of the fields of the {name} score can be read: there is no {name} score{end}."
            ));
        }
    }
    said
}

fn mentions(conditions: &[Condition], path: &str) -> bool {
    conditions.iter().any(|condition| condition.fields().contains(&path))
}

/// As [`mentions`], through the flags that are asked for too. Flags look only at earlier ones, so
/// this ends.
fn asks_for(file: &RecipeFile, conditions: &[Condition], path: &str) -> bool {
    mentions(conditions, path)
        || conditions
            .iter()
            .flat_map(Condition::flags)
            .any(|name| file.flags.iter().any(|flag| flag.name == name && asks_for(file, &flag.when, path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standard() -> Recipe {
        Recipe::named("zoominfo-enrichment-quality").unwrap()
    }

    fn all_paths() -> BTreeSet<String> {
        standard().fields().into_iter().map(|wish| wish.path).collect()
    }

    #[test]
    fn an_org_with_everything_misses_nothing() {
        let resolved = standard().resolve(&all_paths());
        assert_eq!(resolved.paths().len(), all_paths().len());
        assert!(resolved.missing().is_empty());
        assert_eq!(resolved.paths()[0], "FirstName");
    }

    #[test]
    fn what_is_missing_is_said_with_what_it_means() {
        let mut readable = all_paths();
        readable.remove("ZI_State__c");
        readable.remove("ZI_Employees__c");
        let resolved = standard().resolve(&readable);
        assert!(!resolved.paths().contains(&"ZI_State__c".to_owned()));
        let [employees, state] = resolved.missing() else { panic!("{:?}", resolved.missing()) };
        assert!(
            state.contains("ZI_State__c") && state.contains("enrichment") && !state.contains("can often not")
        );
        assert!(employees.contains("Not in TAM"), "{employees}");
        assert_ne!(resolved.hash(), standard().resolve(&all_paths()).hash());
    }

    #[test]
    fn an_org_without_any_enrichment_is_told_so() {
        let readable = all_paths().into_iter().filter(|path| !path.starts_with("ZI_")).collect();
        let resolved = standard().resolve(&readable);
        assert!(resolved.missing().last().unwrap().contains("no final score"));
    }
}
