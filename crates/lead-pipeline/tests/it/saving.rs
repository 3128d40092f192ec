//! The workbook at the end: columns chosen, ordered and renamed; stopped; never twice at once.

use crate::common::{CALM, Stage};
use lead_journal::{JournalError, Lease};
use lead_model::RunId;
use lead_pipeline::{ColumnChoice, RunError, SaveOptions};
use lead_workbook::SheetChoice;
use std::ops::ControlFlow;
use std::path::Path;

fn wish(columns: &[(&str, &str)]) -> SaveOptions {
    let one = |(name, header): &(&str, &str)| ColumnChoice { name: (*name).into(), header: (*header).into() };
    SaveOptions { columns: Some(columns.iter().map(one).collect()), ..SaveOptions::default() }
}

fn save(stage: &Stage, run: &RunId, output: &Path, wish: &SaveOptions) -> Result<Option<String>, RunError> {
    let go_on = &mut |_| ControlFlow::Continue(());
    Ok(lead_pipeline::export_as(&stage.home, run, output, wish, go_on)?.note)
}

/// The rows of the first sheet, header first, as text.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let info = lead_workbook::inspect(path).unwrap();
    let sheet = &info.sheets[0];
    let choice =
        SheetChoice { path: info.path.clone(), sheet: sheet.name.clone(), header_row: None, id_column: 0 };
    let mut rows = Vec::new();
    lead_workbook::for_each_row(&choice, &mut |row| {
        rows.push((0..sheet.columns.len()).map(|column| row.text(u32::try_from(column).unwrap())).collect());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

/// A column below its header.
fn column(rows: &[Vec<String>], header: &str) -> Vec<String> {
    let place = rows[0].iter().position(|name| name == header).unwrap_or_else(|| panic!("{:?}", rows[0]));
    rows[1..].iter().map(|row| row[place].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_come_as_chosen_in_every_shape() {
    let stage = Stage::new(200, CALM).await;
    let (run, _) = stage.run(&stage.plan()).await;
    let all = stage.file("all.xlsx");
    assert_eq!(save(&stage, &run, &all, &SaveOptions::default()).unwrap(), None);
    let all = rows(&all);
    let theirs = rows(&stage.workbook())[0].len();
    let chosen = wish(&[
        ("AI_Explanation", "Why"),
        ("Final_Confidence_Score", "Score"),
        ("Confidence_Band", "Confidence_Band"),
        ("Lead_ID_18", "Id, whole"),
    ]);
    for report_workbook in [false, true] {
        let output = stage.file("chosen.xlsx");
        let wish = SaveOptions { report_workbook, ..chosen.clone() };
        let note = save(&stage, &run, &output, &wish).unwrap().unwrap();
        assert!(note.contains("AI_Status") && !note.contains("Confidence_Band"), "{note}");
        let some = rows(&output);
        assert_eq!(some[0][theirs..], ["Why", "Score", "Confidence_Band", "Id, whole"]);
        for (header, name) in [
            ("Why", "AI_Explanation"),
            ("Score", "Final_Confidence_Score"),
            ("Confidence_Band", "Confidence_Band"),
            ("Id, whole", "Lead_ID_18"),
        ] {
            assert_eq!(column(&some, header), column(&all, name), "{header}");
        }
        assert!(column(&some, "Why").iter().any(|text| !text.is_empty()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_s_own_columns_are_those_of_its_workbook() {
    let stage = Stage::new(20, CALM).await;
    let mut plan = stage.plan();
    plan.request.ai = false;
    plan.save = wish(&[("AI_Status", "Outcome"), ("ID_Verdict", "Verdict")]);
    let (run, _) = stage.run(&plan).await;
    let output = stage.file("out.xlsx");
    lead_pipeline::export(&stage.home, &run, &output, &mut |_| ControlFlow::Continue(())).unwrap();
    let rows = rows(&output);
    assert_eq!(rows[0][rows[0].len() - 2..], ["Outcome", "Verdict"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_had_is_refused_before_anything_is_written() {
    let stage = Stage::new(20, CALM).await;
    let mut plan = stage.plan();
    plan.request.ai = false;
    let (run, _) = stage.run(&plan).await;
    let output = stage.file("out.xlsx");
    let refused = save(&stage, &run, &output, &wish(&[("Scores", "Scores")])).unwrap_err();
    assert_eq!(refused.code(), "columns");
    assert!(refused.to_string().contains("Final_Confidence_Score, Confidence_Band"), "{refused}");
    assert!(!output.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_it_leaves_nothing_and_can_be_done_again_at_once() {
    let stage = Stage::with_leads(50, 4000, CALM).await;
    let mut plan = stage.plan();
    plan.request.ai = false;
    let (run, _) = stage.run(&plan).await;
    let folder = stage.file("saved");
    std::fs::create_dir(&folder).unwrap();
    let output = folder.join("out.xlsx");
    std::fs::write(&output, "an earlier result").unwrap();
    let names = || -> Vec<String> {
        let entries = std::fs::read_dir(&folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    for report_workbook in [false, true] {
        let wish = SaveOptions { report_workbook, ..SaveOptions::default() };
        // Early, in the middle, and when all rows are written and the file is packed.
        for stop_at in [0, 2000, 4000] {
            let mut told = Vec::new();
            let stopped = lead_pipeline::export_as(&stage.home, &run, &output, &wish, &mut |rows| {
                told.push(rows);
                if rows >= stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            assert_eq!(stopped.unwrap_err().code(), "saving_stopped", "{stop_at}");
            assert_eq!(told.last().unwrap() / 1000 * 1000, stop_at, "{told:?}");
            assert_eq!(names(), ["out.xlsx"]);
            assert_eq!(std::fs::read_to_string(&output).unwrap(), "an earlier result");
        }
    }
    save(&stage, &run, &output, &SaveOptions::default()).unwrap();
    assert_eq!((rows(&output).len(), names()), (4001, vec!["out.xlsx".into()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_saved_once_at_a_time_and_not_deleted_meanwhile() {
    let stage = Stage::new(20, CALM).await;
    let mut plan = stage.plan();
    plan.request.ai = false;
    let (run, _) = stage.run(&plan).await;
    // As another process would hold it.
    let lease = Lease::to_save(&stage.home, &run).unwrap().unwrap();
    let output = stage.file("out.xlsx");
    let refused = save(&stage, &run, &output, &SaveOptions::default()).unwrap_err();
    assert_eq!(refused.code(), "saving_under_way");
    let kept = lead_pipeline::delete(&stage.home, &run).unwrap_err();
    assert!(matches!(kept, RunError::Journal(JournalError::BeingSaved { .. })), "{kept}");
    drop(lease);
    save(&stage, &run, &output, &SaveOptions::default()).unwrap();
    lead_pipeline::delete(&stage.home, &run).unwrap();
    let left: Vec<_> = std::fs::read_dir(stage.home.runs()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_the_original_once_and_again_from_its_backup() {
    let stage = Stage::new(20, CALM).await;
    let mut plan = stage.plan();
    plan.request.ai = false;
    let (run, _) = stage.run(&plan).await;
    let original = stage.workbook();
    let before = std::fs::read(&original).unwrap();
    let wish = SaveOptions { over_original: true, ..wish(&[("AI_Status", "Outcome")]) };
    let note = save(&stage, &run, &original, &wish).unwrap().unwrap();
    let backup = original.with_file_name("leads (backup).xlsx");
    assert!(note.contains("“leads (backup).xlsx”") && std::fs::read(&backup).unwrap() == before, "{note}");
    assert_eq!(rows(&original)[0].last().unwrap(), "Outcome");

    // Rows come from the backup now; what lies over the original is backed up in its turn.
    save(&stage, &run, &stage.file("again.xlsx"), &SaveOptions::default()).unwrap();
    let first = rows(&original);
    let note = save(&stage, &run, &original, &wish).unwrap().unwrap();
    assert!(note.contains("“leads (backup 2).xlsx”"), "{note}");
    assert!(note.contains("changed in “leads.xlsx” since is not in the result"), "{note}");
    assert_eq!(rows(&original), first, "added once, not twice");
    let refused = save(&stage, &run, &original, &SaveOptions::default()).unwrap_err();
    assert!(refused.to_string().contains("leads.xlsx"), "{refused}");

    // The backup will do where the original is gone.
    std::fs::remove_file(&original).unwrap();
    let note = save(&stage, &run, &original, &wish).unwrap().unwrap();
    assert!(rows(&original) == first && !note.contains("backup 3"), "{note}");

    std::fs::remove_file(&backup).unwrap();
    let refused = save(&stage, &run, &stage.file("again.xlsx"), &SaveOptions::default()).unwrap_err();
    assert!(matches!(refused, RunError::SourceReplaced { .. }), "{refused}");
}
