//! Memory grows neither with the rows nor with what a provider sends: judged by the most memory that
//! `leadsheet` takes as a process of its own, with org and model in another.
//!
//! How much a small run takes depends on how the program was built, so the others are measured
//! against it.

use crate::support::{Home, Sandbox};
use serde_json::{Value, json};
use std::cell::Cell;

/// In kilobytes. What was seen more is two or three thousand; a batch of leads as a tree of values, or
/// an answer held whole, is several times this.
const MORE: u64 = 10_000;

const BRISK: &str = r#"{"latency":{"salesforce_ms":5,"model_ms":20}}"#;

/// The most memory a process has taken so far, in kilobytes; `None` when it has ended.
fn most_so_far(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

/// Runs over all leads of the sandbox, and gives the most memory it took.
fn peak(sandbox: &Sandbox, how: &str) -> u64 {
    let (home, workbook) = (Home::of(sandbox), sandbox.workbook());
    let mut run = home.spawn(["run", workbook.to_str().unwrap(), "--json", how]);
    let (process, most) = (run.process.id(), Cell::new(0));
    let finished = run.until(|line| {
        most.set(most_so_far(process).unwrap_or(most.get()));
        line["type"] == "finished"
    });
    assert!(finished["state"] == "done" || finished["state"] == "failed_rows", "{finished}");
    assert_eq!(finished["rows"], sandbox.leads, "{finished}");
    run.end();
    assert!(most.get() > 0);
    most.get()
}

/// Some calls of an endpoint are answered so.
fn answered(place: &str, when: &Value, body: &str) -> String {
    let mut scenario: Value = serde_json::from_str(BRISK).unwrap();
    let what = json!({ "answer": { "status": 200, "body": body } });
    scenario["faults"] = json!([{ "where": place, "when": when, "what": what }]);
    scenario.to_string()
}

#[track_caller]
fn must_not_be_more(than: u64, peak: u64, what: &str) {
    assert!(peak < than + MORE, "{peak} kB for {what}, {than} kB for the usual");
}

#[test]
fn memory_does_not_grow_with_the_rows() {
    // As many batches of leads as are ever under way at once, and five times as many.
    let [few, many] = [12_000, 60_000].map(|leads| peak(&Sandbox::start_with(leads, BRISK), "--check-only"));
    must_not_be_more(few, many, "five times the rows");
}

#[test]
fn memory_does_not_grow_with_what_salesforce_sends() {
    let org = Sandbox::start_with(12_000, BRISK);
    let usual = peak(&org, "--check-only");
    // Forty megabytes that travel as forty thousand bytes.
    let endless = format!("[{}", " ".repeat(40 << 20));
    org.change(&answered("collections", &json!({ "times": 6 }), &endless));
    must_not_be_more(usual, peak(&org, "--check-only"), "answers without an end");
}

#[test]
fn memory_does_not_grow_with_what_the_model_writes() {
    let model = Sandbox::start_with(400, BRISK);
    let usual = peak(&model, "--follow-merged");
    let babble = json!({ "status": "completed", "output": [{ "type": "message", "content": [
        { "type": "output_text", "text": "x".repeat(1 << 20) } ] }] });
    model.change(&answered("responses", &json!({ "every": 3 }), &babble.to_string()));
    must_not_be_more(usual, peak(&model, "--follow-merged"), "answers of a megabyte");
}
