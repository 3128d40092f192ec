//! A scan walks over the tags of an XML part without understanding it, in bounded memory.
//!
//! Readers of spreadsheets hold a whole text or tag at a time, so a small zip with one endless
//! text would take all memory there is. This walk goes first, holds nothing larger than its bounds,
//! and is several times faster than parsing.

use memchr::memchr;
use std::io::{self, BufRead};

/// An Excel cell holds 32,767 characters; written as entities that is a few hundred kilobytes.
const LONGEST_TEXT: u64 = 4 << 20;
const LONGEST_TAG: usize = 1 << 20;

/// Why the walk stopped.
#[derive(Debug)]
pub(crate) enum ScanFault {
    Io(io::Error),
    LongText,
    LongTag,
    Doctype,
}

impl From<io::Error> for ScanFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A walk over a part of whatever size.
pub(crate) type Scan<'a> = XmlScan<Box<dyn BufRead + 'a>>;

/// The walk.
pub(crate) struct XmlScan<R> {
    reader: R,
    tag: Vec<u8>,
    text_length: u64,
}

impl<R: BufRead> XmlScan<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, tag: Vec::new(), text_length: 0 }
    }

    /// The next tag; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Tag<'_>>, ScanFault> {
        self.text_length = 0;
        loop {
            if !self.pass_text()? {
                return Ok(None);
            }
            self.take_tag()?;
            if self.tag.starts_with(b"!DOCTYPE") {
                return Err(ScanFault::Doctype);
            }
            if let Some(literal) = self.tag.strip_prefix(b"![CDATA[") {
                let literal = literal.strip_suffix(b"]]").unwrap_or(literal);
                self.text_length += literal.len() as u64;
            } else if !self.tag.starts_with(b"!--") {
                return Ok(Some(Tag(&self.tag)));
            }
        }
    }

    fn pass_text(&mut self) -> Result<bool, ScanFault> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let end = memchr(b'<', buffer);
            let taken = end.unwrap_or(buffer.len());
            self.text_length += taken as u64;
            self.reader.consume(end.map_or(taken, |end| end + 1));
            if self.text_length > LONGEST_TEXT {
                return Err(ScanFault::LongText);
            }
            if end.is_some() {
                return Ok(true);
            }
        }
    }

    fn take_tag(&mut self) -> Result<(), ScanFault> {
        self.tag.clear();
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            let end = memchr(b'>', buffer);
            let taken = end.unwrap_or(buffer.len());
            self.tag.extend_from_slice(&buffer[..taken]);
            self.reader.consume(end.map_or(taken, |end| end + 1));
            if self.tag.len() > LONGEST_TAG {
                return Err(ScanFault::LongTag);
            }
            if end.is_some() {
                let ends_here = if self.tag.starts_with(b"!--") {
                    self.tag.len() >= 5 && self.tag.ends_with(b"--")
                } else if self.tag.starts_with(b"![CDATA[") {
                    self.tag.ends_with(b"]]")
                } else {
                    true
                };
                if ends_here {
                    return Ok(());
                }
                self.tag.push(b'>');
            }
        }
    }
}

/// What stands between `<` and `>`.
#[derive(Clone, Copy)]
pub(crate) struct Tag<'a>(&'a [u8]);

impl<'a> Tag<'a> {
    /// Its name without a namespace prefix; a closing tag's begins with `/`.
    pub(crate) fn name(self) -> Name<'a> {
        let closes = self.0.first() == Some(&b'/');
        let rest = if closes { &self.0[1..] } else { self.0 };
        let end = rest.iter().position(|&b| b <= b' ' || b == b'/').unwrap_or(rest.len());
        let full = &rest[..end];
        let local = memchr(b':', full).map_or(full, |colon| &full[colon + 1..]);
        if closes { Name::Close(local) } else { Name::Open(local) }
    }

    /// Whether it closes itself: `<c/>`.
    pub(crate) fn is_empty(self) -> bool {
        self.0.last() == Some(&b'/')
    }

    /// An attribute by its name without a prefix.
    pub(crate) fn attribute(self, wanted: &[u8]) -> Option<&'a [u8]> {
        let mut rest = self.0;
        loop {
            let equals = memchr(b'=', rest)?;
            let before = &rest[..equals];
            let name_end = before.iter().rposition(|&b| b > b' ').map_or(0, |last| last + 1);
            let name_start =
                before[..name_end].iter().rposition(|&b| b <= b' ' || b == b':').map_or(0, |space| space + 1);
            let name = &before[name_start..name_end];
            let quoted = &rest[equals + 1..];
            let open = quoted.iter().position(|&b| b == b'"' || b == b'\'')?;
            let value = &quoted[open + 1..];
            let close = memchr(quoted[open], value)?;
            if name == wanted {
                return Some(&value[..close]);
            }
            rest = &value[close + 1..];
        }
    }

    /// An attribute as a number.
    pub(crate) fn number(self, wanted: &[u8]) -> Option<u64> {
        str::from_utf8(self.attribute(wanted)?).ok()?.trim().parse().ok()
    }

    /// An attribute as text, the five entities of XML and character numbers resolved.
    pub(crate) fn text(self, wanted: &[u8]) -> Option<String> {
        Some(unescape(&String::from_utf8_lossy(self.attribute(wanted)?)))
    }
}

/// A tag's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Name<'a> {
    Open(&'a [u8]),
    Close(&'a [u8]),
}

/// A text with the five entities of XML and character numbers resolved.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        let after = &rest[start + 1..];
        let known = after.find(';').and_then(|end| Some((end, entity(&after[..end])?)));
        if let Some((end, character)) = known {
            out.push(character);
            rest = &after[end + 1..];
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// What an entity stands for, by its name: one of the five of XML, or a character's number.
pub(crate) fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(xml: &str) -> Vec<String> {
        let mut scan = XmlScan::new(xml.as_bytes());
        let mut seen = Vec::new();
        while let Some(tag) = scan.next().unwrap() {
            seen.push(String::from_utf8_lossy(tag.0).into_owned());
        }
        seen
    }

    #[test]
    fn comments_and_literal_text_hold_no_tags() {
        assert_eq!(tags("<a><!-- <b> --><![CDATA[<c>]]></a>"), ["a", "/a"]);
    }

    #[test]
    fn attributes_are_found_behind_prefixes_and_spaces() {
        let mut scan = XmlScan::new(&br#"<x:sheet name = 'A &amp; "B"' r:id="rId7"/>"#[..]);
        let tag = scan.next().unwrap().unwrap();
        assert_eq!(tag.name(), Name::Open(b"sheet"));
        assert_eq!(tag.text(b"name").as_deref(), Some("A & \"B\""));
        assert_eq!(tag.attribute(b"id"), Some(&b"rId7"[..]));
        assert!(tag.is_empty());
    }

    #[test]
    fn an_endless_text_is_refused() {
        let xml = format!("<a>{}", " ".repeat(5 << 20));
        let mut scan = XmlScan::new(xml.as_bytes());
        scan.next().unwrap();
        assert!(matches!(scan.next(), Err(ScanFault::LongText)));
    }

    #[test]
    fn a_document_type_is_refused() {
        let mut scan = XmlScan::new(&b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"[..]);
        assert!(matches!(scan.next(), Err(ScanFault::Doctype)));
    }
}
