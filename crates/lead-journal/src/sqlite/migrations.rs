//! Journals of older versions, brought up to the newest one step at a time.
//!
//! A journal is brought up when it is opened for writing, in one transaction, so that one that was
//! interrupted is what it was. Whoever only looks changes nothing, and finds what an older version
//! lacks by [`lacks`].

use crate::JournalError;
use rusqlite::{Connection, TransactionBehavior};

/// What leads from one version to the next, from version 1 on. A step is never changed once journals
/// have passed it: what comes later is another step.
const STEPS: [&str; 1] = [
    // To 2: how often a lead was asked about at a cost, and which leads a reservation is for. Of the
    // journals of version 1, those made before bulk jobs were kept lack their table.
    "ALTER TABLE lead ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE reservation ADD COLUMN leads TEXT NOT NULL DEFAULT '';
     CREATE TABLE IF NOT EXISTS job (one INTEGER PRIMARY KEY CHECK (one = 1), job TEXT NOT NULL) STRICT;",
];

/// Passes the steps that a journal has not passed yet.
pub(crate) fn bring_up_to(db: &mut Connection, version: i64) -> Result<(), JournalError> {
    if version_of(db)? >= version {
        return Ok(());
    }
    // Looked at again inside: another process may have been first.
    let whole = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version_of(&whole)?;
    for (from, step) in (1..version).zip(STEPS) {
        if from >= found {
            whole.execute_batch(step)?;
        }
    }
    whole.pragma_update(None, "user_version", version)?;
    whole.commit()?;
    Ok(())
}

/// Whether a journal is of a version before this one.
pub(crate) fn lacks(db: &Connection, version: i64) -> Result<bool, JournalError> {
    Ok(version_of(db)? < version)
}

fn version_of(db: &Connection) -> Result<i64, JournalError> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
