//! The ids of a query on their way, by the command line.

use crate::support::{Ended, Home, Sandbox};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Small pages, and one that does not come.
const SLOW: &str = r#"{"limits":{"salesforce":{"page_rows":20}},
    "faults":[{"where":"query_more","when":{"from_call":3},"what":{"hang_seconds":25}}]}"#;

#[test]
fn ctrl_c_while_ids_are_fetched_ends_at_once_and_leaves_no_file_and_no_run() {
    let sandbox = Sandbox::start_with(300, SLOW);
    let home = Home::of(&sandbox);
    for command in ["run", "forecast"] {
        let process = home
            .command()
            .args([command, "--query", "SELECT Id FROM Lead"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let began = Instant::now();
        let files = || std::fs::read_dir(home.folder().join("sources")).map_or(0, Iterator::count);
        while files() == 0 {
            assert!(began.elapsed() < Duration::from_mins(1), "fetching does not begin");
            std::thread::sleep(Duration::from_millis(5));
        }
        let asked = Instant::now();
        assert!(Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap().success());
        let ended = Ended::from(process.wait_with_output().unwrap()).must_end_with(130);
        assert!(asked.elapsed() < Duration::from_secs(10), "{:?}", asked.elapsed());
        assert!(
            ended.stderr.contains("Stopped before the run began. Nothing was asked of the model."),
            "{}",
            ended.stderr
        );
        assert_eq!(files(), 0);
    }
    assert!(home.runs().is_empty());
}

#[test]
fn how_many_ids_have_come_is_told_where_nobody_watches_too() {
    // Two seconds a page: a line is written every five.
    let sandbox = Sandbox::start_with(
        120,
        r#"{"limits":{"salesforce":{"page_rows":20}},
            "faults":[{"where":"query_more","when":{"times":3},"what":{"hang_seconds":2}}]}"#,
    );
    let home = Home::of(&sandbox);
    let ended = home.output(["forecast", "--query", "SELECT Id FROM Lead"]).must_end_with(0);
    let line = ended.stderr.lines().find(|line| line.starts_with("Fetching ")).unwrap_or_default();
    assert!(line.ends_with(" ids") && line.contains(" of 1"), "{}", ended.stderr);
}
