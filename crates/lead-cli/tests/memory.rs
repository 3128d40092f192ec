//! Memory grows neither with the rows nor with what a provider sends: judged by the most memory that
//! `leadsheet` took as a process of its own, with org and model in another.
//!
//! The system tells that figure of the largest process that has ended, so these runs stand in a test
//! binary of their own, one after the other, and each must be within a few megabytes of the smaller
//! ones before it. How much the first took depends on how it was built and is no matter here.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "what supports the tests fails as tests do")]

#[allow(dead_code, reason = "the other tests use the rest")]
#[path = "it/support.rs"]
mod support;

use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value, json};
use support::{Home, Sandbox};

/// In kilobytes. What was measured more is one or two thousand; a batch of leads held as a tree of
/// values, or an answer held whole, is several times this.
const MORE: i64 = 10_000;

/// The most memory, in kilobytes, that any process took that was started here and has ended.
fn largest() -> i64 {
    getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss()
}

/// Runs over all leads of the sandbox, and gives the most memory of this and all runs before it.
fn peak<const N: usize>(sandbox: &Sandbox, more: [&str; N]) -> i64 {
    let (home, workbook) = (Home::of(sandbox), sandbox.workbook());
    let mut command = home.command();
    let ended = command.args(["run", workbook.to_str().unwrap(), "--json"]).args(more).output().unwrap();
    let told = String::from_utf8_lossy(&ended.stdout);
    let last: Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert!(last["state"] == "done" || last["state"] == "failed_rows", "{last}");
    assert_eq!(last["rows"], sandbox.leads, "{last}");
    largest()
}

/// Some calls of an endpoint are answered so.
fn answered(place: &str, when: &Value, body: &str) -> String {
    let what = json!({ "answer": { "status": 200, "body": body } });
    let fault = json!({ "where": place, "when": when, "what": what });
    json!({ "latency": { "salesforce_ms": 5, "model_ms": 20 }, "faults": [fault] }).to_string()
}

#[test]
fn memory_grows_neither_with_the_rows_nor_with_what_is_sent() {
    // The sandboxes end last: what they took would count as well.
    let [few, many] = [12_000, 60_000].map(|leads| Sandbox::start_with(leads, r#"{"latency":{"salesforce_ms":5}}"#));
    let usual = peak(&few, ["--check-only"]);
    let more_rows = peak(&many, ["--check-only"]);
    assert!(more_rows < usual + MORE, "{more_rows} kB for five times the rows, {usual} kB before");

    // Forty megabytes that travel as forty thousand bytes.
    let endless = format!("[{}", " ".repeat(40 << 20));
    few.change(&answered("collections", &json!({ "times": 6 }), &endless));
    let exploding = peak(&few, ["--check-only"]);
    assert!(exploding < usual + MORE, "{exploding} kB for answers without an end, {usual} kB before");

    let small = Sandbox::start_with(400, r#"{"latency":{"salesforce_ms":5,"model_ms":20}}"#);
    let assessed = peak(&small, []);
    let babble = json!({ "status": "completed", "output": [{ "type": "message", "content": [
        { "type": "output_text", "text": "x".repeat(1 << 20) } ] }] });
    small.change(&answered("responses", &json!({ "every": 3 }), &babble.to_string()));
    let babbling = peak(&small, []);
    assert!(babbling < assessed + MORE, "{babbling} kB for answers of a megabyte, {assessed} kB before");
}
