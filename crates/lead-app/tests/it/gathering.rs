//! The ids of a query on their way: counted, and stopped.

use crate::common::connected;
use lead_app::{App, IdsGathered, LeadSource};
use lead_sandbox::{Sandbox, SandboxOptions, Scenario, start};
use std::path::Path;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const LEADS: u32 = 2_000;

/// Pages of 50, and whatever else the scenario says.
async fn open(faults: &str) -> (TempDir, Sandbox, App) {
    let text = format!(
        r#"{{"latency":{{"salesforce_ms":10}},"limits":{{"salesforce":{{"page_rows":50}}}},"faults":[{faults}]}}"#
    );
    let scenario = Some(Scenario::from_json(&text).unwrap());
    let org = start(SandboxOptions { leads: LEADS, seed: 7, port: 0, scenario }).await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let app = connected(home.path(), &org).await;
    (home, org, app)
}

fn all() -> LeadSource {
    LeadSource::Query { text: "SELECT Id FROM Lead".into() }
}

fn gather(app: &App) -> tokio::task::JoinHandle<Result<String, lead_app::AppError>> {
    let app = app.clone();
    tokio::spawn(async move { app.gather_source(all()).await })
}

/// What lies among the gathered workbooks.
fn left(home: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(home.join("sources")) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn how_many_ids_have_come_is_told_to_the_last() {
    let (_home, _org, app) = open("").await;
    let mut progress = app.gathering_progress();
    let path = app.gather_source(all()).await.unwrap();
    let mut heard: Vec<IdsGathered> = Vec::new();
    while let Ok(report) = progress.try_recv() {
        assert!(heard.last().is_none_or(|last| last.ids <= report.ids), "ids only grow");
        heard.push(report);
    }
    let of = app.inspect_workbook(path).await.unwrap().sheets[0].rows;
    assert!(heard.len() >= 3 && heard.len() < 40, "{heard:?}");
    assert!(heard[0].ids < of && heard[0].of == of, "{heard:?}");
    assert_eq!(heard.last(), Some(&IdsGathered { ids: of, of }));
    assert!(!app.is_gathering());
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_while_an_answer_is_awaited_it_ends_at_once_and_leaves_nothing() {
    let (home, _org, app) =
        open(r#"{"where":"query_more","when":{"calls":[4]},"what":{"hang_seconds":25}}"#).await;
    let mut progress = app.gathering_progress();
    let gathering = gather(&app);
    progress.recv().await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(left(home.path()).len(), 1, "it is being written");
    let second = app.gather_source(all()).await.unwrap_err();
    assert!(second.message.contains("being fetched already"), "{second}");

    let began = Instant::now();
    app.stop_gathering().await.unwrap();
    let error = gathering.await.unwrap().unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert_eq!(error.code, "gathering_stopped");
    assert!(left(home.path()).is_empty() && !app.is_gathering());

    // Nothing is in the way of the next.
    let path = app.gather_source(all()).await.unwrap();
    assert!(app.inspect_workbook(path).await.unwrap().sheets[0].rows > 1_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_and_a_fault_on_the_way_leave_nothing_either() {
    let (home, _org, app) =
        open(r#"{"where":"query_more","when":{"from_call":4},"what":{"error":"request_limit_exceeded"}}"#)
            .await;
    let error = app.gather_source(all()).await.unwrap_err();
    assert_ne!(error.code, "gathering_stopped", "{error}");
    assert!(left(home.path()).is_empty());

    let (home, _org, app) =
        open(r#"{"where":"query_more","when":{"calls":[4]},"what":{"hang_seconds":25}}"#).await;
    let mut progress = app.gathering_progress();
    let gathering = gather(&app);
    progress.recv().await.unwrap();
    app.stop_all_gatherings(Duration::from_secs(10)).await;
    assert!(!app.is_gathering() && left(home.path()).is_empty());
    assert_eq!(gathering.await.unwrap().unwrap_err().code, "gathering_stopped");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_fails_for_a_moment_is_asked_for_again() {
    let (_home, _org, app) =
        open(r#"{"where":"query_more","when":{"calls":[4,9]},"what":{"error":"server_unavailable"}}"#).await;
    let path = app.gather_source(all()).await.unwrap();
    let info = app.inspect_workbook(path).await.unwrap();
    let preview = app.preview_source(all()).await.unwrap();
    assert_eq!(info.sheets[0].rows, preview.rows);
}
