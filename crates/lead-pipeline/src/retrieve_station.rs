//! The second station: leads from Salesforce, by ids batch by batch, several calls at once, or by
//! one bulk job where they are a large part of the org.
//!
//! What is to be read lies in the journal; this station takes it in order and keeps only the
//! batches in flight. Retrieval is validation: what Salesforce gives nothing for is gathered and
//! looked at a second time, many at once.

use crate::RunError;
use crate::bulk_station;
use crate::errand::{Errand, Kind, carry_out};
use crate::org::fit_recipe;
use crate::shift::{SALESFORCE_IN_FLIGHT, Shift};
use lead_journal::{LeadRef, Tallies};
use lead_model::LeadId;
use lead_salesforce::{LeadBatch, Way, usual_text};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Leads in one second look; what one call of the client takes.
const LOOK_AT_ONCE: u32 = 2000;

/// What the errands of one station share.
pub(crate) struct Desk {
    pub(crate) shift: Arc<Shift>,
    pub(crate) paths: Vec<String>,
    /// Leads in one call: what was set, less after trouble.
    pub(crate) size: AtomicU32,
    /// Bytes of text that a lead takes: the most that the leads of one answer took on average.
    lead_bytes: AtomicUsize,
}

/// Text of answers that all calls in flight may hold together.
const HELD_AT_ONCE: usize = 8 << 20;

impl Desk {
    fn new(shift: Arc<Shift>, paths: Vec<String>) -> Self {
        let size = AtomicU32::new(batch_size(&shift));
        let lead_bytes = AtomicUsize::new(usual_text(paths.len()));
        Self { shift, paths, size, lead_bytes }
    }

    /// Takes in how large leads are.
    pub(crate) fn seen(&self, batch: &LeadBatch) {
        let average = batch.bytes() / batch.len().max(1);
        self.lead_bytes.fetch_max(average, Ordering::Relaxed);
    }

    /// How many calls may be in flight: fewer where leads are large, so that what they hold does not
    /// grow with them.
    fn at_once(&self) -> usize {
        let batch = self.size.load(Ordering::Relaxed) as usize * self.lead_bytes.load(Ordering::Relaxed);
        (HELD_AT_ONCE / batch.max(1)).clamp(1, SALESFORCE_IN_FLIGHT)
    }
}

/// Where the station stands.
struct Station {
    desk: Arc<Desk>,
    again: VecDeque<Errand>,
    tasks: JoinSet<Result<Vec<Errand>, RunError>>,
    read_to: LeadRef,
    /// Whether the second looks have begun.
    looking: bool,
    looked_to: LeadRef,
}

/// Reads leads until the workbook has no more.
pub(crate) async fn retrieve_leads(shift: Arc<Shift>) -> Result<(), RunError> {
    let mut tallies = shift.scribe.tallies();
    // An org is only asked when there is a lead to ask for.
    let first = tallies.wait_for(|told| told.leads.all > 0 || told.reading_ended);
    let any = match shift.stop.or(first).await {
        Some(Ok(told)) => told.leads.all > 0,
        _ => return Ok(()),
    };
    if any {
        let Some(paths) = fit_recipe(&shift).await? else { return Ok(()) };
        let desk = Arc::new(Desk::new(shift.clone(), paths));
        match bulk_station::way(&shift, &desk.paths, &mut tallies).await? {
            Some(Way::Bulk) => bulk_station::read_by_job(&desk).await?,
            Some(Way::Ids) => {}
            None => return Ok(()),
        }
        Station {
            desk,
            again: VecDeque::new(),
            tasks: JoinSet::new(),
            read_to: 0,
            looking: false,
            looked_to: 0,
        }
        .work(&mut tallies)
        .await?;
    }
    if !shift.stop.given() {
        shift.retrieved.open();
    }
    Ok(())
}

/// Checking ids and reading leads for assessment are the same call with a setting each.
pub(crate) fn batch_size(shift: &Shift) -> u32 {
    let settings = &shift.plan.settings;
    if shift.plan.request.check_only {
        settings.batch_size_validation
    } else {
        settings.batch_size_salesforce
    }
}

impl Station {
    async fn work(mut self, tallies: &mut watch::Receiver<Tallies>) -> Result<(), RunError> {
        let shift = self.desk.shift.clone();
        loop {
            tallies.mark_unchanged();
            let all_here = tallies.borrow().reading_ended;
            while self.tasks.len() < self.desk.at_once() && !shift.stop.given() {
                let Some(errand) = self.next(all_here).await? else { break };
                self.tasks.spawn(carry_out(self.desk.clone(), errand));
            }
            if self.tasks.is_empty() && (all_here || shift.stop.given()) {
                return Ok(());
            }
            tokio::select! {
                Some(ended) = self.tasks.join_next() => {
                    let errands = ended.map_err(|error| RunError::Broken(error.to_string()))??;
                    self.again.extend(errands);
                }
                () = shift.stop.wait(), if self.tasks.is_empty() => {}
                changed = tallies.changed(), if !all_here => if changed.is_err() { return Ok(()) },
            }
        }
    }

    /// What to do next: what has to be done again, a full batch of new leads, at the end
    /// one that is not full, and then a second look at those not given.
    async fn next(&mut self, all_here: bool) -> Result<Option<Errand>, RunError> {
        if let Some(errand) = self.again.pop_front() {
            return Ok(Some(errand));
        }
        let size = self.desk.size.load(Ordering::Relaxed);
        let after = self.read_to;
        let leads = self.desk.shift.scribe.write(move |books| books.journal.to_read(after, size)).await?;
        if leads.len() >= size as usize || (all_here && !leads.is_empty()) {
            self.read_to = last_of(&leads, after);
            return Ok(Some(Errand::new(Kind::Read, leads, self.desk.shift.patience)));
        }
        // Only when all that can be read was read: a lead that is missing later would otherwise lie
        // before the place looked at last.
        self.looking |= all_here && leads.is_empty() && self.tasks.is_empty();
        if !self.looking {
            return Ok(None);
        }
        let after = self.looked_to;
        let missing =
            self.desk.shift.scribe.write(move |books| books.journal.missing(after, LOOK_AT_ONCE)).await?;
        self.looked_to = last_of(&missing, after);
        Ok((!missing.is_empty()).then(|| Errand::new(Kind::Look, missing, self.desk.shift.patience)))
    }
}

fn last_of(leads: &[(LeadRef, LeadId)], before: LeadRef) -> LeadRef {
    leads.last().map_or(before, |(lead, _)| *lead)
}
