//! The heartbeat of a run: the journal hears that its owner is alive, and its owner what other processes
//! want of the run.

use crate::RunError;
use crate::run::context::RunContext;
use crate::run::stop::StopReason;
use lead_journal::JournalError;
use lead_model::Usage;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How often the journal hears that its owner is alive, and its owner what others wish.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Time at work and calls made, as far as the journal knows of them.
#[derive(Debug)]
pub(crate) struct WorkMeter {
    last: std::sync::Mutex<Instant>,
    calls: AtomicU64,
}

impl WorkMeter {
    pub(crate) fn new(calls: u64) -> Self {
        Self { last: std::sync::Mutex::new(Instant::now()), calls: AtomicU64::new(calls) }
    }

    /// Seconds at work that are not in the journal yet.
    pub(crate) fn unwritten(&self) -> f64 {
        self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner).elapsed().as_secs_f64()
    }

    /// Writes down what came since the last beat, and gives what another process wishes.
    pub(crate) async fn beat(&self, context: &RunContext) -> Result<Option<String>, JournalError> {
        let now = Instant::now();
        let seconds = {
            let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            (now - std::mem::replace(&mut *last, now)).as_secs_f64()
        };
        let calls = context.providers.salesforce.calls();
        let more = calls.saturating_sub(self.calls.swap(calls, Ordering::Relaxed));
        context
            .journal
            .write(move |stores| {
                stores.journal.used(&Usage { salesforce_calls: more, ..Usage::default() });
                stores.journal.beat(seconds)
            })
            .await
    }
}

/// Keeps the heartbeat until it is dropped.
pub(crate) async fn keep_beating(context: Arc<RunContext>, meter: Arc<WorkMeter>) -> Result<(), RunError> {
    let mut ticks = interval(HEARTBEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match meter.beat(&context).await?.as_deref() {
            Some("cancel") => context.stop.because(StopReason::Cancelled),
            Some("pause") => context.stop.because(StopReason::AskedToPause),
            _ => {}
        }
    }
}
