//! Leads asked about in one request, and what came of asking.

use crate::run::context::RunContext;
use crate::run::outage::Failures;
use lead_assess::{AnswerFault, ModelAnswer};
use lead_journal::{KeptAnswer, LeadRef, ToAssess};
use lead_pace::Backoff;
use std::time::Duration;

/// A lead, the question about it, and how the asking has gone so far.
#[derive(Debug)]
pub(crate) struct PendingLead {
    pub(crate) lead: ToAssess,
    /// The answer, where it was paid for before.
    pub(crate) kept: Option<KeptAnswer>,
    /// How often it was asked about at a cost, or perhaps at one, in this run.
    pub(crate) attempts: u32,
    /// What was wrong with the last one.
    pub(crate) fault: Option<AnswerFault>,
}

impl PendingLead {
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
    pub(crate) pending_leads: Vec<PendingLead>,
    /// How often the room for the answer was doubled.
    pub(crate) doublings: u32,
    pub(crate) failures: Failures,
    pub(crate) waits: Backoff,
    pub(crate) wait: Duration,
}

impl Pack {
    pub(crate) fn new(context: &RunContext, pending_leads: Vec<PendingLead>) -> Self {
        let waits = Backoff::new(context.retry_policy.first_wait, context.retry_policy.longest_wait);
        Self { pending_leads, doublings: 0, failures: Failures::default(), waits, wait: Duration::ZERO }
    }

    /// Its leads.
    pub(crate) fn leads(&self) -> Vec<LeadRef> {
        self.pending_leads.iter().map(PendingLead::lead).collect()
    }

    /// The same leads in packs of this many.
    pub(crate) fn split(self, context: &RunContext, size: usize) -> Vec<Self> {
        let (doublings, wait) = (self.doublings, self.wait);
        let mut packs = Vec::new();
        let mut rest = self.pending_leads.into_iter();
        loop {
            let part: Vec<_> = rest.by_ref().take(size.max(1)).collect();
            if part.is_empty() {
                return packs;
            }
            packs.push(Self { doublings, wait, ..Self::new(context, part) });
        }
    }
}

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
