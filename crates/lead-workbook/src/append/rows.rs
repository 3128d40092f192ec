//! A sheet's XML as a stream: what comes before its rows, each row, and what comes after.

use super::fault::Fault;
use super::xml::{Element, Kind, element_at, next_element, skip_other};
use memchr::{memchr, memmem};
use std::io::{self, Read};
use std::ops::Range;

/// A row of 16,384 cells with long texts takes some hundred megabytes; none is seen above a few.
const LARGEST_ROW: usize = 64 << 20;
/// Column widths and sheet views; the largest seen has a few hundred kilobytes.
const LARGEST_PROLOGUE: usize = 32 << 20;
/// Merged ranges, hyperlinks and conditional formats of a large sheet take some tens of megabytes.
const LARGEST_EPILOGUE: usize = 512 << 20;
const CHUNK: usize = 256 << 10;

/// The stream.
pub(crate) struct RowStream<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Handed out up to here.
    start: usize,
    at_end: bool,
    prefix: Vec<u8>,
    /// The name of the list, and of the elements in it.
    list: &'static [u8],
    item: &'static [u8],
    row_close: memmem::Finder<'static>,
}

/// A piece between the prologue and the epilogue.
pub(crate) enum Piece<'a> {
    /// White space, comments: to be passed on as they are.
    Other(&'a [u8]),
    /// One row from `<row` to `</row>`.
    Row(&'a [u8]),
    /// The rows have ended.
    End,
}

impl<R: Read> RowStream<R> {
    /// Reads as far as the rows. Gives the stream and everything before them, the opening tag of
    /// `sheetData` included; one that closes itself is opened.
    pub(crate) fn open(reader: R) -> Result<(Self, Vec<u8>), Fault> {
        Self::open_list(reader, b"sheetData", b"row")
    }

    /// The same for any list of elements that hold none of their own name.
    pub(crate) fn open_list(
        reader: R,
        list: &'static [u8],
        item: &'static [u8],
    ) -> Result<(Self, Vec<u8>), Fault> {
        let mut stream = Self {
            reader,
            buffer: Vec::new(),
            start: 0,
            at_end: false,
            prefix: Vec::new(),
            list,
            item,
            row_close: memmem::Finder::new(b"").into_owned(),
        };
        let mut searched = 0;
        loop {
            let found = {
                let mut found = None;
                while let Some(element) = next_element(&stream.buffer, searched) {
                    searched = element.range.end;
                    if element.local() == list && element.is_start() {
                        found = Some((element.range.clone(), element.prefix().to_vec(), element.kind));
                        break;
                    }
                }
                found
            };
            if let Some((range, prefix, kind)) = found {
                let mut prologue = stream.buffer[..range.end].to_vec();
                stream.start = range.end;
                stream.row_close = memmem::Finder::new(&[b"</", &prefix[..], item].concat()).into_owned();
                if kind == Kind::Empty {
                    prologue.truncate(prologue.len() - 2);
                    prologue.push(b'>');
                    let close = [b"</", &prefix[..], list, b">"].concat();
                    stream.buffer.splice(..range.end, close);
                    stream.start = 0;
                }
                stream.prefix = prefix;
                return Ok((stream, prologue));
            }
            if stream.buffer.len() > LARGEST_PROLOGUE {
                return Err(Fault::LargeFrame);
            }
            if !stream.fill()? {
                return Err(Fault::NoSheetData);
            }
        }
    }

    /// The prefix of the sheet's own elements, with its colon.
    pub(crate) fn prefix(&self) -> &[u8] {
        &self.prefix
    }

    /// The next piece.
    pub(crate) fn next(&mut self) -> Result<Piece<'_>, Fault> {
        let Some((range, is_row)) = self.next_range()? else { return Ok(Piece::End) };
        let bytes = &self.buffer[range];
        Ok(if is_row { Piece::Row(bytes) } else { Piece::Other(bytes) })
    }

    /// The next row, what is none passed over.
    pub(crate) fn next_row(&mut self) -> Result<Option<&[u8]>, Fault> {
        loop {
            match self.next_range()? {
                Some((range, true)) => return Ok(Some(&self.buffer[range])),
                Some((_, false)) => {}
                None => return Ok(None),
            }
        }
    }

    fn next_range(&mut self) -> Result<Option<(Range<usize>, bool)>, Fault> {
        loop {
            match self.look() {
                Look::Found(range, is_row) => {
                    self.start = range.end;
                    return Ok(Some((range, is_row)));
                }
                Look::End => return Ok(None),
                // Something else ends here than what began: to go on would be to guess.
                Look::Strange => return Err(Fault::Odd("a closing tag".into())),
                Look::More if self.buffer.len() - self.start > LARGEST_ROW => return Err(Fault::LargeRow),
                Look::More => {
                    if !self.fill()? {
                        return Err(Fault::CutOff);
                    }
                }
            }
        }
    }

    /// What has not been handed out, to be read on.
    pub(crate) fn into_rest(mut self) -> impl Read {
        self.buffer.drain(..self.start);
        io::Cursor::new(self.buffer).chain(self.reader)
    }

    /// Everything from the end of the rows on, `</sheetData>` first.
    pub(crate) fn epilogue(mut self) -> Result<Vec<u8>, Fault> {
        while self.fill()? {
            if self.buffer.len() > LARGEST_EPILOGUE {
                return Err(Fault::LargeFrame);
            }
        }
        self.buffer.drain(..self.start);
        Ok(self.buffer)
    }

    fn look(&self) -> Look {
        let from = self.start;
        let rest = &self.buffer[from..];
        let Some(gap) = memchr(b'<', rest) else { return Look::More };
        if gap > 0 {
            return Look::Found(from..from + gap, false);
        }
        match rest.get(1) {
            None => return Look::More,
            Some(b'/') => {
                return match element_at(&self.buffer, from) {
                    None => Look::More,
                    Some(close) if close.local() == self.list => Look::End,
                    Some(_) => Look::Strange,
                };
            }
            Some(b'!' | b'?') => {
                return skip_other(&self.buffer, from)
                    .map_or(Look::More, |end| Look::Found(from..end, false));
            }
            Some(_) => {}
        }
        let Some(element) = element_at(&self.buffer, from) else { return Look::More };
        if element.local() != self.item || element.kind == Kind::Empty {
            let is_row = element.local() == self.item;
            return Look::Found(element.range, is_row);
        }
        self.row_end(&element).map_or(Look::More, |end| Look::Found(from..end, true))
    }

    fn row_end(&self, row: &Element<'_>) -> Option<usize> {
        let body = row.range.end;
        let close = body + self.row_close.find(&self.buffer[body..])?;
        if memmem::find(&self.buffer[body..close], b"<!").is_none() {
            return Some(close + memchr(b'>', &self.buffer[close..])? + 1);
        }
        // A comment or literal text may hold what looks like the end.
        let mut at = body;
        loop {
            let element = next_element(&self.buffer, at)?;
            at = element.range.end;
            if element.kind == Kind::Close && element.local() == self.item {
                return Some(at);
            }
        }
    }

    fn fill(&mut self) -> Result<bool, Fault> {
        if self.at_end {
            return Ok(false);
        }
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let had = self.buffer.len();
        // Long rows are searched from their start each time, so the steps grow with what is held.
        let step = CHUNK.max(had);
        self.buffer.resize(had + step, 0);
        let mut filled = had;
        while filled < self.buffer.len() {
            match self.reader.read(&mut self.buffer[filled..]) {
                Ok(0) => {
                    self.at_end = true;
                    break;
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.buffer.truncate(filled);
        Ok(filled > had)
    }
}

enum Look {
    Found(Range<usize>, bool),
    End,
    Strange,
    More,
}

/// What must be known of a row to add cells to it.
pub(crate) struct RowShape {
    /// Its number as written; `None` where it follows the row before.
    pub(crate) number: Option<u32>,
    /// Columns up to its last cell, 0 for none.
    pub(crate) columns: u32,
    /// Where cells can be added: behind the last one. For a row that closes itself, behind its tag.
    pub(crate) insert_at: usize,
    /// The end of its opening tag.
    pub(crate) open_end: usize,
    /// Whether it closes itself.
    pub(crate) is_empty: bool,
    /// Whether it is not shown.
    pub(crate) is_hidden: bool,
    /// The place of its `spans`.
    pub(crate) spans: Option<Range<usize>>,
}

/// Looks at a row. `None` where it is cut off or malformed.
pub(crate) fn shape(row: &[u8]) -> Option<RowShape> {
    let tag = element_at(row, 0)?;
    let (mut number, mut spans, mut is_hidden) = (None, None, false);
    for (name, range) in tag.attributes() {
        match name {
            b"r" => number = super::xml::number(&row[range]),
            b"spans" => spans = Some(range),
            b"hidden" => is_hidden = matches!(&row[range], b"1" | b"true"),
            _ => {}
        }
    }
    let open_end = tag.range.end;
    let is_empty = tag.kind == Kind::Empty;
    let (columns, insert_at) = if is_empty { (0, open_end) } else { last_cell(row, open_end)? };
    Some(RowShape { number, columns, insert_at, open_end, is_empty, is_hidden, spans })
}

/// The column count up to the last cell, and its end. Goes backwards: most rows end in one.
fn last_cell(row: &[u8], body: usize) -> Option<(u32, usize)> {
    let mut end = row.len();
    if memmem::find(&row[body..], b"<!").is_some() || memmem::find(&row[body..], b"extLst").is_some() {
        return last_cell_forwards(row, body);
    }
    while let Some(at) = memchr::memrchr(b'<', &row[body..end]).map(|at| body + at) {
        end = at;
        if row[at + 1] == b'/' {
            continue;
        }
        let element = element_at(row, at)?;
        if element.local() == b"c" {
            let Some(column) = element.attribute(b"r").and_then(column_of) else {
                return last_cell_forwards(row, body);
            };
            return Some((column, cell_end(row, &element)?));
        }
    }
    Some((0, body))
}

fn last_cell_forwards(row: &[u8], body: usize) -> Option<(u32, usize)> {
    let (mut column, mut end, mut at) = (0, body, body);
    while let Some(element) = next_element(row, at) {
        at = element.range.end;
        match element.local() {
            b"c" if element.is_start() => {
                column = element.attribute(b"r").and_then(column_of).unwrap_or(column + 1);
                end = cell_end(row, &element)?;
                at = end;
            }
            b"extLst" => break,
            _ => {}
        }
    }
    Some((column, end))
}

pub(crate) fn cell_end(row: &[u8], cell: &Element<'_>) -> Option<usize> {
    let mut at = cell.range.end;
    if cell.kind == Kind::Empty {
        return Some(at);
    }
    loop {
        let element = next_element(row, at)?;
        at = element.range.end;
        if element.kind == Kind::Close && element.local() == b"c" {
            return Some(at);
        }
    }
}

/// The number of a row behind another.
pub(crate) fn next_number(before: u32, written: Option<u32>) -> Result<u32, Fault> {
    let number = written.unwrap_or(before + 1);
    if (before + 1..=crate::columns::MOST_ROWS).contains(&number) { Ok(number) } else { Err(Fault::Order) }
}

/// The columns up to the one a cell reference names: 1 for `A7`.
pub(crate) fn column_of(reference: &[u8]) -> Option<u32> {
    let mut column = 0_u32;
    for &byte in reference {
        match byte {
            b'A'..=b'Z' => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'A') + 1)?,
            b'a'..=b'z' => column = column.checked_mul(26)?.checked_add(u32::from(byte - b'a') + 1)?,
            b'$' => {}
            _ => break,
        }
    }
    (1..=16_384).contains(&column).then_some(column)
}

/// The letters of a column counted from 1.
pub(crate) fn letters(column: u32) -> String {
    crate::columns::letter(column.saturating_sub(1) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(xml: &str) -> (String, Vec<String>, String) {
        /// Hands out one byte at a time: every boundary is met.
        struct Drip<'a>(&'a [u8]);
        impl Read for Drip<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let take = self.0.len().min(buffer.len()).min(1);
                buffer[..take].copy_from_slice(&self.0[..take]);
                self.0 = &self.0[take..];
                Ok(take)
            }
        }
        let (mut stream, prologue) = RowStream::open(Drip(xml.as_bytes())).unwrap();
        let mut rows = Vec::new();
        loop {
            match stream.next().unwrap() {
                Piece::Row(row) => rows.push(String::from_utf8(row.to_vec()).unwrap()),
                Piece::Other(other) => rows.push(format!("~{}", String::from_utf8_lossy(other))),
                Piece::End => break,
            }
        }
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (text(prologue), rows, text(stream.epilogue().unwrap()))
    }

    #[test]
    fn rows_come_apart_and_nothing_is_lost() {
        let (prologue, rows, epilogue) = pieces(
            "<x:worksheet><x:sheetData>\n<x:row r=\"1\"><x:c r=\"A1\"/></x:row><!-- </x:row> --><x:row/></x:sheetData><x:pageMargins/></x:worksheet>",
        );
        assert_eq!(prologue, "<x:worksheet><x:sheetData>");
        assert_eq!(rows, ["~\n", "<x:row r=\"1\"><x:c r=\"A1\"/></x:row>", "~<!-- </x:row> -->", "<x:row/>"]);
        assert_eq!(epilogue, "</x:sheetData><x:pageMargins/></x:worksheet>");
    }

    #[test]
    fn an_empty_sheet_is_opened() {
        let (prologue, rows, epilogue) = pieces("<worksheet><sheetData/><a/></worksheet>");
        assert_eq!((prologue.as_str(), rows.len()), ("<worksheet><sheetData>", 0));
        assert_eq!(epilogue, "</sheetData><a/></worksheet>");
    }

    #[test]
    fn the_last_cell_is_found_with_and_without_its_name() {
        for (row, columns, tail) in [
            (
                r#"<row r="2" spans="1:3"><c r="A2"><v>1</v></c><c r="C2" t="inlineStr"><is><t>x</t></is></c></row>"#,
                3,
                "</row>",
            ),
            (r"<row><c><v>1</v></c><c/></row>", 2, "</row>"),
            (
                r#"<row><c r="B1"/><c><v>2</v></c><extLst><ext/></extLst></row>"#,
                3,
                "<extLst><ext/></extLst></row>",
            ),
            (r"<row></row>", 0, "</row>"),
        ] {
            let shape = shape(row.as_bytes()).unwrap();
            assert_eq!((shape.columns, &row[shape.insert_at..]), (columns, tail), "{row}");
        }
    }

    #[test]
    fn letters_and_columns_agree() {
        for column in [1, 26, 27, 702, 703, 16_384] {
            assert_eq!(column_of(format!("${}7", letters(column)).as_bytes()), Some(column));
        }
        assert_eq!(column_of(b"XFE1"), None);
    }
}
