//! The answer and what it used.

use crate::Limits;
use serde::{Deserialize, Serialize};

/// A whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The answer's text, which follows the schema if the model kept to it.
    pub text: String,
    /// What it used.
    pub usage: TokenUsage,
    /// What its headers say of the limits.
    pub limits: Limits,
}

/// Tokens that a request used, as the provider counted them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TokenUsage {
    /// Tokens read, all of them.
    pub input: u64,
    /// Of the tokens read, those that came from the provider's cache.
    pub cached: u64,
    /// Of the tokens read, those written to the provider's cache.
    pub cache_write: u64,
    /// Tokens written, reasoning included.
    pub output: u64,
}
