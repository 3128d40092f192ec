//! This module opens any workbook and hands its rows over, whichever reader its file format has.

use super::csv::CsvBook;
use super::file_stamp::FileStamp;
use super::footer::finder::{EachIdRow, FooterFinder};
use super::in_process::InProcess;
use super::row_view::EachRow;
use super::sheet_end::SheetEnd;
use super::sheet_name::SheetName;
use super::sheet_size::SheetSize;
use super::xlsx::book::XlsxBook;
use super::xlsx::row_cells::Wanted;
use super::xlsx::survey::Survey;
use crate::cell::SheetRow;
use crate::child::{self, ChildBook};
use crate::error::WorkbookError;
use crate::file_format::{FileFormat, sniff};
use crate::workbook_info::SheetChoice;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// An opened workbook, checked for everything that could harm its reader.
pub(crate) struct Workbook {
    path: PathBuf,
    stamp: FileStamp,
    pub(crate) format: FileFormat,
    reader: Reader,
}

enum Reader {
    Xlsx(Box<XlsxBook>),
    Child(ChildBook),
    InProcess(InProcess),
    Csv(CsvBook),
}

impl Workbook {
    /// Opens a workbook.
    pub(crate) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let stamp = FileStamp::of(path)?;
        let format = sniff(path)?;
        let reader = match format {
            FileFormat::Xlsx | FileFormat::Xlsm => XlsxBook::open(path).map(Box::new).map(Reader::Xlsx),
            FileFormat::Csv => CsvBook::open(path).map(Reader::Csv),
            FileFormat::Xlsb | FileFormat::Xls | FileFormat::Ods | FileFormat::Html | FileFormat::Xml
                if child::is_offered() =>
            {
                ChildBook::open(path, format).map(Reader::Child)
            }
            FileFormat::Xlsb | FileFormat::Xls | FileFormat::Ods | FileFormat::Html | FileFormat::Xml => {
                InProcess::open(path, format).map(Reader::InProcess)
            }
        };
        match reader {
            Ok(reader) => Ok(Self { path: path.to_owned(), stamp, format, reader }),
            Err(error) => Err(stamp.explain(path, error)),
        }
    }

    /// Its sheets that hold cells, in order.
    pub(crate) fn sheets(&self) -> Vec<SheetName> {
        match &self.reader {
            Reader::Xlsx(book) => book.sheets(),
            Reader::Child(book) => book.sheets(),
            Reader::InProcess(book) => book.sheets(),
            Reader::Csv(book) => vec![book.sheet()],
        }
    }

    /// How far a sheet reaches.
    pub(crate) fn measure(&mut self, sheet: &str) -> Result<SheetSize, WorkbookError> {
        if let Some(survey) = self.survey(sheet)? {
            return Ok(SheetSize { rows: survey.last_row, columns: survey.columns });
        }
        let mut size = SheetSize { rows: 0, columns: 0 };
        self.rows(sheet, &mut |row| {
            size.rows = row.number;
            size.columns = size.columns.max(u32::try_from(row.cells.len()).unwrap_or(u32::MAX));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(size)
    }

    /// What a walk over a whole sheet finds, where the format allows one.
    pub(crate) fn survey(&mut self, sheet: &str) -> Result<Option<Survey>, WorkbookError> {
        let Reader::Xlsx(book) = &mut self.reader else { return Ok(None) };
        book.survey(sheet).map(Some).map_err(|error| self.stamp.explain(&self.path, error))
    }

    /// Streams a sheet's rows from row 1 to the last with a value, blank ones between included,
    /// with the cells' formats where the reader knows them.
    pub(crate) fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        self.stream(sheet, Wanted::WithFormats, each)
    }

    /// The same without cell formats, with what is behind the texts. Where a column of ids is given, counted
    /// from 0, the other cells of rows with an id may be left blank.
    pub(crate) fn values(
        &mut self,
        sheet: &str,
        ids: Option<u32>,
        each: &mut EachRow<'_>,
    ) -> Result<(), WorkbookError> {
        self.stream(sheet, ids.map_or(Wanted::All, Wanted::Id), each)
    }

    /// The rows that the sheet itself declares to be the totals of a table with that column.
    pub(crate) fn totals(&mut self, sheet: &str, column: u32) -> Result<Vec<u32>, WorkbookError> {
        let Reader::Xlsx(book) = &mut self.reader else { return Ok(Vec::new()) };
        if !book.sheets().iter().any(|known| known.name == sheet) {
            return Ok(Vec::new());
        }
        book.totals(sheet, column).map_err(|error| self.stamp.explain(&self.path, error))
    }

    /// Streams a sheet's rows below a header with what each says of an id, but not those that are left
    /// alone.
    pub(crate) fn below_header(
        &mut self,
        choice: &SheetChoice,
        ids_alone: bool,
        each: &mut EachIdRow<'_>,
    ) -> Result<SheetEnd, WorkbookError> {
        let above = choice.header_row.unwrap_or(0);
        let mut tail = FooterFinder::new(choice.id_column, self.totals(&choice.sheet, choice.id_column)?);
        self.values(&choice.sheet, ids_alone.then_some(choice.id_column), &mut |row| {
            if row.number <= above {
                return Ok(ControlFlow::Continue(()));
            }
            Ok(tail.take(SheetRow { number: row.number, cells: row.cells }, each))
        })?;
        Ok(tail.finish(each))
    }

    fn stream(&mut self, sheet: &str, wanted: Wanted, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let sheets = self.sheets();
        // The one sheet of a file that knows none is called as the file, which may have got another name.
        let made_up = matches!(self.format, FileFormat::Csv | FileFormat::Html);
        let sheet = if made_up { sheets.first().map_or(sheet, |only| only.name.as_str()) } else { sheet };
        if !sheets.iter().any(|known| known.name == sheet) {
            let has = sheets.iter().map(|known| format!("“{}”", known.name)).collect::<Vec<_>>().join(", ");
            return Err(WorkbookError::NoSuchSheet { sheet: sheet.to_owned(), has });
        }
        let streamed = match &mut self.reader {
            Reader::Xlsx(book) => book.rows(sheet, wanted, each),
            Reader::Child(book) => book.rows(sheet, each),
            Reader::InProcess(book) => book.rows(sheet, each),
            Reader::Csv(book) => book.rows(each),
        };
        streamed.map_err(|error| self.stamp.explain(&self.path, error))?;
        self.stamp.check(&self.path)
    }
}
