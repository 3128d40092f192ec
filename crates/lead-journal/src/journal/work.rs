//! What is yet to be done for the leads. Each station asks here, so that a run that was killed goes on
//! by asking the same questions again.

use crate::journal::lead_ref::{LeadRef, id_of};
use crate::sqlite::codes::{Status, stage};
use crate::{Journal, JournalError};
use lead_model::{Lead, LeadFindings, LeadId, RowStatus};
use rusqlite::params;
use std::collections::HashSet;
use std::hash::BuildHasher;

/// Text of the records that are given at once: in memory they take several times that.
const MOST_TEXT: usize = 512 << 10;

/// A lead that the model is to judge.
#[derive(Debug, Clone, PartialEq)]
pub struct ToAssess {
    /// Its place.
    pub lead: LeadRef,
    /// Its record.
    pub record: Lead,
    /// What the rules say.
    pub findings: LeadFindings,
    /// What the question about it is known by.
    pub fingerprint: String,
    /// How often it was asked about so far at a cost, or perhaps at one.
    pub attempts: u32,
}

impl Journal {
    /// Leads to be read, from after a place on, in order.
    pub fn to_read(&self, after: LeadRef, limit: u32) -> Result<Vec<(LeadRef, LeadId)>, JournalError> {
        self.at_stage(stage::TO_READ, after, limit)
    }

    /// Leads to be looked at a second time, from after a place on, in order.
    pub fn missing(&self, after: LeadRef, limit: u32) -> Result<Vec<(LeadRef, LeadId)>, JournalError> {
        self.at_stage(stage::MISSING, after, limit)
    }

    fn at_stage(
        &self,
        stage: i64,
        after: LeadRef,
        limit: u32,
    ) -> Result<Vec<(LeadRef, LeadId)>, JournalError> {
        let mut wanted = self
            .db
            .prepare_cached("SELECT ref, id FROM lead WHERE stage = ?1 AND ref > ?2 ORDER BY ref LIMIT ?3")?;
        let mut rows = wanted.query(params![stage, after, limit])?;
        let mut leads = Vec::new();
        while let Some(row) = rows.next()? {
            leads.push((row.get(0)?, id_of(row, 1)?));
        }
        Ok(leads)
    }

    /// Leads to be judged by the rules, in order; fewer where they are large.
    pub fn to_rule(&self, limit: u32) -> Result<Vec<(LeadRef, Lead)>, JournalError> {
        let mut wanted = self.db.prepare_cached(
            "SELECT l.ref, l.id, r.fields FROM lead l JOIN record r ON r.lead = l.ref
             WHERE l.stage = ?1 ORDER BY l.ref LIMIT ?2",
        )?;
        let mut rows = wanted.query(params![stage::TO_RULE, limit])?;
        let (mut leads, mut bytes) = (Vec::new(), 0);
        while bytes < MOST_TEXT
            && let Some(row) = rows.next()?
        {
            let text = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            bytes += text.len();
            leads.push((row.get(0)?, Lead { id: id_of(row, 1)?, fields: serde_json::from_str(text)? }));
        }
        Ok(leads)
    }

    /// Leads to be judged by the model, in order, without those that somebody has in hand.
    pub fn to_assess<S: BuildHasher>(
        &self,
        limit: usize,
        in_hand: &HashSet<LeadRef, S>,
    ) -> Result<Vec<ToAssess>, JournalError> {
        let mut wanted =
            self.db.prepare_cached("SELECT ref FROM lead WHERE stage = ?1 ORDER BY ref LIMIT ?2")?;
        let most = i64::try_from(limit + in_hand.len()).unwrap_or(i64::MAX);
        let mut rows = wanted.query(params![stage::TO_ASSESS, most])?;
        let mut leads = Vec::new();
        while let Some(row) = rows.next()? {
            let lead: LeadRef = row.get(0)?;
            if leads.len() == limit {
                break;
            }
            if !in_hand.contains(&lead) {
                leads.push(self.one_to_assess(lead)?);
            }
        }
        Ok(leads)
    }

    fn one_to_assess(&self, lead: LeadRef) -> Result<ToAssess, JournalError> {
        let mut one = self.db.prepare_cached(
            "SELECT l.id, l.fingerprint, r.fields, f.findings, l.attempts FROM lead l
             JOIN record r ON r.lead = l.ref JOIN finding f ON f.lead = l.ref WHERE l.ref = ?1",
        )?;
        let mut rows = one.query([lead])?;
        let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
        let text = |column| -> Result<&str, JournalError> {
            Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?)
        };
        Ok(ToAssess {
            lead,
            record: Lead { id: id_of(row, 0)?, fields: serde_json::from_str(text(2)?)? },
            findings: serde_json::from_str(text(3)?)?,
            fingerprint: row.get(1)?,
            attempts: row.get(4)?,
        })
    }

    /// The record of some lead that came this far: something that is known to work, to compare with.
    pub fn proven(&self, status: Option<RowStatus>) -> Result<Option<Lead>, JournalError> {
        let mut one = self.db.prepare_cached(
            "SELECT l.id, r.fields FROM record r JOIN lead l ON l.ref = r.lead
             WHERE ?1 IS NULL OR l.status = ?1 LIMIT 1",
        )?;
        let mut rows = one.query([status.map(Status)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let fields = serde_json::from_str(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
        Ok(Some(Lead { id: id_of(row, 0)?, fields }))
    }
}
