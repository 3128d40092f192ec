//! The models on offer, as of November 2026.

use serde_json::{Value, json};

/// A model: when it was made, when it ends, and its prices in dollars per million tokens.
#[derive(Debug)]
pub(crate) struct CatalogModel {
    pub(crate) name: &'static str,
    created: u64,
    shutdown_date: Option<&'static str>,
    input: f64,
    cached: f64,
    cache_write: f64,
    output: f64,
    /// Whether explicit cache breakpoints do anything (5.6 and later).
    pub(crate) has_breakpoints: bool,
    pub(crate) context_tokens: u64,
}

macro_rules! model {
    ($name:literal, $created:literal, $shutdown:expr, $input:literal / $cached:literal / $write:literal / $output:literal, $breakpoints:literal) => {
        CatalogModel {
            name: $name,
            created: $created,
            shutdown_date: $shutdown,
            input: $input,
            cached: $cached,
            cache_write: $write,
            output: $output,
            has_breakpoints: $breakpoints,
            context_tokens: 400_000,
        }
    };
}

static MODELS: [CatalogModel; 8] = [
    model!("gpt-6-luna", 1_790_000_000, None, 0.10 / 0.01 / 0.125 / 0.50, true),
    model!("gpt-6.1-terra", 1_792_000_000, None, 1.0 / 0.05 / 1.25 / 5.0, true),
    model!("gpt-6.1-sol", 1_792_000_000, None, 2.0 / 0.10 / 2.5 / 10.0, true),
    model!("gpt-5.6-luna", 1_780_000_000, None, 0.20 / 0.02 / 0.25 / 1.20, true),
    model!("gpt-5-mini", 1_754_000_000, Some("2026-12-11"), 0.25 / 0.025 / 0.25 / 2.0, false),
    model!("gpt-5-nano", 1_754_000_000, Some("2026-12-11"), 0.05 / 0.005 / 0.05 / 0.40, false),
    model!("gpt-4.1-mini", 1_744_000_000, Some("2027-01-14"), 0.40 / 0.10 / 0.40 / 1.60, false),
    model!("gpt-4o-mini", 1_721_000_000, Some("2027-01-14"), 0.15 / 0.075 / 0.15 / 0.60, false),
];

/// The model with this name.
pub(crate) fn find(name: &str) -> Option<&'static CatalogModel> {
    MODELS.iter().find(|model| model.name == name)
}

/// `GET /v1/models`
pub(crate) fn list() -> Value {
    json!({ "object": "list", "data": MODELS.iter().map(CatalogModel::as_json).collect::<Vec<_>>() })
}

impl CatalogModel {
    pub(crate) fn as_json(&self) -> Value {
        json!({
            "id": self.name,
            "object": "model",
            "created": self.created,
            "owned_by": "system",
            "shutdown_date": self.shutdown_date,
        })
    }

    /// Whether the model thinks before it answers; then it takes no `temperature`.
    pub(crate) fn reasons(&self) -> bool {
        !self.name.starts_with("gpt-4")
    }

    /// What a request cost, in millionths of a dollar.
    pub(crate) fn micro_usd(&self, usage: &Usage) -> f64 {
        let plain = usage.input.saturating_sub(usage.cached + usage.cache_write);
        plain as f64 * self.input
            + usage.cached as f64 * self.cached
            + usage.cache_write as f64 * self.cache_write
            + usage.output as f64 * self.output
    }
}

/// The tokens of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Usage {
    pub(crate) input: u64,
    /// Of the input, read from the cache.
    pub(crate) cached: u64,
    /// Of the input, written to the cache.
    pub(crate) cache_write: u64,
    pub(crate) output: u64,
    /// Of the output, thought and not said.
    pub(crate) reasoning: u64,
}

/// Roughly the tokens of a text; four bytes make one in English prose and JSON.
pub(crate) fn tokens(text: &str) -> u64 {
    (text.len() as u64).div_ceil(4)
}
