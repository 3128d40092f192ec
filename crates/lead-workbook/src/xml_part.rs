//! XML parts as UTF-8: some programs write them as UTF-16.

use crate::text_encoding::{Utf8Bytes, looks_like_utf16};
use encoding_rs::{Encoding, UTF_8};
use std::io::{self, Read};

/// Enough to tell by, whether there is a mark or not.
const HEAD: usize = 64;

/// A part as UTF-8.
pub(crate) fn as_utf8<'a>(mut part: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut head = Vec::with_capacity(HEAD);
    part.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let encoding = Encoding::for_bom(&head).map(|(encoding, _)| encoding).or_else(|| looks_like_utf16(&head));
    let whole = io::Cursor::new(head).chain(part);
    Ok(match encoding {
        Some(encoding) if encoding != UTF_8 => Box::new(Utf8Bytes::new(whole, encoding)),
        _ => Box::new(whole),
    })
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
}
