//! The tokens are the tags and texts of a page that matter to its tables, in bounded memory.
//!
//! The tokenizer gives everything piece by piece; this takes the pieces and holds no more of them than
//! a spreadsheet could: a text without end, a tag of millions of attributes or a comment of a gigabyte
//! pass by.

use html5gum::{Emitter, Error, IoReader, State, Tokenizer, naive_next_state};
use std::collections::VecDeque;
use std::io::Read;

/// Bytes of a text between two tags. An Excel cell holds 32,767 characters.
pub(super) const LONGEST_TEXT: usize = 1 << 20;
/// The names that mean something are shorter.
const LONGEST_NAME: usize = 16;
/// Browsers take addresses of some thousand characters.
const LONGEST_VALUE: usize = 4096;
/// The most that a cell may stretch, as browsers read it (HTML, "attributes common to td and th").
const MOST_COLUMNS_OF_CELL: u32 = 1000;
const MOST_ROWS_OF_CELL: u32 = 65_534;

/// A page's tokens.
pub(super) type Tokens<R> = Tokenizer<IoReader<R>, Gathered>;

pub(super) fn tokens<R: Read>(page: R) -> Tokens<R> {
    Tokenizer::new_with_emitter(IoReader::new(page), Gathered::default())
}

/// What a page consists of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A text as UTF-8, its runs of white space as one space each.
    Text(Vec<u8>),
    /// A text longer than [`LONGEST_TEXT`].
    LongText,
    Open(Tag),
    Close(Element),
    /// The page ends in the middle of a tag.
    CutOff,
}

/// An opening tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) element: Element,
    /// Rows a cell stretches over; 0 for those to the end of its section.
    pub(super) rows: u32,
    pub(super) columns: u32,
    /// The address of a link.
    pub(super) link: Option<String>,
}

/// The elements that mean something to a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    Table,
    /// `thead`, `tbody`, `tfoot`
    Section,
    Row,
    Cell,
    /// What stands in a table and belongs to no row: `caption`, `colgroup`.
    Aside,
    /// What begins a line of its own.
    Block,
    Link,
    /// What nobody sees: scripts, styles, the title, data for Excel.
    Unseen,
    /// Formats, and whatever else leaves the text where it stands.
    Other,
}

impl Element {
    fn named(name: &[u8]) -> Self {
        match name {
            b"table" => Self::Table,
            b"thead" | b"tbody" | b"tfoot" => Self::Section,
            b"tr" => Self::Row,
            b"td" | b"th" => Self::Cell,
            b"caption" | b"colgroup" => Self::Aside,
            b"a" => Self::Link,
            b"br" | b"p" | b"div" | b"li" | b"ul" | b"ol" | b"dl" | b"dt" | b"dd" | b"hr" | b"h1" | b"h2"
            | b"h3" | b"h4" | b"h5" | b"h6" | b"pre" | b"center" | b"form" | b"fieldset" | b"section"
            | b"article" | b"header" | b"footer" | b"address" | b"blockquote" | b"body" | b"head" => {
                Self::Block
            }
            b"script" | b"style" | b"title" | b"xml" | b"noscript" | b"iframe" | b"noembed" | b"noframes"
            | b"template" => Self::Unseen,
            _ => Self::Other,
        }
    }
}

/// Tokens that nobody has taken yet.
#[derive(Default)]
pub(super) struct Gathered {
    waiting: VecDeque<Token>,
    text: Vec<u8>,
    is_long: bool,
    tag: OpenTag,
    /// The name of the tag that was opened last: in a script, only its own end ends it.
    last_opened: Vec<u8>,
}

/// The tag that is being read.
#[derive(Default)]
struct OpenTag {
    closes: bool,
    name: Vec<u8>,
    attribute: Vec<u8>,
    value: Vec<u8>,
    rows: Option<u32>,
    columns: Option<u32>,
    link: Option<String>,
}

impl OpenTag {
    fn begin(&mut self, closes: bool) {
        self.closes = closes;
        for held in [&mut self.name, &mut self.attribute, &mut self.value] {
            held.clear();
        }
        (self.rows, self.columns, self.link) = (None, None, None);
    }

    /// Takes what was read of an attribute. Of two of one name the first counts.
    fn end_attribute(&mut self) {
        match self.attribute.as_slice() {
            b"rowspan" if self.rows.is_none() => {
                self.rows = Some(number(&self.value).map_or(1, |rows| rows.min(MOST_ROWS_OF_CELL)));
            }
            b"colspan" if self.columns.is_none() => {
                self.columns =
                    Some(number(&self.value).map_or(1, |columns| columns.clamp(1, MOST_COLUMNS_OF_CELL)));
            }
            b"href" if self.link.is_none() && self.value.len() < LONGEST_VALUE => {
                self.link = Some(String::from_utf8_lossy(&self.value).trim().to_owned());
            }
            _ => {}
        }
        self.attribute.clear();
        self.value.clear();
    }
}

/// A number as browsers read it: digits behind white space, and whatever follows.
fn number(value: &[u8]) -> Option<u32> {
    let value = value.trim_ascii_start();
    let value = value.strip_prefix(b"+").unwrap_or(value);
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit());
    let mut number = None;
    for digit in digits {
        let so_far: u32 = number.unwrap_or(0);
        number = Some(so_far.saturating_mul(10).saturating_add(u32::from(digit - b'0')));
    }
    number
}

/// Adds as much as is held of a name or a value.
fn add_up_to(most: usize, held: &mut Vec<u8>, more: &[u8]) {
    held.extend_from_slice(&more[..more.len().min(most - held.len().min(most))]);
}

impl Gathered {
    fn end_text(&mut self) {
        if std::mem::take(&mut self.is_long) {
            self.text.clear();
            self.waiting.push_back(Token::LongText);
        } else if !self.text.is_empty() {
            self.waiting.push_back(Token::Text(std::mem::take(&mut self.text)));
        }
    }
}

impl Emitter for Gathered {
    type Token = Token;

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_opened.clear();
        self.last_opened.extend_from_slice(name.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.end_text();
    }

    fn emit_error(&mut self, error: Error) {
        if matches!(error, Error::EofInTag | Error::EofBeforeTagName) {
            self.waiting.push_back(Token::CutOff);
        }
    }

    fn pop_token(&mut self) -> Option<Token> {
        self.waiting.pop_front()
    }

    fn emit_string(&mut self, text: &[u8]) {
        for &byte in text {
            let byte = if byte.is_ascii_whitespace() { b' ' } else { byte };
            if byte == b' ' && self.text.last() == Some(&b' ') {
                continue;
            }
            if self.text.len() == LONGEST_TEXT {
                self.is_long = true;
                return;
            }
            self.text.push(byte);
        }
    }

    fn init_start_tag(&mut self) {
        self.tag.begin(false);
    }

    fn init_end_tag(&mut self) {
        self.tag.begin(true);
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        add_up_to(LONGEST_NAME, &mut self.tag.name, name);
    }

    fn init_attribute(&mut self) {
        self.tag.end_attribute();
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        add_up_to(LONGEST_NAME, &mut self.tag.attribute, name);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        add_up_to(LONGEST_VALUE, &mut self.tag.value, value);
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.end_text();
        self.tag.end_attribute();
        let element = Element::named(&self.tag.name);
        self.last_opened.clear();
        if self.tag.closes {
            self.waiting.push_back(Token::Close(element));
            return None;
        }
        self.waiting.push_back(Token::Open(Tag {
            element,
            rows: self.tag.rows.unwrap_or(1),
            columns: self.tag.columns.unwrap_or(1),
            link: self.tag.link.take(),
        }));
        self.last_opened.extend_from_slice(&self.tag.name);
        naive_next_state(&self.tag.name)
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.tag.closes && !self.last_opened.is_empty() && self.last_opened == self.tag.name
    }

    // Self-closing or not is the same in a page; comments and document types say nothing.
    fn set_self_closing(&mut self) {}
    fn init_comment(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn emit_current_comment(&mut self) {}
    fn init_doctype(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn set_force_quirks(&mut self) {}
    fn emit_current_doctype(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(page: &str) -> Vec<Token> {
        tokens(page.as_bytes()).map(Result::unwrap).collect()
    }

    fn text(text: &str) -> Token {
        Token::Text(text.into())
    }

    #[test]
    fn entities_are_resolved_and_white_space_is_one_space() {
        assert_eq!(
            of("A &amp;\n\t B&eacute;&#x142;&euro; &nosuch; &lt"),
            [text("A & Bé\u{142}€ &nosuch; <")]
        );
    }

    #[test]
    fn spans_are_read_as_browsers_read_them() {
        for (tag, rows, columns) in [
            ("<td>", 1, 1),
            ("<TD ROWSPAN = '3' colspan=2px>", 3, 2),
            ("<th rowspan=1000000000 colspan=99999999999>", 65_534, 1000),
            ("<td rowspan=0 colspan=0>", 0, 1),
            ("<td rowspan=-2 colspan=''>", 1, 1),
            ("<td rowspan=2 rowspan=5>", 2, 1),
        ] {
            let expected = Tag { element: Element::Cell, rows, columns, link: None };
            assert_eq!(of(tag), [Token::Open(expected)], "{tag}");
        }
    }

    #[test]
    fn what_is_written_in_a_script_is_no_tag() {
        let seen = of("<script>if (a</b) document.write('<table>')</script>x");
        assert_eq!(seen.len(), 4, "{seen:?}");
        assert_eq!(seen[3], text("x"));
    }

    #[test]
    fn what_is_endless_is_not_held() {
        assert_eq!(of(&"a".repeat(LONGEST_TEXT + 1)), [Token::LongText]);
        assert_eq!(of(&" ".repeat(3 * LONGEST_TEXT)), [text(" ")]);
        let long = "x".repeat(100_000);
        let tag =
            format!("<{long} {long}='{long}' href='{long}'><!--{long}--><a href=' https://a/b?c=1&amp;d '>");
        let seen = of(&tag);
        let link = |link: Option<&str>| link.map(str::to_owned);
        let open = |element, at| Token::Open(Tag { element, rows: 1, columns: 1, link: link(at) });
        assert_eq!(seen, [open(Element::Other, None), open(Element::Link, Some("https://a/b?c=1&d"))]);
    }

    #[test]
    fn a_cut_tag_is_told() {
        assert_eq!(
            of("<td>a</td"),
            [
                Token::Open(Tag { element: Element::Cell, rows: 1, columns: 1, link: None }),
                Token::CutOff,
                text("a")
            ]
        );
    }
}
