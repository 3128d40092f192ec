//! One question.

use serde_json::Value;

/// One question to the model. The instructions are the same for a whole run, so that the provider
/// can cache them; the data is one JSON string, never instructions.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The model's name.
    pub model: String,
    /// What the model is to do: the rubric.
    pub instructions: String,
    /// What it is to judge.
    pub data: String,
    /// The answer schema's name.
    pub schema_name: String,
    /// The answer schema, strict.
    pub schema: Value,
    /// The most tokens the answer may take, reasoning included.
    pub max_output_tokens: u32,
    /// How hard to think: `low` and so on; `None` leaves it to the model.
    pub effort: Option<String>,
}
