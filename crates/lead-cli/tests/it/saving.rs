//! The workbook as the command line saves it: columns chosen and remembered, Ctrl-C while saving.

use crate::support::{Home, Sandbox, cells};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The headers of a saved workbook that were added.
fn added(workbook: &Path, original: &Path) -> Vec<String> {
    cells(workbook)[0][cells(original)[0].len()..].to_vec()
}

#[test]
fn columns_are_chosen_on_the_command_line_and_remembered_for_the_recipe() {
    let sandbox = Sandbox::start(40);
    let home = Home::of(&sandbox);
    let original = sandbox.workbook();
    let file = original.to_str().unwrap();
    let run = |extra: &[&str]| {
        let mut command = home.command();
        command.args(["run", file, "--no-ai", "--json"]).args(extra);
        let ended = crate::support::Ended::from(command.output().unwrap()).must_end_with(0).finished();
        (ended["run"].as_str().unwrap().to_owned(), ended["output"].as_str().unwrap().to_owned())
    };
    let expected = ["Score", "Confidence_Band", "Outcome"];
    let (first, output) =
        run(&["--columns", "Final_Confidence_Score=Score, Confidence_Band,AI_Status=Outcome"]);
    assert_eq!(added(output.as_ref(), &original), expected);
    let (_, output) = run(&[]);
    assert_eq!(added(output.as_ref(), &original), expected, "remembered");

    let again = home.folder().join("again.xlsx");
    let again_name = again.to_str().unwrap();
    let export = |columns: &str| {
        home.output(["export", &first, "--output", again_name, "--columns", columns]).must_end_with(0)
    };
    let told = export("Lead_ID_18=Whole id");
    assert_eq!(added(&again, &original), ["Whole id"]);
    assert!(told.stdout.contains("AI_Status") && told.stdout.contains("as values"), "{}", told.stdout);
    export("all");
    assert!(added(&again, &original).len() > 10);
    let (_, output) = run(&[]);
    assert!(added(output.as_ref(), &original).len() > 10, "forgotten");
}

#[test]
fn what_would_be_saved_is_told_without_saving() {
    let sandbox = Sandbox::start(20);
    let home = Home::of(&sandbox);
    let original = sandbox.workbook();
    let columns = "AI_Status=Outcome,Company";
    let ended = home
        .output(["run", original.to_str().unwrap(), "--no-ai", "--json", "--columns", columns])
        .must_end_with(0)
        .finished();
    let run = ended["run"].as_str().unwrap();
    let names = || std::fs::read_dir(original.parent().unwrap()).unwrap().count();
    let before = names();
    let plan = home.output(["export", run, "--plan", "--json"]).must_end_with(0).lines().remove(0);
    assert_eq!((&plan["type"], &plan["rows"]), (&"save_plan".into(), &20.into()));
    assert_eq!(plan["sheets_added"], serde_json::json!(["Summary", "Issues"]));
    let told = home.output(["export", run, "--plan"]).must_end_with(0).stdout;
    let first = plan["first_column"].as_str().unwrap();
    for part in [
        format!("20 rows: 2 columns from column {first} on, and the sheets “Summary” and “Issues”."),
        "Outcome (AI_Status)".into(),
        "Left out: ID_Verdict, Lead_ID_18,".into(),
        "“Leads (backup).xlsx”".into(),
        plan["path"].as_str().unwrap().into(),
    ] {
        assert!(told.contains(&part), "{part} in {told}");
    }
    assert_eq!(names(), before, "nothing is written");
    home.output(["export", run, "--plan", "--columns", "all"]).must_end_with(2);
    home.output(["export", run]).must_end_with(2);
}

#[test]
fn columns_that_are_not_there_are_refused_before_anything_is_asked() {
    let sandbox = Sandbox::start(20);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let file = workbook.to_str().unwrap();
    for (columns, told) in [
        ("Scores", "There is no column “Scores”. There are: ID_Verdict, Lead_ID_18,"),
        ("Model=x,Recipe=X", "would both be headed"),
        ("Model,Model", "chosen twice"),
        ("Model,,Recipe", "is no column"),
    ] {
        let refused = home.output(["run", file, "--columns", columns]).must_end_with(2);
        assert!(refused.stderr.contains(told), "{columns}: {}", refused.stderr);
    }
    assert!(home.runs().is_empty());
    assert_eq!(sandbox.stats()["calls"]["token"], 0);
}

#[test]
fn ctrl_c_while_saving_leaves_no_half_workbook_and_it_can_be_saved_again() {
    // So many that saving them outlasts the way of the signal by far, however busy the machine.
    const ROWS: usize = 250_000;
    let sandbox = Sandbox::start(20);
    let home = Home::of(&sandbox);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("leads.csv");
    let rows: Vec<String> = (0..ROWS).map(|row| format!("no id {row},Person {row}\n")).collect();
    std::fs::write(&file, format!("Lead ID,Name\n{}", rows.concat())).unwrap();
    let output = folder.path().join("out.xlsx");
    let names = || {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let process = home
        .command()
        .args(["run", file.to_str().unwrap(), "--id-column", "A", "--check-only"])
        .args(["--output", output.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while !names().iter().any(|name| name.starts_with(".leadsheet-")) {
        assert!(began.elapsed() < Duration::from_mins(3), "saving does not begin");
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap().success());
    let ended = crate::support::Ended::from(process.wait_with_output().unwrap()).must_end_with(130);
    assert!(
        ended.stderr.contains("Saving was stopped. Nothing was written and no file was changed."),
        "{}",
        ended.stderr
    );
    assert!(ended.stderr.contains("leadsheet export"), "{}", ended.stderr);
    assert_eq!(names(), ["leads.csv"]);

    let run = home.runs()[0]["run"].as_str().unwrap().to_owned();
    home.output(["export", &run, "--output", output.to_str().unwrap()]).must_end_with(0);
    assert_eq!((names(), cells(&output).len()), (vec!["leads.csv".into(), "out.xlsx".into()], ROWS + 1));
}
