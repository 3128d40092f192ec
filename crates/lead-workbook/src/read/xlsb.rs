//! An xlsb file streams cell by cell.

use super::row_assembler::{Assembler, cell_from};
use super::row_view::EachRow;
use super::sheet_name::SheetName;
use crate::catch_panic::damaged_on_panic;
use crate::error::{WorkbookError, file_name};
use crate::package::Package;
use calamine::{Reader as _, SheetType, Xlsb, XlsbError};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

pub(crate) struct XlsbBook {
    path: PathBuf,
    book: Xlsb<BufReader<File>>,
}

impl XlsbBook {
    pub(crate) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let mut package = Package::open(path)?;
        package.check_binary()?;
        let file = File::open(path).map_err(|error| WorkbookError::reading(path, error))?;
        let book = damaged_on_panic(path, || Xlsb::new(BufReader::new(file)))?
            .map_err(|error| explain(path, error))?;
        Ok(Self { path: path.to_owned(), book })
    }

    pub(crate) fn sheets(&self) -> Vec<SheetName> {
        let sheets = self.book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        sheets.map(|sheet| SheetName { name: sheet.name.clone(), visibility: sheet.visible.into() }).collect()
    }

    pub(crate) fn rows(&mut self, sheet: &str, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let path = &self.path;
        let book = &mut self.book;
        let mut reader = damaged_on_panic(path, || book.worksheet_cells_reader(sheet))?
            .map_err(|error| explain(path, error))?;
        let mut assembler = Assembler::new(path, &[], each);
        while let Some(cell) =
            damaged_on_panic(path, || reader.next_cell())?.map_err(|error| explain(path, error))?
        {
            let (row, column) = cell.get_position();
            if assembler.put(row, column, cell_from(cell.get_value()), 0)?.is_break() {
                return Ok(());
            }
        }
        assembler.finish()
    }
}

fn explain(path: &Path, error: XlsbError) -> WorkbookError {
    match error {
        XlsbError::Password => WorkbookError::PasswordProtected { name: file_name(path) },
        other => WorkbookError::damaged(path, other),
    }
}
