//! What was found is made to agree with itself: whatever a row or a lead lacks is to be done again,
//! and nothing is told that is not there.

use super::check::DAMAGED;
use super::rebuild::Rebuild;
use crate::JournalError;
use crate::sqlite::codes::{Status, Verdict, stage};
use lead_model::{IdReading, IdVerdict, LeadId, RowStatus, read_id};
use rusqlite::{Connection, params};
use std::collections::HashMap;

const RECORD_LOST: &str = "The run's file was damaged where this lead's record was kept. Retry reads it from Salesforce \
                           again; an answer that was paid for costs nothing.";
const FINDINGS_LOST: &str = "The run's file was damaged where it was kept what was found out about this lead. Retry \
                             finds it out again; an answer that was paid for costs nothing.";

impl Rebuild<'_> {
    /// Makes all tables agree.
    pub(super) fn agree(&self) -> Result<(), JournalError> {
        find_leads(&self.db, &self.half)?;
        self.db.execute_batch(
            "UPDATE lead SET rows = has, restored = mended
             FROM (SELECT ref AS of, COUNT(row.number) AS has, COALESCE(SUM(row.restored), 0) AS mended
                   FROM lead LEFT JOIN row ON row.lead = ref GROUP BY ref)
             WHERE ref = of AND (rows, restored) IS NOT (has, mended)",
        )?;
        settle_leads(&self.db)?;
        scores_as_found(&self.db)?;
        rows_as_leads(&self.db)
    }
}

/// Rows whose lead is gone have it anew, by the id in their cell. Rows whose cell and lead do not
/// agree, or of which neither says a lead, are taken out: they are read from the workbook again.
fn find_leads(db: &Connection, half: &HashMap<i64, LeadId>) -> Result<(), JournalError> {
    let mut wanted = db.prepare(
        "SELECT r.number, r.lead, r.cell, l.id FROM row r LEFT JOIN lead l ON l.ref = r.lead
         WHERE r.lead IS NOT NULL ORDER BY r.number",
    )?;
    let (mut lost, mut strange) = (Vec::new(), Vec::new());
    let mut rows = wanted.query([])?;
    while let Some(row) = rows.next()? {
        let (number, lead): (u32, i64) = (row.get(0)?, row.get(1)?);
        let told = match read_id(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?) {
            IdReading::Lead { id, .. } => Some(id),
            _ => None,
        };
        let known: Option<LeadId> = match row.get_ref(3)?.as_str_or_null().map_err(rusqlite::Error::from)? {
            Some(id) => id.parse().ok(),
            None => None,
        };
        match (known, told.or_else(|| half.get(&lead).copied())) {
            (Some(known), Some(told)) if known == told => {}
            (Some(_), None) => {}
            (None, Some(id)) => lost.push((number, lead, id)),
            (Some(_), Some(_)) | (None, None) => strange.push(number),
        }
    }
    for (number, lead, id) in lost {
        db.prepare_cached(
            "INSERT OR IGNORE INTO lead (ref, id, rows, restored, stage, verdict, status, cause, failure)
             VALUES (?1, ?2, 0, 0, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            lead,
            id.as_str(),
            stage::SETTLED,
            Verdict(IdVerdict::Valid),
            Status(RowStatus::RetrievalFailed),
            DAMAGED,
            RECORD_LOST
        ])?;
        let known: i64 = db
            .prepare_cached("SELECT ref FROM lead WHERE id = ?1")?
            .query_row([id.as_str()], |row| row.get(0))?;
        db.prepare_cached("UPDATE row SET lead = ?2 WHERE number = ?1")?.execute(params![number, known])?;
    }
    for number in strange {
        db.prepare_cached("DELETE FROM row WHERE number = ?1")?.execute([number])?;
    }
    Ok(())
}

/// A lead stands where what is there of it says. One that was to be read is read, also where a record of it
/// is there: what its id is worth was told with that, and is not known any more.
fn settle_leads(db: &Connection) -> Result<(), JournalError> {
    let status = |status: RowStatus| Status(status).number();
    let (waiting, rules_only, analyzed) =
        (status(RowStatus::Waiting), status(RowStatus::RulesOnly), status(RowStatus::Analyzed));
    let (not_read, not_assessed) = (status(RowStatus::RetrievalFailed), status(RowStatus::NotAssessed));
    let (failed, absent) = (status(RowStatus::AssessmentFailed), status(RowStatus::InvalidLeadId));
    let (to_read, to_rule) = (stage::TO_READ, stage::TO_RULE);
    let (to_assess, settled) = (stage::TO_ASSESS, stage::SETTLED);
    let valid = Verdict(IdVerdict::Valid).number();
    let no_record = "NOT EXISTS (SELECT 1 FROM record WHERE record.lead = ref)";
    let no_finding = "NOT EXISTS (SELECT 1 FROM finding WHERE finding.lead = ref)";
    // An older copy, from before the model had answered.
    let of_before =
        "EXISTS (SELECT 1 FROM finding WHERE finding.lead = ref AND findings ->> '$.coherence' IS NULL)";
    let no_scores = "acquisition = NULL, enrichment = NULL, coherence = NULL, final = NULL, not_in_tam = NULL, \
                     suspicious = NULL, fingerprint = NULL, model = NULL, assessed_at = NULL";
    db.execute(
        &format!(
            "UPDATE lead SET stage = {settled}, status = {not_read}, verdict = {valid}, cause = ?1, failure = ?2,
                 note = NULL, name = NULL, company = NULL, search = NULL, {no_scores}
             WHERE (stage IN ({to_rule}, {to_assess}) OR status IN ({rules_only}, {analyzed}, {failed}, {not_assessed}))
                 AND {no_record}"
        ),
        [DAMAGED, RECORD_LOST],
    )?;
    db.execute(
        &format!(
            "UPDATE lead SET stage = {settled}, status = {failed}, cause = ?1, failure = ?2, {no_scores}
             WHERE (status IN ({rules_only}, {analyzed}, {failed}) AND {no_finding} AND cause IS NOT ?1)
                 OR (status = {analyzed} AND {of_before})"
        ),
        [DAMAGED, FINDINGS_LOST],
    )?;
    db.execute_batch(&format!(
        "UPDATE lead SET stage = {to_rule}
             WHERE stage = {to_assess} AND status = {waiting} AND ({no_finding} OR fingerprint IS NULL);
         UPDATE lead SET stage = {to_read} WHERE status = {waiting} AND stage = {settled};
         UPDATE lead SET stage = {settled}
             WHERE status IN ({rules_only}, {analyzed}, {failed}, {not_read}, {absent}) AND stage <> {settled};
         UPDATE lead SET verdict = {valid} WHERE status = {not_read} AND verdict <> {valid};
         UPDATE lead SET cause = NULL, failure = NULL
             WHERE status NOT IN ({failed}, {not_read}) AND COALESCE(cause, failure) IS NOT NULL;"
    ))?;
    db.execute(
        &format!(
            "UPDATE lead SET cause = ?1, failure = ?2 WHERE status IN ({failed}, {not_read}) AND cause IS NULL"
        ),
        [DAMAGED, RECORD_LOST],
    )?;
    Ok(())
}

/// Scores stand twice, in what was found out and beside the lead; what was found out is whole.
fn scores_as_found(db: &Connection) -> Result<(), JournalError> {
    db.execute(
        "UPDATE lead SET acquisition = a, enrichment = e, coherence = c, final = f, not_in_tam = n, suspicious = s
         FROM (SELECT lead AS of, findings ->> '$.rules.acquisition' AS a, findings ->> '$.rules.enrichment' AS e,
                   findings ->> '$.coherence' AS c, findings ->> '$.final_confidence' AS f,
                   findings ->> '$.rules.not_in_tam' AS n, findings ->> '$.rules.suspicious_enrichment' AS s
               FROM finding)
         WHERE of = ref AND status IN (?1, ?2)
             AND (acquisition, enrichment, coherence, final, not_in_tam, suspicious) IS NOT (a, e, c, f, n, s)",
        [Status(RowStatus::RulesOnly), Status(RowStatus::Analyzed)],
    )?;
    Ok(())
}

/// A row is judged as its lead is.
fn rows_as_leads(db: &Connection) -> Result<(), JournalError> {
    db.execute(
        "UPDATE row SET status = s, final = f, verdict = v
         FROM (SELECT number AS of, lead.status AS s, CASE WHEN lead.status IN (?1, ?2) THEN lead.final END AS f,
                   CASE WHEN row.restored <> 0 AND lead.verdict = ?3 THEN ?4 ELSE lead.verdict END AS v
               FROM row JOIN lead ON lead.ref = row.lead)
         WHERE number = of AND (status, final, verdict) IS NOT (s, f, v)",
        params![
            Status(RowStatus::RulesOnly),
            Status(RowStatus::Analyzed),
            Verdict(IdVerdict::Valid),
            Verdict(IdVerdict::Restored)
        ],
    )?;
    // Without a lead there is nothing that a row could wait for.
    db.execute(
        "UPDATE row SET status = ?1, final = NULL WHERE lead IS NULL AND (status <> ?1 OR final IS NOT NULL)",
        [Status(RowStatus::InvalidLeadId)],
    )?;
    Ok(())
}
