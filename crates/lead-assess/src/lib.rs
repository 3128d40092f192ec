//! What a lead is worth: recipes, rules, the question to the model, checking its answer, the arithmetic. Pure.
#![allow(missing_docs, clippy::pedantic, clippy::todo, unused_variables)]
use lead_model::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A recipe. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Recipe;
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    #[error("{0}")]
    Other(String),
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share { Full, Domain, Never }
impl Share { pub fn code(self) -> &'static str { todo!() } }
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldWish { pub path: String, pub label: String, pub share: Share }
impl Recipe {
    pub fn builtin() -> Vec<Self> { todo!() }
    pub fn named(name: &str) -> Option<Self> { todo!() }
    pub fn from_toml(text: &str) -> Result<Self, RecipeError> { todo!() }
    pub fn name(&self) -> &str { todo!() }
    pub fn title(&self) -> &str { todo!() }
    pub fn about(&self) -> &str { todo!() }
    pub fn version(&self) -> u32 { todo!() }
    /// Hex SHA-256 of what the recipe says (comments and layout aside).
    pub fn hash(&self) -> &str { todo!() }
    pub fn fields(&self) -> Vec<FieldWish> { todo!() }
    pub fn uses_model(&self) -> bool { todo!() }
    pub fn default_model(&self) -> Option<&str> { todo!() }
    /// Readable: field paths the org lets this user read.
    pub fn resolve(self, readable: &BTreeSet<String>) -> Resolved { todo!() }
}
/// A recipe fitted to an org. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Resolved;
/// A question ready to be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    pub instructions: String,
    pub data: String,
    pub schema_name: String,
    pub schema: serde_json::Value,
    pub max_output_tokens: u32,
    pub refs: Vec<String>,
}
/// A checked answer about one lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelAnswer;
/// Why there is no answer for a lead. Display is a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    #[error("missing")]
    Missing,
}
impl AnswerFault { pub fn code(&self) -> &'static str { todo!() } }
impl Resolved {
    pub fn recipe(&self) -> &Recipe { todo!() }
    pub fn paths(&self) -> Vec<String> { todo!() }
    pub fn missing(&self) -> &[String] { todo!() }
    pub fn hash(&self) -> &str { todo!() }
    pub fn rules(&self, lead: &Lead) -> RuleFindings { todo!() }
    /// Cache key: SHA-256 (hex) of instructions, schema, model and exactly the data that would be sent.
    pub fn fingerprint(&self, lead: &Lead, model: &str) -> String { todo!() }
    /// What would be sent of this one lead, as JSON text (for the lead's page).
    pub fn sent(&self, lead: &Lead) -> String { todo!() }
    pub fn ask(&self, leads: &[&Lead]) -> Ask { todo!() }
    pub fn ask_again(&self, leads: &[&Lead], what_was_wrong: &[AnswerFault]) -> Ask { todo!() }
    /// By position of ask.refs; always as many as those.
    pub fn read_answer(&self, text: &str, ask: &Ask) -> Vec<Result<ModelAnswer, AnswerFault>> { todo!() }
    pub fn conclude(&self, lead: &Lead, rules: RuleFindings, answer: Option<&ModelAnswer>) -> LeadFindings { todo!() }
    pub fn columns(&self) -> Vec<ResultColumn> { todo!() }
    /// The cells under `columns()`, same order and length.
    pub fn cells(&self, facts: &RowFacts<'_>) -> Vec<ResultCell> { todo!() }
}
/// What is known of a row when its cells are written.
#[derive(Debug, Clone, Copy)]
pub struct RowFacts<'a> {
    pub verdict: IdVerdict,
    pub lead_id: Option<LeadId>,
    pub lead: Option<&'a Lead>,
    pub findings: Option<&'a LeadFindings>,
    pub status: RowStatus,
    /// RFC 3339 in UTC.
    pub assessed_at: Option<&'a str>,
    pub model: Option<&'a str>,
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultColumn { pub header: String, pub kind: ColumnKind }
/// As in lead-workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind { Text, LongText, Number, Score, Flag, Date, Id, Status }
#[derive(Debug, Clone, PartialEq)]
pub enum ResultCell { Blank, Text(String), Number(f64), Flag(bool), DateTime(String) }
