//! How the text of a csv file is encoded, and reading it as UTF-8.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Decoder, Encoding, ISO_8859_4, ISO_8859_6, ISO_8859_8, ISO_8859_13, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1252,
};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

const PIECE: usize = 64 << 10;

/// As much of a text that is no UTF-8 as its language is told by.
const MOST_GUESSED_BY: usize = 8 << 20;
/// So many whole letters of UTF-8 for each broken one say that it is UTF-8 that somebody cut. Of what is
/// written in another encoding, about one letter in six looks like UTF-8 by accident, and less in most.
const WHOLE_FOR_BROKEN: u64 = 2;

/// Finds the encoding. Looks at the whole file, since a single letter past any sample may be what
/// tells UTF-8 from others.
pub(crate) fn detect(path: &Path) -> io::Result<&'static Encoding> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; PIECE];
    let mut kept = 0;
    let mut is_first = true;
    let mut letters = Letters::default();
    loop {
        let read = file.read(&mut buffer[kept..])?;
        let filled = kept + read;
        if is_first {
            is_first = false;
            let head = &buffer[..filled];
            if let Some((encoding, _)) = Encoding::for_bom(head) {
                return Ok(encoding);
            }
            if let Some(encoding) = looks_like_utf16(head) {
                return Ok(encoding);
            }
        }
        // A character may be cut by the end of the piece, not by the end of the file.
        kept = letters.count(&buffer[..filled], read == 0);
        buffer.copy_within(filled - kept..filled, 0);
        if read == 0 {
            return if letters.are_utf8() { Ok(UTF_8) } else { guess(path) };
        }
    }
}

/// Letters beyond ASCII: those that are whole in UTF-8, and what is none.
#[derive(Default)]
struct Letters {
    whole: u64,
    broken: u64,
}

impl Letters {
    /// Counts the letters of a piece. Gives how many bytes at its end may be a letter that goes on.
    fn count(&mut self, piece: &[u8], is_last: bool) -> usize {
        let mut rest = piece;
        loop {
            let Err(error) = str::from_utf8(rest) else {
                self.add(rest);
                return 0;
            };
            let (valid, behind) = rest.split_at(error.valid_up_to());
            self.add(valid);
            match error.error_len() {
                None if !is_last => return behind.len(),
                length => {
                    self.broken += 1;
                    rest = &behind[length.unwrap_or(behind.len())..];
                }
            }
        }
    }

    fn add(&mut self, valid: &[u8]) {
        // Each letter of UTF-8 has one byte that begins it.
        self.whole += valid.iter().filter(|&&byte| byte >= 0xC0).count() as u64;
    }

    fn are_utf8(&self) -> bool {
        self.broken == 0 || self.whole > self.broken.saturating_mul(WHOLE_FOR_BROKEN)
    }
}

/// No program that people export with writes these; a single western word may look like one of them.
const RARE: [&Encoding; 4] = [ISO_8859_4, ISO_8859_6, ISO_8859_8, ISO_8859_13];

/// The encoding of a text that is no UTF-8, by the language it seems to be in: what Excel writes as csv
/// depends on the country of its Windows.
fn guess(path: &Path) -> io::Result<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut file = File::open(path)?.take(MOST_GUESSED_BY as u64);
    let mut buffer = vec![0; PIECE];
    loop {
        let read = file.read(&mut buffer)?;
        detector.feed(&buffer[..read], read == 0);
        if read == 0 {
            let guess = detector.guess(None, Utf8Detection::Deny);
            return Ok(if RARE.contains(&guess) { WINDOWS_1252 } else { guess });
        }
    }
}

/// UTF-16 without a mark: every other byte of Latin text is zero.
pub(crate) fn looks_like_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if pairs >= 4 && odd * 10 > pairs * 4 && even * 20 < pairs {
        Some(UTF_16LE)
    } else if pairs >= 4 && even * 10 > pairs * 4 && odd * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// A file's text as UTF-8, piece by piece, the mark at its beginning removed.
pub(crate) struct TextPieces<R> {
    reader: R,
    decoder: Decoder,
    raw: Vec<u8>,
    waiting: std::ops::Range<usize>,
    out: String,
    at_end: bool,
}

impl<R: Read> TextPieces<R> {
    pub(crate) fn new(reader: R, encoding: &'static Encoding) -> Self {
        Self {
            reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            waiting: 0..0,
            out: String::with_capacity(PIECE),
            at_end: false,
        }
    }

    /// The next piece; `None` at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<&str>> {
        self.out.clear();
        while self.out.is_empty() {
            if self.waiting.is_empty() {
                if self.at_end {
                    return Ok(None);
                }
                let read = self.reader.read(&mut self.raw)?;
                self.at_end = read == 0;
                self.waiting = 0..read;
            }
            let piece = &self.raw[self.waiting.clone()];
            let (_, read, _) = self.decoder.decode_to_string(piece, &mut self.out, self.at_end);
            self.waiting.start += read;
        }
        Ok(Some(&self.out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read(bytes: &[u8]) -> (String, String) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let encoding = detect(file.path()).unwrap();
        let mut pieces = TextPieces::new(File::open(file.path()).unwrap(), encoding);
        let mut text = String::new();
        while let Some(piece) = pieces.next().unwrap() {
            text.push_str(piece);
        }
        (encoding.name().to_owned(), text)
    }

    #[test]
    fn the_usual_encodings() {
        let text = "Id;Firma\r\n00Q;Müller & Söhne €\r\n";
        let utf16 = |big: bool| -> Vec<u8> {
            text.encode_utf16()
                .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        };
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for (bytes, name) in [
            (text.as_bytes().to_vec(), "UTF-8"),
            (marked(b"\xEF\xBB\xBF", text.as_bytes()), "UTF-8"),
            (marked(b"\xFF\xFE", &utf16(false)), "UTF-16LE"),
            (marked(b"\xFE\xFF", &utf16(true)), "UTF-16BE"),
            (utf16(false), "UTF-16LE"),
            (utf16(true), "UTF-16BE"),
            (WINDOWS_1252.encode(text).0.into_owned(), "windows-1252"),
        ] {
            assert_eq!(read(&bytes), (name.to_owned(), text.to_owned()));
        }
    }

    #[test]
    fn a_few_western_letters_are_western() {
        for word in ["naïve", "Café", "Ørsted", "São Paulo", "“smart”", "Acme – Co", "Bolt™", "½"]
        {
            let text = format!("Id;Name\r\n00Q;{word}\r\n");
            assert_eq!(read(&WINDOWS_1252.encode(&text).0), ("windows-1252".to_owned(), text));
        }
    }

    #[test]
    fn a_cut_letter_of_utf_8_costs_no_other() {
        let mut bytes = "Müller, Söhne, Größe".as_bytes().to_vec();
        bytes.truncate(bytes.len() - 2);
        assert_eq!(read(&bytes), ("UTF-8".to_owned(), "Müller, Söhne, Grö\u{fffd}".to_owned()));
        let mixed = [&b"\xFC\xF6\xE4"[..], "ü".as_bytes()].concat();
        assert_ne!(read(&mixed).0, "UTF-8");
    }

    #[test]
    fn a_late_letter_and_a_cut_letter_decide() {
        let mut bytes = vec![b'a'; PIECE - 1];
        bytes.extend("é".as_bytes());
        assert_eq!(read(&bytes).0, "UTF-8");
        bytes.push(0xE9);
        assert_eq!(read(&bytes).0, "windows-1252");
    }
}
