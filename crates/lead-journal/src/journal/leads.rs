//! What was found out about the leads.

use crate::sqlite::codes::{Status, Verdict, count, stage};
use crate::{Journal, JournalError, LeadRef};
use lead_model::{IdVerdict, Lead, LeadFindings, RowStatus};
use rusqlite::params;
use rusqlite::types::ToSql;

/// Rows that one statement changes: it keeps the pages it changes in memory until it is through.
const AT_ONCE: i64 = 20_000;

/// What Salesforce gave for a lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found<'a> {
    /// The record.
    pub record: &'a Lead,
    /// [`IdVerdict::Valid`] or [`IdVerdict::Converted`].
    pub verdict: IdVerdict,
    /// What is worth knowing of the id.
    pub note: Option<&'a str>,
    /// The lead's name.
    pub name: &'a str,
    /// Its company.
    pub company: &'a str,
    /// What a search finds it by, in small letters.
    pub search: &'a str,
    /// [`RowStatus::NotAssessed`] where the run goes no further, else [`RowStatus::Waiting`].
    pub status: RowStatus,
}

/// Who judged a lead and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judge<'a> {
    /// The model.
    pub model: &'a str,
    /// RFC 3339 in UTC.
    pub at: &'a str,
}

impl Journal {
    /// Salesforce gave a lead's record.
    pub fn found(&mut self, lead: LeadRef, found: &Found<'_>) -> Result<(), JournalError> {
        let (rows, restored) = self
            .db
            .prepare_cached(
                "UPDATE lead SET stage = ?2, verdict = ?3, note = ?4, name = ?5, company = ?6, search = ?7, status = ?8
                 WHERE ref = ?1 RETURNING rows, restored",
            )?
            .query_row(
                params![
                    lead,
                    stage::TO_RULE,
                    Verdict(found.verdict),
                    found.note,
                    found.name,
                    found.company,
                    found.search,
                    Status(found.status),
                ],
                counts,
            )?;
        self.db
            .prepare_cached("INSERT OR REPLACE INTO record (lead, fields) VALUES (?1, ?2)")?
            .execute(params![lead, serde_json::to_string(&found.record.fields)?])?;
        self.tally().leads.found += 1;
        if found.verdict != IdVerdict::Valid || found.status != RowStatus::Waiting {
            self.judge_rows(lead, found.verdict, found.status)?;
            self.retell(rows, restored, found.verdict);
            self.tally().row_status(RowStatus::Waiting, found.status, rows);
        }
        Ok(())
    }

    /// Salesforce gave nothing for a lead; why is yet to be asked.
    pub fn not_given(&mut self, lead: LeadRef) -> Result<(), JournalError> {
        self.db
            .prepare_cached("UPDATE lead SET stage = ?2 WHERE ref = ?1")?
            .execute([lead, stage::MISSING])?;
        Ok(())
    }

    /// There is no lead behind the id.
    pub fn absent(&mut self, lead: LeadRef, verdict: IdVerdict, note: &str) -> Result<(), JournalError> {
        let status = RowStatus::InvalidLeadId;
        let (rows, restored) = self
            .db
            .prepare_cached(
                "UPDATE lead SET stage = ?2, verdict = ?3, status = ?4, note = ?5
                 WHERE ref = ?1 RETURNING rows, restored",
            )?
            .query_row(params![lead, stage::SETTLED, Verdict(verdict), Status(status), note], counts)?;
        self.judge_rows(lead, verdict, status)?;
        self.retell(rows, restored, verdict);
        let tallies = self.tally();
        tallies.leads.absent += 1;
        tallies.row_status(RowStatus::Waiting, status, rows);
        Ok(())
    }

    /// Salesforce could not be read for this lead. Says nothing of its id.
    pub fn retrieval_failed(
        &mut self,
        lead: LeadRef,
        cause: &str,
        sentence: &str,
    ) -> Result<(), JournalError> {
        self.fail(lead, RowStatus::RetrievalFailed, cause, sentence)?;
        self.tally().leads.retrieval_failed += 1;
        Ok(())
    }

    /// The model gave no usable answer for this lead. What the rules say stands.
    pub fn assessment_failed(
        &mut self,
        lead: LeadRef,
        cause: &str,
        sentence: &str,
    ) -> Result<(), JournalError> {
        self.fail(lead, RowStatus::AssessmentFailed, cause, sentence)?;
        self.tally().leads.assessment_failed += 1;
        Ok(())
    }

    fn fail(
        &mut self,
        lead: LeadRef,
        status: RowStatus,
        cause: &str,
        sentence: &str,
    ) -> Result<(), JournalError> {
        let rows = self
            .db
            .prepare_cached(
                "UPDATE lead SET stage = ?2, status = ?3, cause = ?4, failure = ?5 WHERE ref = ?1 RETURNING rows",
            )?
            .query_row(params![lead, stage::SETTLED, Status(status), cause, sentence], |row| row.get(0).map(count))?;
        self.db
            .prepare_cached("UPDATE row SET status = ?2 WHERE lead = ?1")?
            .execute(params![lead, Status(status)])?;
        let tallies = self.tally();
        tallies.row_status(RowStatus::Waiting, status, rows);
        tallies.problem(cause, sentence, rows);
        Ok(())
    }

    /// The rules have judged a lead. With a fingerprint the model comes next; without one that is
    /// all the run does.
    pub fn ruled(
        &mut self,
        lead: LeadRef,
        findings: &LeadFindings,
        fingerprint: Option<&str>,
    ) -> Result<(), JournalError> {
        let (stage, status) = match fingerprint {
            Some(_) => (stage::TO_ASSESS, RowStatus::Waiting),
            None => (stage::SETTLED, RowStatus::RulesOnly),
        };
        let rows = self.write_findings(lead, stage, status, findings, fingerprint, None)?;
        let tallies = self.tally();
        tallies.leads.ruled += 1;
        tallies.row_status(RowStatus::Waiting, status, rows);
        if status != RowStatus::Waiting {
            self.score_rows(lead, status, findings)?;
        }
        Ok(())
    }

    /// The model has judged a lead.
    pub fn assessed(
        &mut self,
        lead: LeadRef,
        findings: &LeadFindings,
        fingerprint: &str,
        judge: Judge<'_>,
    ) -> Result<(), JournalError> {
        let status = RowStatus::Analyzed;
        let rows =
            self.write_findings(lead, stage::SETTLED, status, findings, Some(fingerprint), Some(judge))?;
        self.score_rows(lead, status, findings)?;
        let tallies = self.tally();
        tallies.leads.assessed += 1;
        tallies.row_status(RowStatus::Waiting, status, rows);
        Ok(())
    }

    fn write_findings(
        &mut self,
        lead: LeadRef,
        stage: i64,
        status: RowStatus,
        findings: &LeadFindings,
        fingerprint: Option<&str>,
        judge: Option<Judge<'_>>,
    ) -> Result<u64, JournalError> {
        let rules = &findings.rules;
        let rows = self
            .db
            .prepare_cached(
                "UPDATE lead SET stage = ?2, status = ?3, acquisition = ?4, enrichment = ?5, coherence = ?6,
                 final = ?7, not_in_tam = ?8, suspicious = ?9, fingerprint = ?10, model = ?11, assessed_at = ?12
                 WHERE ref = ?1 RETURNING rows",
            )?
            .query_row(
                params![
                    lead,
                    stage,
                    Status(status),
                    rules.acquisition.map(lead_model::Score::value),
                    rules.enrichment.map(lead_model::Score::value),
                    findings.coherence.map(lead_model::Score::value),
                    findings.final_confidence.map(lead_model::Score::value),
                    rules.not_in_tam,
                    rules.suspicious_enrichment,
                    fingerprint,
                    judge.map(|judge| judge.model),
                    judge.map(|judge| judge.at),
                ],
                |row| row.get(0).map(count),
            )?;
        self.db
            .prepare_cached("INSERT OR REPLACE INTO finding (lead, findings) VALUES (?1, ?2)")?
            .execute(params![lead, serde_json::to_string(findings)?])?;
        Ok(rows)
    }

    fn score_rows(
        &self,
        lead: LeadRef,
        status: RowStatus,
        findings: &LeadFindings,
    ) -> Result<(), JournalError> {
        let score = findings.final_confidence.map(lead_model::Score::value);
        self.db
            .prepare_cached("UPDATE row SET status = ?2, final = ?3 WHERE lead = ?1")?
            .execute(params![lead, Status(status), score])?;
        Ok(())
    }

    fn judge_rows(&self, lead: LeadRef, verdict: IdVerdict, status: RowStatus) -> Result<(), JournalError> {
        let mended = if verdict == IdVerdict::Valid { IdVerdict::Restored } else { verdict };
        self.db
            .prepare_cached(
                "UPDATE row SET verdict = CASE restored WHEN 0 THEN ?2 ELSE ?3 END, status = ?4 WHERE lead = ?1",
            )?
            .execute(params![lead, Verdict(verdict), Verdict(mended), Status(status)])?;
        Ok(())
    }

    /// Moves a lead's rows in the count by verdict. Until Salesforce has spoken they count as valid
    /// or restored.
    fn retell(&mut self, rows: u64, restored: u64, verdict: IdVerdict) {
        if verdict != IdVerdict::Valid {
            let counts = &mut self.tally().verdict;
            counts.take(IdVerdict::Valid, rows - restored);
            counts.take(IdVerdict::Restored, restored);
            counts.add(verdict, rows);
        }
    }

    /// Sets failed rows back to waiting and gives how many there were. Whoever asks for it wants to pay
    /// again, so their attempts are counted anew.
    pub fn retry_failed(&mut self) -> Result<u64, JournalError> {
        let failed = [RowStatus::RetrievalFailed, RowStatus::AssessmentFailed];
        // Where the run's file was damaged the rules may have to be asked again before the model is.
        let to_assess = format!(
            "CASE WHEN EXISTS (SELECT 1 FROM finding WHERE finding.lead = ref) AND fingerprint IS NOT NULL
             THEN {} ELSE {} END",
            stage::TO_ASSESS,
            stage::TO_RULE
        );
        for (status, stage) in failed.into_iter().zip([stage::TO_READ.to_string(), to_assess]) {
            self.by_pieces(
                "SELECT MAX(ref) FROM lead",
                &format!(
                    "UPDATE lead SET stage = {stage}, status = ?2, cause = NULL, failure = NULL, attempts = 0
                     WHERE status = ?1 AND ref BETWEEN ?3 AND ?4"
                ),
                [status, RowStatus::Waiting].map(Status),
            )?;
        }
        let rows =
            failed.iter().map(|&status| self.set_rows(status, RowStatus::Waiting)).sum::<Result<u64, _>>()?;
        self.recount()?;
        Ok(rows)
    }

    /// Takes up the leads of a run that only checked ids: their records are here, the rules come next.
    pub fn assess_checked(&mut self) -> Result<u64, JournalError> {
        self.by_pieces(
            "SELECT MAX(ref) FROM lead",
            "UPDATE lead SET status = ?2 WHERE status = ?1 AND ref BETWEEN ?3 AND ?4",
            [RowStatus::NotAssessed, RowStatus::Waiting].map(Status),
        )?;
        let rows = self.set_rows(RowStatus::NotAssessed, RowStatus::Waiting)?;
        self.recount()?;
        Ok(rows)
    }

    fn set_rows(&self, from: RowStatus, to: RowStatus) -> Result<u64, JournalError> {
        self.by_pieces(
            "SELECT MAX(number) FROM row",
            "UPDATE row SET status = ?2 WHERE status = ?1 AND number BETWEEN ?3 AND ?4",
            [from, to].map(Status),
        )
    }

    /// Changes a value over a whole table, by statements of bounded size, and gives how many had it. `SQLite`
    /// holds in memory what a single statement may have to undo: the pages of a whole table, at worst.
    pub(crate) fn by_pieces(
        &self,
        last: &str,
        change: &str,
        [from, to]: [impl ToSql; 2],
    ) -> Result<u64, JournalError> {
        let last: Option<i64> = self.db.query_row(last, [], |row| row.get(0))?;
        let mut change = self.db.prepare(change)?;
        let (mut first, mut changed) = (1, 0);
        while first <= last.unwrap_or(0) {
            let end = first + AT_ONCE - 1;
            changed += change.execute(params![from, to, first, end])? as u64;
            first = end + 1;
        }
        Ok(changed)
    }
}

fn counts(row: &rusqlite::Row<'_>) -> rusqlite::Result<(u64, u64)> {
    Ok((count(row.get(0)?), count(row.get(1)?)))
}
