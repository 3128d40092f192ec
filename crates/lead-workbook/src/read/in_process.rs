//! For some file formats the reader is somebody else's, or stands on somebody else's parser.
//!
//! A host has a process of its own for them ([`crate::child`]); where it offers none, they are read within
//! the host's process.

use super::html::HtmlBook;
use super::row_view::EachRow;
use super::sheet_name::SheetName;
use super::xls_ods::XlsOdsBook;
use super::xlsb::XlsbBook;
use super::xml_spreadsheet::XmlBook;
use crate::error::WorkbookError;
use crate::file_format::FileFormat;
use std::path::Path;

/// A workbook of one of these file formats.
pub(crate) enum InProcess {
    Xlsb(Box<XlsbBook>),
    XlsOds(XlsOdsBook),
    Html(HtmlBook),
    Xml(XmlBook),
}

impl InProcess {
    pub(crate) fn open(path: &Path, format: FileFormat) -> Result<Self, WorkbookError> {
        match format {
            FileFormat::Xlsb => XlsbBook::open(path).map(Box::new).map(Self::Xlsb),
            FileFormat::Html => HtmlBook::open(path).map(Self::Html),
            FileFormat::Xml => XmlBook::open(path).map(Self::Xml),
            _ => XlsOdsBook::open(path, format).map(Self::XlsOds),
        }
    }

    pub(crate) fn sheets(&self) -> Vec<SheetName> {
        match self {
            Self::Xlsb(book) => book.sheets(),
            Self::XlsOds(book) => book.sheets(),
            Self::Html(book) => book.sheets(),
            Self::Xml(book) => book.sheets(),
        }
    }

    pub(crate) fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        match self {
            Self::Xlsb(book) => book.rows(sheet, each),
            Self::XlsOds(book) => book.rows(sheet, each),
            Self::Html(book) => book.rows(each),
            Self::Xml(book) => book.rows(sheet, each),
        }
    }
}
