//! What can be done with a run that nobody drives: made, prepared to be taken up, cancelled, deleted.

use crate::file_name::file_name;
use crate::plan::recipe;
use crate::progress::snapshot::done_so_far;
use crate::stored_runs::damage::changed;
use crate::stored_runs::list::standing;
use crate::{Home, RunError, RunPlan};
use lead_journal::{Journal, JournalError, Look, NewRun};
use lead_model::thousands;
use lead_model::{Money, RunId, RunState};
use std::path::Path;

/// Makes a run. Nothing is read or asked yet; [`drive`](crate::drive) does that. Blocks.
pub fn create(home: &Home, plan: &RunPlan) -> Result<RunId, RunError> {
    let path = Path::new(&plan.request.source.path);
    let fingerprint = lead_workbook::fingerprint(path)?;
    let recipe = recipe::load_recipe(&plan.request.recipe)?;
    let json = serde_json::to_string(plan).map_err(JournalError::from)?;
    let new = NewRun {
        name: &file_name(path),
        plan: &json,
        recipe: recipe.source(),
        source_fingerprint: &fingerprint,
    };
    Ok(Journal::create(home, &new)?)
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
        let mut plan = RunPlan::of(&about)?;
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
        let mut plan = RunPlan::of(&journal.view().about()?)?;
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
        let mut plan = RunPlan::of(&journal.view().about()?)?;
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
        let reason = format!("The run was cancelled. {}", done_so_far(journal.tallies()));
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

/// Deletes a run that nobody drives. The answers paid for stay in the shared cache.
pub fn delete(home: &Home, run: &RunId) -> Result<(), RunError> {
    Ok(Journal::delete(home, run)?)
}
