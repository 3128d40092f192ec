//! Every setting changes something that can be seen from outside.

use crate::common::{HASTY, Stage, faults};
use lead_model::{Profile, RunSettings, RunSnapshot, RunState, Stage as Station};
use lead_pipeline::Control;
use serde_json::Value;
use tokio::sync::watch;

struct Seen {
    end: RunSnapshot,
    stats: Value,
}

impl Seen {
    fn calls(&self, endpoint: &str) -> u64 {
        self.stats["calls"][endpoint].as_u64().unwrap()
    }

    fn reading_calls(&self) -> u64 {
        self.calls("collections")
    }
}

/// An org that hides the leads' segments: to read those takes a call now and then, which would
/// stand among the calls that read leads.
const PLAIN: &str = r#"{"latency":{"salesforce_ms":2,"model_ms":4,"jitter":0.2},
    "limits":{"salesforce":{"hidden_fields":["SegmentName__c"]}}}"#;

/// A run over an org of its own with these settings.
async fn run(rows: u32, change: impl Fn(&mut RunSettings, &mut bool)) -> Seen {
    let stage = Stage::new(rows, PLAIN).await;
    let mut plan = stage.plan();
    change(&mut plan.settings, &mut plan.request.check_only);
    let (run, end) = stage.run(&plan).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    stage.truth_holds(&run);
    Seen { end, stats: stage.stats().await }
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_size_salesforce_decides_how_many_leads_a_call_reads() {
    let large = run(300, |settings, _| settings.batch_size_salesforce = 2000).await;
    let small = run(300, |settings, _| settings.batch_size_salesforce = 50).await;
    assert_eq!((large.reading_calls(), small.reading_calls()), (1, small.end.distinct_leads.div_ceil(50)));
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_size_validation_decides_it_where_ids_are_only_checked() {
    let seen = run(300, |settings, check_only| {
        *check_only = true;
        settings.batch_size_validation = 60;
        settings.batch_size_salesforce = 2000;
    })
    .await;
    assert_eq!(seen.reading_calls(), seen.end.distinct_leads.div_ceil(60));
}

#[tokio::test(flavor = "multi_thread")]
async fn batch_size_ai_decides_what_is_reported_as_one() {
    let batches = |seen: &Seen| seen.end.processing_stats.total_batches - seen.reading_calls();
    let ten = run(200, |settings, _| settings.batch_size_ai = 10).await;
    let hundred = run(200, |settings, _| settings.batch_size_ai = 100).await;
    let leads = ten.end.stages.iter().find(|stage| stage.stage == Station::Assess).unwrap().done;
    // Leads with the same question as another wait for it and come in a later sub-batch.
    assert!((leads.div_ceil(10)..leads.div_ceil(10) + 5).contains(&batches(&ten)), "{}", batches(&ten));
    assert!((2..6).contains(&batches(&hundred)), "{}", batches(&hundred));
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_per_request_decides_how_many_leads_a_request_asks_about() {
    let one = run(200, |settings, _| settings.leads_per_request = 1).await;
    let ten = run(200, |settings, _| settings.leads_per_request = 10).await;
    assert_eq!(one.calls("responses"), one.end.usage.openai_requests);
    assert!(ten.calls("responses") <= one.calls("responses").div_ceil(10) + 6, "{}", ten.calls("responses"));
    assert_eq!(one.end.status, ten.end.status);
    assert!(ten.end.usage.input_tokens < one.end.usage.input_tokens / 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pauses_are_kept() {
    let seen = run(300, |settings, _| {
        settings.batch_size_salesforce = 50;
        settings.batch_delay_ms = 150;
    })
    .await;
    // Describe, and then each reading call, at least so long after the one before.
    let least = 0.150 * seen.reading_calls() as f64;
    let took = seen.end.performance_metrics.total_processing_time;
    assert!(took >= least * 0.9, "{took} s of at least {least}");

    let seen = run(100, |settings, _| {
        settings.batch_size_ai = 10;
        settings.ai_batch_delay_ms = 150;
    })
    .await;
    let batches = seen.end.processing_stats.total_batches - seen.reading_calls();
    let least = 0.150 * (batches - 1) as f64;
    let took = seen.end.performance_metrics.total_processing_time;
    assert!(batches >= 9 && took >= least * 0.9, "{took} s of at least {least}");
}

/// All snapshots that came.
async fn snapshots(stage: &Stage, threshold: u32) -> Vec<RunSnapshot> {
    let mut plan = stage.plan();
    plan.settings.large_dataset_threshold = threshold;
    plan.settings.batch_size_ai = 10;
    let run = stage.create(&plan);
    let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&stage.home, &run).unwrap());
    let watching = tokio::spawn(async move {
        let mut all = Vec::new();
        while seen.changed().await.is_ok() {
            all.push(seen.borrow_and_update().clone());
        }
        all
    });
    let providers = stage.providers().await;
    lead_pipeline::drive_with(stage.home.clone(), run, providers, Control::new(), snapshots, HASTY)
        .await
        .unwrap();
    watching.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn above_the_threshold_the_batches_are_planned() {
    let slow = r#"{"latency":{"salesforce_ms":20,"model_ms":300,"jitter":0.1}}"#;
    let to_come = |seen: &RunSnapshot| {
        let stats = seen.processing_stats;
        stats.total_batches - stats.successful_batches - stats.failed_batches
    };
    let stage = Stage::new(200, slow).await;
    assert!(snapshots(&stage, 199).await.iter().any(|seen| to_come(seen) >= 10), "planned ahead");
    let stage = Stage::new(200, slow).await;
    assert!(snapshots(&stage, 200).await.iter().all(|seen| to_come(seen) == 0), "told as they end");
}

#[tokio::test(flavor = "multi_thread")]
async fn snapshots_come_ten_times_a_second_at_most_and_always_add_up() {
    let stage = Stage::new(400, r#"{"latency":{"salesforce_ms":20,"model_ms":300,"jitter":0.1}}"#).await;
    let began = std::time::Instant::now();
    let seen = snapshots(&stage, 1000).await;
    // One at the start and one at the end beside those in between.
    let most = began.elapsed().as_secs_f64() * 10.0 + 2.0;
    assert!((seen.len() as f64) <= most, "{} of {most}", seen.len());
    for snapshot in seen {
        assert_eq!(snapshot.status.total(), snapshot.rows);
        assert_eq!(snapshot.id_verdict.total(), snapshot.rows);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_are_what_they_say() {
    for (profile, size, per_request) in [(Profile::Stability, 100, 1), (Profile::Performance, 150, 5)] {
        let seen = run(310, |settings, _| {
            *settings = RunSettings::of_profile(profile);
            settings.ai_batch_delay_ms = 1;
            settings.batch_delay_ms = 1;
        })
        .await;
        assert_eq!(seen.reading_calls(), seen.end.distinct_leads.div_ceil(size), "{profile:?}");
        let fewest = seen.end.status.analyzed / per_request - 20;
        assert!(seen.calls("responses") >= fewest && seen.calls("responses") <= fewest + 50, "{profile:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_than_six_calls_are_at_the_org_at_once() {
    let seen = run(2000, |settings, _| settings.batch_size_salesforce = 50).await;
    let peak = seen.stats["peak_in_flight"]["salesforce"].as_u64().unwrap();
    assert!((2..=6).contains(&peak), "{peak}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stations_overlap() {
    // The third reading call takes its time; the model judges others meanwhile.
    let fault = r#"{"where":"collections","when":{"calls":[4]},"what":{"hang_seconds":2}}"#;
    let stage = Stage::new(400, &faults(fault)).await;
    let mut plan = stage.plan();
    plan.settings.batch_size_salesforce = 50;
    let run = stage.create(&plan);
    let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&stage.home, &run).unwrap());
    let overlapping = tokio::spawn(async move {
        seen.wait_for(|seen| {
            let done = |station| seen.stages.iter().find(|stage| stage.stage == station).unwrap().done;
            seen.rows > 0 && done(Station::Retrieve) < seen.distinct_leads && done(Station::Assess) > 50
        })
        .await
        .map(drop)
    });
    let providers = stage.providers().await;
    lead_pipeline::drive_with(stage.home.clone(), run, providers, Control::new(), snapshots, HASTY)
        .await
        .unwrap();
    overlapping.await.unwrap().unwrap();
}
