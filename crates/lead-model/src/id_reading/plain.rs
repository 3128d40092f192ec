//! Letters and digits alone: an id as Salesforce writes it, or what is left of one.

use super::{IdReading, Malformed, Restoration};
use crate::lead_id::{LEAD_PREFIX, LeadId, checksum, object_name, recase};

/// Whether a text is made of ASCII letters and digits, one at least.
pub(super) fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Whether a text begins as a lead id does, whatever its letter case.
pub(super) fn has_lead_prefix(text: &str) -> bool {
    text.get(..3).is_some_and(|prefix| prefix.eq_ignore_ascii_case(LEAD_PREFIX))
}

/// Whether letters and digits have the form of another record's id: a length, a known prefix, and a
/// digit behind that, which words of that length lack.
pub(super) fn is_other_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18)
        && !has_lead_prefix(text)
        && object_name(&text[..3]).is_some()
        && text[3..].bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether 18 characters end as the first 15 want it.
pub(super) fn has_right_checksum(text: &str) -> bool {
    let characters = text.as_bytes().first_chunk::<15>();
    characters.is_some_and(|characters| text.as_bytes()[15..] == checksum(characters))
}

/// Reads letters and digits.
pub(super) fn by_length(text: &str) -> IdReading {
    match text.len() {
        15 => fifteen(text),
        18 => eighteen(text),
        length => IdReading::Malformed(Malformed::Length(length)),
    }
}

fn fifteen(text: &str) -> IdReading {
    match LeadId::from_fifteen(text) {
        Some(id) => IdReading::Lead { id, restored: None, from: None },
        None if has_lead_prefix(text) => IdReading::Malformed(Malformed::CaseLost),
        None => wrong_object(text),
    }
}

fn eighteen(text: &str) -> IdReading {
    let (written, suffix) = text.split_at(15);
    let (Ok(characters), Ok(marks)) =
        (<&[u8; 15]>::try_from(written.as_bytes()), <[u8; 3]>::try_from(suffix.as_bytes()))
    else {
        return IdReading::Malformed(Malformed::Length(text.len()));
    };
    if checksum(characters) == marks {
        return lead_or_wrong(written, None);
    }
    match recase(characters, marks) {
        // The suffix itself is written small: its 15 characters may still be as they were.
        Some(told) if told == *characters => lead_or_wrong(written, Some(Restoration::LetterCase)),
        Some(told) if case_is_lost(characters) => {
            lead_or_wrong(&String::from_utf8_lossy(&told), Some(Restoration::LetterCase))
        }
        Some(_) => IdReading::Malformed(Malformed::Contradiction),
        None if !written.starts_with(LEAD_PREFIX) && has_lead_prefix(written) => {
            IdReading::Malformed(Malformed::CaseLost)
        }
        None => lead_or_wrong(written, Some(Restoration::Checksum)),
    }
}

/// All letters large or all small: what spreadsheet functions and databases do to text. Anything
/// mixed was written on purpose.
fn case_is_lost(characters: &[u8; 15]) -> bool {
    !characters.iter().any(u8::is_ascii_lowercase) || !characters.iter().any(u8::is_ascii_uppercase)
}

fn lead_or_wrong(fifteen: &str, restored: Option<Restoration>) -> IdReading {
    match LeadId::from_fifteen(fifteen) {
        Some(id) => IdReading::Lead { id, restored, from: None },
        None => wrong_object(fifteen),
    }
}

pub(super) fn wrong_object(text: &str) -> IdReading {
    IdReading::WrongObject { prefix: text[..3].to_owned() }
}
