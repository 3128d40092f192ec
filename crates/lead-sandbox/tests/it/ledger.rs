//! The ledger: what was worked on is billed, whatever becomes of its answer.

use crate::common::{Bench, bench, request};
use serde_json::{Value, json};
use std::time::Duration;

fn lead() -> Value {
    json!([{"ref": "r01", "company": "Alder Kestrel Foods GmbH", "website": "www.alderkestrelfoods.example"}])
}

async fn spent(bench: &Bench) -> f64 {
    bench.stats().await["spent_usd"].as_f64().expect("an amount")
}

async fn with(what: Value) -> Bench {
    bench(json!({"faults": [{"where": "responses", "what": what}]})).await
}

#[tokio::test]
async fn a_lost_or_spoilt_answer_is_billed_and_a_refused_question_is_not() {
    let calm = bench(json!({})).await;
    calm.ask(&request(&lead())).await;
    let usual = spent(&calm).await;
    assert!(usual > 0.0);
    for (what, billed) in [
        (json!({"model_answer": "no_usage"}), true),
        (json!({"model_answer": "refusal"}), true),
        (json!({"model_answer": "failed_status"}), true),
        (json!({"cut_body": 0.5}), true),
        (json!("drop_connection"), true),
        (json!("empty_body"), true),
        (json!({"answer": {"status": 200, "body": "<html></html>"}}), true),
        (json!({"html_error": 502}), false),
        (json!({"error": "server_error"}), false),
        (json!({"error": "rate_limit_exceeded"}), false),
    ] {
        let bench = with(what.clone()).await;
        // Some of these end without an answer, which is not what is looked at here.
        drop(bench.model("/v1/responses", &request(&lead())).send().await);
        let spent = spent(&bench).await;
        assert_eq!(spent > usual / 4.0, billed, "{what}: {spent}");
    }
}

#[tokio::test]
async fn usage_is_told_as_the_scenario_has_it_and_billed_all_the_same() {
    for (usage, told) in [
        ("always", json!(true)),
        ("never", json!(null)),
        ("zeros", json!(0)),
        ("negative", json!(-1)),
        ("without_output", json!(null)),
    ] {
        let bench = bench(json!({"limits": {"model": {"usage": usage}}})).await;
        let body: Value = bench.ask(&request(&lead())).await.json().await.expect("an answer");
        let output = &body["usage"]["output_tokens"];
        let as_told = if told == json!(true) {
            output.as_u64().is_some_and(|output| output > 0)
        } else {
            *output == told
        };
        assert!(as_told, "{usage}: {}", body["usage"]);
        assert_eq!(body["usage"]["input_tokens"].is_number(), usage != "never", "{usage}");
        assert!(spent(&bench).await > 0.0, "{usage}");
    }
    let bench = bench(json!({"limits": {"model": {"usage": "where_whole"}},
        "faults": [{"where": "responses", "when": {"calls": [1]}, "what": {"model_answer": "refusal"}}]}))
    .await;
    let refused: Value = bench.ask(&request(&lead())).await.json().await.expect("an answer");
    let whole: Value = bench.ask(&request(&lead())).await.json().await.expect("an answer");
    assert!(refused["usage"].is_null() && whole["usage"]["output_tokens"].is_number(), "{refused} {whole}");
}

#[tokio::test]
async fn an_overrun_takes_twice_what_it_may() {
    let bench = with(json!({"model_answer": "overrun"})).await;
    let mut body = request(&lead());
    body["max_output_tokens"] = json!(700);
    let told: Value = bench.ask(&body).await.json().await.expect("an answer");
    assert_eq!(told["usage"]["output_tokens"], 1_400);
    assert_eq!(told["status"], "completed");
}

/// A client that is killed, or waits no longer, does not stop the model's work.
#[tokio::test]
async fn a_client_that_hangs_up_is_billed() {
    let bench = bench(json!({"latency": {"salesforce_ms": 0, "model_ms": 300, "jitter": 0}})).await;
    let call = bench.model("/v1/responses", &request(&lead())).timeout(Duration::from_millis(60)).send();
    assert!(call.await.is_err_and(|error| error.is_timeout()));
    while spent(&bench).await == 0.0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
