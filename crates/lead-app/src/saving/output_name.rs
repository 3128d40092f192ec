//! Places for workbooks to save: under a name that is free, in a folder that takes them.

use crate::error::AppResult;
use crate::store::files::{unfinished, why};
use crate::{App, RunOptions};
use lead_pipeline::SaveOptions;
use lead_workbook::{OutputShape, WorkbookError, check_place, name_of};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

impl App {
    /// Whether the workbook of these options could be saved where it is wanted. Asked before a run starts,
    /// so that nothing is paid for that cannot be had.
    pub async fn check_output(&self, options: &RunOptions) -> AppResult<()> {
        let source = PathBuf::from(&options.request.source.path);
        let (output, save) = (options.output.clone(), options.save.clone());
        self.aside(move |parts| {
            let output = output.unwrap_or_else(|| usual(parts.home.folder(), &source, &save));
            Ok(can_be_saved(&source, &output, &save)?)
        })
        .await
    }
}

fn can_be_saved(source: &Path, output: &Path, save: &SaveOptions) -> Result<(), WorkbookError> {
    check_place(source, output, shape(save), save.over_original)?;
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let shown = folder.display().to_string();
    match unfinished(folder) {
        Ok(_) => Ok(()),
        Err(error) => Err(match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => {
                WorkbookError::OutputFolderMissing { folder: shown }
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                WorkbookError::OutputDenied { folder: shown }
            }
            _ => WorkbookError::Output { detail: format!("{shown}: {}", why(&error)) },
        }),
    }
}

/// Where a workbook goes when nobody says: beside the original, or over it where that is wanted.
/// What was gathered by the app itself has no place of the user's; its results go to their documents.
pub(crate) fn usual(home: &Path, source: &Path, save: &SaveOptions) -> PathBuf {
    if save.over_original {
        return source.to_owned();
    }
    let ending = ending(source, save);
    match documents().filter(|_| crate::sources::is_ours(home, source)) {
        Some(folder) => beside(&folder.join(source.file_name().unwrap_or_default()), ending),
        None => beside(source, ending),
    }
}

/// Why a file cannot be replaced by another under its name; `None` where it can.
pub(crate) fn cannot_replace(original: &Path) -> Option<String> {
    let save = SaveOptions { over_original: true, ..SaveOptions::default() };
    can_be_saved(original, original, &save).err().map(|error| error.to_string())
}

fn documents() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    let folder = dirs.document_dir().unwrap_or(dirs.home_dir());
    folder.is_dir().then(|| folder.to_owned())
}

/// How the name ends; where the original cannot be looked at, saving it will say so.
fn ending(source: &Path, save: &SaveOptions) -> &'static str {
    lead_workbook::output_ending(source, shape(save)).unwrap_or("xlsx")
}

fn shape(save: &SaveOptions) -> OutputShape {
    if save.report_workbook { OutputShape::Report } else { OutputShape::SameWorkbook }
}

/// `Name - assessed.xlsx` beside the workbook; ` (2)`, ` (3)` … where that is there already.
fn beside(source: &Path, ending: &str) -> PathBuf {
    let stem = source.file_stem().map_or_else(|| "Leads".into(), |stem| stem.to_string_lossy());
    let folder = source.parent().unwrap_or(Path::new(""));
    let mut number = 1_u32;
    loop {
        let count = if number == 1 { String::new() } else { format!(" ({number})") };
        let path = folder.join(name_of(&stem, &format!(" - assessed{count}.{ending}")));
        if path.symlink_metadata().is_err() {
            return path;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_cannot_take_it_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("Leads.xlsx");
        std::fs::write(&source, "Lead ID\n").unwrap();
        let at = |name: &str| can_be_saved(&source, &folder.path().join(name), &SaveOptions::default());
        assert!(at("out.xlsx").is_ok());
        assert!(matches!(at("out.csv"), Err(WorkbookError::OutputName { .. })));
        assert!(matches!(at("Leads.xlsx"), Err(WorkbookError::OutputIsSource { .. })));
        assert!(matches!(at("nowhere/out.xlsx"), Err(WorkbookError::OutputFolderMissing { .. })));
        assert!(matches!(at("Leads.xlsx/out.xlsx"), Err(WorkbookError::OutputFolderMissing { .. })));
    }

    #[test]
    fn a_taken_name_is_never_suggested() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("Leads Q3.csv");
        assert_eq!(beside(&source, "xlsx"), folder.path().join("Leads Q3 - assessed.xlsx"));
        std::fs::write(folder.path().join("Leads Q3 - assessed.xlsx"), "").unwrap();
        std::fs::write(folder.path().join("Leads Q3 - assessed (2).xlsx"), "").unwrap();
        assert_eq!(beside(&source, "xlsx"), folder.path().join("Leads Q3 - assessed (3).xlsx"));
    }
}
