//! The reader of xls and ods files holds them whole, so that they are checked beforehand for what that
//! would take.

use super::padded::Padded;
use super::row_assembler::{Assembler, cell_from};
use super::row_view::EachRow;
use super::sheet_name::SheetName;
use crate::catch_panic::damaged_on_panic;
use crate::error::{WorkbookError, file_name};
use crate::file_format::FileFormat;
use crate::package::Package;
use crate::xls::Container;
use crate::xml::scan::{Name, Scan, ScanFault};
use calamine::{Data, DataRef, Ods, OdsError, Reader as _, SheetType, Xls, XlsError, XlsOptions};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// A cell takes 32 bytes twice while a range is built.
const MOST_CELLS: u64 = 40_000_000;
const MOST_IN_CONTENT: u64 = 2 << 30;
/// Excel 97 to 2003: 65,536 rows of 256 columns at some 30 bytes.
const LARGEST_XLS: u64 = 600 << 20;

pub(crate) struct XlsOdsBook {
    path: PathBuf,
    book: Book,
}

enum Book {
    Xls(Box<Xls<BufReader<Padded<File>>>>),
    Ods(Box<Ods<BufReader<File>>>),
}

impl XlsOdsBook {
    pub(crate) fn open(path: &Path, format: FileFormat) -> Result<Self, WorkbookError> {
        let file = File::open(path).map_err(|error| WorkbookError::reading(path, error))?;
        let book = if format == FileFormat::Xls {
            if file.metadata().is_ok_and(|about| about.len() > LARGEST_XLS) {
                return Err(WorkbookError::Oversized {
                    name: file_name(path),
                    detail: "it is an xls file of more than 600 MB".into(),
                });
            }
            let mut container = Container::open(path).map_err(|fault| fault.in_file(path))?;
            let records = container.check_workbook().map_err(|fault| fault.in_file(path))?;
            let mut options = XlsOptions::default();
            options.force_codepage = records.code_page();
            let file = Padded::to_multiple_of(container.sector_size(), file)
                .map_err(|error| WorkbookError::reading(path, error))?;
            let book = damaged_on_panic(path, || Xls::new_with_options(BufReader::new(file), options))?;
            Book::Xls(Box::new(book.map_err(|error| match error {
                XlsError::Password => WorkbookError::PasswordProtected { name: file_name(path) },
                other => WorkbookError::damaged(path, other),
            })?))
        } else {
            check_ods(path)?;
            let book = damaged_on_panic(path, || Ods::new(BufReader::new(file)))?;
            Book::Ods(Box::new(book.map_err(|error| match error {
                OdsError::Password => WorkbookError::PasswordProtected { name: file_name(path) },
                other => WorkbookError::damaged(path, other),
            })?))
        };
        Ok(Self { path: path.to_owned(), book })
    }

    pub(crate) fn sheets(&self) -> Vec<SheetName> {
        let sheets = match &self.book {
            Book::Xls(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
        };
        sheets
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| SheetName { name: sheet.name.clone(), visibility: sheet.visible.into() })
            .collect()
    }

    pub(crate) fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let path = &self.path;
        let range = match &mut self.book {
            Book::Xls(book) => damaged_on_panic(path, || book.worksheet_range(sheet))?
                .map_err(|error| WorkbookError::damaged(path, error))?,
            Book::Ods(book) => damaged_on_panic(path, || book.worksheet_range(sheet))?
                .map_err(|error| WorkbookError::damaged(path, error))?,
        };
        let (top, left) = range.start().unwrap_or_default();
        let mut assembler = Assembler::new(path, &[], each);
        for (row, column, value) in range.used_cells() {
            let row = top.saturating_add(u32::try_from(row).unwrap_or(u32::MAX));
            let column = left.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
            if assembler.put(row, column, cell_from(&borrowed(value)), 0)?.is_break() {
                return Ok(());
            }
        }
        assembler.finish()
    }
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(date) => DataRef::DateTime(*date),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// An `OpenDocument` cell or row may say that it stands for a million of its kind.
fn check_ods(path: &Path) -> Result<(), WorkbookError> {
    let mut package = Package::open(path)?;
    // The content of an encrypted document is not XML; its list of parts shows it.
    if memchr::memmem::find(&package.beginning("META-INF/manifest.xml", 1 << 20)?, b"encryption-data")
        .is_some()
    {
        return Err(WorkbookError::PasswordProtected { name: file_name(path) });
    }
    let cells = package.walk("content.xml", MOST_IN_CONTENT, count_cells)?.unwrap_or_default();
    if cells > MOST_CELLS {
        return Err(WorkbookError::Oversized {
            name: file_name(path),
            detail: format!("its sheets would have {cells} cells, most of them repeated or between far ones"),
        });
    }
    Ok(())
}

/// The cells that a reader which spells repetitions out would hold.
fn count_cells(scan: &mut Scan<'_>) -> Result<u64, ScanFault> {
    let (mut total, mut rows, mut widest) = (0_u64, 0_u64, 0_u64);
    let (mut blank_rows, mut repeats) = (0_u64, 1_u64);
    let (mut width, mut filled) = (0_u64, 0_u64);
    let mut cell_repeats = 1_u64;
    while let Some(tag) = scan.next()? {
        let is_empty = tag.is_empty();
        match tag.name() {
            Name::Open(b"table-row") => {
                repeats = tag.number(b"number-rows-repeated").unwrap_or(1);
                (width, filled) = (0, 0);
                if is_empty {
                    blank_rows = blank_rows.saturating_add(repeats);
                }
            }
            Name::Open(b"table-cell" | b"covered-table-cell") => {
                cell_repeats = tag.number(b"number-columns-repeated").unwrap_or(1);
                let has_value = tag.attribute(b"value-type").is_some();
                if is_empty {
                    width = width.saturating_add(cell_repeats);
                    if has_value {
                        filled = width;
                    }
                }
            }
            Name::Close(b"table-cell" | b"covered-table-cell") => {
                width = width.saturating_add(cell_repeats);
                // A cell without a type but with content is a text or a formula.
                filled = width;
            }
            Name::Close(b"table-row") if filled == 0 => blank_rows = blank_rows.saturating_add(repeats),
            Name::Close(b"table-row") => {
                rows = rows.saturating_add(blank_rows).saturating_add(repeats);
                blank_rows = 0;
                widest = widest.max(filled);
                // The rows so far as a rectangle, or what this one alone spells out.
                if total.saturating_add(rows.saturating_mul(widest)) > MOST_CELLS {
                    return Ok(total.saturating_add(rows.saturating_mul(widest)));
                }
            }
            Name::Close(b"table") => {
                total = total.saturating_add(rows.saturating_mul(widest));
                (rows, widest, blank_rows) = (0, 0, 0);
            }
            _ => {}
        }
    }
    Ok(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(xml: &str) -> u64 {
        count_cells(&mut Scan::new(Box::new(xml.as_bytes()))).unwrap()
    }

    #[test]
    fn repetition_counts_only_where_something_follows() {
        let cell = r#"<table:table-cell office:value-type="float" office:value="1"/>"#;
        let blank = r#"<table:table-cell table:number-columns-repeated="16383"/>"#;
        let rest =
            r#"<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>"#;
        let usual =
            format!("<table:table><table:table-row>{cell}{blank}</table:table-row>{rest}</table:table>");
        assert_eq!(count(&usual), 1);
        let far = format!(
            "<table:table><table:table-row>{cell}</table:table-row>{rest}<table:table-row>{blank}{cell}</table:table-row></table:table>"
        );
        assert!(count(&far) > MOST_CELLS);
    }
}
