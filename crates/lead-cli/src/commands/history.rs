//! The runs there are: listed, shown, cancelled, saved, deleted.

use crate::args::SaveArguments;
use crate::commands::saving;
use crate::exit::Exit;
use crate::exit::Outcome;
use crate::terminal::closing;
use crate::terminal::json;
use crate::terminal::out::{self, counted};
use lead_app::{App, RunId, RunSummary, TroubleKind, thousands};
use lead_model::RunState;
use std::path::PathBuf;
use std::time::Duration;

/// How long a cancelled run of another process is waited for.
const PATIENCE: Duration = Duration::from_secs(45);
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// `leadsheet runs`.
pub(crate) async fn list(app: &App, json: bool) -> Outcome {
    let runs = app.list_runs().await?;
    if json {
        for run in &runs {
            json::Line::Run(run).print();
        }
    } else if runs.is_empty() {
        out::line("There are no runs yet. Start one with: leadsheet run FILE");
    } else {
        let width = runs.iter().map(|run| run.run.0.len()).max().unwrap_or_default();
        for run in runs {
            if let Some(trouble) = &run.trouble {
                out::line(&format!("{:width$}  {:22}  {}", run.run, troubled(trouble.kind), run.name));
                out::line(&format!("{:width$}  {} {}", "", trouble.sentence, ways(&run)));
                continue;
            }
            out::line(&format!(
                "{:width$}  {:22}  {:>9} rows  {:>9}  {}",
                run.run,
                run.state.label(),
                thousands(run.rows),
                run.cost_usd.to_string(),
                run.name
            ));
        }
    }
    Ok(Exit::Done)
}

/// What is the matter with a run, in a word.
fn troubled(kind: TroubleKind) -> &'static str {
    match kind {
        TroubleKind::Damaged => "Damaged",
        TroubleKind::Newer => "Of a newer version",
        TroubleKind::Locked => "Cannot be read",
    }
}

/// What can be done about it here.
fn ways(run: &RunSummary) -> String {
    let delete = format!("delete it with: leadsheet delete {}", run.run);
    match run.trouble.as_ref().map(|trouble| trouble.kind) {
        Some(TroubleKind::Damaged) => {
            format!("Salvage it with: leadsheet salvage {}; or {delete}. Its file: {}", run.run, run.file)
        }
        _ => format!("Or {delete}. Its file: {}", run.file),
    }
}

/// `leadsheet salvage`.
pub(crate) async fn salvage(app: &App, run: RunId) -> Outcome {
    let told = app.salvage_run(run).await?;
    out::line(&told);
    // It was said already.
    app.notices().await?;
    Ok(Exit::Done)
}

/// `leadsheet show`.
pub(crate) async fn show(app: &App, run: RunId, json: bool) -> Outcome {
    let summary = app.list_runs().await?.into_iter().find(|summary| summary.run == run);
    if let Some(RunSummary { trouble: Some(trouble), name, .. }) = &summary {
        if json && let Some(summary) = &summary {
            json::Line::Run(summary).print();
        } else if let Some(summary) = &summary {
            out::line(&format!("Run {run} of {name}"));
            out::line(&format!("{} {}", trouble.sentence, ways(summary)));
        }
        return Ok(Exit::Error);
    }
    let snapshot = app.run_snapshot(run.clone()).await?;
    let report = app.run_report(run.clone()).await?;
    let (source, output) =
        (summary.as_ref().map(|it| it.source.as_str()), summary.as_ref().and_then(|it| it.output.as_deref()));
    if json {
        json::Line::Shown { snapshot: &snapshot, report: &report, source, output }.print();
        return Ok(Exit::Done);
    }
    out::line(&format!("Run {run} of {}", source.unwrap_or(&snapshot.name)));
    if snapshot.state == RunState::Running {
        out::line("Running.");
    } else {
        out::line(&closing::paragraph(&snapshot, None, false));
    }
    let model = report.model.as_deref().unwrap_or("none");
    out::line(&format!("Recipe: {}. Model: {model}.", report.recipe));
    for band in &report.bands {
        let name = format!("{:?}", band.band).to_lowercase();
        out::line(&format!("  {name:9} {}", counted(band.rows.into(), "row", "rows")));
    }
    for missing in &report.missing_fields {
        out::line(missing);
    }
    if let Some(output) = output {
        out::line(&format!("Last saved to {output}"));
    }
    Ok(Exit::Done)
}

/// `leadsheet cancel`.
pub(crate) async fn cancel(app: &App, run: RunId) -> Outcome {
    let mut state = app.cancel(run.clone()).await?;
    if state == RunState::Running {
        out::note("The run is under way in another process, which has been asked to end it.");
        let asked = std::time::Instant::now();
        while state == RunState::Running && asked.elapsed() < PATIENCE {
            tokio::time::sleep(LOOK_EVERY).await;
            state = app.run_snapshot(run.clone()).await?.state;
        }
    }
    match state {
        RunState::Cancelled => {
            out::line(&format!(
                "Cancelled. What was done is kept; save it with: leadsheet export {run} --output FILE"
            ));
            Ok(Exit::Done)
        }
        RunState::Running => {
            out::error(&format!(
                "The run {run} has not ended yet: a call may be waiting for its answer. It ends by itself as soon \
                 as that is there."
            ));
            Ok(Exit::Error)
        }
        RunState::Done | RunState::FailedRows | RunState::Paused => {
            out::line(&format!(
                "The run {run} was not cancelled: it had ended already ({}).",
                state.label().to_lowercase()
            ));
            Ok(Exit::Done)
        }
    }
}

/// `leadsheet export`.
pub(crate) async fn export(
    app: &App,
    run: RunId,
    output: Option<PathBuf>,
    arguments: SaveArguments,
) -> Outcome {
    if let Some(columns) = arguments.columns.clone() {
        match app.remember_columns(run.clone(), columns.named()).await {
            // What was paid for is not kept back because a preference cannot be.
            Err(error) if error.code == "settings_file" => out::error(&error.message),
            remembered => remembered?,
        }
    }
    let saved = match saving::save(app, run, output, arguments.into()).await {
        Err(error) if saving::was_stopped(&error) => {
            out::error(&error.message);
            return Ok(Exit::Cancelled);
        }
        saved => saved?,
    };
    out::line(&format!("Saved to {}", saved.path));
    if let Some(note) = saved.note {
        out::line(&note);
    }
    Ok(Exit::Done)
}

/// `leadsheet delete`.
pub(crate) async fn delete(app: &App, run: RunId) -> Outcome {
    app.delete_run(run.clone()).await?;
    out::line(&format!("Deleted the run {run}. The workbooks saved from it stay where they are."));
    Ok(Exit::Done)
}
