//! The answer and what it used.

use crate::fault::{ResponseError, failed_response};
use crate::{AskError, Charge, Limits};
use serde::Deserialize;
use serde_json::Value;

/// A whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The answer's text, which follows the schema if the model kept to it.
    pub text: String,
    /// What it cost.
    pub charge: Charge,
    /// What its headers say of the limits.
    pub limits: Limits,
}

/// The Responses object, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(crate) struct Response {
    /// Missing from answers that are none: gateways send an error under the status of a success.
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    error: Option<ResponseError>,
    #[serde(default)]
    incomplete_details: Option<Incomplete>,
    #[serde(default)]
    output: Vec<Item>,
    /// As it came: a usage that makes no sense must not cost us the answer.
    #[serde(default)]
    pub(crate) usage: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Incomplete {
    #[serde(default)]
    reason: Option<String>,
}

/// A part of the output; a reasoning part may come first.
#[derive(Debug, Deserialize)]
struct Item {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    content: Option<Vec<Content>>,
}

#[derive(Debug, Deserialize)]
struct Content {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    refusal: Option<String>,
}

impl Response {
    /// Everything the model wrote, as far as it came: text and refusals, of whole answers and of others.
    pub(crate) fn written(&self) -> String {
        self.parts().filter_map(|part| part.text.as_deref().or(part.refusal.as_deref())).collect()
    }

    fn parts(&self) -> impl Iterator<Item = &Content> {
        let messages = self.output.iter().filter(|item| item.kind == "message");
        messages.flat_map(|item| item.content.iter().flatten())
    }

    /// The whole text, or why there is none. HTTP 200 alone means nothing.
    pub(crate) fn text(&self) -> Result<String, AskError> {
        let status = self.status.as_deref();
        match status.unwrap_or(if self.error.is_some() { "failed" } else { "none" }) {
            "completed" => {}
            "failed" => return Err(failed_response(self.error.as_ref())),
            "incomplete" => {
                let reason = self.incomplete_details.as_ref().and_then(|details| details.reason.as_deref());
                return Err(match reason {
                    Some("max_output_tokens") => AskError::CutOff,
                    Some("content_filter") => AskError::ContentFilter,
                    other => unreadable(format!("it is incomplete ({})", other.unwrap_or("no reason given"))),
                });
            }
            other => return Err(unreadable(format!("its status is “{other}”"))),
        }
        if let Some(refusal) = self.parts().find(|part| part.kind == "refusal") {
            let message = refusal.refusal.clone().unwrap_or_else(|| "no reason given".into());
            return Err(AskError::Refused { message });
        }
        let text: String = self
            .parts()
            .filter(|part| part.kind == "output_text")
            .filter_map(|part| part.text.as_deref())
            .collect();
        if text.trim().is_empty() {
            return Err(unreadable("it has no text".into()));
        }
        Ok(text)
    }
}

fn unreadable(what: String) -> AskError {
    AskError::Unreadable { what }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Action;
    use serde_json::{Value, json};

    fn response(value: Value) -> Response {
        serde_json::from_value(value).unwrap()
    }

    fn message(content: &Value) -> Value {
        json!({ "status": "completed", "output": [
            { "type": "reasoning", "summary": [] },
            { "type": "message", "role": "assistant", "content": content },
        ] })
    }

    #[test]
    fn the_text_is_found_behind_the_reasoning() {
        let text = message(&json!([{ "type": "output_text", "text": "{\"a\":", "annotations": [] },
                                   { "type": "output_text", "text": "1}" }]));
        assert_eq!(response(text).text().unwrap(), "{\"a\":1}");
    }

    #[test]
    fn a_status_of_200_alone_means_nothing() {
        for (answer, code, action) in [
            (
                json!({ "status": "incomplete", "incomplete_details": { "reason": "max_output_tokens" } }),
                "openai_cut_off",
                Action::RetryLarger,
            ),
            (
                json!({ "status": "incomplete", "incomplete_details": { "reason": "content_filter" } }),
                "openai_content_filter",
                Action::FailRow,
            ),
            (json!({ "status": "incomplete" }), "openai_unreadable", Action::Retry),
            (
                json!({ "status": "failed", "error": { "code": "server_error", "message": "sorry" } }),
                "openai_server_trouble",
                Action::Retry,
            ),
            (
                json!({ "status": "failed", "error": { "code": "rate_limit_exceeded", "message": "slow" } }),
                "openai_rate_limited",
                Action::WaitAll,
            ),
            (json!({ "status": "failed", "error": null }), "openai_server_trouble", Action::Retry),
            (json!({ "status": "in_progress" }), "openai_unreadable", Action::Retry),
            (json!({ "id": "x" }), "openai_unreadable", Action::Retry),
            (
                json!({ "error": { "code": "insufficient_quota", "message": "no" } }),
                "openai_out_of_money",
                Action::Pause,
            ),
            (message(&json!([])), "openai_unreadable", Action::Retry),
            (message(&json!([{ "type": "output_text", "text": "  " }])), "openai_unreadable", Action::Retry),
            (
                message(&json!([{ "type": "refusal", "refusal": "I can't." }])),
                "openai_refused",
                Action::FailRow,
            ),
        ] {
            let error = response(answer.clone()).text().unwrap_err();
            assert_eq!((error.code(), error.action()), (code, action), "{answer}");
        }
    }
}
