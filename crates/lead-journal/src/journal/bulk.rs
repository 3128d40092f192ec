//! The bulk job of a run, and its results against the leads that are wanted.

use crate::sqlite::codes::{count, stage};
use crate::{Journal, JournalError, LeadRef};
use lead_model::LeadId;
use rusqlite::OptionalExtension;

impl Journal {
    /// The job under way, as it was kept; `None` where there is none.
    pub fn bulk_job(&self) -> Result<Option<String>, JournalError> {
        let job = self.db.query_row("SELECT job FROM job", [], |row| row.get(0)).optional()?;
        Ok(job.or_else(|| self.durable_job()))
    }

    /// Keeps a new job, so that whoever takes the run up reads its results and makes no other, even if
    /// the last commits are lost: what is kept on the disk then is the job and not the place reached,
    /// but the leads read until there are lost as well.
    pub fn keep_new_bulk_job(&mut self, job: &str) -> Result<(), JournalError> {
        self.keep_durable_job(Some(job))?;
        self.keep_bulk_job(job)
    }

    /// Keeps the job with the place reached in its results.
    pub fn keep_bulk_job(&mut self, job: &str) -> Result<(), JournalError> {
        self.db.prepare_cached("INSERT OR REPLACE INTO job (one, job) VALUES (1, ?1)")?.execute([job])?;
        Ok(())
    }

    /// Forgets the job, and the intent to make one.
    pub fn forget_bulk_job(&mut self) -> Result<(), JournalError> {
        self.db.execute("DELETE FROM job", [])?;
        self.keep_durable_job(None)
    }

    /// How many leads are still to be read.
    pub fn unread_leads(&self) -> Result<u64, JournalError> {
        let number = "SELECT COUNT(*) FROM lead WHERE stage = ?1";
        Ok(self.db.query_row(number, [stage::TO_READ], |row| row.get(0).map(count))?)
    }

    /// The place of a lead that is still to be read; `None` for one that is not wanted or was read.
    /// Looked up in the table, so that no set of ids is held in memory, however many there are.
    pub fn unread(&self, id: &LeadId) -> Result<Option<LeadRef>, JournalError> {
        let mut one = self.db.prepare_cached("SELECT ref FROM lead WHERE id = ?1 AND stage = ?2")?;
        Ok(one.query_row((id.as_str(), stage::TO_READ), |row| row.get(0)).optional()?)
    }

    /// Every lead that is still to be read was not given; why is yet to be asked.
    pub fn rest_not_given(&mut self) -> Result<u64, JournalError> {
        self.by_pieces(
            "SELECT MAX(ref) FROM lead",
            "UPDATE lead SET stage = ?2 WHERE stage = ?1 AND ref BETWEEN ?3 AND ?4",
            [stage::TO_READ, stage::MISSING],
        )
    }
}
