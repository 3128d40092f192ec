//! A csv file's encoding and delimiter are found; then its rows stream.

use super::splitter::{BEGINNING, SplitFault, Splitter, sniff_delimiter};
use crate::cell::Cell;
use crate::error::{WorkbookError, file_name};
use crate::read::row_view::{EachRow, RowView, row_number};
use crate::read::sheet_name::{SheetName, SheetVisibility};
use crate::read::typed_text::number_or_text;
use crate::sheet_names;
use crate::text_encoding::{TextPieces, detect};
use encoding_rs::Encoding;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub(crate) struct CsvBook {
    path: PathBuf,
    encoding: &'static Encoding,
    delimiter: u8,
    /// What marks and a `sep=` line take at the beginning; they are no row.
    skip: usize,
}

impl CsvBook {
    pub(crate) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let read = |error| WorkbookError::reading(path, error);
        let encoding = detect(path).map_err(read)?;
        let mut beginning = String::new();
        let mut pieces = TextPieces::new(File::open(path).map_err(read)?, encoding);
        while beginning.len() < BEGINNING {
            let Some(piece) = pieces.next().map_err(read)? else { break };
            beginning.push_str(piece);
        }
        // Files that were put together from others, or marked twice, begin with another mark.
        let unmarked = beginning.trim_start_matches('\u{feff}');
        let marks = beginning.len() - unmarked.len();
        let (delimiter, skip) = sniff_delimiter(unmarked);
        Ok(Self { path: path.to_owned(), encoding, delimiter, skip: marks + skip })
    }

    pub(crate) fn sheet(&self) -> SheetName {
        SheetName { name: sheet_names::of_file(&self.path), visibility: SheetVisibility::Shown }
    }

    pub(crate) fn rows(&mut self, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let path = &self.path;
        let read = |error| WorkbookError::reading(path, error);
        let file = BufReader::new(File::open(path).map_err(read)?);
        let mut pieces = TextPieces::new(file, self.encoding);
        let mut splitter = Splitter::new(self.delimiter);
        let mut blank_since: Option<u32> = None;
        let mut give = |number: u32, fields: &mut Vec<String>| -> Result<bool, WorkbookError> {
            row_number(path, number - 1)?;
            let mut cells: Vec<Cell> = fields.drain(..).map(number_or_text).collect();
            while cells.last() == Some(&Cell::Blank) {
                cells.pop();
            }
            // Blank rows are given once a row with something in it follows.
            if cells.is_empty() {
                blank_since.get_or_insert(number);
                return Ok(true);
            }
            for number in blank_since.take().unwrap_or(number)..number {
                let blank = RowView { number, cells: Vec::new(), styles: &[], formats_by_style: &[] };
                if each(blank)?.is_break() {
                    return Ok(false);
                }
            }
            let row = RowView { number, cells, styles: &[], formats_by_style: &[] };
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
