//! Conditions on a lead's values, as a recipe writes them. How they come out for a lead:
//! `evaluation.rs`.

use serde::{Deserialize, Serialize};

/// One condition.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Condition {
    /// The field holds nothing, or a word that stands for nothing.
    Blank(String),
    /// The field holds a value of use for its kind.
    Usable(String),
    /// The number in the field is at least a parameter.
    AtLeast { field: String, parameter: String },
    /// The mail address in the field is one that anybody can have.
    FreeMail(String),
    /// Two fields hold a mail address or website of the same registered domain.
    SameDomain(String, String),
    /// The headcount lies a parameter's number of bands or more from what the lead claims: its
    /// size range or, where that says nothing, its segment.
    BandsApart { headcount: String, size_range: String, segment: String, parameter: String },
    /// An earlier flag holds.
    Flag(String),
    /// At least one holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
}

impl Condition {
    /// The paths of all fields it looks at, those of flags aside.
    pub(crate) fn fields(&self) -> Vec<&str> {
        match self {
            Self::Blank(field)
            | Self::Usable(field)
            | Self::FreeMail(field)
            | Self::AtLeast { field, .. } => vec![field],
            Self::SameDomain(one, other) => vec![one, other],
            Self::BandsApart { headcount, size_range, segment, .. } => vec![headcount, size_range, segment],
            Self::Flag(_) => Vec::new(),
            Self::Any(conditions) => conditions.iter().flat_map(Self::fields).collect(),
            Self::Not(condition) => condition.fields(),
        }
    }

    /// The names of all parameters it uses.
    pub(crate) fn parameters(&self) -> Vec<&str> {
        match self {
            Self::AtLeast { parameter, .. } | Self::BandsApart { parameter, .. } => vec![parameter],
            Self::Any(conditions) => conditions.iter().flat_map(Self::parameters).collect(),
            Self::Not(condition) => condition.parameters(),
            _ => Vec::new(),
        }
    }

    /// Whether it, or one inside it, counts headcount bands.
    pub(crate) fn counts_bands(&self) -> bool {
        match self {
            Self::BandsApart { .. } => true,
            Self::Any(conditions) => conditions.iter().any(Self::counts_bands),
            Self::Not(condition) => condition.counts_bands(),
            _ => false,
        }
    }

    /// The names of all flags it asks for.
    pub(crate) fn flags(&self) -> Vec<&str> {
        match self {
            Self::Flag(name) => vec![name],
            Self::Any(conditions) => conditions.iter().flat_map(Self::flags).collect(),
            Self::Not(condition) => condition.flags(),
            _ => Vec::new(),
        }
    }
}
