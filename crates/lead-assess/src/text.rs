//! Text from strangers, made fit to be sent, kept and shown.

use sha2::{Digest, Sha256};

/// One line of visible text, at most `limit` characters: control, zero-width, direction and tag
/// characters are taken out, since they hide instructions from people and not from a model.
pub(crate) fn clean(text: &str, limit: usize) -> String {
    let mut out = String::with_capacity(text.len().min(limit));
    let mut length = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = !out.is_empty();
        } else if !is_hidden(c) {
            if length + usize::from(gap) >= limit {
                out.push('…');
                break;
            }
            if gap {
                out.push(' ');
                length += 1;
                gap = false;
            }
            out.push(c);
            length += 1;
        }
    }
    out
}

fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{3164}' | '\u{FFA0}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0E}' // the sixteenth selector makes ⚠ the emoji ⚠️ and hides nothing
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{E0000}'..='\u{10FFFF}')
}

/// The SHA-256 of the parts in hexadecimal. Each part's length goes in before it, so that two
/// lists of parts that read the same run together still differ.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_go_and_lines_become_one() {
        assert_eq!(clean("  Acme\u{200b}\n\t\u{202e}Corp\u{e0041}\u{0} ", 50), "Acme Corp");
        assert_eq!(clean("⚠️ Größe 山田", 50), "⚠️ Größe 山田");
        assert_eq!(clean("\u{200b}\n", 50), "");
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(clean("ééééé", 3), "ééé…");
        assert_eq!(clean("abc", 3), "abc");
        assert_eq!(clean("abc  ", 3), "abc");
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_eq!(digest(&["a"]).len(), 64);
    }
}
