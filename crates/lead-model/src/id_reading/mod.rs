//! What the text of a cell says about a lead id, before anybody is asked.
//!
//! People protect ids from their spreadsheet, copy them with the address around them, or write a
//! name over a link. Each such wrapping is taken off exactly, and the reading says so; where more
//! than one id could be meant, none is read.
//!
//! True recursion with `id_reading/formula.rs`: what a formula in a cell says is read like a cell.

mod address;
mod among;
mod character_name;
mod characters;
mod formula;
mod plain;
mod reading;

pub use address::read_address;
pub use formula::Formula;
pub use reading::{IdReading, Malformed, Restoration, Wrapping};

use among::read_among;
use characters::{Cleaned, is_padding, is_punctuation};
use plain::{by_length, has_lead_prefix, is_other_id, is_plain};

/// Reads the text of a cell as a lead id.
///
/// Forgives what copying and protecting do to ids: spaces, quotes, punctuation and unseen characters
/// around them, an apostrophe before them, full-width forms, a formula that only says the id, the
/// address of the record's page, and words beside a single id that is right in every character.
///
/// ```
/// use lead_model::{IdReading, Malformed, Wrapping, read_id};
///
/// let IdReading::Lead { from, .. } = read_id("=\"00Q5g00000DeMoA\"") else { panic!() };
/// assert_eq!(from, Some(Wrapping::WrittenFormula));
/// let two = read_id("00Q5g00000DeMoA, 00Q5g00000DeMoB");
/// assert_eq!(two, IdReading::Malformed(Malformed::Several));
/// ```
#[must_use]
pub fn read_id(text: &str) -> IdReading {
    if is_plain(text) {
        return by_length(text);
    }
    let cleaned = Cleaned::of(text);
    let reading = read_cleaned(&cleaned.text);
    match cleaned.wrapping {
        Some(wrapping) => reading.taken_from(wrapping),
        None => reading,
    }
}

fn read_cleaned(text: &str) -> IdReading {
    let trimmed = text.trim_matches(is_padding);
    if trimmed.is_empty() {
        return IdReading::Blank;
    }
    if is_plain(trimmed) {
        return by_length(trimmed);
    }
    if let Some(reading) = read_written_formula(text) {
        return reading;
    }
    let bare = trimmed.trim_matches(|c| is_padding(c) || is_punctuation(c));
    if is_plain(bare) && may_be_meant(bare) {
        return by_length(bare);
    }
    let is_address = !bare.contains(char::is_whitespace) && bare.contains(['/', '=', '%']);
    let found = if is_address { read_address(bare).or_else(|| read_among(bare)) } else { read_among(bare) };
    found.unwrap_or_else(|| {
        let bad = trimmed.chars().find(|c| !c.is_ascii_alphanumeric());
        IdReading::Malformed(bad.map_or(Malformed::Length(trimmed.len()), Malformed::Character))
    })
}

/// Whether letters and digits have the form of an id; a word in brackets has not.
fn may_be_meant(text: &str) -> bool {
    matches!(text.len(), 15 | 18) && has_lead_prefix(text) || is_other_id(text)
}

/// The id in a formula that is the cell's text: csv files and text cells have them.
fn read_written_formula(text: &str) -> Option<IdReading> {
    let body = text.trim_start_matches(is_padding).strip_prefix('=')?;
    if let Some(formula) = Formula::read(body) {
        return Some(formula.reading().unwrap_or(IdReading::Malformed(Malformed::Formula)));
    }
    let bare = body.trim_matches(|c| is_padding(c) || c == '=');
    if is_plain(bare) && may_be_meant(bare) {
        return Some(by_length(bare).taken_out_of(Wrapping::WrittenFormula));
    }
    body.contains(['(', '&', '"']).then_some(IdReading::Malformed(Malformed::Formula))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LeadId;

    const FIFTEEN: &str = "00Q5g00000DeMoA";

    fn valid(text: &str) -> (String, Option<Restoration>) {
        match read_id(text) {
            IdReading::Lead { id, restored, .. } => (id.to_string(), restored),
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
        let contact = read_id("003RO0000035WQgYAM");
        assert_eq!(contact, IdReading::WrongObject { prefix: "003".into() });
        assert!(contact.reason().contains("a Contact (003)"));
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

    fn wrapping(text: &str) -> Option<Wrapping> {
        match read_id(text) {
            IdReading::Lead { id, restored: None, from } => {
                assert_eq!(id.to_string(), eighteen_form(), "{text}");
                from
            }
            other => panic!("{text:?} read as {other:?}"),
        }
    }

    #[test]
    fn wrappings_are_taken_off_and_told() {
        for text in [
            format!("<{FIFTEEN}>"),
            format!("{FIFTEEN};"),
            format!("({FIFTEEN}),"),
            format!("’{FIFTEEN}"),
            format!(" '{FIFTEEN}\u{3000}"),
        ] {
            assert_eq!(wrapping(&text), None, "{text}");
        }
        for text in [
            format!("=\"{FIFTEEN}\""),
            format!("=\"\"{FIFTEEN}\"\""),
            format!("\"=\"\"{FIFTEEN}\"\"\""),
            format!("'=\"{FIFTEEN}\""),
            format!("=\"{}\"&\"{}\"", &FIFTEEN[..5], &FIFTEEN[5..]),
            format!("={FIFTEEN}"),
            format!("=HYPERLINK(\"https://x.example/ada\",\"{FIFTEEN}\")"),
        ] {
            assert_eq!(wrapping(&text), Some(Wrapping::WrittenFormula), "{text}");
        }
        let link = format!("=HYPERLINK(\"https://acme.my.salesforce.com/{FIFTEEN}\",\"Ada\")");
        assert_eq!(wrapping(&link), Some(Wrapping::LinkFormula));
        let wide: String =
            FIFTEEN.chars().map(|c| char::from_u32(u32::from(c) - 0x21 + 0xFF01).unwrap()).collect();
        assert_eq!(wrapping(&wide), Some(Wrapping::OtherForms));
        for unseen in ['\0', '\u{200B}', '\u{202E}', '\u{2068}', '\u{61C}', '\u{FE0F}', '\u{1A}', '\u{E0041}']
        {
            for text in [format!("{FIFTEEN}{unseen}"), format!("00Q{unseen}{}", &FIFTEEN[3..])] {
                assert_eq!(wrapping(&text), Some(Wrapping::Unseen), "{text:?}");
            }
        }
        assert_eq!(wrapping(&format!("Lead: {FIFTEEN}")), Some(Wrapping::Words));
    }

    #[test]
    fn what_cannot_be_told_is_said() {
        assert_eq!(read_id("00Q5g00000DeMoA 00Q5g00000DeMoB"), IdReading::Malformed(Malformed::Several));
        assert_eq!(read_id("00Q5g00000DeMoA/00Q5g00000DeMoB"), IdReading::Malformed(Malformed::Several));
        assert_eq!(read_id("=VLOOKUP(A2,B:C,2)"), IdReading::Malformed(Malformed::Formula));
        assert_eq!(
            read_id("=IF(A2=\"x\",\"00Q5g00000DeMoA\",\"\")"),
            IdReading::Malformed(Malformed::Formula)
        );
        let cyrillic = read_id("00Q5g00000D\u{435}MoA");
        assert_eq!(cyrillic, IdReading::Malformed(Malformed::Character('\u{435}')));
        assert!(cyrillic.reason().contains("a Cyrillic letter (U+0435)"), "{}", cyrillic.reason());
        assert_eq!(read_id("00Q5g00000DeMo²"), IdReading::Malformed(Malformed::Character('²')));
    }

    #[test]
    fn what_was_done_is_said_in_full() {
        let lowered = format!("=\"{}\"", eighteen_form().to_ascii_lowercase());
        assert_eq!(
            read_id(&lowered).reason(),
            "Read from the formula that the cell has as its text. The letter case was lost; its last three characters \
             told what it was."
        );
        assert_eq!(read_id(FIFTEEN).reason(), "");
    }
}
