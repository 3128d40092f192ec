//! Whether a JSON schema may be used strictly (`OpenAI`, "structured outputs", supported schemas).

use crate::model::error::ApiError;
use serde_json::{Map, Value};

const DEEPEST: usize = 10;
const MOST_PROPERTIES: usize = 5_000;
const MOST_ENUM_VALUES: usize = 1_000;

const KNOWN: [&str; 26] = [
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "anyOf",
    "$defs",
    "definitions",
    "$ref",
    "description",
    "title",
    "pattern",
    "format",
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "$schema",
    "$id",
];

/// Checks a schema that was sent as strict; `param` is where it stands in the request.
pub(crate) fn check(name: &str, schema: &Value, param: &str) -> Result<(), ApiError> {
    let mut walk = Walk { root: schema, properties: 0, enum_values: 0 };
    let wrong = |message: String| {
        ApiError::invalid(
            param,
            "invalid_json_schema",
            format!("Invalid schema for response_format '{name}': {message}"),
        )
    };
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        let kind = schema
            .get("type")
            .map_or("None".to_owned(), |kind| format!("'{}'", kind.as_str().unwrap_or("?")));
        return Err(wrong(format!(
            "schema must be a JSON Schema of 'type: \"object\"', got 'type: {kind}'."
        )));
    }
    if schema.get("anyOf").is_some() {
        return Err(wrong("the root must not be an anyOf.".into()));
    }
    walk.schema(schema, "()", 1).map_err(wrong)
}

struct Walk<'a> {
    root: &'a Value,
    properties: usize,
    enum_values: usize,
}

impl Walk<'_> {
    fn schema(&mut self, schema: &Value, context: &str, depth: usize) -> Result<(), String> {
        let Some(map) = schema.as_object() else {
            return Err(format!("In context={context}, schema must be an object."));
        };
        if depth > DEEPEST {
            return Err(format!("In context={context}, nesting is deeper than {DEEPEST} levels."));
        }
        if let Some(unknown) = map.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            return Err(format!("In context={context}, '{unknown}' is not permitted."));
        }
        if let Some(reference) = map.get("$ref") {
            let target = reference.as_str().and_then(|path| resolve(self.root, path));
            return match target {
                Some(_) => Ok(()),
                None => Err(format!(
                    "In context={context}, reference to component {reference} which was not found."
                )),
            };
        }
        for (name, inner) in map
            .get("$defs")
            .or_else(|| map.get("definitions"))
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            self.schema(inner, &format!("('$defs', '{name}')"), depth)?;
        }
        if let Some(choices) = map.get("anyOf") {
            let choices = choices.as_array().filter(|list| !list.is_empty());
            let choices = choices.ok_or(format!("In context={context}, anyOf must be a list of schemas."))?;
            for (number, inner) in choices.iter().enumerate() {
                self.schema(inner, &format!("{context} anyOf {number}"), depth)?;
            }
            return Ok(());
        }
        if let Some(values) = map.get("enum").and_then(Value::as_array) {
            self.enum_values += values.len();
            if self.enum_values > MOST_ENUM_VALUES {
                return Err(format!("more than {MOST_ENUM_VALUES} enum values in all."));
            }
        }
        let kinds = kinds(map);
        if kinds.is_empty() && !map.contains_key("enum") && !map.contains_key("const") {
            return Err(format!("In context={context}, schema must have a 'type' key."));
        }
        if let Some(kind) = kinds.iter().find(|kind| {
            !matches!(**kind, "object" | "array" | "string" | "number" | "integer" | "boolean" | "null")
        }) {
            return Err(format!("In context={context}, '{kind}' is not a valid type."));
        }
        if kinds.contains(&"object") {
            self.object(map, context, depth)?;
        }
        if kinds.contains(&"array") {
            let items =
                map.get("items").ok_or(format!("In context={context}, array schema missing items."))?;
            self.schema(items, &format!("{context} items"), depth + 1)?;
        }
        Ok(())
    }

    fn object(&mut self, map: &Map<String, Value>, context: &str, depth: usize) -> Result<(), String> {
        if map.get("additionalProperties") != Some(&Value::Bool(false)) {
            return Err(format!(
                "In context={context}, 'additionalProperties' is required to be supplied and to be false."
            ));
        }
        let empty = Map::new();
        let properties = map.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        self.properties += properties.len();
        if self.properties > MOST_PROPERTIES {
            return Err(format!("more than {MOST_PROPERTIES} properties in all."));
        }
        let required: Vec<&str> = map
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if let Some(missing) = properties.keys().find(|name| !required.contains(&name.as_str())) {
            return Err(format!(
                "In context={context}, 'required' is required to be supplied and to be an array including every key \
                 in properties. Missing '{missing}'."
            ));
        }
        if let Some(extra) = required.iter().find(|name| !properties.contains_key(**name)) {
            return Err(format!("In context={context}, 'required' has '{extra}', which is no property."));
        }
        for (name, inner) in properties {
            self.schema(inner, &format!("('properties', '{name}')"), depth + 1)?;
        }
        Ok(())
    }
}

fn kinds(map: &Map<String, Value>) -> Vec<&str> {
    match map.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// What a `$ref` within the schema points to.
pub(crate) fn resolve<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    root.pointer(reference.strip_prefix('#')?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refusal(schema: &Value) -> String {
        check("test", schema, "text.format.schema").unwrap_err().message
    }

    fn object(properties: &Value) -> Value {
        let required: Vec<_> = properties.as_object().unwrap().keys().cloned().collect();
        json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
    }

    #[test]
    fn a_strict_schema_passes() {
        let item =
            object(&json!({"ref": {"type": "string"}, "score": {"type": ["integer", "null"], "minimum": 0}}));
        let schema = object(&json!({"items": {"type": "array", "items": item, "minItems": 1}}));
        assert_eq!(check("test", &schema, "p"), Ok(()));
    }

    #[test]
    fn what_strict_mode_refuses() {
        let open = json!({"type": "object", "properties": {}, "required": []});
        assert!(refusal(&open).contains("additionalProperties"));
        let mut optional = object(&json!({"a": {"type": "string"}}));
        optional["required"] = json!([]);
        assert!(refusal(&optional).contains("Missing 'a'"));
        for keyword in ["allOf", "not", "if", "then", "oneOf", "patternProperties", "uniqueItems", "default"]
        {
            let mut schema = object(&json!({"a": {"type": "string"}}));
            schema["properties"]["a"][keyword] = json!({});
            assert!(refusal(&schema).contains(&format!("'{keyword}' is not permitted")), "{keyword}");
        }
        assert!(refusal(&json!({"type": "array", "items": {"type": "string"}})).contains("object"));
        assert!(refusal(&object(&json!({"a": {}}))).contains("'type' key"));
        assert!(refusal(&object(&json!({"a": {"type": "array"}}))).contains("missing items"));
        assert!(refusal(&object(&json!({"a": {"$ref": "#/$defs/none"}}))).contains("not found"));
        let deep = (0..11).fold(json!({"type": "string"}), |inner, _| object(&json!({ "a": inner })));
        assert!(refusal(&deep).contains("deeper"));
        let values: Vec<_> = (0..1_001).collect();
        assert!(refusal(&object(&json!({"a": {"type": "integer", "enum": values}}))).contains("enum"));
    }
}
