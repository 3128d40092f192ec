//! What a host can ask for: the command table, settings, connections, runs, the demo.
//!
//! A host (the window, the terminal) opens an [`App`] on a home folder and calls its methods. The
//! ones that a window needs stand in [`command_table!`]; the others, such as [`App::start`] with
//! what a command line can say beyond the window, are plain methods.

mod address;
mod app;
mod choices;
mod command_table;
mod connections;
mod demo;
mod diagnosis;
mod diagnostics;
mod doctor;
mod entry;
mod environment;
mod failure;
mod fields;
mod files;
mod home;
mod id_health;
mod kept;
mod leftovers;
mod logs;
mod opened;
mod orgs;
mod output_name;
mod planning;
mod preflight;
mod registry;
mod results;
mod runs;
mod saving;
mod settings_file;
mod sign_in;
mod sources;
mod under_way;
mod wire;
mod wire_fields;
mod wire_orgs;
mod wire_saving;
mod wire_sources;
mod words;

pub use app::App;
pub use environment::Environment;
pub use home::default_home;
pub use lead_model::{FieldChoice, Money, RunId, RunSnapshot};
pub use lead_pipeline::{ColumnChoice, SaveOptions};
pub use lead_pipeline::{
    Forecast, LeadPage, RowPage, RowQuery, RunReport, RunRequest, RunSummary, RunTrouble, TroubleKind,
};
pub use lead_workbook::child::run_if_asked as read_workbook_if_asked;
pub use lead_workbook::{SheetChoice, WorkbookInfo};
pub use logs::keep_logs;
pub use planning::RunWish;
pub use registry::Follow;
pub use wire::{
    AppError, AppInfo, ConnectionState, ConnectionTest, Demo, IdGroup, IdHealth, IdSample, Keychain,
    ModelChoice, OpenAiForm, PreflightCheck, PreflightOutcome, Provider, RecipeChoice, RecipeField,
    SalesforceForm, SavedWorkbook, Settings, Theme, Trial,
};
pub use wire_fields::{FieldFit, OrgField, OrgFields, WishFit};
pub use wire_orgs::{
    AdminRequest, AdminSetting, OrgProfile, SfOrgChoice, SfSignIns, SignInForm, SignInMethod, SignInPhase,
    SignInStarted, SignInState,
};
pub use wire_saving::{PlannedColumn, RowsSaved, SavePlan};
pub use wire_sources::{IdsGathered, LeadSource, SourceLead, SourcePreview};
pub use words::grouped;
