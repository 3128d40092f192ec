//! What goes on beside the stations: the heartbeat, the ear for what the user wishes, and the
//! snapshots.

use crate::progress::{Live, Outline};
use crate::pulse::Pulse;
use crate::shift::Shift;
use crate::stop::End;
use crate::{Control, RunError, Wish};
use lead_journal::JournalError;
use lead_model::{LimitUse, RunSnapshot, RunState, Usage};
use lead_pace::{BreakerState, BucketReport, PaceState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How often the journal hears that its owner is alive, and its owner what others wish.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// Snapshots come no faster: nobody reads faster, and every one is drawn.
const SNAPSHOT: Duration = Duration::from_millis(100);

/// Time at work and calls made, as far as the journal knows of them.
#[derive(Debug)]
pub(crate) struct Meter {
    last: std::sync::Mutex<Instant>,
    calls: AtomicU64,
}

impl Meter {
    pub(crate) fn new(calls: u64) -> Self {
        Self { last: std::sync::Mutex::new(Instant::now()), calls: AtomicU64::new(calls) }
    }

    fn unwritten(&self) -> f64 {
        self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner).elapsed().as_secs_f64()
    }

    /// Writes down what came since the last beat, and gives what another process wishes.
    pub(crate) async fn beat(&self, shift: &Shift) -> Result<Option<String>, JournalError> {
        let now = Instant::now();
        let seconds = {
            let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            (now - std::mem::replace(&mut *last, now)).as_secs_f64()
        };
        let calls = shift.providers.salesforce.calls();
        let more = calls.saturating_sub(self.calls.swap(calls, Ordering::Relaxed));
        shift
            .scribe
            .write(move |books| {
                books.journal.used(&Usage { salesforce_calls: more, ..Usage::default() });
                books.journal.beat(seconds)
            })
            .await
    }
}

/// Keeps the heartbeat until it is dropped.
pub(crate) async fn keep_beating(shift: Arc<Shift>, meter: Arc<Meter>) -> Result<(), RunError> {
    let mut ticks = interval(HEARTBEAT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match meter.beat(&shift).await?.as_deref() {
            Some("cancel") => shift.stop.because(End::Cancelled),
            Some("pause") => shift.stop.because(End::AskedToPause),
            _ => {}
        }
    }
}

/// Listens to the user until there is nothing more to hear.
pub(crate) async fn listen(shift: Arc<Shift>, control: Control) -> Result<(), RunError> {
    let mut wishes = control.watch();
    loop {
        let wish = *wishes.borrow_and_update();
        match wish {
            Wish::Run => {}
            Wish::Pause => shift.stop.because(End::AskedToPause),
            Wish::Cancel => {
                shift.stop.because(End::Cancelled);
                return Ok(());
            }
        }
        if wishes.changed().await.is_err() {
            return Ok(());
        }
    }
}

/// Sends snapshots until it is dropped.
pub(crate) async fn show(
    shift: Arc<Shift>,
    outline: Arc<Outline>,
    meter: Arc<Meter>,
    snapshots: watch::Sender<RunSnapshot>,
) -> Result<(), RunError> {
    let tallies = shift.scribe.tallies();
    let mut pulse = Pulse::new(outline.finished(&tallies.borrow().leads));
    let mut ticks = interval(SNAPSHOT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let told = tallies.borrow().clone();
        let finished = outline.finished(&told.leads);
        let rate = pulse.beat(finished);
        let remaining = told.leads.all.saturating_sub(finished);
        let live = Live {
            reading: !told.reading_ended,
            salesforce_in_flight: shift.salesforce.in_flight(),
            model_in_flight: shift.model.in_flight(),
            rate,
            time_left: told.reading_ended.then(|| pulse.time_left(finished, remaining, rate)).flatten(),
            seconds: meter.unwritten(),
            limits: limits(&shift),
            slowed_by: slowed_by(&shift),
        };
        let reason = shift.stop.given().then(|| STOPPING.to_owned());
        let snapshot = outline.snapshot(RunState::Running, reason, &told, &live);
        snapshots.send_if_modified(|last| {
            let changed = *last != snapshot;
            if changed {
                *last = snapshot;
            }
            changed
        });
    }
}

const STOPPING: &str = "Stopping: no new work is taken, and what is under way is being finished.";

/// What the providers allow and what is used of it.
pub(crate) fn limits(shift: &Shift) -> Vec<LimitUse> {
    let mut limits = Vec::new();
    if let Some(usage) = shift.providers.salesforce.api_usage() {
        limits.push(LimitUse {
            name: "Salesforce calls today".into(),
            used: usage.used as f64,
            allowed: usage.allowed as f64,
        });
    }
    let state = shift.model.pacer.state();
    let mut bucket = |name: &str, report: Option<BucketReport>| {
        if let Some(report) = report {
            let used = (report.limit - report.remaining).max(0.0);
            limits.push(LimitUse { name: name.into(), used, allowed: report.limit });
        }
    };
    bucket("Model requests per minute", state.requests);
    bucket("Model tokens per minute", state.tokens);
    limits
}

fn slowed_by(shift: &Shift) -> Option<String> {
    hindrance("The model", &shift.model.pacer.state())
        .or_else(|| hindrance("Salesforce", &shift.salesforce.pacer.state()))
        .or_else(|| shift.said())
}

fn hindrance(who: &str, state: &PaceState) -> Option<String> {
    match state.breaker {
        BreakerState::Open { left } => {
            let seconds = left.as_secs().max(1);
            return Some(format!(
                "{who} gives no good answers. Trying again in {seconds} s; nothing is lost."
            ));
        }
        BreakerState::Probing => {
            return Some(format!(
                "{who} gave no good answers. One request is on its way to see whether it is back."
            ));
        }
        BreakerState::Closed => {}
    }
    let wait = state.blocked_for.filter(|wait| *wait >= Duration::from_millis(500))?;
    Some(format!("{who} asked for a pause; the run goes on in {} s.", wait.as_secs().max(1)))
}
