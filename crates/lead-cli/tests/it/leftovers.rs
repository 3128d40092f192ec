//! What a killed process leaves unfinished is gone at the next start.

use crate::support::{Home, Sandbox};
use std::path::Path;

fn unfinished(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "tmp")).collect()
}

#[test]
fn an_unfinished_workbook_is_removed_at_the_next_start() {
    let sandbox = Sandbox::start(3000);
    let home = Home::of(&sandbox);
    let ended =
        home.output(["run", sandbox.workbook().to_str().unwrap(), "--no-ai", "--json"]).must_end_with(0);
    let run = ended.finished()["run"].as_str().unwrap().to_owned();
    let folder = sandbox.folder().join("saved");
    std::fs::create_dir(&folder).unwrap();
    let output = folder.join("out.xlsx");
    let save =
        || home.command().args(["export", &run, "--output", output.to_str().unwrap()]).spawn().unwrap();
    let mut saving = save();
    // Until something is seen of it; a saving that was quicker than this look is begun once more.
    let left = loop {
        let written =
            unfinished(&folder).into_iter().find(|path| path.metadata().is_ok_and(|about| about.len() > 0));
        if let Some(path) = written {
            break path;
        }
        if let Some(status) = saving.try_wait().unwrap() {
            assert!(status.success(), "{status}");
            saving = save();
        }
        std::thread::yield_now();
    };
    // While somebody writes it, another start leaves it alone.
    home.output(["runs"]).must_end_with(0);
    let is_there = left.exists() || output.exists();
    saving.kill().unwrap();
    saving.wait().unwrap();
    assert!(is_there);
    home.output(["runs"]).must_end_with(0);
    assert!(unfinished(&folder).is_empty(), "{:?}", unfinished(&folder));
    home.output(["export", &run, "--output", output.to_str().unwrap()]).must_end_with(0);
}
