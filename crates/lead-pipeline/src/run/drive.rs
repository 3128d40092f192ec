//! Drives a run from where it is to where it ends.

use crate::plan::recipe;
use crate::progress::publish::show;
use crate::progress::snapshot::{LiveFigures, RunOutline, done_so_far, end_in_words, perhaps_billed};
use crate::read::source;
use crate::run::context::RunContext;
use crate::run::control::listen;
use crate::run::heartbeat::{WorkMeter, keep_beating};
use crate::run::journal_writer::{JournalWriter, Stores};
use crate::run::stop::StopReason;
use crate::salesforce::fields::fit_recipe;
use crate::stored_runs::damage;
use crate::stored_runs::damage::opened;
use crate::stored_runs::list;
use crate::{Control, Home, Providers, RetryPolicy, RunCommand, RunError, RunPlan};
use crate::{model, read, rules, salesforce};
use lead_assess::{FittedRecipe, Recipe};
use lead_journal::{Answers, JournalError};
use lead_model::{RunId, RunSnapshot, RunState};
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Drives a run, new or taken up again, until it is done, paused or cancelled. The snapshot given
/// back tells which, and why.
///
/// Dropping the future is like killing the process: nothing that was told is lost, and the run can
/// be driven again.
pub async fn drive(
    home: Home,
    run: RunId,
    providers: Providers,
    control: Control,
    snapshots: watch::Sender<RunSnapshot>,
) -> Result<RunSnapshot, RunError> {
    drive_with(home, run, providers, control, snapshots, RetryPolicy::default()).await
}

/// As [`drive`], with another retry policy.
pub async fn drive_with(
    home: Home,
    run: RunId,
    providers: Providers,
    control: Control,
    snapshots: watch::Sender<RunSnapshot>,
    retry_policy: RetryPolicy,
) -> Result<RunSnapshot, RunError> {
    let place = (home.clone(), run.clone());
    let taken_up = match off_thread(move || take_up(&home, &run)).await {
        Err(error) if error.is_no_room() => return paused_as_it_was(place, error, &snapshots).await,
        taken_up => taken_up?,
    };
    let TakenUp { mut stores, setup, outline } = taken_up;
    check(&setup, &providers)?;
    let begun;
    (stores, begun) = off_thread(move || {
        let begun = begin(&mut stores);
        Ok((stores, begun))
    })
    .await?;
    let worked = match begun {
        Ok(()) => work(stores, setup, outline.clone(), providers, control, &snapshots, retry_policy).await?,
        Err(error) => (stores, Err(error)),
    };
    let live = LiveFigures { limits: snapshots.borrow().limits.clone(), ..LiveFigures::default() };
    let snapshot = off_thread(move || {
        let (mut stores, end) = worked;
        let waiting = stores.journal.tallies().status.waiting;
        let written = end.and_then(|end| {
            if end.is_none() && waiting > 0 {
                // No station found them, though they are counted.
                return Err(JournalError::Malformed(format!("{waiting} rows were left waiting")).into());
            }
            let (state, reason) = conclude(end, &stores);
            stores.journal.begin()?;
            stores.journal.set_state(state, Some(&reason))?;
            stores.journal.commit()?;
            Ok((state, reason))
        });
        let (state, reason) = match written {
            Ok(written) => written,
            Err(fault) if fault.is_no_room() => (RunState::Paused, pause_without_room(&mut stores, &fault)),
            Err(fault) if fault.is_damage() => {
                // Let go, so that the file can be read page by page.
                drop(stores);
                if damage::salvage(&place.0, &place.1)?.kept.is_none() {
                    let tallies = RunError::Broken(format!("{waiting} rows were left waiting")).to_string();
                    damage::changed(&place.0, &place.1, |journal| {
                        journal.begin()?;
                        journal.set_state(RunState::Paused, Some(&tallies))?;
                        Ok(journal.commit()?)
                    })?;
                }
                return list::snapshot(&place.0, &place.1);
            }
            Err(fault) => return Err(leave(stores, fault)),
        };
        if let Err(error) = stores.journal.come_to_rest() {
            // The run is written down; what is reserved on the disk too much counts at most as spent.
            tracing::warn!(%error, "the run's money could not be settled on the disk");
        }
        Ok(outline.snapshot(state, Some(reason), stores.journal.tallies(), &live))
    })
    .await?;
    snapshots.send_replace(snapshot.clone());
    Ok(snapshot)
}

/// A run that could not even be opened for want of room: it stands as it stood, with that as the reason.
async fn paused_as_it_was(
    (home, run): (Home, RunId),
    error: RunError,
    snapshots: &watch::Sender<RunSnapshot>,
) -> Result<RunSnapshot, RunError> {
    let stood = off_thread(move || list::snapshot(&home, &run)).await?;
    let paused = RunSnapshot { state: RunState::Paused, reason: Some(error.to_string()), ..stood };
    snapshots.send_replace(paused.clone());
    Ok(paused)
}

/// Pauses a run whose journal takes nothing more; what was not committed is done again. Gives the
/// reason.
fn pause_without_room(stores: &mut Stores, fault: &RunError) -> String {
    let reason = format!("{fault} {}", done_so_far(stores.journal.tallies()));
    if let Err(error) = stores.journal.pause_without_room(&reason) {
        tracing::warn!(%error, "the pause stands in the note beside the run alone");
    }
    reason
}

/// What a run needs besides its stores and the providers.
pub(crate) struct Setup {
    pub(crate) plan: RunPlan,
    pub(crate) recipe: Recipe,
    /// `None` until the org was asked which fields it has.
    pub(crate) fitted: Option<FittedRecipe>,
}

struct TakenUp {
    stores: Stores,
    setup: Setup,
    outline: Arc<RunOutline>,
}

/// Opens the journal and makes sure that there is something to do.
fn take_up(home: &Home, run: &RunId) -> Result<TakenUp, RunError> {
    let journal = opened(home, run)?;
    let about = journal.view().about()?;
    let tallies = journal.tallies();
    let over = matches!(about.state, RunState::Done | RunState::FailedRows) && tallies.status.waiting == 0;
    if about.state == RunState::Cancelled || (over && tallies.reading_ended) {
        return Err(RunError::Ended { run: run.clone(), state: about.state });
    }
    let plan: RunPlan = serde_json::from_str(&about.plan).map_err(JournalError::from)?;
    if !tallies.reading_ended {
        source::check(&plan.request.source.path, &about.source_fingerprint)?;
    }
    let recipe = recipe::kept(&about.recipe)?;
    let choice = &plan.request.fields;
    let fitted = |readable| recipe::fitted(recipe.clone(), choice, Some(readable));
    let fitted = about.readable.as_ref().map(fitted);
    let asks_model = plan.asks_model(&recipe);
    let outline = RunOutline { run: run.clone(), name: about.name, plan: plan.clone(), asks_model };
    let stores = Stores { journal, answers: Answers::open(home)? };
    Ok(TakenUp { stores, setup: Setup { plan, recipe, fitted }, outline: Arc::new(outline) })
}

/// What must be so before the first request is sent.
pub(crate) fn check(setup: &Setup, providers: &Providers) -> Result<(), RunError> {
    if !setup.plan.asks_model(&setup.recipe) {
        return Ok(());
    }
    if providers.openai.is_none() {
        return Err(RunError::NoModel);
    }
    let model = &setup.plan.request.model;
    if setup.plan.request.max_spend_usd.is_some() && providers.prices.worst_case(model, 1, 1).is_none() {
        return Err(RunError::PriceUnknown(model.clone()));
    }
    Ok(())
}

/// Writes down that the run is under way, and that what a dead owner had reserved may be spent.
fn begin(stores: &mut Stores) -> Result<(), RunError> {
    let journal = &mut stores.journal;
    journal.begin()?;
    let (requests, worth) = journal.write_off()?;
    if requests > 0 {
        tracing::warn!(requests, %worth, "requests without an answer may have been billed");
    }
    journal.clear_wish()?;
    journal.set_state(RunState::Running, None)?;
    journal.beat(0.0)?;
    journal.commit()?;
    journal.clear_note();
    Ok(())
}

/// How the stations' work ended: with the reason why it stopped, if it did, or with a fault.
pub(crate) type Worked = Result<Option<StopReason>, RunError>;

/// Lets the stations work until all is done or the run stops. Gives the stores back, and how it ended.
pub(crate) async fn work(
    stores: Stores,
    setup: Setup,
    outline: Arc<RunOutline>,
    providers: Providers,
    control: Control,
    snapshots: &watch::Sender<RunSnapshot>,
    retry_policy: RetryPolicy,
) -> Result<(Stores, Worked), RunError> {
    let meter = Arc::new(WorkMeter::new(providers.salesforce.calls()));
    let read_before = stores.journal.tallies().reading_ended;
    let records_wait = stores.journal.tallies().leads.found > 0;
    let source = stores.journal.view().about()?.source_fingerprint;
    let (journal, writer_thread) =
        JournalWriter::start(stores).map_err(|error| RunError::Broken(error.to_string()))?;
    let context =
        Arc::new(RunContext::new(setup.plan, setup.recipe, setup.fitted, providers, journal, retry_policy));
    let guard = StopWhenDropped(context.clone());

    let mut aside = JoinSet::new();
    aside.spawn(keep_beating(context.clone(), meter.clone()));
    aside.spawn(listen(context.clone(), control.clone()));
    aside.spawn(show(context.clone(), outline, meter.clone(), snapshots.clone()));

    // Of a run whose file was damaged it may be forgotten which fields its org has, while there are
    // records that wait to be judged.
    let mut fault = None;
    if context.fitted().is_none() && records_wait {
        fault = fit_recipe(&context).await.err();
    }
    let mut stations = match fault {
        None => start_stations(&context, read_before, source),
        Some(_) => JoinSet::new(),
    };
    while let Some(ended) = stations.join_next().await {
        let ended = ended.unwrap_or_else(|error| Err(RunError::Broken(error.to_string())));
        if let Err(error) = ended {
            context.stop.at_once();
            // The first tells what happened; the others only that they could not go on.
            fault.get_or_insert(error);
        }
    }
    aside.shutdown().await;
    let last_beat = meter.beat(&context).await;
    let end = context.stop.end().cloned().map(|end| match *control.watch().borrow() {
        RunCommand::Cancel => StopReason::Cancelled,
        RunCommand::Run | RunCommand::Pause => end,
    });
    drop((guard, context));
    let (stores, written) = writer_thread.close().await?;
    // What kept the thread that writes from it is the cause; the others only could not go on.
    let worked = match (written, fault, last_beat) {
        (Err(cause), _, _) => Err(cause.into()),
        (Ok(()), Some(fault), _) => Err(fault),
        (Ok(()), None, last_beat) => last_beat.map(|_| end).map_err(RunError::from),
    };
    Ok((stores, worked))
}

fn start_stations(
    context: &Arc<RunContext>,
    read_before: bool,
    source: String,
) -> JoinSet<Result<(), RunError>> {
    let mut stations = JoinSet::new();
    if !read_before {
        let reading = context.clone();
        stations.spawn_blocking(move || read(&reading, &source));
    }
    stations.spawn(salesforce::station::retrieve_leads(context.clone()));
    if !context.plan.request.check_only {
        stations.spawn(rules::station::rule_leads(context.clone()));
    }
    if context.asks_model() {
        stations.spawn(model::station::assess_leads(context.clone()));
    }
    stations
}

/// Trouble with the workbook pauses the run: it can be taken up when the file is back as it was.
fn read(context: &RunContext, fingerprint: &str) -> Result<(), RunError> {
    let source = &context.plan.request.source;
    match read::station::read_rows(source, fingerprint, &context.journal, &context.stop) {
        Err(
            error @ (RunError::Workbook(_) | RunError::SourceChanged { .. } | RunError::SourceGone { .. }),
        ) => {
            context.pause(error.to_string());
            Ok(())
        }
        other => other,
    }
}

/// After a fault of ours: the run is left so that it can be taken up.
fn leave(mut stores: Stores, fault: RunError) -> RunError {
    let journal = &mut stores.journal;
    let left = journal
        .begin()
        .and_then(|()| journal.set_state(RunState::Paused, Some(&fault.to_string())))
        .and_then(|()| journal.commit());
    if let Err(error) = left {
        tracing::error!(%error, "the fault could not be written down");
    }
    fault
}

fn conclude(end: Option<StopReason>, stores: &Stores) -> (RunState, String) {
    let tallies = stores.journal.tallies();
    let so_far = done_so_far(tallies);
    let (state, reason) = match end {
        Some(StopReason::Cancelled) => (RunState::Cancelled, format!("The run was cancelled. {so_far}")),
        Some(StopReason::AskedToPause) => {
            (RunState::Paused, format!("The run is paused. {so_far} Resume any time."))
        }
        Some(StopReason::Paused(reason)) => (RunState::Paused, format!("{reason} {so_far}")),
        None => end_in_words(tallies),
    };
    (state, reason + &perhaps_billed(tallies))
}

/// Stops what runs on other threads when the drive is dropped in the middle.
struct StopWhenDropped(Arc<RunContext>);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.0.stop.at_once();
    }
}

/// Does something that blocks, away from the async threads.
pub(crate) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RunError> + Send + 'static,
) -> Result<T, RunError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| RunError::Broken(error.to_string()))?
}
