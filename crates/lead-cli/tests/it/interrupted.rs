//! A run that is killed, or stopped by Ctrl-C, and taken up again.

use crate::support::{Home, Sandbox, cells};

/// From this call on the model does not answer, so the run stands in the middle, however fast the
/// machine.
const STUCK: &str =
    r#"{"faults":[{"where":"responses","when":{"from_call":120},"what":{"hang_seconds":3600}}]}"#;

#[test]
fn a_killed_run_is_taken_up_and_gives_the_same_workbook_without_asking_twice() {
    let undisturbed = Sandbox::start(500);
    let home = Home::of(&undisturbed);
    let expected =
        home.output(["run", undisturbed.workbook().to_str().unwrap(), "--json"]).must_end_with(0).finished();

    let sandbox = Sandbox::start_with(500, STUCK);
    let home = Home::of(&sandbox);
    let mut running = home.spawn(["run", sandbox.workbook().to_str().unwrap(), "--json"]);
    let run = running.run();
    running.until_assessed(60);
    running.kill();
    let at_the_kill = sandbox.stats();
    assert_eq!(home.runs()[0]["state"], "paused", "a run nobody drives is paused, never running");

    sandbox.change("{}");
    let finished = home.output(["resume", &run, "--json"]).must_end_with(0).finished();
    assert_eq!(finished["status"], expected["status"]);
    assert_eq!(finished["id_verdict"], expected["id_verdict"]);
    let (ours, theirs) = (
        cells(finished["output"].as_str().unwrap().as_ref()),
        cells(expected["output"].as_str().unwrap().as_ref()),
    );
    assert_eq!(ours.len(), theirs.len());
    for (row, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
        assert_eq!(ours, theirs, "row {}", row + 1);
    }

    let stats = sandbox.stats();
    let in_flight = at_the_kill["peak_in_flight"]["model"].as_u64().unwrap();
    let repeated =
        |name: &str| stats[name]["total"].as_u64().unwrap() - stats[name]["distinct"].as_u64().unwrap();
    assert!(
        repeated("answered") <= in_flight,
        "{} answers twice, {in_flight} in flight",
        repeated("answered")
    );
    assert_eq!(repeated("reads"), 0, "no lead was read twice");
}

#[test]
fn ctrl_c_pauses_with_everything_saved() {
    let sandbox = Sandbox::start_with(400, r#"{"latency":{"model_ms":400}}"#);
    let home = Home::of(&sandbox);
    let mut running = home.spawn(["run", sandbox.workbook().to_str().unwrap(), "--json"]);
    let run = running.run();
    running.until_assessed(1);
    running.interrupt();
    let (code, last) = running.end();
    assert_eq!(code, 130, "{last}");
    assert_eq!((&last["type"], &last["state"]), (&"finished".into(), &"paused".into()));
    assert!(last["output"].is_null());

    sandbox.change("{}");
    let finished = home.output(["resume", &run, "--json"]).must_end_with(0).finished();
    assert_eq!(finished["state"], "done");
    let stats = sandbox.stats();
    assert_eq!(stats["answered"]["total"], stats["answered"]["distinct"], "nothing was paid twice");
}

#[test]
fn a_run_under_way_has_one_owner() {
    let sandbox = Sandbox::start_with(400, STUCK);
    let home = Home::of(&sandbox);
    let mut running = home.spawn(["run", sandbox.workbook().to_str().unwrap(), "--json"]);
    let run = running.run();
    running.until_assessed(1);
    assert_eq!(home.runs()[0]["state"], "running");
    home.output(["show", &run]).must_end_with(0);
    for command in [["resume", &run], ["delete", &run]] {
        let refused = home.output(command).must_end_with(1);
        assert!(refused.stderr.contains("under way"), "{}", refused.stderr);
    }
    running.kill();
}
