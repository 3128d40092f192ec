//! The app as a window uses it, over the built-in demo: real clients, real HTTP, a real journal.

use lead_app::{
    App, Environment, IdHealth, PreflightOutcome, RowQuery, RunId, RunRequest, RunSnapshot, SheetChoice,
};
use lead_model::{RowStatus, RunState};
use std::path::Path;
use tempfile::TempDir;

const LEADS: u32 = 300;

async fn open() -> (TempDir, App) {
    let home = tempfile::tempdir().unwrap();
    let app = App::open(home.path().to_owned(), Environment::default()).await.unwrap();
    (home, app)
}

async fn demo(app: &App) -> RunRequest {
    let demo = app.start_demo(LEADS).await.unwrap();
    let info = app.inspect_workbook(demo.path).await.unwrap();
    let sheet = &info.sheets[info.suggested_sheet.unwrap() as usize];
    RunRequest {
        source: SheetChoice {
            path: info.path,
            sheet: sheet.name.clone(),
            header_row: sheet.header_row,
            id_column: sheet.id_column.as_ref().unwrap().index,
        },
        recipe: "zoominfo-enrichment-quality".into(),
        ai: true,
        check_only: false,
        model: String::new(),
        max_spend_usd: None,
        follow_merged: false,
        read_by: lead_model::ReadBy::Size,
        fields: lead_model::FieldChoice::default(),
    }
}

async fn until(app: &App, run: &RunId, wanted: impl Fn(&RunSnapshot) -> bool) -> RunSnapshot {
    let mut progress = app.progress();
    loop {
        let now = app.run_snapshot(run.clone()).await.unwrap();
        if wanted(&now) {
            return now;
        }
        // Lagging behind is fine: the next look gives the newest.
        drop(progress.recv().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_through_the_window() {
    let (home, app) = open().await;
    let request = demo(&app).await;

    let IdHealth { rows, groups, .. } = app.examine_ids(request.source.clone()).await.unwrap();
    assert_eq!((rows, groups.iter().map(|group| group.rows).sum::<u64>()), (300, 300));
    let checks = app.preflight(request.clone()).await.unwrap();
    let names: Vec<_> = checks.iter().map(|check| check.name.as_str()).collect();
    assert_eq!(names, ["salesforce", "fields", "openai", "output_folder", "disk_space", "spending_cap"]);
    assert!(checks.iter().all(|check| check.outcome != PreflightOutcome::Blocked), "{checks:?}");

    let trial = app.try_leads(request.clone(), 10).await.unwrap();
    assert_eq!(trial.leads.len(), 10);
    assert!(trial.leads.iter().all(|page| page.findings.is_some()), "{:?}", trial.leads);

    let run = app.start_run(request).await.unwrap();
    let done = until(&app, &run, |now| now.state != RunState::Running).await;
    assert_eq!(done.state, RunState::Done, "{:?}", done.reason);
    assert_eq!(done.status.total(), 300);
    assert!(done.usage.cached_answers >= 10, "what was tried costs nothing in the run");
    assert_eq!(app.list_runs().await.unwrap()[0].run, run);

    let query = RowQuery { status: vec![RowStatus::Analyzed], limit: 5, ..RowQuery::default() };
    let page = app.page_rows(run.clone(), query).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (done.status.analyzed, 5));
    let lead = app.lead_page(run.clone(), page.rows[0].row).await.unwrap();
    assert!(lead.sent.is_some() && lead.findings.is_some() && !lead.record.is_empty());
    let report = app.run_report(run.clone()).await.unwrap();
    assert!(report.averages.final_confidence.is_some());

    let output = app.save_plan(run.clone()).await.unwrap().path;
    let saved = app.export_run(run.clone(), output.clone(), lead_app::SaveOptions::default()).await.unwrap();
    assert_eq!(saved.path, output);
    assert_ne!(app.save_plan(run.clone()).await.unwrap().path, output, "never a name that is taken");

    // What is sent with a report of a fault holds nothing of a lead.
    let told = app.diagnostics().await.unwrap();
    assert!(told.contains("Leadsheet 0."), "{told}");
    for private in [page.rows[0].name.as_str(), page.rows[0].company.as_str(), page.rows[0].id_text.as_str()]
    {
        assert!(private.is_empty() || !told.contains(private), "{private} in {told}");
    }
    app.delete_run(run.clone()).await.unwrap();
    assert_eq!(app.run_snapshot(run).await.unwrap_err().code, "no_such_run");
    drop(home);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_run_is_paused_and_taken_up_by_another_process() {
    let (home, app) = open().await;
    let request = demo(&app).await;
    let run = app.start_run(request).await.unwrap();
    assert_eq!(app.resume_run(run.clone()).await.unwrap_err().code, "run_is_busy");
    app.pause_all(std::time::Duration::from_mins(2)).await;
    assert!(app.under_way().is_empty());
    let state = app.run_snapshot(run.clone()).await.unwrap().state;
    drop(app);

    let app = App::open(home.path().to_owned(), Environment::default()).await.unwrap();
    if state == RunState::Paused {
        app.resume_run(run.clone()).await.unwrap();
    }
    let done = until(&app, &run, |now| now.state != RunState::Running).await;
    assert_eq!((done.state, done.status.waiting), (RunState::Done, 0), "{:?}", done.reason);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_checked_ids_goes_on_to_assess_and_reads_nothing_again() {
    let (_home, app) = open().await;
    let request = RunRequest { check_only: true, ..demo(&app).await };
    let run = app.start_run(request).await.unwrap();
    let checked = until(&app, &run, |now| now.state != RunState::Running).await;
    assert_eq!((checked.state, checked.status.analyzed), (RunState::Done, 0));
    app.assess_run(run.clone(), true, String::new(), None).await.unwrap();
    let done = until(&app, &run, |now| now.state != RunState::Running).await;
    assert_eq!(done.state, RunState::Done, "{:?}", done.reason);
    assert!(done.status.analyzed > 0 && done.status.not_assessed == 0, "{:?}", done.status);
    let calls = (done.usage.salesforce_calls, checked.usage.salesforce_calls);
    assert!(calls.0 - calls.1 <= 2, "no more than looking at the fields again: {calls:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_start_says_why_and_leaves_no_run() {
    let (home, app) = open().await;
    let file = home.path().join("mine.csv");
    std::fs::write(&file, "Lead ID\n00Q5g00000DeMoA\n").unwrap();
    let source = SheetChoice {
        path: file.to_string_lossy().into_owned(),
        sheet: "mine".into(),
        header_row: Some(1),
        id_column: 0,
    };
    let request = RunRequest {
        source,
        recipe: "zoominfo-enrichment-quality".into(),
        ai: true,
        check_only: false,
        model: String::new(),
        max_spend_usd: None,
        follow_merged: false,
        read_by: lead_model::ReadBy::Size,
        fields: lead_model::FieldChoice::default(),
    };
    let checks = app.preflight(request.clone()).await.unwrap();
    for name in ["salesforce", "openai"] {
        let check = checks.iter().find(|check| check.name == name).unwrap();
        assert_eq!(check.outcome, PreflightOutcome::Blocked);
        assert!(check.sentence.contains("Settings"), "{}", check.sentence);
    }
    assert_eq!(app.start_run(request.clone()).await.unwrap_err().code, "not_connected");
    let unknown = RunRequest { recipe: "no-such-recipe".into(), ..request };
    assert_eq!(app.start_run(unknown).await.unwrap_err().code, "recipe");
    assert!(app.list_runs().await.unwrap().is_empty());
    assert!(
        app.inspect_workbook(Path::new("/nowhere.xlsx").display().to_string()).await.unwrap_err().code
            == "workbook"
    );
}
