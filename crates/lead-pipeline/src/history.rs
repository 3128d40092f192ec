//! The runs there are, and what can be done with one that nobody drives.

use crate::care::{self, changed, with_view};
use crate::progress::{Live, Outline};
use crate::view::{Averages, BandCount, RunReport, RunSummary, RunTrouble, TroubleKind};
use crate::words::thousands;
use crate::{Home, RunError, RunPlan, recipe};
use lead_journal::{About, Figures, Journal, JournalError, Look, NewRun, View};
use lead_model::{Band, Money, RunId, RunSnapshot, RunState, StatusCounts};
use std::path::Path;

/// Makes a run. Nothing is read or asked yet; [`drive`](crate::drive) does that. Blocks.
pub fn create(home: &Home, plan: &RunPlan) -> Result<RunId, RunError> {
    let path = Path::new(&plan.request.source.path);
    let fingerprint = lead_workbook::fingerprint(path)?;
    let recipe = recipe::load(&plan.request.recipe)?;
    let json = serde_json::to_string(plan).map_err(JournalError::from)?;
    let new = NewRun {
        name: &file_name(path),
        plan: &json,
        recipe: recipe.source(),
        source_fingerprint: &fingerprint,
    };
    Ok(Journal::create(home, &new)?)
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The plan a run was made with. Blocks, as all of this does.
pub fn plan(home: &Home, run: &RunId) -> Result<RunPlan, RunError> {
    with_view(home, run, |view| plan_of(&view.about()?))
}

/// The name of the recipe that a run began with.
pub fn recipe_name(home: &Home, run: &RunId) -> Result<String, RunError> {
    with_view(home, run, |view| Ok(recipe::kept(&view.about()?.recipe)?.name().to_owned()))
}

/// How many rows a run's workbook will have, as far as they are read.
pub fn rows_to_save(home: &Home, run: &RunId) -> Result<u64, RunError> {
    with_view(home, run, |view| Ok(view.tallies()?.rows))
}

pub(crate) fn plan_of(about: &About) -> Result<RunPlan, RunError> {
    Ok(serde_json::from_str(&about.plan).map_err(JournalError::from)?)
}

/// Sets failed rows back to waiting, so that driving the run takes them up. Gives how many.
pub fn prepare_retry(home: &Home, run: &RunId) -> Result<u64, RunError> {
    changed(home, run, |journal| {
        let state = journal.view().about()?.state;
        if state == RunState::Cancelled {
            return Err(RunError::Ended { run: run.clone(), state });
        }
        journal.begin()?;
        let rows = journal.retry_failed()?;
        if rows > 0 {
            let reason = format!("{} failed rows wait to be tried again. Resume the run.", thousands(rows));
            journal.set_state(RunState::Paused, Some(&reason))?;
        }
        journal.commit()?;
        Ok(rows)
    })
}

/// Turns a run that only checked ids into one that assesses; driving it reads no lead again.
pub fn continue_with_assessment(
    home: &Home,
    run: &RunId,
    ai: bool,
    model: &str,
    max_spend_usd: Option<Money>,
) -> Result<(), RunError> {
    changed(home, run, |journal| {
        let about = journal.view().about()?;
        let mut plan = plan_of(&about)?;
        if about.state == RunState::Cancelled || !plan.request.check_only {
            return Err(RunError::Ended { run: run.clone(), state: about.state });
        }
        plan.request.check_only = false;
        plan.request.ai = ai;
        model.clone_into(&mut plan.request.model);
        plan.request.max_spend_usd = max_spend_usd;
        journal.begin()?;
        journal.set_plan(&serde_json::to_string(&plan).map_err(JournalError::from)?)?;
        let rows = journal.assess_checked()?;
        let reason =
            format!("The ids are checked, and {} rows wait to be assessed. Resume the run.", thousands(rows));
        journal.set_state(RunState::Paused, Some(&reason))?;
        journal.commit()?;
        Ok(())
    })
}

/// Sets another spending cap, for a run that is paused by its own.
pub fn raise_cap(home: &Home, run: &RunId, max_spend_usd: Option<Money>) -> Result<(), RunError> {
    changed(home, run, |journal| {
        let mut plan = plan_of(&journal.view().about()?)?;
        plan.request.max_spend_usd = max_spend_usd;
        journal.begin()?;
        journal.set_plan(&serde_json::to_string(&plan).map_err(JournalError::from)?)?;
        journal.commit()?;
        Ok(())
    })
}

/// Sets the share of the org's daily calls at which a run pauses, before it is taken up again: the
/// share is the org's and the user's to decide now, not the run's from when it began.
pub fn allow_share(home: &Home, run: &RunId, share: u32) -> Result<(), RunError> {
    changed(home, run, |journal| {
        let mut plan = plan_of(&journal.view().about()?)?;
        plan.settings.salesforce_daily_share = share;
        journal.begin()?;
        journal.set_plan(&serde_json::to_string(&plan).map_err(JournalError::from)?)?;
        journal.commit()?;
        Ok(())
    })
}

/// Cancels a run: at once where nobody drives it, else by asking the process that does, which
/// hears within a second or two. Gives the state it is in now.
pub fn cancel(home: &Home, run: &RunId) -> Result<RunState, RunError> {
    if Journal::is_driven(home, run)? {
        Journal::leave_wish(home, run, "cancel")?;
        return Ok(RunState::Running);
    }
    changed(home, run, |journal| {
        let state = journal.view().about()?.state;
        if matches!(state, RunState::Done | RunState::FailedRows | RunState::Cancelled) {
            return Ok(state);
        }
        let reason = format!("The run was cancelled. {}", crate::progress::done_so_far(journal.tallies()));
        journal.begin()?;
        journal.set_state(RunState::Cancelled, Some(&reason))?;
        journal.commit()?;
        Ok(RunState::Cancelled)
    })
}

/// Asks the process that drives a run to pause it. Gives the state it is in now.
pub fn pause(home: &Home, run: &RunId) -> Result<RunState, RunError> {
    if Journal::is_driven(home, run)? {
        Journal::leave_wish(home, run, "pause")?;
        return Ok(RunState::Running);
    }
    let look = Look::at(home, run)?;
    Ok(standing(home, run, &look.view().about()?)?.0)
}

/// What a run is doing or how it ended. One whose owner died is paused, whatever it wrote last.
fn standing(home: &Home, run: &RunId, about: &About) -> Result<(RunState, Option<String>), RunError> {
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
    care::check(look.view())?;
    let (about, told) = (look.view().about()?, look.view().tallies()?);
    let plan = plan_of(&about)?;
    let (state, reason) = standing(home, run, &about)?;
    Ok(RunSummary {
        run: run.clone(),
        name: about.name,
        source: plan.request.source.path,
        started_at: about.started_at,
        state,
        reason,
        rows: told.rows,
        status: told.status,
        cost_usd: told.usage.cost_usd,
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
    let (about, told) = (look.view().about()?, look.view().tallies()?);
    let plan = plan_of(&about)?;
    let (state, reason) = standing(home, run, &about)?;
    let asks_model = plan.asks_model(&recipe::kept(&about.recipe)?);
    let outline = Outline { run: run.clone(), name: about.name, plan, asks_model };
    Ok(outline.snapshot(state, reason, &told, &Live::default()))
}

/// The results for the summary.
pub fn report(home: &Home, run: &RunId) -> Result<RunReport, RunError> {
    with_view(home, run, report_of)
}

pub(crate) fn report_of(view: View<'_>) -> Result<RunReport, RunError> {
    let about = view.about()?;
    let plan = plan_of(&about)?;
    let recipe = recipe::kept(&about.recipe)?;
    let asks_model = plan.asks_model(&recipe);
    let title = recipe.title().to_owned();
    let resolved = recipe::fitted(recipe, &plan.request.fields, about.readable.as_ref());
    let figures = view.figures()?;
    Ok(RunReport {
        bands: bands(&figures),
        distribution: figures.distribution.iter().copied().map(rows).collect(),
        averages: Averages {
            acquisition: figures.acquisition,
            enrichment: figures.enrichment,
            coherence: figures.coherence,
            final_confidence: figures.final_confidence,
        },
        not_in_tam: rows(figures.not_in_tam),
        suspicious_enrichment: rows(figures.suspicious),
        missing_fields: resolved.missing().to_vec(),
        recipe: title,
        model: asks_model.then_some(plan.request.model),
        settings: plan.settings,
    })
}

fn bands(figures: &Figures) -> Vec<BandCount> {
    Band::ALL
        .into_iter()
        .zip(figures.bands)
        .map(|(band, number)| BandCount { band, rows: rows(number) })
        .collect()
}

/// A sheet has fewer than two million rows.
fn rows(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Deletes a run that nobody drives. The answers paid for stay in the shared cache.
pub fn delete(home: &Home, run: &RunId) -> Result<(), RunError> {
    Ok(Journal::delete(home, run)?)
}
