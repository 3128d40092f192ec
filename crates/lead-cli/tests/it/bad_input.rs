//! Input that is not what it should be: told in words, and nothing is lost.

use crate::support::{Home, Sandbox, cells};

#[test]
fn a_folder_is_no_workbook() {
    let home = Home::empty();
    let refused = home.output(["run", home.folder().to_str().unwrap()]).must_end_with(1);
    assert!(refused.stderr.contains("is a folder"), "{}", refused.stderr);
    home.output(["inspect", home.folder().join("nothing.xlsx").to_str().unwrap()]).must_end_with(1);
}

#[test]
fn usage_is_told_from_errors() {
    let home = Home::empty();
    assert_eq!(home.output(["evaluate", "a.xlsx"]).code, 2);
    assert_eq!(home.output(["run"]).code, 2);
    assert_eq!(home.output(["run", "a.xlsx", "--profile", "fast"]).code, 2);
    assert_eq!(home.output(["run", "a.xlsx", "--mode", "batch"]).code, 2);
    assert_eq!(home.output(["demo", "--leads", "0"]).code, 2);
    assert_eq!(home.output(["--help"]).code, 0);
    assert_eq!(home.output(["show", "no-such-run"]).code, 1);
    assert_eq!(home.output(["show", "../../etc/passwd"]).code, 1);
}

#[test]
fn a_setting_out_of_range_is_refused_with_the_range() {
    let sandbox = Sandbox::start(50);
    let mut home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let workbook = workbook.to_str().unwrap();
    let refused = home.output(["run", workbook, "--batch-size", "2001"]).must_end_with(2);
    assert!(refused.stderr.contains("between 50 and 2000"), "{}", refused.stderr);
    home.set("BATCH_SIZE_AI", "5");
    let refused = home.output(["run", workbook]).must_end_with(2);
    assert!(refused.stderr.contains("between 10 and 100"), "{}", refused.stderr);
    assert!(home.runs().is_empty());
}

#[test]
fn a_place_that_takes_no_workbook_is_told_before_anything_is_paid() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    // A file where the folder should be: nobody can write there, not even root.
    let output = workbook.join("out.xlsx");
    let refused = home
        .output(["run", workbook.to_str().unwrap(), "--output", output.to_str().unwrap()])
        .must_end_with(1);
    assert!(refused.stderr.contains("Choose another"), "{}", refused.stderr);
    assert!(home.runs().is_empty());
    assert_eq!(sandbox.stats()["calls"]["collections"], 0);
}

#[test]
fn a_sheet_without_room_is_told_before_anything_is_paid() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let file = sandbox.folder().join("wide.csv");
    std::fs::write(&file, format!("Lead ID{},Last\n00Q5g00000DeMoA\n", ",x".repeat(16_378))).unwrap();
    let file = file.to_str().unwrap();
    let refused = home.output(["run", file]).must_end_with(1);
    assert!(refused.stderr.contains("Choose fewer to be added"), "{}", refused.stderr);
    assert!(home.runs().is_empty());
    assert_eq!(sandbox.stats()["calls"]["collections"], 0);
    home.output(["run", file, "--no-ai", "--columns", "AI_Status,Lead_ID_18"]).must_end_with(0);
}

#[test]
fn a_sheet_without_one_good_id_ends_well_and_asks_nothing() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let file = sandbox.folder().join("bad.csv");
    std::fs::write(&file, "Name,Lead ID\nAda,n/a\nBob,0035g00000DeMoA\nCy,\n").unwrap();
    let ended =
        home.output(["run", file.to_str().unwrap(), "--id-column", "Lead ID", "--json"]).must_end_with(0);
    let finished = ended.finished();
    assert_eq!((&finished["rows"], &finished["status"]["invalid_lead_id"]), (&3.into(), &3.into()));
    assert!(finished["output"].is_string());
    assert_eq!(sandbox.stats()["calls"]["collections"], 0);
}

#[test]
fn what_is_odd_about_a_sheet_is_told_on_looking() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let file = sandbox.folder().join("c3.csv");
    std::fs::write(&file, "Leads of the fair\n\n,,Lead ID,Name\n,,00Q5g00000DeMoA,Ada\n").unwrap();
    let seen = home.output(["inspect", file.to_str().unwrap()]).must_end_with(0).stdout;
    assert!(seen.contains("    The table starts at C3; the 2 rows above it are left as they are."), "{seen}");
}

#[test]
fn a_sheet_without_rows_gives_an_empty_result() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let file = sandbox.folder().join("none.csv");
    std::fs::write(&file, "Name,Lead ID\n").unwrap();
    let finished = home.output(["run", file.to_str().unwrap(), "--json"]).must_end_with(0).finished();
    assert_eq!((&finished["state"], &finished["rows"]), (&"done".into(), &0.into()));
    assert_eq!(cells(finished["output"].as_str().unwrap().as_ref()).len(), 1, "the header alone");
}

#[test]
fn broken_settings_are_told_and_kept() {
    let home = Home::empty();
    let settings = home.folder().join("settings.toml");
    std::fs::write(&settings, "theme = [").unwrap();
    let sandbox = Sandbox::start(50);
    let refused = home.output(["forecast", sandbox.workbook().to_str().unwrap()]).must_end_with(1);
    assert!(refused.stderr.contains("settings.toml"), "{}", refused.stderr);
    assert_eq!(std::fs::read_to_string(settings).unwrap(), "theme = [");
    let told = home.output(["doctor"]).must_end_with(1);
    assert!(told.stdout.contains("settings.toml"), "{}", told.stdout);
}
