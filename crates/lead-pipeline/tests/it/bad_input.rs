//! Input that is not as it should be: a sentence a person can act on, and nothing lost.

use crate::common::{CALM, Stage};
use lead_model::RunState;
use lead_pipeline::RunError;
use std::ops::ControlFlow;

fn csv(stage: &Stage, name: &str, text: &str) -> lead_pipeline::RunPlan {
    let path = stage.file(name);
    std::fs::write(&path, text).unwrap();
    let mut plan = stage.plan();
    let sheet =
        lead_workbook::inspect(&path).map_or_else(|_| name.to_owned(), |info| info.sheets[0].name.clone());
    plan.request.source = lead_workbook::SheetChoice {
        path: path.display().to_string(),
        sheet,
        header_row: Some(1),
        id_column: 0,
    };
    plan
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_a_missing_file_and_an_unknown_recipe_are_told_at_once() {
    let stage = Stage::new(20, CALM).await;
    let mut plan = stage.plan();
    plan.request.source.path = stage.file("").display().to_string();
    assert!(matches!(lead_pipeline::create(&stage.home, &plan), Err(RunError::Workbook(_))));
    plan.request.source.path = stage.file("nowhere.xlsx").display().to_string();
    assert_eq!(lead_pipeline::create(&stage.home, &plan).unwrap_err().code(), "workbook");
    let mut plan = stage.plan();
    plan.request.recipe = "nonesuch".into();
    assert!(
        lead_pipeline::create(&stage.home, &plan).unwrap_err().to_string().contains("no recipe “nonesuch”")
    );
    assert!(lead_pipeline::list(&stage.home).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_without_rows_is_done_and_says_so() {
    let stage = Stage::new(20, CALM).await;
    let plan = csv(&stage, "empty.csv", "Lead ID,Name\n");
    let (_, end) = stage.run(&plan).await;
    assert_eq!((end.state, end.rows), (RunState::Done, 0));
    assert!(end.reason.unwrap().contains("no rows below its header"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_of_bad_ids_asks_nobody_and_comes_back() {
    let stage = Stage::new(20, CALM).await;
    let plan = csv(&stage, "bad.csv", "Lead ID,Name\nx,A\n,B\n0035g00000000AB,C\n12,D\n");
    let (run, end) = stage.run(&plan).await;
    assert_eq!((end.state, end.status.invalid_lead_id), (RunState::Done, 4));
    assert!(end.reason.unwrap().contains("None of the 4 rows has a lead id"));
    let stats = stage.stats().await;
    assert_eq!((&stats["calls"]["collections"], &stats["calls"]["describe"]), (&0.into(), &0.into()));
    let out = stage.file("out.xlsx");
    assert_eq!(
        lead_pipeline::export(&stage.home, &run, &out, &mut |_| ControlFlow::Continue(())).unwrap().rows,
        4
    );
}

/// Of an xlsx file the ids alone are read, of a csv file whole rows: the rows are the same.
#[tokio::test(flavor = "multi_thread")]
async fn reading_ids_alone_tells_every_row_the_same() {
    let stage = Stage::new(60, CALM).await;
    let mut ids = Vec::new();
    lead_workbook::for_each_id(&stage.plan().request.source, &mut |row| {
        ids.push(row.text);
        ControlFlow::Continue(())
    })
    .unwrap();
    let lower = ids[3].to_lowercase();
    let text = format!(
        "Lead ID,Name,Employees\n{},Ada,12\n\n,Bob,\n 17 ,Cy,3\n{lower},Di,\n,,\n,,7\nn/a,Eve,\n{},,\n",
        ids[0], ids[1]
    );
    let mut plan = csv(&stage, "leads.csv", &text);
    plan.request.check_only = true;
    let (run, _) = stage.run(&plan).await;
    let rows = stage.all_rows(&run);
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), (2..=10).collect::<Vec<_>>());
    let saved = stage.file("saved.xlsx");
    lead_pipeline::export(&stage.home, &run, &saved, &mut |_| ControlFlow::Continue(())).unwrap();

    let info = lead_workbook::inspect(&saved).unwrap();
    plan.request.source.path = saved.display().to_string();
    plan.request.source.sheet.clone_from(&info.sheets[0].name);
    let (run, _) = stage.run(&plan).await;
    let told = |row: lead_pipeline::RowView| (row.row, row.id_text, row.verdict, row.status, row.lead_id);
    let again: Vec<_> = stage.all_rows(&run).into_iter().map(told).collect();
    assert_eq!(again, rows.into_iter().map(told).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_that_vanishes_or_changes_before_it_is_read_keeps_the_run() {
    let stage = Stage::new(60, CALM).await;
    let run = stage.create(&stage.plan());
    let kept = stage.file("kept.xlsx");
    std::fs::rename(stage.workbook(), &kept).unwrap();
    assert!(matches!(stage.try_drive(&run).await, Err(RunError::SourceGone { .. })));
    std::fs::write(stage.workbook(), "something else").unwrap();
    assert!(matches!(stage.try_drive(&run).await, Err(RunError::SourceChanged { .. })));
    std::fs::rename(kept, stage.workbook()).unwrap();
    assert_eq!(stage.drive(&run).await.state, RunState::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_that_changes_once_it_was_read_does_not_keep_the_run_from_its_end() {
    let stage = Stage::new(300, CALM).await;
    let run = stage.create(&stage.plan());
    stage.drive_until(&run, |seen| seen.status.analyzed > 20).await;
    let kept = stage.file("kept.xlsx");
    std::fs::rename(stage.workbook(), &kept).unwrap();
    std::fs::write(stage.workbook(), "something else").unwrap();
    assert_eq!(stage.drive(&run).await.state, RunState::Done);
    stage.truth_holds(&run);
    let out = stage.file("out.xlsx");
    let refused = lead_pipeline::export(&stage.home, &run, &out, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(refused, Err(RunError::SourceChanged { .. })));
    assert!(!out.exists());
    std::fs::rename(kept, stage.workbook()).unwrap();
    assert!(lead_pipeline::export(&stage.home, &run, &out, &mut |_| ControlFlow::Continue(())).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_written_to_loses_nothing() {
    let stage = Stage::new(60, CALM).await;
    let (run, _) = stage.run(&stage.plan()).await;
    let out = stage.workbook().join("out.xlsx");
    let refused = lead_pipeline::export(&stage.home, &run, &out, &mut |_| ControlFlow::Continue(()));
    assert!(matches!(refused, Err(RunError::Workbook(_))), "{refused:?}");
    let out = stage.file("out.xlsx");
    assert!(lead_pipeline::export(&stage.home, &run, &out, &mut |_| ControlFlow::Continue(())).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_the_org_lacks_are_told_and_not_scored() {
    let hidden = r#"{"latency":{"salesforce_ms":2,"model_ms":4},
        "limits":{"salesforce":{"hidden_fields":["Industry","ZI_Website__c"]}}}"#;
    let stage = Stage::new(60, hidden).await;
    let (run, end) = stage.run(&stage.plan()).await;
    assert_eq!(end.state, RunState::Done, "{:?}", end.reason);
    let missing = lead_pipeline::report(&stage.home, &run).unwrap().missing_fields.join(" ");
    assert!(missing.contains("Industry") && missing.contains("ZI_Website__c"), "{missing}");
}
