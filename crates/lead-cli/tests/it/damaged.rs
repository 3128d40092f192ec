//! Files that are damaged, foreign or of no use: each is named, nothing is thrown away, and all else goes on.

use crate::support::{Home, Sandbox, cells};
use std::path::{Path, PathBuf};

fn put_aside(folder: &Path, begin: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(begin)).collect()
}

fn journal(home: &Home, run: &str) -> PathBuf {
    home.folder().join("runs").join(format!("{run}.leadsheet"))
}

/// A run through to its end, and the rows of its workbook.
fn finished(home: &Home, sandbox: &Sandbox) -> (String, Vec<Vec<String>>) {
    let ended =
        home.output(["run", sandbox.workbook().to_str().unwrap(), "--json"]).must_end_with(0).finished();
    let rows = cells(ended["output"].as_str().unwrap().as_ref());
    (ended["run"].as_str().unwrap().to_owned(), rows)
}

#[test]
fn damaged_records_cost_their_own_rows_and_are_retried() {
    let sandbox = Sandbox::start(150);
    let home = Home::of(&sandbox);
    let (run, whole) = finished(&home, &sandbox);
    let path = journal(&home, &run);
    let mut bytes = std::fs::read(&path).unwrap();
    // The name in every fifth record; some of these are copies that lie about in the file.
    let name = b"\"LastName\":\"";
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(name)).collect();
    for at in places.iter().step_by(5) {
        bytes[at + name.len()..at + name.len() + 2].fill(0xFE);
    }
    std::fs::write(&path, bytes).unwrap();

    let output = sandbox.folder().join("saved.xlsx");
    let saved = home.output(["export", &run, "--output", output.to_str().unwrap()]).must_end_with(0);
    assert!(saved.stderr.contains("blank and named; retry takes"), "{}", saved.stderr);
    let now = cells(&output);
    let differing: Vec<_> = (1..whole.len()).filter(|row| now[*row] != whole[*row]).collect();
    assert!(now.len() == whole.len() && (1..whole.len() / 2).contains(&differing.len()), "{differing:?}");
    let status = whole[0].iter().position(|header| header == "AI_Status").unwrap();
    for row in differing {
        assert!(now[row][status].to_lowercase().contains("failed"), "{:?}", now[row]);
    }
    assert_eq!(put_aside(&home.folder().join("runs"), &format!("{run} (damaged ")).len(), 1);

    let before = sandbox.stats()["answered"]["total"].clone();
    let retried = home.output(["retry", &run, "--json"]).must_end_with(0).finished();
    assert_eq!(cells(retried["output"].as_str().unwrap().as_ref()), whole);
    assert_eq!(sandbox.stats()["answered"]["total"], before, "what was paid for is free");
}

#[test]
fn a_run_that_cannot_be_opened_is_listed_with_what_can_be_done() {
    let sandbox = Sandbox::start(60);
    let home = Home::of(&sandbox);
    let (run, whole) = finished(&home, &sandbox);
    let path = journal(&home, &run);
    let sound = std::fs::read(&path).unwrap();

    // Of a newer version: nothing is changed, and it can be deleted.
    let mut newer = sound.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&path, &newer).unwrap();
    let listed = home.runs();
    assert_eq!((&listed[0]["trouble"]["kind"], &listed[0]["name"]), (&"newer".into(), &"Leads.xlsx".into()));
    let refused = home.output(["salvage", &run]).must_end_with(1);
    assert!(refused.stderr.contains("Update Leadsheet"), "{}", refused.stderr);
    assert_eq!(std::fs::read(&path).unwrap(), newer);

    // No database any more; half of it gone; nothing left at all.
    for damaged in [vec![b'x'; 100_000], sound[..sound.len() / 2].to_vec(), Vec::new()] {
        std::fs::write(&path, &damaged).unwrap();
        let text = home.output(["runs"]).must_end_with(0).stdout;
        let listed = home.runs();
        if listed[0]["trouble"].is_null() {
            assert_eq!(damaged.len(), sound.len() / 2, "its first pages can be read: {text}");
        } else {
            assert_eq!(listed[0]["trouble"]["kind"], "damaged");
            for way in [
                "Damaged",
                "Leads.xlsx",
                &format!("leadsheet salvage {run}"),
                &format!("leadsheet delete {run}"),
            ] {
                assert!(text.contains(way), "{way}: {text}");
            }
            let shown = home.output(["show", &run]).must_end_with(1).stdout;
            assert!(shown.contains("leadsheet salvage"), "{shown}");
        }
        home.output(["salvage", &run]).must_end_with(0);
        // Rows that are gone come from the workbook, leads from Salesforce, answers from what was paid for.
        let mut code = home.output(["resume", &run, "--json"]).code;
        if code == 3 || code == 1 {
            code = home.output(["retry", &run, "--json"]).code;
        }
        assert_eq!(code, 0);
        let output = sandbox.folder().join("again.xlsx");
        home.output(["export", &run, "--output", output.to_str().unwrap()]).must_end_with(0);
        assert_eq!(cells(&output), whole);
    }
    let stats = sandbox.stats();
    assert_eq!(stats["answered"]["total"], stats["answered"]["distinct"], "nothing is paid for twice");
    home.output(["delete", &run]).must_end_with(0);
    assert!(
        put_aside(&home.folder().join("runs"), &run).is_empty(),
        "a run goes with all that was kept of it"
    );
}

#[test]
fn kept_files_that_are_no_text_are_put_aside_and_nothing_stands_still() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let garbage: Vec<u8> = (0..6_000_u32).map(|number| (number * 37 % 251) as u8 | 0x80).collect();
    for name in ["settings.toml", "columns.json", "answers.sqlite", "logs"] {
        std::fs::write(home.folder().join(name), &garbage).unwrap();
    }
    home.output(["runs"]).must_end_with(0);
    let ended = home.output(["run", sandbox.workbook().to_str().unwrap()]).must_end_with(0);
    for name in ["settings (damaged ", "columns (damaged ", "answers (damaged "] {
        assert_eq!(ended.stderr.matches(name).count(), 1, "{name}: {}", ended.stderr);
        let aside = put_aside(home.folder(), name);
        assert_eq!(aside.len(), 1, "{name}");
        assert_eq!(std::fs::read(&aside[0]).unwrap(), garbage);
    }
    // Said once, and well from then on.
    let again = home.output(["run", sandbox.workbook().to_str().unwrap()]).must_end_with(0);
    assert!(!again.stderr.contains("damaged"), "{}", again.stderr);
}

#[test]
fn a_slip_in_the_settings_stops_runs_with_its_line_and_nothing_else() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let (run, _) = finished(&home, &sandbox);
    let settings = home.folder().join("settings.toml");
    for (text, told) in [
        ("model = \"m\"\ntheme = [\n", "Line 2: "),
        (
            "[batching]\nprofile = \"stability\"\nbatch_size_ai = 7\n",
            "settings.toml, line 3: BATCH_SIZE_AI is 7",
        ),
    ] {
        std::fs::write(&settings, text).unwrap();
        home.output(["runs"]).must_end_with(0);
        home.output(["show", &run]).must_end_with(0);
        let output = sandbox.folder().join("out.xlsx");
        home.output(["export", &run, "--output", output.to_str().unwrap()]).must_end_with(0);
        let refused = home.output(["run", sandbox.workbook().to_str().unwrap()]);
        assert!(matches!(refused.code, 1 | 2), "{}", refused.stdout);
        assert!(
            refused.stderr.contains("settings.toml") && refused.stderr.contains(told),
            "{}",
            refused.stderr
        );
        assert_eq!(std::fs::read_to_string(&settings).unwrap(), text);
    }
}
