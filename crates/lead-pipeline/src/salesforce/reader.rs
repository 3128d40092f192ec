//! What all calls share that read leads of one run.

use crate::run::account_limits::SALESFORCE_IN_FLIGHT;
use crate::run::context::RunContext;
use lead_salesforce::{LeadBatch, usual_text};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// What is asked of Salesforce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Leads by their ids.
    Read,
    /// What became of leads that were not given.
    SecondLook,
    /// Leads that were not given and yet are there, once more.
    ReadAgain,
    /// The leads that remain of merged ones, in their place.
    ReadMaster,
}

/// What the batches of one station share.
pub(crate) struct LeadReader {
    pub(crate) context: Arc<RunContext>,
    pub(crate) paths: Vec<String>,
    /// Leads in one call: what was set, less after trouble.
    pub(crate) size: AtomicU32,
    /// Bytes of text that a lead takes: the most that the leads of one answer took on average.
    lead_bytes: AtomicUsize,
}

/// Text of answers that all calls in flight may hold together.
const HELD_AT_ONCE: usize = 8 << 20;

impl LeadReader {
    pub(crate) fn new(context: Arc<RunContext>, paths: Vec<String>) -> Self {
        let size = AtomicU32::new(batch_size(&context));
        let lead_bytes = AtomicUsize::new(usual_text(paths.len()));
        Self { context, paths, size, lead_bytes }
    }

    /// Takes in how large leads are.
    pub(crate) fn seen(&self, batch: &LeadBatch) {
        let average = batch.bytes() / batch.len().max(1);
        self.lead_bytes.fetch_max(average, Ordering::Relaxed);
    }

    /// How many calls may be in flight: fewer where leads are large, so that what they hold does not
    /// grow with them.
    pub(crate) fn at_once(&self) -> usize {
        let batch = self.size.load(Ordering::Relaxed) as usize * self.lead_bytes.load(Ordering::Relaxed);
        (HELD_AT_ONCE / batch.max(1)).clamp(1, SALESFORCE_IN_FLIGHT)
    }
}

/// Checking ids and reading leads for assessment are the same call with a setting each.
pub(crate) fn batch_size(context: &RunContext) -> u32 {
    let settings = &context.plan.settings;
    if context.plan.request.check_only {
        settings.batch_size_validation
    } else {
        settings.batch_size_salesforce
    }
}
