//! Some formulas in a sheet's XML say their text without being calculated.

use crate::xml::elements::plain;
use lead_model::Formula;

/// Reads what stands inside a formula's element; `None` where other cells would have to be looked at.
pub(crate) fn formula_text(raw: &[u8]) -> Option<Formula> {
    // Nearly all formulas begin with the name of a function or a cell, and need no look.
    let first = raw.trim_ascii_start().first()?;
    if !matches!(first, b'"' | b'&' | b'(' | b'+' | b'=' | b'H' | b'h') {
        return None;
    }
    Formula::read(&plain(raw))
}

/// The text that a formula comes to, where that can be told and is none without a character.
pub(crate) fn shown_by(raw: &[u8]) -> Option<String> {
    formula_text(raw)?.shown.filter(|shown| !shown.is_empty())
}
