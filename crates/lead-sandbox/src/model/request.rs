//! A request to the model, checked as the provider checks it.

use crate::dice::hash;
use crate::model::cache::Prefix;
use crate::model::catalog::{CatalogModel, tokens};
use crate::model::error::ApiError;
use crate::model::message::{Format, Message};
use crate::model::parameters::{choice, explicit_only, format_of, known, message, model, whole, word};
use serde_json::{Map, Value};

/// A checked request.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) model: &'static CatalogModel,
    pub(crate) effort: String,
    pub(crate) verbosity: String,
    pub(crate) format: Format,
    pub(crate) max_output_tokens: Option<u64>,
    /// The texts in order.
    pub(crate) messages: Vec<Message>,
    /// Whether only breakpoints that are marked count.
    explicit_only: bool,
    pub(crate) metadata: Value,
}

const EFFORTS: [&str; 6] = ["none", "minimal", "low", "medium", "high", "xhigh"];
const VERBOSITIES: [&str; 3] = ["low", "medium", "high"];

const RESPONSES: [&str; 29] = [
    "background",
    "conversation",
    "include",
    "input",
    "instructions",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "model",
    "parallel_tool_calls",
    "previous_response_id",
    "prompt",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning",
    "safety_identifier",
    "service_tier",
    "store",
    "stream",
    "stream_options",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "truncation",
    "user",
];
const CHAT: [&str; 27] = [
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "messages",
    "metadata",
    "modalities",
    "model",
    "n",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning_effort",
    "response_format",
    "safety_identifier",
    "service_tier",
    "stop",
    "store",
    "stream",
    "temperature",
    "tool_choice",
    "tools",
    "top_p",
    "user",
];

impl Question {
    /// Checks the body of `POST /v1/responses`.
    pub(crate) fn of_responses(body: &Value) -> Result<Self, ApiError> {
        let map = known(body, &RESPONSES)?;
        let model = model(map)?;
        let effort = word(map.get("reasoning"), "reasoning", "effort", &EFFORTS)?;
        let text = map.get("text").filter(|text| !text.is_null());
        let verbosity = word(text, "text", "verbosity", &VERBOSITIES)?.unwrap_or_else(|| "medium".into());
        let format = match text.and_then(|text| text.get("format")) {
            None | Some(Value::Null) => Format::Text,
            Some(format) => format_of(format, format, "text.format")?,
        };
        let mut messages = Vec::new();
        if let Some(instructions) = map.get("instructions").filter(|value| !value.is_null()) {
            let text =
                instructions.as_str().ok_or_else(|| ApiError::wrong_type("instructions", "a string"))?;
            messages.push(Message { role: "developer".into(), text: text.into(), breakpoint: false });
        }
        match map.get("input") {
            None | Some(Value::Null) => {
                return Err(ApiError::invalid(
                    "input",
                    "missing_required_parameter",
                    "Missing required parameter: 'input'.",
                ));
            }
            Some(Value::String(text)) => {
                messages.push(Message { role: "user".into(), text: text.clone(), breakpoint: false });
            }
            Some(Value::Array(items)) => {
                for (number, item) in items.iter().enumerate() {
                    messages.push(message(
                        item,
                        &format!("input[{number}]"),
                        &["input_text", "output_text"],
                    )?);
                }
            }
            Some(_) => return Err(ApiError::wrong_type("input", "a string or a list of items")),
        }
        let most = whole(map, "max_output_tokens", 16)?;
        Self {
            model,
            effort: effort.unwrap_or_default(),
            verbosity,
            format,
            max_output_tokens: most,
            messages,
            explicit_only: explicit_only(map)?,
            metadata: map.get("metadata").cloned().unwrap_or_default(),
        }
        .checked(map)
    }

    /// Checks the body of `POST /v1/chat/completions`.
    pub(crate) fn of_chat(body: &Value) -> Result<Self, ApiError> {
        if body.get("max_tokens").is_some() {
            return Err(ApiError::invalid(
                "max_tokens",
                "unsupported_parameter",
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            ));
        }
        let map = known(body, &CHAT)?;
        let model = model(map)?;
        let effort = match map.get("reasoning_effort").filter(|value| !value.is_null()) {
            None => None,
            Some(value) => Some(choice(value, "reasoning_effort", &EFFORTS)?),
        };
        let format = match map.get("response_format") {
            None | Some(Value::Null) => Format::Text,
            Some(format) => {
                let inner = format.get("json_schema").unwrap_or(&Value::Null);
                format_of(format, inner, "response_format")?
            }
        };
        let Some(Value::Array(items)) = map.get("messages") else {
            return Err(ApiError::invalid(
                "messages",
                "missing_required_parameter",
                "Missing required parameter: 'messages'.",
            ));
        };
        let messages = items
            .iter()
            .enumerate()
            .map(|(number, item)| message(item, &format!("messages[{number}]"), &["text"]))
            .collect::<Result<_, _>>()?;
        let most = whole(map, "max_completion_tokens", 1)?;
        Self {
            model,
            effort: effort.unwrap_or_default(),
            verbosity: "medium".into(),
            format,
            max_output_tokens: most,
            messages,
            explicit_only: explicit_only(map)?,
            metadata: Value::Null,
        }
        .checked(map)
    }

    /// What both have in common.
    fn checked(mut self, map: &Map<String, Value>) -> Result<Self, ApiError> {
        if self.effort.is_empty() {
            self.effort = if self.model.reasons() { "medium" } else { "none" }.into();
        }
        if map.get("stream") == Some(&Value::Bool(true)) {
            return Err(ApiError::invalid(
                "stream",
                "unsupported_value",
                "Unsupported value: 'stream' is not served here.",
            ));
        }
        for name in ["temperature", "top_p"] {
            match map.get(name).filter(|value| !value.is_null()) {
                Some(value) if value.as_f64().is_none() => {
                    return Err(ApiError::wrong_type(name, "a number"));
                }
                Some(_) if self.effort != "none" => {
                    return Err(ApiError::invalid(
                        name,
                        "unsupported_parameter",
                        format!("Unsupported parameter: '{name}' is not supported with this model."),
                    ));
                }
                None | Some(_) => {}
            }
        }
        let asks_for_json =
            || self.messages.iter().any(|message| message.text.to_lowercase().contains("json"));
        if matches!(self.format, Format::JsonObject) && !asks_for_json() {
            return Err(ApiError::invalid(
                "input",
                "invalid_request_error",
                "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
            ));
        }
        if self.messages.is_empty() {
            return Err(ApiError::invalid("input", "empty_array", "Invalid 'input': empty array."));
        }
        Ok(self)
    }

    /// Tokens of everything that is read: the messages and the schema.
    pub(crate) fn input_tokens(&self) -> u64 {
        let messages: u64 = self.messages.iter().map(|message| tokens(&message.text) + 4).sum();
        messages + self.format.schema_tokens()
    }

    /// The prefixes that caching looks at, shortest first. Schema, effort, verbosity and model are
    /// part of each: changing one of them breaks the prefix.
    pub(crate) fn prefixes(&self) -> Vec<Prefix> {
        if !self.model.has_breakpoints {
            return Vec::new();
        }
        let setting =
            format!("{} {} {} {}", self.model.name, self.effort, self.verbosity, self.format.schema_text());
        let mut key = hash(setting.as_bytes(), 0);
        let mut sum = self.format.schema_tokens();
        let last = self.messages.len().saturating_sub(1);
        let mut prefixes = Vec::new();
        for (number, message) in self.messages.iter().enumerate() {
            key = hash(message.text.as_bytes(), hash(message.role.as_bytes(), key));
            sum += tokens(&message.text) + 4;
            // Implicit caching writes its breakpoint at the end of the latest message.
            if message.breakpoint || (number == last && !self.explicit_only) {
                prefixes.push(Prefix { key, tokens: sum });
            }
        }
        prefixes
    }
}
