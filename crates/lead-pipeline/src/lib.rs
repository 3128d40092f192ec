//! The run: plan, stations, pause, resume, retry, progress, and the workbook at the end.
//!
//! ```text
//! workbook ─ read ─┐      ┌─ retrieve ─┐      ┌─ rules ─┐      ┌─ assess ─┐
//!                  ▼      ▼            ▼      ▼         ▼      ▼          ▼
//!                ┌───────────────────── the journal ───────────────────────────┐
//!                └── one thread writes (journal.rs); the stations take their ───┘
//!                    work from what is written down and overlap
//! ```
//!
//! [`create`] makes a run, [`drive`] takes it from wherever it is to its end, and everything else
//! looks at its journal. The stations hold only what is in flight; what is yet to be done is asked
//! of the journal, so a run that was killed is taken up by the same questions as a new one.

mod error;
mod export;
mod file_name;
mod model;
mod plan;
mod progress;
mod read;
mod results;
mod rules;
mod run;
mod salesforce;
mod stored_runs;

pub use error::RunError;
pub use export::columns::{ColumnOffer, check_columns, columns, columns_of};
pub use export::workbook::{export, export_as, interrupted_savings};
pub use lead_journal::{Home, JournalError, Salvaged, in_words, is_no_room, notices, put_aside};
pub use lead_workbook::Saved;
pub use plan::forecast::{Forecast, forecast, forecast_in};
pub use plan::recipe::{fit, load_recipe};
pub use plan::run_plan::{ColumnChoice, DemoOrigin, Providers, RunPlan, RunRequest, SaveOptions};
pub use read::source::{original, read_from_backup};
pub use results::pages::{LeadPage, RecordField, RowOrder, RowPage, RowQuery, RowView, lead, rows};
pub use results::report::{Averages, BandCount, RunReport, report};
pub use run::account_limits::{Account, Accounts};
pub use run::control::{Control, RunCommand};
pub use run::drive::{drive, drive_with};
pub use run::retry_policy::RetryPolicy;
pub use run::trial::try_leads;
pub use stored_runs::change::{
    allow_share, cancel, continue_with_assessment, create, delete, pause, prepare_retry, raise_cap,
};
pub use stored_runs::damage::{make_whole, salvage};
pub use stored_runs::list::{
    RunSummary, RunTrouble, TroubleKind, list, plan, recipe_name, rows_to_save, snapshot,
};
