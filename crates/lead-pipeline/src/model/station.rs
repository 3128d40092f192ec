//! The fourth station: the model, in sub-batches, as many at once as the provider takes.

use crate::RunError;
use crate::model::pack::PendingLead;
use crate::model::sub_batch::SubBatch;
use crate::run::context::RunContext;
use lead_journal::LeadRef;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// Where the station stands. Holds the leads in hand and no others.
struct Station {
    context: Arc<RunContext>,
    tasks: JoinSet<Result<SubBatch, RunError>>,
    /// Leads of the sub-batches under way, and those put off.
    in_hand: HashSet<LeadRef>,
    /// The questions under way. A lead with the same question waits for its answer.
    asking: HashSet<String>,
    put_off: Vec<LeadRef>,
    last_start: Option<Instant>,
}

/// Has the model judge leads until no more will come.
pub(crate) async fn assess_leads(context: Arc<RunContext>) -> Result<(), RunError> {
    let station = Station {
        context,
        tasks: JoinSet::new(),
        in_hand: HashSet::new(),
        asking: HashSet::new(),
        put_off: Vec::new(),
        last_start: None,
    };
    station.work().await
}

impl Station {
    async fn work(mut self) -> Result<(), RunError> {
        let context = self.context.clone();
        let mut tallies = context.journal.tallies();
        loop {
            tallies.mark_unchanged();
            let all_here = context.ruled.is_open();
            while self.tasks.len() < self.wanted() && !context.stop.given() {
                let Some(batch) = self.next(all_here).await? else { break };
                self.pause().await;
                self.last_start = Some(Instant::now());
                self.tasks.spawn(batch.run(context.clone()));
            }
            if self.tasks.is_empty() && (all_here || context.stop.given()) {
                return Ok(());
            }
            tokio::select! {
                Some(ended) = self.tasks.join_next() => {
                    self.ended(&ended.map_err(|error| RunError::Broken(error.to_string()))??);
                }
                () = context.stop.wait(), if self.tasks.is_empty() => {}
                () = context.ruled.opened(), if !all_here => {}
                changed = tallies.changed(), if !all_here => if changed.is_err() { return Ok(()) },
            }
        }
    }

    /// How many sub-batches are kept under way: enough that as many requests as are allowed can be
    /// on their way, and as many again wait for their turn.
    fn wanted(&self) -> usize {
        let settings = &self.context.plan.settings;
        let requests = settings.batch_size_ai.div_ceil(settings.leads_per_request.max(1)).max(1);
        let allowed = self.context.model.pace().allowed_in_flight;
        (2 * allowed).div_ceil(requests as usize).clamp(2, MOST_SUB_BATCHES)
    }

    /// The next sub-batch: a full one, or at the end what is left.
    async fn next(&mut self, all_here: bool) -> Result<Option<SubBatch>, RunError> {
        loop {
            let pending_leads = self.look(all_here).await?;
            if pending_leads.is_empty() {
                return Ok(None);
            }
            let mut batch = SubBatch::default();
            for pending in pending_leads {
                let lead = pending.lead();
                self.in_hand.insert(lead);
                if pending.is_answered() || self.asking.insert(pending.fingerprint().to_owned()) {
                    batch.take(pending);
                } else {
                    self.put_off.push(lead);
                }
            }
            if !batch.is_empty() {
                return Ok(Some(batch));
            }
        }
    }

    async fn look(&self, all_here: bool) -> Result<Vec<PendingLead>, RunError> {
        let size = self.context.plan.settings.batch_size_ai as usize;
        let origin = self.context.origin();
        let in_hand = self.in_hand.clone();
        let pending_leads = self
            .context
            .journal
            .write(move |stores| {
                let leads = stores.journal.to_assess(size, &in_hand)?;
                if leads.len() < size && !all_here {
                    return Ok(Vec::new());
                }
                let mut pending_leads = Vec::with_capacity(leads.len());
                for lead in leads {
                    let kept = stores.answers.get(&origin, &lead.fingerprint)?;
                    pending_leads.push(PendingLead::new(lead, kept));
                }
                Ok(pending_leads)
            })
            .await?;
        Ok(pending_leads)
    }

    /// The least pause between two sub-batches.
    async fn pause(&self) {
        let least = Duration::from_millis(self.context.plan.settings.ai_batch_delay_ms.into());
        if let Some(last) = self.last_start {
            self.context.stop.or(tokio::time::sleep_until(last + least)).await;
        }
    }

    fn ended(&mut self, batch: &SubBatch) {
        for lead in batch.leads() {
            self.in_hand.remove(lead);
        }
        for question in batch.questions() {
            self.asking.remove(question);
        }
        // Their questions may have been answered by now; looking again tells.
        for lead in self.put_off.drain(..) {
            self.in_hand.remove(&lead);
        }
    }
}

/// More would only be leads held in memory.
const MOST_SUB_BATCHES: usize = 64;
