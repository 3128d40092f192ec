//! The two envelopes an answer comes in.

use crate::dice::letters;
use crate::model::catalog::Usage;
use crate::model::message::Format;
use crate::model::request::Question;
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

/// How an answer ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Whole(String),
    Incomplete { text: String, reason: &'static str },
    Refused,
    Failed,
}

const REFUSAL: &str = "I'm sorry, but I can't help with that.";

impl Outcome {
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// The body of `POST /v1/responses`.
pub(crate) fn responses(
    question: &Question,
    outcome: &Outcome,
    usage: &Usage,
    seed: u64,
    number: u64,
) -> Value {
    let id = letters(seed, "answer", number, 40).to_lowercase();
    let (status, details, error) = match outcome {
        Outcome::Whole(_) | Outcome::Refused => ("completed", Value::Null, Value::Null),
        Outcome::Incomplete { reason, .. } => ("incomplete", json!({ "reason": reason }), Value::Null),
        Outcome::Failed => (
            "failed",
            Value::Null,
            json!({ "code": "server_error", "message": "The model failed to generate a response." }),
        ),
    };
    let mut output = Vec::new();
    if question.effort != "none" && *outcome != Outcome::Failed {
        output.push(json!({ "id": format!("rs_{id}"), "type": "reasoning", "summary": [] }));
    }
    let content = match outcome {
        Outcome::Whole(text) | Outcome::Incomplete { text, .. } => {
            Some(json!({ "type": "output_text", "annotations": [], "logprobs": [], "text": text }))
        }
        Outcome::Refused => Some(json!({ "type": "refusal", "refusal": REFUSAL })),
        Outcome::Failed => None,
    };
    if let Some(content) = content {
        output.push(json!({
            "id": format!("msg_{id}"),
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": [content],
        }));
    }
    let usage = if *outcome == Outcome::Failed {
        Value::Null
    } else {
        json!({
            "input_tokens": usage.input,
            "input_tokens_details": { "cached_tokens": usage.cached, "cache_write_tokens": usage.cache_write },
            "output_tokens": usage.output,
            "output_tokens_details": { "reasoning_tokens": usage.reasoning },
            "total_tokens": usage.input + usage.output,
        })
    };
    json!({
        "id": format!("resp_{id}"),
        "object": "response",
        "created_at": now(),
        "status": status,
        "background": false,
        "error": error,
        "incomplete_details": details,
        "instructions": null,
        "max_output_tokens": question.max_output_tokens,
        "max_tool_calls": null,
        "model": question.model.name,
        "output": output,
        "parallel_tool_calls": true,
        "previous_response_id": null,
        "reasoning": { "effort": question.effort, "summary": null },
        "safety_identifier": null,
        "service_tier": "default",
        "store": false,
        "temperature": 1.0,
        "text": { "format": format_of(question), "verbosity": question.verbosity },
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": usage,
        "user": null,
        "metadata": if question.metadata.is_object() { question.metadata.clone() } else { json!({}) },
    })
}

fn format_of(question: &Question) -> Value {
    match &question.format {
        Format::Text => json!({ "type": "text" }),
        Format::JsonObject => json!({ "type": "json_object" }),
        Format::Schema { name, schema, strict, .. } => {
            json!({ "type": "json_schema", "description": null, "name": name, "schema": schema, "strict": strict })
        }
    }
}

/// The body of `POST /v1/chat/completions`.
pub(crate) fn chat(question: &Question, outcome: &Outcome, usage: &Usage, seed: u64, number: u64) -> Value {
    let (content, refusal, reason) = match outcome {
        Outcome::Whole(text) => (json!(text), Value::Null, "stop"),
        Outcome::Incomplete { text, reason: "content_filter" } => {
            (json!(text), Value::Null, "content_filter")
        }
        Outcome::Incomplete { text, .. } => (json!(text), Value::Null, "length"),
        Outcome::Refused => (Value::Null, json!(REFUSAL), "stop"),
        // This endpoint has no failed answers; what it has is an empty one.
        Outcome::Failed => (Value::Null, Value::Null, "stop"),
    };
    json!({
        "id": format!("chatcmpl-{}", letters(seed, "answer", number, 29)),
        "object": "chat.completion",
        "created": now(),
        "model": question.model.name,
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": content, "refusal": refusal, "annotations": [] },
            "logprobs": null,
            "finish_reason": reason,
        }],
        "usage": {
            "prompt_tokens": usage.input,
            "completion_tokens": usage.output,
            "total_tokens": usage.input + usage.output,
            "prompt_tokens_details": {
                "cached_tokens": usage.cached,
                "cache_write_tokens": usage.cache_write,
                "audio_tokens": 0,
            },
            "completion_tokens_details": {
                "reasoning_tokens": usage.reasoning,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        },
        "service_tier": "default",
    })
}
