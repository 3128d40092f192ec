//! Money is reserved before a request is sent and accounted for afterwards, so that a cap holds
//! even if the process dies in between.

use crate::codes::int;
use crate::{Journal, JournalError};
use lead_model::{Money, Usage};
use rusqlite::params;

/// A reservation's number.
pub type ReservationId = i64;

/// Which station a batch belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchStation {
    /// A call that read leads.
    Retrieve,
    /// A sub-batch for the model.
    Assess,
}

impl Journal {
    /// Reserves the worst a request can cost.
    pub fn reserve(&mut self, worst: Money) -> Result<ReservationId, JournalError> {
        self.db.prepare_cached("INSERT INTO reservation (nanos) VALUES (?1)")?.execute([worst.nanos()])?;
        self.tally().reserved += worst;
        Ok(self.db.last_insert_rowid())
    }

    /// Replaces a reservation by what the request used, and by what it may have cost where that
    /// cannot be known (an answer that never arrived may be billed).
    pub fn settle(
        &mut self,
        reservation: ReservationId,
        used: &Usage,
        unknown: Money,
    ) -> Result<(), JournalError> {
        let nanos = self
            .db
            .prepare_cached("DELETE FROM reservation WHERE number = ?1 RETURNING nanos")?
            .query_row([reservation], |row| row.get(0))?;
        let tallies = self.tally();
        tallies.reserved = tallies.reserved - Money::from_nanos(nanos);
        tallies.unknown += unknown;
        tallies.usage += *used;
        Ok(())
    }

    /// Counts reservations that a dead owner left behind as perhaps spent. Gives how many and how much.
    pub fn write_off(&mut self) -> Result<(u64, Money), JournalError> {
        let (number, nanos): (i64, i64) =
            self.db.query_row("SELECT COUNT(*), COALESCE(SUM(nanos), 0) FROM reservation", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        self.db.execute("DELETE FROM reservation", [])?;
        let lost = Money::from_nanos(nanos);
        let tallies = self.tally();
        tallies.reserved = Money::ZERO;
        tallies.unknown += lost;
        Ok((crate::codes::count(number), lost))
    }

    /// Counts an amount as perhaps spent: nobody knows any more what was.
    pub fn count_as_perhaps_spent(&mut self, amount: Money) {
        self.tally().unknown += amount;
    }

    /// Adds to what was used.
    pub fn used(&mut self, usage: &Usage) {
        self.tally().usage += *usage;
    }

    /// A batch has ended.
    pub fn batch_ended(
        &mut self,
        station: BatchStation,
        leads: u64,
        failed: u64,
        seconds: f64,
    ) -> Result<(), JournalError> {
        let name = match station {
            BatchStation::Retrieve => "retrieve",
            BatchStation::Assess => "assess",
        };
        self.db
            .prepare_cached(
                "INSERT INTO batch (station, leads, failed, seconds, ended_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![name, int(leads), int(failed), seconds, jiff::Timestamp::now().to_string()])?;
        let batches = &mut self.tally().batches;
        match station {
            BatchStation::Retrieve => batches.retrieve += 1,
            BatchStation::Assess => batches.assess += 1,
        }
        batches.failed += u64::from(failed > 0);
        batches.seconds += seconds;
        Ok(())
    }
}
