//! Journals that earlier versions wrote are opened, taken up, retried and saved.

use crate::common::{CALM, Stage};
use flate2::read::GzDecoder;
use lead_model::{RunId, RunState};
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

const LEADS: u32 = 60;

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journals")
}

/// Puts a kept journal among the runs of a stage, over a copy of its workbook.
fn taken_over(stage: &Stage, name: &str) -> RunId {
    let workbook = stage.file("leads of then.xlsx");
    std::fs::copy(kept().join("leads.xlsx"), &workbook).unwrap();
    let packed = std::fs::read(kept().join(format!("{name}.leadsheet.gz"))).unwrap();
    let mut journal = Vec::new();
    GzDecoder::new(&*packed).read_to_end(&mut journal).unwrap();
    let run = RunId(format!("2026-11-27-1526-{name}"));
    std::fs::create_dir_all(stage.home.runs()).unwrap();
    let path = stage.home.journal(&run);
    std::fs::write(&path, journal).unwrap();
    let db = rusqlite::Connection::open(&path).unwrap();
    let to = workbook.to_str().unwrap().replace('\\', "\\\\");
    let changed = db.execute("UPDATE run SET plan = replace(plan, '/fixture/leads.xlsx', ?1)", [to]).unwrap();
    assert_eq!(changed, 1);
    run
}

fn saved_rows(stage: &Stage, run: &RunId) -> u64 {
    let output = stage.file("out.xlsx");
    lead_pipeline::export(&stage.home, run, &output, &mut |_| ControlFlow::Continue(())).unwrap().rows
}

#[tokio::test]
async fn a_run_that_was_done_is_listed_and_saved() {
    let stage = Stage::new(LEADS, CALM).await;
    let run = taken_over(&stage, "done");
    let listed = lead_pipeline::list(&stage.home).unwrap();
    assert_eq!((listed.len(), listed[0].state, listed[0].rows), (1, RunState::Done, u64::from(LEADS)));
    assert_eq!(listed[0].trouble, None);
    stage.truth_holds(&run);
    assert_eq!(
        lead_pipeline::report(&stage.home, &run).unwrap().bands.iter().map(|band| band.rows).sum::<u32>(),
        58
    );
    assert_eq!(lead_pipeline::prepare_retry(&stage.home, &run).unwrap(), 0);
    assert_eq!(saved_rows(&stage, &run), u64::from(LEADS));
}

#[tokio::test]
async fn a_run_that_was_paused_by_its_cap_goes_on_and_pays_for_nothing_twice() {
    let stage = Stage::new(LEADS, CALM).await;
    let run = taken_over(&stage, "paused");
    let before = lead_pipeline::snapshot(&stage.home, &run).unwrap();
    assert_eq!(before.state, RunState::Paused);
    lead_pipeline::raise_cap(&stage.home, &run, None).unwrap();
    let end = stage.drive(&run).await;
    assert_eq!((end.state, end.status.analyzed), (RunState::Done, 58));
    let asked = stage.stats().await["calls"]["responses"].as_u64().unwrap();
    assert_eq!(asked + before.status.analyzed, 58, "what was answered then is not asked again");
    assert!(end.usage.cost_usd > before.usage.cost_usd);
    assert_eq!(saved_rows(&stage, &run), u64::from(LEADS));
}

#[tokio::test]
async fn a_run_that_only_checked_ids_is_assessed() {
    let stage = Stage::new(LEADS, CALM).await;
    let run = taken_over(&stage, "checked");
    stage.truth_holds(&run);
    lead_pipeline::continue_with_assessment(&stage.home, &run, true, "gpt-6-luna", None).unwrap();
    let end = stage.drive(&run).await;
    assert_eq!((end.state, end.status.analyzed), (RunState::Done, 58));
    assert_eq!(stage.stats().await["calls"]["collections"], 0, "its leads were read then");
    assert_eq!(saved_rows(&stage, &run), u64::from(LEADS));
}

#[tokio::test]
async fn a_run_whose_bulk_job_is_long_gone_makes_another() {
    let stage = Stage::new(LEADS, CALM).await;
    let run = taken_over(&stage, "bulk");
    let end = stage.drive(&run).await;
    assert_eq!((end.state, end.status.analyzed), (RunState::Done, 58));
    assert_eq!(stage.stats().await["calls"]["bulk_create"], 1);
    stage.truth_holds(&run);
    assert_eq!(saved_rows(&stage, &run), u64::from(LEADS));
}

/// What a salvage may leave: records that wait to be judged, and no memory of which fields the org has.
#[tokio::test]
async fn a_run_that_forgot_its_org_s_fields_asks_for_them() {
    let stage = Stage::new(LEADS, CALM).await;
    let run = taken_over(&stage, "paused");
    let db = rusqlite::Connection::open(stage.home.journal(&run)).unwrap();
    assert_eq!(db.execute("UPDATE run SET readable = NULL", []).unwrap(), 1);
    drop(db);
    lead_pipeline::raise_cap(&stage.home, &run, None).unwrap();
    let end = stage.drive(&run).await;
    assert_eq!((end.state, end.status.analyzed), (RunState::Done, 58));
}
