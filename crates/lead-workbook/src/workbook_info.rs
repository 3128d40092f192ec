//! These types say what a workbook looks like before anything is done with it.

use serde::{Deserialize, Serialize};

/// A workbook as found on disk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct WorkbookInfo {
    /// The file's full path.
    pub path: String,
    /// The file's name.
    pub name: String,
    /// What kind of file it is, found by its content: `xlsx`, `xlsm`, `xlsb`, `xls`, `ods`, `csv`,
    /// `html` (a web page with a table), `xml` (an XML Spreadsheet of Excel 2003).
    pub format: String,
    /// The file's size in bytes.
    #[specta(type = f64)]
    pub bytes: u64,
    /// Its sheets in order; a csv file and a web page have one.
    pub sheets: Vec<SheetInfo>,
    /// The sheet with the best id column, as an index into `sheets`; `None` where no sheet has one.
    pub suggested_sheet: Option<u32>,
}

/// One sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct SheetInfo {
    /// Its name.
    pub name: String,
    /// Whether the workbook hides it.
    pub hidden: bool,
    /// The row that holds the headers, counted from 1 as in the spreadsheet; `None` where every row is data.
    pub header_row: Option<u32>,
    /// Rows below the header, blank ones inside the data included, those that are left alone not.
    #[specta(type = f64)]
    pub rows: u64,
    /// Columns from A to the last used one.
    pub columns: Vec<ColumnInfo>,
    /// The column that holds the lead ids, with the reason; `None` where none looks like it.
    pub id_column: Option<IdColumn>,
    /// The beginning of the sheet as text, rows above the header and blank ones included, as far as 20
    /// rows below the header.
    pub preview: Vec<Vec<String>>,
    /// The number of the preview's first row, counted from 1: the first that has anything in it.
    pub first_preview_row: u32,
    /// What a person should know before the rows are taken, a sentence each: rows that are hidden or left
    /// alone, a filter, where the table starts.
    pub notes: Vec<String>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct ColumnInfo {
    /// Its letter, `A`, `AB`.
    pub letter: String,
    /// Its header as it stands; empty where there is none.
    pub header: String,
    /// Of the cells looked at, the share that reads as lead ids, 0 to 1.
    pub id_share: f64,
}

/// The column found to hold the ids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
pub struct IdColumn {
    /// Its place, counted from 0 at column A.
    pub index: u32,
    /// Why it was chosen, for people: `198 of the first 200 cells are lead ids, and it is called “Lead ID”`.
    pub reason: String,
}

/// Which part of a workbook a run reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
pub struct SheetChoice {
    /// The workbook's path.
    pub path: String,
    /// The sheet's name.
    pub sheet: String,
    /// The row that holds the headers, counted from 1; `None` where every row is data.
    pub header_row: Option<u32>,
    /// The column of the ids, counted from 0 at column A.
    pub id_column: u32,
}
