//! A recipe as it stands in its file. What may stand there is checked in `check.rs`.

use crate::recipe::condition::Condition;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of this layout; a file for another one is refused rather than half understood.
pub(crate) const FORMAT: u32 = 1;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecipeFile {
    pub(crate) format: u32,
    pub(crate) name: String,
    pub(crate) version: u32,
    pub(crate) title: String,
    pub(crate) about: String,
    pub(crate) fields: Vec<Field>,
    /// Numbers with a name: thresholds of the conditions, and `{{name}}` in the instructions.
    #[serde(default)]
    pub(crate) parameters: BTreeMap<String, f64>,
    #[serde(default)]
    pub(crate) free_mail: FreeMailChanges,
    /// Words that stand for "nothing" where a form demanded an answer.
    #[serde(default)]
    pub(crate) placeholders: Vec<String>,
    #[serde(default)]
    pub(crate) headcount: Headcount,
    #[serde(default)]
    pub(crate) flags: Vec<Flag>,
    #[serde(default)]
    pub(crate) acquisition: Completeness,
    #[serde(default)]
    pub(crate) enrichment: Completeness,
    pub(crate) model: Option<Model>,
    #[serde(default)]
    pub(crate) deductions: Vec<Deduction>,
    #[serde(default)]
    pub(crate) caps: Vec<Cap>,
    pub(crate) final_weights: FinalWeights,
    pub(crate) columns: Vec<Column>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Field {
    pub(crate) path: String,
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) kind: FieldKind,
    #[serde(default)]
    pub(crate) share: Share,
    /// Its name in the data for the model; needed where it is shared.
    pub(crate) name: Option<String>,
}

/// What a field's value must be to be of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FieldKind {
    #[default]
    Text,
    Email,
    Phone,
    Website,
    Headcount,
}

/// What the model is shown of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Share {
    /// Its value.
    Full,
    /// The domain of its mail address or website alone.
    Domain,
    /// Nothing.
    #[default]
    Never,
}

impl Share {
    /// The word for it in recipe files and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Domain => "domain",
            Self::Never => "never",
        }
    }
}

/// What an org knows better than the shipped list of free-mail domains.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct FreeMailChanges {
    pub(crate) also: Vec<String>,
    pub(crate) not: Vec<String>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Headcount {
    /// Where each band begins, rising, the first at 0.
    pub(crate) bands: Vec<u64>,
    pub(crate) segments: Vec<Segment>,
}

/// A segment and the headcounts it stands for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Segment {
    pub(crate) names: Vec<String>,
    pub(crate) low: u64,
    pub(crate) high: u64,
    /// Whether enrichment seldom covers companies so small, so that a blank says little.
    #[serde(default)]
    pub(crate) smallest: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flag {
    pub(crate) name: String,
    pub(crate) label: String,
    /// All must hold.
    pub(crate) when: Vec<Condition>,
    /// Whether the model is told how it came out.
    #[serde(default)]
    pub(crate) tell_model: bool,
}

/// A score that the rules make: the weights of what is there.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Completeness {
    pub(crate) parts: Vec<Part>,
    /// The share of its weight that a blank earns in the smallest segments, 0 to 1.
    pub(crate) blank_in_smallest: f64,
    /// The field that names the segment.
    pub(crate) segment: Option<String>,
}

/// Something that earns its weight: a field of use, or conditions that all hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    pub(crate) weight: f64,
    pub(crate) field: Option<String>,
    pub(crate) label: Option<String>,
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
}

/// The question to a model.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    pub(crate) default: String,
    pub(crate) schema_name: String,
    pub(crate) tokens_fixed: u32,
    pub(crate) tokens_per_lead: u32,
    /// Characters of a field's text that are sent at most.
    pub(crate) characters_per_field: usize,
    pub(crate) statements_least: usize,
    pub(crate) statements_most: usize,
    /// The confidence below which an inference is dropped.
    pub(crate) least_confidence: f64,
    pub(crate) heuristics: Vec<Heuristic>,
    /// Paths of the fields that the model may propose a value for.
    pub(crate) proposals: Vec<String>,
    pub(crate) instructions: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Heuristic {
    pub(crate) name: String,
    pub(crate) title: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deduction {
    pub(crate) label: String,
    pub(crate) points: f64,
    /// All must hold; empty where it is taken once for each correction.
    #[serde(default)]
    pub(crate) when: Vec<Condition>,
    #[serde(default)]
    pub(crate) each_correction: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cap {
    pub(crate) label: String,
    pub(crate) at: f64,
    pub(crate) when: Vec<Condition>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FinalWeights {
    pub(crate) acquisition: f64,
    pub(crate) enrichment: f64,
    pub(crate) coherence: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Column {
    pub(crate) shows: Shows,
    /// Its header; the fields bring their own labels.
    pub(crate) header: Option<String>,
}

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shows {
    IdVerdict,
    LeadId,
    Fields,
    Acquisition,
    Enrichment,
    Coherence,
    FinalConfidence,
    Band,
    Explanation,
    Corrections,
    Inferences,
    NotInTam,
    SuspiciousEnrichment,
    Breakdown,
    Status,
    AssessedAt,
    Recipe,
    Model,
}
