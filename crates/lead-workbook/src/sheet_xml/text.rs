//! Text is taken out of XML: entities, literal text, line ends, and Excel's own way of writing
//! characters.

use crate::xml::elements::{Kind, elements};
use memchr::{memchr, memchr3, memmem};
use std::borrow::Cow;

/// The text of a string item or an inline string: its runs joined, the readings beside it left out.
pub(crate) fn item_text(item: &[u8], out: &mut String) {
    let (mut open, mut in_reading) = (None, false);
    for element in elements(item) {
        match (element.local(), element.kind) {
            (b"rPh", kind) => in_reading = kind == Kind::Open,
            (b"t", Kind::Open) if !in_reading => {
                open = Some((element.range.end, element.attribute(b"xml:space") == Some(b"preserve")));
            }
            (b"t", Kind::Close) => {
                if let Some((start, keeps_space)) = open.take() {
                    run(&item[start..element.range.start], keeps_space, out);
                }
            }
            _ => {}
        }
    }
}

/// Whether nothing is left of what stands between the tags of a run.
pub(crate) fn is_blank_run(raw: &[u8], keeps_space: bool) -> bool {
    // Nearly every text begins with a letter or a digit.
    if raw.first().is_none_or(u8::is_ascii_alphanumeric) {
        return raw.is_empty();
    }
    let mut text = String::new();
    run(raw, keeps_space, &mut text);
    text.is_empty()
}

/// White space at the edges counts only where a run asks for it.
fn run(raw: &[u8], keeps_space: bool, out: &mut String) {
    let plain = plain(raw);
    let text = if keeps_space { &*plain } else { plain.trim_matches([' ', '\t', '\r', '\n']) };
    push_unguarded(text, out);
}

/// The text of a value that may hold Excel's writing of characters.
pub(crate) fn value_text(raw: &[u8]) -> String {
    let mut out = String::new();
    push_unguarded(&plain(raw), &mut out);
    out
}

/// What XML means by the bytes between two tags.
pub(crate) fn plain(raw: &[u8]) -> Cow<'_, str> {
    if memchr3(b'&', b'<', b'\r', raw).is_none() {
        return String::from_utf8_lossy(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr3(b'&', b'<', b'\r', rest) {
        out.push_str(&String::from_utf8_lossy(&rest[..at]));
        rest = &rest[at..];
        let taken = match rest[0] {
            b'\r' => {
                out.push('\n');
                if rest.get(1) == Some(&b'\n') { 2 } else { 1 }
            }
            b'&' => entity(rest, &mut out),
            _ => literal(rest, &mut out),
        };
        rest = &rest[taken..];
    }
    out.push_str(&String::from_utf8_lossy(rest));
    Cow::Owned(out)
}

/// The longest name of an entity that means anything: `&#x10FFFF;`.
const LONGEST_ENTITY: usize = 12;

fn entity(raw: &[u8], out: &mut String) -> usize {
    let end = memchr(b';', &raw[..raw.len().min(LONGEST_ENTITY)]);
    let known = end.and_then(|end| {
        let name = str::from_utf8(&raw[1..end]).ok()?;
        Some((crate::xml::scan::entity(name)?, end + 1))
    });
    // One that is not known stays as it stands: document types, which could declare it, are refused.
    let (character, taken) = known.unwrap_or(('&', 1));
    out.push(character);
    taken
}

/// Literal text, or a comment or instruction, which says nothing.
fn literal(raw: &[u8], out: &mut String) -> usize {
    if let Some(text) = raw.strip_prefix(b"<![CDATA[") {
        let end = memmem::find(text, b"]]>").unwrap_or(text.len());
        out.push_str(&String::from_utf8_lossy(&text[..end]));
        return (9 + end + 3).min(raw.len());
    }
    let close: &[u8] = if raw.starts_with(b"<!--") { b"-->" } else { b">" };
    memmem::find(raw, close).map_or(raw.len(), |end| end + close.len())
}

/// `_x000D_` is one character to Excel.
fn push_unguarded(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memmem::find(rest.as_bytes(), b"_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(character) = written_out(rest.as_bytes()) {
            out.push(character);
            rest = &rest[7..];
        } else {
            out.push_str("_x");
            rest = &rest[2..];
        }
    }
    out.push_str(rest);
}

fn written_out(text: &[u8]) -> Option<char> {
    let digits = text.get(2..6)?;
    if text.get(6) != Some(&b'_') || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    char::from_u32(u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(xml: &str) -> String {
        let mut out = String::new();
        item_text(xml.as_bytes(), &mut out);
        out
    }

    #[test]
    fn runs_are_joined_and_readings_left_out() {
        assert_eq!(
            item("<si><r><t>Ac</t></r><r><rPr><b/></rPr><t>me</t></r><rPh sb=\"0\"><t>no</t></rPh></si>"),
            "Acme"
        );
        assert_eq!(item("<x:si><x:t/><x:t>a</x:t></x:si>"), "a");
        assert_eq!(item("<si><t> a </t></si>"), "a");
        assert_eq!(item("<si><t xml:space=\"preserve\"> a </t></si>"), " a ");
        assert!(
            is_blank_run(b"", false) && is_blank_run(b"\n  ", false) && is_blank_run(b"<![CDATA[]]>", true)
        );
        assert!(
            !is_blank_run(b" ", true) && !is_blank_run(b"<![CDATA[a]]>", false) && !is_blank_run(b"a", false)
        );
    }

    #[test]
    fn characters_come_in_many_writings() {
        assert_eq!(value_text(b"a&amp;&#66;&#x43;&no;&"), "a&BC&no;&");
        assert_eq!(value_text(b"1\r\n2\r3"), "1\n2\n3");
        assert_eq!(value_text(b"<![CDATA[<&amp;]]>x<!-- y -->z"), "<&amp;xz");
        assert_eq!(value_text(b"_x0041__x005F_x0042_ _x00 _xD800_"), "A_x0042_ _x00 _xD800_");
    }
}
