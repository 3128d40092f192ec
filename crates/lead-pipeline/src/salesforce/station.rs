//! The second station: leads from Salesforce, by ids batch by batch, several calls at once, or by
//! one bulk job where they are a large part of the org.
//!
//! What is to be read lies in the journal; this station takes it in order and keeps only the
//! batches in flight. Retrieval is validation: what Salesforce gives nothing for is gathered and
//! looked at a second time, many at once.

use crate::RunError;
use crate::run::context::RunContext;
use crate::salesforce::batch::{Batch, carry_out};
use crate::salesforce::bulk_reading;
use crate::salesforce::fields::fit_recipe;
use crate::salesforce::reader::{LeadReader, Purpose};
use lead_journal::{LeadRef, Tallies};
use lead_model::LeadId;
use lead_salesforce::Way;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Leads in one second look; what one call of the client takes.
const LOOK_AT_ONCE: u32 = 2000;

/// Where the station stands.
struct Station {
    reader: Arc<LeadReader>,
    again: VecDeque<Batch>,
    tasks: JoinSet<Result<Vec<Batch>, RunError>>,
    read_to: LeadRef,
    /// Whether the second looks have begun.
    looking: bool,
    looked_to: LeadRef,
}

/// Reads leads until the workbook has no more.
pub(crate) async fn retrieve_leads(context: Arc<RunContext>) -> Result<(), RunError> {
    let mut tallies = context.journal.tallies();
    // An org is only asked when there is a lead to ask for.
    let first = tallies.wait_for(|tallies| tallies.leads.all > 0 || tallies.reading_ended);
    let any = match context.stop.or(first).await {
        Some(Ok(tallies)) => tallies.leads.all > 0,
        _ => return Ok(()),
    };
    if any {
        let Some(paths) = fit_recipe(&context).await? else { return Ok(()) };
        let reader = Arc::new(LeadReader::new(context.clone(), paths));
        match bulk_reading::way(&context, &reader.paths, &mut tallies).await? {
            Some(Way::Bulk) => bulk_reading::read_by_job(&reader).await?,
            Some(Way::Ids) => {}
            None => return Ok(()),
        }
        Station {
            reader,
            again: VecDeque::new(),
            tasks: JoinSet::new(),
            read_to: 0,
            looking: false,
            looked_to: 0,
        }
        .work(&mut tallies)
        .await?;
    }
    if !context.stop.given() {
        context.retrieved.open();
    }
    Ok(())
}

impl Station {
    async fn work(mut self, tallies: &mut watch::Receiver<Tallies>) -> Result<(), RunError> {
        let context = self.reader.context.clone();
        loop {
            tallies.mark_unchanged();
            let all_here = tallies.borrow().reading_ended;
            while self.tasks.len() < self.reader.at_once() && !context.stop.given() {
                let Some(batch) = self.next(all_here).await? else { break };
                self.tasks.spawn(carry_out(self.reader.clone(), batch));
            }
            if self.tasks.is_empty() && (all_here || context.stop.given()) {
                return Ok(());
            }
            tokio::select! {
                Some(ended) = self.tasks.join_next() => {
                    let batches = ended.map_err(|error| RunError::Broken(error.to_string()))??;
                    self.again.extend(batches);
                }
                () = context.stop.wait(), if self.tasks.is_empty() => {}
                changed = tallies.changed(), if !all_here => if changed.is_err() { return Ok(()) },
            }
        }
    }

    /// What to do next: what has to be done again, a full batch of new leads, at the end
    /// one that is not full, and then a second look at those not given.
    async fn next(&mut self, all_here: bool) -> Result<Option<Batch>, RunError> {
        if let Some(batch) = self.again.pop_front() {
            return Ok(Some(batch));
        }
        let size = self.reader.size.load(Ordering::Relaxed);
        let after = self.read_to;
        let leads =
            self.reader.context.journal.write(move |stores| stores.journal.to_read(after, size)).await?;
        if leads.len() >= size as usize || (all_here && !leads.is_empty()) {
            self.read_to = last_of(&leads, after);
            return Ok(Some(Batch::new(Purpose::Read, leads, self.reader.context.retry_policy)));
        }
        // Only when all that can be read was read: a lead that is missing later would otherwise lie
        // before the place looked at last.
        self.looking |= all_here && leads.is_empty() && self.tasks.is_empty();
        if !self.looking {
            return Ok(None);
        }
        let after = self.looked_to;
        let missing = self
            .reader
            .context
            .journal
            .write(move |stores| stores.journal.missing(after, LOOK_AT_ONCE))
            .await?;
        self.looked_to = last_of(&missing, after);
        Ok((!missing.is_empty())
            .then(|| Batch::new(Purpose::SecondLook, missing, self.reader.context.retry_policy)))
    }
}

fn last_of(leads: &[(LeadRef, LeadId)], before: LeadRef) -> LeadRef {
    leads.last().map_or(before, |(lead, _)| *lead)
}
