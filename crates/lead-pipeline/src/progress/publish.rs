//! The snapshots of a run under way, as those who follow it get them.

use crate::RunError;
use crate::progress::snapshot::{LiveFigures, RunOutline};
use crate::progress::throughput::Throughput;
use crate::run::context::RunContext;
use crate::run::heartbeat::WorkMeter;
use lead_model::{LimitUse, RunSnapshot, RunState};
use lead_pace::{BreakerState, BucketReport, PaceState};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

/// Snapshots come no faster: nobody reads faster, and every one is drawn.
const SNAPSHOT: Duration = Duration::from_millis(100);

/// Sends snapshots until it is dropped.
pub(crate) async fn show(
    context: Arc<RunContext>,
    outline: Arc<RunOutline>,
    meter: Arc<WorkMeter>,
    snapshots: watch::Sender<RunSnapshot>,
) -> Result<(), RunError> {
    let tallies = context.journal.tallies();
    let mut throughput = Throughput::new(outline.finished(&tallies.borrow().leads));
    let mut ticks = interval(SNAPSHOT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = tallies.borrow().clone();
        let finished = outline.finished(&now.leads);
        let rate = throughput.beat(finished);
        let remaining = now.leads.all.saturating_sub(finished);
        let live = LiveFigures {
            reading: !now.reading_ended,
            salesforce_in_flight: context.salesforce.in_flight(),
            model_in_flight: context.model.in_flight(),
            rate,
            time_left: now.reading_ended.then(|| throughput.time_left(finished, remaining, rate)).flatten(),
            seconds: meter.unwritten(),
            limits: limits(&context),
            slowed_by: slowed_by(&context),
        };
        let reason = context.stop.given().then(|| STOPPING.to_owned());
        let snapshot = outline.snapshot(RunState::Running, reason, &now, &live);
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
pub(crate) fn limits(context: &RunContext) -> Vec<LimitUse> {
    let mut limits = Vec::new();
    if let Some(usage) = context.providers.salesforce.api_usage() {
        limits.push(LimitUse {
            name: "Salesforce calls today".into(),
            used: usage.used as f64,
            allowed: usage.allowed as f64,
        });
    }
    let state = context.model.pace();
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

fn slowed_by(context: &RunContext) -> Option<String> {
    hindrance("The model", &context.model.pace())
        .or_else(|| hindrance("Salesforce", &context.salesforce.pace()))
        .or_else(|| context.said())
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
