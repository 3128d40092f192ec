//! Characters that are not what they look like: without a shape, in another form, or of another script.

use super::Wrapping;
use unicode_normalization::UnicodeNormalization;

/// A text without what cannot be seen, its letters and digits in their usual form.
pub(super) struct Cleaned {
    pub(super) text: String,
    pub(super) wrapping: Option<Wrapping>,
}

impl Cleaned {
    pub(super) fn of(text: &str) -> Self {
        let (mut unseen, mut other_forms) = (false, false);
        let mut cleaned = String::with_capacity(text.len());
        for character in text.chars() {
            if is_unseen(character) {
                unseen = true;
            } else if let Some(usual) = usual_form(character) {
                other_forms = true;
                cleaned.push(usual);
            } else {
                cleaned.push(character);
            }
        }
        let wrapping =
            if other_forms { Some(Wrapping::OtherForms) } else { unseen.then_some(Wrapping::Unseen) };
        Self { text: cleaned, wrapping }
    }
}

/// White space and quotation marks, which surround ids without meaning anything.
pub(super) fn is_padding(c: char) -> bool {
    c.is_whitespace() || is_quote(c)
}

/// Punctuation that may stand around an id: of lists, of mail addresses, of sentences.
pub(super) fn is_punctuation(c: char) -> bool {
    matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '{' | '}' | ',' | ';' | '.' | ':' | '|' | '^')
}

pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '´' | '\u{2018}'..='\u{201F}' | '«' | '»' | '‹' | '›')
}

/// Characters that have no shape of their own (Unicode's `Default_Ignorable_Code_Point`, as far as
/// text has it) and control characters.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{E0000}'..='\u{E0FFF}'
    ) || (c.is_control() && !c.is_whitespace())
}

/// The usual form of a character in a full-width form, as East Asian keyboards write it, or in a
/// mathematical one, as styled text has it: what it decomposes to (Unicode's NFKC). Raised and circled
/// digits decompose too, but may be the mark of a footnote.
fn usual_form(c: char) -> Option<char> {
    let is_form = matches!(
        c,
        '\u{FF01}'..='\u{FF5E}' | '\u{1D400}'..='\u{1D7FF}' | '\u{1FBF0}'..='\u{1FBF9}'
    );
    if !is_form {
        return None;
    }
    let mut usual = std::iter::once(c).nfkc();
    match (usual.next(), usual.next()) {
        (Some(usual), None) if usual.is_ascii() => Some(usual),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_forms_of_ascii_are_taken_for_it() {
        assert_eq!(usual_form('０'), Some('0'));
        assert_eq!(usual_form('Ｑ'), Some('Q'));
        assert_eq!(usual_form('＝'), Some('='));
        assert_eq!(usual_form('\u{1D7CE}'), Some('0'));
        assert_eq!(usual_form('\u{1D400}'), Some('A'));
        for other in ['²', '①', 'О', 'Α', 'ﬁ', 'Å', '\u{1D6A8}', '0', 'Q'] {
            assert_eq!(usual_form(other), None, "{other}");
        }
    }
}
