//! Money is reserved before a request is sent and accounted for afterwards, so that a cap holds
//! even if the process dies in between, or the machine.

use crate::files::durable::KeptDurably;
use crate::journal::attempts;
use crate::sqlite::codes::int;
use crate::{Journal, JournalError, LeadRef};
use lead_model::{Money, Usage};
use rusqlite::params;

/// A reservation's number.
pub type ReservationId = i64;

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settlement {
    /// What it used, as far as that is known.
    pub used: Usage,
    /// What it may have cost beyond that, at most.
    pub unconfirmed: Money,
    /// Whether it counts as an attempt for the leads it was about.
    pub attempt: bool,
}

/// Which station a batch belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchStation {
    /// A call that read leads.
    Retrieve,
    /// A sub-batch for the model.
    Assess,
}

impl Journal {
    /// Reserves the most a request about these leads can cost, out of money that is reserved on the
    /// disk already; where that is used up, more is, up to what a cap leaves. So nobody waits for the
    /// disk with every request, and the loss of the last commits forgets no money: all that was
    /// reserved on the disk then counts as perhaps spent.
    pub fn reserve(
        &mut self,
        most: Money,
        leads: &[LeadRef],
        cap: Option<Money>,
    ) -> Result<ReservationId, JournalError> {
        self.reserve_on_disk(most, cap)?;
        self.db
            .prepare_cached("INSERT INTO reservation (nanos, leads) VALUES (?1, ?2)")?
            .execute(params![most.nanos(), attempts::written(leads)])?;
        self.tally().reserved += most;
        Ok(self.db.last_insert_rowid())
    }

    /// Replaces a reservation by what became of the request.
    pub fn settle(&mut self, reservation: ReservationId, settled: &Settlement) -> Result<(), JournalError> {
        let (nanos, leads): (i64, String) = self
            .db
            .prepare_cached("DELETE FROM reservation WHERE number = ?1 RETURNING nanos, leads")?
            .query_row([reservation], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if settled.attempt {
            self.attempted(&leads)?;
        }
        let tallies = self.tally();
        tallies.reserved = tallies.reserved - Money::from_nanos(nanos);
        tallies.unknown += settled.unconfirmed;
        tallies.usage += settled.used;
        Ok(())
    }

    /// Counts reservations that a dead owner left behind as perhaps spent, and their requests as
    /// attempts. Gives how many and how much.
    pub fn write_off(&mut self) -> Result<(u64, Money), JournalError> {
        let left = {
            let mut left = self.db.prepare("DELETE FROM reservation RETURNING nanos, leads")?;
            let left = left.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            left.collect::<Result<Vec<(i64, String)>, _>>()?
        };
        let lost = left.iter().map(|(nanos, _)| Money::from_nanos(*nanos)).sum();
        for (_, leads) in &left {
            self.attempted(leads)?;
        }
        let tallies = self.tally();
        tallies.reserved = Money::ZERO;
        tallies.unknown += lost;
        Ok((left.len() as u64, lost))
    }

    /// Counts an amount as perhaps spent: nobody knows any more what was.
    pub fn count_as_perhaps_spent(&mut self, amount: Money) {
        self.tally().unknown += amount;
    }

    /// Adds to what was used.
    pub fn used(&mut self, usage: &Usage) {
        self.tally().usage += *usage;
    }

    /// A request cost so many times the worst it was thought to cost.
    pub fn overran(&mut self, times: f64) {
        if times > self.tallies().overrun {
            self.tally().overrun = times;
        }
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

impl Journal {
    /// Counts as perhaps spent what the run may have committed in commits that are lost.
    pub(crate) fn find_lost_money(&mut self) -> Result<(), JournalError> {
        let lost = self.durable.as_ref().map_or(Money::ZERO, |durable| durable.lost(&self.tallies));
        if lost == Money::ZERO {
            return Ok(());
        }
        tracing::warn!(%lost, "the run's last commits are lost; what they may have cost counts as spent");
        self.begin()?;
        self.tally().unknown += lost;
        self.commit()
    }

    pub(crate) fn reserve_on_disk(&mut self, most: Money, cap: Option<Money>) -> Result<(), JournalError> {
        let needed = self.tallies.committed() + most;
        self.durable.as_mut().map_or(Ok(()), |durable| durable.raise(needed, most, cap))
    }

    /// The run comes to rest: what was committed goes to the disk, and no more is reserved there than
    /// was spent, so that nothing is taken for lost when the machine is started anew.
    pub fn come_to_rest(&mut self) -> Result<(), JournalError> {
        let committed = self.tallies.committed().nanos();
        let Some(durable) = self.durable.as_mut().filter(|durable| durable.file.is_some()) else {
            return Ok(());
        };
        let busy: i64 = self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 && durable.kept.ceiling_nanos > committed {
            durable.keep(KeptDurably { ceiling_nanos: committed, ..durable.kept.clone() })?;
        }
        Ok(())
    }

    /// The bulk job that is kept on the disk, for a journal that has lost it.
    pub(crate) fn durable_job(&self) -> Option<String> {
        self.durable.as_ref().and_then(|durable| durable.kept.job.clone())
    }

    /// Keeps a bulk job on the disk, or that there is none; either way none is about to be made.
    pub(crate) fn keep_durable_job(&mut self, job: Option<&str>) -> Result<(), JournalError> {
        self.keep_about_job(job, None)
    }

    /// The bulk job that may have been made, though its making was not answered: what was kept of the
    /// intent to make it.
    #[must_use]
    pub fn bulk_intent(&self) -> Option<String> {
        self.durable.as_ref().and_then(|durable| durable.kept.intent.clone())
    }

    /// Keeps, before a bulk job is asked for, what will tell it from others if the answer is lost. It is
    /// on the disk when this returns, and there until the job is kept or forgotten.
    pub fn keep_bulk_intent(&mut self, intent: &str) -> Result<(), JournalError> {
        self.keep_about_job(None, Some(intent))
    }

    fn keep_about_job(&mut self, job: Option<&str>, intent: Option<&str>) -> Result<(), JournalError> {
        let Some(durable) = &mut self.durable else { return Ok(()) };
        if (durable.kept.job.as_deref(), durable.kept.intent.as_deref()) == (job, intent) {
            return Ok(());
        }
        let kept = KeptDurably {
            job: job.map(str::to_owned),
            intent: intent.map(str::to_owned),
            ..durable.kept.clone()
        };
        durable.keep(kept)
    }
}
