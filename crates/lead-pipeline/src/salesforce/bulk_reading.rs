//! Reading leads by one bulk job over the whole org, where they are a large part of it.
//!
//! Salesforce gathers the leads in its own time; the run then reads the results page by page, keeps
//! those that the workbook names, and lets go of the others. The job and the place reached in its
//! results are in the journal (`bulk_job.rs`), so a run that was stopped reads on where it was and pays for
//! no second job. What the job did not give goes to the second look, as after reading by ids.

use crate::RunError;
use crate::run::context::RunContext;
use crate::run::stop::StopReason;
use crate::salesforce::ask::{Asked, ask};
use crate::salesforce::batch::LEADS_AN_ENTRY;
use crate::salesforce::bulk_job::{self, TakenJob, put_away};
use crate::salesforce::found::put_lead;
use crate::salesforce::reader::{LeadReader, batch_size};
use lead_journal::{BatchStation, JournalError, LeadRef, Tallies};
use lead_model::{Lead, LeadId, ReadBy};
use lead_model::{several, thousands};
use lead_salesforce::{
    Action, BulkPage, BulkPlace, BulkState, LEAST_FOR_BULK, ReadingPlan, SalesforceError, Way, rows_a_page,
};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// A workbook smaller than this holds fewer ids than a job pays for, so nothing waits for its end.
const SMALL_FILE: u64 = 2 << 20;
/// The longest time between two looks at a job; the first are closer together.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// Pages are not made smaller than this, however slow the line and large the leads.
const FEWEST_ROWS: usize = 50;
/// Ids that are looked up in one entry of the journal.
const IDS_AT_ONCE: usize = 2_000;

/// In which way this run reads its leads; `None` where it stops before that is known.
pub(crate) async fn way(
    context: &RunContext,
    paths: &[String],
    tallies: &mut watch::Receiver<Tallies>,
) -> Result<Option<Way>, RunError> {
    if bulk_job::may_be(context).await? {
        return Ok(Some(Way::Bulk));
    }
    let by = context.plan.request.read_by;
    if by == ReadBy::Ids || (by == ReadBy::Size && is_small(context)) {
        return Ok(Some(Way::Ids));
    }
    let known = tallies.wait_for(|tallies| tallies.reading_ended);
    if !matches!(context.stop.or(known).await, Some(Ok(_))) {
        return Ok(None);
    }
    // Of a run taken up again, what is still to be read decides.
    let leads = context.journal.write(|stores| stores.journal.unread_leads()).await?;
    if by == ReadBy::Size && leads < LEAST_FOR_BULK {
        return Ok(Some(Way::Ids));
    }
    let client = &context.providers.salesforce;
    let heavy = |error: &SalesforceError| error.action() == Action::Smaller || error.is_about_bulk();
    let org_leads = match ask(context, "the number of leads", heavy, || client.count_leads()).await {
        Asked::Answered(org_leads) => Some(org_leads),
        Asked::Refused(_) => None,
        Asked::Stopped => return Ok(None),
    };
    Ok(Some(ReadingPlan::new(by, leads, batch_size(context), paths, org_leads).way))
}

fn is_small(context: &RunContext) -> bool {
    std::fs::metadata(&context.plan.request.source.path).is_ok_and(|file| file.len() < SMALL_FILE)
}

/// Reads what the job gives. What is left to be read afterwards is read by ids: nothing, unless the
/// job could not be made or came to nothing, or the run stops.
pub(crate) async fn read_by_job(reader: &LeadReader) -> Result<(), RunError> {
    let context = &reader.context;
    let mut again = false;
    while let Some(taken) = bulk_job::take(reader).await? {
        match wait_for(reader, &taken).await {
            Some(BulkState::Complete) => {
                if read_results(reader, taken.clone()).await? {
                    break;
                }
                bulk_job::leave(context, taken).await?;
            }
            Some(_) if taken.on_trial.is_some() => bulk_job::leave(context, taken).await?,
            Some(BulkState::Aborted) => {
                bulk_job::forget(context).await?;
                context.pause(
                    "Somebody gave up the bulk job that gathers the leads for this run, so the run is paused. \
                     Resuming it starts another.",
                );
                break;
            }
            Some(BulkState::Gone) if !again => {
                again = true;
                bulk_job::forget(context).await?;
            }
            Some(state) => {
                tracing::warn!(?state, "the bulk job came to nothing; reading by ids");
                put_away(context, &taken.job).await?;
                break;
            }
            None => break,
        }
    }
    context.say(None);
    if context.stop.end() == Some(&StopReason::Cancelled)
        && let Some(job) = bulk_job::kept(context).await?
    {
        put_away(context, &job).await?;
    }
    Ok(())
}

/// Waits until the job has ended in one way or another.
async fn wait_for(reader: &LeadReader, taken: &TakenJob) -> Option<BulkState> {
    let context = &reader.context;
    let client = &context.providers.salesforce;
    let began = Instant::now();
    let mut pause = context.retry_policy.first_wait;
    let theirs = |error: &SalesforceError| taken.on_trial.is_some() && error.is_about_bulk();
    loop {
        match ask(context, "the bulk job", theirs, || client.bulk_state(&taken.job)).await {
            Asked::Answered(BulkState::UnderWay) => {}
            Asked::Answered(state) => return Some(state),
            // Out of this user's reach, which is as good as gone.
            Asked::Refused(_) => return Some(BulkState::Gone),
            Asked::Stopped => return None,
        }
        let waited = several(began.elapsed().as_secs(), "second");
        context.say(Some(format!(
            "Salesforce is gathering all leads of the org in one bulk job ({waited} so far); reading them begins when \
             it is done."
        )));
        context.stop.or(tokio::time::sleep(pause)).await?;
        pause = (pause * 3 / 2).min(LONGEST_PAUSE);
    }
}

/// Reads page after page. The place reached is kept with the page's leads. False where the job was on
/// trial and is not this run's.
async fn read_results(reader: &LeadReader, taken: TakenJob) -> Result<bool, RunError> {
    let TakenJob { mut job, mut on_trial } = taken;
    let context = &reader.context;
    let client = &context.providers.salesforce;
    let mut most = rows_a_page(job.paths.len());
    let mut seen = 0;
    let mine = |error: &SalesforceError| error.action() == Action::Smaller || error.is_about_bulk();
    while !job.read_to_end {
        let began = Instant::now();
        let (page, reached) = match ask(context, "results", mine, || client.bulk_page(&job, most)).await {
            Asked::Answered(answer) => answer,
            Asked::Refused(error) if error.action() == Action::Smaller && most > FEWEST_ROWS => {
                most = (most / 2).max(FEWEST_ROWS);
                continue;
            }
            Asked::Refused(error) if error.action() == Action::Smaller => {
                context.pause(error.to_string());
                return Ok(true);
            }
            Asked::Refused(_) if on_trial.is_some() => return Ok(false),
            Asked::Refused(error) => {
                tracing::warn!(code = error.code(), "the job's results are out of reach; reading by ids");
                put_away(context, &job).await?;
                return Ok(true);
            }
            Asked::Stopped => return Ok(true),
        };
        if let Some(intent) = on_trial.take() {
            if !intent.is_met_by(&page) {
                return Ok(false);
            }
            tracing::info!(job = job.id, "the bulk job is this run's; making it had not been answered");
            bulk_job::keep_new(context, &job).await?;
        }
        seen += page.len() as u64;
        let kept = keep_page(context, &page, &job.paths).await?;
        let seconds = began.elapsed().as_secs_f64();
        context
            .journal
            .write(move |stores| stores.journal.batch_ended(BatchStation::Retrieve, kept, 0, seconds))
            .await?;
        bulk_job::keep(context, &reached).await?;
        job = reached;
        context.say(Some(format!(
            "The leads come out of one bulk job: {} leads of the org looked through so far.",
            thousands(seen)
        )));
    }
    let missing = context.journal.write(|stores| stores.journal.rest_not_given()).await?;
    tracing::info!(seen = thousands(seen), missing, "the bulk job's results are read");
    put_away(context, &job).await?;
    Ok(true)
}

/// Keeps those of a page's leads that are wanted. Gives how many.
///
/// A job gives leads in the org's order, which is not the workbook's. Written as they come, each
/// would touch another place of the journal, and a large journal would be written many times over;
/// so the places of a whole page's leads are put into the workbook's order first, and the leads are
/// made in that order, some at a time.
async fn keep_page(context: &RunContext, page: &BulkPage, paths: &[String]) -> Result<u64, RunError> {
    let check_only = context.plan.request.check_only;
    let broken = |error: SalesforceError| RunError::Broken(error.to_string());
    let mut wanted: Vec<(LeadRef, BulkPlace)> = Vec::new();
    let mut ids = page.ids();
    loop {
        let part: Vec<(LeadId, BulkPlace)> =
            ids.by_ref().take(IDS_AT_ONCE).collect::<Result<_, _>>().map_err(broken)?;
        if part.is_empty() {
            break;
        }
        let known = context.journal.write(move |stores| {
            let known = part.into_iter().map(|(id, place)| Ok((stores.journal.unread(&id)?, place)));
            known.collect::<Result<Vec<_>, JournalError>>()
        });
        wanted.extend(known.await?.into_iter().filter_map(|(lead, place)| Some((lead?, place))));
    }
    wanted.sort_unstable_by_key(|(lead, _)| *lead);
    let mut leads = page.leads(paths);
    for part in wanted.chunks(LEADS_AN_ENTRY) {
        let part: Vec<(LeadRef, Lead)> = part
            .iter()
            .map(|&(lead, place)| Ok((lead, leads.at(place)?)))
            .collect::<Result<_, _>>()
            .map_err(broken)?;
        context
            .journal
            .write(move |stores| {
                part.iter().try_for_each(|(lead, record)| put_lead(stores, *lead, record, None, check_only))
            })
            .await?;
    }
    Ok(wanted.len() as u64)
}
