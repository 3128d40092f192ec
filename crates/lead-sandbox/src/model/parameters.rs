//! Single parameters of a request, checked one by one with the provider's own words.

use crate::model::catalog::{self, CatalogModel};
use crate::model::error::ApiError;
use crate::model::message::{Format, Message};
use crate::model::schema;
use serde_json::{Map, Value};

pub(crate) fn known<'a>(body: &'a Value, names: &[&str]) -> Result<&'a Map<String, Value>, ApiError> {
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

pub(crate) fn model(map: &Map<String, Value>) -> Result<&'static CatalogModel, ApiError> {
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
pub(crate) fn word(
    holder: Option<&Value>,
    name: &str,
    key: &str,
    words: &[&str],
) -> Result<Option<String>, ApiError> {
    let Some(holder) = holder.filter(|value| !value.is_null()) else { return Ok(None) };
    let map = holder.as_object().ok_or_else(|| ApiError::wrong_type(name, "an object"))?;
    match map.get(key).filter(|value| !value.is_null()) {
        None => Ok(None),
        Some(value) => choice(value, &format!("{name}.{key}"), words).map(Some),
    }
}

pub(crate) fn choice(value: &Value, param: &str, words: &[&str]) -> Result<String, ApiError> {
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

pub(crate) fn whole(map: &Map<String, Value>, name: &str, least: u64) -> Result<Option<u64>, ApiError> {
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

pub(crate) fn explicit_only(map: &Map<String, Value>) -> Result<bool, ApiError> {
    let options = map.get("prompt_cache_options");
    let mode = word(options, "prompt_cache_options", "mode", &["implicit", "explicit"])?;
    word(options, "prompt_cache_options", "ttl", &["30m", "1h", "24h"])?;
    Ok(mode.as_deref() == Some("explicit"))
}

pub(crate) fn format_of(format: &Value, inner: &Value, param: &str) -> Result<Format, ApiError> {
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
    Ok(Format::Schema { name: name.to_owned(), schema: schema.clone(), text: schema.to_string(), strict })
}

pub(crate) fn message(item: &Value, param: &str, part_types: &[&str]) -> Result<Message, ApiError> {
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
