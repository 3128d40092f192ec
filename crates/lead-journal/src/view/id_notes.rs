//! How the leads' ids were read where a cell does not simply say its id, counted.

use crate::sqlite::codes::count;
use crate::{JournalError, View};

/// A way in which ids were read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdNote {
    /// What was done, in a sentence.
    pub note: String,
    /// Rows of which it is true.
    pub rows: u64,
    /// The first of them.
    pub first_row: u32,
}

impl View<'_> {
    /// The ways in which the ids of leads were read, the one of most rows first. Rows whose cell says the
    /// id and nothing else are not among them.
    pub fn id_notes(self) -> Result<Vec<IdNote>, JournalError> {
        let mut wanted = self.db.prepare_cached(
            "SELECT note, COUNT(*), MIN(number) FROM row WHERE lead IS NOT NULL AND note IS NOT NULL
             GROUP BY note ORDER BY COUNT(*) DESC, MIN(number)",
        )?;
        let notes = wanted.query_map([], |row| {
            Ok(IdNote { note: row.get(0)?, rows: count(row.get(1)?), first_row: row.get(2)? })
        })?;
        Ok(notes.collect::<Result<_, _>>()?)
    }
}
