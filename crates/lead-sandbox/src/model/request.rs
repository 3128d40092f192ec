//! A request to the model, checked as the provider checks it.

use crate::dice::hash;
use crate::model::cache::Prefix;
use crate::model::catalog::{self, CatalogModel, tokens};
use crate::model::error::ApiError;
use crate::model::schema;
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

#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) role: String,
    pub(crate) text: String,
    /// Whether a cache breakpoint stands behind it.
    breakpoint: bool,
}

#[derive(Debug)]
pub(crate) enum Format {
    Text,
    JsonObject,
    Schema { name: String, schema: Value, strict: bool },
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
                None => {}
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
                Some(_) => {}
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
        messages + self.schema_text().map_or(0, |text| tokens(&text))
    }

    fn schema_text(&self) -> Option<String> {
        match &self.format {
            Format::Schema { schema, .. } => Some(schema.to_string()),
            Format::Text | Format::JsonObject => None,
        }
    }

    /// The prefixes that caching looks at, shortest first. Schema, effort, verbosity and model are
    /// part of each: changing one of them breaks the prefix.
    pub(crate) fn prefixes(&self) -> Vec<Prefix> {
        if !self.model.has_breakpoints {
            return Vec::new();
        }
        let schema = self.schema_text().unwrap_or_default();
        let setting = format!("{} {} {} {schema}", self.model.name, self.effort, self.verbosity);
        let mut key = hash(setting.as_bytes(), 0);
        let mut sum = if schema.is_empty() { 0 } else { tokens(&schema) };
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

fn known<'a>(body: &'a Value, names: &[&str]) -> Result<&'a Map<String, Value>, ApiError> {
    let Some(map) = body.as_object() else {
        return Err(ApiError::wrong_type("body", "an object"));
    };
    match map.keys().find(|name| !names.contains(&name.as_str())) {
        Some(unknown) => {
            Err(ApiError::invalid(unknown, "unknown_parameter", format!("Unknown parameter: '{unknown}'.")))
        }
        None => Ok(map),
    }
}

fn model(map: &Map<String, Value>) -> Result<&'static CatalogModel, ApiError> {
    match map.get("model") {
        None | Some(Value::Null) => Err(ApiError::invalid(
            "model",
            "missing_required_parameter",
            "Missing required parameter: 'model'.",
        )),
        Some(Value::String(name)) => catalog::find(name).ok_or_else(|| ApiError::no_such_model(name)),
        Some(_) => Err(ApiError::wrong_type("model", "a string")),
    }
}

/// A word out of a list, inside an object.
fn word(holder: Option<&Value>, name: &str, key: &str, words: &[&str]) -> Result<Option<String>, ApiError> {
    let Some(holder) = holder.filter(|value| !value.is_null()) else { return Ok(None) };
    let map = holder.as_object().ok_or_else(|| ApiError::wrong_type(name, "an object"))?;
    match map.get(key).filter(|value| !value.is_null()) {
        None => Ok(None),
        Some(value) => choice(value, &format!("{name}.{key}"), words).map(Some),
    }
}

fn choice(value: &Value, param: &str, words: &[&str]) -> Result<String, ApiError> {
    let text = value.as_str().ok_or_else(|| ApiError::wrong_type(param, "a string"))?;
    if words.contains(&text) {
        return Ok(text.to_owned());
    }
    let listed: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    Err(ApiError::invalid(
        param,
        "invalid_value",
        format!("Invalid value: '{text}'. Supported values are: {}.", listed.join(", ")),
    ))
}

fn whole(map: &Map<String, Value>, name: &str, least: u64) -> Result<Option<u64>, ApiError> {
    let Some(value) = map.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
    let number = value.as_u64().ok_or_else(|| ApiError::wrong_type(name, "an integer"))?;
    if number < least {
        return Err(ApiError::invalid(
            name,
            "integer_below_min_value",
            format!(
                "Invalid '{name}': integer below minimum value. Expected a value >= {least}, but got {number} instead."
            ),
        ));
    }
    Ok(Some(number))
}

fn explicit_only(map: &Map<String, Value>) -> Result<bool, ApiError> {
    let options = map.get("prompt_cache_options");
    let mode = word(options, "prompt_cache_options", "mode", &["implicit", "explicit"])?;
    word(options, "prompt_cache_options", "ttl", &["30m", "1h", "24h"])?;
    Ok(mode.as_deref() == Some("explicit"))
}

fn format_of(format: &Value, inner: &Value, param: &str) -> Result<Format, ApiError> {
    let kind = choice(
        format.get("type").unwrap_or(&Value::Null),
        &format!("{param}.type"),
        &["text", "json_object", "json_schema"],
    )?;
    if kind == "text" {
        return Ok(Format::Text);
    }
    if kind == "json_object" {
        return Ok(Format::JsonObject);
    }
    let missing = |key: &str| {
        let param = format!("{param}.{key}");
        ApiError::invalid(
            &param,
            "missing_required_parameter",
            format!("Missing required parameter: '{param}'."),
        )
    };
    let name = inner.get("name").and_then(Value::as_str).ok_or_else(|| missing("name"))?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
        return Err(ApiError::invalid(
            &format!("{param}.name"),
            "invalid_value",
            format!(
                "Invalid '{param}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'."
            ),
        ));
    }
    let schema = inner.get("schema").filter(|schema| schema.is_object()).ok_or_else(|| missing("schema"))?;
    let strict = inner.get("strict") == Some(&Value::Bool(true));
    if strict {
        schema::check(name, schema, &format!("{param}.schema"))?;
    }
    Ok(Format::Schema { name: name.to_owned(), schema: schema.clone(), strict })
}

fn message(item: &Value, param: &str, part_types: &[&str]) -> Result<Message, ApiError> {
    let roles = ["user", "developer", "system", "assistant"];
    let role = choice(item.get("role").unwrap_or(&Value::Null), &format!("{param}.role"), &roles)?;
    let content = item.get("content").unwrap_or(&Value::Null);
    if let Some(text) = content.as_str() {
        return Ok(Message { role, text: text.to_owned(), breakpoint: false });
    }
    let Some(parts) = content.as_array() else {
        return Err(ApiError::wrong_type(&format!("{param}.content"), "a string or a list of parts"));
    };
    let mut text = String::new();
    let mut breakpoint = false;
    for (number, part) in parts.iter().enumerate() {
        let place = format!("{param}.content[{number}]");
        choice(part.get("type").unwrap_or(&Value::Null), &format!("{place}.type"), part_types)?;
        let part_text = part.get("text").and_then(Value::as_str);
        text.push_str(part_text.ok_or_else(|| ApiError::wrong_type(&format!("{place}.text"), "a string"))?);
        breakpoint |= part.get("prompt_cache_breakpoint").is_some_and(|mark| !mark.is_null());
    }
    Ok(Message { role, text, breakpoint })
}
