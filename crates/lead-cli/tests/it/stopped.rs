//! Runs that stop for good, or until somebody does something.

use crate::support::{Home, Sandbox};

#[test]
fn another_process_can_cancel_a_run() {
    let sandbox = Sandbox::start_with(400, r#"{"latency":{"model_ms":500}}"#);
    let home = Home::of(&sandbox);
    let mut running = home.spawn(["run", sandbox.workbook().to_str().unwrap(), "--json"]);
    let run = running.run();
    running.until_assessed(1);
    home.output(["cancel", &run]).must_end_with(0);
    let (code, last) = running.end();
    assert_eq!(code, 130, "{last}");
    assert_eq!(last["state"], "cancelled");

    let ended = home.output(["resume", &run]).must_end_with(1);
    assert!(ended.stderr.contains("cancelled"), "{}", ended.stderr);
    let output = home.folder().join("part.xlsx");
    home.output(["export", &run, "--output", output.to_str().unwrap()]).must_end_with(0);
    assert!(output.exists());
}

#[test]
fn a_paused_run_is_cancelled_at_once() {
    let sandbox = Sandbox::start(100);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let paused = home
        .output(["run", workbook.to_str().unwrap(), "--max-spend", "0.0001", "--json"])
        .must_end_with(4)
        .finished();
    home.output(["cancel", paused["run"].as_str().unwrap()]).must_end_with(0);
    assert_eq!(home.runs()[0]["state"], "cancelled");
}

#[test]
fn the_spending_cap_pauses_the_run_and_holds() {
    let sandbox = Sandbox::start(300);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let forecast =
        home.output(["forecast", workbook.to_str().unwrap(), "--json"]).must_end_with(0).lines().remove(0);
    let cap = forecast["cost_low_usd"].as_f64().unwrap() / 3.0;
    let paused = home
        .output(["run", workbook.to_str().unwrap(), "--max-spend", &cap.to_string(), "--json"])
        .must_end_with(4)
        .finished();
    assert_eq!(paused["state"], "paused");
    assert!(paused["reason"].as_str().unwrap().contains('$'), "{paused}");
    assert!(paused["usage"]["cost_usd"].as_f64().unwrap() <= cap, "{paused}");
    assert!(sandbox.stats()["spent_usd"].as_f64().unwrap() <= cap);

    let run = paused["run"].as_str().unwrap();
    let still = home.output(["resume", run, "--json"]).must_end_with(4).finished();
    assert_eq!(still["state"], "paused", "the same cap holds again");
    let done = home.output(["resume", run, "--max-spend", "50", "--json"]).must_end_with(0).finished();
    assert_eq!(done["state"], "done");
    let stats = sandbox.stats();
    assert_eq!(stats["answered"]["total"], stats["answered"]["distinct"], "nothing was paid twice");
}

#[test]
fn a_wrong_key_pauses_and_the_right_one_goes_on() {
    let sandbox = Sandbox::start(80);
    let mut home = Home::of(&sandbox);
    home.set("OPENAI_API_KEY", "sk-not-the-one");
    let workbook = sandbox.workbook();
    let paused = home.output(["run", workbook.to_str().unwrap(), "--json"]).must_end_with(4).finished();
    assert_eq!(paused["state"], "paused");
    assert!(paused["reason"].as_str().unwrap().contains("key"), "{paused}");
    home.set("OPENAI_API_KEY", sandbox.told("api_key"));
    let finished =
        home.output(["resume", paused["run"].as_str().unwrap(), "--json"]).must_end_with(0).finished();
    assert_eq!(finished["state"], "done");
    assert_eq!(sandbox.stats()["reads"]["most"], 1, "no lead was read twice");
}

#[test]
fn a_wrong_salesforce_secret_starts_no_run() {
    let sandbox = Sandbox::start(50);
    let mut home = Home::of(&sandbox);
    home.set("SALESFORCE_CLIENT_SECRET", "not-the-one");
    let refused = home.output(["run", sandbox.workbook().to_str().unwrap(), "--json"]).must_end_with(1);
    assert!(refused.stderr.contains("Salesforce"), "{}", refused.stderr);
    assert!(refused.stdout.is_empty() && home.runs().is_empty());
}

#[test]
fn missing_keys_are_told_before_anybody_is_asked() {
    let sandbox = Sandbox::start(50);
    let workbook = sandbox.workbook();
    let mut home = Home::of(&sandbox);
    home.unset("OPENAI_API_KEY");
    let refused = home.output(["run", workbook.to_str().unwrap()]).must_end_with(1);
    assert!(refused.stderr.contains("OPENAI_API_KEY"), "{}", refused.stderr);
    home.unset("SALESFORCE_CLIENT_SECRET");
    let refused = home.output(["run", workbook.to_str().unwrap(), "--no-ai"]).must_end_with(1);
    assert!(refused.stderr.contains("SALESFORCE_ACCESS_TOKEN"), "{}", refused.stderr);
    assert!(home.runs().is_empty());
    assert_eq!(sandbox.stats()["calls"]["token"], 0);
}
