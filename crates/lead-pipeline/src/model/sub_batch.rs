//! A sub-batch: leads for the model that are reported, paused and cancelled as one. Each answer is
//! written down as it comes.

use crate::RunError;
use crate::model::answers::fail_spent;
use crate::model::pack::{Pack, PendingLead};
use crate::model::request::ask_model;
use crate::run::context::RunContext;
use lead_assess::ModelAnswer;
use lead_journal::{BatchStation, Judge, LeadRef};
use lead_model::Usage;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Leads under way as one.
#[derive(Debug, Default)]
pub(crate) struct SubBatch {
    pending_leads: Vec<PendingLead>,
    leads: Vec<LeadRef>,
    questions: Vec<String>,
}

impl SubBatch {
    pub(crate) fn take(&mut self, pending: PendingLead) {
        self.leads.push(pending.lead());
        if !pending.is_answered() {
            self.questions.push(pending.fingerprint().to_owned());
        }
        self.pending_leads.push(pending);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.leads.is_empty()
    }

    /// Its leads.
    pub(crate) fn leads(&self) -> &[LeadRef] {
        &self.leads
    }

    /// The questions it asks.
    pub(crate) fn questions(&self) -> &[String] {
        &self.questions
    }

    /// Has every lead judged, or stops with the run.
    pub(crate) async fn run(mut self, context: Arc<RunContext>) -> Result<Self, RunError> {
        let began = Instant::now();
        let (answered, open): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.pending_leads).into_iter().partition(PendingLead::is_answered);
        reuse(&context, answered).await?;
        let (spent, open) =
            open.into_iter().partition(|pending| pending.attempts >= context.retry_policy.attempts);
        let spent = fail_spent(&context, spent).await?;
        let size = context.plan.settings.leads_per_request.max(1) as usize;
        let failed = ask_all(&context, Pack::new(&context, open).split(&context, size)).await?;
        if let Some(failed) = failed {
            let failed = spent + failed;
            let leads = self.leads.len() as u64;
            let seconds = began.elapsed().as_secs_f64();
            context
                .journal
                .write(move |stores| stores.journal.batch_ended(BatchStation::Assess, leads, failed, seconds))
                .await?;
        }
        Ok(self)
    }
}

/// Asks about all packs and what becomes of them. Gives how many leads failed, or `None` where the
/// run stopped first.
async fn ask_all(context: &Arc<RunContext>, packs: Vec<Pack>) -> Result<Option<u64>, RunError> {
    let mut queue = VecDeque::from(packs);
    let mut tasks = JoinSet::new();
    let (mut failed, mut stopped) = (0, false);
    loop {
        while let Some(pack) = queue.pop_front() {
            tasks.spawn(ask_model(context.clone(), pack));
        }
        let Some(ended) = tasks.join_next().await else { break };
        let ended = ended.map_err(|error| RunError::Broken(error.to_string()))??;
        queue.extend(ended.again);
        failed += ended.failed;
        stopped |= ended.stopped;
    }
    Ok((!stopped).then_some(failed))
}

/// Judges leads by answers that were paid for before.
async fn reuse(context: &RunContext, answered: Vec<PendingLead>) -> Result<(), RunError> {
    let Some(fitted) = context.fitted() else {
        return Err(RunError::Broken("leads without known fields".into()));
    };
    let model = context.plan.request.model.clone();
    let mut concluded = Vec::with_capacity(answered.len());
    for PendingLead { lead, kept, .. } in answered {
        let Some(kept) = kept else { continue };
        let answer: ModelAnswer =
            serde_json::from_str(&kept.answer).map_err(lead_journal::JournalError::from)?;
        let findings = fitted.conclude(&lead.record, lead.findings.rules.clone(), Some(&answer));
        concluded.push((lead.lead, findings, lead.fingerprint, kept.answered_at));
    }
    if concluded.is_empty() {
        return Ok(());
    }
    context
        .journal
        .write(move |stores| {
            stores.journal.used(&Usage { cached_answers: concluded.len() as u64, ..Usage::default() });
            for (lead, findings, fingerprint, at) in concluded {
                stores.journal.assessed(lead, &findings, &fingerprint, Judge { model: &model, at: &at })?;
            }
            Ok(())
        })
        .await?;
    Ok(())
}
