//! Two runs on one account: its limits are shared, and neither is starved.

use crate::common::{HASTY, Stage};
use lead_model::{RunId, RunSnapshot, RunState};
use lead_pipeline::{Account, Control, Home};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

struct Driven {
    task: JoinHandle<RunSnapshot>,
    seen: watch::Receiver<RunSnapshot>,
}

/// What came of two runs.
struct Shares {
    /// Leads the first to end had judged by the model, and the other at that moment.
    analyzed: [u64; 2],
    ends: [RunSnapshot; 2],
}

async fn driven(stage: &Stage, home: &Home, run: RunId, account: &Account) -> Driven {
    let mut providers = stage.providers().await;
    providers.model_account = account.clone();
    let (snapshots, seen) = watch::channel(lead_pipeline::snapshot(home, &run).unwrap());
    let home = home.clone();
    let task = tokio::spawn(async move {
        lead_pipeline::drive_with(home, run, providers, Control::new(), snapshots, HASTY).await.unwrap()
    });
    Driven { task, seen }
}

/// Two runs over the same leads, begun at once on one key.
async fn two_runs(stage: &Stage) -> Shares {
    // Each has answers of its own: else one would be spared what the other has asked.
    let folder = tempfile::tempdir().unwrap();
    let home = Home::new(folder.path());
    let mut plan = stage.plan();
    plan.settings.leads_per_request = 1;
    let account = Account::at_model();
    let mut one = driven(stage, &stage.home, stage.create(&plan), &account).await;
    let mut other = driven(stage, &home, lead_pipeline::create(&home, &plan).unwrap(), &account).await;
    let (first, at_that_time, second) = tokio::select! {
        ended = &mut one.task => (ended.unwrap(), other.seen.borrow().status.analyzed, other.task),
        ended = &mut other.task => (ended.unwrap(), one.seen.borrow().status.analyzed, one.task),
    };
    let analyzed = [first.status.analyzed, at_that_time];
    Shares { analyzed, ends: [first, second.await.unwrap()] }
}

impl Shares {
    /// The share of the one that had less.
    fn least(&self) -> f64 {
        let [first, other] = self.analyzed.map(|leads| leads as f64);
        other.min(first) / (first + other)
    }
}

fn limited(window_seconds: u32, requests_per_minute: u32) -> String {
    format!(
        r#"{{"latency":{{"salesforce_ms":2,"model_ms":20,"jitter":0.2}},"limits":{{"model":{{"window_seconds":{window_seconds},
        "models":{{"gpt-6-luna":{{"requests_per_minute":{requests_per_minute},"tokens_per_minute":50000000}}}}}}}}}}"#
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_share_what_one_key_allows() {
    let stage = Stage::new(700, &limited(1, 6_000)).await;
    let shares = two_runs(&stage).await;
    assert!(shares.least() >= 0.4, "of the answers, {:?}", shares.analyzed);
    for end in &shares.ends {
        assert_eq!(end.state, RunState::Done);
    }
}

/// How near two runs come to the limit of an account of the lowest tier: takes minutes.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement: cargo test --release -p lead-pipeline --test it accounts -- --ignored --nocapture"]
#[allow(clippy::print_stdout, reason = "a figure to look at")]
async fn what_two_runs_make_of_500_requests_a_minute() {
    let stage = Stage::new(1_000, &limited(60, 500)).await;
    let begun = Instant::now();
    let shares = two_runs(&stage).await;
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    let answers = &stage.stats().await["answers"]["responses"];
    let [good, refused] = ["200", "429"].map(|status| answers[status].as_f64().unwrap_or_default());
    // The whole first minute's worth may be sent at once.
    let allowed = 500.0 + minutes * 500.0;
    println!(
        "{good} answers in {minutes:.2} min, {:.3} of what was allowed; {refused} refused; shares {:?}, the least {:.3}",
        good / allowed,
        shares.analyzed,
        shares.least()
    );
}
