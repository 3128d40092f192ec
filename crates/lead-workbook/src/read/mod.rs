//! Streams the rows of any workbook, each format by its own reader.

mod assembler;
mod csv;
mod csv_split;
mod dates;
mod footer_words;
mod html;
mod linked;
mod padded;
mod row_kind;
mod tail;
mod typed;
mod whole;
mod xlsb;
mod xlsx;
mod xml_sheets;

use crate::caught::caught;
use crate::cell::{Cell, SheetRow};
use crate::child::{self, ChildBook};
use crate::columns::MOST_ROWS;
use crate::error::{WorkbookError, file_name};
use crate::info::SheetChoice;
use crate::left_alone::LeftAlone;
use crate::sniff::{Format, sniff};
use calamine::{SheetVisible, Style};
use lead_model::IdReading;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tail::{EachIdRow, Tail};

pub use tail::MOST_LEFT_ALONE;
use xlsx::Wanted;

pub(crate) use assembler::MOST_TEXT_IN_ROW;
pub(crate) use xlsx::{Range, Survey, text};

/// The end of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetEnd {
    /// Rows given: those below the header, blank ones inside the data included.
    pub rows: u64,
    /// Rows that were not, as they belong to no lead.
    pub left_alone: LeftAlone,
}

/// A row with what the readers of some formats know of its looks.
pub(crate) struct RowView<'a> {
    /// Counted from 1.
    pub(crate) number: u32,
    pub(crate) cells: Vec<Cell>,
    /// For each cell its style as an index into `palette`; shorter than `cells` where unknown.
    pub(crate) styles: &'a [u32],
    pub(crate) palette: &'a [Style],
}

/// What is done with each row.
pub(crate) type EachRow<'e> = dyn FnMut(RowView<'_>) -> Result<ControlFlow<()>, WorkbookError> + 'e;

/// A sheet by name, before its rows are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetName {
    pub(crate) name: String,
    pub(crate) seen: Seen,
}

/// Whether the workbook shows a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Shown,
    Hidden,
    /// Hidden so that the program's own menu does not offer to show it.
    VeryHidden,
}

impl From<SheetVisible> for Seen {
    fn from(visible: SheetVisible) -> Self {
        match visible {
            SheetVisible::Visible => Self::Shown,
            SheetVisible::Hidden => Self::Hidden,
            SheetVisible::VeryHidden => Self::VeryHidden,
        }
    }
}

/// How far a sheet reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// The last row with a value, counted from 1; 0 for an empty sheet.
    pub(crate) rows: u32,
    /// Columns from A to the last one with a value.
    pub(crate) columns: u32,
}

/// An opened workbook, checked for everything that could harm its reader.
pub(crate) struct Workbook {
    path: PathBuf,
    stamp: Stamp,
    pub(crate) format: Format,
    reader: Reader,
}

enum Reader {
    Xlsx(Box<xlsx::XlsxBook>),
    Child(ChildBook),
    InProcess(InProcess),
    Csv(csv::CsvBook),
}

/// The formats whose reader is somebody else's, or stands on somebody else's parser. Hosts have a process of
/// its own for it.
pub(crate) enum InProcess {
    Xlsb(Box<xlsb::XlsbBook>),
    Whole(whole::WholeBook),
    Html(html::HtmlBook),
    Xml(xml_sheets::XmlBook),
}

impl InProcess {
    pub(crate) fn open(path: &Path, format: Format) -> Result<Self, WorkbookError> {
        match format {
            Format::Xlsb => xlsb::XlsbBook::open(path).map(Box::new).map(Self::Xlsb),
            Format::Html => html::HtmlBook::open(path).map(Self::Html),
            Format::Xml => xml_sheets::XmlBook::open(path).map(Self::Xml),
            _ => whole::WholeBook::open(path, format).map(Self::Whole),
        }
    }

    pub(crate) fn sheets(&self) -> Vec<SheetName> {
        match self {
            Self::Xlsb(book) => book.sheets(),
            Self::Whole(book) => book.sheets(),
            Self::Html(book) => book.sheets(),
            Self::Xml(book) => book.sheets(),
        }
    }

    pub(crate) fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        match self {
            Self::Xlsb(book) => book.rows(sheet, each),
            Self::Whole(book) => book.rows(sheet, each),
            Self::Html(book) => book.rows(each),
            Self::Xml(book) => book.rows(sheet, each),
        }
    }
}

impl Workbook {
    /// Opens a workbook.
    pub(crate) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let stamp = Stamp::of(path)?;
        let format = sniff(path)?;
        let reader = match format {
            Format::Xlsx | Format::Xlsm => xlsx::XlsxBook::open(path).map(Box::new).map(Reader::Xlsx),
            Format::Csv => csv::CsvBook::open(path).map(Reader::Csv),
            Format::Xlsb | Format::Xls | Format::Ods | Format::Html | Format::Xml if child::is_offered() => {
                ChildBook::open(path, format).map(Reader::Child)
            }
            Format::Xlsb | Format::Xls | Format::Ods | Format::Html | Format::Xml => {
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
    pub(crate) fn measure(&mut self, sheet: &str) -> Result<Extent, WorkbookError> {
        if let Some(survey) = self.survey(sheet)? {
            return Ok(Extent { rows: survey.last_row, columns: survey.columns });
        }
        let mut extent = Extent { rows: 0, columns: 0 };
        self.rows(sheet, &mut |row| {
            extent.rows = row.number;
            extent.columns = extent.columns.max(u32::try_from(row.cells.len()).unwrap_or(u32::MAX));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(extent)
    }

    /// What a walk over a whole sheet tells, where the format allows one.
    pub(crate) fn survey(&mut self, sheet: &str) -> Result<Option<Survey>, WorkbookError> {
        let Reader::Xlsx(book) = &mut self.reader else { return Ok(None) };
        book.survey(sheet).map(Some).map_err(|error| self.stamp.explain(&self.path, error))
    }

    /// Streams a sheet's rows from row 1 to the last with a value, blank ones between included,
    /// with the cells' looks where the format has them.
    pub(crate) fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        self.stream(sheet, Wanted::WithLooks, each)
    }

    /// The same without looks, with what is behind the texts. Where a column of ids is given, counted
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
        let mut tail = Tail::new(choice.id_column, self.totals(&choice.sheet, choice.id_column)?);
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
        let made_up = matches!(self.format, Format::Csv | Format::Html);
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

/// Streams the rows below the header of the chosen sheet, in order. Blank rows inside the data are
/// given too; those after the last value are not, nor are those that are left alone: the footer of a
/// report and the totals of a table. Stops early when `each` breaks.
///
/// xlsx, xlsm, xlsb and csv files are never held whole.
pub fn for_each_row(
    choice: &SheetChoice,
    each: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
) -> Result<SheetEnd, WorkbookError> {
    Workbook::open(Path::new(&choice.path))?.below_header(choice, false, &mut |row, _| each(row))
}

/// A row's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdRow {
    /// The row's number as the spreadsheet shows it, counted from 1.
    pub number: u32,
    /// The text of its id cell.
    pub text: String,
    /// What the cell says about a lead id, by its text or by the link or formula behind that.
    pub reading: IdReading,
}

/// Streams the ids of the chosen sheet. Gives the same rows as [`for_each_row`], and is several times
/// faster and smaller on large workbooks.
pub fn for_each_id(
    choice: &SheetChoice,
    each: &mut dyn FnMut(IdRow) -> ControlFlow<()>,
) -> Result<SheetEnd, WorkbookError> {
    let column = choice.id_column;
    Workbook::open(Path::new(&choice.path))?.below_header(choice, true, &mut |row, reading| {
        each(IdRow { number: row.number, text: row.text(column), reading })
    })
}

/// Tells a file from what it becomes when somebody writes to it.
pub(crate) struct Stamp {
    length: u64,
    written: Option<SystemTime>,
}

impl Stamp {
    pub(crate) fn of(path: &Path) -> Result<Self, WorkbookError> {
        let about = std::fs::metadata(path).map_err(|error| WorkbookError::reading(path, error))?;
        // Not every file system keeps the time of writing.
        Ok(Self { length: about.len(), written: about.modified().ok() })
    }

    pub(crate) fn check(&self, path: &Path) -> Result<(), WorkbookError> {
        let same = Self::of(path).is_ok_and(|now| now.length == self.length && now.written == self.written);
        if same { Ok(()) } else { Err(WorkbookError::Changed { name: file_name(path) }) }
    }

    /// A file that changes while it is read looks damaged; it is not.
    fn explain(&self, path: &Path, error: WorkbookError) -> WorkbookError {
        let is_about_content = matches!(
            error,
            WorkbookError::Damaged { .. }
                | WorkbookError::Io { .. }
                | WorkbookError::Missing { .. }
                | WorkbookError::OpenQuote { .. }
                | WorkbookError::Oversized { .. }
        );
        if is_about_content { self.check(path).err().unwrap_or(error) } else { error }
    }
}

/// Runs a reader that may panic on content it did not expect.
fn guarded<T>(path: &Path, read: impl FnOnce() -> T) -> Result<T, WorkbookError> {
    caught(read).ok_or_else(|| WorkbookError::damaged(path, "its content contradicts itself"))
}

/// Row and column of a cell as counted from 1 and 0, refused past the last row.
fn row_number(path: &Path, row: u32) -> Result<u32, WorkbookError> {
    if row < MOST_ROWS { Ok(row + 1) } else { Err(WorkbookError::TooManyRows { name: file_name(path) }) }
}
