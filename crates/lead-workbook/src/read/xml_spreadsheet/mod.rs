//! Excel 2002 to today and many programs write XML Spreadsheet 2003 under the name of an xls file.
//!
//! The file streams through twice: once for the names of its sheets and whether they are shown, which
//! stands behind their cells, and once for the rows of one.

mod events;
mod value;

use super::row_assembler::Assembler;
use super::row_view::EachRow;
use super::sheet_name::{SheetName, SheetVisibility};
use crate::error::{WorkbookError, file_name};
use crate::text_encoding::detect_declared;
use encoding_rs::Encoding;
use events::{Tag, XmlEvent, XmlEvents};
use std::path::{Path, PathBuf};
use value::Value;

/// Excel itself warns long before.
const MOST_SHEETS: usize = 10_000;

/// A workbook as one XML file.
pub(crate) struct XmlBook {
    path: PathBuf,
    encoding: &'static Encoding,
    sheets: Vec<SheetName>,
}

impl XmlBook {
    pub(crate) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let encoding = detect_declared(path).map_err(|error| WorkbookError::reading(path, error))?;
        let mut events = XmlEvents::open(path, encoding)?;
        let mut sheets: Vec<SheetName> = Vec::new();
        let mut visible: Option<String> = None;
        while let Some(event) = events.next()? {
            match event {
                XmlEvent::Open(tag) if tag.name() == "Worksheet" => {
                    let number = sheets.len() + 1;
                    if number > MOST_SHEETS {
                        return Err(WorkbookError::Oversized {
                            name: file_name(path),
                            detail: "it has more than 10,000 sheets".into(),
                        });
                    }
                    let name = tag.attribute("Name").unwrap_or_else(|| format!("Sheet{number}"));
                    sheets.push(SheetName { name, visibility: SheetVisibility::Shown });
                }
                XmlEvent::Open(tag) if tag.name() == "Visible" => visible = Some(String::new()),
                XmlEvent::Text(text) => {
                    if let Some(visible) = visible.as_mut().filter(|visible| visible.len() < 64) {
                        visible.push_str(&text);
                    }
                }
                XmlEvent::Close(name) if name == "Visible" => {
                    let visibility = match visible.take().as_deref().map(str::trim) {
                        Some("SheetHidden") => SheetVisibility::Hidden,
                        Some("SheetVeryHidden") => SheetVisibility::VeryHidden,
                        _ => SheetVisibility::Shown,
                    };
                    if let Some(sheet) = sheets.last_mut() {
                        sheet.visibility = visibility;
                    }
                }
                _ => {}
            }
        }
        Ok(Self { path: path.to_owned(), encoding, sheets })
    }

    pub(crate) fn sheets(&self) -> Vec<SheetName> {
        self.sheets.clone()
    }

    pub(crate) fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let wanted = self.sheets.iter().position(|known| known.name == sheet);
        let mut events = XmlEvents::open(&self.path, self.encoding)?;
        let mut assembler = Assembler::new(&self.path, &[], each);
        let mut begun = None;
        let mut table = TablePlace::default();
        while let Some(event) = events.next()? {
            match event {
                XmlEvent::Open(tag) if tag.name() == "Worksheet" => {
                    begun = Some(begun.map_or(0, |before| before + 1));
                }
                XmlEvent::Close(name) if name == "Worksheet" && begun == wanted => break,
                _ if begun.is_none() || begun != wanted => {}
                XmlEvent::Open(tag) => table.open(&tag),
                XmlEvent::Text(text) => {
                    if !table.add(&text) {
                        let row = table.row.saturating_add(1);
                        let detail = format!("row {row} has a cell of more than 1 MB");
                        return Err(WorkbookError::damaged(&self.path, detail));
                    }
                }
                XmlEvent::Close(name) => {
                    if let Some((column, value)) = table.close(&name)
                        && assembler.put(table.row, column, value.into_cell(), 0)?.is_break()
                    {
                        return Ok(());
                    }
                }
            }
        }
        assembler.finish()
    }
}

/// Where in a sheet's table the file is.
#[derive(Default)]
struct TablePlace {
    is_in_table: bool,
    /// The current row, counted from 0.
    row: u32,
    next_row: u32,
    next_column: u32,
    cell: Option<(u32, Value)>,
    /// Whether the text belongs to the cell: not to a comment on it, nor to how it is pronounced.
    is_in_data: bool,
    aside: Option<&'static str>,
}

/// What stands in a cell and is not its value, though it may have data of its own.
const ASIDES: [&str; 2] = ["Comment", "PhoneticText"];

impl TablePlace {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "Table" => self.is_in_table = true,
            _ if !self.is_in_table || self.aside.is_some() => {}
            "Row" => {
                // Counted from 1; those left out stand one behind the other.
                self.row = tag.number("Index").map_or(self.next_row, |index| index.saturating_sub(1));
                // A row may stand for more of its kind, which have no cells.
                let more = tag.number("Span").unwrap_or(0);
                self.next_row = self.row.saturating_add(1).saturating_add(more);
                self.next_column = 0;
            }
            "Cell" => {
                let column = tag.number("Index").map_or(self.next_column, |index| index.saturating_sub(1));
                let covered = tag.number("MergeAcross").unwrap_or(0);
                self.next_column = column.saturating_add(1).saturating_add(covered);
                self.cell = Some((column, Value { link: tag.attribute("HRef"), ..Value::default() }));
            }
            "Data" => {
                if let Some((_, value)) = &mut self.cell {
                    value.kind = tag.attribute("Type").unwrap_or_default();
                    self.is_in_data = true;
                }
            }
            name => self.aside = ASIDES.into_iter().find(|aside| *aside == name),
        }
    }

    /// `false` where a text becomes longer than a cell's can be.
    fn add(&mut self, text: &str) -> bool {
        match &mut self.cell {
            Some((_, value)) if self.is_in_data && self.aside.is_none() => value.add(text),
            _ => true,
        }
    }

    /// Gives the cell that ends.
    fn close(&mut self, name: &str) -> Option<(u32, Value)> {
        if self.aside.is_some() {
            if self.aside == Some(name) {
                self.aside = None;
            }
            return None;
        }
        match name {
            "Table" => self.is_in_table = false,
            "Data" => self.is_in_data = false,
            "Cell" => return self.cell.take(),
            _ => {}
        }
        None
    }
}
