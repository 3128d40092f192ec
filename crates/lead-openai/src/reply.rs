//! The answer and what it used.

use crate::fault::failed_response;
use crate::{AskError, Limits};
use serde::{Deserialize, Serialize};

/// A whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The answer's text, which follows the schema if the model kept to it.
    pub text: String,
    /// What it used.
    pub usage: TokenUsage,
    /// What its headers say of the limits.
    pub limits: Limits,
}

/// Tokens that a request used, as the provider counted them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TokenUsage {
    /// Tokens read, all of them.
    pub input: u64,
    /// Of the tokens read, those that came from the provider's cache.
    pub cached: u64,
    /// Of the tokens read, those written to the provider's cache.
    pub cache_write: u64,
    /// Tokens written, reasoning included.
    pub output: u64,
}

/// The Responses object, as far as it matters here.
#[derive(Debug, Deserialize)]
pub(crate) struct Response {
    status: String,
    #[serde(default)]
    error: Option<ResponseError>,
    #[serde(default)]
    incomplete_details: Option<Incomplete>,
    #[serde(default)]
    output: Vec<Item>,
    #[serde(default)]
    usage: Option<Usage>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ResponseError {
    #[serde(default)]
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) message: Option<String>,
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

#[derive(Debug, Deserialize)]
struct Usage {
    #[serde(default)]
    input_tokens: u64,
    #[serde(default)]
    input_tokens_details: Option<InputDetails>,
    #[serde(default)]
    output_tokens: u64,
}

#[derive(Debug, Default, Deserialize)]
struct InputDetails {
    #[serde(default)]
    cached_tokens: u64,
    #[serde(default)]
    cache_write_tokens: u64,
}

impl Response {
    pub(crate) fn usage(&self) -> Option<TokenUsage> {
        let usage = self.usage.as_ref()?;
        let details = usage.input_tokens_details.as_ref();
        Some(TokenUsage {
            input: usage.input_tokens,
            cached: details.map_or(0, |details| details.cached_tokens),
            cache_write: details.map_or(0, |details| details.cache_write_tokens),
            output: usage.output_tokens,
        })
    }

    /// The whole text, or why there is none. HTTP 200 alone means nothing.
    pub(crate) fn text(&self) -> Result<String, AskError> {
        match self.status.as_str() {
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
        let parts = || {
            let messages = self.output.iter().filter(|item| item.kind == "message");
            messages.flat_map(|item| item.content.iter().flatten())
        };
        if let Some(refusal) = parts().find(|part| part.kind == "refusal") {
            let message = refusal.refusal.clone().unwrap_or_else(|| "no reason given".into());
            return Err(AskError::Refused { message });
        }
        let text: String = parts()
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

    #[test]
    fn usage_is_read_with_and_without_details() {
        let whole = json!({ "status": "failed", "usage": {
            "input_tokens": 3250, "input_tokens_details": { "cached_tokens": 3000, "cache_write_tokens": 5 },
            "output_tokens": 350, "output_tokens_details": { "reasoning_tokens": 64 }, "total_tokens": 3600 } });
        let usage = TokenUsage { input: 3250, cached: 3000, cache_write: 5, output: 350 };
        assert_eq!(response(whole).usage(), Some(usage));
        let bare = json!({ "status": "completed", "usage": { "input_tokens": 7, "output_tokens": 1 } });
        assert_eq!(response(bare).usage(), Some(TokenUsage { input: 7, output: 1, ..TokenUsage::default() }));
        assert_eq!(response(json!({ "status": "failed" })).usage(), None);
    }
}
