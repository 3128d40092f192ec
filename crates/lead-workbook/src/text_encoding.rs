//! The encoding of a csv file, a web page or an XML file is found out, and the text is read as UTF-8.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Decoder, Encoding, ISO_8859_4, ISO_8859_6, ISO_8859_8, ISO_8859_13, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1252,
};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

const PIECE: usize = 64 << 10;

/// As much of a text that is no UTF-8 as shows its language.
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

/// As far as a declaration may stand from the beginning: browsers look at 1,024 bytes, and some exports
/// put long comments first.
const DECLARED_WITHIN: u64 = 4096;

/// Finds the encoding of a file that may declare it, as web pages and XML files do. Its form comes
/// first, then what it says; a text that is no UTF-8 though it says so is Windows-1252.
pub(crate) fn detect_declared(path: &Path) -> io::Result<&'static Encoding> {
    let mut head = Vec::new();
    File::open(path)?.take(DECLARED_WITHIN).read_to_end(&mut head)?;
    let by_form = Encoding::for_bom(&head).map(|(encoding, _)| encoding).or_else(|| looks_like_utf16(&head));
    match by_form.or_else(|| declared(&head)) {
        Some(encoding) if encoding != UTF_8 => Ok(encoding),
        _ => detect(path),
    }
}

/// What `<?xml encoding="…"?>` or `<meta charset="…">` names. A text whose letters can be read byte by
/// byte is not in UTF-16, whatever it says.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let named = |tag: &[u8], word: &[u8]| {
        let mut rest = head;
        loop {
            let tag = find_ignoring_case(rest, tag)?;
            let inside = &rest[tag + 1..];
            let end = memchr::memchr(b'>', inside).unwrap_or(inside.len());
            if let Some(at) = find_ignoring_case(&inside[..end], word) {
                let value =
                    inside[at + word.len()..end].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
                let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
                let is_of_it = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte);
                let length = value.iter().position(|byte| !is_of_it(byte)).unwrap_or(value.len());
                return Encoding::for_label(&value[..length]);
            }
            rest = &inside[end..];
        }
    };
    let found = named(b"<meta", b"charset").or_else(|| named(b"<?xml", b"encoding"))?;
    Some(if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found })
}

/// Where a word of ASCII letters stands, in capitals or not.
fn find_ignoring_case(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window.eq_ignore_ascii_case(word))
}

/// The beginning of a file as text, as far as it is ASCII in whatever encoding.
pub(crate) fn beginning(head: &[u8]) -> String {
    let by_form = Encoding::for_bom(head).map(|(encoding, _)| encoding).or_else(|| looks_like_utf16(head));
    by_form.unwrap_or(UTF_8).decode(head).0.into_owned()
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

/// The bytes of a text as UTF-8.
pub(crate) struct Utf8Bytes<R> {
    pieces: TextPieces<R>,
    held: Vec<u8>,
    at: usize,
}

impl<R: Read> Utf8Bytes<R> {
    pub(crate) fn new(reader: R, encoding: &'static Encoding) -> Self {
        Self { pieces: TextPieces::new(reader, encoding), held: Vec::new(), at: 0 }
    }
}

impl<R: Read> Read for Utf8Bytes<R> {
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

    #[test]
    fn what_a_page_declares_is_believed_unless_its_form_says_otherwise() {
        let of = |bytes: &[u8]| {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(bytes).unwrap();
            detect_declared(file.path()).unwrap().name()
        };
        for (page, name) in [
            ("<META http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\"/>", "UTF-8"),
            ("<html><head><meta charset=Shift_JIS>", "Shift_JIS"),
            ("<meta name=author content=x><meta charset = 'iso-8859-1'>", "windows-1252"),
            ("<?xml version=\"1.0\" encoding=\"windows-1250\"?>", "windows-1250"),
            ("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>", "UTF-8"),
            ("<table><tr><td>é", "UTF-8"),
            ("<meta charset=nonsense>", "UTF-8"),
        ] {
            assert_eq!(of(page.as_bytes()), name, "{page}");
        }
        assert_eq!(of(b"<meta charset=utf-8><td>M\xFCller"), "windows-1252");
        assert_eq!(of(b"\xEF\xBB\xBF<meta charset=windows-1251>"), "UTF-8");
    }
}
