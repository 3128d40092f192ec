//! Everything that is known before a workbook is saved.

use crate::app::Parts;
use crate::error::AppResult;
use crate::saving::column_preferences::UNREADABLE;
use crate::saving::output_name;
use crate::{App, PlannedColumn, RunId, RunOptions, SavePlan};
use lead_pipeline::{ColumnChoice, ColumnOffer, SaveOptions};
use lead_workbook::{BeforeSaving, WorkbookError};
use std::path::Path;

/// An Excel sheet ends at XFD.
const MOST_COLUMNS: usize = 16_384;

impl App {
    /// What saving a run's workbook will add, where, and under which names. Nothing is written.
    pub async fn save_plan(&self, run: RunId) -> AppResult<SavePlan> {
        self.aside(move |parts| parts.save_plan(&run)).await
    }

    /// Whether a sheet of that many columns has room for those that a run would add. Asked before it
    /// starts, as [`check_output`](Self::check_output) is.
    pub async fn check_room(&self, options: &RunOptions, columns: usize) -> AppResult<()> {
        let (request, chosen) = (options.request.clone(), options.save.columns.clone());
        self.aside(move |parts| {
            let offers = lead_pipeline::columns_of(&request.recipe, &request.fields)?;
            let recipe = lead_pipeline::load_recipe(&request.recipe)?;
            let chosen = match chosen {
                Some(chosen) => Some(chosen),
                None => match parts.remembered_columns(recipe.name(), &offers) {
                    Err(error) if error.code == UNREADABLE => None,
                    remembered => remembered?,
                },
            };
            let added = chosen.map_or(offers.len(), |chosen| chosen.len());
            if columns + added > MOST_COLUMNS {
                return Err(WorkbookError::TooManyColumns { columns, added }.into());
            }
            Ok(())
        })
        .await
    }
}

impl Parts {
    fn save_plan(&self, run: &RunId) -> AppResult<SavePlan> {
        let plan = lead_pipeline::plan(&self.home, run)?;
        let rows = lead_pipeline::rows_to_save(&self.home, run)?;
        let source = &plan.request.source;
        let original = Path::new(&source.path);
        let look = self.preview_saving(run, source)?;
        let offers = lead_pipeline::columns(&self.home, run)?;
        let recipe = lead_pipeline::recipe_name(&self.home, run)?;
        let (mut notes, mut report_notes) = (look.notes.clone(), look.report_notes.clone());
        let columns = match self.remembered_columns(&recipe, &offers) {
            Ok(columns) => columns,
            Err(error) if error.code == UNREADABLE => {
                notes.push(error.message.clone());
                report_notes.push(error.message);
                None
            }
            Err(error) => return Err(error),
        };
        let wanted = columns.as_ref().map_or(offers.len(), Vec::len);
        if wanted > look.room {
            let sentence = format!(
                "The sheet has room for {} more columns, an Excel sheet ends at XFD; {wanted} would be added. Choose \
                 fewer.",
                look.room
            );
            notes.push(sentence.clone());
            report_notes.push(sentence);
        }
        if is_open_elsewhere(original) {
            notes.push(
                "Another program seems to have the original open. Close it there, without saving, before you replace it."
                    .to_owned(),
            );
        }
        let usual = |report_workbook| {
            let save = SaveOptions { report_workbook, ..SaveOptions::default() };
            output_name::usual(self.home.folder(), original, &save)
        };
        let over_original = self.not_over(original, &look);
        let save = SaveOptions {
            report_workbook: plan.save.report_workbook || look.only_report.is_some(),
            over_original: plan.save.over_original && over_original.is_none(),
            columns: columns.clone(),
        };
        Ok(SavePlan {
            path: shown(&usual(false)),
            report_path: shown(&usual(true)),
            original: source.path.clone(),
            sheet: source.sheet.clone(),
            rows,
            first_column: look.first_column,
            sheets_added: look.sheets_added.into(),
            same_workbook: look.only_report,
            over_original,
            backup: look.backup,
            notes,
            report_notes,
            columns: planned(&offers, columns.as_deref()),
            save,
        })
    }

    /// Why the original cannot be replaced.
    fn not_over(&self, original: &Path, look: &BeforeSaving) -> Option<String> {
        if crate::sources::is_ours(self.home.folder(), original) {
            return Some(
                "The leads came from a query or a list, so there is no workbook of yours to replace.".into(),
            );
        }
        if let Some(why) = &look.only_report {
            return Some(why.clone());
        }
        output_name::cannot_replace(original)
    }
}

/// The columns in the order chosen, those left out last.
fn planned(offers: &[ColumnOffer], chosen: Option<&[ColumnChoice]>) -> Vec<PlannedColumn> {
    let one = |(place, offer): (usize, &ColumnOffer), header: Option<&str>| PlannedColumn {
        name: offer.name.clone(),
        header: header.unwrap_or(&offer.name).to_owned(),
        kind: offer.shows.to_owned(),
        about: offer.about.clone(),
        chosen: header.is_some(),
        place: u32::try_from(place).unwrap_or(u32::MAX),
    };
    let Some(chosen) = chosen else {
        return offers.iter().enumerate().map(|offer| one(offer, Some(&offer.1.name))).collect();
    };
    let mut planned: Vec<PlannedColumn> = chosen
        .iter()
        .filter_map(|column| {
            let offer = offers.iter().enumerate().find(|(_, offer)| offer.name == column.name)?;
            Some(one(offer, Some(&column.header)))
        })
        .collect();
    for offer in offers.iter().enumerate() {
        if planned.iter().all(|column| column.name != offer.1.name) {
            planned.push(one(offer, None));
        }
    }
    planned
}

/// Excel and `LibreOffice` put a file beside a workbook for as long as they have it open.
pub(super) fn is_open_elsewhere(original: &Path) -> bool {
    let name = original.file_name().unwrap_or_default().to_string_lossy();
    [format!("~${name}"), format!(".~lock.{name}#")]
        .iter()
        .any(|lock| original.with_file_name(lock).symlink_metadata().is_ok())
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
