//! `fields.toml`: the fields chosen for each recipe in each org.

use crate::app::Parts;
use crate::error::{AppResult, coded};
use crate::store::files::{in_line, read_kept, why, write_whole};
use crate::{App, RunRequest, SheetChoice};
use lead_assess::Recipe;
use lead_model::{FieldChoice, ReadBy, RunSettings, SettingOverrides};
use lead_pipeline::{RunPlan, SaveOptions};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use url::Url;

const FILE: &str = "fields.toml";
/// Stands for the built-in demo, whose address changes.
const DEMO: &str = "demo";

#[derive(Default, Serialize, Deserialize)]
struct Choices {
    #[serde(default)]
    choice: Vec<Choice>,
}

#[derive(Serialize, Deserialize)]
struct Choice {
    org: String,
    recipe: String,
    fields: FieldChoice,
}

impl App {
    /// The fields chosen for a recipe in the org that a workbook's run reads from, as they were last
    /// saved.
    pub async fn saved_fields(&self, path: String, recipe: String) -> AppResult<FieldChoice> {
        self.aside(move |parts| {
            let Some(org) = parts.org_name(&path) else { return Ok(FieldChoice::default()) };
            let choices = load(parts.home.folder())?.choice;
            let kept = choices.into_iter().find(|choice| choice.org == org && choice.recipe == recipe);
            Ok(kept.map(|choice| choice.fields).unwrap_or_default())
        })
        .await
    }

    /// Saves the fields chosen for a recipe in that org.
    pub async fn save_fields(&self, path: String, recipe: String, fields: FieldChoice) -> AppResult<()> {
        self.aside(move |parts| {
            crate::fields::check_choice(&fields, &lead_pipeline::load_recipe(&recipe)?)?;
            let Some(org) = parts.org_name(&path) else {
                return Err(crate::credentials::connections::not_connected(crate::Provider::Salesforce));
            };
            let mut choices = load(parts.home.folder())?;
            choices.choice.retain(|choice| choice.org != org || choice.recipe != recipe);
            if !fields.is_empty() {
                choices.choice.push(Choice { org, recipe, fields });
            }
            save(parts.home.folder(), &choices)
        })
        .await
    }
}

impl Parts {
    /// What the org of a workbook's run is called in the file: its host, with its port where it has
    /// one; `None` where no org is connected.
    fn org_name(&self, path: &str) -> Option<String> {
        let plan = self.plan_to_look(path).ok()?;
        if plan.demo.is_some() {
            return Some(DEMO.to_owned());
        }
        let url = Url::parse(&plan.salesforce_url).ok()?;
        let host = url.host_str()?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    }

    /// A plan that is only looked at: it tells which org a workbook's run reads from.
    pub(super) fn plan_to_look(&self, path: &str) -> AppResult<RunPlan> {
        let silent = SettingOverrides::default();
        let settings = RunSettings::resolve(&silent, &silent, &silent)?;
        let demo = self.demo_origin(path);
        let salesforce_url = match demo {
            Some(_) => String::new(),
            None => self.salesforce_seen()?.map(|seen| seen.url.to_string()).unwrap_or_default(),
        };
        let source =
            SheetChoice { path: path.to_owned(), sheet: String::new(), header_row: None, id_column: 0 };
        let request = RunRequest {
            source,
            recipe: Recipe::builtin().first().map(|recipe| recipe.name().to_owned()).unwrap_or_default(),
            ai: false,
            check_only: true,
            model: String::new(),
            max_spend_usd: None,
            follow_merged: false,
            read_by: ReadBy::Size,
            fields: FieldChoice::default(),
        };
        Ok(RunPlan {
            request,
            settings,
            salesforce_url,
            openai_url: String::new(),
            demo,
            output: None,
            save: SaveOptions::default(),
        })
    }
}

fn path(home: &Path) -> PathBuf {
    home.join(FILE)
}

fn load(home: &Path) -> AppResult<Choices> {
    let path = path(home);
    let told = |why: String| {
        coded(
            "settings_file",
            format!(
                "{} cannot be read, so the fields you chose earlier are not known. Correct it, or move it away. {why}",
                path.display()
            ),
        )
    };
    match read_kept(&path).map_err(|error| told(why(&error)))? {
        Some(text) => toml::from_str(&text).map_err(|error| told(in_line(&text, &error))),
        None => Ok(Choices::default()),
    }
}

fn save(home: &Path, choices: &Choices) -> AppResult<()> {
    let path = path(home);
    let not_saved = |why: String| {
        coded("settings_file", format!("The fields could not be saved to {}: {why}.", path.display()))
    };
    let text = toml::to_string(choices).map_err(|error| not_saved(error.to_string()))?;
    write_whole(&path, &text).map_err(|error| not_saved(why(&error)))
}
