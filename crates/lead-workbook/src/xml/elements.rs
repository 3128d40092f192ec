//! Elements of an XML part are found by their place in its bytes, and changes are made at such places.
//!
//! A part that must change is not parsed and written anew: what is not ours stays byte for byte,
//! whatever prefixes, extensions and spacing its program chose.

use super::scan::unescape;
use memchr::{memchr, memmem};
use std::ops::Range;

/// A tag with its place.
#[derive(Debug, Clone)]
pub(crate) struct Element<'a> {
    source: &'a [u8],
    /// From `<` to behind `>`.
    pub(crate) range: Range<usize>,
    name: Range<usize>,
    /// Which kind of tag.
    pub(crate) kind: Kind,
}

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Open,
    Close,
    /// `<a/>`.
    Empty,
}

impl<'a> Element<'a> {
    /// Its name without the prefix.
    pub(crate) fn local(&self) -> &'a [u8] {
        let name = &self.source[self.name.clone()];
        memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
    }

    /// The tag from `<` to `>`.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        &self.source[self.range.clone()]
    }

    /// The prefix with its colon, or nothing.
    pub(crate) fn prefix(&self) -> &'a [u8] {
        let name = &self.source[self.name.clone()];
        memchr(b':', name).map_or(&[], |colon| &name[..=colon])
    }

    pub(crate) fn is_start(&self) -> bool {
        self.kind != Kind::Close
    }

    /// Every attribute: full name and the place of its value.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'a [u8], Range<usize>)> + use<'a> {
        let source = self.source;
        let end = self.range.end - 1;
        let mut at = self.name.end;
        std::iter::from_fn(move || {
            let rest = source.get(at..end)?;
            let equals = at + memchr(b'=', rest)?;
            let name = source[at..equals].trim_ascii();
            let quote = equals + 1 + source[equals + 1..end].iter().position(|&b| b == b'"' || b == b'\'')?;
            let close = quote + 1 + memchr(source[quote], &source[quote + 1..end])?;
            at = close + 1;
            Some((name, quote + 1..close))
        })
    }

    /// The place of an attribute's value, by its full name.
    pub(crate) fn attribute_range(&self, wanted: &[u8]) -> Option<Range<usize>> {
        self.attributes().find(|(name, _)| *name == wanted).map(|(_, range)| range)
    }

    /// The place of an attribute as a whole, the space before it included.
    pub(crate) fn attribute_place(&self, wanted: &[u8]) -> Option<Range<usize>> {
        let value = self.attribute_range(wanted)?;
        let mut start = memchr::memrchr(b'=', &self.source[..value.start])?;
        while self.source[start - 1].is_ascii_whitespace() {
            start -= 1;
        }
        start -= wanted.len();
        while self.source[start - 1].is_ascii_whitespace() {
            start -= 1;
        }
        Some(start..value.end + 1)
    }

    /// An attribute's value as it stands, by its full name.
    pub(crate) fn attribute(&self, wanted: &[u8]) -> Option<&'a [u8]> {
        self.attribute_range(wanted).map(|range| &self.source[range])
    }

    /// An attribute's value as a number.
    pub(crate) fn number(&self, wanted: &[u8]) -> Option<u32> {
        number(self.attribute(wanted)?)
    }

    /// Where an attribute can be added: behind the name.
    pub(crate) fn name_end(&self) -> usize {
        self.name.end
    }
}

/// A whole number from 0.
pub(crate) fn number(digits: &[u8]) -> Option<u32> {
    str::from_utf8(digits.trim_ascii()).ok()?.parse().ok()
}

/// The tags of a part in order; comments, processing instructions and literal text passed over.
/// Ends early where the part is cut off.
pub(crate) fn elements(source: &[u8]) -> impl Iterator<Item = Element<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let element = next_element(source, at)?;
        at = element.range.end;
        Some(element)
    })
}

/// The next tag that begins at `from` or later.
pub(crate) fn next_element(source: &[u8], from: usize) -> Option<Element<'_>> {
    let mut at = from;
    loop {
        let start = at + memchr(b'<', source.get(at..)?)?;
        match source.get(start + 1)? {
            b'!' | b'?' => at = skip_other(source, start)?,
            _ => return element_at(source, start),
        }
    }
}

/// Where an element without elements of its own name in it ends: behind its tag, or behind its
/// closing tag.
pub(crate) fn element_end(source: &[u8], element: &Element<'_>) -> usize {
    let mut at = element.range.end;
    while element.kind == Kind::Open
        && let Some(next) = next_element(source, at)
    {
        at = next.range.end;
        if next.kind == Kind::Close && next.local() == element.local() {
            break;
        }
    }
    at
}

/// The end of a comment, literal text, declaration or instruction that begins at `start`.
pub(crate) fn skip_other(source: &[u8], start: usize) -> Option<usize> {
    let rest = &source[start..];
    let close: &[u8] = if rest.starts_with(b"<!--") {
        b"-->"
    } else if rest.starts_with(b"<![CDATA[") {
        b"]]>"
    } else if rest.starts_with(b"<?") {
        b"?>"
    } else {
        b">"
    };
    Some(start + memmem::find(rest, close)? + close.len())
}

/// The tag that begins at `start`; `None` where its end is not there.
pub(crate) fn element_at(source: &[u8], start: usize) -> Option<Element<'_>> {
    let closes = source.get(start + 1) == Some(&b'/');
    let name_start = start + 1 + usize::from(closes);
    let name_length = source
        .get(name_start..)?
        .iter()
        .position(|b| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))?;
    let name = name_start..name_start + name_length;
    let end = tag_end(source, name.end)?;
    let kind = match (closes, source[end - 2]) {
        (true, _) => Kind::Close,
        (false, b'/') => Kind::Empty,
        (false, _) => Kind::Open,
    };
    Some(Element { source, range: start..end, name, kind })
}

/// Behind the `>` that ends a tag; one inside quotes does not.
fn tag_end(source: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let next = at + source.get(at..)?.iter().position(|b| matches!(b, b'>' | b'"' | b'\''))?;
        if source[next] == b'>' {
            return Some(next + 1);
        }
        at = next + 1 + memchr(source[next], &source[next + 1..])? + 1;
    }
}

/// Changes to a part, each at a place of the part as it is.
#[derive(Debug, Default)]
pub(crate) struct Edits(Vec<(Range<usize>, Vec<u8>)>);

impl Edits {
    pub(crate) fn insert(&mut self, at: usize, bytes: impl Into<Vec<u8>>) {
        self.0.push((at..at, bytes.into()));
    }

    pub(crate) fn replace(&mut self, range: Range<usize>, bytes: impl Into<Vec<u8>>) {
        self.0.push((range, bytes.into()));
    }

    /// The part with all changes made; those at one place in the order they were asked for.
    pub(crate) fn apply(mut self, source: &[u8]) -> Vec<u8> {
        self.0.sort_by_key(|(range, _)| range.start);
        let mut out =
            Vec::with_capacity(source.len() + self.0.iter().map(|(_, new)| new.len()).sum::<usize>());
        let mut at = 0;
        for (range, new) in self.0 {
            out.extend_from_slice(&source[at..range.start]);
            out.extend_from_slice(&new);
            at = range.end;
        }
        out.extend_from_slice(&source[at..]);
        out
    }
}

/// An attribute's value or a text with its entities resolved.
pub(crate) fn plain(value: &[u8]) -> String {
    unescape(&String::from_utf8_lossy(value))
}

/// Appends text so that it may stand in an element or a quoted attribute: the characters that
/// XML 1.0 forbids are left out, and `_x0041_` is guarded as Excel wants it.
pub(crate) fn escape_into(out: &mut Vec<u8>, text: &str) {
    for (at, character) in text.char_indices() {
        match character {
            '&' => out.extend_from_slice(b"&amp;"),
            '<' => out.extend_from_slice(b"&lt;"),
            '>' => out.extend_from_slice(b"&gt;"),
            '"' => out.extend_from_slice(b"&quot;"),
            '_' if looks_escaped(&text.as_bytes()[at..]) => out.extend_from_slice(b"_x005F_"),
            '\t' | '\n' => out.push(character as u8),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            _ => out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
}

/// As [`escape_into`], with every letter that is not ASCII as a reference, `&#xE9;`: for parts that are not
/// written in UTF-8.
pub(crate) fn escape_as_ascii_into(out: &mut Vec<u8>, text: &str) {
    let mut escaped = Vec::with_capacity(text.len());
    escape_into(&mut escaped, text);
    for character in String::from_utf8_lossy(&escaped).chars() {
        if character.is_ascii() {
            out.push(character as u8);
        } else {
            out.extend_from_slice(format!("&#x{:X};", u32::from(character)).as_bytes());
        }
    }
}

/// `_xHHHH_`, which Excel reads as one character.
fn looks_escaped(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x' | b'X', hex @ .., ] if hex.len() >= 5 && hex[..4].iter().all(u8::is_ascii_hexdigit) && hex[4] == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_past_comments_and_quotes() {
        let xml = br#"<?xml version="1.0"?><!-- <no> --><x:a b='1>2' c="3"><d/><![CDATA[<e>]]></x:a>"#;
        let seen: Vec<_> = elements(xml).map(|e| (e.prefix().to_vec(), e.local().to_vec(), e.kind)).collect();
        assert_eq!(
            seen,
            [
                (b"x:".to_vec(), b"a".to_vec(), Kind::Open),
                (vec![], b"d".to_vec(), Kind::Empty),
                (b"x:".to_vec(), b"a".to_vec(), Kind::Close)
            ]
        );
        let first = elements(xml).next().unwrap();
        assert_eq!(first.attribute(b"b"), Some(&b"1>2"[..]));
        assert_eq!(first.number(b"c"), Some(3));
        let spaced = elements(br#"<a  b = "1" c='2'/>"#).next().unwrap();
        assert_eq!((spaced.attribute_place(b"b"), spaced.attribute_place(b"c")), (Some(2..11), Some(11..17)));
    }

    #[test]
    fn edits_keep_their_order_at_one_place() {
        let mut edits = Edits::default();
        edits.insert(3, "X");
        edits.replace(0..1, "b");
        edits.insert(3, "Y");
        assert_eq!(edits.apply(b"abcdef"), b"bbcXYdef");
    }

    #[test]
    fn text_is_made_safe() {
        let mut out = Vec::new();
        escape_as_ascii_into(&mut out, "é<😀");
        assert_eq!(out, b"&#xE9;&lt;&#x1F600;");
        out.clear();
        escape_into(&mut out, "a<b>&\"c\u{1}_x0041_ _x_\u{ffff}");
        assert_eq!(out, b"a&lt;b&gt;&amp;&quot;c_x005F_x0041_ _x_");
    }
}
