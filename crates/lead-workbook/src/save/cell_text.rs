//! Not every text fits a cell; here it is made to.

use std::borrow::Cow;

/// The longest text of a cell, in UTF-16 units.
pub(super) const LONGEST: usize = 32_767;

/// The text without what XML forbids, line breaks as spreadsheets have them, and cut with a mark
/// where it is longer than a cell holds.
pub(super) fn for_cell(text: &str) -> Cow<'_, str> {
    let needs_mending = text.chars().any(|c| c == '\r' || is_forbidden(c));
    let mended: Cow<'_, str> = if needs_mending {
        let text = text.replace("\r\n", "\n");
        Cow::Owned(
            text.chars().filter(|&c| !is_forbidden(c)).map(|c| if c == '\r' { '\n' } else { c }).collect(),
        )
    } else {
        Cow::Borrowed(text)
    };
    // A UTF-16 unit takes at least one byte of UTF-8.
    if mended.len() <= LONGEST {
        return mended;
    }
    let units = mended.encode_utf16().count();
    if units <= LONGEST { mended } else { Cow::Owned(cut(&mended, units)) }
}

fn cut(text: &str, units: usize) -> String {
    let mark = format!(" … [cut here; {units} characters in the source]");
    let mut left = LONGEST - mark.encode_utf16().count();
    let mut kept: String = text
        .chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect();
    kept.push_str(&mark);
    kept
}

fn is_forbidden(c: char) -> bool {
    (c < ' ' && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_must_go_goes() {
        assert_eq!(for_cell("a\u{0}b\u{1F}c\r\nd\re\tf"), "abc\nd\ne\tf");
        assert!(matches!(for_cell("=1+1 <&> \u{1F600}"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_says_so() {
        let text = "😀".repeat(20_000);
        let fitted = for_cell(&text);
        let units = fitted.encode_utf16().count();
        assert!((LONGEST - 1..=LONGEST).contains(&units));
        assert!(fitted.ends_with("[cut here; 40000 characters in the source]"));
        assert_eq!(for_cell(&"x".repeat(LONGEST)).len(), LONGEST);
    }
}
