//! The two envelopes an answer comes in.

use crate::dice::letters;
use crate::model::catalog::Usage;
use crate::model::message::Format;
use crate::model::request::Question;
use crate::scenario::{AnswerFault, UsageTold};
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

/// What this answer says of its usage: a fault of its own goes before the server's habit.
pub(crate) fn told(habit: UsageTold, fault: Option<AnswerFault>, outcome: &Outcome) -> UsageTold {
    match (fault, habit) {
        (Some(AnswerFault::NoUsage), _) => UsageTold::Never,
        (_, UsageTold::WhereWhole) if outcome.is_whole() => UsageTold::Always,
        (_, UsageTold::WhereWhole) => UsageTold::Never,
        // A failed answer tells nothing, as the provider's do.
        (_, UsageTold::Always) if *outcome == Outcome::Failed => UsageTold::Never,
        (_, habit) => habit,
    }
}

/// The usage as it is told, from the object that would tell the truth.
fn usage_told(told: UsageTold, written: &'static str, truth: Value) -> Value {
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut usage = truth.clone();
        if let Some(members) = usage.as_object_mut() {
            members.values_mut().filter(|value| value.is_number()).for_each(change);
        }
        usage
    };
    match told {
        UsageTold::Always | UsageTold::WhereWhole => truth,
        UsageTold::Never => Value::Null,
        UsageTold::Zeros => changed(&|value| *value = json!(0)),
        UsageTold::Negative => changed(&|value| *value = json!(-1)),
        UsageTold::WithoutOutput => {
            let mut usage = truth;
            if let Some(members) = usage.as_object_mut() {
                members.remove(written);
            }
            usage
        }
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
    told: UsageTold,
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
    let usage = json!({
        "input_tokens": usage.input,
        "input_tokens_details": { "cached_tokens": usage.cached, "cache_write_tokens": usage.cache_write },
        "output_tokens": usage.output,
        "output_tokens_details": { "reasoning_tokens": usage.reasoning },
        "total_tokens": usage.input + usage.output,
    });
    let usage = usage_told(told, "output_tokens", usage);
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
pub(crate) fn chat(
    question: &Question,
    outcome: &Outcome,
    usage: &Usage,
    told: UsageTold,
    seed: u64,
    number: u64,
) -> Value {
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
    let usage = json!({
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
    });
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
        "usage": usage_told(told, "completion_tokens", usage),
        "service_tier": "default",
    })
}
