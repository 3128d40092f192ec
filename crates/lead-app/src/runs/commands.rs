//! Starting runs and taking them up, pausing, cancelling, deleting.

use crate::app::Parts;
use crate::error::{AppResult, coded};
use crate::runs::registry::broken_off;
use crate::store::settings;
use crate::{App, Follow, Forecast, RunId, RunOptions, RunRequest, RunSnapshot, RunSummary, Trial};
use lead_model::{Money, RunState};
use lead_pipeline::{Control, RunPlan};
use lead_salesforce::{Client, ClientOptions};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::broadcast;

impl App {
    /// What a run will take, before it starts.
    pub async fn forecast(&self, request: RunRequest) -> AppResult<Forecast> {
        self.forecast_of(request.into()).await
    }

    /// As [`forecast`](Self::forecast), with what a command line can say.
    pub async fn forecast_of(&self, options: RunOptions) -> AppResult<Forecast> {
        let (app, runtime) = (self.clone(), Handle::current());
        self.aside(move |parts| {
            let plan = parts.plan(&options)?;
            let prices = crate::recipes::catalog::prices(parts)?;
            let mut org_leads = || runtime.block_on(app.org_leads(&plan));
            let lead = parts.lead_object_known(&plan);
            Ok(lead_pipeline::forecast_in(&parts.home, &plan, &prices, lead.as_deref(), &mut org_leads)?)
        })
        .await
    }

    /// How many leads the plan's org has; `None` where it cannot be asked now, which only leaves the
    /// forecast less sharp.
    async fn org_leads(&self, plan: &RunPlan) -> Option<u64> {
        let limit = Duration::from_secs(plan.settings.operation_limit_s.into());
        let access = self.org_of(plan).await.ok()?;
        let options = ClientOptions { operation_limit: limit };
        let client = Client::connect(access.connection, options).await.ok()?;
        client.keep_to_share(plan.settings.salesforce_daily_share);
        match client.count_leads().await {
            Ok(leads) => Some(leads),
            Err(error) => {
                tracing::info!(code = error.code(), "the org's leads could not be counted");
                None
            }
        }
    }

    /// Reads and assesses a few leads of the sheet. Their answers cost nothing in the run.
    pub async fn try_leads(&self, request: RunRequest, leads: u32) -> AppResult<Trial> {
        let plan = self.aside(move |parts| parts.plan(&request.into())).await?;
        let _demo = self.demo_hold(plan.demo).await?;
        let providers = self.providers(&plan).await?;
        let home = self.0.home.clone();
        let (leads, forecast) =
            lead_pipeline::try_leads(home, plan, providers, Control::new(), leads).await?;
        Ok(Trial { leads, forecast })
    }

    /// Starts a run and gives its id at once.
    pub async fn start_run(&self, request: RunRequest) -> AppResult<RunId> {
        Ok(self.start(request.into()).await?.now().run)
    }

    /// As [`start_run`](Self::start_run), with what a command line can say. No run is made where
    /// the providers cannot be signed in to.
    pub async fn start(&self, options: RunOptions) -> AppResult<Follow> {
        let plan = self.aside(move |parts| parts.plan(&options)).await?;
        let plan = self.complete_fields(plan).await?;
        let demo = self.demo_hold(plan.demo).await?;
        let providers = self.providers(&plan).await?;
        let first = self
            .aside(move |parts| {
                let run = lead_pipeline::create(&parts.home, &plan)?;
                Ok(lead_pipeline::snapshot(&parts.home, &run)?)
            })
            .await?;
        tracing::info!(run = %first.run, "run started");
        self.0.runs.launch(&self.0.home, first, providers, demo)
    }

    /// Takes a paused run up where it was.
    pub async fn resume_run(&self, run: RunId) -> AppResult<()> {
        self.take_up(run).await.map(drop)
    }

    /// As [`resume_run`](Self::resume_run), to be followed.
    pub async fn take_up(&self, run: RunId) -> AppResult<Follow> {
        if self.0.runs.follow(&run).is_some() {
            return Err(coded("run_is_busy", "This run is under way already."));
        }
        let (plan, first) = self
            .aside(move |parts| {
                lead_pipeline::make_whole(&parts.home, &run)?;
                let first = lead_pipeline::snapshot(&parts.home, &run)?;
                may_be_taken_up(&first)?;
                parts.allow_share_as_set(&run)?;
                Ok((lead_pipeline::plan(&parts.home, &run)?, first))
            })
            .await?;
        let demo = self.demo_hold(plan.demo).await?;
        let providers = self.providers(&plan).await?;
        tracing::info!(run = %first.run, "run taken up");
        self.0.runs.launch(&self.0.home, first, providers, demo)
    }

    /// Sets another spending cap for a run that is paused by its own; none at all for `None`.
    pub async fn raise_cap(&self, run: RunId, max_spend_usd: Option<Money>) -> AppResult<()> {
        self.aside(move |parts| Ok(lead_pipeline::raise_cap(&parts.home, &run, max_spend_usd)?)).await
    }

    /// Sets the share of the org's daily calls at which a run pauses; what the environment or the
    /// settings say for `None`.
    pub async fn allow_share(&self, run: RunId, percent: Option<u32>) -> AppResult<()> {
        self.aside(move |parts| match percent {
            Some(percent) => Ok(lead_pipeline::allow_share(&parts.home, &run, percent)?),
            None => parts.allow_share_as_set(&run),
        })
        .await
    }

    /// Goes on with a run that only checked ids: assesses the leads it has read, and reads none
    /// again. An empty model is the recipe's own.
    pub async fn assess_run(
        &self,
        run: RunId,
        ai: bool,
        model: String,
        max_spend_usd: Option<Money>,
    ) -> AppResult<()> {
        self.assess(run, ai, model, max_spend_usd).await.map(drop)
    }

    /// As [`assess_run`](Self::assess_run), to be followed.
    pub async fn assess(
        &self,
        run: RunId,
        ai: bool,
        model: String,
        max_spend_usd: Option<Money>,
    ) -> AppResult<Follow> {
        let of = run.clone();
        let plan = self
            .aside(move |parts| {
                let mut plan = lead_pipeline::plan(&parts.home, &of)?;
                plan.request.check_only = false;
                plan.request.ai = ai;
                plan.request.model = model;
                plan.request.max_spend_usd = max_spend_usd;
                plan.request = parts.decided(plan.request)?;
                Ok(plan)
            })
            .await?;
        let demo = self.demo_hold(plan.demo).await?;
        // Signed in first: a wrong key leaves the run as it was.
        let providers = self.providers(&plan).await?;
        let first = self
            .aside(move |parts| {
                let request = plan.request;
                lead_pipeline::continue_with_assessment(
                    &parts.home,
                    &run,
                    request.ai,
                    &request.model,
                    request.max_spend_usd,
                )?;
                Ok(lead_pipeline::snapshot(&parts.home, &run)?)
            })
            .await?;
        tracing::info!(run = %first.run, "checked run goes on to assess");
        self.0.runs.launch(&self.0.home, first, providers, demo)
    }

    /// Goes on with a run wherever it stands: takes it up where it is paused, and assesses where it
    /// only checked ids.
    pub async fn go_on(&self, run: RunId) -> AppResult<Follow> {
        let of = run.clone();
        let (snapshot, request) = self
            .aside(move |parts| {
                lead_pipeline::make_whole(&parts.home, &of)?;
                let snapshot = lead_pipeline::snapshot(&parts.home, &of)?;
                Ok((snapshot, lead_pipeline::plan(&parts.home, &of)?.request))
            })
            .await?;
        if request.check_only && matches!(snapshot.state, RunState::Done | RunState::FailedRows) {
            self.assess(run, request.ai, request.model, request.max_spend_usd).await
        } else {
            self.take_up(run).await
        }
    }

    /// Takes the failed rows of a run up again.
    pub async fn retry_run(&self, run: RunId) -> AppResult<()> {
        self.retry(run).await.map(drop)
    }

    /// As [`retry_run`](Self::retry_run), to be followed.
    pub async fn retry(&self, run: RunId) -> AppResult<Follow> {
        let plan = {
            let run = run.clone();
            self.aside(move |parts| Ok(lead_pipeline::plan(&parts.home, &run)?)).await?
        };
        let demo = self.demo_hold(plan.demo).await?;
        // Signed in first: otherwise a wrong key would leave the rows waiting.
        let providers = self.providers(&plan).await?;
        let first = self
            .aside(move |parts| {
                parts.allow_share_as_set(&run)?;
                if lead_pipeline::prepare_retry(&parts.home, &run)? == 0 {
                    return Err(coded(
                        "nothing_to_retry",
                        "No row of this run failed, so there is nothing to retry.",
                    ));
                }
                Ok(lead_pipeline::snapshot(&parts.home, &run)?)
            })
            .await?;
        tracing::info!(run = %first.run, "failed rows taken up");
        self.0.runs.launch(&self.0.home, first, providers, demo)
    }

    /// Asks a run to stop where it can be taken up again.
    pub async fn pause_run(&self, run: RunId) -> AppResult<()> {
        if let Some(control) = self.0.runs.control(&run) {
            control.pause();
            return Ok(());
        }
        self.aside(move |parts| Ok(lead_pipeline::pause(&parts.home, &run)?)).await.map(drop)
    }

    /// Ends a run for good; what was done is kept and can be saved.
    pub async fn cancel_run(&self, run: RunId) -> AppResult<()> {
        self.cancel(run).await.map(drop)
    }

    /// As [`cancel_run`](Self::cancel_run); tells the state the run is in now. A run that is under
    /// way elsewhere is asked to end and may be running for a moment more.
    pub async fn cancel(&self, run: RunId) -> AppResult<RunState> {
        if let Some(control) = self.0.runs.control(&run) {
            control.cancel();
            return Ok(RunState::Running);
        }
        self.aside(move |parts| Ok(lead_pipeline::cancel(&parts.home, &run)?)).await
    }

    /// All runs, the latest first.
    pub async fn list_runs(&self) -> AppResult<Vec<RunSummary>> {
        self.aside(|parts| Ok(lead_pipeline::list(&parts.home)?)).await
    }

    /// Saves what can be read of a damaged run, and tells what came of it. Nothing is changed where
    /// nothing is wrong; the damaged file is kept.
    pub async fn salvage_run(&self, run: RunId) -> AppResult<String> {
        self.aside(move |parts| {
            let salvaged = lead_pipeline::salvage(&parts.home, &run)?;
            Ok(match &salvaged.kept {
                Some(kept) => format!(
                    "{} The damaged file is kept as “{}”.",
                    salvaged.sentence(),
                    kept.file_name().unwrap_or_default().to_string_lossy()
                ),
                None => "Nothing is wrong with the run's file, so nothing was changed.".into(),
            })
        })
        .await
    }

    /// Deletes a run and all that was kept of it. The workbooks saved from it stay.
    pub async fn delete_run(&self, run: RunId) -> AppResult<()> {
        self.aside(move |parts| {
            lead_pipeline::delete(&parts.home, &run)?;
            parts.runs.forget(&run);
            Ok(())
        })
        .await
    }

    /// How far a run is.
    pub async fn run_snapshot(&self, run: RunId) -> AppResult<RunSnapshot> {
        if let Some(follow) = self.0.runs.follow(&run) {
            return Ok(follow.now());
        }
        self.aside(move |parts| {
            let snapshot = lead_pipeline::snapshot(&parts.home, &run)?;
            Ok(match parts.runs.fault(&run) {
                Some(error) if snapshot.state == RunState::Paused => broken_off(snapshot, &error),
                _ => snapshot,
            })
        })
        .await
    }

    /// The snapshots of all runs that this process drives, as they come.
    #[must_use]
    pub fn progress(&self) -> broadcast::Receiver<RunSnapshot> {
        self.0.runs.progress()
    }

    /// Asks a run of this process to pause, without waiting.
    pub fn ask_to_pause(&self, run: &RunId) {
        if let Some(control) = self.0.runs.control(run) {
            control.pause();
        }
    }

    /// The runs that this process drives.
    #[must_use]
    pub fn under_way(&self) -> Vec<RunId> {
        self.0.runs.under_way()
    }

    /// Pauses all runs of this process and waits for it, but no longer than given: what was done
    /// is on disk either way.
    pub async fn pause_all(&self, at_most: Duration) {
        self.0.runs.pause_all(at_most).await;
    }
}

impl Parts {
    /// The share of the org's daily calls is for whoever takes a run up to decide, not for the day it
    /// was made: what the environment or the settings say now goes before the run's own.
    fn allow_share_as_set(&self, run: &RunId) -> AppResult<()> {
        let saved = settings::load_to_use(self.home.folder())?.batching;
        match self.environment.overrides()?.or(&saved).salesforce_daily_share {
            Some(percent) => Ok(lead_pipeline::allow_share(&self.home, run, percent)?),
            None => Ok(()),
        }
    }
}

fn may_be_taken_up(snapshot: &RunSnapshot) -> AppResult<()> {
    match snapshot.state {
        RunState::Paused => Ok(()),
        RunState::Running => Err(coded(
            "run_is_busy",
            format!("The run {} is under way in another window or terminal.", snapshot.run),
        )),
        RunState::Cancelled => Err(coded(
            "run_has_ended",
            format!(
                "The run {} was cancelled for good. What was done can be saved; start a new run for the rest: \
                     answers already paid for cost nothing.",
                snapshot.run
            ),
        )),
        RunState::Done => {
            Err(coded("run_has_ended", format!("The run {} is done; nothing is left to do.", snapshot.run)))
        }
        RunState::FailedRows => Err(coded(
            "run_has_ended",
            format!("The run {} is done. Some rows failed; retry takes them up again.", snapshot.run),
        )),
    }
}
