//! A sheet's XML streams: first what comes before its rows, then each row, then what comes after.

use super::fault::Fault;
use crate::xml::elements::{Element, Kind, element_at, next_element, skip_other};
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
            match self.find_next() {
                Next::Found(range, is_row) => {
                    self.start = range.end;
                    return Ok(Some((range, is_row)));
                }
                Next::End => return Ok(None),
                // Something else ends here than what began: to go on would be to guess.
                Next::Strange => return Err(Fault::Odd("a closing tag".into())),
                Next::More if self.buffer.len() - self.start > LARGEST_ROW => return Err(Fault::LargeRow),
                Next::More => {
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

    fn find_next(&self) -> Next {
        let from = self.start;
        let rest = &self.buffer[from..];
        let Some(gap) = memchr(b'<', rest) else { return Next::More };
        if gap > 0 {
            return Next::Found(from..from + gap, false);
        }
        match rest.get(1) {
            None => return Next::More,
            Some(b'/') => {
                return match element_at(&self.buffer, from) {
                    None => Next::More,
                    Some(close) if close.local() == self.list => Next::End,
                    Some(_) => Next::Strange,
                };
            }
            Some(b'!' | b'?') => {
                return skip_other(&self.buffer, from)
                    .map_or(Next::More, |end| Next::Found(from..end, false));
            }
            Some(_) => {}
        }
        let Some(element) = element_at(&self.buffer, from) else { return Next::More };
        if element.local() != self.item || element.kind == Kind::Empty {
            let is_row = element.local() == self.item;
            return Next::Found(element.range, is_row);
        }
        self.row_end(&element).map_or(Next::More, |end| Next::Found(from..end, true))
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

enum Next {
    Found(Range<usize>, bool),
    End,
    Strange,
    More,
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
}
