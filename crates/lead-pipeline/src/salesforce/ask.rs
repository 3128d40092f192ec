//! Asking the org what a run needs to know once, until it answers.

use crate::run::context::RunContext;
use crate::run::outage::outage;
use lead_pace::{Backoff, Outcome};
use lead_salesforce::{Action, SalesforceError};
use std::time::Duration;
use tokio::time::Instant;

/// What came of asking.
pub(crate) enum Asked<T> {
    /// Salesforce answered.
    Answered(T),
    /// It refused in a way that the one who asked deals with.
    Refused(SalesforceError),
    /// The run stops before there is an answer.
    Stopped,
}

/// Asks until Salesforce answers. Trouble is waited out; what is for the user to mend, or lasts too
/// long, pauses the run. A refusal that `mine` picks is given back instead.
pub(crate) async fn ask<T, F: Future<Output = Result<T, SalesforceError>>>(
    context: &RunContext,
    what: &str,
    mine: impl Fn(&SalesforceError) -> bool,
    question: impl Fn() -> F,
) -> Asked<T> {
    let traffic = &context.salesforce;
    let mut waits = Backoff::new(context.retry_policy.first_wait, context.retry_policy.longest_wait);
    loop {
        let Some(permit) = context.stop.or(traffic.permit(1)).await else { return Asked::Stopped };
        let began = Instant::now();
        let answer = {
            let _under_way = traffic.under_way();
            question().await
        };
        let error = match answer {
            Ok(answer) => {
                permit.finish(Outcome::Ok, began.elapsed());
                traffic.health().record_success();
                return Asked::Answered(answer);
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
                context.pause(error.to_string());
                return Asked::Stopped;
            }
            Action::RetryFewer { after } => traffic.block_for(after),
            Action::Retry | Action::Smaller | Action::Isolate => wait = waits.next(),
        }
        traffic.health().record_failure();
        if traffic.health().failing_for() > context.retry_policy.outage {
            context.pause(outage("Salesforce", &error));
            return Asked::Stopped;
        }
        tracing::warn!(code = error.code(), what, "Salesforce did not answer well, asking again");
        if context.stop.or(tokio::time::sleep(wait)).await.is_none() {
            return Asked::Stopped;
        }
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
