//! The run on disk: rows, leads, assessments, money and the owner's lease, in one `SQLite` file.
//!
//! A run is its journal. [`Journal`] is the journal in the hands of its one owner, who writes down
//! every result before anybody hears of it; a [`View`] is what everybody else may see of it at any
//! time; [`Answers`] is the file in which all runs keep what was paid for. Everything here blocks
//! and belongs on a thread that may.

mod answers;
mod aside;
mod attempts;
mod begun;
mod bulk;
mod codes;
mod durable;
mod error;
mod figures;
mod home;
mod id_notes;
mod journal;
mod lead_ref;
mod leads;
mod lease;
mod migrations;
mod money;
mod new_run;
mod next;
pub mod notices;
mod pages;
mod private;
mod recount;
mod rows;
mod salvage;
mod schema;
mod tally;
mod view;

pub use answers::{Answer, Answers, KeptAnswer};
pub use aside::put_aside;
pub use begun::Begun;
pub use error::{JournalError, in_words, is_no_room};
pub use figures::Figures;
pub use home::{Home, is_run_name};
pub use id_notes::IdNote;
pub use journal::Journal;
pub use lead_ref::LeadRef;
pub use leads::{Found, Judge};
pub use lease::Lease;
pub use money::{BatchStation, ReservationId, Settlement};
pub use new_run::NewRun;
pub use next::ToAssess;
pub use pages::{PageOrder, RowFilter};
pub use rows::KnownRows;
pub use salvage::Salvaged;
pub use tally::{BatchCounts, LeadCounts, Problem, Tallies};
pub use view::{About, FullRow, LeadEntry, Look, RowEntry, View};
