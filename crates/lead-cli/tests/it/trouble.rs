//! Providers in trouble: rows fail by name, nothing is lost, and retry takes up what failed.

use crate::support::{Home, Sandbox, cells};

#[test]
fn rows_the_model_never_answered_fail_by_name_and_are_retried() {
    // The model refuses to answer, for good, in every tenth call.
    let sandbox = Sandbox::start_with(
        200,
        r#"{"faults":[{"where":"responses","when":{"every":10},"what":{"model_answer":"refusal"}}]}"#,
    );
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let failed = home.output(["run", workbook.to_str().unwrap(), "--json"]).must_end_with(3).finished();
    assert_eq!(failed["state"], "failed_rows");
    let rows = failed["status"]["assessment_failed"].as_u64().unwrap();
    assert!(rows > 0, "{failed}");
    assert!(failed["output"].is_string(), "the workbook is saved all the same");

    sandbox.change("{}");
    let run = failed["run"].as_str().unwrap();
    let retried = home.output(["retry", run, "--json"]).must_end_with(0).finished();
    assert_eq!((&retried["state"], &retried["status"]["assessment_failed"]), (&"done".into(), &0.into()));
    let stats = sandbox.stats();
    assert_eq!(
        stats["answered"]["total"], stats["answered"]["distinct"],
        "what was answered is not asked again"
    );
    assert_eq!(stats["reads"]["most"], 1);
}

#[test]
fn errors_in_the_middle_change_nothing_in_the_workbook() {
    let calm = Sandbox::start(150);
    let home = Home::of(&calm);
    let expected =
        home.output(["run", calm.workbook().to_str().unwrap(), "--json"]).must_end_with(0).finished();

    // Two answers that cost and are of no use: with a third, a lead that got all of them would fail.
    let stormy = Sandbox::start_with(
        150,
        r#"{"faults":[
            {"where":"responses","when":{"every":7},"what":{"error":"server_error"}},
            {"where":"responses","when":{"calls":[11]},"what":{"cut_body":0.5}},
            {"where":"responses","when":{"calls":[13]},"what":{"model_answer":"invalid_json"}},
            {"where":"responses","when":{"calls":[5,6]},"what":{"error":"rate_limit_exceeded"}},
            {"where":"collections","when":{"calls":[1]},"what":"drop_connection"}
        ]}"#,
    );
    let home = Home::of(&stormy);
    let finished =
        home.output(["run", stormy.workbook().to_str().unwrap(), "--json"]).must_end_with(0).finished();
    assert_eq!(finished["status"], expected["status"]);
    let workbook = |line: &serde_json::Value| cells(line["output"].as_str().unwrap().as_ref());
    assert_eq!(workbook(&finished), workbook(&expected));
}
