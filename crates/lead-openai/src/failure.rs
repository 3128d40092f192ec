//! A question without a usable answer: why, and what it cost.

use crate::charge::Charge;
use crate::error::AskError;
use crate::limits::Limits;

/// A question that got no usable answer. What was paid all the same is told.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{error}")]
pub struct Failure {
    /// Why.
    pub error: AskError,
    /// What it cost although it failed.
    pub charge: Charge,
    /// What the answer's headers say of the limits.
    pub limits: Limits,
}

impl Failure {
    /// There was no answer at all.
    pub(crate) fn unanswered(error: AskError) -> Self {
        Self { charge: Charge::unanswered(&error), error, limits: Limits::default() }
    }
}
