//! The runs that this process drives.

use crate::AppError;
use crate::error::{AppResult, coded, other};
use crate::runs::demo_orgs::DemoHold;
use lead_model::{RunId, RunSnapshot, RunState};
use lead_pipeline::{Control, Home, Providers};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, watch};

/// Snapshots that a slow listener may be behind; it then gets the newest.
const BEHIND: usize = 64;

type Ended = AppResult<RunSnapshot>;

pub(crate) struct Registry {
    runs: Arc<Mutex<Runs>>,
    progress: broadcast::Sender<RunSnapshot>,
}

/// What is known of runs here. Of one that has ended nothing is kept but what broke it off: the rest
/// is in its journal.
#[derive(Default)]
struct Runs {
    under_way: HashMap<RunId, UnderWay>,
    faults: HashMap<RunId, AppError>,
}

struct UnderWay {
    control: Control,
    follow: Follow,
}

/// A run under way, to be followed.
#[derive(Clone)]
pub struct Follow {
    snapshots: watch::Receiver<RunSnapshot>,
    ended: watch::Receiver<Option<Ended>>,
}

impl Follow {
    /// The newest snapshot.
    #[must_use]
    pub fn now(&self) -> RunSnapshot {
        self.snapshots.borrow().clone()
    }

    /// Waits for the next snapshot; `None` once the run has ended.
    pub async fn next(&mut self) -> Option<RunSnapshot> {
        self.snapshots.changed().await.ok()?;
        Some(self.snapshots.borrow_and_update().clone())
    }

    /// Waits for the end. The snapshot tells how the run ended; an error is what broke it off.
    pub async fn ended(&mut self) -> Result<RunSnapshot, AppError> {
        match self.ended.wait_for(Option::is_some).await.map(|ended| ended.clone()) {
            Ok(Some(ended)) => ended,
            Ok(None) | Err(_) => Err(other("The run was broken off. What was done is kept; resume it.")),
        }
    }
}

impl Default for Registry {
    fn default() -> Self {
        Self { runs: Arc::default(), progress: broadcast::channel(BEHIND).0 }
    }
}

impl Registry {
    /// The snapshots of all runs driven here, as they come.
    pub(crate) fn progress(&self) -> broadcast::Receiver<RunSnapshot> {
        self.progress.subscribe()
    }

    /// A run driven here.
    pub(crate) fn follow(&self, run: &RunId) -> Option<Follow> {
        self.runs().under_way.get(run).map(|it| it.follow.clone())
    }

    /// What broke off a run that was driven here.
    pub(crate) fn fault(&self, run: &RunId) -> Option<AppError> {
        self.runs().faults.get(run).cloned()
    }

    /// Forgets a run that was deleted.
    pub(crate) fn forget(&self, run: &RunId) {
        self.runs().faults.remove(run);
    }

    /// The hand on a run driven here.
    pub(crate) fn control(&self, run: &RunId) -> Option<Control> {
        self.runs().under_way.get(run).map(|it| it.control.clone())
    }

    /// The runs driven here.
    pub(crate) fn under_way(&self) -> Vec<RunId> {
        self.runs().under_way.keys().cloned().collect()
    }

    /// Drives a run. The demo org it may be in is let go when it has ended. Must be called within a
    /// tokio runtime.
    pub(crate) fn launch(
        &self,
        home: &Home,
        mut first: RunSnapshot,
        providers: Providers,
        demo: Option<DemoHold>,
    ) -> AppResult<Follow> {
        let run = first.run.clone();
        // What is written down is that nobody drives it; from here on somebody does.
        first.state = RunState::Running;
        first.reason = None;
        let (snapshots, seen) = watch::channel(first);
        let (tell_end, ended) = watch::channel(None);
        let follow = Follow { snapshots: seen, ended };
        let control = Control::new();
        {
            let mut runs = self.runs();
            if runs.under_way.contains_key(&run) {
                return Err(coded("run_is_busy", "This run is under way already."));
            }
            runs.faults.remove(&run);
            runs.under_way.insert(run.clone(), UnderWay { control: control.clone(), follow: follow.clone() });
        }
        let driving =
            tokio::spawn(lead_pipeline::drive(home.clone(), run.clone(), providers, control, snapshots));
        let (runs, progress) = (Arc::clone(&self.runs), self.progress.clone());
        let mut forward = follow.clone();
        tokio::spawn(async move {
            while let Some(snapshot) = forward.next().await {
                tell(&progress, snapshot);
            }
            let end = match driving.await {
                Ok(Ok(snapshot)) => Ok(snapshot),
                Ok(Err(error)) => Err(AppError::from(error)),
                Err(fault) => {
                    tracing::error!(%run, %fault, "a run broke down");
                    Err(other(
                        "A part of Leadsheet broke down and the run stopped. What was done is kept; resume it, and \
                         please report this.",
                    ))
                }
            };
            log_end(&run, &end);
            let last = match &end {
                Ok(snapshot) => snapshot.clone(),
                Err(error) => broken_off(forward.now(), error),
            };
            drop(demo);
            {
                let mut runs = lock(&runs);
                runs.under_way.remove(&run);
                if let Err(error) = &end {
                    runs.faults.insert(run, error.clone());
                }
                // Whoever hears of the end finds the run gone from here, and can take it up again.
                tell_end.send_replace(Some(end));
            }
            tell(&progress, last);
        });
        Ok(follow)
    }

    /// Pauses all runs and waits until they have ended, for so long at most. What was done is on
    /// disk either way.
    pub(crate) async fn pause_all(&self, at_most: Duration) {
        let follows: Vec<Follow> = {
            let runs = self.runs();
            runs.under_way
                .values()
                .map(|it| {
                    it.control.pause();
                    it.follow.clone()
                })
                .collect()
        };
        let all = async {
            for mut follow in follows {
                if let Err(error) = follow.ended().await {
                    tracing::warn!(%error, "a run ended otherwise while it was paused");
                }
            }
        };
        if tokio::time::timeout(at_most, all).await.is_err() {
            tracing::warn!("a run did not pause in time; it is taken up from its journal");
        }
    }

    fn runs(&self) -> MutexGuard<'_, Runs> {
        lock(&self.runs)
    }
}

fn lock(runs: &Mutex<Runs>) -> MutexGuard<'_, Runs> {
    runs.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The snapshot of a run that was broken off: paused, with the reason.
pub(crate) fn broken_off(mut snapshot: RunSnapshot, error: &AppError) -> RunSnapshot {
    snapshot.state = RunState::Paused;
    snapshot.reason = Some(error.message.clone());
    snapshot
}

/// Nobody may be listening, which is all right.
fn tell(progress: &broadcast::Sender<RunSnapshot>, snapshot: RunSnapshot) {
    if progress.send(snapshot).is_err() {
        tracing::trace!("nobody follows the runs");
    }
}

fn log_end(run: &RunId, end: &Ended) {
    match end {
        Ok(snapshot) => {
            tracing::info!(%run, state = snapshot.state.label(), rows = snapshot.rows, "run ended");
        }
        Err(error) => tracing::warn!(%run, code = %error.code, "run broken off"),
    }
}
