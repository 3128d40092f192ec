//! What models cost.

use crate::TokenUsage;
use lead_model::Money;
use serde::Deserialize;

/// What a model costs, per million tokens.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelPrice {
    /// Its name in the API.
    pub name: String,
    /// What it is for, in a few words.
    pub about: String,
    /// Tokens read.
    pub input: Money,
    /// Tokens read from the provider's cache.
    pub cached: Money,
    /// Tokens read and written to the provider's cache.
    pub cache_write: Money,
    /// Tokens written.
    pub output: Money,
}

/// Prices by model, as of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceTable {
    as_of: String,
    models: Vec<ModelPrice>,
}

/// A price table that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The price table could not be read: {why}. Correct it, or remove it to use the built-in prices.")]
pub struct PriceError {
    /// What is wrong with it.
    pub why: String,
}

impl PriceTable {
    /// The prices Leadsheet ships with.
    #[must_use]
    pub fn builtin() -> Self {
        todo!()
    }

    /// This table with the models of a TOML text added or replaced.
    pub fn with_overrides(self, _toml: &str) -> Result<Self, PriceError> {
        todo!()
    }

    /// When the prices were read, `2026-11`.
    #[must_use]
    pub fn as_of(&self) -> &str {
        &self.as_of
    }

    /// The models, in the order they are shown.
    #[must_use]
    pub fn models(&self) -> &[ModelPrice] {
        &self.models
    }

    /// What this usage costs; `None` for a model without a price.
    #[must_use]
    pub fn cost(&self, _model: &str, _usage: &TokenUsage) -> Option<Money> {
        todo!()
    }

    /// The most that a request can cost; `None` for a model without a price.
    #[must_use]
    pub fn worst_case(&self, _model: &str, _input_tokens: u64, _max_output_tokens: u64) -> Option<Money> {
        todo!()
    }
}
