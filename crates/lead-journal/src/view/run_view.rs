//! What can be seen of a run, by its owner or by anybody else.

use crate::journal::lead_ref::{LeadRef, id_of};
use crate::sqlite::codes::{State, Status, Verdict, count};
use crate::sqlite::schema;
use crate::{Home, JournalError, Tallies, salvage};
use lead_model::{IdVerdict, Lead, LeadFindings, LeadId, RowStatus, RunId, RunState, Score};
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeSet;

/// What is known of a run as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The workbook's file name.
    pub name: String,
    /// When it was made, RFC 3339 in UTC.
    pub started_at: String,
    /// The plan as JSON.
    pub plan: String,
    /// The recipe, as text.
    pub recipe: String,
    /// The fingerprint of the workbook it began with.
    pub source_fingerprint: String,
    /// What its owner last wrote of its state.
    pub state: RunState,
    /// Why.
    pub reason: Option<String>,
    /// The fields that the org lets this user read; `None` until it was asked.
    pub readable: Option<BTreeSet<String>>,
    /// Where the org's records are.
    pub instance_url: Option<String>,
    /// Where the workbook was last saved.
    pub output: Option<String>,
    /// The process that drives it, or drove it last.
    pub pid: Option<u32>,
}

/// A row with what is known of its lead.
#[derive(Debug, Clone, PartialEq)]
pub struct RowEntry {
    /// Its number in the spreadsheet.
    pub number: u32,
    /// The cell's text.
    pub cell: String,
    /// What is known of the id.
    pub verdict: IdVerdict,
    /// How far the row has come.
    pub status: RowStatus,
    /// Why the id is judged as it is, and how it was read where the cell does not simply say it.
    pub note: Option<String>,
    /// Why it failed: a short name.
    pub cause: Option<String>,
    /// Why it failed, in a sentence.
    pub failure: Option<String>,
    /// Its lead; `None` where the cell holds no lead's id.
    pub lead: Option<LeadEntry>,
}

/// A lead as a row shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadEntry {
    /// Its place.
    pub lead: LeadRef,
    /// Its id.
    pub id: LeadId,
    /// Its name; empty until it was read.
    pub name: String,
    /// Its company; empty until it was read.
    pub company: String,
    /// Completeness of the acquired fields.
    pub acquisition: Option<Score>,
    /// Completeness of the enriched fields.
    pub enrichment: Option<Score>,
    /// How well the values agree.
    pub coherence: Option<Score>,
    /// The final score.
    pub final_confidence: Option<Score>,
    /// The model that judged it.
    pub model: Option<String>,
    /// When it was judged.
    pub assessed_at: Option<String>,
}

/// A row with everything there is of its lead.
#[derive(Debug, Clone, PartialEq)]
pub struct FullRow {
    /// The row.
    pub entry: RowEntry,
    /// The lead's record, once it was read.
    pub record: Option<Lead>,
    /// What was found out, once the rules have run.
    pub findings: Option<LeadFindings>,
}

/// A run opened to look at, whoever drives it.
#[derive(Debug)]
pub struct Look {
    db: Connection,
}

impl Look {
    /// Opens a run to look at it.
    pub fn at(home: &Home, run: &RunId) -> Result<Self, JournalError> {
        let path = home.existing(run)?;
        salvage::check::finish_if_free(home, run)?;
        Ok(Self { db: schema::open_to_look(&path)? })
    }

    /// What there is to be seen.
    #[must_use]
    pub fn view(&self) -> View<'_> {
        View::of(&self.db)
    }
}

/// What there is to be seen of a run.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    pub(crate) db: &'a Connection,
}

pub(crate) const ROW_COLUMNS: &str = "r.number, r.cell, r.verdict, r.status, COALESCE(l.note || ' ' || r.note, l.note, r.note), l.cause, \
     l.failure, l.ref, l.id, l.name, l.company, l.acquisition, l.enrichment, l.coherence, l.final, l.model, \
     l.assessed_at, r.lead, l.status";

impl<'a> View<'a> {
    pub(crate) fn of(db: &'a Connection) -> Self {
        Self { db }
    }

    /// The run as a whole.
    pub fn about(self) -> Result<About, JournalError> {
        let (mut about, readable) = self.db.query_row(
            "SELECT name, started_at, plan, recipe, source_fingerprint, state, reason, instance_url, output, pid,
             readable FROM run",
            [],
            |row| {
                let about = About {
                    name: row.get(0)?,
                    started_at: row.get(1)?,
                    plan: row.get(2)?,
                    recipe: row.get(3)?,
                    source_fingerprint: row.get(4)?,
                    state: row.get::<_, State>(5)?.0,
                    reason: row.get(6)?,
                    readable: None,
                    instance_url: row.get(7)?,
                    output: row.get(8)?,
                    pid: row.get(9)?,
                };
                Ok((about, row.get::<_, Option<String>>(10)?))
            },
        )?;
        about.readable = readable.map(|json| serde_json::from_str(&json)).transpose()?;
        Ok(about)
    }

    /// The state that was written down last; paused where it cannot be read.
    pub(crate) fn state_or_paused(self) -> Result<RunState, JournalError> {
        let number: i64 = self.db.query_row("SELECT state FROM run", [], |row| row.get(0))?;
        Ok(State::column_result(ValueRef::Integer(number)).map_or(RunState::Paused, |state| state.0))
    }

    /// What it adds up to.
    pub fn tallies(self) -> Result<Tallies, JournalError> {
        let json: String = self.db.query_row("SELECT tallies FROM run", [], |row| row.get(0))?;
        Ok(serde_json::from_str(&json)?)
    }

    /// One row.
    pub fn row(self, number: u32) -> Result<Option<FullRow>, JournalError> {
        Ok(self.full_rows_where("r.number = ?1", number, 1)?.pop())
    }

    /// Rows in the workbook's order, from after a number on, with everything.
    pub fn full_rows(self, after: u32, limit: u32) -> Result<Vec<FullRow>, JournalError> {
        self.full_rows_where("r.number > ?1", after, limit)
    }

    fn full_rows_where(self, which: &str, number: u32, limit: u32) -> Result<Vec<FullRow>, JournalError> {
        let mut wanted = self.db.prepare_cached(&format!(
            "SELECT {ROW_COLUMNS}, d.fields, f.findings FROM row r LEFT JOIN lead l ON l.ref = r.lead
             LEFT JOIN record d ON d.lead = r.lead LEFT JOIN finding f ON f.lead = r.lead
             WHERE {which} ORDER BY r.number LIMIT ?2"
        ))?;
        let mut rows = wanted.query([number, limit])?;
        let mut full = Vec::new();
        while let Some(row) = rows.next()? {
            let entry = entry(row)?;
            let text = |column| -> Result<Option<&str>, JournalError> {
                Ok(row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?)
            };
            let fields = text(19)?.map(serde_json::from_str).transpose()?;
            let record = entry.lead.as_ref().zip(fields).map(|(lead, fields)| Lead { id: lead.id, fields });
            let findings = text(20)?.map(serde_json::from_str).transpose()?;
            is_whole(&entry, record.is_some(), findings.is_some())?;
            full.push(FullRow { entry, record, findings });
        }
        Ok(full)
    }

    /// The rows that have a lead's id, the first ones.
    pub fn rows_of(self, lead: LeadRef, limit: u32) -> Result<Vec<u32>, JournalError> {
        let mut wanted =
            self.db.prepare_cached("SELECT number FROM row WHERE lead = ?1 ORDER BY number LIMIT ?2")?;
        let rows = wanted.query_map([lead, i64::from(limit)], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The first row there is.
    pub fn first_row(self) -> Result<Option<u32>, JournalError> {
        Ok(self.db.query_row("SELECT MIN(number) FROM row", [], |row| row.get(0)).optional()?.flatten())
    }

    pub(crate) fn number(self, sql: &str, values: impl rusqlite::Params) -> Result<u64, JournalError> {
        Ok(self.db.prepare_cached(sql)?.query_row(values, |row| row.get(0).map(count))?)
    }
}

impl View<'_> {
    /// How many rows there are, counted in their table. A damaged one has fewer than it was told to have.
    pub fn rows_there(&self) -> Result<u64, JournalError> {
        let counted = self.db.query_row("SELECT COUNT(*) FROM row NOT INDEXED", [], |row| row.get(0));
        Ok(count(counted?))
    }
}

/// Whether all is there that a row of this status has. Where a page is full of zeros, `SQLite` finds
/// nothing and says nothing.
fn is_whole(entry: &RowEntry, record: bool, findings: bool) -> Result<(), JournalError> {
    let (wants_record, wants_findings) = match entry.status {
        RowStatus::Analyzed | RowStatus::RulesOnly | RowStatus::AssessmentFailed => (true, true),
        RowStatus::NotAssessed => (true, false),
        RowStatus::InvalidLeadId | RowStatus::RetrievalFailed | RowStatus::Waiting => (false, false),
    };
    // Where the findings were lost before, that is told already.
    let told = entry.cause.as_deref() == Some(salvage::check::DAMAGED);
    if (wants_record && !record) || (wants_findings && !findings && !told) {
        return Err(JournalError::Malformed(format!("row {} lacks what its status says", entry.number)));
    }
    Ok(())
}

pub(crate) fn entry(row: &Row<'_>) -> rusqlite::Result<RowEntry> {
    // A row and its lead are written together, and say the same.
    let (status, of_lead) = (row.get::<_, Status>(3)?, row.get::<_, Option<Status>>(18)?);
    if row.get::<_, Option<LeadRef>>(17)?.is_some() && of_lead != Some(status) {
        return Err(rusqlite::Error::IntegralValueOutOfRange(18, status.number()));
    }
    let score = |column| -> rusqlite::Result<Option<Score>> {
        Ok(row.get::<_, Option<f64>>(column)?.and_then(Score::new))
    };
    let lead = match row.get::<_, Option<LeadRef>>(7)? {
        Some(lead) => Some(LeadEntry {
            lead,
            id: id_of(row, 8)?,
            name: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
            company: row.get::<_, Option<String>>(10)?.unwrap_or_default(),
            acquisition: score(11)?,
            enrichment: score(12)?,
            coherence: score(13)?,
            final_confidence: score(14)?,
            model: row.get(15)?,
            assessed_at: row.get(16)?,
        }),
        None => None,
    };
    Ok(RowEntry {
        number: row.get(0)?,
        cell: row.get(1)?,
        verdict: row.get::<_, Verdict>(2)?.0,
        status: status.0,
        note: row.get(4)?,
        cause: row.get(5)?,
        failure: row.get(6)?,
        lead,
    })
}
