//! Every fault on the wire is an error with its action, never a verdict, and sent once.

use crate::common::{client, fault, live, org, paths};
use lead_salesforce::{Action, ApiUsage, SalesforceError};
use std::time::Duration;

/// What reading ten leads gives while every collections call meets this fault.
async fn reading(what: &str) -> SalesforceError {
    let org = org(&fault("collections", "{}", what)).await;
    let client = client(&org).await;
    let error = client.read_leads(&live(10), &paths(&["Company"])).await.expect_err(what);
    assert_eq!(client.calls(), 1, "{what}: sent once");
    assert!(error.to_string().len() > 60 && error.to_string().ends_with('.'), "{error}");
    error
}

#[tokio::test]
async fn the_two_limits_of_403_are_told_apart_by_their_text() {
    let daily = reading(r#"{"error":"request_limit_exceeded"}"#).await;
    assert_eq!(daily.action(), Action::Pause);
    let concurrent = reading(r#"{"error":"concurrent_limit_exceeded"}"#).await;
    assert!(matches!(concurrent.action(), Action::RetryFewer { after } if after >= Duration::from_secs(20)));
}

#[tokio::test]
async fn the_daily_limit_names_used_and_allowed() {
    let org = org(r#"{"limits":{"salesforce":{"calls_per_day":2,"calls_used":0}}}"#).await;
    let client = client(&org).await;
    let wanted = paths(&["Company"]);
    client.read_leads(&live(1), &wanted).await.unwrap();
    client.read_leads(&live(1), &wanted).await.unwrap();
    let error = client.read_leads(&live(1), &wanted).await.unwrap_err();
    assert_eq!(error, SalesforceError::DailyLimit { usage: Some(ApiUsage { used: 2, allowed: 2 }) });
    assert!(error.to_string().contains("(2 of 2)"), "{error}");
}

#[tokio::test]
async fn refusals_lead_to_their_actions() {
    for (what, action) in [
        (r#"{"error":"query_timeout"}"#, Action::Smaller),
        (r#"{"error":"malformed_id"}"#, Action::Isolate),
        (r#"{"error":"api_disabled_for_org"}"#, Action::Stop),
        (r#"{"error":"insufficient_access"}"#, Action::Stop),
        (r#"{"error":"session_not_valid_for_api"}"#, Action::Stop),
        (r#"{"error":"invalid_auth_header"}"#, Action::Stop),
        (r#"{"error":"server_unavailable"}"#, Action::Retry),
        (r#"{"error":"unknown_exception"}"#, Action::Retry),
        (r#"{"html_error":502}"#, Action::Retry),
        (r#"{"html_error":414}"#, Action::Smaller),
        (r#"{"html_error":403}"#, Action::Stop),
        (
            r#"{"answer":{"status":429,"retry_after":7}}"#,
            Action::RetryFewer { after: Duration::from_secs(7) },
        ),
    ] {
        assert_eq!(reading(what).await.action(), action, "{what}");
    }
}

#[tokio::test]
async fn answers_that_are_none_are_errors() {
    for (what, code) in [
        (r#"{"cut_body":0.5}"#, "salesforce_broke_off"),
        (r#""drop_connection""#, "salesforce_broke_off"),
        (r#"{"hang_seconds":30}"#, "salesforce_timed_out"),
        (r#""empty_body""#, "salesforce_unreadable"),
        (r#""rubbish""#, "salesforce_unreadable"),
        (
            r#"{"answer":{"status":200,"body":"<html>Sign in</html>","content_type":"text/html"}}"#,
            "salesforce_unreadable",
        ),
        (r#"{"answer":{"status":200,"body":"[{\"Id\":"}}"#, "salesforce_unreadable"),
        (r#"{"answer":{"status":200,"body":"[null,null]"}}"#, "salesforce_mixed_up"),
        (
            r#"{"answer":{"status":200,"body":"[{\"message\":\"x\",\"errorCode\":\"Y\"}]"}}"#,
            "salesforce_mixed_up",
        ),
        (r#"{"answer":{"status":204}}"#, "salesforce_unreadable"),
    ] {
        assert_eq!(reading(what).await.code(), code, "{what}");
    }
}

#[tokio::test]
async fn one_malformed_id_is_told_as_that() {
    let id = live(1)[0];
    let org =
        org(&fault("collections", &format!(r#"{{"ids":["{id}"]}}"#), r#"{"error":"malformed_id"}"#)).await;
    let client = client(&org).await;
    let ids = live(10);
    let wanted = paths(&["Company"]);
    assert_eq!(client.read_leads(&ids, &wanted).await.unwrap_err().action(), Action::Isolate);
    assert_eq!(client.read_leads(&ids[..1], &wanted).await.unwrap_err().action(), Action::Isolate);
    assert!(client.read_leads(&ids[1..], &wanted).await.unwrap().iter().all(Option::is_some));
}

#[tokio::test]
async fn a_hidden_field_of_the_lead_stops_and_is_named() {
    let org = org(r#"{"limits":{"salesforce":{"hidden_fields":["Company"]}}}"#).await;
    let client = client(&org).await;
    assert!(!client.describe_lead().await.unwrap().readable_paths().contains("Company"));
    let error = client.read_leads(&live(1), &paths(&["Company"])).await.unwrap_err();
    assert_eq!((error.action(), error.code()), (Action::Stop, "salesforce_field_not_readable"));
    assert!(error.to_string().contains("Company"), "{error}");
}

#[tokio::test]
async fn segments_out_of_reach_are_not_read_and_not_blank() {
    let refusal = r#"{"error":"insufficient_access"}"#;
    let org = org(&fault("/services/*/composite/sobjects/Segment__c", "{}", refusal)).await;
    let client = client(&org).await;
    let wanted = paths(&["Company", "SegmentName__c", "SegmentName__r.Name"]);
    let leads = client.read_leads(&live(300), &wanted).await.unwrap();
    for lead in leads.iter().flatten() {
        let lookup = lead.get("SegmentName__c").expect("was asked for");
        assert_eq!(lead.get("SegmentName__r.Name").is_some(), lookup.is_blank(), "{lead:?}");
    }
    let before = client.calls();
    client.read_leads(&live(300), &wanted).await.unwrap();
    assert_eq!(client.calls() - before, 1, "the refusal is remembered");
}

#[tokio::test]
async fn trouble_with_the_segments_is_trouble_and_not_a_blank() {
    let trouble = r#"{"error":"server_unavailable"}"#;
    let org = org(&fault("/services/*/composite/sobjects/Segment__c", r#"{"calls":[1]}"#, trouble)).await;
    let client = client(&org).await;
    let wanted = paths(&["SegmentName__r.Name"]);
    assert_eq!(client.read_leads(&live(300), &wanted).await.unwrap_err().action(), Action::Retry);
    let leads = client.read_leads(&live(300), &wanted).await.unwrap();
    assert!(leads.iter().flatten().all(|lead| lead.get("SegmentName__r.Name").is_some()));
}

#[tokio::test]
async fn a_second_look_s_failed_part_fails_it() {
    let org = org(r#"{"limits":{"salesforce":{"subrequest_url_bytes":4000}}}"#).await;
    let client = client(&org).await;
    assert_eq!(client.second_look(&live(1_000)).await.unwrap_err().action(), Action::Smaller);
    let error = async |what: &str| {
        let org = self::org(&fault("query_all", "{}", what)).await;
        crate::common::client(&org).await.second_look(&live(10)).await.unwrap_err()
    };
    assert_eq!(error(r#"{"error":"query_timeout"}"#).await.action(), Action::Smaller);
    assert_eq!(error(r#""rubbish""#).await.code(), "salesforce_unreadable");
    let other = r#"{"answer":{"status":200,"body":"{\"done\":true,\"records\":[{\"Id\":\"00Q000000000001EAA\",\"IsDeleted\":true,\"MasterRecordId\":null}]}"}}"#;
    assert_eq!(error(other).await.code(), "salesforce_mixed_up");
    let foreign = r#"{"answer":{"status":200,"body":"{\"done\":false,\"records\":[],\"nextRecordsUrl\":\"http://127.0.0.1:9/services/data/v68.0/query/x\"}"}}"#;
    let told = error(foreign).await.to_string();
    assert!(told.contains("outside the org"), "{told}");
}
