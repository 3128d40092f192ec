//! Asking the org what a run needs to know once, until it answers.

use crate::RunError;
use crate::errand::outcome_of;
use crate::recipe;
use crate::shift::Shift;
use lead_pace::{Backoff, Outcome};
use lead_salesforce::{Action, SalesforceError};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What came of asking.
pub(crate) enum Asked<T> {
    /// Salesforce answered.
    Told(T),
    /// It refused in a way that the one who asked deals with.
    Refused(SalesforceError),
    /// The run stops before there is an answer.
    Stopped,
}

/// Asks until Salesforce answers. Trouble is waited out; what is for the user to mend, or lasts too
/// long, pauses the run. A refusal that `mine` picks is given back instead.
pub(crate) async fn ask<T, F: Future<Output = Result<T, SalesforceError>>>(
    shift: &Shift,
    what: &str,
    mine: impl Fn(&SalesforceError) -> bool,
    question: impl Fn() -> F,
) -> Asked<T> {
    let line = &shift.salesforce;
    let mut waits = Backoff::new(shift.patience.first_wait, shift.patience.longest_wait);
    loop {
        let Some(permit) = shift.stop.or(line.pacer.acquire(1)).await else { return Asked::Stopped };
        let began = Instant::now();
        let told = {
            let _under_way = line.under_way();
            question().await
        };
        let error = match told {
            Ok(told) => {
                permit.finish(Outcome::Ok, began.elapsed());
                line.health.good();
                return Asked::Told(told);
            }
            Err(error) => error,
        };
        permit.finish(outcome_of(&error), began.elapsed());
        if mine(&error) {
            return Asked::Refused(error);
        }
        let mut wait = Duration::ZERO;
        match error.action() {
            Action::Pause | Action::Stop => {
                shift.pause(error.to_string());
                return Asked::Stopped;
            }
            Action::RetryFewer { after } => line.pacer.block_for(after),
            Action::Retry | Action::Smaller | Action::Isolate => wait = waits.next(),
        }
        if line.health.bad() > shift.patience.outage {
            shift.pause(outage("Salesforce", &error));
            return Asked::Stopped;
        }
        tracing::warn!(code = error.code(), what, "Salesforce did not answer well, asking again");
        if shift.stop.or(tokio::time::sleep(wait)).await.is_none() {
            return Asked::Stopped;
        }
    }
}

/// Fits the recipe to the org and gives the paths to read, or `None` where the run stops first.
/// The org is asked once a run.
pub(crate) async fn fit_recipe(shift: &Arc<Shift>) -> Result<Option<Vec<String>>, RunError> {
    if let Some(resolved) = shift.resolved() {
        return Ok(Some(resolved.paths()));
    }
    let client = &shift.providers.salesforce;
    let Asked::Told(describe) = ask(shift, "fields", |_| false, || client.describe_lead()).await else {
        return Ok(None);
    };
    let choice = &shift.plan.request.fields;
    let readable = recipe::readable(&shift.recipe, choice, &describe);
    let resolved = shift.set_resolved(recipe::fitted(shift.recipe.clone(), choice, Some(&readable)));
    let url = client.instance_url().to_string();
    shift.scribe.write(move |books| books.journal.set_org(&readable, &url)).await?;
    Ok(Some(resolved.paths()))
}

/// Why a run pauses when a provider stays away.
pub(crate) fn outage(provider: &str, last: &impl std::fmt::Display) -> String {
    format!(
        "{provider} has given no good answer for some minutes, so the run is paused and what was done is saved. \
         Resume when it is back. The last it said: {last}"
    )
}
