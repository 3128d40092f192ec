//! `leadsheet doctor`.

use crate::exit::Exit;
use crate::exit::Outcome;
use crate::terminal::json;
use crate::terminal::out;
use lead_app::{App, PreflightOutcome};

/// Checks this installation and its connections.
pub(crate) async fn doctor(app: &App, json: bool) -> Outcome {
    let checks = app.doctor().await?;
    for check in &checks {
        if json {
            json::Line::Check(check).print();
            continue;
        }
        let mark = match check.outcome {
            PreflightOutcome::Ok => "ok     ",
            PreflightOutcome::Note => "note   ",
            PreflightOutcome::Blocked => "FAILED ",
        };
        out::line(&format!("{mark} {:12} {}", check.name, check.sentence));
    }
    let failed = checks.iter().any(|check| check.outcome == PreflightOutcome::Blocked);
    Ok(if failed { Exit::Error } else { Exit::Done })
}
