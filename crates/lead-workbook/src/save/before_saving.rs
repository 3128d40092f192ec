//! Before anything is written, the caller may ask what saving will do.

use super::output_file::backup_name;
use super::same_workbook::{notes, sheet_names};
use crate::append::Target;
use crate::cell_reference::{MOST_COLUMNS, letter};
use crate::error::{WorkbookError, file_name};
use crate::file_format::{FileFormat, sniff};
use crate::read::Workbook;
use crate::sheet_names::allowed;
use crate::sheet_xml::Fault;
use crate::workbook_info::SheetChoice;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

/// What is known of a saving before it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeSaving {
    /// The letter of the first column that will be added.
    pub first_column: String,
    /// The most columns that can be added: a sheet ends at XFD.
    pub room: usize,
    /// The names of the two sheets that will be added.
    pub sheets_added: [String; 2],
    /// Why only a report can be made of this workbook; `None` where columns can be added to it.
    pub only_report: Option<String>,
    /// The name of the copy put beside the original before that is replaced.
    pub backup: String,
    /// What is worth knowing of the same workbook with columns added, a sentence each.
    pub notes: Vec<String>,
    /// What is worth knowing of a report, a sentence each.
    pub report_notes: Vec<String>,
}

/// Looks at a workbook before it is saved with findings. Reads the whole sheet to tell where its
/// values end; `go_on` is asked now and then, and breaking it ends the look.
pub fn before_saving(
    source: &SheetChoice,
    go_on: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<BeforeSaving, WorkbookError> {
    let path = Path::new(&source.path);
    let format = sniff(path)?;
    let backup = backup_name(path);
    let report_notes = report_notes(source, format);
    let target = match format {
        FileFormat::Xlsx | FileFormat::Xlsm => {
            let file = File::open(path).map_err(|error| WorkbookError::reading(path, error))?;
            let mut asked = || match go_on() {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(()) => Err(crate::cancellation::cancelled()),
            };
            match Target::open(file, &source.sheet, source.header_row.unwrap_or(0), &mut asked) {
                Ok(target) => Ok(target),
                Err(fault) if fault.is_about_form() => Err(odd_form(path, &fault)),
                Err(fault) => return Err(fault.explained(path, path.parent().unwrap_or(Path::new(".")))),
            }
        }
        _ => Err(other_format(path, format)),
    };
    let (first, sheets_added, only_report, notes) = match target {
        Ok(target) => {
            let notes = notes(source.header_row, target.state());
            (target.columns(), sheet_names(target.sheet_names()), None, notes)
        }
        Err(why) => {
            let columns = Workbook::open(path)?.measure(&source.sheet)?.columns;
            (columns as usize, sheet_names(&[allowed(&source.sheet)]), Some(why), Vec::new())
        }
    };
    Ok(BeforeSaving {
        first_column: letter(first),
        room: MOST_COLUMNS.saturating_sub(first),
        sheets_added,
        only_report,
        backup,
        notes,
        report_notes,
    })
}

fn other_format(path: &Path, format: FileFormat) -> String {
    let name = file_name(path);
    let kind = match format {
        FileFormat::Csv => {
            return format!(
                "“{name}” is a csv file, which holds text and no sheets, so a new Excel workbook is made of it. The csv \
                 file stays as it is."
            );
        }
        FileFormat::Html => {
            return format!(
                "“{name}” is a web page with a table, as Salesforce and others export it under the name of an xls file, so \
                 a new Excel workbook is made of it. The page stays as it is."
            );
        }
        FileFormat::Xml => "an XML Spreadsheet of Excel 2003",
        FileFormat::Xls => "a workbook of Excel 97 to 2003 (xls)",
        FileFormat::Xlsb => "a binary Excel workbook (xlsb)",
        FileFormat::Ods => "an OpenDocument spreadsheet (ods)",
        FileFormat::Xlsx | FileFormat::Xlsm => "an Excel workbook",
    };
    format!(
        "“{name}” is {kind}. Columns can be added to xlsx and xlsm files only, so a new xlsx workbook is made and the \
         original stays as it is."
    )
}

fn odd_form(path: &Path, fault: &Fault) -> String {
    format!(
        "“{}” cannot be added to as it is ({fault}), so a new workbook is made and the original stays as it is. Saving \
         it once in Excel often mends that.",
        file_name(path)
    )
}

fn report_notes(source: &SheetChoice, format: FileFormat) -> Vec<String> {
    let mut notes = Vec::new();
    if !matches!(format, FileFormat::Csv | FileFormat::Html) {
        notes.push(format!(
            "A report has the rows of the sheet “{}” alone. Its formulas become the values they last had; other sheets, \
             charts, tables and macros stay in the original.",
            source.sheet
        ));
    }
    if source.header_row.is_none() {
        notes.push(
            "The sheet has no header row, so the report gets one, and each row lies one lower there.".into(),
        );
    }
    notes
}
