//! Drives a run from where it is to where it ends.

use crate::care::{self, opened};
use crate::progress::{Live, Outline, done_so_far, perhaps_billed, told_at_the_end};
use crate::scribe::{Books, Scribe};
use crate::shift::Shift;
use crate::stop::End;
use crate::watch::{Meter, keep_beating, listen, show};
use crate::{Control, Home, Patience, Providers, RunError, RunPlan, Wish, recipe};
use crate::{assess_station, history, original, read_station, retrieve_station, rules_station};
use lead_assess::{Recipe, Resolved};
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
    drive_with(home, run, providers, control, snapshots, Patience::default()).await
}

/// As [`drive`], with another patience.
pub async fn drive_with(
    home: Home,
    run: RunId,
    providers: Providers,
    control: Control,
    snapshots: watch::Sender<RunSnapshot>,
    patience: Patience,
) -> Result<RunSnapshot, RunError> {
    let place = (home.clone(), run.clone());
    let taken_up = match aside(move || take_up(&home, &run)).await {
        Err(error) if error.is_no_room() => return paused_as_it_was(place, error, &snapshots).await,
        taken_up => taken_up?,
    };
    let TakenUp { mut books, setup, outline } = taken_up;
    check(&setup, &providers)?;
    let begun;
    (books, begun) = aside(move || {
        let begun = begin(&mut books);
        Ok((books, begun))
    })
    .await?;
    let worked = match begun {
        Ok(()) => work(books, setup, outline.clone(), providers, control, &snapshots, patience).await?,
        Err(error) => (books, Err(error)),
    };
    let live = Live { limits: snapshots.borrow().limits.clone(), ..Live::default() };
    let snapshot = aside(move || {
        let (mut books, end) = worked;
        let waiting = books.journal.tallies().status.waiting;
        let written = end.and_then(|end| {
            if end.is_none() && waiting > 0 {
                // No station found them, though they are counted.
                return Err(JournalError::Malformed(format!("{waiting} rows were left waiting")).into());
            }
            let (state, reason) = conclude(end, &books);
            books.journal.begin()?;
            books.journal.set_state(state, Some(&reason))?;
            books.journal.commit()?;
            Ok((state, reason))
        });
        let (state, reason) = match written {
            Ok(written) => written,
            Err(fault) if fault.is_no_room() => (RunState::Paused, pause_without_room(&mut books, &fault)),
            Err(fault) if fault.is_damage() => {
                // Let go, so that the file can be read page by page.
                drop(books);
                if care::salvage(&place.0, &place.1)?.kept.is_none() {
                    let told = RunError::Broken(format!("{waiting} rows were left waiting")).to_string();
                    care::changed(&place.0, &place.1, |journal| {
                        journal.begin()?;
                        journal.set_state(RunState::Paused, Some(&told))?;
                        Ok(journal.commit()?)
                    })?;
                }
                return history::snapshot(&place.0, &place.1);
            }
            Err(fault) => return Err(leave(books, fault)),
        };
        if let Err(error) = books.journal.come_to_rest() {
            // The run is written down; what is reserved on the disk too much counts at most as spent.
            tracing::warn!(%error, "the run's money could not be settled on the disk");
        }
        Ok(outline.snapshot(state, Some(reason), books.journal.tallies(), &live))
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
    let stood = aside(move || history::snapshot(&home, &run)).await?;
    let paused = RunSnapshot { state: RunState::Paused, reason: Some(error.to_string()), ..stood };
    snapshots.send_replace(paused.clone());
    Ok(paused)
}

/// Pauses a run whose journal takes nothing more; what was not committed is done again. Gives the
/// reason.
fn pause_without_room(books: &mut Books, fault: &RunError) -> String {
    let reason = format!("{fault} {}", done_so_far(books.journal.tallies()));
    if let Err(error) = books.journal.pause_without_room(&reason) {
        tracing::warn!(%error, "the pause stands in the note beside the run alone");
    }
    reason
}

/// What a run needs besides its books and the providers.
pub(crate) struct Setup {
    pub(crate) plan: RunPlan,
    pub(crate) recipe: Recipe,
    /// `None` until the org was asked which fields it has.
    pub(crate) resolved: Option<Resolved>,
}

struct TakenUp {
    books: Books,
    setup: Setup,
    outline: Arc<Outline>,
}

/// Opens the journal and makes sure that there is something to do.
fn take_up(home: &Home, run: &RunId) -> Result<TakenUp, RunError> {
    let journal = opened(home, run)?;
    let about = journal.view().about()?;
    let told = journal.tallies();
    let over = matches!(about.state, RunState::Done | RunState::FailedRows) && told.status.waiting == 0;
    if about.state == RunState::Cancelled || (over && told.reading_ended) {
        return Err(RunError::Ended { run: run.clone(), state: about.state });
    }
    let plan: RunPlan = serde_json::from_str(&about.plan).map_err(JournalError::from)?;
    if !told.reading_ended {
        original::check(&plan.request.source.path, &about.source_fingerprint)?;
    }
    let recipe = recipe::kept(&about.recipe)?;
    let choice = &plan.request.fields;
    let fitted = |readable| recipe::fitted(recipe.clone(), choice, Some(readable));
    let resolved = about.readable.as_ref().map(fitted);
    let asks_model = plan.asks_model(&recipe);
    let outline = Outline { run: run.clone(), name: about.name, plan: plan.clone(), asks_model };
    let books = Books { journal, answers: Answers::open(home)? };
    Ok(TakenUp { books, setup: Setup { plan, recipe, resolved }, outline: Arc::new(outline) })
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
fn begin(books: &mut Books) -> Result<(), RunError> {
    let journal = &mut books.journal;
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
pub(crate) type Worked = Result<Option<End>, RunError>;

/// Lets the stations work until all is done or the run stops. Gives the books back, and how it ended.
pub(crate) async fn work(
    books: Books,
    setup: Setup,
    outline: Arc<Outline>,
    providers: Providers,
    control: Control,
    snapshots: &watch::Sender<RunSnapshot>,
    patience: Patience,
) -> Result<(Books, Worked), RunError> {
    let meter = Arc::new(Meter::new(providers.salesforce.calls()));
    let read_before = books.journal.tallies().reading_ended;
    let source = books.journal.view().about()?.source_fingerprint;
    let (scribe, desk) = Scribe::start(books).map_err(|error| RunError::Broken(error.to_string()))?;
    let shift = Arc::new(Shift::new(setup.plan, setup.recipe, setup.resolved, providers, scribe, patience));
    let guard = StopWhenDropped(shift.clone());

    let mut aside = JoinSet::new();
    aside.spawn(keep_beating(shift.clone(), meter.clone()));
    aside.spawn(listen(shift.clone(), control.clone()));
    aside.spawn(show(shift.clone(), outline, meter.clone(), snapshots.clone()));

    let mut stations = start_stations(&shift, read_before, source);
    let mut fault = None;
    while let Some(ended) = stations.join_next().await {
        let ended = ended.unwrap_or_else(|error| Err(RunError::Broken(error.to_string())));
        if let Err(error) = ended {
            shift.stop.at_once();
            // The first tells what happened; the others only that they could not go on.
            fault.get_or_insert(error);
        }
    }
    aside.shutdown().await;
    let last_beat = meter.beat(&shift).await;
    let end = shift.stop.end().cloned().map(|end| match *control.watch().borrow() {
        Wish::Cancel => End::Cancelled,
        Wish::Run | Wish::Pause => end,
    });
    drop((guard, shift));
    let (books, written) = desk.close().await?;
    // What kept the thread that writes from it is the cause; the others only could not go on.
    let worked = match (written, fault, last_beat) {
        (Err(cause), _, _) => Err(cause.into()),
        (Ok(()), Some(fault), _) => Err(fault),
        (Ok(()), None, last_beat) => last_beat.map(|_| end).map_err(RunError::from),
    };
    Ok((books, worked))
}

fn start_stations(shift: &Arc<Shift>, read_before: bool, source: String) -> JoinSet<Result<(), RunError>> {
    let mut stations = JoinSet::new();
    if !read_before {
        let reading = shift.clone();
        stations.spawn_blocking(move || read(&reading, &source));
    }
    stations.spawn(retrieve_station::retrieve_leads(shift.clone()));
    if !shift.plan.request.check_only {
        stations.spawn(rules_station::rule_leads(shift.clone()));
    }
    if shift.asks_model() {
        stations.spawn(assess_station::assess_leads(shift.clone()));
    }
    stations
}

/// Trouble with the workbook pauses the run: it can be taken up when the file is back as it was.
fn read(shift: &Shift, fingerprint: &str) -> Result<(), RunError> {
    let source = &shift.plan.request.source;
    match read_station::read_rows(source, fingerprint, &shift.scribe, &shift.stop) {
        Err(
            error @ (RunError::Workbook(_) | RunError::SourceChanged { .. } | RunError::SourceGone { .. }),
        ) => {
            shift.pause(error.to_string());
            Ok(())
        }
        other => other,
    }
}

/// After a fault of ours: the run is left so that it can be taken up.
fn leave(mut books: Books, fault: RunError) -> RunError {
    let journal = &mut books.journal;
    let left = journal
        .begin()
        .and_then(|()| journal.set_state(RunState::Paused, Some(&fault.to_string())))
        .and_then(|()| journal.commit());
    if let Err(error) = left {
        tracing::error!(%error, "the fault could not be written down");
    }
    fault
}

fn conclude(end: Option<End>, books: &Books) -> (RunState, String) {
    let told = books.journal.tallies();
    let so_far = done_so_far(told);
    let (state, reason) = match end {
        Some(End::Cancelled) => (RunState::Cancelled, format!("The run was cancelled. {so_far}")),
        Some(End::AskedToPause) => {
            (RunState::Paused, format!("The run is paused. {so_far} Resume any time."))
        }
        Some(End::Paused(reason)) => (RunState::Paused, format!("{reason} {so_far}")),
        None => told_at_the_end(told),
    };
    (state, reason + &perhaps_billed(told))
}

/// Stops what runs on other threads when the drive is dropped in the middle.
struct StopWhenDropped(Arc<Shift>);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.0.stop.at_once();
    }
}

/// Does something that blocks, away from the async threads.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RunError> + Send + 'static,
) -> Result<T, RunError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| RunError::Broken(error.to_string()))?
}
