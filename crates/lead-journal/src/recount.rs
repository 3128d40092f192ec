//! Counting everything anew from the tables.

use crate::codes::{Status, Verdict, count, stage};
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
        let mut rows = self.db.prepare("SELECT status, verdict, COUNT(*) FROM row GROUP BY 1, 2")?;
        let mut groups = rows.query([])?;
        while let Some(group) = groups.next()? {
            let number = count(group.get(2)?);
            tallies.rows += number;
            tallies.status.add(group.get::<_, Status>(0)?.0, number);
            tallies.verdict.add(group.get::<_, Verdict>(1)?.0, number);
        }
        Ok(())
    }

    fn recount_leads(&self, counts: &mut LeadCounts) -> Result<(), JournalError> {
        let mut leads = self.db.prepare("SELECT status, stage, COUNT(*) FROM lead GROUP BY 1, 2")?;
        let mut groups = leads.query([])?;
        while let Some(group) = groups.next()? {
            let number = count(group.get(2)?);
            counts.all += number;
            match (group.get::<_, Status>(0)?.0, group.get::<_, i64>(1)?) {
                (RowStatus::InvalidLeadId, _) => counts.absent += number,
                (RowStatus::RetrievalFailed, _) => counts.retrieval_failed += number,
                (RowStatus::Waiting | RowStatus::NotAssessed, stage::TO_RULE) => counts.found += number,
                (RowStatus::Waiting, stage::TO_ASSESS) | (RowStatus::RulesOnly, _) => {
                    counts.found += number;
                    counts.ruled += number;
                }
                (RowStatus::Analyzed, _) => {
                    counts.found += number;
                    counts.ruled += number;
                    counts.assessed += number;
                }
                (RowStatus::AssessmentFailed, _) => {
                    counts.found += number;
                    counts.ruled += number;
                    counts.assessment_failed += number;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn recount_problems(&self, tallies: &mut Tallies) -> Result<(), JournalError> {
        let mut causes = self.db.prepare(
            "SELECT cause, MIN(failure), SUM(rows) FROM lead WHERE cause IS NOT NULL GROUP BY cause",
        )?;
        let mut groups = causes.query([])?;
        while let Some(group) = groups.next()? {
            let (cause, sentence): (String, Option<String>) = (group.get(0)?, group.get(1)?);
            tallies.problem(&cause, &sentence.unwrap_or_default(), count(group.get(2)?));
        }
        Ok(())
    }
}
