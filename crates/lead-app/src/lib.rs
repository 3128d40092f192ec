//! What a host can ask for: the command table, settings, connections, runs, the demo.
//!
//! A host (the window, the terminal) opens an [`App`] on a home folder and calls its methods. The
//! ones that a window needs stand in [`command_table!`]; the others, such as [`App::start`] with
//! what a command line can say beyond the window, are plain methods.

mod api;
mod app;
mod checks;
mod credentials;
mod environment;
mod error;
mod fields;
mod jobs;
mod orgs;
mod recipes;
mod runs;
mod saving;
mod sign_in;
mod sources;
mod store;

pub use api::fields::{FieldFit, OrgField, OrgFields, RecipeFieldFit};
pub use api::orgs::{
    AdminRequest, AdminSetting, OrgProfile, SfOrgChoice, SfSignIns, SignInForm, SignInMethod, SignInPhase,
    SignInStarted, SignInState,
};
pub use api::saving::{PlannedColumn, RowsSaved, SavePlan};
pub use api::sources::{IdsGathered, LeadSource, SourceLead, SourcePreview};
pub use api::types::{
    AppError, AppInfo, ConnectionState, ConnectionTest, Demo, IdGroup, IdHealth, IdSample, Keychain,
    ModelChoice, OpenAiForm, PreflightCheck, PreflightOutcome, Provider, RecipeChoice, RecipeField,
    SalesforceForm, SavedWorkbook, Settings, Theme, Trial,
};
pub use app::App;
pub use environment::Environment;
pub use lead_assess::STANDARD_RECIPE;
pub use lead_model::thousands;
pub use lead_model::{FieldChoice, Money, RunId, RunSnapshot};
pub use lead_pipeline::{ColumnChoice, SaveOptions};
pub use lead_pipeline::{
    Forecast, LeadPage, RowPage, RowQuery, RunReport, RunRequest, RunSummary, RunTrouble, TroubleKind,
};
pub use lead_workbook::child::run_if_asked as read_workbook_if_asked;
pub use lead_workbook::{SheetChoice, WorkbookInfo};
pub use runs::planning::RunOptions;
pub use runs::registry::Follow;
pub use store::home::default_home;
pub use store::logs::keep_logs;
