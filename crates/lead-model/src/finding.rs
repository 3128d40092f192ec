//! What was found out about a lead: by the rules, by the model, and by the arithmetic over both.

use crate::{FieldValue, Score};
use serde::{Deserialize, Serialize};

/// What the rules say of a lead. Made without asking anybody.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, specta::Type)]
pub struct RuleFindings {
    /// How complete the acquired fields are; `None` where none of them could be read.
    pub acquisition: Option<Score>,
    /// How complete the enriched fields are; `None` where none of them could be read.
    pub enrichment: Option<Score>,
    /// Large by the enrichment's headcount, yet without an enriched company; `None` where unread.
    pub not_in_tam: Option<bool>,
    /// Enriched as a large company on the strength of a free-mail address; `None` where unread.
    pub suspicious_enrichment: Option<bool>,
    /// How the two scores came about.
    pub steps: Vec<ScoreStep>,
}

/// Something the rules noticed about a lead, so that its rows can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum RuleFlag {
    /// [`RuleFindings::not_in_tam`].
    NotInTam,
    /// [`RuleFindings::suspicious_enrichment`].
    SuspiciousEnrichment,
}

/// All that was found out about a lead.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, specta::Type)]
pub struct LeadFindings {
    /// What the rules say.
    pub rules: RuleFindings,
    /// How well the values agree, after deductions and caps; `None` until the model has answered.
    pub coherence: Option<Score>,
    /// The weighted sum; `None` unless all its parts are there.
    pub final_confidence: Option<Score>,
    /// The model's explanation, one statement each.
    pub explanation: Vec<String>,
    /// The heuristics the model judged.
    pub checks: Vec<Check>,
    /// Values that the model says are wrong.
    pub corrections: Vec<Proposal>,
    /// Blanks that the model says can be filled.
    pub inferences: Vec<Proposal>,
    /// Proposals that were dropped, each with the reason.
    pub dropped: Vec<String>,
    /// How coherence and the final score came about, in order.
    pub steps: Vec<ScoreStep>,
}

/// One step of the arithmetic, so that a score can say where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ScoreStep {
    /// Which score it belongs to: `acquisition`, `enrichment`, `coherence` or `final`.
    pub score: String,
    /// What was looked at, in words: `E-mail is present`, `Capped at 30: suspicious enrichment`.
    pub label: String,
    /// Points gained (positive), lost (negative) or, for a cap, taken off.
    pub points: f64,
}

/// A heuristic that the model judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct Check {
    /// Its name in the recipe.
    pub name: String,
    /// How it came out.
    pub outcome: CheckOutcome,
    /// What the judgement rests on.
    pub basis: CheckBasis,
    /// Why, in a sentence.
    pub note: String,
}

/// How a heuristic came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// The values agree.
    Pass,
    /// They may not.
    Caution,
    /// They do not.
    Fail,
}

/// What a judgement or a proposal rests on. The model has no tools, so it can cite nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckBasis {
    /// The lead's own fields.
    Record,
    /// A rule of the recipe.
    Rule,
    /// A check made by code.
    Check,
    /// What the model remembers; to be verified.
    ModelMemory,
}

/// A value that the model proposes for a field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct Proposal {
    /// The field's path.
    pub field: String,
    /// Its value now.
    pub old: FieldValue,
    /// The value proposed.
    pub new: FieldValue,
    /// How sure the model is, 0 to 1; always there for an inference.
    pub confidence: Option<f64>,
    /// What it rests on.
    pub basis: CheckBasis,
    /// Why, in a sentence.
    pub reason: String,
}

impl Proposal {
    /// `field: old → new`, as it stands in the workbook.
    #[must_use]
    pub fn readable(&self) -> String {
        let shown =
            |value: &FieldValue| if value.is_blank() { "(blank)".to_owned() } else { value.display() };
        format!("{}: {} → {}", self.field, shown(&self.old), shown(&self.new))
    }
}
