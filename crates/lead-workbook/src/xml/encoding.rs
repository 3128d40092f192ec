//! XML parts are read as UTF-8, though some programs write them as UTF-16, or in the encoding of one
//! language.

use crate::text_encoding::{Utf8Bytes, looks_like_utf16};
use encoding_rs::{Encoding, UTF_8};
use memchr::memmem;
use std::io::{self, Read};

/// Enough to decide by, whether there is a mark or not, and for the declaration at the beginning.
const HEAD: usize = 160;

/// A part as UTF-8.
pub(crate) fn as_utf8<'a>(mut part: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let head = head(&mut part)?;
    let encoding = encoding(&head);
    let whole = io::Cursor::new(head).chain(part);
    if encoding == UTF_8 {
        return Ok(Box::new(whole));
    }
    Ok(Box::new(Utf8Bytes::new(whole, encoding)))
}

/// How the letters of a part are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    Utf8,
    /// In the encoding of one language: ASCII is as in UTF-8, other letters are not.
    LikeAscii,
    /// In a way that shares nothing with UTF-8.
    Utf16,
}

/// How a part is written, and the part from its beginning on.
pub(crate) fn writing<R: Read>(mut part: R) -> io::Result<(Writing, impl Read)> {
    let head = head(&mut part)?;
    let writing = match encoding(&head) {
        encoding if encoding == UTF_8 => Writing::Utf8,
        encoding if encoding.is_ascii_compatible() => Writing::LikeAscii,
        _ => Writing::Utf16,
    };
    Ok((writing, io::Cursor::new(head).chain(part)))
}

fn head(part: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    part.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// The encoding by a mark, by its form, or by what the declaration says.
fn encoding(head: &[u8]) -> &'static Encoding {
    let marked = Encoding::for_bom(head).map(|(encoding, _)| encoding);
    marked.or_else(|| looks_like_utf16(head)).or_else(|| declared(head)).unwrap_or(UTF_8)
}

/// What `<?xml version="1.0" encoding="windows-1252"?>` says.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let rest = head.strip_prefix(b"<?xml")?;
    let declaration = &rest[..memmem::find(rest, b"?>")?];
    let said = &declaration[memmem::find(declaration, b"encoding")? + b"encoding".len()..];
    let open = said.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let label = said[open + 1..].split(|&byte| byte == said[open]).next()?;
    // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
    Encoding::for_label(label).filter(|encoding| encoding.is_ascii_compatible())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_writing_reads_the_same() {
        let xml = "<?xml version=\"1.0\"?><a>é</a>";
        let utf16: Vec<u8> = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [xml.as_bytes().to_vec(), [b"\xFF\xFE".as_slice(), &utf16].concat(), utf16] {
            let mut text = String::new();
            as_utf8(&bytes[..]).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, xml);
        }
    }

    #[test]
    fn a_declaration_is_believed_where_it_can_be() {
        for (label, byte, letter) in [
            ("windows-1252", b"\x80".as_slice(), '€'),
            ("ISO-8859-2", b"\xb1", 'ą'),
            ("shift_jis", b"\x8a\x94", '株'),
            ("UTF-16", "é".as_bytes(), 'é'),
            ("no such", "é".as_bytes(), 'é'),
        ] {
            let head = format!("<?xml version='1.0' encoding='{label}' standalone='yes'?><a>");
            let bytes = [head.as_bytes(), byte, b"</a>"].concat();
            let mut text = String::new();
            as_utf8(&bytes[..]).unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, format!("{head}{letter}</a>"));
            let expected = if letter == 'é' { Writing::Utf8 } else { Writing::LikeAscii };
            assert_eq!(writing(&bytes[..]).unwrap().0, expected, "{label}");
        }
    }
}
