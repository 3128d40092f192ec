//! Tokens that a request used, as the provider told them, if what it told makes sense.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Tokens that a request used.
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

/// No model reads or writes a thousandth of this in one request; a larger count is no count.
const MOST_TOKENS: u64 = 1_000_000_000;
/// Estimates lean high, by less than two; a count below a quarter of one tells of something else than
/// the texts that were sent and came.
const LEAST_SHARE: u64 = 4;

impl TokenUsage {
    /// What the provider told; `None` where it told nothing, or something that cannot be: a count that
    /// is missing, negative, absurd, or next to nothing for texts of so many tokens by estimate.
    pub(crate) fn told(usage: &Value, read: u64, written: u64) -> Option<Self> {
        let input = usage.get("input_tokens")?.as_u64()?;
        let output = usage.get("output_tokens")?.as_u64()?;
        let details = usage.get("input_tokens_details").filter(|details| !details.is_null());
        let detail = |name: &str| match details.and_then(|details| details.get(name)) {
            None | Some(Value::Null) => Some(0),
            Some(number) => number.as_u64(),
        };
        let told = Self {
            input,
            cached: detail("cached_tokens")?,
            cache_write: detail("cache_write_tokens")?,
            output,
        };
        told.makes_sense(read, written).then_some(told)
    }

    fn makes_sense(&self, read: u64, written: u64) -> bool {
        let Self { input, cached, cache_write, output } = *self;
        input.max(output).max(cached).max(cache_write) < MOST_TOKENS
            && cached + cache_write <= input
            && input > 0
            && input >= read / LEAST_SHARE
            && output >= written.div_ceil(LEAST_SHARE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn usage_is_read_with_and_without_details() {
        let whole = json!({
            "input_tokens": 3250, "input_tokens_details": { "cached_tokens": 3000, "cache_write_tokens": 5 },
            "output_tokens": 350, "output_tokens_details": { "reasoning_tokens": 64 }, "total_tokens": 3600 });
        let usage = TokenUsage { input: 3250, cached: 3000, cache_write: 5, output: 350 };
        assert_eq!(TokenUsage::told(&whole, 4_000, 400), Some(usage));
        let bare = json!({ "input_tokens": 7, "input_tokens_details": null, "output_tokens": 1 });
        let usage = TokenUsage { input: 7, output: 1, ..TokenUsage::default() };
        assert_eq!(TokenUsage::told(&bare, 8, 1), Some(usage));
        let refused = json!({ "input_tokens": 7, "output_tokens": 0 });
        assert!(TokenUsage::told(&refused, 8, 0).is_some(), "nothing written, nothing counted");
    }

    #[test]
    fn what_cannot_be_is_not_believed() {
        for usage in [
            json!(null),
            json!({}),
            json!("none"),
            json!({ "input_tokens": 3000 }),
            json!({ "output_tokens": 300 }),
            json!({ "input_tokens": 0, "output_tokens": 0 }),
            json!({ "input_tokens": 3000, "output_tokens": 0 }),
            json!({ "input_tokens": 3000, "output_tokens": 3 }),
            json!({ "input_tokens": 1, "output_tokens": 300 }),
            json!({ "input_tokens": -3000, "output_tokens": 300 }),
            json!({ "input_tokens": 3000, "output_tokens": -1 }),
            json!({ "input_tokens": 3000, "output_tokens": 300.5 }),
            json!({ "input_tokens": "3000", "output_tokens": "300" }),
            json!({ "input_tokens": 3000, "output_tokens": u64::MAX }),
            json!({ "input_tokens": 3000, "output_tokens": 300, "input_tokens_details": { "cached_tokens": 3001 } }),
            json!({ "input_tokens": 3000, "output_tokens": 300, "input_tokens_details": { "cached_tokens": -1 } }),
        ] {
            assert_eq!(TokenUsage::told(&usage, 4_000, 400), None, "{usage}");
        }
    }
}
