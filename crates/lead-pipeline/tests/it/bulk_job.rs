//! A bulk job is made once, though the answer to making it is lost, and no other job is touched.

use crate::common::{HASTY, Stage, adds_up, calls, check_only, faults};
use lead_model::{ReadBy, RunId, RunState};
use lead_pipeline::Control;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::sync::watch;

/// The org works on the request to make a job, and its answer is lost.
const LOST: &str = r#"{"where":"bulk_create","when":{"calls":[1]},"what":{"cut_body":0}}"#;
/// The request to make a job is lost.
const UNHEARD: &str = r#"{"where":"bulk_create","when":{"calls":[1]},"what":"drop_connection"}"#;
/// The run waits for the list of jobs when it looks whether one was made.
const LOOKING: &str = r#"{"where":"bulk_jobs","when":{"calls":[2]},"what":{"hang_seconds":600}}"#;

/// Jobs that the org has made.
async fn made(stage: &Stage) -> u64 {
    stage.stats().await["answers"]["bulk_create"]["200"].as_u64().unwrap_or(0)
}

fn request(stage: &Stage, method: reqwest::Method) -> reqwest::RequestBuilder {
    let url = format!("{}/services/data/v68.0/jobs/query", stage.sandbox.url());
    reqwest::Client::new().request(method, url).bearer_auth(stage.sandbox.access_token())
}

/// Makes a job as another program of the same user would, and gives its id.
async fn others_job(stage: &Stage, soql: &str) -> String {
    let body = json!({ "operation": "query", "query": soql }).to_string();
    let answer = request(stage, reqwest::Method::POST).body(body).send().await.unwrap();
    let job: Value = answer.json().await.unwrap();
    job["id"].as_str().unwrap().to_owned()
}

/// The jobs in the org, and whether each is as its maker left it.
async fn jobs(stage: &Stage) -> Vec<(String, bool)> {
    let list: Value = request(stage, reqwest::Method::GET).send().await.unwrap().json().await.unwrap();
    let one = |job: &Value| (job["id"].as_str().unwrap().to_owned(), job["state"] != "Aborted");
    list["records"].as_array().unwrap().iter().map(one).collect()
}

/// Drives until an endpoint was called so often, and drops the run then, as a kill would.
async fn killed_at(stage: &Stage, run: &RunId, endpoint: &str, times: u64) {
    let drive = stage.drive_by(run, stage.providers().await, Control::new(), HASTY);
    let called = async {
        while calls(&stage.stats().await, endpoint) < times {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        end = drive => panic!("the run ended first: {end:?}"),
        () = called => {}
    }
}

/// Takes the run up again and sees that it ends well.
async fn ends_well(stage: &Stage, run: &RunId) {
    let end = stage.drive(run).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    adds_up(&end);
    stage.truth_holds(run);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_makes_no_second_job() {
    for (fault, requests) in [
        (LOST, 1),
        (UNHEARD, 2),
        (r#"{"where":"bulk_create","when":{"calls":[1]},"what":{"html_error":502}}"#, 2),
        (r#"{"where":"bulk_jobs","when":{"calls":[1,2]},"what":"drop_connection"}"#, 1),
        (r#"{"where":"bulk_jobs","what":{"error":"insufficient_access"}}"#, 1),
        (r#"{"where":"userinfo","what":{"html_error":503}}"#, 1),
    ] {
        let stage = Stage::new(1_000, &faults(fault)).await;
        let run = stage.create(&check_only(&stage, ReadBy::Bulk));
        ends_well(&stage, &run).await;
        let stats = stage.stats().await;
        assert_eq!((calls(&stats, "bulk_create"), made(&stage).await), (requests, 1), "{fault}");
        assert_eq!(stats["reads"]["most"], 1, "{fault}");
        stage.scenario(&faults("")).await;
        assert_eq!(jobs(&stage).await, [], "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_before_the_answer_was_kept_finds_its_job() {
    let stage = Stage::new(1_000, &faults(&format!("{LOST},{LOOKING}"))).await;
    let run = stage.create(&check_only(&stage, ReadBy::Bulk));
    killed_at(&stage, &run, "bulk_jobs", 2).await;
    assert_eq!(made(&stage).await, 1);
    ends_well(&stage, &run).await;
    assert_eq!(made(&stage).await, 1);
    assert_eq!(stage.stats().await["reads"]["most"], 1);
    assert_eq!(jobs(&stage).await, [], "its own job is deleted when it is read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_before_its_job_was_made_makes_one() {
    let hangs = r#"{"where":"bulk_create","when":{"calls":[1]},"what":{"hang_seconds":600}}"#;
    let stage = Stage::new(1_000, &faults(hangs)).await;
    let run = stage.create(&check_only(&stage, ReadBy::Bulk));
    killed_at(&stage, &run, "bulk_create", 1).await;
    ends_well(&stage, &run).await;
    assert_eq!((made(&stage).await, jobs(&stage).await), (1, vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_s_job_is_left_alone() {
    // With its own job in the org the run makes no other; without, it makes one.
    for (fault, own) in [(LOST, 1), (UNHEARD, 0)] {
        let stage = Stage::new(1_000, &faults("")).await;
        let before = others_job(&stage, "SELECT Id, IsConverted FROM Lead").await;
        stage.scenario(&faults(&format!("{fault},{LOOKING}"))).await;
        let run = stage.create(&check_only(&stage, ReadBy::Bulk));
        killed_at(&stage, &run, "bulk_jobs", 2).await;
        let mut others = vec![before];
        for soql in ["SELECT Id, IsConverted FROM Lead", "SELECT Company FROM Lead", "SELECT Id FROM User"] {
            others.push(others_job(&stage, soql).await);
        }
        assert_eq!(made(&stage).await, 4 + own);
        ends_well(&stage, &run).await;
        assert_eq!(made(&stage).await, 5, "{fault}");
        let mut left = jobs(&stage).await;
        left.sort();
        others.sort();
        let untouched: Vec<(String, bool)> = others.into_iter().map(|id| (id, true)).collect();
        assert_eq!(left, untouched, "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_s_job_under_way_is_not_given_up_with_the_run() {
    let slow = r#""limits":{"salesforce":{"bulk":{"queue_ms":60000}}},"faults""#;
    let stage =
        Stage::new(1_000, &faults(&format!("{UNHEARD},{LOOKING}")).replace(r#""faults""#, slow)).await;
    let run = stage.create(&check_only(&stage, ReadBy::Bulk));
    killed_at(&stage, &run, "bulk_jobs", 2).await;
    let other = others_job(&stage, "SELECT Company FROM Lead").await;
    let control = Control::new();
    let (snapshots, mut seen) = watch::channel(lead_pipeline::snapshot(&stage.home, &run).unwrap());
    let providers = stage.providers().await;
    let drive =
        lead_pipeline::drive_with(stage.home.clone(), run, providers, control.clone(), snapshots, HASTY);
    let cancel = async {
        seen.wait_for(|seen| seen.slowed_by.as_deref().is_some_and(|told| told.contains("one bulk job")))
            .await
            .unwrap();
        control.cancel();
    };
    let (end, ()) = tokio::join!(drive, cancel);
    assert_eq!(end.unwrap().state, RunState::Cancelled);
    assert_eq!(calls(&stage.stats().await, "bulk_end"), 0);
    stage.scenario(&faults("")).await;
    assert_eq!(jobs(&stage).await, [(other, true)]);
}
