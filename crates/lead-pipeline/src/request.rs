//! One request to the model: reserved, sent, paid for, checked, written down; and what becomes of
//! its leads when it goes wrong.

use crate::RunError;
use crate::budget::{Reserved, reserve};
use crate::compare::model_works;
use crate::org::outage;
use crate::shift::Shift;
use crate::sub_batch::{Inquiry, Pack};
use lead_assess::{AnswerFault, Ask, ModelAnswer, Resolved};
use lead_journal::{Answer, Judge};
use lead_model::{Lead, LeadFindings, Money, Usage};
use lead_openai::{Action, AskError, Failure, Limits, Question, Reply, TokenUsage, estimate_tokens};
use lead_pace::{BucketReport, LimitReport, Outcome};
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
    fn stopped() -> Self {
        Self { stopped: true, ..Self::default() }
    }

    fn again(again: Vec<Pack>) -> Self {
        Self { again, ..Self::default() }
    }
}

/// The room for an answer is doubled so often at most.
const MOST_DOUBLINGS: u32 = 3;
/// A refusal or a stop by the filter is asked about once more: it is drawn by chance, too.
const REFUSALS: u32 = 2;

/// Asks about a pack, once.
pub(crate) async fn ask_model(shift: Arc<Shift>, mut pack: Pack) -> Result<Answered, RunError> {
    let (Some(client), Some(resolved)) = (&shift.providers.openai, shift.resolved()) else {
        return Err(RunError::NoModel);
    };
    let wait = std::mem::take(&mut pack.wait);
    if shift.stop.or(tokio::time::sleep(wait)).await.is_none() {
        return Ok(Answered::stopped());
    }
    let ask = question_about(resolved, &pack);
    let question = question(&shift, &ask, pack.doublings);
    let weight = weight(&question);

    let first = shift.warmth.turn(&shift.stop).await;
    let Some(permit) = shift.stop.or(shift.model.pacer.acquire(weight.charged())).await else {
        return Ok(Answered::stopped());
    };
    let worst = shift.providers.prices.worst_case(&question.model, weight.input, weight.room);
    let Some(reserved) = reserve(&shift, worst).await? else { return Ok(Answered::stopped()) };

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
            account_for(&shift, &failure, reserved).await?;
            after_failure(&shift, pack, &failure.error).await
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

pub(crate) fn usage(shift: &Shift, used: &TokenUsage) -> Usage {
    Usage {
        openai_requests: 1,
        input_tokens: used.input,
        cached_tokens: used.cached,
        cache_write_tokens: used.cache_write,
        output_tokens: used.output,
        cost_usd: shift.providers.prices.cost(&shift.plan.request.model, used).unwrap_or_default(),
        ..Usage::default()
    }
}

/// A failed request is paid for as far as the provider said; where it said nothing and may still
/// send a bill, the worst counts as perhaps spent.
pub(crate) async fn account_for(
    shift: &Shift,
    failure: &Failure,
    reserved: Reserved,
) -> Result<(), RunError> {
    let used = usage(shift, &failure.usage.unwrap_or_default());
    let unknown =
        if failure.usage.is_none() && failure.error.may_be_billed() { reserved.worst } else { Money::ZERO };
    shift.scribe.write(move |books| reserved.settle(&mut books.journal, &used, unknown)).await?;
    Ok(())
}

/// A lead's findings with the answer they rest on, ready to be written.
struct Concluded {
    inquiry: Inquiry,
    findings: LeadFindings,
    answer: String,
}

/// Writes good answers down and has faulty ones asked for again, one lead at a time.
async fn take_in(
    shift: &Arc<Shift>,
    resolved: &Resolved,
    pack: Pack,
    ask: &Ask,
    reply: Reply,
    reserved: Reserved,
) -> Result<Answered, RunError> {
    let used = usage(shift, &reply.usage);
    let leads = pack.inquiries.len() as u64;
    let (mut concluded, mut again, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    let answers = resolved.read_answer(&reply.text, ask);
    let mut answers = answers.into_iter();
    for mut inquiry in pack.inquiries {
        match answers.next() {
            Some(Ok(answer)) => concluded.push(conclude(resolved, inquiry, &answer)?),
            Some(Err(fault)) => {
                inquiry.answers += 1;
                if inquiry.answers >= shift.patience.answers {
                    failed.push((inquiry.lead(), fault.code(), fault.to_string()));
                } else {
                    inquiry.fault = Some(fault);
                    again.push(Pack { doublings: pack.doublings, ..Pack::new(shift, vec![inquiry]) });
                }
            }
            None => return Err(RunError::Broken("an answer was checked for fewer leads than asked".into())),
        }
    }
    let number = failed.len() as u64;
    let (origin, model) = (shift.origin(), shift.plan.request.model.clone());
    let recipe = resolved.hash().to_owned();
    let now = jiff::Timestamp::now().to_string();
    let share = |total: u64| total / leads.max(1);
    let (input_tokens, output_tokens) = (share(used.input_tokens), share(used.output_tokens));
    let cost_nanos = used.cost_usd.nanos() / i64::try_from(leads.max(1)).unwrap_or(1);
    shift
        .scribe
        .write(move |books| {
            reserved.settle(&mut books.journal, &used, Money::ZERO)?;
            for Concluded { inquiry, findings, answer } in concluded {
                books.answers.put(&Answer {
                    origin: origin.clone(),
                    fingerprint: inquiry.fingerprint().to_owned(),
                    answer,
                    model: model.clone(),
                    lead: inquiry.lead.record.id.to_string(),
                    recipe: recipe.clone(),
                    answered_at: now.clone(),
                    input_tokens,
                    output_tokens,
                    cost_nanos,
                })?;
                let judge = Judge { model: &model, at: &now };
                books.journal.assessed(inquiry.lead(), &findings, inquiry.fingerprint(), judge)?;
            }
            for (lead, cause, sentence) in failed {
                books.journal.assessment_failed(lead, cause, &sentence)?;
            }
            Ok(())
        })
        .await?;
    Ok(Answered { again, failed: number, stopped: false })
}

fn conclude(resolved: &Resolved, inquiry: Inquiry, answer: &ModelAnswer) -> Result<Concluded, RunError> {
    let rules = inquiry.lead.findings.rules.clone();
    let findings = resolved.conclude(&inquiry.lead.record, rules, Some(answer));
    let answer = serde_json::to_string(answer).map_err(lead_journal::JournalError::from)?;
    Ok(Concluded { inquiry, findings, answer })
}

async fn after_failure(shift: &Arc<Shift>, mut pack: Pack, error: &AskError) -> Result<Answered, RunError> {
    let alone = pack.inquiries.len() == 1;
    let half = pack.inquiries.len().div_ceil(2);
    match error.action() {
        Action::Pause | Action::Stop => {
            shift.pause(error.to_string());
            return Ok(Answered::stopped());
        }
        Action::Smaller if alone => return fail(shift, pack, error).await,
        Action::Smaller => return Ok(Answered::again(pack.split(shift, half))),
        Action::RetryLarger | Action::FailRow => {
            let most = if error.action() == Action::FailRow { REFUSALS } else { shift.patience.answers };
            for inquiry in &mut pack.inquiries {
                inquiry.answers += 1;
            }
            let larger = error.action() == Action::RetryLarger && pack.doublings < MOST_DOUBLINGS;
            pack.doublings += u32::from(larger);
            if larger && pack.inquiries.iter().all(|inquiry| inquiry.answers < most) {
                return Ok(Answered::again(vec![pack]));
            }
            if !alone {
                return Ok(Answered::again(pack.split(shift, 1)));
            }
            if pack.inquiries.iter().all(|inquiry| inquiry.answers < most) {
                return Ok(Answered::again(vec![pack]));
            }
            return fail(shift, pack, error).await;
        }
        Action::WaitAll => {}
        Action::Retry => {
            pack.wait = pack.waits.next();
            pack.failures.add();
        }
    }
    let health = &shift.model.health;
    if health.bad() > shift.patience.outage {
        shift.pause(outage("The model", error));
        return Ok(Answered::stopped());
    }
    if matches!(error, AskError::TimedOut { .. }) && !alone {
        return Ok(Answered::again(pack.split(shift, half)));
    }
    let often = shift.patience.failures;
    if pack.failures.are_its_own(often, health)
        || (pack.failures.number > 0
            && pack.failures.number.is_multiple_of(often)
            && model_works(shift).await?)
    {
        if alone {
            return fail(shift, pack, error).await;
        }
        return Ok(Answered::again(pack.split(shift, 1)));
    }
    Ok(Answered::again(vec![pack]))
}

/// The rows of these leads fail, named; what the rules say of them stands.
async fn fail(shift: &Shift, pack: Pack, error: &AskError) -> Result<Answered, RunError> {
    let (cause, sentence) = (error.code(), error.to_string());
    let leads: Vec<_> = pack.inquiries.iter().map(Inquiry::lead).collect();
    let failed = leads.len() as u64;
    shift
        .scribe
        .write(move |books| {
            for lead in leads {
                books.journal.assessment_failed(lead, cause, &sentence)?;
            }
            Ok(())
        })
        .await?;
    Ok(Answered { failed, ..Answered::default() })
}
