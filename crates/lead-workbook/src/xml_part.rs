//! XML parts as UTF-8: some programs write them as UTF-16.

use crate::text_encoding::{TextPieces, looks_like_utf16};
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
        Some(encoding) if encoding != UTF_8 => {
            Box::new(Decoded { pieces: TextPieces::new(whole, encoding), held: Vec::new(), at: 0 })
        }
        _ => Box::new(whole),
    })
}

/// The bytes of decoded text.
struct Decoded<R> {
    pieces: TextPieces<R>,
    held: Vec<u8>,
    at: usize,
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.held.len() {
            let Some(piece) = self.pieces.next()? else { return Ok(0) };
            self.held.clear();
            self.held.extend_from_slice(piece.as_bytes());
            self.at = 0;
        }
        let taken = buffer.len().min(self.held.len() - self.at);
        buffer[..taken].copy_from_slice(&self.held[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
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
