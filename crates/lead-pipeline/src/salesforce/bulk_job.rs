//! The bulk job of a run: made once, kept, and found again where the answer to making it was lost.
//!
//! Before a job is asked for, the intent to make it is on the disk. Where the process died, or the
//! connection broke, before the answer was kept, the job is looked for in the org's list before
//! another is asked for. One that was only found is read on trial: the first page of its results
//! tells whether it is this run's. Until then it is neither kept nor touched.

use crate::RunError;
use crate::run::context::RunContext;
use crate::salesforce::ask::{Asked, ask};
use crate::salesforce::reader::LeadReader;
use lead_journal::JournalError;
use lead_salesforce::{BulkIntent, BulkJob, SalesforceError};
use serde::de::DeserializeOwned;
use std::sync::atomic::{AtomicBool, Ordering};

/// A job that a run reads.
#[derive(Clone)]
pub(crate) struct TakenJob {
    pub(crate) job: BulkJob,
    /// Where the job was only found: what tells by its results whether it is this run's.
    pub(crate) on_trial: Option<BulkIntent>,
}

/// Whether there is a job of this run in the org, or may be.
pub(crate) async fn may_be(context: &RunContext) -> Result<bool, RunError> {
    Ok(kept(context).await?.is_some() || kept_intent(context).await?.is_some())
}

/// The job that was kept.
pub(crate) async fn kept(context: &RunContext) -> Result<Option<BulkJob>, RunError> {
    read(context.journal.write(|stores| stores.journal.bulk_job()).await?)
}

async fn kept_intent(context: &RunContext) -> Result<Option<BulkIntent>, RunError> {
    read(context.journal.write(|stores| Ok(stores.journal.bulk_intent())).await?)
}

fn read<T: DeserializeOwned>(kept: Option<String>) -> Result<Option<T>, RunError> {
    Ok(kept.map(|text| serde_json::from_str(&text).map_err(JournalError::from)).transpose()?)
}

/// Keeps how far the job's results are read.
pub(crate) async fn keep(context: &RunContext, job: &BulkJob) -> Result<(), RunError> {
    let job = serde_json::to_string(job).map_err(JournalError::from)?;
    Ok(context.journal.write(move |stores| stores.journal.keep_bulk_job(&job)).await?)
}

/// Keeps that a job is this run's.
pub(crate) async fn keep_new(context: &RunContext, job: &BulkJob) -> Result<(), RunError> {
    let job = serde_json::to_string(job).map_err(JournalError::from)?;
    Ok(context.journal.write(move |stores| stores.journal.keep_new_bulk_job(&job)).await?)
}

async fn keep_intent(context: &RunContext, intent: &BulkIntent) -> Result<(), RunError> {
    let intent = serde_json::to_string(intent).map_err(JournalError::from)?;
    Ok(context.journal.write(move |stores| stores.journal.keep_bulk_intent(&intent)).await?)
}

pub(crate) async fn forget(context: &RunContext) -> Result<(), RunError> {
    Ok(context.journal.write(|stores| stores.journal.forget_bulk_job()).await?)
}

/// The job that was kept, or one that may have been made, or a new one; `None` where there is none.
pub(crate) async fn take(reader: &LeadReader) -> Result<Option<TakenJob>, RunError> {
    let context = &reader.context;
    if let Some(job) = kept(context).await? {
        return Ok(Some(TakenJob { job, on_trial: None }));
    }
    let Some((intent, perhaps_made)) = intended(reader).await? else { return Ok(None) };
    let client = &context.providers.salesforce;
    let perhaps_made = AtomicBool::new(perhaps_made);
    // A request without an answer may have made the job, so the list is looked at before it is sent again.
    let asked = ask(context, "a bulk job", SalesforceError::is_about_bulk, || async {
        if perhaps_made.swap(true, Ordering::Relaxed)
            && let Some(job) = client.find_bulk(&intent).await?
        {
            return Ok(TakenJob { job, on_trial: Some(intent.clone()) });
        }
        Ok(TakenJob { job: client.start_bulk(&intent).await?, on_trial: None })
    });
    let Some(taken) = told(context, asked.await).await? else { return Ok(None) };
    if taken.on_trial.is_none() {
        tracing::info!(job = taken.job.id, "a bulk job gathers the leads");
        keep_new(context, &taken.job).await?;
    } else {
        tracing::info!(job = taken.job.id, "a bulk job in the org may be this run's");
    }
    Ok(Some(taken))
}

/// The intent to make a job, which is kept, and whether the job may have been made already.
async fn intended(reader: &LeadReader) -> Result<Option<(BulkIntent, bool)>, RunError> {
    let context = &reader.context;
    if let Some(intent) = kept_intent(context).await? {
        return Ok(Some((intent, true)));
    }
    let client = &context.providers.salesforce;
    let asked =
        ask(context, "the bulk jobs", SalesforceError::is_about_bulk, || client.intend_bulk(&reader.paths));
    let Some(intent) = told(context, asked.await).await? else { return Ok(None) };
    keep_intent(context, &intent).await?;
    Ok(Some((intent, false)))
}

/// What Salesforce told; `None` where it refuses, and no job is meant any more, or where the run stops.
async fn told<T>(context: &RunContext, asked: Asked<T>) -> Result<Option<T>, RunError> {
    match asked {
        Asked::Answered(told) => Ok(Some(told)),
        Asked::Refused(error) => {
            tracing::warn!(code = error.code(), "no bulk job; reading by ids");
            forget(context).await?;
            Ok(None)
        }
        Asked::Stopped => Ok(None),
    }
}

/// A job that was found is not this run's: it is left as it is, and not found again.
pub(crate) async fn leave(context: &RunContext, taken: TakenJob) -> Result<(), RunError> {
    let TakenJob { job, on_trial } = taken;
    tracing::info!(job = job.id, "the bulk job is not this run's and stays as it is");
    let Some(mut intent) = on_trial else { return Ok(()) };
    intent.rule_out(&job);
    keep_intent(context, &intent).await
}

/// Leaves nothing of the job in the org or in the journal. Salesforce deletes old jobs by itself, so
/// a failure is no more than untidy.
pub(crate) async fn put_away(context: &RunContext, job: &BulkJob) -> Result<(), RunError> {
    if let Err(error) = context.providers.salesforce.end_bulk(job).await {
        tracing::warn!(code = error.code(), job = job.id, "the bulk job could not be deleted");
    }
    forget(context).await
}
