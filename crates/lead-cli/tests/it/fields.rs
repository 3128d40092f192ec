//! Fields and sources of the user's own, by the command line.

use crate::support::{Home, Sandbox, cells};

/// An org where the enrichment's employees are called differently.
const OTHER_ORG: &str = r#"{"limits":{"salesforce":{"hidden_fields":["ZI_Employees__c"]}}}"#;

#[test]
fn fields_are_added_and_matched_and_a_resumed_run_keeps_them() {
    let sandbox = Sandbox::start_with(60, OTHER_ORG);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let output = sandbox.folder().join("out.xlsx");
    let finished = home
        .output([
            "run",
            workbook.to_str().unwrap(),
            "--field",
            "Owner.Name",
            "--field",
            "CreatedDate",
            "--map",
            "ZI_Employees__c=Headcount__c",
            "--check-only",
            "--output",
            output.to_str().unwrap(),
            "--json",
        ])
        .must_end_with(0)
        .finished();
    // Assessing later is a process of its own, with what the run's plan says.
    let run = finished["run"].as_str().unwrap();
    home.output(["resume", run, "--json"]).must_end_with(0);
    let rows = cells(&output);
    let column =
        |name: &str| rows[0].iter().position(|header| header == name).unwrap_or_else(|| panic!("{name}"));
    for name in ["Owner: name", "Created Date", "ZI Employees"] {
        let column = column(name);
        assert!(rows.iter().skip(1).any(|row| !row[column].is_empty()), "{name}");
    }
}

#[test]
fn a_field_that_is_not_there_is_told_before_anything_is_paid_for() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let workbook = sandbox.workbook();
    let workbook = workbook.to_str().unwrap();
    let refused = home.output(["run", workbook, "--field", "Regoin__c"]).must_end_with(1);
    assert!(refused.stderr.contains("Regoin__c is not among the fields"), "{}", refused.stderr);
    let refused = home.output(["run", workbook, "--map", "Compny=Name"]).must_end_with(1);
    assert!(refused.stderr.contains("has no field “Compny”"), "{}", refused.stderr);
    home.output(["run", workbook, "--map", "Company"]).must_end_with(2);
    assert!(home.runs().is_empty());
}

#[test]
fn a_run_starts_from_a_query_a_condition_or_ids() {
    let sandbox = Sandbox::start(300);
    let home = Home::of(&sandbox);
    let run = |arguments: [&str; 2]| {
        let output = sandbox.folder().join(format!("out{}.xlsx", arguments[0]));
        let ended = home
            .output([
                "run",
                arguments[0],
                arguments[1],
                "--no-ai",
                "--json",
                "--output",
                output.to_str().unwrap(),
            ])
            .must_end_with(0);
        let finished = ended.finished();
        assert_eq!(cells(&output).len() as u64, finished["rows"].as_u64().unwrap() + 1);
        (finished, ended.stderr)
    };
    let (by_query, _) =
        run(["--query", "SELECT Id FROM Lead WHERE Status = 'Nurturing' ORDER BY CreatedDate"]);
    let (by_condition, told) = run(["--where", "Status = 'Nurturing'"]);
    let rows = by_query["rows"].as_u64().unwrap();
    assert!(rows > 20 && rows < 200, "{rows}");
    assert_eq!(by_condition["rows"], by_query["rows"]);
    assert!(told.contains(&format!("{rows} leads to read")), "{told}");
    let verdicts = &by_query["id_verdict"];
    assert_eq!(
        verdicts["valid"].as_u64().unwrap() + verdicts["converted"].as_u64().unwrap(),
        rows,
        "{verdicts}"
    );
    let id = home.output(["show", by_query["run"].as_str().unwrap(), "--json"]).must_end_with(0);
    assert!(id.stdout.contains("Query "), "{}", id.stdout);
    let (by_id, _) = run(["--id", "00Q5g00000DeMoA"]);
    assert_eq!(by_id["rows"], 1);
}

#[test]
fn what_is_wrong_with_a_query_is_told_in_words() {
    let sandbox = Sandbox::start(50);
    let home = Home::of(&sandbox);
    let told = |arguments: [&str; 2]| {
        let ended = home.output(["run", arguments[0], arguments[1]]).must_end_with(1);
        ended.stderr
    };
    let before = sandbox.stats()["calls"].clone();
    assert!(told(["--where", "Status = 'x'; DELETE"]).contains("a character that no query has: ;"));
    assert!(told(["--where", "Id != null) OR (Id != null"]).contains("parentheses"));
    assert!(told(["--query", "SELECT Name FROM Lead"]).contains("does not give the leads' Id"));
    assert_eq!(sandbox.stats()["calls"], before, "nothing was sent");
    let unknown = told(["--where", "Nonsense__c = 1"]);
    assert!(
        unknown.contains("Salesforce does not take the query") && unknown.contains("Nonsense__c"),
        "{unknown}"
    );
    assert!(told(["--where", "Status = = 'x'"]).contains("Salesforce does not take the query"));
    assert!(home.runs().is_empty());
    home.output(["run", "a.xlsx", "--where", "Id != null"]).must_end_with(2);
}
