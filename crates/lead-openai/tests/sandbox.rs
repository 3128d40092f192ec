//! Questions to the sandbox's model: good answers, and every fault told as what it is.

use lead_openai::{Action, AskError, Client, Failure, PriceTable, Question, Reply};
use lead_sandbox::{Sandbox, SandboxOptions, Scenario, start};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::time::Duration;

async fn model(scenario: &str) -> Sandbox {
    let scenario = Some(Scenario::from_json(scenario).expect("a scenario"));
    start(SandboxOptions { leads: 10, seed: 3, port: 0, scenario }).await.expect("a sandbox")
}

fn client(model: &Sandbox, key: &str) -> Client {
    let url = format!("{}/v1", model.url()).parse().expect("a url");
    Client::new(&url, SecretString::from(key), Duration::from_secs(3)).expect("a client")
}

fn question() -> Question {
    let schema = json!({
        "type": "object", "additionalProperties": false, "required": ["assessments"],
        "properties": { "assessments": { "type": "array", "items": {
            "type": "object", "additionalProperties": false, "required": ["ref", "note", "coherence"],
            "properties": {
                "ref": { "type": "string" },
                "note": { "type": ["string", "null"] },
                "coherence": { "type": "integer", "minimum": 0, "maximum": 100 },
            } } } },
    });
    Question {
        model: "gpt-6-luna".into(),
        instructions: "Judge each lead by its own fields. ".repeat(400).into(),
        data: json!({ "leads": [{ "ref": "r01", "company": "Acme" }] }).to_string(),
        schema_name: "lead_assessment_v1".into(),
        schema: schema.into(),
        max_output_tokens: 1_200,
        effort: Some("low".into()),
    }
}

async fn ask(scenario: &str) -> (Result<Reply, Failure>, Sandbox) {
    let model = model(scenario).await;
    let answer = client(&model, model.api_key()).ask(&question()).await;
    (answer, model)
}

/// What asking gives while every request meets this fault.
async fn failed(what: &str) -> Failure {
    let scenario =
        format!(r#"{{"latency":{{"model_ms":5}},"faults":[{{"where":"responses","what":{what}}}]}}"#);
    let (answer, model) = ask(&scenario).await;
    let failure = answer.expect_err(what);
    assert_eq!(model.stats()["calls"]["responses"], 1, "{what}: asked once");
    assert!(failure.to_string().len() > 50 && failure.to_string().ends_with('.'), "{failure}");
    failure
}

#[tokio::test]
async fn an_answer_follows_the_schema_and_tells_usage_and_limits() {
    let model = model("{}").await;
    let client = client(&model, model.api_key());
    let reply = client.ask(&question()).await.unwrap();
    let answer: Value = serde_json::from_str(&reply.text).unwrap();
    assert_eq!(answer["assessments"][0]["ref"], "r01");
    assert!(reply.usage.input > 1_024 && reply.usage.output > 0, "{:?}", reply.usage);
    assert!(reply.usage.cache_write > 1_024, "the rubric is written to the cache: {:?}", reply.usage);
    let (requests, tokens) = (reply.limits.requests.unwrap(), reply.limits.tokens.unwrap());
    assert!(requests.limit >= 500.0 && requests.remaining < requests.limit);
    assert!(tokens.limit >= 500_000.0 && tokens.remaining < tokens.limit);

    let other = Question {
        data: json!({ "leads": [{ "ref": "r01", "company": "Other" }] }).to_string(),
        ..question()
    };
    let again = client.ask(&other).await.unwrap();
    assert!(again.usage.cached > 1_024 && again.usage.cache_write == 0, "read from it: {:?}", again.usage);
    let spent = model.stats()["spent_usd"].as_f64().unwrap();
    let prices = PriceTable::builtin();
    let told = [reply.usage, again.usage].map(|usage| prices.cost("gpt-6-luna", &usage).unwrap().dollars());
    assert!((told.iter().sum::<f64>() - spent).abs() < 1e-6, "{told:?} {spent}");
}

#[tokio::test]
async fn models_are_listed_with_their_end() {
    let model = model("{}").await;
    let models = client(&model, model.api_key()).models().await.unwrap();
    let find = |name: &str| models.iter().find(|model| model.id == name).unwrap();
    assert_eq!(find("gpt-6-luna").shutdown_date, None);
    assert_eq!(find("gpt-5-mini").shutdown_date.as_deref(), Some("2026-12-11"));
}

#[tokio::test]
async fn the_kinds_of_429_are_told_apart() {
    let pace = failed(r#"{"error":"rate_limit_exceeded"}"#).await;
    assert_eq!(pace.error.action(), Action::WaitAll);
    let large = failed(r#"{"error":"request_too_large"}"#).await;
    assert!(matches!(large.error, AskError::TooLarge { requested: Some(_), limit: Some(_) }), "{large:?}");
    assert_eq!(large.error.action(), Action::Smaller);
    let money = failed(r#"{"error":"insufficient_quota"}"#).await;
    assert_eq!(money.error.action(), Action::Pause);
}

#[tokio::test]
async fn a_real_limit_says_how_long_to_wait() {
    let model = model(r#"{"limits":{"model":{"models":{"gpt-6-luna":{"requests_per_minute":2,"tokens_per_minute":500000}}}}}"#).await;
    let client = client(&model, model.api_key());
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(client.ask(&question()).await);
    }
    let refused = answers.pop().unwrap().unwrap_err();
    assert!(answers.iter().all(Result::is_ok));
    let AskError::RateLimited { wait: Some(wait) } = refused.error else { panic!("{refused:?}") };
    assert!(wait > Duration::from_secs(15) && wait <= Duration::from_secs(61), "{wait:?}");
    assert!((refused.limits.requests.unwrap().limit - 2.0).abs() < f64::EPSILON);
    assert!(refused.limits.requests.unwrap().reset > Duration::from_secs(30));
}

#[tokio::test]
async fn refusals_lead_to_their_actions() {
    for (what, code, action) in [
        (r#"{"error":"invalid_api_key"}"#, "openai_unauthorized", Action::Stop),
        (r#"{"error":"unsupported_region"}"#, "openai_forbidden", Action::Stop),
        (r#"{"error":"model_not_found"}"#, "openai_model_not_found", Action::Stop),
        (r#"{"error":"context_length_exceeded"}"#, "openai_context_too_long", Action::Smaller),
        (r#"{"error":"server_error"}"#, "openai_server_trouble", Action::Retry),
        (r#"{"error":"overloaded"}"#, "openai_overloaded", Action::Retry),
        (r#"{"error":"slow_down"}"#, "openai_slow_down", Action::Retry),
        (r#"{"html_error":502}"#, "openai_server_trouble", Action::Retry),
    ] {
        let failure = failed(what).await;
        assert_eq!((failure.error.code(), failure.error.action()), (code, action), "{what}");
        assert_eq!(failure.usage, None);
    }
}

#[tokio::test]
async fn answers_that_are_none_are_failures_and_tell_what_was_paid() {
    for (what, code, action) in [
        (r#"{"model_answer":"incomplete"}"#, "openai_cut_off", Action::RetryLarger),
        (r#"{"model_answer":"content_filter"}"#, "openai_content_filter", Action::FailRow),
        (r#"{"model_answer":"refusal"}"#, "openai_refused", Action::FailRow),
        (r#"{"model_answer":"empty_text"}"#, "openai_unreadable", Action::Retry),
    ] {
        let failure = failed(what).await;
        assert_eq!((failure.error.code(), failure.error.action()), (code, action), "{what}");
        assert!(failure.usage.is_some_and(|usage| usage.input > 1_024), "{what}: {failure:?}");
    }
    let failure = failed(r#"{"model_answer":"failed_status"}"#).await;
    assert_eq!(failure.error.action(), Action::Retry, "{failure:?}");
}

#[tokio::test]
async fn broken_answers_may_have_been_billed() {
    for (what, code) in [
        (r#"{"cut_body":0.5}"#, "openai_broke_off"),
        (r#""drop_connection""#, "openai_broke_off"),
        (r#"{"hang_seconds":30}"#, "openai_timed_out"),
        (r#""empty_body""#, "openai_unreadable"),
        (r#""rubbish""#, "openai_unreadable"),
        (
            r#"{"answer":{"status":200,"body":"<html></html>","content_type":"text/html"}}"#,
            "openai_unreadable",
        ),
    ] {
        let failure = failed(what).await;
        assert_eq!((failure.error.code(), failure.error.action()), (code, Action::Retry), "{what}");
        assert!(failure.error.may_be_billed() && failure.usage.is_none(), "{what}");
    }
}

#[tokio::test]
async fn a_wrong_key_stops_and_is_not_told() {
    let model = model("{}").await;
    let failure = client(&model, "sk-wrong-key-1234").ask(&question()).await.unwrap_err();
    assert_eq!(failure.error.action(), Action::Stop);
    assert!(!failure.to_string().contains("sk-wrong"), "{failure}");
    let client = client(&model, "sk-wrong-key-1234");
    assert!(!format!("{client:?}").contains("sk-wrong"));
}

#[tokio::test]
async fn a_bad_schema_is_our_fault_and_stops() {
    let model = model("{}").await;
    let bad = Question {
        schema: json!({ "type": "object", "properties": { "a": { "type": "string" } } }).into(),
        ..question()
    };
    let failure = client(&model, model.api_key()).ask(&bad).await.unwrap_err();
    assert_eq!((failure.error.code(), failure.error.action()), ("openai_bad_request", Action::Stop));
    let unknown = Question { model: "gpt-3.5-turbo".into(), ..question() };
    let failure = client(&model, model.api_key()).ask(&unknown).await.unwrap_err();
    assert!(failure.to_string().contains("gpt-3.5-turbo"), "{failure}");
}

#[tokio::test]
async fn addresses_are_taken_with_and_without_a_slash_and_never_unprotected() {
    let model = model("{}").await;
    let url = format!("{}/v1/", model.url()).parse().unwrap();
    let client = Client::new(&url, SecretString::from(model.api_key()), Duration::from_secs(3)).unwrap();
    assert!(client.models().await.is_ok());
    let url = "http://api.openai.com/v1".parse().unwrap();
    let error = Client::new(&url, SecretString::from("sk-x"), Duration::from_secs(3)).unwrap_err();
    assert_eq!(error.code(), "openai_insecure_url");
    let url = "http://127.0.0.1:1/v1".parse().unwrap();
    let nobody = Client::new(&url, SecretString::from("sk-x"), Duration::from_secs(3)).unwrap();
    let failure = nobody.models().await.unwrap_err();
    assert_eq!((failure.error.code(), failure.error.may_be_billed()), ("openai_unreachable", false));
}
