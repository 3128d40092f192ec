//! The run on disk: rows, leads, assessments, money and the owner's lease, in one `SQLite` file.
//!
//! A run is its journal. [`Journal`] is the journal in the hands of its one owner, who writes down
//! every result before anybody hears of it; a [`View`] is what everybody else may see of it at any
//! time; [`Answers`] is the file in which all runs keep what was paid for. Everything here blocks
//! and belongs on a thread that may.

mod answers;
mod error;
mod files;
mod journal;
pub mod notices;
mod salvage;
mod sqlite;
mod view;

pub use answers::{Answer, Answers, KeptAnswer};
pub use error::{JournalError, in_words, is_no_room};
pub use files::aside::put_aside;
pub use files::begun::Begun;
pub use files::home::{Home, is_run_name};
pub use files::lease::Lease;
pub use journal::journal_file::Journal;
pub use journal::lead_ref::LeadRef;
pub use journal::leads::{Found, Judge};
pub use journal::money::{BatchStation, ReservationId, Settlement};
pub use journal::new_run::NewRun;
pub use journal::rows::KnownRows;
pub use journal::tallies::{BatchCounts, LeadCounts, Problem, Tallies};
pub use journal::work::ToAssess;
pub use salvage::Salvaged;
pub use view::figures::Figures;
pub use view::id_notes::IdNote;
pub use view::pages::{PageOrder, RowFilter};
pub use view::run_view::{About, FullRow, LeadEntry, Look, RowEntry, View};
