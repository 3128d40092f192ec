//! Runs: started, taken up, followed to their end, and the workbook saved.

use crate::args::RunArguments;
use crate::commands::saving;
use crate::exit::{Exit, Outcome};
use crate::options::run_options::{dollars, run_options};
use crate::options::sheet;
use crate::terminal::closing;
use crate::terminal::interrupts::Interrupts;
use crate::terminal::json;
use crate::terminal::out;
use crate::terminal::progress::Display;
use lead_app::{App, AppError, Follow, RunId, RunOptions, RunRequest, RunSnapshot, STANDARD_RECIPE};
use lead_model::{FieldChoice, ReadBy, RunState};
use std::path::PathBuf;

/// `leadsheet run`.
pub(crate) async fn run(app: &App, arguments: RunArguments) -> Outcome {
    let json = arguments.json;
    let columns = arguments.save.columns.clone();
    let options = run_options(app, arguments).await?;
    if let Some(columns) = columns {
        // Told now: a name that is not there must not turn up when all is paid for.
        match app.remember_columns_of(&options, columns.named()).await {
            // The run itself knows them.
            Err(error) if error.code == "settings_file" => out::error(&error.message),
            remembered => remembered?,
        }
    }
    start(app, options, json).await
}

/// `leadsheet demo`.
pub(crate) async fn demo(app: &App, leads: u32, output: Option<PathBuf>, json: bool) -> Outcome {
    let demo = app.start_demo(leads).await?;
    let info = app.inspect_workbook(demo.path).await?;
    let request = RunRequest {
        source: sheet::choose(&info, None, None)?,
        recipe: STANDARD_RECIPE.into(),
        ai: true,
        check_only: false,
        model: String::new(),
        max_spend_usd: None,
        follow_merged: false,
        read_by: ReadBy::Size,
        fields: FieldChoice::default(),
    };
    start(app, RunOptions { output, ..RunOptions::from(request) }, json).await
}

/// `leadsheet resume`.
pub(crate) async fn resume(
    app: &App,
    run: RunId,
    max_spend: Option<f64>,
    salesforce_share: Option<u32>,
    json: bool,
) -> Outcome {
    if let Some(cap) = max_spend {
        app.raise_cap(run.clone(), Some(dollars(cap)?)).await?;
    }
    if salesforce_share.is_some() {
        app.allow_share(run.clone(), salesforce_share).await?;
    }
    let follow = app.go_on(run).await?;
    follow_to_end(app, follow, json).await
}

/// `leadsheet retry`.
pub(crate) async fn retry(app: &App, run: RunId, json: bool) -> Outcome {
    let follow = app.retry(run).await?;
    follow_to_end(app, follow, json).await
}

async fn start(app: &App, options: RunOptions, json: bool) -> Outcome {
    // Nothing is paid for that could not be saved at the end.
    app.check_output(&options).await?;
    let source = options.request.source.clone();
    let follow = app.start(options).await?;
    let first = follow.now();
    if json {
        json::Line::Started { run: &first.run, name: &first.name, source: &source }.print();
    } else {
        out::note(&format!("Run {}: {}, sheet “{}”", first.run, first.name, source.sheet));
    }
    follow_to_end(app, follow, json).await
}

async fn follow_to_end(app: &App, mut follow: Follow, json: bool) -> Outcome {
    let run = follow.now().run;
    let mut display = Display::new(json);
    let mut interrupts = Interrupts::listen();
    let mut interrupted = false;
    loop {
        tokio::select! {
            snapshot = follow.next() => match snapshot {
                Some(snapshot) => display.show(&snapshot),
                None => break,
            },
            () = interrupts.next() => {
                if interrupted {
                    return Ok(Exit::Cancelled);
                }
                interrupted = true;
                app.ask_to_pause(&run);
                display.say(
                    "Pausing: what is under way is finished first. Press Ctrl-C again to stop at once; what was \
                     done is saved either way.",
                );
            }
        }
    }
    let end = follow.ended().await;
    display.close();
    let snapshot = end.map_err(|error| AppError {
        message: format!("{} Take it up again with: leadsheet resume {run}", error.message),
        ..error
    })?;
    finish(app, &snapshot, interrupted, json).await
}

async fn finish(app: &App, snapshot: &RunSnapshot, interrupted: bool, json: bool) -> Outcome {
    let saved = if matches!(snapshot.state, RunState::Done | RunState::FailedRows) {
        save(app, snapshot.run.clone()).await.map(Some)
    } else {
        Ok(None)
    };
    let output = saved.as_ref().ok().and_then(Option::as_ref);
    if json {
        let path = output.map(|saved| saved.path.as_str());
        json::Line::Finished(Box::new(json::Finished::new(snapshot, path))).print();
    } else {
        out::line(&closing::paragraph(snapshot, output, interrupted));
    }
    if let Err(error) = &saved
        && saving::was_stopped(error)
    {
        out::note(&format!(
            "{} The results are kept. Save them with: leadsheet export {} --output FILE",
            error.message, snapshot.run
        ));
        return Ok(Exit::Cancelled);
    }
    saved.map_err(|error| AppError {
        message: format!(
            "{} The results are kept. Save them elsewhere with: leadsheet export {} --output FILE",
            error.message, snapshot.run
        ),
        ..error
    })?;
    Ok(match snapshot.state {
        RunState::Done => Exit::Done,
        RunState::FailedRows => Exit::FailedRows,
        RunState::Cancelled => Exit::Cancelled,
        RunState::Paused | RunState::Running if interrupted => Exit::Cancelled,
        RunState::Paused | RunState::Running => Exit::Paused,
    })
}

/// Where the run was told to, else beside the original under a name that is free.
async fn save(app: &App, run: RunId) -> Result<lead_app::SavedWorkbook, AppError> {
    let (path, options) = app.wanted(run.clone()).await?;
    saving::save(app, run, path, options).await
}
