//! Saving as a window does it: the plan before, the columns remembered, progress, stopping.

use crate::common::connected;
use lead_app::{
    App, AppError, ColumnChoice, Environment, RunId, RunRequest, SaveOptions, SavePlan, SavedWorkbook,
    SheetChoice,
};
use lead_model::RunState;
use lead_sandbox::{SandboxOptions, start};
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;
use tempfile::TempDir;

async fn open() -> (TempDir, App) {
    let home = tempfile::tempdir().unwrap();
    let app = App::open(home.path().to_owned(), Environment::default()).await.unwrap();
    (home, app)
}

/// A finished run of the demo, without the model.
async fn finished(app: &App, leads: u32) -> RunId {
    let demo = app.start_demo(leads).await.unwrap();
    let info = app.inspect_workbook(demo.path).await.unwrap();
    let sheet = &info.sheets[info.suggested_sheet.unwrap() as usize];
    let source = SheetChoice {
        path: info.path,
        sheet: sheet.name.clone(),
        header_row: sheet.header_row,
        id_column: sheet.id_column.as_ref().unwrap().index,
    };
    finished_over(app, source).await
}

async fn finished_over(app: &App, source: SheetChoice) -> RunId {
    let request = RunRequest {
        source,
        recipe: "zoominfo-enrichment-quality".into(),
        ai: false,
        check_only: false,
        model: String::new(),
        max_spend_usd: None,
        follow_merged: false,
        read_by: lead_model::ReadBy::Size,
        fields: lead_model::FieldChoice::default(),
    };
    let mut follow = app.start(request.into()).await.unwrap();
    let end = follow.ended().await.unwrap();
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    end.run
}

fn wish(name: &str, header: &str) -> ColumnChoice {
    ColumnChoice { name: name.into(), header: header.into() }
}

fn told(plan: &SavePlan) -> Vec<(&str, &str, bool)> {
    plan.columns.iter().map(|one| (one.name.as_str(), one.header.as_str(), one.chosen)).collect()
}

/// The headers of the data sheet.
fn headers(path: &str) -> Vec<String> {
    let info = lead_workbook::inspect(Path::new(path)).unwrap();
    info.sheets[0].columns.iter().map(|column| column.header.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_tells_what_saving_does_and_the_columns_are_remembered() {
    let (_home, app) = open().await;
    let run = finished(&app, 40).await;
    let plan = app.save_plan(run.clone()).await.unwrap();
    assert_eq!((plan.rows, plan.sheets_added.len(), &plan.save), (40, 2, &SaveOptions::default()));
    assert_eq!((&plan.same_workbook, &plan.over_original), (&None, &None));
    assert!(plan.path.ends_with("- assessed.xlsx") && plan.backup.ends_with("(backup).xlsx"), "{plan:?}");
    let theirs = headers(&plan.original).len();
    assert_eq!(plan.first_column, char::from(b'A' + u8::try_from(theirs).unwrap()).to_string());
    assert!(plan.columns.iter().enumerate().all(|(place, one)| one.chosen && one.place as usize == place));
    assert!(plan.columns.iter().all(|one| !one.about.is_empty() && one.header == one.name));
    let status = plan.columns.iter().find(|one| one.kind == "status").unwrap();
    assert_eq!(status.name, "AI_Status");

    let chosen = vec![wish("AI_Status", "Outcome"), wish("Company", "Company in Salesforce")];
    let save = SaveOptions { columns: Some(chosen.clone()), ..SaveOptions::default() };
    let saved = app.export_run(run.clone(), plan.path.clone(), save).await.unwrap();
    assert_eq!(headers(&saved.path)[theirs..], ["Outcome", "Company in Salesforce"]);

    // The next run of the recipe has them, in its plan and in what it saves by itself.
    let next = finished(&app, 30).await;
    let again = app.save_plan(next.clone()).await.unwrap();
    assert_eq!(again.save.columns, Some(chosen));
    assert_eq!(
        told(&again)[..2],
        [("AI_Status", "Outcome", true), ("Company", "Company in Salesforce", true)]
    );
    assert!(again.columns.len() == plan.columns.len() && again.columns[2..].iter().all(|one| !one.chosen));
    let (path, wanted) = app.wanted(next.clone()).await.unwrap();
    let saved = app.export_as(next.clone(), path, wanted).await.unwrap();
    assert_eq!(headers(&saved.path)[theirs..], ["Outcome", "Company in Salesforce"]);

    // As the recipe has them: nothing is remembered any more.
    app.export_run(next.clone(), again.path, SaveOptions::default()).await.unwrap();
    assert_eq!(told(&app.save_plan(next).await.unwrap()), told(&plan));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_had_is_refused_and_not_remembered() {
    let (home, app) = open().await;
    let run = finished(&app, 20).await;
    let plan = app.save_plan(run.clone()).await.unwrap();
    let save = SaveOptions { columns: Some(vec![wish("AI_Status", "A"), wish("Model", "a")]), ..plan.save };
    let refused = app.export_run(run, plan.path.clone(), save).await.unwrap_err();
    assert_eq!(refused.code, "columns");
    assert!(!Path::new(&plan.path).exists() && !home.path().join("columns.json").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_remembered_and_cannot_be_read_keeps_nobody_from_saving() {
    let (home, app) = open().await;
    let run = finished(&app, 20).await;
    std::fs::write(home.path().join("columns.json"), "{ not json").unwrap();
    let plan = app.save_plan(run.clone()).await.unwrap();
    assert!(plan.notes.last().unwrap().contains("columns.json cannot be read"), "{:?}", plan.notes);
    let saved = app.export_as(run, None, SaveOptions::default()).await.unwrap();
    assert!(saved.note.unwrap().contains("columns.json") && Path::new(&saved.path).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_tells_of_an_original_that_is_open_or_has_changed() {
    let (_home, app) = open().await;
    let run = finished(&app, 20).await;
    let original = app.save_plan(run.clone()).await.unwrap().original;
    let lock = Path::new(&original).with_file_name(".~lock.Demo leads.xlsx#");
    std::fs::write(&lock, "").unwrap();
    let plan = app.save_plan(run.clone()).await.unwrap();
    assert!(plan.notes.iter().any(|note| note.contains("Another program")), "{:?}", plan.notes);
    std::fs::write(&original, std::fs::read(&plan.original).unwrap().repeat(2)).unwrap();
    let changed = app.save_plan(run).await.unwrap_err();
    assert!(changed.message.contains("has changed since the run began"), "{changed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_replaced_while_it_is_open_is_told() {
    let (_home, app) = open().await;
    let run = finished(&app, 20).await;
    let original = app.save_plan(run.clone()).await.unwrap().original;
    std::fs::write(Path::new(&original).with_file_name("~$Demo leads.xlsx"), "").unwrap();
    let over = SaveOptions { over_original: true, ..SaveOptions::default() };
    let saved = app.export_run(run, original, over).await.unwrap();
    assert!(saved.note.as_ref().unwrap().contains("Close it there without saving"), "{saved:?}");
}

type Saving<'a> = Pin<Box<dyn Future<Output = Result<SavedWorkbook, AppError>> + Send + 'a>>;

/// Begins a saving and leaves it there: no row can have been written.
async fn begun(mut saving: Saving<'_>) -> Saving<'_> {
    tokio::select! {
        biased;
        saved = &mut saving => panic!("{saved:?}"),
        () = std::future::ready(()) => {}
    }
    saving
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_gives_up_what_is_being_saved() {
    let (_home, app) = open().await;
    let run = finished(&app, 20).await;
    let path = app.save_plan(run.clone()).await.unwrap().path;
    let saving = begun(Box::pin(app.export_run(run, path.clone(), SaveOptions::default()))).await;
    let (saved, ()) = tokio::join!(saving, app.stop_all_savings(Duration::from_mins(1)));
    assert_eq!(saved.unwrap_err().code, "saving_stopped");
    assert!(!app.is_saving() && !Path::new(&path).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_right_after_saving_was_asked_for_is_heard() {
    let (_home, app) = open().await;
    let run = finished(&app, 20).await;
    let path = app.save_plan(run.clone()).await.unwrap().path;
    for by_command_line in [false, true] {
        let save = SaveOptions::default();
        let saving: Saving<'_> = if by_command_line {
            Box::pin(app.export_as(run.clone(), Some(path.clone().into()), save))
        } else {
            Box::pin(app.export_run(run.clone(), path.clone(), save))
        };
        let saving = begun(saving).await;
        app.stop_saving(run.clone()).await.unwrap();
        assert_eq!(saving.await.unwrap_err().code, "saving_stopped");
        assert!(!Path::new(&path).exists() && !app.is_saving());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_gets_a_new_workbook_and_says_so() {
    let home = tempfile::tempdir().unwrap();
    let org = start(SandboxOptions { leads: 20, seed: 7, port: 0, scenario: None }).await.unwrap();
    let app = connected(home.path(), &org).await;
    let file = home.path().join("leads.csv");
    std::fs::write(&file, "Lead ID,Note\n00Q5g00000DeMoA,=1+1\nnone,x\n").unwrap();
    let source = SheetChoice {
        path: file.to_string_lossy().into_owned(),
        sheet: "leads".into(),
        header_row: Some(1),
        id_column: 0,
    };
    let run = finished_over(&app, source).await;
    let plan = app.save_plan(run.clone()).await.unwrap();
    assert!(plan.same_workbook.as_ref().unwrap().contains("csv"), "{plan:?}");
    assert!(plan.over_original.is_some() && plan.save.report_workbook && plan.notes.is_empty(), "{plan:?}");
    assert_eq!(
        (plan.first_column.as_str(), plan.sheets_added),
        ("C", vec!["Summary".into(), "Issues".into()])
    );
    let columns = Some(vec![wish("ID_Verdict", "Verdict")]);
    let save = SaveOptions { report_workbook: true, over_original: false, columns };
    let saved = app.export_run(run, plan.report_path, save).await.unwrap();
    assert_eq!(headers(&saved.path), ["Lead ID", "Note", "Verdict"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_told_and_a_stopped_saving_can_be_done_again() {
    let (_home, app) = open().await;
    let run = finished(&app, 3000).await;
    let plan = app.save_plan(run.clone()).await.unwrap();
    let save = SaveOptions::default();
    let saving = begun(Box::pin(app.export_run(run.clone(), plan.path.clone(), save.clone()))).await;
    // While it is under way there is no second, wherever it would go.
    let second = app.export_run(run.clone(), plan.report_path.clone(), save.clone()).await;
    assert_eq!(second.unwrap_err().code, "saving_under_way");
    assert!(app.is_saving());
    app.stop_saving(run.clone()).await.unwrap();
    assert_eq!(saving.await.unwrap_err().code, "saving_stopped");
    let folder = Path::new(&plan.path).parent().unwrap();
    let left: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("assessed") || name.contains(".tmp"))
        .collect();
    assert!(left.is_empty() && !app.is_saving(), "{left:?}");

    let mut progress = app.saving_progress();
    app.export_run(run.clone(), plan.path.clone(), save).await.unwrap();
    let mut last = None;
    while let Ok(report) = progress.try_recv() {
        assert_eq!((&report.run, report.of), (&run, 3000));
        assert!(last <= Some(report.rows), "rows only grow");
        last = Some(report.rows);
    }
    assert_eq!(last, Some(3000));
    assert!(Path::new(&plan.path).exists());
}
