//! The closing paragraph: what came of a run, in words.

use crate::terminal::out::{counted, duration};
use lead_app::{RunSnapshot, SavedWorkbook, thousands};
use lead_model::{RowStatus, RunState};

/// What is told when a run has ended.
pub(crate) fn paragraph(snapshot: &RunSnapshot, saved: Option<&SavedWorkbook>, interrupted: bool) -> String {
    let run = &snapshot.run;
    let mut sentences = vec![opening(snapshot, interrupted)];
    let counts: Vec<_> = RowStatus::ALL
        .iter()
        .filter(|status| snapshot.status.get(**status) > 0)
        .map(|status| {
            format!("{} {}", thousands(snapshot.status.get(*status)), status.label().to_lowercase())
        })
        .collect();
    if counts.is_empty() {
        sentences.push("No row was read.".into());
    } else {
        sentences.push(format!("{}: {}.", counted(snapshot.rows, "row", "rows"), counts.join(", ")));
    }
    let speed = snapshot.performance_metrics;
    let usage = snapshot.usage;
    sentences.push(format!(
        "It took {} ({:.0} leads a second), {} to Salesforce and {} to the model, and cost {}.",
        duration(speed.total_processing_time),
        speed.leads_per_second,
        counted(usage.salesforce_calls, "call", "calls"),
        counted(usage.openai_requests, "request", "requests"),
        usage.cost_usd,
    ));
    if let Some(saved) = saved {
        sentences.push(format!("Saved to {}", saved.path));
        sentences.extend(saved.note.clone());
    }
    match snapshot.state {
        RunState::FailedRows => {
            sentences.push(format!("Take the failed rows up again with: leadsheet retry {run}"));
        }
        RunState::Paused | RunState::Running => sentences.push(format!(
            "Go on with: leadsheet resume {run}\nSave what is done with: leadsheet export {run} --output FILE"
        )),
        RunState::Cancelled => {
            sentences.push(format!("Save what is done with: leadsheet export {run} --output FILE"));
        }
        RunState::Done => {}
    }
    sentences.join("\n")
}

fn opening(snapshot: &RunSnapshot, interrupted: bool) -> String {
    let reason = snapshot.reason.clone().unwrap_or_default();
    match snapshot.state {
        RunState::Done => "Done.".into(),
        RunState::FailedRows => {
            let mut lines = vec!["Done, but some rows failed.".to_owned()];
            lines.extend(
                snapshot.problems.iter().map(|problem| {
                    format!("  {}: {}", counted(problem.rows, "row", "rows"), problem.sentence)
                }),
            );
            lines.join("\n")
        }
        RunState::Cancelled => "Cancelled. What was done is kept.".into(),
        RunState::Paused | RunState::Running if interrupted => "Paused. Everything so far is saved.".into(),
        RunState::Paused | RunState::Running => format!("Paused. {reason}").trim_end().to_owned(),
    }
}
