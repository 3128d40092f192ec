//! A sub-batch: leads for the model that are reported, paused and cancelled as one. Each answer is
//! written down as it comes.

use crate::RunError;
use crate::health::Failures;
use crate::pack_result::fail_spent;
use crate::request::ask_model;
use crate::shift::Shift;
use lead_assess::{AnswerFault, ModelAnswer};
use lead_journal::{BatchStation, Judge, KeptAnswer, LeadRef, ToAssess};
use lead_model::Usage;
use lead_pace::Backoff;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// A lead, the question about it, and how the asking has gone so far.
#[derive(Debug)]
pub(crate) struct Inquiry {
    pub(crate) lead: ToAssess,
    /// The answer, where it was paid for before.
    kept: Option<KeptAnswer>,
    /// How often it was asked about at a cost, or perhaps at one, in this run.
    pub(crate) attempts: u32,
    /// What was wrong with the last one.
    pub(crate) fault: Option<AnswerFault>,
}

impl Inquiry {
    /// An answer kept in a form this version does not know is as good as none.
    pub(crate) fn new(lead: ToAssess, kept: Option<KeptAnswer>) -> Self {
        let kept = kept.filter(|kept| serde_json::from_str::<ModelAnswer>(&kept.answer).is_ok());
        Self { attempts: lead.attempts, lead, kept, fault: None }
    }

    pub(crate) fn lead(&self) -> LeadRef {
        self.lead.lead
    }

    pub(crate) fn fingerprint(&self) -> &str {
        &self.lead.fingerprint
    }

    pub(crate) fn is_answered(&self) -> bool {
        self.kept.is_some()
    }
}

/// Leads asked about in one request.
#[derive(Debug)]
pub(crate) struct Pack {
    pub(crate) inquiries: Vec<Inquiry>,
    /// How often the room for the answer was doubled.
    pub(crate) doublings: u32,
    pub(crate) failures: Failures,
    pub(crate) waits: Backoff,
    pub(crate) wait: Duration,
}

impl Pack {
    pub(crate) fn new(shift: &Shift, inquiries: Vec<Inquiry>) -> Self {
        let waits = Backoff::new(shift.patience.first_wait, shift.patience.longest_wait);
        Self { inquiries, doublings: 0, failures: Failures::default(), waits, wait: Duration::ZERO }
    }

    /// Its leads.
    pub(crate) fn leads(&self) -> Vec<LeadRef> {
        self.inquiries.iter().map(Inquiry::lead).collect()
    }

    /// The same leads in packs of this many.
    pub(crate) fn split(self, shift: &Shift, size: usize) -> Vec<Self> {
        let (doublings, wait) = (self.doublings, self.wait);
        let mut packs = Vec::new();
        let mut rest = self.inquiries.into_iter();
        loop {
            let part: Vec<_> = rest.by_ref().take(size.max(1)).collect();
            if part.is_empty() {
                return packs;
            }
            packs.push(Self { doublings, wait, ..Self::new(shift, part) });
        }
    }
}

/// Leads under way as one.
#[derive(Debug, Default)]
pub(crate) struct SubBatch {
    inquiries: Vec<Inquiry>,
    leads: Vec<LeadRef>,
    questions: Vec<String>,
}

impl SubBatch {
    pub(crate) fn take(&mut self, inquiry: Inquiry) {
        self.leads.push(inquiry.lead());
        if !inquiry.is_answered() {
            self.questions.push(inquiry.fingerprint().to_owned());
        }
        self.inquiries.push(inquiry);
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
    pub(crate) async fn run(mut self, shift: Arc<Shift>) -> Result<Self, RunError> {
        let began = Instant::now();
        let (answered, open): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.inquiries).into_iter().partition(Inquiry::is_answered);
        reuse(&shift, answered).await?;
        let (spent, open) = open.into_iter().partition(|inquiry| inquiry.attempts >= shift.patience.attempts);
        let spent = fail_spent(&shift, spent).await?;
        let size = shift.plan.settings.leads_per_request.max(1) as usize;
        let failed = ask_all(&shift, Pack::new(&shift, open).split(&shift, size)).await?;
        if let Some(failed) = failed {
            let failed = spent + failed;
            let leads = self.leads.len() as u64;
            let seconds = began.elapsed().as_secs_f64();
            shift
                .scribe
                .write(move |books| books.journal.batch_ended(BatchStation::Assess, leads, failed, seconds))
                .await?;
        }
        Ok(self)
    }
}

/// Asks about all packs and what becomes of them. Gives how many leads failed, or `None` where the
/// run stopped first.
async fn ask_all(shift: &Arc<Shift>, packs: Vec<Pack>) -> Result<Option<u64>, RunError> {
    let mut queue = VecDeque::from(packs);
    let mut tasks = JoinSet::new();
    let (mut failed, mut stopped) = (0, false);
    loop {
        while let Some(pack) = queue.pop_front() {
            tasks.spawn(ask_model(shift.clone(), pack));
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
async fn reuse(shift: &Shift, answered: Vec<Inquiry>) -> Result<(), RunError> {
    let Some(resolved) = shift.resolved() else {
        return Err(RunError::Broken("leads without known fields".into()));
    };
    let model = shift.plan.request.model.clone();
    let mut concluded = Vec::with_capacity(answered.len());
    for Inquiry { lead, kept, .. } in answered {
        let Some(kept) = kept else { continue };
        let answer: ModelAnswer =
            serde_json::from_str(&kept.answer).map_err(lead_journal::JournalError::from)?;
        let findings = resolved.conclude(&lead.record, lead.findings.rules.clone(), Some(&answer));
        concluded.push((lead.lead, findings, lead.fingerprint, kept.answered_at));
    }
    if concluded.is_empty() {
        return Ok(());
    }
    shift
        .scribe
        .write(move |books| {
            books.journal.used(&Usage { cached_answers: concluded.len() as u64, ..Usage::default() });
            for (lead, findings, fingerprint, at) in concluded {
                books.journal.assessed(lead, &findings, &fingerprint, Judge { model: &model, at: &at })?;
            }
            Ok(())
        })
        .await?;
    Ok(())
}
