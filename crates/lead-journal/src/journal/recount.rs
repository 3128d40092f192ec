//! Counting everything anew from the tables. Counted here, row by row: grouping would sort whole
//! tables in memory.

use crate::sqlite::codes::{Status, Verdict, count, stage};
use crate::{Journal, JournalError, LeadCounts, Tallies};
use lead_model::{RowStatus, StatusCounts, VerdictCounts};

impl Journal {
    /// Counts everything anew, after changes that touched many rows at once.
    pub(crate) fn recount(&mut self) -> Result<(), JournalError> {
        *self.tally() = self.recounted()?;
        Ok(())
    }

    /// What the tables add up to; always what the tallies say.
    pub fn recounted(&self) -> Result<Tallies, JournalError> {
        let mut tallies = Tallies {
            rows: 0,
            status: StatusCounts::default(),
            verdict: VerdictCounts::default(),
            leads: LeadCounts::default(),
            problems: Vec::new(),
            ..self.tallies.clone()
        };
        self.recount_rows(&mut tallies)?;
        self.recount_leads(&mut tallies.leads)?;
        self.recount_problems(&mut tallies)?;
        Ok(tallies)
    }

    fn recount_rows(&self, tallies: &mut Tallies) -> Result<(), JournalError> {
        let mut rows = self.db.prepare("SELECT status, verdict FROM row")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            tallies.rows += 1;
            tallies.status.add(row.get::<_, Status>(0)?.0, 1);
            tallies.verdict.add(row.get::<_, Verdict>(1)?.0, 1);
        }
        Ok(())
    }

    fn recount_leads(&self, counts: &mut LeadCounts) -> Result<(), JournalError> {
        let mut leads = self.db.prepare("SELECT status, stage FROM lead")?;
        let mut leads = leads.query([])?;
        while let Some(lead) = leads.next()? {
            counts.all += 1;
            match (lead.get::<_, Status>(0)?.0, lead.get::<_, i64>(1)?) {
                (RowStatus::InvalidLeadId, _) => counts.absent += 1,
                (RowStatus::RetrievalFailed, _) => counts.retrieval_failed += 1,
                (RowStatus::Waiting | RowStatus::NotAssessed, stage::TO_RULE) => counts.found += 1,
                (RowStatus::Waiting, stage::TO_ASSESS) | (RowStatus::RulesOnly, _) => {
                    counts.found += 1;
                    counts.ruled += 1;
                }
                (RowStatus::Analyzed, _) => {
                    counts.found += 1;
                    counts.ruled += 1;
                    counts.assessed += 1;
                }
                (RowStatus::AssessmentFailed, _) => {
                    counts.found += 1;
                    counts.ruled += 1;
                    counts.assessment_failed += 1;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn recount_problems(&self, tallies: &mut Tallies) -> Result<(), JournalError> {
        let mut failed =
            self.db.prepare("SELECT cause, failure, rows FROM lead WHERE cause IS NOT NULL ORDER BY ref")?;
        let mut leads = failed.query([])?;
        while let Some(lead) = leads.next()? {
            let cause = lead.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            let sentence = lead.get_ref(1)?.as_str_or_null().map_err(rusqlite::Error::from)?;
            tallies.problem(cause, sentence.unwrap_or_default(), count(lead.get(2)?));
        }
        Ok(())
    }
}
