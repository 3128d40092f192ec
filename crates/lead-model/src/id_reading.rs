//! What the text of a cell says about a lead id, before anybody is asked.

use crate::lead_id::{LEAD_PREFIX, LeadId, checksum, object_name, recase};

/// What [`read_id`] made of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdReading {
    /// An id of a Lead; whether the lead exists, only Salesforce can tell.
    Lead {
        /// The id in its 18-character form.
        id: LeadId,
        /// What had to be mended, if anything.
        restored: Option<Restoration>,
    },
    /// The id of some other Salesforce object.
    WrongObject {
        /// Its key prefix, three characters.
        prefix: String,
        /// The object's name, where the prefix is a known one.
        object: Option<&'static str>,
    },
    /// Not a Salesforce id.
    Malformed(Malformed),
    /// Nothing in the cell.
    Blank,
}

/// How an id was mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restoration {
    /// The letter case was lost and the checksum told what it was.
    LetterCase,
    /// The checksum cannot belong to any id with these characters and was computed anew.
    Checksum,
}

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Malformed {
    /// Neither 15 nor 18 characters long.
    Length(usize),
    /// Has a character other than an ASCII letter or digit.
    Character(char),
    /// 15 characters that begin with `00q`: the letter case is lost and nothing tells what it was.
    CaseLost,
    /// The checksum says another letter case than the one written: two different leads are meant.
    Contradiction,
}

impl IdReading {
    /// Why the cell is judged as it is, as a sentence a person can act on; empty for a plain valid id.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Lead { restored: None, .. } => String::new(),
            Self::Lead { restored: Some(Restoration::LetterCase), .. } => {
                "The letter case was lost; its last three characters told what it was.".into()
            }
            Self::Lead { restored: Some(Restoration::Checksum), .. } => {
                "The last three characters were wrong and were computed anew.".into()
            }
            Self::WrongObject { prefix, object: Some(object) } => {
                let article = if object.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
                format!("This is the id of {article} {object} ({prefix}), not of a Lead (00Q).")
            }
            Self::WrongObject { prefix, object: None } => {
                format!("This id belongs to another kind of record ({prefix}), not to a Lead (00Q).")
            }
            Self::Malformed(why) => why.reason(),
            Self::Blank => "The cell is empty.".into(),
        }
    }
}

impl Malformed {
    fn reason(&self) -> String {
        match self {
            Self::Length(1) => "A Salesforce id has 15 or 18 characters; this has 1.".into(),
            Self::Length(length) => format!("A Salesforce id has 15 or 18 characters; this has {length}."),
            Self::Character(character) => {
                format!(
                    "A Salesforce id has letters and digits only; this has “{}”.",
                    character.escape_debug()
                )
            }
            Self::CaseLost => {
                "The letter case was lost, and a 15-character id cannot be restored without it. \
                               Export the 18-character id instead."
                    .into()
            }
            Self::Contradiction => {
                "The last three characters contradict the letter case of the others, so two \
                                    different leads could be meant. Export the id again."
                    .into()
            }
        }
    }
}

/// Reads the text of a cell as a lead id.
///
/// Forgives what copying does to ids: surrounding and zero-width spaces, non-breaking spaces,
/// quotes, a leading apostrophe, and the address of the record's page.
#[must_use]
pub fn read_id(text: &str) -> IdReading {
    let cleaned: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let trimmed = cleaned.trim_matches(|c: char| c.is_whitespace() || is_quote(c));
    if trimmed.is_empty() {
        return IdReading::Blank;
    }
    let candidate =
        if trimmed.contains(['/', '=']) { id_in_address(trimmed).unwrap_or(trimmed) } else { trimmed };
    if let Some(bad) = candidate.chars().find(|c| !c.is_ascii_alphanumeric()) {
        return IdReading::Malformed(Malformed::Character(bad));
    }
    match candidate.len() {
        15 => fifteen(candidate),
        18 => eighteen(candidate),
        length => IdReading::Malformed(Malformed::Length(length)),
    }
}

fn fifteen(text: &str) -> IdReading {
    match LeadId::from_fifteen(text) {
        Some(id) => IdReading::Lead { id, restored: None },
        None if text[..3].eq_ignore_ascii_case(LEAD_PREFIX) => IdReading::Malformed(Malformed::CaseLost),
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
        None if !written.starts_with(LEAD_PREFIX) && written[..3].eq_ignore_ascii_case(LEAD_PREFIX) => {
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
        Some(id) => IdReading::Lead { id, restored },
        None => wrong_object(fifteen),
    }
}

fn wrong_object(text: &str) -> IdReading {
    let prefix = text[..3].to_owned();
    let object = object_name(&prefix);
    IdReading::WrongObject { prefix, object }
}

/// The id in the address of a record's page: `…/lightning/r/Lead/00Q…/view`, `…/00Q…`, `…?id=00Q…`.
fn id_in_address(text: &str) -> Option<&str> {
    let parts = || {
        text.split(['/', '?', '&', '=', '#', '%'])
            .filter(|part| matches!(part.len(), 15 | 18) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    parts()
        .find(|part| part[..3].eq_ignore_ascii_case(LEAD_PREFIX))
        .or_else(|| parts().find(|part| part.as_bytes()[0].is_ascii_digit() || part.starts_with('a')))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}')
        || (c.is_control() && !c.is_whitespace())
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\u{2018}'..='\u{201F}' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIFTEEN: &str = "00Q5g00000DeMoA";

    fn valid(text: &str) -> (String, Option<Restoration>) {
        match read_id(text) {
            IdReading::Lead { id, restored } => (id.to_string(), restored),
            other => panic!("{text:?} read as {other:?}"),
        }
    }

    fn eighteen_form() -> String {
        LeadId::from_fifteen(FIFTEEN).unwrap().to_string()
    }

    #[test]
    fn plain_and_forgiven_forms() {
        let id = eighteen_form();
        for text in [
            FIFTEEN.to_owned(),
            id.clone(),
            format!("  {id}\u{a0}"),
            format!("\u{feff}'{id}'"),
            format!("“{FIFTEEN}”"),
            "00Q5g\u{200b}00000DeMoA".to_owned(),
            format!("https://acme.lightning.force.com/lightning/r/Lead/{id}/view"),
            format!("https://acme.my.salesforce.com/{FIFTEEN}"),
            format!("https://acme.my.salesforce.com/apex/page?id={id}&x=1"),
        ] {
            assert_eq!(valid(&text), (id.clone(), None), "{text}");
        }
    }

    #[test]
    fn lost_case_is_restored_from_the_checksum() {
        let id = eighteen_form();
        for text in [id.to_ascii_lowercase(), id.to_ascii_uppercase()] {
            assert_eq!(valid(&text), (id.clone(), Some(Restoration::LetterCase)), "{text}");
        }
        let small_suffix = format!("{FIFTEEN}{}", id[15..].to_ascii_lowercase());
        if small_suffix != id {
            assert_eq!(valid(&small_suffix), (id, Some(Restoration::LetterCase)));
        }
    }

    #[test]
    fn an_impossible_checksum_is_computed_anew() {
        let id = eighteen_form();
        assert_eq!(valid(&format!("{FIFTEEN}999")), (id, Some(Restoration::Checksum)));
    }

    #[test]
    fn a_contradicting_checksum_is_never_guessed_at() {
        // E: upper-case third character as in the prefix; Q and A say otherwise than "DeMoA".
        let mixed = "00Q5g00000DeMoAEAA";
        assert_eq!(read_id(mixed), IdReading::Malformed(Malformed::Contradiction));
    }

    #[test]
    fn other_objects_are_named() {
        let IdReading::WrongObject { prefix, object } = read_id("003RO0000035WQgYAM") else { panic!() };
        assert_eq!((prefix.as_str(), object), ("003", Some("Contact")));
        assert!(read_id("a0B5g00000DeMoA").reason().contains("custom object"));
    }

    #[test]
    fn malformed_says_why() {
        assert_eq!(read_id("00Q5g00000DeMo"), IdReading::Malformed(Malformed::Length(14)));
        assert_eq!(read_id("00Q5g00000DeM#A"), IdReading::Malformed(Malformed::Character('#')));
        assert_eq!(read_id("00q5g00000demoa"), IdReading::Malformed(Malformed::CaseLost));
        assert_eq!(read_id("n/a"), IdReading::Malformed(Malformed::Character('/')));
        assert_eq!(read_id("\u{200b} \u{a0}"), IdReading::Blank);
        assert!(read_id("00Q5g00000DeMoé").reason().contains('é'));
    }
}
