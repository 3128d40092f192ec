//! Rows go in.

use crate::sqlite::codes::{Status, Verdict, stage};
use crate::{Journal, JournalError};
use lead_model::{IdReading, IdVerdict, LeadId, RowStatus};
use rusqlite::{Row, params};
use std::ops::RangeInclusive;

/// A cell's text is kept to be shown; what is longer is no id, and its reason is kept beside it.
const LONGEST_CELL: usize = 200;

/// The rows that are written down. As a rule they are all up to some last one; where a run's file was
/// damaged, some of those before may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KnownRows(Vec<RangeInclusive<u32>>);

impl KnownRows {
    /// Whether a row is written down.
    #[must_use]
    pub fn contains(&self, number: u32) -> bool {
        let after = self.0.partition_point(|range| *range.start() <= number);
        after > 0 && self.0[after - 1].contains(&number)
    }
}

/// What is already known of a lead when another row turns out to have its id.
struct Known {
    lead: i64,
    first: bool,
    verdict: IdVerdict,
    status: RowStatus,
    score: Option<f64>,
    cause: Option<String>,
}

impl Journal {
    /// The last row written down; 0 before the first.
    pub fn last_row(&self) -> Result<u32, JournalError> {
        Ok(self.db.query_row("SELECT COALESCE(MAX(number), 0) FROM row", [], |row| row.get(0))?)
    }

    /// Which rows are written down.
    pub fn known_rows(&self) -> Result<KnownRows, JournalError> {
        let mut wanted = self.db.prepare("SELECT number FROM row ORDER BY number")?;
        let mut rows = wanted.query([])?;
        let mut known: Vec<RangeInclusive<u32>> = Vec::new();
        while let Some(row) = rows.next()? {
            let number: u32 = row.get(0)?;
            match known.last_mut() {
                Some(last) if *last.end() + 1 == number => *last = *last.start()..=number,
                _ => known.push(number..=number),
            }
        }
        Ok(KnownRows(known))
    }

    /// Writes a row down. A row whose lead is known already gets what is known of it.
    pub fn add_row(&mut self, number: u32, cell: &str, reading: &IdReading) -> Result<(), JournalError> {
        let reason = reading.reason();
        let note = (!reason.is_empty()).then_some(reason);
        let cell = shortened(cell);
        let verdict = match reading {
            IdReading::Lead { id, restored, .. } => {
                return self.add_lead_row(number, &cell, note.as_deref(), *id, restored.is_some());
            }
            IdReading::WrongObject { .. } => IdVerdict::WrongObject,
            IdReading::Malformed(_) => IdVerdict::Malformed,
            IdReading::Blank => IdVerdict::Blank,
        };
        self.insert_row(number, &cell, note.as_deref(), None, false, verdict, RowStatus::InvalidLeadId, None)
    }

    /// The workbook has no more rows.
    pub fn reading_ended(&mut self) {
        self.tally().reading_ended = true;
    }

    fn add_lead_row(
        &mut self,
        number: u32,
        cell: &str,
        note: Option<&str>,
        id: LeadId,
        restored: bool,
    ) -> Result<(), JournalError> {
        let known = self.known(id, restored)?;
        if known.first {
            self.tally().leads.all += 1;
        }
        if let Some(cause) = &known.cause {
            self.tally().problem(cause, "", 1);
        }
        let verdict =
            if restored && known.verdict == IdVerdict::Valid { IdVerdict::Restored } else { known.verdict };
        self.insert_row(number, cell, note, Some(known.lead), restored, verdict, known.status, known.score)
    }

    fn known(&self, id: LeadId, restored: bool) -> Result<Known, JournalError> {
        let read = |row: &Row<'_>| {
            Ok(Known {
                lead: row.get(0)?,
                first: row.get::<_, i64>(1)? == 1,
                verdict: row.get::<_, Verdict>(2)?.0,
                status: row.get::<_, Status>(3)?.0,
                score: row.get(4)?,
                cause: row.get(5)?,
            })
        };
        let known = self
            .db
            .prepare_cached(
                "INSERT INTO lead (id, rows, restored, stage, verdict, status) VALUES (?1, 1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET rows = rows + 1, restored = restored + excluded.restored
                 RETURNING ref, rows, verdict, status, final, cause",
            )?
            .query_row(
                params![
                    id.as_str(),
                    restored,
                    stage::TO_READ,
                    Verdict(IdVerdict::Valid),
                    Status(RowStatus::Waiting)
                ],
                read,
            )?;
        Ok(known)
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of one table, in their order")]
    fn insert_row(
        &mut self,
        number: u32,
        cell: &str,
        note: Option<&str>,
        lead: Option<i64>,
        restored: bool,
        verdict: IdVerdict,
        status: RowStatus,
        score: Option<f64>,
    ) -> Result<(), JournalError> {
        self.db
            .prepare_cached(
                "INSERT INTO row (number, cell, note, lead, restored, verdict, status, final)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![number, cell, note, lead, restored, Verdict(verdict), Status(status), score])?;
        let tallies = self.tally();
        tallies.rows += 1;
        tallies.status.add(status, 1);
        tallies.verdict.add(verdict, 1);
        Ok(())
    }
}

fn shortened(cell: &str) -> std::borrow::Cow<'_, str> {
    match cell.char_indices().nth(LONGEST_CELL) {
        Some((end, _)) => format!("{}…", &cell[..end]).into(),
        None => cell.into(),
    }
}
