//! One request to the model: reserved, sent, heard. What becomes of its leads: `pack_result.rs`.

use crate::RunError;
use crate::budget::reserve;
use crate::pack_result::{MOST_DOUBLINGS, after_failure, take_in};
use crate::shift::Shift;
use crate::sub_batch::Pack;
use lead_assess::{AnswerFault, Ask, Resolved};
use lead_journal::LeadRef;
use lead_model::Lead;
use lead_openai::{Action, AskError, Limits, Question, estimate_tokens};
use lead_pace::{BucketReport, LimitReport, Outcome, Permit};
use std::sync::Arc;
use tokio::time::Instant;

/// What came of a pack.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    /// What is to be asked again.
    pub(crate) again: Vec<Pack>,
    /// Leads that failed.
    pub(crate) failed: u64,
    /// Whether the run stopped before all leads had an answer.
    pub(crate) stopped: bool,
}

impl Answered {
    pub(crate) fn stopped() -> Self {
        Self { stopped: true, ..Self::default() }
    }

    pub(crate) fn again(again: Vec<Pack>) -> Self {
        Self { again, ..Self::default() }
    }
}

/// Asks about a pack, once.
pub(crate) async fn ask_model(shift: Arc<Shift>, mut pack: Pack) -> Result<Answered, RunError> {
    let (Some(client), Some(resolved)) = (&shift.providers.openai, shift.resolved()) else {
        return Err(RunError::NoModel);
    };
    let wait = std::mem::take(&mut pack.wait);
    if shift.stop.or(tokio::time::sleep(wait)).await.is_none() {
        return Ok(Answered::stopped());
    }
    let leads = pack.leads();
    let ask = question_about(resolved, &pack);
    let question = question(&shift, &ask, pack.doublings);
    let weight = weight(&question);

    let first = shift.warmth.turn(&shift.stop).await;
    let Some(permit) = permit(&shift, weight, &leads).await else { return Ok(Answered::stopped()) };
    let worst = shift.providers.prices.worst_case(&question.model, weight.input, weight.room);
    let Some(reserved) = reserve(&shift, worst, &leads).await? else { return Ok(Answered::stopped()) };

    let began = Instant::now();
    let told = {
        let _under_way = shift.model.under_way();
        client.ask(&question).await
    };
    drop(first);
    match told {
        Ok(reply) => {
            permit.observe(&report(&reply.limits));
            permit.finish(Outcome::Ok, began.elapsed());
            shift.model.health.good();
            take_in(&shift, resolved, pack, &ask, reply, reserved).await
        }
        Err(failure) => {
            tracing::warn!(
                code = failure.error.code(),
                leads = pack.inquiries.len(),
                "asking the model failed"
            );
            permit.observe(&report(&failure.limits));
            permit.finish(outcome_of(&failure.error), began.elapsed());
            after_failure(&shift, pack, &failure, reserved).await
        }
    }
}

/// Waits until a request about these leads may be sent; `None` where the run stops first.
async fn permit(shift: &Shift, weight: Weight, leads: &[LeadRef]) -> Option<Permit> {
    loop {
        if !shift.unusable.turn(leads, &shift.stop).await {
            return None;
        }
        let permit = shift.stop.or(shift.model.pacer.acquire(weight.charged())).await?;
        // Waiting in line takes its time: asked again, so that no more than those under way slip through.
        if shift.unusable.is_open_to(leads) {
            return Some(permit);
        }
    }
}

/// How large a request is, in tokens.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight {
    /// What it gives the model to read, estimated.
    pub(crate) input: u64,
    /// What the model may write.
    pub(crate) room: u64,
}

impl Weight {
    /// What a request is charged at the door: the larger of the two, not their sum.
    pub(crate) fn charged(self) -> u64 {
        self.input.max(self.room)
    }
}

pub(crate) fn weight(question: &Question) -> Weight {
    let texts = [&*question.instructions, &question.data, &question.schema.to_string()];
    let input = texts.into_iter().map(estimate_tokens).sum();
    Weight { input, room: question.max_output_tokens.into() }
}

fn question_about(resolved: &Resolved, pack: &Pack) -> Ask {
    let leads: Vec<&Lead> = pack.inquiries.iter().map(|inquiry| &inquiry.lead.record).collect();
    let faults: Vec<AnswerFault> =
        pack.inquiries.iter().filter_map(|inquiry| inquiry.fault.clone()).collect();
    if faults.is_empty() { resolved.ask(&leads) } else { resolved.ask_again(&leads, &faults) }
}

pub(crate) fn question(shift: &Shift, ask: &Ask, doublings: u32) -> Question {
    Question {
        model: shift.plan.request.model.clone(),
        instructions: ask.instructions.clone(),
        data: ask.data.clone(),
        schema_name: ask.schema_name.clone(),
        schema: ask.schema.clone(),
        max_output_tokens: ask.max_output_tokens.saturating_mul(1 << doublings.min(MOST_DOUBLINGS)),
        effort: effort(&shift.plan.request.model),
    }
}

/// Judging by a rubric needs little thought; the models before the fifth take no such setting.
fn effort(model: &str) -> Option<String> {
    let older = ["gpt-3", "gpt-4"].iter().any(|name| model.starts_with(name));
    (!older).then(|| "low".to_owned())
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
