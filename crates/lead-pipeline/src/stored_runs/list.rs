//! The runs there are, and where each stands.

use crate::plan::recipe;
use crate::progress::snapshot::{LiveFigures, RunOutline};
use crate::stored_runs::damage::{check, with_view};
use crate::{Home, RunError, RunPlan};
use lead_journal::{About, Journal, JournalError, Look};
use lead_model::{Money, RunId, RunSnapshot, RunState, StatusCounts};
use serde::{Deserialize, Serialize};

/// A run as the history lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct RunSummary {
    /// Which run.
    pub run: RunId,
    /// The workbook's file name.
    pub name: String,
    /// The workbook's path when the run began.
    pub source: String,
    /// When it began, RFC 3339 in UTC.
    pub started_at: String,
    /// What it is doing, or how it ended.
    pub state: RunState,
    /// Why it is paused or how it ended, for people.
    pub reason: Option<String>,
    /// Rows below the header.
    #[specta(type = f64)]
    pub rows: u64,
    /// Rows by status.
    pub status: StatusCounts,
    /// What it has cost.
    pub cost_usd: Money,
    /// Where its workbook was last saved.
    pub output: Option<String>,
    /// Whether it reads from the built-in demo.
    pub demo: bool,
    /// Why its file cannot be used; all else is then what could be found out without it.
    pub trouble: Option<RunTrouble>,
    /// Where its file lies.
    pub file: String,
}

/// Why a run's file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct RunTrouble {
    /// What can be done about it.
    pub kind: TroubleKind,
    /// What is wrong and what to do, for people.
    pub sentence: String,
}

/// What can be done about a run whose file cannot be used. Each can be deleted, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// It is damaged: it can be salvaged.
    Damaged,
    /// A newer version of Leadsheet wrote it: that version reads it.
    Newer,
    /// The system does not let it be read.
    Locked,
}

/// The plan a run was made with. Blocks, as all of this does.
pub fn plan(home: &Home, run: &RunId) -> Result<RunPlan, RunError> {
    with_view(home, run, |view| RunPlan::of(&view.about()?))
}

/// The name of the recipe that a run began with.
pub fn recipe_name(home: &Home, run: &RunId) -> Result<String, RunError> {
    with_view(home, run, |view| Ok(recipe::kept(&view.about()?.recipe)?.name().to_owned()))
}

/// How many rows a run's workbook will have, as far as they are read.
pub fn rows_to_save(home: &Home, run: &RunId) -> Result<u64, RunError> {
    with_view(home, run, |view| Ok(view.tallies()?.rows))
}

/// What a run is doing or how it ended. One whose owner died is paused, whatever it wrote last.
pub(crate) fn standing(
    home: &Home,
    run: &RunId,
    about: &About,
) -> Result<(RunState, Option<String>), RunError> {
    if about.state == RunState::Running && !Journal::is_driven(home, run)? {
        // Where the disk was full, the reason could not be written where it belongs.
        let noted = Journal::noted(home, run);
        let usual = "The run was interrupted. Everything done until then is saved; resume it any time.";
        return Ok((RunState::Paused, Some(noted.unwrap_or_else(|| usual.into()))));
    }
    Ok((about.state, about.reason.clone()))
}

/// All runs, newest first. One whose file cannot be read is among them, with what is wrong with it.
pub fn list(home: &Home) -> Result<Vec<RunSummary>, RunError> {
    let runs = home.list().map_err(|source| JournalError::File { path: home.runs(), source })?;
    let mut summaries = Vec::with_capacity(runs.len());
    for run in runs {
        match summary(home, &run) {
            Ok(summary) => summaries.push(summary),
            // Deleted a moment ago, by another process.
            Err(RunError::Journal(JournalError::NoSuchRun(_))) => {}
            Err(error) => {
                tracing::warn!(%run, %error, "a run cannot be read");
                summaries.push(unreadable(home, run, &error));
            }
        }
    }
    Ok(summaries)
}

fn summary(home: &Home, run: &RunId) -> Result<RunSummary, RunError> {
    let look = Look::at(home, run)?;
    check(look.view())?;
    let (about, tallies) = (look.view().about()?, look.view().tallies()?);
    let plan = RunPlan::of(&about)?;
    let (state, reason) = standing(home, run, &about)?;
    Ok(RunSummary {
        run: run.clone(),
        name: about.name,
        source: plan.request.source.path,
        started_at: about.started_at,
        state,
        reason,
        rows: tallies.rows,
        status: tallies.status,
        cost_usd: tallies.usage.cost_usd,
        output: about.output,
        demo: plan.demo.is_some(),
        trouble: None,
        file: path_of(home, run),
    })
}

fn path_of(home: &Home, run: &RunId) -> String {
    home.journal(run).display().to_string()
}

/// A run whose file cannot be read: what is known of it from what was kept beside it.
fn unreadable(home: &Home, run: RunId, error: &RunError) -> RunSummary {
    let (kind, sentence) = match error {
        RunError::Journal(JournalError::Newer { .. }) => (TroubleKind::Newer, error.to_string()),
        _ if error.is_damage() => (
            TroubleKind::Damaged,
            "The run's file is damaged. Salvaging it saves what can be read, and keeps the damaged file."
                .into(),
        ),
        _ => (TroubleKind::Locked, error.to_string()),
    };
    let begun = Journal::begun_with(home, &run);
    let plan: Option<RunPlan> = begun.as_ref().and_then(|begun| serde_json::from_str(&begun.plan).ok());
    RunSummary {
        name: begun.as_ref().map_or_else(|| run.to_string(), |begun| begun.name.clone()),
        source: plan.as_ref().map(|plan| plan.request.source.path.clone()).unwrap_or_default(),
        started_at: begun.map_or_else(|| begun_by_name(&run), |begun| begun.started_at),
        state: RunState::Paused,
        reason: Some(sentence.clone()),
        rows: 0,
        status: StatusCounts::default(),
        cost_usd: Money::ZERO,
        output: None,
        demo: plan.is_some_and(|plan| plan.demo.is_some()),
        trouble: Some(RunTrouble { kind, sentence }),
        file: path_of(home, &run),
        run,
    }
}

/// A run's name begins with the minute it was made, `2026-11-24-0931-k7`.
fn begun_by_name(run: &RunId) -> String {
    match (run.0.get(..10), run.0.get(11..13), run.0.get(13..15)) {
        (Some(day), Some(hour), Some(minute)) => format!("{day}T{hour}:{minute}:00Z"),
        _ => String::new(),
    }
}

/// A run's state as it was last written down.
pub fn snapshot(home: &Home, run: &RunId) -> Result<RunSnapshot, RunError> {
    let look = Look::at(home, run)?;
    let (about, tallies) = (look.view().about()?, look.view().tallies()?);
    let plan = RunPlan::of(&about)?;
    let (state, reason) = standing(home, run, &about)?;
    let asks_model = plan.asks_model(&recipe::kept(&about.recipe)?);
    let outline = RunOutline { run: run.clone(), name: about.name, plan, asks_model };
    Ok(outline.snapshot(state, reason, &tallies, &LiveFigures::default()))
}
