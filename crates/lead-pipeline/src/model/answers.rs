//! What becomes of a pack's leads: good answers are written down, others are asked about again, in
//! another way where that helps, until as much was paid for a lead as a run pays.

use crate::RunError;
use crate::model::pack::{Answered, Pack, PendingLead};
use crate::model::probe::model_works;
use crate::model::question::MOST_DOUBLINGS;
use crate::run::context::RunContext;
use crate::run::outage::outage;
use crate::run::settlement::settlement;
use crate::run::spending_cap::Reserved;
use lead_assess::{Ask, FittedRecipe, ModelAnswer};
use lead_journal::{Answer, Judge, LeadRef};
use lead_model::LeadFindings;
use lead_model::several;
use lead_openai::{Action, AskError, Charge, Failure, Reply};
use std::sync::Arc;

/// A refusal or a stop by the filter is asked about once more: it is drawn by chance, too.
const REFUSALS: u32 = 2;

/// A lead's findings with the answer they rest on, ready to be written.
struct Concluded {
    pending: PendingLead,
    findings: LeadFindings,
    answer: String,
}

/// A lead whose row fails: which, the cause by a short name, and in a sentence.
type Failed = (LeadRef, &'static str, String);

/// Writes good answers down and has faulty ones asked for again, one lead at a time.
pub(crate) async fn take_in(
    context: &Arc<RunContext>,
    fitted: &FittedRecipe,
    pack: Pack,
    ask: &Ask,
    reply: Reply,
    reserved: Reserved,
) -> Result<Answered, RunError> {
    let leads = pack.pending_leads.len() as u64;
    let (mut concluded, mut again, mut failed) = (Vec::new(), Vec::new(), Vec::<Failed>::new());
    let answers = fitted.read_answer(&reply.text, ask);
    let mut answers = answers.into_iter();
    for mut pending in pack.pending_leads {
        pending.attempts += u32::from(reply.charge.is_attempt());
        match answers.next() {
            Some(Ok(answer)) => concluded.push(conclude(fitted, pending, &answer)?),
            Some(Err(fault)) => {
                context.unusable_answers.tried([pending.lead()]);
                if pending.attempts >= context.retry_policy.attempts {
                    let sentence = format!("{fault} {}", asked_often(pending.attempts));
                    failed.push((pending.lead(), fault.code(), sentence));
                } else {
                    pending.fault = Some(fault);
                    again.push(Pack { doublings: pack.doublings, ..Pack::new(context, vec![pending]) });
                }
            }
            None => return Err(RunError::Broken("an answer was checked for fewer leads than asked".into())),
        }
    }
    let usable = !concluded.is_empty();
    let settled = settlement(context, reply.charge, &reserved, usable);
    let (origin, model) = (context.origin(), context.plan.request.model.clone());
    let recipe = fitted.hash().to_owned();
    let now = jiff::Timestamp::now().to_string();
    let share = |total: u64| total / leads.max(1);
    let (input_tokens, output_tokens) = (share(settled.used.input_tokens), share(settled.used.output_tokens));
    let cost_nanos = settled.used.cost_usd.nanos() / i64::try_from(leads.max(1)).unwrap_or(1);
    context
        .journal
        .write(move |stores| {
            reserved.settle(&mut stores.journal, &settled)?;
            for Concluded { pending, findings, answer } in concluded {
                stores.answers.put(&Answer {
                    origin: origin.clone(),
                    fingerprint: pending.fingerprint().to_owned(),
                    answer,
                    model: model.clone(),
                    lead: pending.lead.record.id.to_string(),
                    recipe: recipe.clone(),
                    answered_at: now.clone(),
                    input_tokens,
                    output_tokens,
                    cost_nanos,
                })?;
                let judge = Judge { model: &model, at: &now };
                stores.journal.assessed(pending.lead(), &findings, pending.fingerprint(), judge)?;
            }
            Ok(())
        })
        .await?;
    if usable {
        context.unusable_answers.usable();
    }
    let failed = fail(context, failed).await?;
    Ok(Answered { again, failed, stopped: false })
}

fn conclude(
    fitted: &FittedRecipe,
    pending: PendingLead,
    answer: &ModelAnswer,
) -> Result<Concluded, RunError> {
    let rules = pending.lead.findings.rules.clone();
    let findings = fitted.conclude(&pending.lead.record, rules, Some(answer));
    let answer = serde_json::to_string(answer).map_err(lead_journal::JournalError::from)?;
    Ok(Concluded { pending, findings, answer })
}

/// Puts a request that failed on the bill, and decides what becomes of its leads.
pub(crate) async fn after_failure(
    context: &Arc<RunContext>,
    mut pack: Pack,
    failure: &Failure,
    reserved: Reserved,
) -> Result<Answered, RunError> {
    let Failure { error, charge, .. } = failure;
    let settled = settlement(context, *charge, &reserved, false);
    context.journal.write(move |stores| reserved.settle(&mut stores.journal, &settled)).await?;
    if matches!(error.action(), Action::Pause | Action::Stop) {
        context.pause(error.to_string());
        return Ok(Answered::stopped());
    }
    if !charge.is_attempt() {
        return again(context, pack, error).await;
    }
    context.unusable_answers.tried(pack.leads());
    for pending in &mut pack.pending_leads {
        pending.attempts += 1;
    }
    let most = most_attempts(context, error);
    let (over, open): (Vec<_>, Vec<_>) =
        std::mem::take(&mut pack.pending_leads).into_iter().partition(|pending| pending.attempts >= most);
    let sentence = |pending: &PendingLead| format!("{error} {}", asked_often(pending.attempts));
    let over = over.iter().map(|pending| (pending.lead(), error.code(), sentence(pending))).collect();
    let failed = fail(context, over).await?;
    if open.is_empty() {
        return Ok(Answered { failed, ..Answered::default() });
    }
    pack.pending_leads = open;
    if *charge == Charge::Lost && pack.failures.number > 0 {
        // Twice without an answer: what broke the line may take a while to pass, and the next attempt
        // may be the last.
        pack.wait = context.retry_policy.longest_wait;
    }
    // The last attempt is a lead's own: in a pack it may be another that spoils the answer.
    let last = |pending: &PendingLead| pending.attempts + 1 >= most;
    if pack.pending_leads.len() > 1 && pack.pending_leads.iter().any(last) {
        let larger = u32::from(error.action() == Action::RetryLarger);
        pack.doublings = MOST_DOUBLINGS.min(pack.doublings + larger);
        return Ok(Answered { failed, ..Answered::again(pack.split(context, 1)) });
    }
    let answered = again(context, pack, error).await?;
    Ok(Answered { failed: failed + answered.failed, ..answered })
}

fn most_attempts(context: &RunContext, error: &AskError) -> u32 {
    let most = context.retry_policy.attempts;
    if error.action() == Action::FailRow { most.min(REFUSALS) } else { most }
}

/// Has the leads asked about again, in another way where that helps.
async fn again(context: &Arc<RunContext>, mut pack: Pack, error: &AskError) -> Result<Answered, RunError> {
    let alone = pack.pending_leads.len() == 1;
    let half = pack.pending_leads.len().div_ceil(2);
    match error.action() {
        Action::Smaller if alone => return fail_all(context, &pack, error).await,
        Action::Smaller => return Ok(Answered::again(pack.split(context, half))),
        Action::FailRow => return Ok(Answered::again(pack.split(context, 1))),
        Action::RetryLarger => {
            pack.doublings = MOST_DOUBLINGS.min(pack.doublings + 1);
            return Ok(Answered::again(vec![pack]));
        }
        Action::Pause | Action::Stop | Action::WaitAll => {}
        Action::Retry => {
            pack.wait = pack.wait.max(pack.waits.next());
            pack.failures.add();
        }
    }
    let health = context.model.health();
    health.record_failure();
    if health.failing_for() > context.retry_policy.outage {
        context.pause(outage("The model", error));
        return Ok(Answered::stopped());
    }
    if matches!(error, AskError::TimedOut { .. }) && !alone {
        return Ok(Answered::again(pack.split(context, half)));
    }
    let often = context.retry_policy.failures;
    if pack.failures.are_its_own(often, health)
        || (pack.failures.number > 0
            && pack.failures.number.is_multiple_of(often)
            && model_works(context).await?)
    {
        if alone {
            return fail_all(context, &pack, error).await;
        }
        return Ok(Answered::again(pack.split(context, 1)));
    }
    Ok(Answered::again(vec![pack]))
}

async fn fail_all(context: &RunContext, pack: &Pack, error: &AskError) -> Result<Answered, RunError> {
    let failed = pack.leads().into_iter().map(|lead| (lead, error.code(), error.to_string())).collect();
    Ok(Answered { failed: fail(context, failed).await?, ..Answered::default() })
}

/// The rows of leads for which as much was paid before as a run pays.
pub(crate) async fn fail_spent(context: &RunContext, spent: Vec<PendingLead>) -> Result<u64, RunError> {
    let sentence = |pending: &PendingLead| {
        format!(
            "No usable answer about this lead was written down before the run was interrupted or stopped. {}",
            asked_often(pending.attempts)
        )
    };
    let failed = spent.iter().map(|pending| (pending.lead(), "asked_too_often", sentence(pending))).collect();
    write_failed(context, failed).await
}

fn asked_often(attempts: u32) -> String {
    format!(
        "It was asked about {}, which is the most a run pays for; Retry failed asks again.",
        several(attempts.into(), "time")
    )
}

/// The rows of these leads fail, named; what the rules say of them stands. Too many in a row without
/// one usable answer pause the run.
async fn fail(context: &RunContext, failed: Vec<Failed>) -> Result<u64, RunError> {
    let Some((_, _, why)) = failed.last().cloned() else { return Ok(0) };
    if context.unusable_answers.gave_up(failed.len()) {
        context.pause(format!(
            "{} leads in a row got no usable answer from the model, so the run is paused before more is spent. The \
             last one: {why} Look whether the model and the recipe fit (Try 10 leads shows true answers); then \
             resume for the other leads, or retry those that failed.",
            context.retry_policy.unusable_leads
        ));
    }
    write_failed(context, failed).await
}

async fn write_failed(context: &RunContext, failed: Vec<Failed>) -> Result<u64, RunError> {
    let number = failed.len() as u64;
    if number > 0 {
        context
            .journal
            .write(move |stores| {
                for (lead, cause, sentence) in failed {
                    stores.journal.assessment_failed(lead, cause, &sentence)?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(number)
}
