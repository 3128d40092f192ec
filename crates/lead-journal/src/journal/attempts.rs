//! How often each lead was asked about at a cost, or perhaps at one: what bounds the asking, whatever
//! the causes, and across all that may happen to a run.

use crate::sqlite::codes::count;
use crate::sqlite::migrations;
use crate::{Journal, JournalError, LeadRef, View};
use rusqlite::OptionalExtension;

/// The version of the journal that attempts are counted from.
const SINCE: i64 = 2;

impl Journal {
    /// One more attempt for each of these leads.
    pub(crate) fn attempted(&self, leads: &str) -> Result<(), JournalError> {
        let mut one = self.db.prepare_cached("UPDATE lead SET attempts = attempts + 1 WHERE ref = ?1")?;
        for lead in read(leads) {
            one.execute([lead])?;
        }
        Ok(())
    }
}

impl View<'_> {
    /// How often a lead was asked about at a cost, or perhaps at one.
    pub fn attempts(self, lead: LeadRef) -> Result<u64, JournalError> {
        if migrations::lacks(self.db, SINCE)? {
            return Ok(0);
        }
        let mut one = self.db.prepare_cached("SELECT attempts FROM lead WHERE ref = ?1")?;
        Ok(one.query_row([lead], |row| row.get(0).map(count)).optional()?.unwrap_or(0))
    }
}

/// Leads as they stand in a reservation: their places, between spaces.
pub(crate) fn written(leads: &[LeadRef]) -> String {
    leads.iter().map(LeadRef::to_string).collect::<Vec<_>>().join(" ")
}

fn read(leads: &str) -> impl Iterator<Item = LeadRef> {
    leads.split(' ').filter_map(|lead| lead.parse().ok())
}
