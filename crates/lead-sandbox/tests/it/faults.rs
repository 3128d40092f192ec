//! Faults over plain HTTP: each does on the wire what its name says.

use crate::common::{answer, bench, ids, request, text};
use lead_model::IdVerdict;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn fault(place: &str, what: &Value) -> Value {
    json!({"faults": [{"where": place, "when": {"calls": [1]}, "what": what}]})
}

#[tokio::test]
async fn errors_replace_answers() {
    for (what, status, contains) in [
        (json!({"error": "request_limit_exceeded"}), 403, "TotalRequests Limit exceeded."),
        (json!({"error": "concurrent_limit_exceeded"}), 403, "ConcurrentPerOrgLongTxn"),
        (json!({"error": "server_unavailable"}), 503, "SERVER_UNAVAILABLE"),
        (json!({"error": "query_timeout"}), 400, "QUERY_TIMEOUT"),
        (json!({"html_error": 502}), 502, "<html>"),
        (json!("empty_body"), 200, ""),
        (json!("rubbish"), 200, "captive"),
        (
            json!({"answer": {"status": 420, "body": "Enhance your calm", "content_type": "text/plain"}}),
            420,
            "calm",
        ),
    ] {
        let bench = bench(fault("limits", &what)).await;
        let response = bench.get("/limits").send().await.unwrap();
        assert_eq!(response.status().as_u16(), status);
        let body = response.text().await.unwrap();
        assert!(body.contains(contains), "{body}");
        assert_eq!(bench.get("/limits").send().await.unwrap().status(), 200, "the second call is not struck");
    }
}

#[tokio::test]
async fn connections_are_dropped_and_bodies_cut() {
    for (place, what) in [
        ("describe", json!("drop_connection")),
        ("describe", json!({"cut_body": 0.5})),
        ("describe", json!({"cut_body": 0})),
    ] {
        let bench = bench(fault(place, &what)).await;
        let described = || bench.get("/sobjects/Lead/describe");
        let whole = match described().send().await {
            Err(_) => false,
            Ok(response) => response.bytes().await.is_ok(),
        };
        assert!(!whole);
        assert_eq!(answer(described()).await.0, 200);
    }
    let bench = bench(fault("responses", &json!({"cut_body": 0.5}))).await;
    let body = request(&json!([{"ref": "r01", "company": "Alder Foods"}]));
    assert!(bench.ask(&body).await.bytes().await.is_err());
    let stats = bench.stats().await;
    assert_eq!((&stats["assessed"]["total"], &stats["answered"]["total"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn a_hang_takes_its_time_and_then_answers() {
    let bench = bench(fault("limits", &json!({"hang_seconds": 0.4}))).await;
    let begun = Instant::now();
    assert_eq!(bench.get("/limits").send().await.unwrap().status(), 200);
    assert!(begun.elapsed() >= Duration::from_millis(400));
}

#[tokio::test]
async fn stopping_does_not_wait_for_a_hang() {
    let bench = bench(fault("limits", &json!({"hang_seconds": 60}))).await;
    let call = tokio::spawn(bench.get("/limits").send());
    tokio::time::sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    let address = bench.sandbox.url();
    bench.sandbox.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert!(bench.http.get(address).send().await.is_err(), "nobody listens any more");
    call.abort();
}

#[tokio::test]
async fn a_session_expires_for_good() {
    let bench = bench(fault("limits", &json!("expired_session"))).await;
    for _ in 0..2 {
        let (status, body) = answer(bench.get("/limits")).await;
        assert_eq!((status.as_u16(), &body[0]["errorCode"]), (401, &json!("INVALID_SESSION_ID")));
    }
    let scenario = json!({"limits": {"salesforce": {"session_calls": 2}}});
    let bench = crate::common::bench(scenario).await;
    let statuses = [200, 200, 401, 401];
    for expected in statuses {
        assert_eq!(answer(bench.get("/limits")).await.0.as_u16(), expected);
    }
}

#[tokio::test]
async fn the_daily_limit_ends_reading() {
    let bench = bench(json!({"limits": {"salesforce": {"calls_per_day": 20, "calls_used": 18}}})).await;
    for expected in [200, 200, 403] {
        let response = bench.get("/limits").send().await.unwrap();
        assert_eq!(response.status().as_u16(), expected);
    }
    let response = bench.get("/limits").send().await.unwrap();
    assert_eq!(response.headers()["sforce-limit-info"], "api-usage=20/20");
    let more = json!({"limits": {"salesforce": {"calls_per_day": 50, "calls_used": 18}}});
    let address = format!("{}/__scenario", bench.sandbox.url());
    assert_eq!(bench.http.put(&address).body(more.to_string()).send().await.unwrap().status(), 204);
    assert_eq!(bench.get("/limits").send().await.unwrap().status(), 200, "the limit was raised meanwhile");
    let refused = bench.http.put(&address).body(r#"{"fault":[]}"#).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    assert!(refused.text().await.unwrap().contains("unknown field `fault`"));
}

#[tokio::test]
async fn a_poisoned_id_fails_every_call_that_has_it() {
    let asked = ids(IdVerdict::Valid, 10);
    let scenario = json!({"faults": [
        {"where": "collections", "when": {"ids": [asked[3]]}, "what": {"error": "malformed_id"}},
        {"where": "collections", "when": {"more_ids_than": 6}, "what": {"error": "query_timeout"}}]});
    let bench = bench(scenario).await;
    let code = async |ids: &[String]| bench.collection(ids, &["Id"]).await.1[0]["errorCode"].clone();
    assert_eq!(code(&asked).await, "MALFORMED_ID");
    assert_eq!(code(&asked[3..4]).await, "MALFORMED_ID");
    assert_eq!(code(&asked[4..]).await, Value::Null, "six ids are read");
    assert_eq!(code(&[&asked[..3], &asked[4..]].concat()).await, "QUERY_TIMEOUT");
}

#[tokio::test]
async fn the_model_answers_wrongly_in_every_way() {
    let body =
        request(&json!([{"ref": "r01", "company": "Alder Foods"}, {"ref": "r02", "company": "Wren Bank"}]));
    let spoilt = async |kind: &str| {
        let bench = bench(fault("responses", &json!({"model_answer": kind}))).await;
        let response = bench.ask(&body).await;
        assert_eq!(response.status(), 200);
        response.json::<Value>().await.unwrap()
    };
    assert!(text(&spoilt("code_fence").await).starts_with("```json"));
    assert_eq!(text(&spoilt("empty_text").await), "");
    assert_eq!(spoilt("incomplete").await["incomplete_details"]["reason"], "max_output_tokens");
    assert_eq!(spoilt("content_filter").await["incomplete_details"]["reason"], "content_filter");
    let failed = spoilt("failed_status").await;
    assert_eq!((&failed["status"], &failed["error"]["code"]), (&json!("failed"), &json!("server_error")));
    let refused = spoilt("refusal").await;
    assert_eq!(refused["output"][1]["content"][0]["type"], "refusal");
    let score = |body: &Value| crate::common::said(body)["assessments"][0]["coherence"].clone();
    assert!(score(&spoilt("score_as_text").await).is_string());
    assert!(score(&spoilt("out_of_range_score").await).as_i64().unwrap() > 100);
    let refs = |body: Value| {
        let said = crate::common::said(&body);
        said["assessments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["ref"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(refs(spoilt("wrong_ref").await), ["r99", "r02"]);
    assert_eq!(refs(spoilt("missing_ref").await), ["r01"]);
    assert_eq!(refs(spoilt("doubled_ref").await), ["r01", "r02", "r01"]);
    for kind in ["truncated", "invalid_json"] {
        let told = spoilt(kind).await;
        assert_eq!(told["status"], "completed");
        assert!(serde_json::from_str::<Value>(&text(&told)).is_err(), "{kind}");
    }
}

#[tokio::test]
async fn the_truth_is_told_by_row_and_as_a_whole() {
    let bench = bench(json!({})).await;
    let address = format!("{}/__truth", bench.sandbox.url());
    let (_, row) = answer(bench.http.get(format!("{address}?row=2"))).await;
    assert_eq!(row["row"], 2);
    let all = bench.http.get(&address).send().await.unwrap().text().await.unwrap();
    let rows: Vec<Value> = all.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((rows.len(), &rows[0]), (1_000, &row));
    assert_eq!(bench.http.get(format!("{address}?row=1")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn concurrency_is_counted_at_its_peak() {
    let bench = bench(json!({"latency": {"salesforce_ms": 150, "model_ms": 0}})).await;
    let calls = (0..7).map(|_| tokio::spawn(bench.get("/limits").send()));
    for call in calls.collect::<Vec<_>>() {
        assert_eq!(call.await.unwrap().unwrap().status(), 200);
    }
    let stats = bench.stats().await;
    assert_eq!((&stats["peak_in_flight"]["salesforce"], &stats["calls"]["limits"]), (&json!(7), &json!(7)));
}
