//! The columns of the saved workbook: which a run has, and which of them are wanted.

use crate::plan::recipe;
use crate::stored_runs::damage::with_view;
use crate::{ColumnChoice, Home, RunError, RunPlan};
use lead_assess::FittedRecipe;
use lead_journal::View;
use lead_model::{FieldChoice, RunId};

/// The longest name that Excel gives a table's column, in UTF-16 units.
const LONGEST_HEADER: usize = 255;

/// A column that a run's workbook can have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnOffer {
    /// Its name: the recipe's own header, with ` (2)` where another has that already.
    pub name: String,
    /// What it shows, as recipes name it; `field` for a field of the lead.
    pub shows: &'static str,
    /// What it tells, in a line.
    pub about: String,
}

/// The columns of a run's workbook, in the recipe's order.
pub fn columns(home: &Home, run: &RunId) -> Result<Vec<ColumnOffer>, RunError> {
    with_view(home, run, |view| Ok(offers(&fitted(view)?)))
}

/// The columns that a run of this recipe has where its org has every field.
pub fn columns_of(recipe: &str, fields: &FieldChoice) -> Result<Vec<ColumnOffer>, RunError> {
    Ok(offers(&recipe::fitted(recipe::load_recipe(recipe)?, fields, None)))
}

/// Whether these columns can be had of those: each there, once, under a header that a sheet takes.
pub fn check_columns(wishes: &[ColumnChoice], offers: &[ColumnOffer]) -> Result<(), RunError> {
    choose(wishes, offers).map(drop)
}

/// The recipe that a run began with, fitted to its org.
pub(crate) fn fitted(view: View<'_>) -> Result<FittedRecipe, RunError> {
    let about = view.about()?;
    let plan = RunPlan::of(&about)?;
    Ok(recipe::fitted(recipe::kept(&about.recipe)?, &plan.request.fields, about.readable.as_ref()))
}

pub(crate) fn offers(fitted: &FittedRecipe) -> Vec<ColumnOffer> {
    let mut offers: Vec<ColumnOffer> = Vec::new();
    for column in fitted.columns() {
        let mut name = column.header.clone();
        let mut number = 2;
        while offers.iter().any(|other| same(&other.name, &name)) {
            name = format!("{} ({number})", column.header);
            number += 1;
        }
        offers.push(ColumnOffer { name, shows: column.shows, about: column.about });
    }
    offers
}

/// Of the offers those wished for, by place, in the order of the wishes, with their headers.
pub(crate) fn choose(
    wishes: &[ColumnChoice],
    offers: &[ColumnOffer],
) -> Result<Vec<(usize, String)>, RunError> {
    if wishes.is_empty() {
        return Err(bad("No column is chosen, so nothing would be added. Choose at least one."));
    }
    let mut chosen: Vec<(usize, String)> = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let name = wish.name.trim();
        let place = offers
            .iter()
            .position(|offer| offer.name == name)
            .or_else(|| offers.iter().position(|offer| same(&offer.name, name)));
        let Some(place) = place else {
            let names: Vec<&str> = offers.iter().map(|offer| offer.name.as_str()).collect();
            return Err(bad(format!("There is no column “{name}”. There are: {}.", names.join(", "))));
        };
        if chosen.iter().any(|(other, _)| *other == place) {
            return Err(bad(format!("The column “{name}” is chosen twice. Leave one.")));
        }
        let header = header(wish)?;
        if let Some((other, _)) = chosen.iter().find(|(_, other)| same(other, &header)) {
            return Err(bad(format!(
                "The columns “{}” and “{name}” would both be headed “{header}”. Give one another header.",
                offers[*other].name
            )));
        }
        chosen.push((place, header));
    }
    Ok(chosen)
}

/// A header as it will be written.
fn header(wish: &ColumnChoice) -> Result<String, RunError> {
    let (name, header) = (&wish.name, wish.header.trim());
    if header.is_empty() {
        return Err(bad(format!(
            "The header for the column “{name}” is empty. Write one, or keep its name."
        )));
    }
    let units = header.encode_utf16().count();
    if units > LONGEST_HEADER {
        return Err(bad(format!(
            "The header for the column “{name}” has {units} characters; {LONGEST_HEADER} are the most. Shorten it."
        )));
    }
    if header.chars().any(char::is_control) {
        return Err(bad(format!(
            "The header for the column “{name}” has a line break or another character that is not text. Write it in \
             one line."
        )));
    }
    Ok(header.to_owned())
}

fn bad(message: impl Into<String>) -> RunError {
    RunError::BadColumns(message.into())
}

/// Whether two headers are the same to a spreadsheet.
fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offered() -> Vec<ColumnOffer> {
        columns_of("routing-hygiene", &FieldChoice::default()).unwrap()
    }

    fn wish(name: &str, header: &str) -> ColumnChoice {
        ColumnChoice { name: name.into(), header: header.into() }
    }

    #[test]
    fn what_is_wished_for_comes_in_its_order_under_its_header() {
        let offers = offered();
        let chosen =
            choose(&[wish("AI_Status", " Outcome "), wish("id_verdict", "ID_Verdict")], &offers).unwrap();
        let told: Vec<(&str, &str)> =
            chosen.iter().map(|(place, header)| (offers[*place].name.as_str(), header.as_str())).collect();
        assert_eq!(told, [("AI_Status", "Outcome"), ("ID_Verdict", "ID_Verdict")]);
    }

    #[test]
    fn what_cannot_be_had_is_refused_in_words() {
        let offers = offered();
        let told = |wishes: &[ColumnChoice]| choose(wishes, &offers).unwrap_err().to_string();
        assert!(told(&[]).contains("at least one"));
        let unknown = told(&[wish("Score", "Score")]);
        assert!(unknown.contains("no column “Score”") && unknown.contains("Hygiene_Score"), "{unknown}");
        assert!(told(&[wish("Recipe", "a"), wish("recipe", "b")]).contains("twice"));
        let clash = told(&[wish("Recipe", "Kind"), wish("AI_Status", "kind")]);
        assert!(clash.contains("“Recipe” and “AI_Status”") && clash.contains("“kind”"), "{clash}");
        assert!(told(&[wish("Recipe", "  ")]).contains("is empty"));
        assert!(told(&[wish("Recipe", &"ä".repeat(256))]).contains("256 characters"));
        assert!(told(&[wish("Recipe", "two\nlines")]).contains("one line"));
        assert!(choose(&[wish("Recipe", &"ä".repeat(255))], &offers).is_ok());
    }
}
