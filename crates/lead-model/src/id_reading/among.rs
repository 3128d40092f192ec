//! A single id among other words: `Lead: 00Q…`, `Ada Lovelace (00Q…)`, an address in a sentence.
//!
//! Nothing is mended here: what stands among words may be anything, so the id must be right in every
//! character, and the only thing in the cell that looks like one.

use super::characters::{is_punctuation, is_quote};
use super::plain::{has_lead_prefix, is_other_id, is_plain, wrong_object};
use super::{IdReading, Malformed, Wrapping, read_address};
use crate::lead_id::LeadId;

/// A longer text is prose, and an id in it a mention. In bytes.
const LONGEST: usize = 400;
/// So many letters and digits that begin as an id does are what is left of one.
const LEAST_OF_ID: usize = 10;

/// The one id in a text; [`Malformed::Several`] where there are more, `None` where there is none.
pub(super) fn read_among(text: &str) -> Option<IdReading> {
    if text.len() > LONGEST {
        return None;
    }
    let mut found = Found::default();
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c| is_punctuation(c) || is_quote(c));
        if word.contains("://") {
            found.address(word);
            continue;
        }
        for piece in word.split(|c| is_separator(c) || is_quote(c)) {
            found.piece(piece.trim_end_matches(['.', '!', '?']));
        }
    }
    found.reading()
}

/// What stands between an id and the word beside it.
fn is_separator(c: char) -> bool {
    matches!(c, '=' | '#') || is_punctuation(c) && c != '.'
}

/// What in a text looks like an id.
#[derive(Default)]
struct Found {
    leads: Vec<LeadId>,
    /// Ids of other records.
    others: Vec<String>,
    /// Whether something looks like an id and is none, or is part of something larger.
    has_remains: bool,
    is_address: bool,
}

impl Found {
    fn lead(&mut self, id: LeadId) {
        if !self.leads.contains(&id) {
            self.leads.push(id);
        }
    }

    fn address(&mut self, word: &str) {
        match read_address(word) {
            Some(IdReading::Lead { id, restored: None, .. }) => {
                self.lead(id);
                self.is_address = true;
            }
            Some(_) => self.has_remains = true,
            None => {}
        }
    }

    fn piece(&mut self, piece: &str) {
        if !is_plain(piece) {
            let mut words = piece.split(|c: char| !c.is_ascii_alphanumeric());
            self.has_remains |= words.any(|word| looks_like_lead(word) || is_other_id(word));
        } else if let Ok(id) = piece.parse() {
            self.lead(id);
        } else if looks_like_lead(piece) {
            self.has_remains = true;
        } else if is_other_id(piece) {
            self.others.push(piece.to_owned());
        }
    }

    fn reading(self) -> Option<IdReading> {
        match (&self.leads[..], &self.others[..], self.has_remains) {
            ([id], [], false) => {
                let wrapping = if self.is_address { Wrapping::Address } else { Wrapping::Words };
                Some(IdReading::Lead { id: *id, restored: None, from: Some(wrapping) })
            }
            // Numbers may look like the short form.
            ([], [other], false) if other.len() == 18 && super::plain::has_right_checksum(other) => {
                Some(wrong_object(other))
            }
            ([], ..) => None,
            _ => Some(IdReading::Malformed(Malformed::Several)),
        }
    }
}

fn looks_like_lead(text: &str) -> bool {
    text.len() >= LEAST_OF_ID && has_lead_prefix(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "00Q5g00000DeMoA";
    const B: &str = "00Q5g00000DeMoB";

    #[test]
    fn a_single_id_is_found() {
        for (text, wrapping) in [
            (format!("Lead: {A}"), Wrapping::Words),
            (format!("Lead:{A}EAV"), Wrapping::Words),
            (format!("Ada Lovelace ({A})"), Wrapping::Words),
            (format!("Lead #{A}."), Wrapping::Words),
            (format!("id={A}; status=open"), Wrapping::Words),
            (format!("{A} ({A}EAV)"), Wrapping::Words),
            (format!("Ada <https://acme.my.salesforce.com/{A}>"), Wrapping::Address),
        ] {
            let id = LeadId::from_fifteen(A).unwrap();
            let expected = IdReading::Lead { id, restored: None, from: Some(wrapping) };
            assert_eq!(read_among(&text), Some(expected), "{text}");
        }
    }

    #[test]
    fn two_ids_or_the_remains_of_another_are_neither() {
        for text in [
            format!("{A}, {B}"),
            format!("{A};{B}"),
            format!("{A} and Account 0015g00000DeMoA"),
            format!("{A} (was 00Q5g00000DeMo)"),
            format!("{A} https://x/{B}"),
        ] {
            assert_eq!(read_among(&text), Some(IdReading::Malformed(Malformed::Several)), "{text}");
        }
    }

    #[test]
    fn what_is_not_right_in_every_character_is_none() {
        for text in [
            "Lead: 00Q5g00000DeMoAAAA".to_owned(),
            format!("LEAD: {}EAV", A.to_uppercase()),
            format!("{A}@acme.com"),
            format!("Lead_{A}"),
            format!("file-{A}.pdf"),
            "see recommendations".to_owned(),
            "call 005123456789012 now".to_owned(),
            format!("{} {A}", "word ".repeat(90)),
        ] {
            assert_eq!(read_among(&text), None, "{text}");
        }
    }
}
