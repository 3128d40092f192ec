//! `columns.json`: the columns chosen for each recipe, as they were last saved.

use crate::app::Parts;
use crate::error::{AppResult, coded};
use crate::store::files::{read_kept, why, write_whole};
use lead_pipeline::{ColumnChoice, ColumnOffer, check_columns};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

const FILE: &str = "columns.json";
/// The code of an error that lies in that file.
pub(super) const UNREADABLE: &str = "settings_file";

/// Two choices at once must not lose each other.
static WRITING: Mutex<()> = Mutex::new(());

type Choices = BTreeMap<String, Choice>;

/// What was chosen of a recipe's columns.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Choice {
    columns: Vec<ColumnChoice>,
    /// Columns that were there and were left out. Others are new to the user, and are added.
    left_out: Vec<String>,
}

impl Choice {
    /// The columns of a run as they were chosen, those it lacks aside, and behind them those that
    /// nobody has chosen among yet.
    pub(super) fn among(&self, offers: &[ColumnOffer]) -> Vec<ColumnChoice> {
        let is_there = |column: &&ColumnChoice| offers.iter().any(|offer| offer.name == column.name);
        let mut chosen: Vec<ColumnChoice> = self.columns.iter().filter(is_there).cloned().collect();
        for offer in offers {
            let known = self.columns.iter().any(|column| column.name == offer.name);
            if !known && !self.left_out.contains(&offer.name) {
                chosen.push(ColumnChoice {
                    name: offer.name.clone(),
                    header: free_header(&offer.name, &chosen),
                });
            }
        }
        chosen
    }

    /// With what was left out of earlier runs too: one that lacks a column says nothing about it.
    fn after(mut self, before: Option<&Self>, offers: &[ColumnOffer]) -> Self {
        let is_elsewhere = |name: &&String| offers.iter().all(|offer| offer.name != **name);
        let earlier = before.into_iter().flat_map(|choice| &choice.left_out).filter(is_elsewhere);
        self.left_out.extend(earlier.cloned());
        self
    }
}

impl Parts {
    /// The columns chosen for a recipe, among those a run has; `None` where nothing is remembered
    /// that this run could use.
    pub(super) fn remembered_columns(
        &self,
        recipe: &str,
        offers: &[ColumnOffer],
    ) -> AppResult<Option<Vec<ColumnChoice>>> {
        let Some(choice) = load(self.home.folder())?.remove(recipe) else { return Ok(None) };
        let chosen = choice.among(offers);
        // The run may have none of them, and the file may have been changed by hand.
        Ok(check_columns(&chosen, offers).is_ok().then_some(chosen))
    }

    /// Remembers what was chosen for a recipe; `None` forgets it.
    pub(super) fn remember_columns(
        &self,
        recipe: &str,
        offers: &[ColumnOffer],
        columns: Option<&[ColumnChoice]>,
    ) -> AppResult<()> {
        let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        let home = self.home.folder();
        let mut choices = load(home)?;
        let before = choices.get(recipe).cloned();
        let after = columns.map(|columns| chosen(columns, offers).after(before.as_ref(), offers));
        if before == after {
            return Ok(());
        }
        match after {
            Some(choice) => choices.insert(recipe.to_owned(), choice),
            None => choices.remove(recipe),
        };
        save(home, &choices)
    }
}

/// The name, with a number where another column was given it as its header.
fn free_header(name: &str, chosen: &[ColumnChoice]) -> String {
    let is_taken =
        |header: &str| chosen.iter().any(|column| column.header.to_lowercase() == header.to_lowercase());
    let mut header = name.to_owned();
    let mut number = 2;
    while is_taken(&header) {
        header = format!("{name} ({number})");
        number += 1;
    }
    header
}

fn chosen(columns: &[ColumnChoice], offers: &[ColumnOffer]) -> Choice {
    let name = |column: &ColumnChoice| {
        let same = |offer: &&ColumnOffer| offer.name.to_lowercase() == column.name.trim().to_lowercase();
        offers.iter().find(same).map_or_else(|| column.name.clone(), |offer| offer.name.clone())
    };
    let columns: Vec<ColumnChoice> = columns
        .iter()
        .map(|column| ColumnChoice { name: name(column), header: column.header.trim().to_owned() })
        .collect();
    let is_left_out = |offer: &&ColumnOffer| columns.iter().all(|column| column.name != offer.name);
    let left_out = offers.iter().filter(is_left_out).map(|offer| offer.name.clone()).collect();
    Choice { columns, left_out }
}

fn load(home: &Path) -> AppResult<Choices> {
    let path = home.join(FILE);
    let told = |why: String| {
        coded(
            UNREADABLE,
            format!(
                "{} cannot be read, so the columns you chose earlier are not known. Correct it, or move it away. {why}",
                path.display()
            ),
        )
    };
    match read_kept(&path).map_err(|error| told(why(&error)))? {
        Some(text) => serde_json::from_str(&text).map_err(|error| told(format!("Line {}.", error.line()))),
        None => Ok(Choices::new()),
    }
}

fn save(home: &Path, choices: &Choices) -> AppResult<()> {
    let path = home.join(FILE);
    let not_saved = |why: String| {
        coded(UNREADABLE, format!("The columns could not be remembered in {}: {why}.", path.display()))
    };
    let text = serde_json::to_string_pretty(choices).map_err(|error| not_saved(error.to_string()))?;
    write_whole(&path, &text).map_err(|error| not_saved(why(&error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(names: &[&str]) -> Vec<ColumnOffer> {
        names
            .iter()
            .map(|name| ColumnOffer { name: (*name).into(), shows: "field", about: String::new() })
            .collect()
    }

    fn told(chosen: &[ColumnChoice]) -> Vec<(&str, &str)> {
        chosen.iter().map(|column| (column.name.as_str(), column.header.as_str())).collect()
    }

    #[test]
    fn a_run_with_other_columns_keeps_what_was_chosen_of_them() {
        let column = |name: &str, header: &str| ColumnChoice { name: name.into(), header: header.into() };
        let choice = chosen(&[column("b", "Region"), column("a", "a")], &offers(&["a", "b", "c"]));
        assert_eq!(told(&choice.among(&offers(&["a", "b", "c"]))), [("b", "Region"), ("a", "a")]);
        // One is gone, one was left out, and one is new and would clash.
        let now = choice.among(&offers(&["b", "c", "region"]));
        assert_eq!(told(&now), [("b", "Region"), ("region", "region (2)")]);
        assert!(choice.among(&offers(&["c"])).is_empty());
    }

    #[test]
    fn what_was_left_out_stays_so_after_a_run_that_lacks_it() {
        let column = |name: &str| ColumnChoice { name: name.into(), header: name.into() };
        let first = chosen(&[column("a")], &offers(&["a", "phone"]));
        let second = chosen(&[column("a")], &offers(&["a", "b"])).after(Some(&first), &offers(&["a", "b"]));
        assert_eq!(told(&second.among(&offers(&["a", "b", "phone"]))), [("a", "a")]);
        let third = chosen(&[column("phone")], &offers(&["a", "phone"]))
            .after(Some(&second), &offers(&["a", "phone"]));
        assert_eq!(told(&third.among(&offers(&["phone", "b"]))), [("phone", "phone")]);
    }
}
