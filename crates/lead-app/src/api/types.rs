//! What passes between a host and the app, beyond the types of the lower crates.

use lead_model::{IdVerdict, SettingOverrides};
use lead_pipeline::{Forecast, LeadPage};
use serde::{Deserialize, Serialize};

/// About this installation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct AppInfo {
    /// The version, `0.1.0`.
    pub version: String,
    /// The folder that holds everything the app keeps.
    pub home: String,
    /// What the keychain is, or why there is none and what to do.
    pub keychain: Keychain,
    /// The models to choose from, with prices.
    pub models: Vec<ModelChoice>,
    /// The recipes to choose from.
    pub recipes: Vec<RecipeChoice>,
}

/// The state of the operating system's keychain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Keychain {
    /// Whether credentials can be kept.
    pub available: bool,
    /// What it is, or why there is none, what that means and what to do.
    pub sentence: String,
}

/// A model to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ModelChoice {
    /// Its name in the API.
    pub name: String,
    /// A line on what it is for and what it costs.
    pub about: String,
    /// Dollars per million tokens read.
    pub input_usd: f64,
    /// Dollars per million tokens written.
    pub output_usd: f64,
}

/// A recipe to choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RecipeChoice {
    /// Its name, as on the command line.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it tells.
    pub about: String,
    /// Whether it can ask a model.
    pub uses_model: bool,
    /// The fields it reads.
    pub fields: Vec<RecipeField>,
}

/// A field that a recipe reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RecipeField {
    /// Its path.
    pub path: String,
    /// Its label.
    pub label: String,
    /// What the model is shown of it: `full`, `domain` or `never`.
    pub shared: String,
}

/// How healthy the ids of a sheet look, before Salesforce is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct IdHealth {
    /// Rows below the header.
    #[specta(type = f64)]
    pub rows: u64,
    /// Distinct lead ids.
    #[specta(type = f64)]
    pub distinct_leads: u64,
    /// Rows that repeat an id of an earlier row.
    #[specta(type = f64)]
    pub duplicates: u64,
    /// Rows grouped by verdict and reason, most first.
    pub groups: Vec<IdGroup>,
}

/// Rows whose ids are judged alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct IdGroup {
    /// The verdict.
    pub verdict: IdVerdict,
    /// Why; empty for plain valid ids.
    pub reason: String,
    /// How many rows.
    #[specta(type = f64)]
    pub rows: u64,
    /// The first few.
    pub samples: Vec<IdSample>,
}

/// One row of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct IdSample {
    /// Its row in the spreadsheet, counted from 1.
    pub row: u32,
    /// The cell's text.
    pub text: String,
}

/// One thing checked before a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct PreflightCheck {
    /// A short name: `salesforce`, `openai`, `fields`, `output_folder`, `disk_space`, `spending_cap`.
    pub name: String,
    /// How it came out.
    pub outcome: PreflightOutcome,
    /// What was found, and what to do, for people.
    pub sentence: String,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum PreflightOutcome {
    /// All right.
    Ok,
    /// The run can start; something is worth knowing.
    Note,
    /// The run cannot start.
    Blocked,
}

/// What trying a few leads told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Trial {
    /// The leads tried. Their answers are kept and cost nothing in the run.
    pub leads: Vec<LeadPage>,
    /// The forecast, sharpened by what they took.
    pub forecast: Forecast,
}

/// A connection as the window shows it. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ConnectionState {
    /// Which provider.
    pub provider: Provider,
    /// Whether there are credentials.
    pub connected: bool,
    /// The host they are for.
    pub url: String,
    /// How it signs in: `access_token`, `client_credentials`, `api_key`; empty where not connected.
    pub method: String,
    /// Where the credentials are: `keychain`, `environment`, `session`; empty where not connected.
    pub kept_in: String,
    /// A line for people.
    pub sentence: String,
}

/// A provider of data or judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Salesforce.
    Salesforce,
    /// `OpenAI`, or a server that speaks its protocol.
    Openai,
}

/// Salesforce credentials as typed in Settings. Goes one way, into the keychain.
#[derive(Clone, Deserialize, specta::Type)]
pub struct SalesforceForm {
    /// The org's address.
    pub url: String,
    /// A session's access token; empty for client credentials.
    pub access_token: String,
    /// The consumer key; empty for an access token.
    pub client_id: String,
    /// The consumer secret; empty for an access token.
    pub client_secret: String,
}

/// The model's credentials as typed in Settings. Goes one way, into the keychain.
#[derive(Clone, Deserialize, specta::Type)]
pub struct OpenAiForm {
    /// The API's address; empty for `OpenAI`'s own.
    pub url: String,
    /// The API key.
    pub api_key: String,
}

/// How testing a connection went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ConnectionTest {
    /// Whether it works.
    pub ok: bool,
    /// What was found, and what to do, for people.
    pub sentence: String,
    /// More, a line each: API version, calls used today, models offered.
    pub details: Vec<String>,
}

/// What the user chose in Settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(default)]
pub struct Settings {
    /// Light, dark or as the system has it.
    pub theme: Theme,
    /// Batching and pauses.
    pub batching: SettingOverrides,
    /// The model; empty for the recipe's own.
    pub model: String,
    /// The most a run may spend unless told otherwise, in dollars; `None` for no cap.
    pub max_spend_usd: Option<f64>,
    /// Whether a notification tells that a run has ended.
    pub notify: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            batching: SettingOverrides::default(),
            model: String::new(),
            max_spend_usd: None,
            notify: true,
        }
    }
}

/// The window's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The demo: a workbook to open, and a sandbox that answers for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Demo {
    /// The workbook's path.
    pub path: String,
    /// How many rows it has.
    #[specta(type = f64)]
    pub rows: u64,
}

/// A workbook that was saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SavedWorkbook {
    /// Where it lies.
    pub path: String,
    /// Worth knowing: saved beside the wanted name because that was open elsewhere.
    pub note: Option<String>,
}

/// Something that did not work, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type, thiserror::Error)]
#[error("{message}")]
pub struct AppError {
    /// What the window acts on, where it acts: `not_connected`, `no_such_run`, `run_is_busy`, `workbook`, `other`.
    pub code: String,
    /// What happened, what it means and what to do.
    pub message: String,
}
