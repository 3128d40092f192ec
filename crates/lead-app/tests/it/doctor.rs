//! The doctor names what is wrong with a connection, each cause met for real in the sandbox.

use lead_app::{App, Environment, PreflightCheck, PreflightOutcome};
use lead_sandbox::{Sandbox, SandboxOptions, Scenario};

async fn org(scenario: &str) -> Sandbox {
    let scenario = Some(Scenario::from_json(scenario).unwrap());
    lead_sandbox::start(SandboxOptions { leads: 200, seed: 3, port: 0, scenario }).await.unwrap()
}

async fn told(variables: &[(&str, &str)]) -> Vec<PreflightCheck> {
    let home = tempfile::tempdir().unwrap();
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let app = App::open(home.path().to_owned(), Environment::of(variables)).await.unwrap();
    app.doctor().await.unwrap()
}

fn check<'a>(checks: &'a [PreflightCheck], name: &str) -> &'a PreflightCheck {
    checks.iter().find(|check| check.name == name).unwrap_or_else(|| panic!("no {name} in {checks:?}"))
}

/// What the doctor says of an org that behaves so, to a client that can renew its session.
async fn of_org(scenario: &str) -> Vec<PreflightCheck> {
    let org = org(scenario).await;
    told(&[
        ("SALESFORCE_URL", &org.url()),
        ("SALESFORCE_CLIENT_ID", org.client_id()),
        ("SALESFORCE_CLIENT_SECRET", org.client_secret()),
    ])
    .await
}

fn fault(place: &str, what: &str) -> String {
    format!(r#"{{"latency":{{"salesforce_ms":1}},"faults":[{{"where":"{place}","what":{what}}}]}}"#)
}

#[tokio::test(flavor = "multi_thread")]
async fn causes_on_the_wire_are_named() {
    let cases = [
        (
            fault("describe", r#"{"error":"session_not_valid_for_api"}"#),
            "The session may not use the API",
            "API Enabled",
        ),
        (fault("describe", r#"{"error":"api_disabled_for_org"}"#), "A permission is missing", "API Enabled"),
        (
            fault("describe", r#"{"error":"insufficient_access"}"#),
            "A permission is missing",
            "“Read” on Lead",
        ),
        (
            fault(
                "describe",
                r#"{"answer":{"status":404,"body":"[{\"errorCode\":\"NOT_FOUND\",\"message\":\"The requested resource does not exist\"}]"}}"#,
            ),
            "The user does not see Leads",
            "may read Leads",
        ),
        (
            fault("describe", r#"{"error":"request_limit_exceeded"}"#),
            "calls of the day are used up",
            "frees up",
        ),
        (
            fault("describe", r#"{"error":"server_unavailable"}"#),
            "trouble of its own",
            "status.salesforce.com",
        ),
        (
            fault("versions", r#"{"answer":{"status":429,"retry_after":5}}"#),
            "A proxy holds requests back",
            "fewer",
        ),
        (
            fault(
                "versions",
                r#"{"answer":{"status":200,"body":"<html>Sign in</html>","content_type":"text/html"}}"#,
            ),
            "Something else answers at this address",
            "sign-in page",
        ),
        (fault("versions", r#"{"html_error":403}"#), "Something refuses the request", "proxy"),
        (fault("describe", r#""drop_connection""#), "The connection breaks off", "asked for again"),
        (
            fault("describe", r#"{"answer":{"status":410,"body":"[]"}}"#),
            "another version",
            "Update Leadsheet",
        ),
        (
            fault(
                "token",
                r#"{"answer":{"status":400,"body":"{\"error\":\"invalid_client\",\"error_description\":\"invalid client credentials\"}"}}"#,
            ),
            "id or secret is not accepted",
            "run-as user",
        ),
    ];
    for (scenario, cause, advice) in cases {
        let checks = of_org(&scenario).await;
        let told = check(&checks, "salesforce");
        assert_eq!(told.outcome, PreflightOutcome::Blocked, "{cause}: {told:?}");
        assert!(told.sentence.contains(cause) && told.sentence.contains(advice), "{cause}: {told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn causes_on_this_side_are_named() {
    let org = org("{}").await;
    let nothing = told(&[]).await;
    assert!(check(&nothing, "salesforce").sentence.starts_with("Nobody has signed in"), "{nothing:?}");
    let url = org.url();
    for (url, token, cause) in [
        ("http://acme.my.salesforce.com", "00Dxx!token", "travel unprotected"),
        ("http://127.0.0.1:9", "00Dxx!token", "The address or the network is wrong"),
        (url.as_str(), "00Dxx!token", "The session has ended"),
        (url.as_str(), "00Dxx!to\nken", "was not copied whole"),
    ] {
        let checks = told(&[("SALESFORCE_URL", url), ("SALESFORCE_ACCESS_TOKEN", token)]).await;
        let told = check(&checks, "salesforce");
        assert_eq!(told.outcome, PreflightOutcome::Blocked);
        assert!(told.sentence.contains(cause), "{cause}: {told:?}");
        assert!(!told.sentence.contains(token), "no secret is shown");
    }
    let pasted = told(&[("SALESFORCE_URL", &url), ("SALESFORCE_ACCESS_TOKEN", org.access_token())]).await;
    assert!(check(&pasted, "salesforce").sentence.contains("cannot be renewed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_will_hinder_a_run_is_named() {
    let spent = of_org(r#"{"limits":{"salesforce":{"calls_per_day":1000,"calls_used":850}}}"#).await;
    let calls = check(&spent, "calls");
    assert_eq!(calls.outcome, PreflightOutcome::Blocked);
    assert!(calls.sentence.contains("of 1,000 API calls") && calls.sentence.contains("80 %"), "{calls:?}");
    let hidden =
        of_org(r#"{"limits":{"salesforce":{"hidden_fields":["ZI_Company_Name__c","SegmentName__c"]}}}"#)
            .await;
    let fields = check(&hidden, "fields");
    assert_eq!(fields.outcome, PreflightOutcome::Note);
    assert!(fields.sentence.contains("field-level security"), "{fields:?}");
    let blind = of_org(&fault(
        "query",
        r#"{"answer":{"status":200,"body":"{\"totalSize\":0,\"done\":true,\"records\":[]}"}}"#,
    ))
    .await;
    assert!(check(&blind, "leads").sentence.contains("sees no lead at all"));
    let well = of_org("{}").await;
    for name in ["salesforce", "calls", "leads", "fields"] {
        assert_eq!(check(&well, name).outcome, PreflightOutcome::Ok, "{name}");
    }
}
