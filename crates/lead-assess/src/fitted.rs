//! A recipe fitted to an org: what is there is read, and what is missing is said.

use crate::recipe::condition::Condition;
use crate::recipe::file::{Completeness, Field, Part, RecipeFile, Share};
use crate::recipe::{Contents, Recipe};
use crate::text::digest;
use lead_model::{AddedField, FieldChoice, FieldValue, Lead};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A recipe fitted to an org. Cheap to clone.
///
/// Leads come and go as Salesforce has them, under the org's own paths; where the user matched a
/// field of the org to one of the recipe, the recipe sees its value under the recipe's path.
#[derive(Debug, Clone)]
pub struct FittedRecipe {
    recipe: Recipe,
    fit: Arc<Fit>,
}

impl Recipe {
    /// Fits it to an org: `readable` has the paths of the fields that this user may read there.
    #[must_use]
    pub fn resolve(self, readable: &BTreeSet<String>) -> FittedRecipe {
        self.fit(readable, &FieldChoice::default())
    }

    /// As [`resolve`](Self::resolve), with the user's choice among the org's fields.
    #[must_use]
    pub fn fit(self, readable: &BTreeSet<String>, choice: &FieldChoice) -> FittedRecipe {
        FittedRecipe::new(self, readable, choice)
    }
}

/// A field of the recipe that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingField {
    /// The recipe's path.
    pub path: String,
    /// What it costs the assessment, in words; empty where nothing hangs on it.
    pub cost: String,
}

#[derive(Debug)]
struct Fit {
    /// The recipe's paths that can be read.
    paths: BTreeSet<String>,
    choice: FieldChoice,
    /// The added fields that can be read and that no column of the recipe shows.
    added: Vec<AddedField>,
    lacking: Vec<MissingField>,
    missing: Vec<String>,
    hash: String,
}

impl FittedRecipe {
    fn new(recipe: Recipe, readable: &BTreeSet<String>, choice: &FieldChoice) -> Self {
        let choice = choice.clone();
        let wished = recipe.0.file.fields.iter();
        let paths: BTreeSet<String> = wished
            .map(|field| field.path.clone())
            .filter(|path| readable.contains(choice.org_field(path)))
            .collect();
        let lacking = lacking(&recipe.0, &paths);
        let mut missing = sentences(&recipe.0, &paths, &choice, &lacking);
        let shown: BTreeSet<&str> = paths.iter().map(|path| choice.org_field(path)).collect();
        let mut added: Vec<AddedField> = Vec::new();
        for field in &choice.added {
            if !readable.contains(&field.path) {
                missing.push(format!(
                    "{} was added to the columns, but is not in this org, or not shared with this user, so it has no \
                     column.",
                    field.path
                ));
            } else if !shown.contains(field.path.as_str()) && added.iter().all(|one| one.path != field.path) {
                added.push(field.clone());
            }
        }
        let hash = hash(&recipe, &paths, &choice);
        Self { recipe, fit: Arc::new(Fit { paths, choice, added, lacking, missing, hash }) }
    }

    /// The recipe it was made from.
    #[must_use]
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The org's paths to read: the recipe's in the order of their columns, then the added ones.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let mut paths: Vec<String> = Vec::new();
        let wished = self.fields().map(|field| self.org_field(&field.path));
        for path in wished.chain(self.added().iter().map(|field| field.path.as_str())) {
            // One field of the org may stand in for several of the recipe.
            if !paths.iter().any(|known| known == path) {
                paths.push(path.to_owned());
            }
        }
        paths
    }

    /// The fields that are read besides the recipe's, in the order of their columns.
    #[must_use]
    pub fn added(&self) -> &[AddedField] {
        &self.fit.added
    }

    /// The org's path for a path of the recipe.
    #[must_use]
    pub fn org_field<'a>(&'a self, path: &'a str) -> &'a str {
        self.fit.choice.org_field(path)
    }

    /// The recipe's fields that cannot be read, with what each costs.
    #[must_use]
    pub fn lacking(&self) -> &[MissingField] {
        &self.fit.lacking
    }

    /// What the org lacks and what that means, a sentence each.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.fit.missing
    }

    /// The SHA-256, in hexadecimal, of the recipe and of the fields it is read from. Added columns
    /// are no part of it: no answer hangs on them.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.fit.hash
    }

    pub(crate) fn inner(&self) -> &Contents {
        &self.recipe.0
    }

    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field> {
        self.inner().file.fields.iter().filter(|field| self.reads(&field.path))
    }

    pub(crate) fn reads(&self, path: &str) -> bool {
        self.fit.paths.contains(path)
    }

    /// The lead under the recipe's paths.
    pub(crate) fn seen<'a>(&self, lead: &'a Lead) -> Cow<'a, Lead> {
        let matched = &self.fit.choice.matched;
        if matched.is_empty() {
            return Cow::Borrowed(lead);
        }
        let values: Vec<(&str, Option<FieldValue>)> = matched
            .iter()
            .map(|one| (one.recipe_field.as_str(), lead.get(self.org_field(&one.recipe_field)).cloned()))
            .collect();
        let mut seen = lead.clone();
        for (path, value) in values {
            match value {
                Some(value) => seen.fields.insert(path.to_owned(), value),
                None => seen.fields.remove(path),
            };
        }
        Cow::Owned(seen)
    }
}

/// Without a choice it is what it was before there could be one: answers paid for stay known.
fn hash(recipe: &Recipe, paths: &BTreeSet<String>, choice: &FieldChoice) -> String {
    let told = paths.iter().map(|path| match choice.org_field(path) {
        same if same == path => path.clone(),
        other => format!("{path}={other}"),
    });
    let told: Vec<String> = std::iter::once(recipe.hash().to_owned()).chain(told).collect();
    digest(&told.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What is lacking, and what that costs.
fn lacking(recipe: &Contents, paths: &BTreeSet<String>) -> Vec<MissingField> {
    let file = &recipe.file;
    let absent = file.fields.iter().filter(|field| !paths.contains(&field.path));
    absent.map(|field| MissingField { path: field.path.clone(), cost: cost(file, &field.path) }).collect()
}

fn cost(file: &RecipeFile, path: &str) -> String {
    let counts = |score: &Completeness| {
        score.parts.iter().any(|part| part.field.as_deref() == Some(path) || mentions(&part.when, path))
    };
    let scores: Vec<&str> =
        [("acquisition", counts(&file.acquisition)), ("enrichment", counts(&file.enrichment))]
            .into_iter()
            .filter_map(|(name, counted)| counted.then_some(name))
            .collect();
    let flags: Vec<&str> = file
        .flags
        .iter()
        .filter(|flag| asks_for(file, &flag.when, path))
        .map(|flag| flag.label.as_str())
        .collect();
    let mut sentences = Vec::new();
    if !scores.is_empty() {
        let scores = scores.join(" and ");
        sentences.push(format!("Its weight in the {scores} score is spread over the other fields."));
    }
    if !flags.is_empty() {
        sentences.push(format!("Without it these can often not be told: {}.", flags.join(", ")));
    }
    if [&file.acquisition, &file.enrichment].iter().any(|score| score.segment.as_deref() == Some(path)) {
        sentences.push("Blanks count in full, as the smallest segments cannot be told.".to_owned());
    }
    let shown = file.fields.iter().any(|field| field.path == path && field.share != Share::Never);
    if shown && file.model.is_some() {
        sentences.push("The model judges without it.".to_owned());
    }
    sentences.join(" ")
}

fn sentences(
    recipe: &Contents,
    paths: &BTreeSet<String>,
    choice: &FieldChoice,
    lacking: &[MissingField],
) -> Vec<String> {
    let file = &recipe.file;
    let lacks = |path: &str| !paths.contains(path);
    let mut said: Vec<String> = lacking
        .iter()
        .map(|field| {
            let label = recipe.label(&field.path);
            let org_field = choice.org_field(&field.path);
            let through = if org_field == field.path { "" } else { ", which stands in for it," };
            let cost = if field.cost.is_empty() { String::new() } else { format!(" {}", field.cost) };
            if through.is_empty() {
                format!(
                    "{label} ({org_field}) is not in this org, or not shared with this user, so it is left out.{cost}"
                )
            } else {
                format!(
                    "{label} ({}) is left out: {org_field}{through} is not in this org, or not shared with this \
                     user.{cost}",
                    field.path
                )
            }
        })
        .collect();
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
        let fitted = standard().resolve(&all_paths());
        assert_eq!(fitted.paths().len(), all_paths().len());
        assert!(fitted.missing().is_empty());
        assert_eq!(fitted.paths()[0], "FirstName");
    }

    #[test]
    fn what_is_missing_is_said_with_what_it_means() {
        let mut readable = all_paths();
        readable.remove("ZI_State__c");
        readable.remove("ZI_Employees__c");
        let fitted = standard().resolve(&readable);
        assert!(!fitted.paths().contains(&"ZI_State__c".to_owned()));
        let [employees, state] = fitted.missing() else { panic!("{:?}", fitted.missing()) };
        assert!(
            state.contains("ZI_State__c") && state.contains("enrichment") && !state.contains("can often not")
        );
        assert!(employees.contains("Not in TAM"), "{employees}");
        assert_ne!(fitted.hash(), standard().resolve(&all_paths()).hash());
    }

    #[test]
    fn an_org_without_any_enrichment_is_told_so() {
        let readable = all_paths().into_iter().filter(|path| !path.starts_with("ZI_")).collect();
        let fitted = standard().resolve(&readable);
        assert!(fitted.missing().last().unwrap().contains("no final score"));
    }
}
