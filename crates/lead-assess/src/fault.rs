//! What can be wrong with a model's answer. Each is said to people and, once, to the model.

use crate::text::clean;

/// Why there is no usable answer about a lead. Never turned into a score.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerFault {
    /// The answer is wrapped in a Markdown code fence.
    #[error("The answer is wrapped in a code fence; it must be the JSON object alone.")]
    CodeFence,
    /// Not JSON, or more than one JSON value.
    #[error("The answer is not JSON: {0}.")]
    NotJson(String),
    /// JSON, and not the object that was asked for.
    #[error("The answer is not an object with “assessments”: {0}.")]
    NotTheObject(String),
    /// Nothing in the answer is about this lead.
    #[error("The answer says nothing about this lead; there must be one assessment for each ref.")]
    Missing,
    /// More than one assessment is about this lead, and nothing tells which one is meant.
    #[error("The answer has more than one assessment for this lead; there must be one for each ref.")]
    Doubled,
    /// The answer is about something that was not asked for.
    #[error("The answer is about “{0}”, which was not asked for; refs must be copied as they are.")]
    UnknownRef(String),
    /// The assessment does not have the shape that was asked for.
    #[error("The assessment does not have the agreed shape: {0}.")]
    WrongShape(String),
    /// The score is text, null, a fraction or anything else that is not a whole number.
    #[error("The score is {0}; it must be a whole number from 0 to 100.")]
    ScoreNotANumber(String),
    /// The score is a number outside its range.
    #[error("The score is {0}; it must be from 0 to 100.")]
    ScoreOutOfRange(String),
    /// Fewer statements than asked for.
    #[error("The explanation has {found} statements; there must be at least {least}.")]
    TooFewStatements {
        /// How many there are.
        found: usize,
        /// How many there must be.
        least: usize,
    },
    /// More statements than asked for.
    #[error("The explanation has {found} statements; there must be at most {most}.")]
    TooManyStatements {
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// A statement has no text.
    #[error("A statement of the explanation is empty.")]
    EmptyStatement,
    /// A heuristic that the recipe does not have.
    #[error("The answer judges “{0}”, which is none of the heuristics.")]
    UnknownCheck(String),
    /// A heuristic that was not judged, or judged more than once.
    #[error("The heuristic {name} is judged {found} times; each must be judged once.")]
    CheckCount {
        /// The heuristic.
        name: String,
        /// How often it is judged.
        found: usize,
    },
    /// A proposal for a field that none was asked for.
    #[error("The answer proposes a value for “{0}”, for which none was asked.")]
    UnknownField(String),
}

impl AnswerFault {
    /// A short name for grouping and counting.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::CodeFence => "code_fence",
            Self::NotJson(_) => "not_json",
            Self::NotTheObject(_) => "not_the_object",
            Self::Missing => "missing",
            Self::Doubled => "doubled",
            Self::UnknownRef(_) => "unknown_ref",
            Self::WrongShape(_) => "wrong_shape",
            Self::ScoreNotANumber(_) => "score_not_a_number",
            Self::ScoreOutOfRange(_) => "score_out_of_range",
            Self::TooFewStatements { .. } => "too_few_statements",
            Self::TooManyStatements { .. } => "too_many_statements",
            Self::EmptyStatement => "empty_statement",
            Self::UnknownCheck(_) => "unknown_check",
            Self::CheckCount { .. } => "check_count",
            Self::UnknownField(_) => "unknown_field",
        }
    }
}

/// What the model wrote, short enough to stand in a sentence.
pub(crate) fn quoted(text: &str) -> String {
    clean(text, 60)
}
