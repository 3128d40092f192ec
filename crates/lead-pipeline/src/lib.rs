//! The run: plan, stations, pause, resume, retry, progress, and the workbook at the end.
//!
//! ```text
//! workbook ─ read ─┐      ┌─ retrieve ─┐      ┌─ rules ─┐      ┌─ assess ─┐
//!                  ▼      ▼            ▼      ▼         ▼      ▼          ▼
//!                ┌───────────────────── the journal ───────────────────────────┐
//!                └── one thread writes (scribe.rs); the stations take their ───┘
//!                    work from what is written down and overlap
//! ```
//!
//! [`create`] makes a run, [`drive`] takes it from wherever it is to its end, and everything else
//! looks at its journal. The stations hold only what is in flight; what is yet to be done is asked
//! of the journal, so a run that was killed is taken up by the same questions as a new one.

mod assess_station;
mod bill;
mod budget;
mod bulk_job;
mod bulk_station;
mod care;
mod columns;
mod compare;
mod drive;
mod errand;
mod error;
mod export;
mod forecast;
mod health;
mod history;
mod org;
mod original;
mod pack_result;
mod pages;
mod plan;
mod progress;
mod pulse;
mod read_station;
mod recipe;
mod record;
mod request;
mod retrieve_station;
mod rules_station;
mod scribe;
mod selection;
mod shift;
mod stop;
mod sub_batch;
mod summary;
mod trial;
mod unusable;
pub mod view;
mod warmth;
mod watch;
mod words;

pub use care::{make_whole, salvage};
pub use columns::{ColumnOffer, check_columns, columns, columns_of};
pub use drive::{drive, drive_with};
pub use error::RunError;
pub use export::{export, export_as, interrupted_savings};
pub use forecast::{forecast, forecast_in};
pub use history::{
    allow_share, cancel, continue_with_assessment, create, delete, list, pause, plan, prepare_retry,
    raise_cap, recipe_name, report, rows_to_save, snapshot,
};
pub use lead_journal::{Home, JournalError, Salvaged, in_words, is_no_room, notices, put_aside};
pub use lead_workbook::Saved;
pub use original::{original, read_from_backup};
pub use pages::{lead, rows};
pub use plan::{ColumnWish, Control, DemoOrigin, Patience, Providers, RunPlan, SaveWish, Wish};
pub use recipe::fit;
pub use trial::try_leads;
