//! A cell's text has its white space as a browser shows it.

use super::tokens::LONGEST_TEXT;

/// A text that is put together.
#[derive(Default)]
pub(super) struct CellText {
    bytes: Vec<u8>,
    /// Whether a space, or the end of a line, stands before what follows.
    space: bool,
    line: bool,
}

impl CellText {
    /// Adds a text whose runs of white space are one space each; `false` where it becomes too long.
    pub(super) fn add(&mut self, text: &[u8]) -> bool {
        let words = text.trim_ascii();
        let begins_with_space = text.first() == Some(&b' ');
        self.space |= begins_with_space;
        if words.is_empty() {
            return true;
        }
        if !self.bytes.is_empty() {
            if self.line {
                self.bytes.push(b'\n');
            } else if self.space {
                self.bytes.push(b' ');
            }
        }
        self.bytes.extend_from_slice(words);
        (self.space, self.line) = (text.last() == Some(&b' '), false);
        self.bytes.len() <= LONGEST_TEXT
    }

    /// What follows stands in a line of its own.
    pub(super) fn end_line(&mut self) {
        self.line = true;
    }

    /// The text. One of spaces that do not break (`&nbsp;`), as in blank cells, is none.
    pub(super) fn into_text(self) -> String {
        String::from_utf8_lossy(&self.bytes).trim().to_owned()
    }
}

/// Whether a text shows nothing.
pub(super) fn is_blank(text: &[u8]) -> bool {
    text.is_ascii() && text.trim_ascii().is_empty() || String::from_utf8_lossy(text).trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_what_a_page_shows() {
        let mut text = CellText::default();
        for piece in ["  Acme", " ", "&", "", " Co ", " "] {
            assert!(text.add(piece.as_bytes()));
        }
        text.end_line();
        text.end_line();
        text.add(b" Berlin ");
        text.end_line();
        assert_eq!(text.into_text(), "Acme & Co\nBerlin");
        let mut blank = CellText::default();
        blank.add("\u{a0} \u{a0}".as_bytes());
        assert_eq!(blank.into_text(), "");
    }

    #[test]
    fn a_text_longer_than_a_cell_is_told() {
        let mut text = CellText::default();
        assert!(text.add(&vec![b'a'; LONGEST_TEXT]));
        assert!(!text.add(b"a"));
    }
}
