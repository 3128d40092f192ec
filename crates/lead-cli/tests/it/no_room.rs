//! A disk that takes nothing more. A limit on the size of files stands for it here, which needs no rights
//! of an administrator.

use crate::support::{Ended, Home, Sandbox};

/// Runs `leadsheet` where no file may grow beyond so many blocks of 512 bytes.
fn within<const N: usize>(home: &Home, blocks: u32, arguments: [&str; N]) -> Ended {
    let mut command = home.command();
    let leadsheet = command.get_program().to_owned();
    let mut shell = std::process::Command::new("sh");
    shell
        .args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")])
        .arg(leadsheet)
        .args(arguments)
        .env_clear()
        .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.args(arguments);
    Ended::from(shell.output().unwrap())
}

#[test]
fn a_disk_that_takes_nothing_more_is_a_pause_with_its_reason() {
    let sandbox = Sandbox::start(2000);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    // The run's file, and its log, want more than 1.5 MB for two thousand leads.
    let paused =
        within(&home, 3_000, ["run", workbook.to_str().unwrap(), "--json"]).must_end_with(4).finished();
    assert_eq!(paused["state"], "paused");
    let reason = paused["reason"].as_str().unwrap();
    assert!(reason.contains("Nothing more can be written"), "{reason}");
    let run = paused["run"].as_str().unwrap();
    let listed = home.runs();
    assert_eq!(listed[0]["state"], "paused");
    assert!(listed[0]["reason"].as_str().unwrap().contains("Nothing more can be written"), "{}", listed[0]);

    // Still no room: it stays as it was, and says so again.
    within(&home, 3_000, ["resume", run, "--json"]).must_end_with(4);
    let ended = home.output(["resume", run, "--json"]).must_end_with(0).finished();
    assert_eq!(ended["state"], "done");
    let stats = sandbox.stats();
    let (total, distinct) = (&stats["answered"]["total"], &stats["answered"]["distinct"]);
    let peak = stats["peak_in_flight"]["model"].as_u64().unwrap();
    let twice = total.as_u64().unwrap() - distinct.as_u64().unwrap();
    assert!(twice <= 2 * peak, "{twice} asked twice, {peak} at once");
    assert!(home.runs()[0]["reason"].as_str().is_none_or(|reason| !reason.contains("written")));
}

#[test]
fn a_run_that_cannot_even_begin_leaves_none() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let refused = within(&home, 40, ["run", sandbox.workbook().to_str().unwrap()]).must_end_with(1);
    assert!(refused.stderr.contains("written"), "{}", refused.stderr);
    assert!(home.runs().is_empty());
    let left = std::fs::read_dir(home.folder().join("runs")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
}

#[test]
fn a_workbook_that_does_not_fit_leaves_the_run_done_and_no_half_file() {
    let sandbox = Sandbox::start(2000);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let ended =
        home.output(["run", workbook.to_str().unwrap(), "--no-ai", "--json"]).must_end_with(0).finished();
    let run = ended["run"].as_str().unwrap();
    let folder = sandbox.folder().join("small");
    std::fs::create_dir(&folder).unwrap();
    let output = folder.join("out.xlsx");
    let refused = within(&home, 160, ["export", run, "--output", output.to_str().unwrap()]).must_end_with(1);
    assert!(refused.stderr.contains("full") || refused.stderr.contains("space"), "{}", refused.stderr);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    home.output(["export", run, "--output", output.to_str().unwrap()]).must_end_with(0);
}
