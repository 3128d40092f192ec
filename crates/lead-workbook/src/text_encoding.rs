//! How the text of a csv file is encoded, and reading it as UTF-8.

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

const PIECE: usize = 64 << 10;

/// Finds the encoding. Looks at the whole file, since a single letter past any sample may be what
/// tells UTF-8 from Windows-1252.
pub(crate) fn detect(path: &Path) -> io::Result<&'static Encoding> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; PIECE];
    let mut kept = 0;
    let mut is_first = true;
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
        match str::from_utf8(&buffer[..filled]) {
            Ok(_) => kept = 0,
            // A character may be cut by the end of the piece, not by the end of the file.
            Err(error) if error.error_len().is_none() && read > 0 => {
                let valid = error.valid_up_to();
                buffer.copy_within(valid..filled, 0);
                kept = filled - valid;
            }
            Err(_) => return Ok(WINDOWS_1252),
        }
        if read == 0 {
            return Ok(UTF_8);
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
    fn a_late_letter_and_a_cut_letter_decide() {
        let mut bytes = vec![b'a'; PIECE - 1];
        bytes.extend("é".as_bytes());
        assert_eq!(read(&bytes).0, "UTF-8");
        bytes.push(0xE9);
        assert_eq!(read(&bytes).0, "windows-1252");
    }
}
