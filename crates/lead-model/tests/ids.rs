//! Whatever stands around an id, it is read exactly; where there is none, none is made.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use lead_model::{IdReading, LeadId, read_address, read_id};
use proptest::prelude::*;

/// Fifteen characters of a lead's id.
fn fifteen() -> impl Strategy<Value = String> {
    "00Q[0-9A-Za-z]{12}"
}

/// The 15 or the 18 characters.
fn written() -> impl Strategy<Value = (LeadId, String)> {
    (fifteen(), any::<bool>()).prop_map(|(text, long)| {
        let id = LeadId::from_fifteen(&text).unwrap();
        (id, if long { id.to_string() } else { text })
    })
}

fn full_width(text: &str) -> String {
    text.chars().filter_map(|c| char::from_u32(u32::from(c) - 0x21 + 0xFF01)).collect()
}

/// An id with something around it, as people and programs put it there.
fn wrapped(text: &str, way: usize, padding: &str) -> String {
    let host = "https://acme.lightning.force.com";
    let around = match way {
        0 => format!("=\"{text}\""),
        1 => format!("\"=\"\"{text}\"\"\""),
        2 => format!("'{text}"),
        3 => full_width(text),
        4 => format!("=HYPERLINK(\"{host}/{text}\",\"Ada\")"),
        5 => format!("{host}/lightning/r/Lead/{text}/view"),
        6 => format!("{host}/one/one.app#/sObject/{text}/view"),
        7 => format!("{host}/apex/p?x=1&id={text}"),
        8 => format!("{host}/secur/frontdoor.jsp?retURL=%2F{text}"),
        9 => format!("<{text}>"),
        10 => format!("{text};"),
        11 => format!("Lead: {text}"),
        12 => format!("{}\0{}", &text[..4], &text[4..]),
        13 => format!("\u{202a}{text}\u{202c}"),
        14 => format!("“{text}”,"),
        _ => text.to_owned(),
    };
    format!("{padding}{around}{padding}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn a_wrapped_id_is_read_exactly(
        (id, text) in written(),
        way in 0..16_usize,
        padding in "[ \u{a0}\u{200b}\t]{0,3}",
    ) {
        let cell = wrapped(&text, way, &padding);
        match read_id(&cell) {
            IdReading::Lead { id: read, restored: None, .. } => prop_assert_eq!(read, id, "{:?}", cell),
            other => prop_assert!(false, "{:?} read as {:?}", cell, other),
        }
    }

    #[test]
    fn two_different_ids_are_never_read_as_one(
        (one, first) in written(),
        (other, second) in written(),
        between in "( |, |;|/| and |\n| - )",
    ) {
        prop_assume!(one != other);
        let cell = format!("{first}{between}{second}");
        prop_assert!(!matches!(read_id(&cell), IdReading::Lead { .. }), "{:?}", cell);
    }

    #[test]
    fn no_id_comes_out_of_a_text_that_has_none(text in "\\PC{0,60}") {
        if let IdReading::Lead { .. } = read_id(&text) {
            // By chance alone, and then it stands there.
            prop_assert!(text.to_uppercase().contains("00Q"), "{:?}", text);
        }
    }

    #[test]
    fn every_id_that_is_read_stands_in_the_text(text in "(00Q|00q|0|Q|[0-9A-Za-z]|[ /=#%?&:.;\"'@_-]|%2F|é|О|²){0,40}") {
        for reading in [Some(read_id(&text)), read_address(&text)].into_iter().flatten() {
            if let IdReading::Lead { id, .. } = reading {
                let joined: String = text.replace("%2F", "/").replace(['"', '&'], "");
                let holds = joined.to_ascii_lowercase().contains(&id.fifteen().to_ascii_lowercase());
                prop_assert!(holds, "{:?} read as {}", text, id);
            }
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        drop((read_id(&text), read_address(&text)));
    }

    #[test]
    fn an_id_cut_short_or_grown_is_none((_, text) in written(), cut in 1..14_usize) {
        let cell = &text[..text.len() - cut];
        prop_assume!(!matches!(cell.len(), 15 | 18));
        prop_assert!(matches!(read_id(cell), IdReading::Malformed(_)), "{:?}", cell);
        let glued = format!("{text}_{cut}");
        prop_assert!(matches!(read_id(&glued), IdReading::Malformed(_)), "{:?}", glued);
    }
}
