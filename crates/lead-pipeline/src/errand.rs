//! One call to Salesforce for a batch of leads, and what becomes of the batch when it fails.

use crate::RunError;
use crate::compare::salesforce_works;
use crate::health::Failures;
use crate::org::outage;
use crate::retrieve_station::Desk;
use crate::shift::Shift;
use crate::{Patience, record};
use lead_journal::{BatchStation, Found, LeadRef};
use lead_model::{IdVerdict, Lead, LeadId, RowStatus};
use lead_pace::{Backoff, Outcome};
use lead_salesforce::{Absence, Action, LeadBatch, SalesforceError};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::Instant;

/// What is asked of Salesforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Leads by their ids.
    Read,
    /// What became of leads that were not given.
    Look,
    /// Leads that were not given and yet are there, once more.
    ReadAgain,
    /// The leads that remain of merged ones, in their place.
    ReadMaster,
}

/// A batch of leads and what is to be asked about them.
#[derive(Debug)]
pub(crate) struct Errand {
    kind: Kind,
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

impl Errand {
    pub(crate) fn new(kind: Kind, leads: Vec<(LeadRef, LeadId)>, patience: Patience) -> Self {
        Self {
            kind,
            leads,
            failures: Failures::default(),
            waits: Backoff::new(patience.first_wait, patience.longest_wait),
            wait: Duration::ZERO,
            probed: false,
        }
    }

    /// The same in two parts, the first with this many leads.
    fn split(mut self, first: usize, patience: Patience) -> Vec<Self> {
        let rest = self.leads.split_off(first.min(self.leads.len()));
        [std::mem::take(&mut self.leads), rest]
            .into_iter()
            .filter(|leads| !leads.is_empty())
            .map(|leads| Self { probed: self.probed, ..Self::new(self.kind, leads, patience) })
            .collect()
    }

    fn halves(self, patience: Patience) -> Vec<Self> {
        let middle = self.leads.len().div_ceil(2);
        self.split(middle, patience)
    }
}

const CONTRADICTION: &str = "salesforce_contradicts_itself";
const NOT_GIVEN: &str =
    "Salesforce neither gives this lead nor says what became of it. Retry the row in a little while.";

/// What Salesforce said.
enum Told {
    Leads(LeadBatch),
    Absences(Vec<(LeadId, Absence)>),
}

/// Asks, writes down what was told, and gives what is to be asked again.
pub(crate) async fn carry_out(desk: Arc<Desk>, errand: Errand) -> Result<Vec<Errand>, RunError> {
    let shift = &desk.shift;
    let line = &shift.salesforce;
    if shift.stop.or(tokio::time::sleep(errand.wait)).await.is_none() {
        return Ok(Vec::new());
    }
    let Some(permit) = shift.stop.or(line.pacer.acquire(1)).await else { return Ok(Vec::new()) };
    let began = Instant::now();
    let told = {
        let _under_way = line.under_way();
        ask(&desk, &errand).await
    };
    let took = began.elapsed();
    match told {
        Ok(told) => {
            permit.finish(Outcome::Ok, took);
            line.health.good();
            write_down(&desk, errand, told, took).await
        }
        Err(error) => {
            tracing::warn!(code = error.code(), leads = errand.leads.len(), "reading leads failed");
            permit.finish(outcome_of(&error), took);
            after_failure(&desk, errand, &error, took).await
        }
    }
}

async fn ask(desk: &Desk, errand: &Errand) -> Result<Told, SalesforceError> {
    let client = &desk.shift.providers.salesforce;
    let ids: Vec<LeadId> = errand.leads.iter().map(|(_, id)| *id).collect();
    match errand.kind {
        Kind::Read | Kind::ReadAgain | Kind::ReadMaster => {
            let batch = client.read_batch(&ids, &desk.paths).await?;
            desk.seen(&batch);
            Ok(Told::Leads(batch))
        }
        Kind::Look => client.second_look(&ids).await.map(Told::Absences),
    }
}

/// What an error says of Salesforce's health.
pub(crate) fn outcome_of(error: &SalesforceError) -> Outcome {
    match (error.action(), error) {
        (Action::RetryFewer { .. }, _) => Outcome::Overloaded,
        (Action::Retry, _) | (_, SalesforceError::TimedOut { .. }) => Outcome::Failed,
        _ => Outcome::Refused,
    }
}

async fn after_failure(
    desk: &Desk,
    mut errand: Errand,
    error: &SalesforceError,
    took: Duration,
) -> Result<Vec<Errand>, RunError> {
    let (shift, patience) = (&desk.shift, desk.shift.patience);
    let line = &shift.salesforce;
    let alone = errand.leads.len() == 1;
    match error.action() {
        Action::Pause | Action::Stop => {
            shift.pause(error.to_string());
            return Ok(Vec::new());
        }
        Action::Isolate if alone => return give_up(shift, errand, error, took).await,
        Action::Isolate => return Ok(errand.halves(patience)),
        Action::Smaller if !alone => {
            let half = u32::try_from(errand.leads.len() / 2).unwrap_or(u32::MAX).max(SMALLEST_BATCH);
            desk.size.fetch_min(half, Ordering::Relaxed);
            return Ok(errand.halves(patience));
        }
        Action::RetryFewer { after } => {
            line.pacer.block_for(after);
            errand.wait = Duration::ZERO;
        }
        Action::Smaller | Action::Retry => errand.wait = errand.waits.next(),
    }
    if line.health.bad() > patience.outage {
        shift.pause(outage("Salesforce", error));
        return Ok(Vec::new());
    }
    errand.failures.add();
    let often = if alone { patience.failures } else { FAILURES_BEFORE_PARTS };
    if errand.failures.are_its_own(often, &line.health)
        || (errand.failures.number.is_multiple_of(often) && salesforce_works(shift, &desk.paths).await?)
    {
        // Others are answered, so something in here is the matter.
        return if alone { give_up(shift, errand, error, took).await } else { Ok(errand.halves(patience)) };
    }
    if !alone && errand.failures.number >= often && !errand.probed {
        // Nothing is known to work yet: one lead alone tells.
        errand.probed = true;
        return Ok(errand.split(1, patience));
    }
    Ok(vec![errand])
}

/// The fault stays with its lead: the row is named as failed, and nothing is said of the id.
async fn give_up(
    shift: &Shift,
    errand: Errand,
    error: &SalesforceError,
    took: Duration,
) -> Result<Vec<Errand>, RunError> {
    let (cause, sentence) = (error.code(), error.to_string());
    shift
        .scribe
        .write(move |books| {
            for (lead, _) in &errand.leads {
                books.journal.retrieval_failed(*lead, cause, &sentence)?;
            }
            let leads = errand.leads.len() as u64;
            books.journal.batch_ended(BatchStation::Retrieve, leads, leads, took.as_secs_f64())
        })
        .await?;
    Ok(Vec::new())
}

async fn write_down(
    desk: &Desk,
    errand: Errand,
    told: Told,
    took: Duration,
) -> Result<Vec<Errand>, RunError> {
    let shift = &desk.shift;
    match told {
        Told::Leads(batch) => {
            let (number, kind) = (errand.leads.len() as u64, errand.kind);
            let check_only = shift.plan.request.check_only;
            let mut given = errand.leads.into_iter().zip(batch.leads(&desk.paths));
            let mut position = 0;
            while position < batch.len() {
                let part: Vec<_> = given.by_ref().take(leads_an_entry(&batch, position)).collect();
                position += part.len();
                shift.scribe.write(move |books| put_leads(books, kind, part, check_only)).await?;
            }
            shift
                .scribe
                .write(move |books| {
                    books.journal.batch_ended(BatchStation::Retrieve, number, 0, took.as_secs_f64())
                })
                .await?;
            Ok(Vec::new())
        }
        Told::Absences(absences) => {
            let mut refs: HashMap<LeadId, LeadRef> =
                errand.leads.iter().map(|(lead, id)| (*id, *lead)).collect();
            let follow = shift.plan.request.follow_merged;
            let (mut present, mut masters) = (Vec::new(), Vec::new());
            for (id, absence) in &absences {
                match (refs.get(id), absence) {
                    (Some(lead), Absence::Present) => present.push((*lead, *id)),
                    (Some(lead), Absence::Merged { into }) if follow => masters.push((*lead, *into)),
                    _ => {}
                }
            }
            shift
                .scribe
                .write(move |books| {
                    for (id, absence) in absences {
                        let Some(lead) = refs.remove(&id) else { continue };
                        let followed = follow && matches!(absence, Absence::Merged { .. });
                        if let Some((verdict, note)) = verdict_of(absence).filter(|_| !followed) {
                            books.journal.absent(lead, verdict, &note)?;
                        }
                    }
                    // Silence is no verdict.
                    for lead in refs.into_values() {
                        books.journal.retrieval_failed(lead, CONTRADICTION, NOT_GIVEN)?;
                    }
                    Ok(())
                })
                .await?;
            let again = [(Kind::ReadAgain, present), (Kind::ReadMaster, masters)];
            let again = again.into_iter().filter(|(_, leads)| !leads.is_empty());
            Ok(again.map(|(kind, leads)| Errand::new(kind, leads, shift.patience)).collect())
        }
    }
}

/// How many leads of a batch, from a position on, are written down in one entry.
fn leads_an_entry(batch: &LeadBatch, from: usize) -> usize {
    let mut bytes = 0;
    let sizes = (from..batch.len()).take(LEADS_AN_ENTRY).map(|position| batch.size(position));
    let fitting = sizes.take_while(|size| {
        bytes += size;
        bytes <= BYTES_AN_ENTRY
    });
    fitting.count().max(1)
}

fn put_leads(
    books: &mut crate::scribe::Books,
    kind: Kind,
    part: Vec<((LeadRef, LeadId), Option<Lead>)>,
    check_only: bool,
) -> Result<(), lead_journal::JournalError> {
    for ((lead, id), given) in part {
        match given {
            Some(record) => {
                let master = (kind == Kind::ReadMaster).then_some(id);
                put_lead(books, lead, &record, master, check_only)?;
            }
            None if kind == Kind::ReadMaster => {
                let note = format!("{} That lead could not be read.", merged_into(id));
                books.journal.absent(lead, IdVerdict::Merged, &note)?;
            }
            None if kind == Kind::ReadAgain => {
                books.journal.retrieval_failed(lead, CONTRADICTION, NOT_GIVEN)?;
            }
            None => books.journal.not_given(lead)?,
        }
    }
    Ok(())
}

/// Writes a lead down; in place of one that was merged into it, where it is such a lead's master.
pub(crate) fn put_lead(
    books: &mut crate::scribe::Books,
    lead: LeadRef,
    record: &Lead,
    master: Option<LeadId>,
    check_only: bool,
) -> Result<(), lead_journal::JournalError> {
    let (mut verdict, note) = record::verdict(record);
    let mut note = note.map(str::to_owned);
    if let Some(master) = master {
        let converted = if verdict == IdVerdict::Converted { " It was converted since." } else { "" };
        let done = if check_only { "read" } else { "read and assessed" };
        note = Some(format!("{} That lead was {done} in its place.{converted}", merged_into(master)));
        verdict = IdVerdict::Merged;
    }
    let found = Found {
        record,
        verdict,
        note: note.as_deref(),
        name: &record::name(record),
        company: &record.text("Company"),
        search: &record::search_text(record),
        status: if check_only { RowStatus::NotAssessed } else { RowStatus::Waiting },
    };
    books.journal.found(lead, &found)
}

fn merged_into(master: LeadId) -> String {
    format!("The lead was merged into {master}.")
}

fn verdict_of(absence: Absence) -> Option<(IdVerdict, String)> {
    match absence {
        Absence::Deleted => Some((IdVerdict::Deleted, "The lead was deleted; it lies in the recycle bin.".into())),
        Absence::Merged { into } => Some((IdVerdict::Merged, merged_into(into))),
        Absence::NotFound => Some((
            IdVerdict::NotFound,
            "Salesforce has no lead with this id, or does not share it with this user; it does not say which.".into(),
        )),
        Absence::Present => None,
    }
}
