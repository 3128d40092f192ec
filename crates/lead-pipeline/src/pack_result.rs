//! What becomes of a pack's leads: good answers are written down, others are asked about again, in
//! another way where that helps, until as much was paid for a lead as a run pays.

use crate::RunError;
use crate::bill::settlement;
use crate::budget::Reserved;
use crate::compare::model_works;
use crate::org::outage;
use crate::request::Answered;
use crate::shift::Shift;
use crate::sub_batch::{Inquiry, Pack};
use crate::words::several;
use lead_assess::{Ask, ModelAnswer, Resolved};
use lead_journal::{Answer, Judge, LeadRef};
use lead_model::LeadFindings;
use lead_openai::{Action, AskError, Charge, Failure, Reply};
use std::sync::Arc;

/// The room for an answer is doubled so often at most.
pub(crate) const MOST_DOUBLINGS: u32 = 3;
/// A refusal or a stop by the filter is asked about once more: it is drawn by chance, too.
const REFUSALS: u32 = 2;

/// A lead's findings with the answer they rest on, ready to be written.
struct Concluded {
    inquiry: Inquiry,
    findings: LeadFindings,
    answer: String,
}

/// A lead whose row fails: which, the cause by a short name, and in a sentence.
type Failed = (LeadRef, &'static str, String);

/// Writes good answers down and has faulty ones asked for again, one lead at a time.
pub(crate) async fn take_in(
    shift: &Arc<Shift>,
    resolved: &Resolved,
    pack: Pack,
    ask: &Ask,
    reply: Reply,
    reserved: Reserved,
) -> Result<Answered, RunError> {
    let leads = pack.inquiries.len() as u64;
    let (mut concluded, mut again, mut failed) = (Vec::new(), Vec::new(), Vec::<Failed>::new());
    let answers = resolved.read_answer(&reply.text, ask);
    let mut answers = answers.into_iter();
    for mut inquiry in pack.inquiries {
        inquiry.attempts += u32::from(reply.charge.is_attempt());
        match answers.next() {
            Some(Ok(answer)) => concluded.push(conclude(resolved, inquiry, &answer)?),
            Some(Err(fault)) => {
                shift.unusable.tried([inquiry.lead()]);
                if inquiry.attempts >= shift.patience.attempts {
                    let sentence = format!("{fault} {}", asked_often(inquiry.attempts));
                    failed.push((inquiry.lead(), fault.code(), sentence));
                } else {
                    inquiry.fault = Some(fault);
                    again.push(Pack { doublings: pack.doublings, ..Pack::new(shift, vec![inquiry]) });
                }
            }
            None => return Err(RunError::Broken("an answer was checked for fewer leads than asked".into())),
        }
    }
    let usable = !concluded.is_empty();
    let settled = settlement(shift, reply.charge, &reserved, usable);
    let (origin, model) = (shift.origin(), shift.plan.request.model.clone());
    let recipe = resolved.hash().to_owned();
    let now = jiff::Timestamp::now().to_string();
    let share = |total: u64| total / leads.max(1);
    let (input_tokens, output_tokens) = (share(settled.used.input_tokens), share(settled.used.output_tokens));
    let cost_nanos = settled.used.cost_usd.nanos() / i64::try_from(leads.max(1)).unwrap_or(1);
    shift
        .scribe
        .write(move |books| {
            reserved.settle(&mut books.journal, &settled)?;
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
            Ok(())
        })
        .await?;
    if usable {
        shift.unusable.usable();
    }
    let failed = fail(shift, failed).await?;
    Ok(Answered { again, failed, stopped: false })
}

fn conclude(resolved: &Resolved, inquiry: Inquiry, answer: &ModelAnswer) -> Result<Concluded, RunError> {
    let rules = inquiry.lead.findings.rules.clone();
    let findings = resolved.conclude(&inquiry.lead.record, rules, Some(answer));
    let answer = serde_json::to_string(answer).map_err(lead_journal::JournalError::from)?;
    Ok(Concluded { inquiry, findings, answer })
}

/// Puts a request that failed on the bill, and decides what becomes of its leads.
pub(crate) async fn after_failure(
    shift: &Arc<Shift>,
    mut pack: Pack,
    failure: &Failure,
    reserved: Reserved,
) -> Result<Answered, RunError> {
    let Failure { error, charge, .. } = failure;
    let settled = settlement(shift, *charge, &reserved, false);
    shift.scribe.write(move |books| reserved.settle(&mut books.journal, &settled)).await?;
    if matches!(error.action(), Action::Pause | Action::Stop) {
        shift.pause(error.to_string());
        return Ok(Answered::stopped());
    }
    if !charge.is_attempt() {
        return again(shift, pack, error).await;
    }
    shift.unusable.tried(pack.leads());
    for inquiry in &mut pack.inquiries {
        inquiry.attempts += 1;
    }
    let most = most_attempts(shift, error);
    let (over, open): (Vec<_>, Vec<_>) =
        std::mem::take(&mut pack.inquiries).into_iter().partition(|inquiry| inquiry.attempts >= most);
    let sentence = |inquiry: &Inquiry| format!("{error} {}", asked_often(inquiry.attempts));
    let over = over.iter().map(|inquiry| (inquiry.lead(), error.code(), sentence(inquiry))).collect();
    let failed = fail(shift, over).await?;
    if open.is_empty() {
        return Ok(Answered { failed, ..Answered::default() });
    }
    pack.inquiries = open;
    if *charge == Charge::Lost && pack.failures.number > 0 {
        // Twice without an answer: what broke the line may take a while to pass, and the next attempt
        // may be the last.
        pack.wait = shift.patience.longest_wait;
    }
    // The last attempt is a lead's own: in a pack it may be another that spoils the answer.
    let last = |inquiry: &Inquiry| inquiry.attempts + 1 >= most;
    if pack.inquiries.len() > 1 && pack.inquiries.iter().any(last) {
        let larger = u32::from(error.action() == Action::RetryLarger);
        pack.doublings = MOST_DOUBLINGS.min(pack.doublings + larger);
        return Ok(Answered { failed, ..Answered::again(pack.split(shift, 1)) });
    }
    let answered = again(shift, pack, error).await?;
    Ok(Answered { failed: failed + answered.failed, ..answered })
}

fn most_attempts(shift: &Shift, error: &AskError) -> u32 {
    let most = shift.patience.attempts;
    if error.action() == Action::FailRow { most.min(REFUSALS) } else { most }
}

/// Has the leads asked about again, in another way where that helps.
async fn again(shift: &Arc<Shift>, mut pack: Pack, error: &AskError) -> Result<Answered, RunError> {
    let alone = pack.inquiries.len() == 1;
    let half = pack.inquiries.len().div_ceil(2);
    match error.action() {
        Action::Smaller if alone => return fail_all(shift, &pack, error).await,
        Action::Smaller => return Ok(Answered::again(pack.split(shift, half))),
        Action::FailRow => return Ok(Answered::again(pack.split(shift, 1))),
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
            return fail_all(shift, &pack, error).await;
        }
        return Ok(Answered::again(pack.split(shift, 1)));
    }
    Ok(Answered::again(vec![pack]))
}

async fn fail_all(shift: &Shift, pack: &Pack, error: &AskError) -> Result<Answered, RunError> {
    let failed = pack.leads().into_iter().map(|lead| (lead, error.code(), error.to_string())).collect();
    Ok(Answered { failed: fail(shift, failed).await?, ..Answered::default() })
}

/// The rows of leads for which as much was paid before as a run pays.
pub(crate) async fn fail_spent(shift: &Shift, spent: Vec<Inquiry>) -> Result<u64, RunError> {
    let sentence = |inquiry: &Inquiry| {
        format!(
            "No usable answer about this lead was written down before the run was interrupted or stopped. {}",
            asked_often(inquiry.attempts)
        )
    };
    let failed = spent.iter().map(|inquiry| (inquiry.lead(), "asked_too_often", sentence(inquiry))).collect();
    write_failed(shift, failed).await
}

fn asked_often(attempts: u32) -> String {
    format!(
        "It was asked about {}, which is the most a run pays for; Retry failed asks again.",
        several(attempts.into(), "time")
    )
}

/// The rows of these leads fail, named; what the rules say of them stands. Too many in a row without
/// one usable answer pause the run.
async fn fail(shift: &Shift, failed: Vec<Failed>) -> Result<u64, RunError> {
    let Some((_, _, why)) = failed.last().cloned() else { return Ok(0) };
    if shift.unusable.gave_up(failed.len()) {
        shift.pause(format!(
            "{} leads in a row got no usable answer from the model, so the run is paused before more is spent. The \
             last one: {why} Look whether the model and the recipe fit (Try 10 leads shows true answers); then \
             resume for the other leads, or retry those that failed.",
            shift.patience.unusable_leads
        ));
    }
    write_failed(shift, failed).await
}

async fn write_failed(shift: &Shift, failed: Vec<Failed>) -> Result<u64, RunError> {
    let number = failed.len() as u64;
    if number > 0 {
        shift
            .scribe
            .write(move |books| {
                for (lead, cause, sentence) in failed {
                    books.journal.assessment_failed(lead, cause, &sentence)?;
                }
                Ok(())
            })
            .await?;
    }
    Ok(number)
}
