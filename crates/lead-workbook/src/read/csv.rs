//! csv files: their encoding and delimiter found, their rows streamed.

use super::csv_split::{SplitFault, Splitter, sniff_delimiter};
use super::{EachRow, RowView, Seen, SheetName, row_number};
use crate::cell::Cell;
use crate::error::{WorkbookError, file_name};
use crate::sheet_names;
use crate::text_encoding::{TextPieces, detect};
use encoding_rs::Encoding;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// As much of a file as decides its delimiter.
pub(super) const BEGINNING: usize = 64 << 10;
/// Excel shows a longer number in a column of usual width as 1.23457E+11.
const MOST_DIGITS: usize = 11;

pub(super) struct CsvBook {
    path: PathBuf,
    encoding: &'static Encoding,
    delimiter: u8,
    /// What a `sep=` line takes at the beginning; it is no row.
    skip: usize,
}

impl CsvBook {
    pub(super) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let read = |error| WorkbookError::reading(path, error);
        let encoding = detect(path).map_err(read)?;
        let mut beginning = String::new();
        let mut pieces = TextPieces::new(File::open(path).map_err(read)?, encoding);
        while beginning.len() < BEGINNING {
            let Some(piece) = pieces.next().map_err(read)? else { break };
            beginning.push_str(piece);
        }
        let (delimiter, skip) = sniff_delimiter(&beginning);
        Ok(Self { path: path.to_owned(), encoding, delimiter, skip })
    }

    pub(super) fn sheet(&self) -> SheetName {
        SheetName { name: sheet_name(&self.path), seen: Seen::Shown }
    }

    pub(super) fn rows(&mut self, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let path = &self.path;
        let read = |error| WorkbookError::reading(path, error);
        let file = BufReader::new(File::open(path).map_err(read)?);
        let mut pieces = TextPieces::new(file, self.encoding);
        let mut splitter = Splitter::new(self.delimiter);
        let mut blank_since: Option<u32> = None;
        let mut give = |number: u32, fields: &mut Vec<String>| -> Result<bool, WorkbookError> {
            row_number(path, number - 1)?;
            let mut cells: Vec<Cell> = fields.drain(..).map(cell_from).collect();
            while cells.last() == Some(&Cell::Blank) {
                cells.pop();
            }
            // Blank rows are given once a row with something in it follows.
            if cells.is_empty() {
                blank_since.get_or_insert(number);
                return Ok(true);
            }
            for number in blank_since.take().unwrap_or(number)..number {
                let blank = RowView { number, cells: Vec::new(), styles: &[], palette: &[] };
                if each(blank)?.is_break() {
                    return Ok(false);
                }
            }
            let row = RowView { number, cells, styles: &[], palette: &[] };
            Ok(each(row)? == ControlFlow::Continue(()))
        };
        let mut skip = self.skip;
        while let Some(piece) = pieces.next().map_err(read)? {
            let skipped = skip.min(piece.len());
            skip -= skipped;
            let more = splitter.feed(piece.get(skipped..).unwrap_or_default(), &mut give);
            if !more.map_err(|fault| explain(path, fault))? {
                return Ok(());
            }
        }
        splitter.finish(&mut give).map_err(|fault| explain(path, fault))
    }
}

/// The one sheet of a csv file is called as the file, as Excel does it.
fn sheet_name(path: &Path) -> String {
    sheet_names::allowed(&path.file_stem().unwrap_or_default().to_string_lossy())
}

fn explain(path: &Path, fault: SplitFault<WorkbookError>) -> WorkbookError {
    match fault {
        SplitFault::OpenQuote { row } => WorkbookError::OpenQuote { name: file_name(path), row },
        SplitFault::LongCell { row } => {
            WorkbookError::damaged(path, format!("row {row} has a cell of more than 1 MB"))
        }
        SplitFault::WideRow { row } => {
            WorkbookError::damaged(path, format!("row {row} has more than 16,384 cells"))
        }
        SplitFault::LargeRow { row } => {
            WorkbookError::damaged(path, format!("row {row} has more than 64 MB of text"))
        }
        SplitFault::Receiver(error) => error,
    }
}

/// A number only where nothing of its writing would be lost: no leading zeros, no plus, no
/// trailing zeros, no more digits than are shown in full.
fn cell_from(text: String) -> Cell {
    // Mainframes fill a field that has nothing in it with NUL.
    if text.is_empty() || text.contains('\0') && text.trim_matches(['\0', ' ']).is_empty() {
        return Cell::Blank;
    }
    let looks_it = text.len() <= MOST_DIGITS + 2
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
        && text.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS;
    if looks_it
        && let Ok(number) = text.parse::<f64>()
        && text != "-0"
        && Cell::Number(number).text() == text
    {
        return Cell::Number(number);
    }
    Cell::Text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_only_where_nothing_is_lost() {
        for text in ["12", "-3.25", "0.5", "0", "41555501234"] {
            assert!(matches!(cell_from(text.to_owned()), Cell::Number(_)), "{text}");
        }
        for text in ["01234", "+1", "1.50", "1e5", "415555012345", "-", ".5", "1-2", "NaN", "inf", " 1", "-0"]
        {
            assert_eq!(cell_from(text.to_owned()), Cell::Text(text.to_owned()));
        }
        assert_eq!(cell_from("\0\0 \0".to_owned()), Cell::Blank);
    }
}
