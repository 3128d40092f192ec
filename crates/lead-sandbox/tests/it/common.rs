//! A sandbox and a plain HTTP client for the tests.

use lead_model::IdVerdict;
use lead_sandbox::{Sandbox, SandboxOptions, Scenario, TruthRow, start, truth};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

pub const LEADS: u32 = 1_000;
pub const SEED: u64 = 11;

pub struct Bench {
    pub sandbox: Sandbox,
    pub http: Client,
}

/// A sandbox without latency, for the scenario given.
pub async fn bench(scenario: Value) -> Bench {
    let mut scenario = scenario;
    if scenario.get("latency").is_none() {
        scenario["latency"] = json!({"salesforce_ms": 0, "model_ms": 0});
    }
    let scenario = Some(Scenario::from_json(&scenario.to_string()).unwrap());
    let sandbox = start(SandboxOptions { leads: LEADS, seed: SEED, port: 0, scenario }).await.unwrap();
    Bench { sandbox, http: Client::builder().no_proxy().gzip(false).build().unwrap() }
}

impl Bench {
    pub fn rest(&self, path: &str) -> String {
        format!("{}/services/data/v68.0{path}", self.sandbox.url())
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.rest(path)).bearer_auth(self.sandbox.access_token())
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http.post(self.rest(path)).bearer_auth(self.sandbox.access_token()).body(body.to_string())
    }

    pub async fn query(&self, resource: &str, soql: &str) -> (StatusCode, Value) {
        answer(self.get(&searched(resource, soql))).await
    }

    pub async fn collection(&self, ids: &[String], fields: &[&str]) -> (StatusCode, Value) {
        answer(self.post("/composite/sobjects/Lead", &json!({"ids": ids, "fields": fields}))).await
    }

    pub async fn ask(&self, body: &Value) -> Response {
        self.model("/v1/responses", body).send().await.unwrap()
    }

    pub fn model(&self, path: &str, body: &Value) -> RequestBuilder {
        self.http
            .post(format!("{}{path}", self.sandbox.url()))
            .bearer_auth(self.sandbox.api_key())
            .body(body.to_string())
    }

    pub async fn stats(&self) -> Value {
        let address = format!("{}/__stats", self.sandbox.url());
        self.http.get(address).send().await.unwrap().json().await.unwrap()
    }
}

/// A resource with a query behind it.
pub fn searched(resource: &str, soql: &str) -> String {
    format!("{resource}?{}", encoded(&[("q", soql)]))
}

/// Names and values as a form encodes them.
pub fn encoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// Ids of leads with a verdict, as the truth has them.
pub fn ids(verdict: IdVerdict, most: usize) -> Vec<String> {
    rows(verdict).take(most).filter_map(|row| row.lead_id).map(|id| id.to_string()).collect()
}

pub fn rows(verdict: IdVerdict) -> impl Iterator<Item = TruthRow> {
    truth(LEADS, SEED, LEADS).filter(move |row| row.verdict == verdict)
}

/// A schema like the standard recipe's.
pub fn schema() -> Value {
    let object = |properties: Value| {
        let required: Vec<_> = properties.as_object().unwrap().keys().cloned().collect();
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
    };
    let text = json!({"type": "string"});
    let basis = json!({"type": "string", "enum": ["record", "rule", "check", "model_memory"]});
    let fields =
        json!({"type": "string", "enum": ["ZI_Company_Name__c", "ZI_Website__c", "ZI_Employees__c"]});
    let check = object(json!({
        "name": {"type": "string", "enum": ["email_website_company", "headcount_fit", "large_company_complete", "flags"]},
        "outcome": {"type": "string", "enum": ["pass", "caution", "fail"]}, "basis": basis, "note": text}));
    let correction = object(json!({"field": fields, "new": text, "basis": basis, "reason": text}));
    let inference = object(json!({"field": fields, "new": text,
        "confidence": {"type": "number", "minimum": 0, "maximum": 1}, "basis": basis, "reason": text}));
    let assessment = object(json!({
        "ref": text, "checks": {"type": "array", "items": check},
        "explanation": {"type": "array", "items": text, "minItems": 3, "maxItems": 5},
        "corrections": {"type": "array", "items": correction},
        "inferences": {"type": "array", "items": inference},
        "coherence": {"type": "integer", "minimum": 0, "maximum": 100}}));
    object(json!({"assessments": {"type": "array", "items": assessment}}))
}

/// A request as the provider's guide shows it, about these leads.
pub fn request(leads: &Value) -> Value {
    let rubric = "Judge each lead by the rubric. ".repeat(200);
    json!({
        "model": "gpt-6-luna", "store": false, "max_output_tokens": 2_000, "reasoning": {"effort": "low"},
        "text": {"verbosity": "low", "format": {"type": "json_schema", "name": "lead_assessment_v1", "strict": true,
            "schema": schema()}},
        "prompt_cache_options": {"mode": "explicit", "ttl": "30m"},
        "safety_identifier": "a".repeat(64),
        "input": [
            {"role": "developer", "content": [{"type": "input_text", "text": rubric,
                "prompt_cache_breakpoint": {"mode": "explicit"}}]},
            {"role": "user", "content": json!({ "leads": leads }).to_string()}],
    })
}

/// The JSON in an answer's message.
pub fn said(body: &Value) -> Value {
    serde_json::from_str(&text(body)).unwrap()
}

pub fn text(body: &Value) -> String {
    let message = body["output"].as_array().unwrap().iter().find(|item| item["type"] == "message").unwrap();
    message["content"][0]["text"].as_str().unwrap().to_owned()
}
