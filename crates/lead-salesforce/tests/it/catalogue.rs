//! Every answer Salesforce, its edge or a proxy can give, with what a run does about it and what
//! people are told. A table, line by line; each is sent over the wire by the sandbox.

use crate::common::{client, fault, live, org, paths};
use lead_salesforce::{Action, SalesforceError};
use serde_json::json;
use std::time::Duration;

/// One line: status, code and message in Salesforce's array, the action, the name of the error, and
/// words that the sentence must have.
type Line = (u16, &'static str, &'static str, Action, &'static str, &'static str);

const TWENTY_FIVE: Duration = Duration::from_secs(25);

const LINES: [Line; 27] = [
    (
        401,
        "INVALID_SESSION_ID",
        "This session is not valid for use with the REST API",
        Action::Stop,
        "session_refused",
        "API Enabled",
    ),
    (
        401,
        "INVALID_AUTH_HEADER",
        "INVALID_HEADER_TYPE",
        Action::Stop,
        "session_refused",
        "INVALID_HEADER_TYPE",
    ),
    (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", Action::Pause, "daily_limit", "used up"),
    (
        403,
        "REQUEST_LIMIT_EXCEEDED",
        "ConcurrentPerOrgLongTxn Limit exceeded.",
        Action::RetryFewer { after: TWENTY_FIVE },
        "too_many_at_once",
        "half a minute",
    ),
    (
        403,
        "REQUEST_LIMIT_EXCEEDED",
        "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
        Action::RetryFewer { after: TWENTY_FIVE },
        "too_many_at_once",
        "half a minute",
    ),
    (
        403,
        "API_DISABLED_FOR_ORG",
        "API is not enabled for this Organization or Partner",
        Action::Stop,
        "not_permitted",
        "“API Enabled”",
    ),
    (
        403,
        "API_CURRENTLY_DISABLED",
        "API is currently disabled for this user",
        Action::Stop,
        "not_permitted",
        "“API Enabled”",
    ),
    (
        403,
        "INSUFFICIENT_ACCESS",
        "insufficient access rights on object id",
        Action::Stop,
        "not_permitted",
        "“Read” on Lead",
    ),
    (
        403,
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "insufficient access rights on cross-reference id",
        Action::Stop,
        "not_permitted",
        "“Read” on Lead",
    ),
    (
        403,
        "TXN_SECURITY_NO_ACCESS",
        "The operation you requested was blocked by your administrator.",
        Action::Stop,
        "not_permitted",
        "transaction security policy",
    ),
    (
        400,
        "QUERY_TIMEOUT",
        "Your query request was running for too long.",
        Action::Smaller,
        "query_timeout",
        "smaller batches",
    ),
    (
        400,
        "MALFORMED_ID",
        "malformed id 00Q5g00000DeMo!",
        Action::Isolate,
        "bad_id",
        "until the id stands alone",
    ),
    (
        400,
        "INVALID_QUERY_FILTER_OPERATOR",
        "invalid ID field: 00Q5g00000DeMo!",
        Action::Isolate,
        "bad_id",
        "00Q5g00000DeMo!",
    ),
    (
        400,
        "INVALID_QUERY_FILTER_OPERATOR",
        "filter operator not allowed",
        Action::Stop,
        "refused",
        "filter operator not allowed",
    ),
    (400, "MALFORMED_QUERY", "unexpected token: 'FROM'", Action::Stop, "refused", "unexpected token"),
    (400, "MALFORMED_QUERY", "SOQL statement is too long", Action::Smaller, "too_long", "smaller parts"),
    (
        400,
        "INVALID_FIELD",
        "No such column 'X__c' on entity 'Lead'",
        Action::Stop,
        "field_not_readable",
        "X__c",
    ),
    (
        400,
        "INVALID_TYPE",
        "sObject type 'Lead' is not supported.",
        Action::Stop,
        "not_found",
        "may read Leads",
    ),
    (
        400,
        "INVALID_QUERY_LOCATOR",
        "invalid query locator",
        Action::Retry,
        "place_lost",
        "from its beginning",
    ),
    (
        400,
        "EXCEEDEDQUOTA",
        "ApiBatchItems Limit exceeded",
        Action::Pause,
        "jobs_used_up",
        "by their ids instead",
    ),
    (404, "NOT_FOUND", "The requested resource does not exist", Action::Stop, "not_found", "org's address"),
    (404, "ENTITY_IS_DELETED", "entity is deleted", Action::Isolate, "record_deleted", "was deleted"),
    (
        409,
        "CONFLICT",
        "The job was made with another version",
        Action::Stop,
        "other_version",
        "job's own version",
    ),
    (420, "", "", Action::Retry, "server_trouble", "status.salesforce.com"),
    (
        500,
        "UNKNOWN_EXCEPTION",
        "An unexpected error occurred.",
        Action::Retry,
        "server_trouble",
        "500 UNKNOWN_EXCEPTION",
    ),
    (
        503,
        "SERVER_UNAVAILABLE",
        "The server is temporarily unavailable.",
        Action::Retry,
        "server_trouble",
        "503 SERVER_UNAVAILABLE",
    ),
    (
        418,
        "NEW_CODE_OF_NEXT_YEAR",
        "Words that nobody has read yet.",
        Action::Stop,
        "refused",
        "Words that nobody has read yet.",
    ),
];

/// What reading ten leads gives while every collections call is answered so.
async fn reading(what: &str) -> (SalesforceError, u64) {
    let org = org(&fault("collections", "{}", what)).await;
    let client = client(&org).await;
    let error = client.read_leads(&live(10), &paths(&["Company"])).await.expect_err(what);
    (error, client.calls())
}

fn told(error: &SalesforceError, line: &str) -> String {
    let sentence = error.to_string();
    assert!(sentence.len() > 60 && sentence.ends_with('.'), "{line}: {sentence}");
    assert!(!sentence.contains("()") && !sentence.contains("  "), "{line}: {sentence}");
    sentence
}

#[tokio::test]
async fn each_line_has_its_action_and_its_sentence() {
    for (status, code, message, action, name, words) in LINES {
        let line = format!("{status} {code} {message}");
        let body = if code.is_empty() {
            String::new()
        } else {
            json!([{ "message": message, "errorCode": code }]).to_string()
        };
        let (error, calls) =
            reading(&json!({ "answer": { "status": status, "body": body } }).to_string()).await;
        assert_eq!((error.action(), error.code()), (action, format!("salesforce_{name}").as_str()), "{line}");
        let sentence = told(&error, &line);
        assert!(sentence.contains(words), "{line}: {sentence}");
        assert_eq!(calls, 1, "{line}: nothing is sent twice by the client");
    }
}

#[tokio::test]
async fn addresses_that_are_too_long_are_made_shorter() {
    for status in [413, 414, 431] {
        let (error, _) = reading(&format!(r#"{{"html_error":{status}}}"#)).await;
        assert_eq!((error.action(), error.code()), (Action::Smaller, "salesforce_too_long"), "{status}");
        told(&error, "too long");
    }
}

#[tokio::test]
async fn the_edge_and_proxies_are_waited_for_as_long_as_they_say() {
    for status in [500, 502, 503, 504] {
        let (error, _) = reading(&format!(r#"{{"html_error":{status}}}"#)).await;
        assert_eq!(error.action(), Action::Retry, "{status}");
        told(&error, "edge");
    }
    for (status, wait, expected) in [(429, Some(7), 7), (429, None, 10), (503, Some(3), 3)] {
        let answer = json!({ "answer": { "status": status, "retry_after": wait } });
        let (error, _) = reading(&answer.to_string()).await;
        assert_eq!(error.action(), Action::RetryFewer { after: Duration::from_secs(expected) }, "{status}");
        assert_eq!(error.code(), "salesforce_throttled");
        told(&error, "proxy");
    }
}

#[tokio::test]
async fn bodies_of_every_kind_are_told_and_never_taken_for_leads() {
    let page = "<html><body>Sign in to the wireless network</body></html>";
    for (status, body, kind, name) in [
        (403, r#"[{"message":"a","errorCode":"B"}]"#, "application/json", "not_permitted"),
        (403, r#"{"message":"a","errorCode":"B"}"#, "application/json", "not_permitted"),
        (403, r#"{"error":"a","error_description":"b"}"#, "application/json", "not_permitted"),
        (403, page, "text/html", "refused"),
        (400, "", "application/json", "refused"),
        (400, "Bad Request", "text/plain", "refused"),
        (400, "[]", "application/json", "refused"),
        (400, "[{\"mess", "application/json", "refused"),
        (407, page, "text/html", "refused"),
        (200, page, "text/html", "unreadable"),
        (200, "", "application/json", "unreadable"),
        (200, "null", "application/json", "unreadable"),
        (200, "\"text\"", "application/json", "unreadable"),
        (200, "[{\"Id\":", "application/json", "unreadable"),
        (200, "[1,2,3]", "application/json", "unreadable"),
        (200, "{\"records\":[]}", "application/json", "unreadable"),
        (200, "[]", "application/json", "mixed_up"),
        (200, "[null]", "application/json", "mixed_up"),
        (206, "[null,null]", "application/json", "mixed_up"),
        (204, "", "application/json", "unreadable"),
    ] {
        let line = format!("{status} {body}");
        let answer = json!({ "answer": { "status": status, "body": body, "content_type": kind } });
        let (error, _) = reading(&answer.to_string()).await;
        assert_eq!(error.code(), format!("salesforce_{name}"), "{line}");
        told(&error, &line);
    }
}

#[tokio::test]
async fn a_session_for_another_interface_is_not_renewed() {
    let what = r#"{"error":"session_not_valid_for_api"}"#;
    let org = org(&fault("collections", "{}", what)).await;
    let client = client(&org).await;
    client.read_leads(&live(10), &paths(&["Company"])).await.unwrap_err();
    assert_eq!(org.stats()["calls"]["token"], 1, "the sign-in at the start alone");
}

#[tokio::test]
async fn a_retired_version_is_agreed_on_anew_and_the_call_made_again() {
    let org = org("{}").await;
    let client = client(&org).await;
    client.describe_lead().await.unwrap();
    let retired = r#"{"limits":{"salesforce":{"oldest_version":69,"newest_version":70}}}"#;
    org.change(lead_sandbox::Scenario::from_json(retired).unwrap());
    let leads = client.read_leads(&live(10), &paths(&["Company"])).await.unwrap();
    assert!(leads.iter().all(Option::is_some));
    assert!(client.second_look(&live(1_000)).await.is_ok(), "parts of a composite call name the new one");
    let stats = org.stats();
    assert_eq!(stats["answers"]["collections"], json!({ "410": 1, "200": 1 }));
    assert_eq!(stats["answers"]["composite"], json!({ "200": 1 }));

    // Every version refuses: told, once, and not asked for ever.
    let gone = fault("collections", "{}", r#"{"answer":{"status":410,"body":"[]"}}"#);
    let org = crate::common::org(&gone).await;
    let client = crate::common::client(&org).await;
    let error = client.read_leads(&live(1), &paths(&["Company"])).await.unwrap_err();
    assert_eq!((error.action(), error.code()), (Action::Stop, "salesforce_version_retired"));
    assert_eq!(org.stats()["calls"]["versions"], 2);
    told(&error, "410");
}

#[tokio::test]
async fn an_old_org_s_newest_version_is_used() {
    let org = org(r#"{"limits":{"salesforce":{"oldest_version":41,"newest_version":66}}}"#).await;
    let client = client(&org).await;
    assert!(client.read_leads(&live(10), &paths(&["Company"])).await.unwrap().iter().all(Option::is_some));
    let intent = client.intend_bulk(&paths(&["Company"])).await.unwrap();
    assert_eq!(client.start_bulk(&intent).await.unwrap().version, "66.0");
}

#[tokio::test]
async fn no_call_is_made_beyond_the_share_of_the_day() {
    let org = org(r#"{"limits":{"salesforce":{"calls_per_day":1000,"calls_used":796}}}"#).await;
    let client = client(&org).await;
    client.keep_to_share(80);
    let mut reads = tokio::task::JoinSet::new();
    for id in live(12) {
        let client = client.clone();
        reads.spawn(async move { client.read_leads(&[id], &["Company".to_owned()]).await });
    }
    let ended = reads.join_all().await;
    let (read, stopped): (Vec<_>, Vec<_>) = ended.into_iter().partition(Result::is_ok);
    assert_eq!(read.len(), 4, "797 to 800 of 1,000");
    let error = stopped.into_iter().find_map(Result::err).unwrap();
    assert_eq!((error.action(), error.code()), (Action::Pause, "salesforce_budget_reached"));
    let sentence = told(&error, "budget");
    assert!(sentence.contains("1,000 Salesforce calls") && sentence.contains("80 %"), "{sentence}");
    assert_eq!(org.stats()["calls"]["collections"], 4);
    client.keep_to_share(100);
    assert!(client.read_leads(&live(1), &paths(&["Company"])).await.is_ok());
}
