//! The spending cap against everything that can happen to a run, judged by the sandbox's ledger: a
//! process of its own, which bills what it worked on whether anybody was there to hear the answer.
//!
//! `LEADSHEET_KILLS=100` and `LEADSHEET_CAPS=100` make the two tests as long as they should be before a
//! release; `LEADSHEET_SEED` draws other chances.

use crate::support::{Home, Sandbox};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

/// A number from the environment, or else this one.
fn asked_for(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(usual)
}

/// Chance that is the same for the same seed (a linear congruence is random enough to choose by).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

fn requests(sandbox: &Sandbox) -> u64 {
    sandbox.stats()["calls"]["responses"].as_u64().unwrap()
}

/// What the provider has billed, once nothing is under way there.
fn ledger(sandbox: &Sandbox) -> f64 {
    loop {
        let stats = sandbox.stats();
        let ended: u64 = stats["answers"]["responses"]
            .as_object()
            .map_or(0, |by_status| by_status.values().filter_map(Value::as_u64).sum());
        if ended == stats["calls"]["responses"].as_u64().unwrap() {
            return stats["spent_usd"].as_f64().unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn started(home: &Home, arguments: &[&str]) -> Child {
    home.command().args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills a process after the model was asked so many times more, wherever that finds it. Gives whether
/// it was still there to be killed.
fn kill_after(mut process: Child, sandbox: &Sandbox, more: u64) -> bool {
    let wanted = requests(sandbox) + more;
    let ended = loop {
        if process.try_wait().unwrap().is_some() {
            break true;
        }
        if requests(sandbox) >= wanted {
            break false;
        }
        std::thread::sleep(Duration::from_millis(3));
    };
    if !ended {
        process.kill().unwrap();
        process.wait().unwrap();
    }
    !ended
}

/// Takes away what a power cut may take: all that was not synced to the disk.
fn lose_the_logs(home: &Home, answers_too: bool) {
    let mut folders = vec![home.folder().join("runs")];
    if answers_too {
        folders.push(home.folder().to_owned());
    }
    for folder in folders {
        // Killed at once, it has made no folder yet.
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.to_string_lossy();
            if name.ends_with("-wal") || name.ends_with("-shm") {
                std::fs::remove_file(&path).unwrap();
            }
        }
    }
}

fn the_run(home: &Home) -> Option<String> {
    let entries = std::fs::read_dir(home.folder().join("runs")).ok()?;
    let paths = entries.map(|entry| entry.unwrap().path());
    let journal: PathBuf =
        paths.into_iter().find(|path| path.extension().is_some_and(|kind| kind == "leadsheet"))?;
    Some(journal.file_stem().unwrap().to_str().unwrap().to_owned())
}

/// Killed at any moment, its log gone each time: by the ledger the cap is never passed, though it is
/// raised a little each time, so that there is always something to lose.
#[test]
fn a_lost_log_never_lets_the_cap_be_passed() {
    let (kills, seed) = (asked_for("LEADSHEET_KILLS", 12), asked_for("LEADSHEET_SEED", 1));
    let mut chance = Chance(seed);
    let sandbox = Sandbox::start_with(4_000, r#"{"latency":{"salesforce_ms":5,"model_ms":40,"jitter":0.9}}"#);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let (mut cap, mut killed, mut paused) = (0.05, 0, 0);
    while killed < kills {
        let told = cap.to_string();
        let process = match the_run(&home) {
            None => started(&home, &["run", workbook.to_str().unwrap(), "--max-spend", &told, "--json"]),
            Some(run) => started(&home, &["resume", &run, "--max-spend", &told, "--json"]),
        };
        let more = chance.below(60);
        if kill_after(process, &sandbox, more) {
            killed += 1;
            lose_the_logs(&home, chance.below(2) == 0);
        } else {
            paused += 1;
            cap += 0.05;
        }
        let spent = ledger(&sandbox);
        assert!(spent <= cap, "seed {seed}: {spent} of {cap} after {killed} kills and {paused} pauses");
    }
    println!(
        "{killed} kills with the log lost, {paused} pauses by the cap, ${:.4} of ${cap:.2}",
        ledger(&sandbox)
    );
}

/// A day drawn by chance: what answers say of their usage, and what goes wrong how often.
fn a_rough_day(chance: &mut Chance) -> Value {
    let usage =
        chance.one(&["always", "always", "where_whole", "never", "zeros", "negative", "without_output"]);
    let mut faults = Vec::new();
    for kind in
        ["overrun", "refusal", "incomplete", "content_filter", "no_usage", "failed_status", "missing_ref"]
    {
        if chance.below(2) == 0 {
            let share = chance.one(&[0.05, 0.2, 0.5, 1.0]);
            faults.push(
                json!({ "where": "responses", "when": { "share": share }, "what": { "model_answer": kind } }),
            );
        }
    }
    for what in [
        json!({ "error": "rate_limit_exceeded" }),
        json!({ "cut_body": 0.5 }),
        json!("drop_connection"),
        json!({ "answer": { "status": 200, "body": "<html></html>", "content_type": "text/html" } }),
        json!({ "error": "server_error" }),
        json!({ "html_error": 502 }),
    ] {
        if chance.below(3) == 0 {
            let share = chance.one(&[0.02, 0.1, 0.3]);
            faults.push(json!({ "where": "responses", "when": { "share": share }, "what": what }));
        }
    }
    // The first that strikes counts, so the order decides what is seen of a day.
    let turn = usize::try_from(chance.below(faults.len().max(1) as u64)).unwrap();
    faults.rotate_left(turn);
    json!({
        "latency": { "salesforce_ms": 2, "model_ms": 15, "jitter": 0.9 },
        "limits": { "model": { "usage": usage } },
        "faults": faults,
    })
}

#[test]
fn whatever_a_day_brings_the_cap_is_never_passed() {
    let (days, seed) = (asked_for("LEADSHEET_CAPS", 6), asked_for("LEADSHEET_SEED", 1));
    let (mut kills, mut lost, mut most) = (0, 0, 0.0_f64);
    for day in 0..days {
        let mut chance = Chance(seed.wrapping_mul(1_000_003).wrapping_add(day));
        chance.below(2);
        let scenario = a_rough_day(&mut chance);
        let sandbox = Sandbox::start_with(300, &scenario.to_string());
        let home = Home::of(&sandbox);
        let workbook = sandbox.workbook();
        let cap = chance.one(&[0.03, 0.1, 0.2]);
        let told = cap.to_string();
        let packed = chance.one(&["1", "1", "5"]);
        let moments = 1 + chance.below(3);
        for moment in 0..=moments {
            let process = match the_run(&home) {
                None => {
                    let workbook = workbook.to_str().unwrap();
                    let run =
                        ["run", workbook, "--max-spend", &told, "--leads-per-request", packed, "--json"];
                    started(&home, &run)
                }
                Some(run) => started(&home, &["resume", &run, "--json"]),
            };
            // The last time nobody kills it.
            let more = if moment == moments { u64::from(u32::MAX) } else { 1 + chance.below(12) };
            if kill_after(process, &sandbox, more) {
                kills += 1;
                if chance.below(2) == 0 {
                    lost += 1;
                    lose_the_logs(&home, chance.below(2) == 0);
                }
            }
            let spent = ledger(&sandbox);
            assert!(spent <= cap, "seed {seed}, day {day}: {spent} of {cap} on {scenario}");
            most = most.max(spent / cap);
        }
    }
    println!("{days} days, {kills} kills, {lost} logs lost; at most {:.1} % of a cap", most * 100.0);
}
