//! One question, and the request it makes.

use serde_json::{Value, json};
use std::sync::Arc;

/// One question to the model. The instructions are the same for a whole run, so that the provider
/// can cache them, and share one place in memory; the data is one JSON string, never instructions.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The model's name.
    pub model: String,
    /// What the model is to do: the rubric.
    pub instructions: Arc<str>,
    /// What it is to judge.
    pub data: String,
    /// The answer schema's name.
    pub schema_name: String,
    /// The answer schema, strict.
    pub schema: Arc<Value>,
    /// The most tokens the answer may take, reasoning included.
    pub max_output_tokens: u32,
    /// How hard to think: `low` and so on; `None` leaves it to the model.
    pub effort: Option<String>,
}

impl Question {
    /// The body of a Responses request.
    ///
    /// Without an explicit breakpoint the provider would write its cache up to the end of the last
    /// message, which changes each time: never a hit, and the write paid each time. So the mark
    /// stands at the end of the instructions. Nothing is stored with the provider.
    pub(crate) fn body(&self) -> Value {
        let mut body = json!({
            "model": self.model,
            "store": false,
            "max_output_tokens": self.max_output_tokens,
            "text": {
                "verbosity": "low",
                "format": {
                    "type": "json_schema",
                    "name": self.schema_name,
                    "strict": true,
                    "schema": *self.schema,
                },
            },
            "prompt_cache_options": { "mode": "explicit", "ttl": "30m" },
            "input": [
                {
                    "role": "developer",
                    "content": [{
                        "type": "input_text",
                        "text": *self.instructions,
                        "prompt_cache_breakpoint": { "mode": "explicit" },
                    }],
                },
                { "role": "user", "content": self.data },
            ],
        });
        if let Some(effort) = &self.effort {
            body["reasoning"] = json!({ "effort": effort });
        }
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Question {
            model: "gpt-6-luna".into(),
            instructions: "Judge.".into(),
            data: "{\"leads\":[]}".into(),
            schema_name: "lead_assessment_v1".into(),
            schema: Arc::new(json!({ "type": "object" })),
            max_output_tokens: 1200,
            effort: Some("low".into()),
        }
    }

    #[test]
    fn nothing_is_stored_and_only_the_instructions_are_cached() {
        let body = question().body();
        assert_eq!(body["store"], false);
        assert_eq!(body["input"][0]["content"][0]["prompt_cache_breakpoint"]["mode"], "explicit");
        assert_eq!(body["input"][1], json!({ "role": "user", "content": "{\"leads\":[]}" }));
        assert_eq!(body["text"]["format"]["strict"], true);
        assert_eq!(body["reasoning"]["effort"], "low");
        assert!(body.get("tools").is_none() && body.get("temperature").is_none());
    }

    #[test]
    fn no_effort_is_not_sent_as_one() {
        assert!(Question { effort: None, ..question() }.body().get("reasoning").is_none());
    }
}
