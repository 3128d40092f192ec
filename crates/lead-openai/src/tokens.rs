//! How many tokens a text is.

/// About how many tokens a text is; leans high.
#[must_use]
pub fn estimate_tokens(_text: &str) -> u64 {
    todo!()
}
