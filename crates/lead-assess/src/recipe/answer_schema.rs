//! The shape that an answer of the model must have.

use super::file::Model;
use serde_json::{Map, Value, json};

/// Keys stand in the order the model fills them: what it found first, the score last.
pub(super) fn schema(model: &Model) -> Value {
    let heuristics: Vec<&str> = model.heuristics.iter().map(|heuristic| heuristic.name.as_str()).collect();
    let fields = &model.proposals;
    let basis = json!({"type": "string", "enum": ["record", "rule", "check", "model_memory"]});
    let text = json!({"type": "string"});
    let check = object(&json!({
        "name": {"type": "string", "enum": heuristics},
        "outcome": {"type": "string", "enum": ["pass", "caution", "fail"]},
        "basis": basis,
        "note": text,
    }));
    let correction = object(&json!({
        "field": {"type": "string", "enum": fields},
        "new": text,
        "basis": basis,
        "reason": text,
    }));
    let inference = object(&json!({
        "field": {"type": "string", "enum": fields},
        "new": text,
        "confidence": {"type": "number", "minimum": 0, "maximum": 1},
        "basis": basis,
        "reason": text,
    }));
    let assessment = object(&json!({
        "ref": text,
        "checks": {"type": "array", "items": check},
        "explanation": {
            "type": "array",
            "items": text,
            "minItems": model.statements_least,
            "maxItems": model.statements_most,
        },
        "corrections": {"type": "array", "items": correction},
        "inferences": {"type": "array", "items": inference},
        "coherence": {"type": "integer", "minimum": 0, "maximum": 100},
    }));
    object(&json!({"assessments": {"type": "array", "items": assessment}}))
}

/// An object of exactly these properties, as strict schemas demand.
fn object(properties: &Value) -> Value {
    let required: Vec<String> = properties.as_object().into_iter().flat_map(Map::keys).cloned().collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
