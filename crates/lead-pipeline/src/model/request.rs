//! One request to the model: reserved, sent, heard. What becomes of its leads: `answers.rs`.

use crate::RunError;
use crate::model::answers::{after_failure, take_in};
use crate::model::pack::{Answered, Pack};
use crate::model::question::{Weight, question, question_about, weight};
use crate::run::context::RunContext;
use crate::run::spending_cap::reserve;
use lead_journal::LeadRef;
use lead_openai::{Action, AskError, Limits};
use lead_pace::{BucketReport, LimitReport, Outcome, Permit};
use std::sync::Arc;
use tokio::time::Instant;

/// Asks about a pack, once.
pub(crate) async fn ask_model(context: Arc<RunContext>, mut pack: Pack) -> Result<Answered, RunError> {
    let (Some(client), Some(fitted)) = (&context.providers.openai, context.fitted()) else {
        return Err(RunError::NoModel);
    };
    let wait = std::mem::take(&mut pack.wait);
    if context.stop.or(tokio::time::sleep(wait)).await.is_none() {
        return Ok(Answered::stopped());
    }
    let leads = pack.leads();
    let ask = question_about(fitted, &pack);
    let question = question(&context, &ask, pack.doublings);
    let weight = weight(&question);

    let first = context.cache_warm_up.turn(&context.stop).await;
    let Some(permit) = permit(&context, weight, &leads).await else { return Ok(Answered::stopped()) };
    let worst = context.providers.prices.worst_case(&question.model, weight.input, weight.room);
    let Some(reserved) = reserve(&context, worst, &leads).await? else { return Ok(Answered::stopped()) };

    let began = Instant::now();
    let answer = {
        let _under_way = context.model.under_way();
        client.ask(&question).await
    };
    drop(first);
    match answer {
        Ok(reply) => {
            permit.observe(&report(&reply.limits));
            permit.finish(Outcome::Ok, began.elapsed());
            context.model.health().record_success();
            take_in(&context, fitted, pack, &ask, reply, reserved).await
        }
        Err(failure) => {
            tracing::warn!(
                code = failure.error.code(),
                leads = pack.pending_leads.len(),
                "asking the model failed"
            );
            permit.observe(&report(&failure.limits));
            permit.finish(outcome_of(&failure.error), began.elapsed());
            after_failure(&context, pack, &failure, reserved).await
        }
    }
}

/// Waits until a request about these leads may be sent; `None` where the run stops first.
async fn permit(context: &RunContext, weight: Weight, leads: &[LeadRef]) -> Option<Permit> {
    loop {
        if !context.unusable_answers.turn(leads, &context.stop).await {
            return None;
        }
        let permit = context.stop.or(context.model.permit(weight.charged())).await?;
        // Waiting in line takes its time: asked again, so that no more than those under way slip through.
        if context.unusable_answers.is_open_to(leads) {
            return Some(permit);
        }
    }
}

fn report(limits: &Limits) -> LimitReport {
    let bucket = |window: lead_openai::LimitWindow| BucketReport {
        limit: window.limit,
        remaining: window.remaining,
        reset: window.reset,
    };
    LimitReport { requests: limits.requests.map(bucket), tokens: limits.tokens.map(bucket) }
}

/// What an error says of the provider's limits and health.
fn outcome_of(error: &AskError) -> Outcome {
    match error {
        AskError::RateLimited { wait } => Outcome::Throttled { wait: *wait },
        AskError::SlowDown { .. } => Outcome::Overloaded,
        AskError::Overloaded { .. } => Outcome::Failed,
        error if error.action() == Action::Retry => Outcome::Failed,
        _ => Outcome::Refused,
    }
}
