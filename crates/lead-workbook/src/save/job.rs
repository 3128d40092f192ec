//! A job says what is to be saved, and in which shape.

use crate::error::WorkbookError;
use crate::file_format::{FileFormat, sniff};
use crate::result::{ResultColumn, SummaryFacts};
use crate::workbook_info::SheetChoice;
use std::path::Path;

/// What is to be saved.
#[derive(Debug, Clone, Copy)]
pub struct SaveJob<'a> {
    /// Where the rows come from.
    pub source: &'a SheetChoice,
    /// Where the result goes; [`output_ending`] gives how its name ends.
    pub output: &'a Path,
    /// The columns to append.
    pub columns: &'a [ResultColumn],
    /// What the summary says.
    pub facts: &'a SummaryFacts,
    /// Into what it is saved.
    pub shape: OutputShape,
    /// Whether the result may replace the source, or what was saved over it. A copy of that is put
    /// beside it first.
    pub over_original: bool,
}

impl<'a> SaveJob<'a> {
    /// The columns to append, then those that are only counted.
    pub(super) fn all_columns(&self) -> Vec<&'a ResultColumn> {
        self.columns.iter().chain(&self.facts.counted).collect()
    }

    /// What the summary cannot count by formula, said in a sentence.
    pub(super) fn counted_as_values(&self) -> Option<String> {
        let names: Vec<&str> = self.facts.counted.iter().map(|column| column.header.as_str()).collect();
        (!names.is_empty()).then(|| {
            format!(
                "Of columns that were left out ({}) the summary has the figures as values, which do not follow changes \
                 to the sheet.",
                names.join(", ")
            )
        })
    }
}

/// Into what the findings are saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutputShape {
    /// The source's own workbook with columns and sheets added, all else as it was. For sources
    /// that are no xlsx or xlsm file the same as a report.
    #[default]
    SameWorkbook,
    /// A new workbook with the values of the one sheet.
    Report,
}

/// How the name of a result ends: `xlsx`, or `xlsm` for a workbook with macros that comes back as it was.
pub fn output_ending(source: &Path, shape: OutputShape) -> Result<&'static str, WorkbookError> {
    match (shape, sniff(source)?) {
        (OutputShape::SameWorkbook, FileFormat::Xlsm) => Ok("xlsm"),
        _ => Ok("xlsx"),
    }
}
