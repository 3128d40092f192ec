//! The parts of a request: its messages, and the form its answer shall have.

use crate::model::catalog::tokens;
use serde_json::Value;

/// One message of a request.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) role: String,
    pub(crate) text: String,
    /// Whether a cache breakpoint stands behind it.
    pub(crate) breakpoint: bool,
}

/// The form the answer shall have.
#[derive(Debug)]
pub(crate) enum Format {
    Text,
    JsonObject,
    Schema { name: String, schema: Value, text: String, strict: bool },
}

impl Format {
    pub(crate) fn schema_text(&self) -> &str {
        match self {
            Self::Schema { text, .. } => text,
            Self::Text | Self::JsonObject => "",
        }
    }

    /// The schema is read, and paid for, with every request.
    pub(crate) fn schema_tokens(&self) -> u64 {
        tokens(self.schema_text())
    }
}
