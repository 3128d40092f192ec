//! The model over plain HTTP: what it takes, what it answers, what it allows.

use crate::common::{answer, bench, request, said, text};
use serde_json::{Value, json};

fn lead(reference: &str) -> Value {
    json!({"ref": reference, "email_domain": "alderkestrelfoods.example", "company": "Alder Kestrel Foods GmbH",
        "website": "www.alderkestrelfoods.example", "zi_company": null, "zi_website": "alderkestrelfoods.example",
        "zi_employees": 12, "size_range": "1-19"})
}

#[tokio::test]
async fn models_tell_when_they_end() {
    let bench = bench(json!({})).await;
    let models = || bench.http.get(format!("{}/v1/models", bench.sandbox.url()));
    let (status, list) = answer(models().bearer_auth(bench.sandbox.api_key())).await;
    assert_eq!(status, 200);
    let named =
        |name: &str| list["data"].as_array().unwrap().iter().find(|m| m["id"] == name).unwrap().clone();
    assert_eq!(named("gpt-6-luna")["shutdown_date"], Value::Null);
    assert_eq!(named("gpt-5-mini")["shutdown_date"], "2026-12-11");
    assert_eq!(answer(models()).await.0, 401);
    let (status, body) = answer(models().bearer_auth("sk-wrong")).await;
    assert_eq!((status.as_u16(), &body["error"]["code"]), (401, &json!("invalid_api_key")));
}

#[tokio::test]
async fn an_answer_follows_the_schema_in_its_order() {
    let bench = bench(json!({})).await;
    let response = bench.ask(&request(&json!([lead("r01"), lead("r02")]))).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-ratelimit-limit-requests"], "30000");
    assert!(response.headers().contains_key("x-ratelimit-reset-tokens"));
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["status"], "completed");
    assert_eq!(body["output"][0]["type"], "reasoning", "the message need not come first");
    let answer = said(&body);
    let items = answer["assessments"].as_array().unwrap();
    assert_eq!(items.iter().map(|item| item["ref"].as_str().unwrap()).collect::<Vec<_>>(), ["r01", "r02"]);
    let members: Vec<&String> = items[0].as_object().unwrap().keys().collect();
    assert_eq!(members, ["ref", "checks", "explanation", "corrections", "inferences", "coherence"]);
    let names: Vec<&str> =
        items[0]["checks"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["email_website_company", "headcount_fit", "large_company_complete", "flags"]);
    assert!((3..=5).contains(&items[0]["explanation"].as_array().unwrap().len()));
    assert!((0..=100).contains(&items[0]["coherence"].as_i64().unwrap()));
    let again: Value = bench.ask(&request(&json!([lead("r01"), lead("r02")]))).await.json().await.unwrap();
    assert_eq!(said(&again), answer, "the same lead is always judged alike");
}

#[tokio::test]
async fn requests_are_checked_as_the_provider_does() {
    let bench = bench(json!({})).await;
    let changed = |path: &str, value: Value| {
        let mut body = request(&json!([lead("r01")]));
        let (holder, key) = path.rsplit_once('/').unwrap();
        body.pointer_mut(holder).unwrap()[key] = value;
        body
    };
    for (body, status, code) in [
        (changed("/seed", json!(1)), 400, "unknown_parameter"),
        (changed("/max_tokens", json!(1)), 400, "unknown_parameter"),
        (changed("/temperature", json!(0)), 400, "unsupported_parameter"),
        (changed("/reasoning/effort", json!("huge")), 400, "invalid_value"),
        (changed("/max_output_tokens", json!(3)), 400, "integer_below_min_value"),
        (changed("/max_output_tokens", json!("3")), 400, "invalid_type"),
        (changed("/model", json!("gpt-3.5-turbo")), 404, "model_not_found"),
        (changed("/input", json!(null)), 400, "missing_required_parameter"),
        (changed("/input", json!("x".repeat(1_700_000))), 400, "context_length_exceeded"),
        (changed("/text/format/name", json!("a b")), 400, "invalid_value"),
        (changed("/text/format/schema/additionalProperties", json!(true)), 400, "invalid_json_schema"),
        (changed("/text/format/schema/required", json!([])), 400, "invalid_json_schema"),
        (changed("/input/0/content/0/type", json!("text")), 400, "invalid_value"),
    ] {
        let response = bench.ask(&body).await;
        assert_eq!(response.status().as_u16(), status, "{code}");
        let told: Value = response.json().await.unwrap();
        assert_eq!(told["error"]["code"], code, "{told}");
    }
    let mut body = changed("/reasoning/effort", json!("none"));
    body["temperature"] = json!(0.2);
    assert_eq!(bench.ask(&body).await.status(), 200, "without reasoning it may be set");
    let broken = bench.model("/v1/responses", &json!({})).body("{").send().await.unwrap();
    assert_eq!(broken.status(), 400);
    assert_eq!(bench.model("/v1/engines", &json!({})).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn the_rubric_is_written_to_the_cache_once_and_then_read() {
    let bench = bench(json!({})).await;
    let usage = |body: Value| {
        let bench = &bench;
        async move {
            bench.ask(&body).await.json::<Value>().await.unwrap()["usage"]["input_tokens_details"].clone()
        }
    };
    let first = usage(request(&json!([lead("r01")]))).await;
    assert!(first["cache_write_tokens"].as_u64().unwrap() >= 1_024 && first["cached_tokens"] == 0, "{first}");
    let next = usage(request(&json!([lead("r02")]))).await;
    assert_eq!(
        (&next["cached_tokens"], &next["cache_write_tokens"]),
        (&first["cache_write_tokens"], &json!(0))
    );
    let mut other = request(&json!([lead("r02")]));
    other["text"]["verbosity"] = json!("high");
    assert_eq!(usage(other).await["cached_tokens"], 0, "another verbosity, another prefix");
    let mut implicit = request(&json!([lead("r03")]));
    implicit.as_object_mut().unwrap().remove("prompt_cache_options");
    implicit["input"][0]["content"] = implicit["input"][0]["content"][0]["text"].clone();
    implicit["input"][0]["content"] = json!(format!("Again: {}", implicit["input"][0]["content"]));
    assert!(usage(implicit.clone()).await["cache_write_tokens"].as_u64().unwrap() > 1_024);
    implicit["input"][1]["content"] = json!("another lead");
    let details = usage(implicit).await;
    assert_eq!(details["cached_tokens"], 0, "an implicit breakpoint stands behind the changing message");
    assert!(details["cache_write_tokens"].as_u64().unwrap() > 1_024, "and is paid each time");
}

#[tokio::test]
async fn too_small_a_limit_cuts_the_answer_and_says_so() {
    let bench = bench(json!({})).await;
    let mut body = request(&json!([lead("r01")]));
    body["max_output_tokens"] = json!(200);
    let told: Value = bench.ask(&body).await.json().await.unwrap();
    assert_eq!(
        (&told["status"], &told["incomplete_details"]["reason"]),
        (&json!("incomplete"), &json!("max_output_tokens"))
    );
    assert_eq!(told["usage"]["output_tokens"], 200);
    assert!(serde_json::from_str::<Value>(&text(&told)).is_err());
}

#[tokio::test]
async fn chat_answers_the_same_question() {
    let bench = bench(json!({})).await;
    let body = json!({"model": "gpt-6-luna", "max_completion_tokens": 2_000, "reasoning_effort": "low",
        "messages": [{"role": "developer", "content": "Judge."},
            {"role": "user", "content": json!({"leads": [lead("r01")]}).to_string()}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "lead", "strict": true, "schema": crate::common::schema()}}});
    let (status, told) = answer(bench.model("/v1/chat/completions", &body)).await;
    assert_eq!(status, 200, "{told}");
    let content: Value =
        serde_json::from_str(told["choices"][0]["message"]["content"].as_str().unwrap()).unwrap();
    assert_eq!(content["assessments"][0]["ref"], "r01");
    assert_eq!(told["choices"][0]["finish_reason"], "stop");
    assert!(told["usage"]["completion_tokens_details"]["reasoning_tokens"].as_u64().unwrap() > 0);
    let mut old = body.clone();
    old["max_tokens"] = json!(10);
    assert_eq!(
        answer(bench.model("/v1/chat/completions", &old)).await.1["error"]["code"],
        "unsupported_parameter"
    );
}

#[tokio::test]
async fn limits_are_kept_and_told() {
    let limit = json!({"requests_per_minute": 3, "tokens_per_minute": 1_000_000});
    let bench = bench(json!({"limits": {"model": {"models": {"gpt-6-luna": limit}}}})).await;
    let body = request(&json!([lead("r01")]));
    for remaining in ["2", "1", "0"] {
        let response = bench.ask(&body).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["x-ratelimit-remaining-requests"], remaining);
    }
    let response = bench.ask(&body).await;
    assert_eq!(response.status(), 429);
    let wait: f64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1.0..=20.0).contains(&wait), "{wait}");
    assert!(response.headers().contains_key("retry-after-ms"));
    let told: Value = response.json().await.unwrap();
    assert_eq!(told["error"]["code"], "rate_limit_exceeded");
    assert!(told["error"]["message"].as_str().unwrap().contains("requests per min (RPM): Limit 3"));
    assert_eq!(bench.stats().await["too_many_requests"], 1);
}

#[tokio::test]
async fn a_request_is_charged_the_larger_of_input_and_allowed_output() {
    let limit = json!({"requests_per_minute": 100, "tokens_per_minute": 10_000});
    let bench = bench(json!({"limits": {"model": {"models": {"gpt-6-luna": limit}}}})).await;
    let mut body = request(&json!([lead("r01")]));
    body["max_output_tokens"] = json!(6_000);
    let response = bench.ask(&body).await;
    assert_eq!(response.headers()["x-ratelimit-remaining-tokens"], "4000");
    body["max_output_tokens"] = json!(11_000);
    let told: Value = bench.ask(&body).await.json().await.unwrap();
    assert!(
        told["error"]["message"].as_str().unwrap().starts_with("Request too large for gpt-6-luna"),
        "{told}"
    );
}

#[tokio::test]
async fn no_money_no_answer() {
    let bench = bench(json!({"limits": {"model": {"balance_usd": 0.0001}}})).await;
    assert_eq!(bench.ask(&request(&json!([lead("r01")]))).await.status(), 200);
    let response = bench.ask(&request(&json!([lead("r01")]))).await;
    assert_eq!(response.status(), 429);
    assert_eq!(response.json::<Value>().await.unwrap()["error"]["code"], "insufficient_quota");
}

#[tokio::test]
async fn leads_are_counted_by_what_they_hold() {
    let bench = bench(json!({"faults": [{"where": "responses", "when": {"calls": [1]}, "what": {"model_answer": "code_fence"}}]})).await;
    for leads in [json!([lead("r01")]), json!([lead("r07")])] {
        bench.ask(&request(&leads)).await;
    }
    let stats = bench.stats().await;
    assert_eq!((&stats["assessed"]["distinct"], &stats["assessed"]["most"]), (&json!(1), &json!(2)));
    assert_eq!((&stats["answered"]["distinct"], &stats["answered"]["most"]), (&json!(1), &json!(1)));
    assert!(stats["tokens"]["input"].as_u64().unwrap() > 2_000);
    assert!(stats["spent_usd"].as_f64().unwrap() > 0.0);
}
