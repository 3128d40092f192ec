//! What a new run is made of, and its first line in its journal.

use crate::sqlite::codes::State;
use crate::sqlite::schema;
use crate::{JournalError, Tallies};
use lead_model::RunState;
use rusqlite::{Connection, params};

/// What a new run is made of.
#[derive(Debug, Clone, Copy)]
pub struct NewRun<'a> {
    /// The workbook's file name.
    pub name: &'a str,
    /// The plan as JSON. Never holds a secret.
    pub plan: &'a str,
    /// The recipe it will use, as text: a run ends with the recipe it began with.
    pub recipe: &'a str,
    /// The workbook's fingerprint.
    pub source_fingerprint: &'a str,
}

/// Lays out a new journal and writes the run's own line.
pub(crate) fn fill(db: &Connection, new: &NewRun<'_>, started_at: &str) -> Result<(), JournalError> {
    schema::lay_out(db)?;
    insert_run(db, new, started_at)
}

/// Writes the run's own line.
pub(crate) fn insert_run(db: &Connection, new: &NewRun<'_>, started_at: &str) -> Result<(), JournalError> {
    db.execute(
        "INSERT INTO run (one, name, started_at, plan, recipe, source_fingerprint, state, tallies)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            new.name,
            started_at,
            new.plan,
            new.recipe,
            new.source_fingerprint,
            State(RunState::Paused),
            serde_json::to_string(&Tallies::default())?,
        ],
    )?;
    Ok(())
}
