//! xlsx and xlsm files, streamed cell by cell.

use super::assembler::{Assembler, cell_from};
use super::{EachRow, SheetName, guarded};
use crate::cell::Cell;
use crate::error::{WorkbookError, file_name};
use crate::package::{OddError, Package};
use calamine::{Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use std::collections::VecDeque;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

pub(super) struct XlsxBook {
    path: PathBuf,
    book: Xlsx<BufReader<File>>,
    sheets: Vec<SheetName>,
}

impl XlsxBook {
    pub(super) fn open(path: &Path, only: Option<&str>) -> Result<Self, WorkbookError> {
        let mut package = Package::open(path)?;
        package.check_common()?;
        let mut parts = package.sheet_parts()?;
        if let Some(only) = only {
            parts.retain(|name, _| name == only);
        }
        let file = File::open(path).map_err(|error| WorkbookError::reading(path, error))?;
        let book =
            guarded(path, || Xlsx::new(BufReader::new(file)))?.map_err(|error| explain(path, error))?;
        let mut sheets = Vec::new();
        for sheet in book.sheets_metadata() {
            if sheet.typ == SheetType::WorkSheet {
                let scan = parts.get(&sheet.name).map(|part| package.scan_sheet(part)).transpose()?;
                let hidden = sheet.visible != SheetVisible::Visible;
                sheets.push(SheetName { name: sheet.name.clone(), hidden, scan });
            }
        }
        Ok(Self { path: path.to_owned(), book, sheets })
    }

    pub(super) fn sheets(&self) -> Vec<SheetName> {
        self.sheets.clone()
    }

    pub(super) fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let path = &self.path;
        let known =
            self.sheets.iter().find(|known| known.name == sheet).and_then(|known| known.scan.as_ref());
        let mut odd_errors: VecDeque<OddError> =
            known.map(|scan| scan.odd_errors.iter().cloned().collect()).unwrap_or_default();
        let book = &mut self.book;
        let mut reader =
            guarded(path, || book.worksheet_cells_reader(sheet))?.map_err(|error| explain(path, error))?;
        let palette = reader.styles().to_vec();
        let mut assembler = Assembler::new(path, &palette, each);
        loop {
            let flow = match guarded(path, || reader.next_cell_with_style_id())? {
                Ok(Some((cell, style))) => {
                    let (row, column) = cell.get_position();
                    let style = u32::try_from(style).unwrap_or(0);
                    assembler.put(row, column, cell_from(cell.get_value()), style)?
                }
                Ok(None) => return assembler.finish(),
                // calamine knows seven error values; Excel has more by now. Where the others are
                // was noted by the walk before, and the reader goes on behind them.
                Err(XlsxError::CellError(text)) => {
                    let Some(odd) = odd_errors.pop_front().filter(|odd| odd.text == text) else {
                        return Err(WorkbookError::damaged(
                            path,
                            format!("the error value “{text}” is unknown"),
                        ));
                    };
                    assembler.put(odd.row.saturating_sub(1), odd.column, Cell::Error(text), 0)?
                }
                Err(error) => return Err(explain(path, error)),
            };
            if flow.is_break() {
                return Ok(());
            }
        }
    }
}

fn explain(path: &Path, error: XlsxError) -> WorkbookError {
    match error {
        XlsxError::Password => WorkbookError::PasswordProtected { name: file_name(path) },
        XlsxError::RowNumberOverflow => WorkbookError::TooManyRows { name: file_name(path) },
        other => WorkbookError::damaged(path, other),
    }
}
