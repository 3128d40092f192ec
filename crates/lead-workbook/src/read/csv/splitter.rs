//! The splitter cuts the text of a csv file into rows of cells, as spreadsheets do it.
//!
//! Blank lines are rows here, so that row numbers are those the spreadsheet shows; most csv
//! readers skip them.

use crate::cell_reference::MOST_COLUMNS;
use crate::read::row_assembler::MOST_TEXT_IN_ROW;
use memchr::{memchr, memchr3};

/// A cell holds 32,767 characters; a quotation mark that is never closed would swallow the file.
const LONGEST_FIELD: usize = 1 << 20;

/// As much of a file as decides its delimiter.
pub(super) const BEGINNING: usize = 64 << 10;

/// A cutter, fed piece by piece.
pub(crate) struct Splitter {
    delimiter: u8,
    state: State,
    fields: Vec<String>,
    field: Vec<u8>,
    /// Bytes of text in the row so far.
    text: usize,
    /// The row being read, counted from 1.
    row: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    RowStart,
    /// After a carriage return, which a line feed may follow.
    AfterReturn,
    FieldStart,
    Plain,
    Quoted,
    /// After a quotation mark inside a quoted field: the end, or half of a doubled one.
    QuoteSeen,
}

/// Why cutting stopped.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SplitFault<E> {
    OpenQuote { row: u32 },
    LongCell { row: u32 },
    WideRow { row: u32 },
    LargeRow { row: u32 },
    Receiver(E),
}

/// Whether the receiver wants more.
pub(crate) type More = bool;

/// Receives a row: its number, counted from 1, and its fields.
pub(crate) type Give<'g, E> = dyn FnMut(u32, &mut Vec<String>) -> Result<More, E> + 'g;

impl Splitter {
    pub(crate) fn new(delimiter: u8) -> Self {
        Self { delimiter, state: State::RowStart, fields: Vec::new(), field: Vec::new(), text: 0, row: 1 }
    }

    /// Takes a piece of text and gives the rows that it completes. Returns false once the receiver
    /// has enough.
    pub(crate) fn feed<E>(&mut self, text: &str, give: &mut Give<'_, E>) -> Result<More, SplitFault<E>> {
        let mut rest = text.as_bytes();
        while let Some(&byte) = rest.first() {
            match self.state {
                State::AfterReturn if byte == b'\n' => {
                    self.state = State::RowStart;
                    rest = &rest[1..];
                }
                State::AfterReturn => self.state = State::RowStart,
                State::RowStart | State::FieldStart if byte == b'"' => {
                    self.state = State::Quoted;
                    rest = &rest[1..];
                }
                State::QuoteSeen if byte == b'"' => {
                    self.field.push(b'"');
                    self.state = State::Quoted;
                    rest = &rest[1..];
                }
                State::Quoted => {
                    let end = memchr(b'"', rest);
                    let taken = end.unwrap_or(rest.len());
                    self.field.extend_from_slice(&rest[..taken]);
                    if self.field.len() > LONGEST_FIELD {
                        return Err(SplitFault::OpenQuote { row: self.row });
                    }
                    rest = &rest[end.map_or(taken, |end| end + 1)..];
                    if end.is_some() {
                        self.state = State::QuoteSeen;
                    }
                }
                State::RowStart | State::FieldStart | State::Plain | State::QuoteSeen => {
                    let end = memchr3(self.delimiter, b'\n', b'\r', rest);
                    let taken = end.unwrap_or(rest.len());
                    if taken > 0 {
                        self.field.extend_from_slice(&rest[..taken]);
                        self.state = State::Plain;
                    }
                    if self.field.len() > LONGEST_FIELD {
                        return Err(SplitFault::LongCell { row: self.row });
                    }
                    let Some(end) = end else { break };
                    let stop = rest[end];
                    rest = &rest[end + 1..];
                    if stop == self.delimiter {
                        self.end_field();
                        self.state = State::FieldStart;
                        if self.fields.len() >= MOST_COLUMNS {
                            return Err(SplitFault::WideRow { row: self.row });
                        }
                        if self.text > MOST_TEXT_IN_ROW {
                            return Err(SplitFault::LargeRow { row: self.row });
                        }
                    } else {
                        self.state = if stop == b'\r' { State::AfterReturn } else { State::RowStart };
                        if !self.end_row(give)? {
                            return Ok(false);
                        }
                    }
                }
            }
        }
        Ok(true)
    }

    /// Gives the last row, where the file does not end in a line break.
    pub(crate) fn finish<E>(&mut self, give: &mut Give<'_, E>) -> Result<(), SplitFault<E>> {
        match self.state {
            State::Quoted => Err(SplitFault::OpenQuote { row: self.row }),
            State::RowStart | State::AfterReturn => Ok(()),
            State::FieldStart | State::Plain | State::QuoteSeen => self.end_row(give).map(|_| ()),
        }
    }

    fn end_field(&mut self) {
        // The pieces came as text and were cut at ASCII characters only.
        self.text += self.field.len();
        self.fields.push(String::from_utf8_lossy(&self.field).into_owned());
        self.field.clear();
    }

    fn end_row<E>(&mut self, give: &mut Give<'_, E>) -> Result<More, SplitFault<E>> {
        self.end_field();
        let more = give(self.row, &mut self.fields).map_err(SplitFault::Receiver)?;
        self.fields.clear();
        self.text = 0;
        self.row = self.row.saturating_add(1);
        Ok(more)
    }
}

/// The delimiter of a csv file by its beginning, and how many bytes an Excel `sep=` line takes.
///
/// The one that cuts the most rows into the same number of cells wins.
pub(crate) fn sniff_delimiter(beginning: &str) -> (u8, usize) {
    // Writers that quote everything quote this line too.
    let (quotes, line) = beginning.strip_prefix('"').map_or((0, beginning), |line| (1, line));
    if let Some(after) = line.get(..4).filter(|start| start.eq_ignore_ascii_case("sep=")) {
        let rest = &line[after.len()..];
        if let Some(delimiter) =
            rest.bytes().next().filter(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
            && let Some(line_end) = if quotes == 0 { Some(&rest[1..]) } else { rest[1..].strip_prefix('"') }
        {
            let breaks = line_end.bytes().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let breaks = if line_end.starts_with('\n') { 1 } else { breaks };
            return (delimiter, 2 * quotes + after.len() + 1 + breaks);
        }
    }
    let scored = b",;\t|^".map(|delimiter| (delimiter, evenness(beginning, delimiter)));
    let best = scored.iter().copied().reduce(|best, next| if next.1 > best.1 { next } else { best });
    (best.filter(|best| best.1 > 0.0).map_or(b',', |best| best.0), 0)
}

fn evenness(text: &str, delimiter: u8) -> f64 {
    const ROWS: usize = 100;
    let mut widths: Vec<usize> = Vec::new();
    let mut give = |_: u32, fields: &mut Vec<String>| -> Result<More, std::convert::Infallible> {
        if fields.len() > 1 || fields.first().is_some_and(|field| !field.trim().is_empty()) {
            widths.push(fields.len());
        }
        Ok(widths.len() < ROWS)
    };
    let mut splitter = Splitter::new(delimiter);
    // The beginning may end inside a quoted field; the rows before it count.
    let complete = match splitter.feed(text, &mut give) {
        Ok(more) => more && splitter.finish(&mut give).is_ok(),
        Err(_) => false,
    };
    // A row that the beginning cuts off has too few cells.
    if complete && widths.len() > 1 && text.len() >= BEGINNING {
        widths.pop();
    }
    widths.sort_unstable();
    let (mut best_width, mut best_count) = (0, 0);
    for run in widths.chunk_by(|a, b| a == b) {
        if run[0] > 1 && run.len() >= best_count {
            (best_width, best_count) = (run[0], run.len());
        }
    }
    if best_count == 0 {
        return 0.0;
    }
    best_count as f64 / widths.len() as f64 * (1.0 + (best_width as f64).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, pieces: usize) -> Result<Vec<Vec<String>>, SplitFault<()>> {
        let mut rows = Vec::new();
        let mut give = |_: u32, fields: &mut Vec<String>| {
            rows.push(std::mem::take(fields));
            Ok(true)
        };
        let mut splitter = Splitter::new(b',');
        let chars: Vec<char> = text.chars().collect();
        for piece in chars.chunks(pieces) {
            splitter.feed(&piece.iter().collect::<String>(), &mut give)?;
        }
        splitter.finish(&mut give)?;
        Ok(rows)
    }

    #[test]
    fn rows_are_those_the_spreadsheet_shows() {
        let text = "a,\"b \"\"x\"\"\",c\r\n\r\n\"two\nlines\",5\" pipe,\nlast,\"q\"z";
        let expected =
            vec![vec!["a", "b \"x\"", "c"], vec![""], vec!["two\nlines", "5\" pipe", ""], vec!["last", "qz"]];
        for pieces in [1, 2, 3, 1000] {
            assert_eq!(split(text, pieces).unwrap(), expected);
        }
        assert_eq!(split("a\rb\r", 10).unwrap(), [["a"], ["b"]]);
    }

    #[test]
    fn a_quote_that_is_never_closed_names_its_row() {
        assert_eq!(split("a\nb,\"c\nd\n", 4), Err(SplitFault::OpenQuote { row: 2 }));
    }

    #[test]
    fn delimiters() {
        assert_eq!(sniff_delimiter("id;name\n1;\"a,b,c\"\n2;d\n").0, b';');
        assert_eq!(sniff_delimiter("id\tname, first\n1\tx\n2\ty\n").0, b'\t');
        assert_eq!(sniff_delimiter("id,name\n1,x;y\n").0, b',');
        assert_eq!(sniff_delimiter("id\n1\n").0, b',');
        assert_eq!(sniff_delimiter("id^name\n1^x, y\n2^z\n").0, b'^');
        assert_eq!(sniff_delimiter("id,name\n1,x^y\n2,z\n").0, b',');
        assert_eq!(sniff_delimiter("sep=|\r\na|b\n"), (b'|', 7));
        assert_eq!(sniff_delimiter("sep=;\n\na;b\n"), (b';', 6));
        assert_eq!(sniff_delimiter("\"sep=;\"\r\na;b\n"), (b';', 9));
        assert_eq!(sniff_delimiter("\"sep=;\n").1, 0);
    }
}
