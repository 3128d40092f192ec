//! One call to Salesforce for a batch of leads, and what becomes of the batch when it fails.

use crate::run::context::RunContext;
use crate::run::outage::{Failures, outage};
use crate::salesforce::ask::outcome_of;
use crate::salesforce::found::{CONTRADICTION, NOT_GIVEN, put_leads, verdict_of};
use crate::salesforce::probe::salesforce_works;
use crate::salesforce::reader::{LeadReader, Purpose};
use crate::{RetryPolicy, RunError};
use lead_journal::{BatchStation, LeadRef};
use lead_model::LeadId;
use lead_pace::{Backoff, Outcome};
use lead_salesforce::{Absence, Action, LeadBatch, SalesforceError};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// A batch of leads and what is to be asked about them.
#[derive(Debug)]
pub(crate) struct Batch {
    purpose: Purpose,
    leads: Vec<(LeadRef, LeadId)>,
    failures: Failures,
    waits: Backoff,
    wait: Duration,
    /// Whether a single lead was already split off to see if it alone goes through.
    probed: bool,
}

/// No batch is made smaller than this for the size's sake alone.
const SMALLEST_BATCH: u32 = 50;
/// Leads in one entry of the journal: a whole batch at once would keep others waiting.
pub(crate) const LEADS_AN_ENTRY: usize = 250;
/// Text of the leads in one entry, where they are large: made into records they take several times that.
const BYTES_AN_ENTRY: usize = 512 << 10;
/// A batch that failed this often is tried in parts.
const FAILURES_BEFORE_PARTS: u32 = 3;

impl Batch {
    pub(crate) fn new(purpose: Purpose, leads: Vec<(LeadRef, LeadId)>, retry_policy: RetryPolicy) -> Self {
        Self {
            purpose,
            leads,
            failures: Failures::default(),
            waits: Backoff::new(retry_policy.first_wait, retry_policy.longest_wait),
            wait: Duration::ZERO,
            probed: false,
        }
    }

    /// The same in two parts, the first with this many leads.
    fn split(mut self, first: usize, retry_policy: RetryPolicy) -> Vec<Self> {
        let rest = self.leads.split_off(first.min(self.leads.len()));
        [std::mem::take(&mut self.leads), rest]
            .into_iter()
            .filter(|leads| !leads.is_empty())
            .map(|leads| Self { probed: self.probed, ..Self::new(self.purpose, leads, retry_policy) })
            .collect()
    }

    fn halves(self, retry_policy: RetryPolicy) -> Vec<Self> {
        let middle = self.leads.len().div_ceil(2);
        self.split(middle, retry_policy)
    }
}

/// What Salesforce said.
enum Answer {
    Leads(LeadBatch),
    Absences(Vec<(LeadId, Absence)>),
}

/// Asks, writes down what was told, and gives what is to be asked again.
pub(crate) async fn carry_out(reader: Arc<LeadReader>, batch: Batch) -> Result<Vec<Batch>, RunError> {
    let context = &reader.context;
    let traffic = &context.salesforce;
    if context.stop.or(tokio::time::sleep(batch.wait)).await.is_none() {
        return Ok(Vec::new());
    }
    let Some(permit) = context.stop.or(traffic.permit(1)).await else { return Ok(Vec::new()) };
    let began = Instant::now();
    let answer = {
        let _under_way = traffic.under_way();
        ask(&reader, &batch).await
    };
    let took = began.elapsed();
    match answer {
        Ok(answer) => {
            permit.finish(Outcome::Ok, took);
            traffic.health().record_success();
            write_down(&reader, batch, answer, took).await
        }
        Err(error) => {
            tracing::warn!(code = error.code(), leads = batch.leads.len(), "reading leads failed");
            permit.finish(outcome_of(&error), took);
            after_failure(&reader, batch, &error, took).await
        }
    }
}

async fn ask(reader: &LeadReader, batch: &Batch) -> Result<Answer, SalesforceError> {
    let client = &reader.context.providers.salesforce;
    let ids: Vec<LeadId> = batch.leads.iter().map(|(_, id)| *id).collect();
    match batch.purpose {
        Purpose::Read | Purpose::ReadAgain | Purpose::ReadMaster => {
            let leads_read = client.read_batch(&ids, &reader.paths).await?;
            reader.seen(&leads_read);
            Ok(Answer::Leads(leads_read))
        }
        Purpose::SecondLook => client.second_look(&ids).await.map(Answer::Absences),
    }
}

async fn after_failure(
    reader: &LeadReader,
    mut batch: Batch,
    error: &SalesforceError,
    took: Duration,
) -> Result<Vec<Batch>, RunError> {
    let (context, retry_policy) = (&reader.context, reader.context.retry_policy);
    let traffic = &context.salesforce;
    let alone = batch.leads.len() == 1;
    match error.action() {
        Action::Pause | Action::Stop => {
            context.pause(error.to_string());
            return Ok(Vec::new());
        }
        Action::Isolate if alone => return give_up(context, batch, error, took).await,
        Action::Isolate => return Ok(batch.halves(retry_policy)),
        Action::Smaller if !alone => {
            let half = u32::try_from(batch.leads.len() / 2).unwrap_or(u32::MAX).max(SMALLEST_BATCH);
            reader.size.fetch_min(half, Ordering::Relaxed);
            return Ok(batch.halves(retry_policy));
        }
        Action::RetryFewer { after } => {
            traffic.block_for(after);
            batch.wait = Duration::ZERO;
        }
        Action::Smaller | Action::Retry => batch.wait = batch.waits.next(),
    }
    traffic.health().record_failure();
    if traffic.health().failing_for() > retry_policy.outage {
        context.pause(outage("Salesforce", error));
        return Ok(Vec::new());
    }
    batch.failures.add();
    let often = if alone { retry_policy.failures } else { FAILURES_BEFORE_PARTS };
    if batch.failures.are_its_own(often, traffic.health())
        || (batch.failures.number.is_multiple_of(often) && salesforce_works(context, &reader.paths).await?)
    {
        // Others are answered, so something in here is the matter.
        return if alone {
            give_up(context, batch, error, took).await
        } else {
            Ok(batch.halves(retry_policy))
        };
    }
    if !alone && batch.failures.number >= often && !batch.probed {
        // Nothing is known to work yet: one lead alone tells.
        batch.probed = true;
        return Ok(batch.split(1, retry_policy));
    }
    Ok(vec![batch])
}

/// The fault stays with its lead: the row is named as failed, and nothing is said of the id.
async fn give_up(
    context: &RunContext,
    batch: Batch,
    error: &SalesforceError,
    took: Duration,
) -> Result<Vec<Batch>, RunError> {
    let (cause, sentence) = (error.code(), error.to_string());
    context
        .journal
        .write(move |stores| {
            for (lead, _) in &batch.leads {
                stores.journal.retrieval_failed(*lead, cause, &sentence)?;
            }
            let leads = batch.leads.len() as u64;
            stores.journal.batch_ended(BatchStation::Retrieve, leads, leads, took.as_secs_f64())
        })
        .await?;
    Ok(Vec::new())
}

async fn write_down(
    reader: &LeadReader,
    batch: Batch,
    answer: Answer,
    took: Duration,
) -> Result<Vec<Batch>, RunError> {
    let context = &reader.context;
    match answer {
        Answer::Leads(leads_read) => {
            let (number, purpose) = (batch.leads.len() as u64, batch.purpose);
            let check_only = context.plan.request.check_only;
            let mut given = batch.leads.into_iter().zip(leads_read.leads(&reader.paths));
            let mut position = 0;
            while position < leads_read.len() {
                let part: Vec<_> = given.by_ref().take(leads_an_entry(&leads_read, position)).collect();
                position += part.len();
                context.journal.write(move |stores| put_leads(stores, purpose, part, check_only)).await?;
            }
            context
                .journal
                .write(move |stores| {
                    stores.journal.batch_ended(BatchStation::Retrieve, number, 0, took.as_secs_f64())
                })
                .await?;
            Ok(Vec::new())
        }
        Answer::Absences(absences) => {
            let mut refs: HashMap<LeadId, LeadRef> =
                batch.leads.iter().map(|(lead, id)| (*id, *lead)).collect();
            let follow = context.plan.request.follow_merged;
            let (mut present, mut masters) = (Vec::new(), Vec::new());
            for (id, absence) in &absences {
                match (refs.get(id), absence) {
                    (Some(lead), Absence::Present) => present.push((*lead, *id)),
                    (Some(lead), Absence::Merged { into }) if follow => masters.push((*lead, *into)),
                    _ => {}
                }
            }
            context
                .journal
                .write(move |stores| {
                    for (id, absence) in absences {
                        let Some(lead) = refs.remove(&id) else { continue };
                        let followed = follow && matches!(absence, Absence::Merged { .. });
                        if let Some((verdict, note)) = verdict_of(absence).filter(|_| !followed) {
                            stores.journal.absent(lead, verdict, &note)?;
                        }
                    }
                    // Silence is no verdict.
                    for lead in refs.into_values() {
                        stores.journal.retrieval_failed(lead, CONTRADICTION, NOT_GIVEN)?;
                    }
                    Ok(())
                })
                .await?;
            let again = [(Purpose::ReadAgain, present), (Purpose::ReadMaster, masters)];
            let again = again.into_iter().filter(|(_, leads)| !leads.is_empty());
            Ok(again.map(|(purpose, leads)| Batch::new(purpose, leads, context.retry_policy)).collect())
        }
    }
}

/// How many leads of a batch, from a position on, are written down in one entry.
fn leads_an_entry(leads_read: &LeadBatch, from: usize) -> usize {
    let mut bytes = 0;
    let sizes = (from..leads_read.len()).take(LEADS_AN_ENTRY).map(|position| leads_read.size(position));
    let fitting = sizes.take_while(|size| {
        bytes += size;
        bytes <= BYTES_AN_ENTRY
    });
    fitting.count().max(1)
}
