//! Puts the finished file in its place, so that there is never half a workbook under its name.

use super::Saved;
use crate::error::{WorkbookError, file_name};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// Names tried beside a file that cannot be replaced.
const MOST_BESIDE: u32 = 99;

/// Checks what can be known before any work is done, and gives the folder.
pub(super) fn check(output: &Path, source: &Path) -> Result<PathBuf, WorkbookError> {
    let name = file_name(output);
    if !output.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx")) {
        return Err(WorkbookError::OutputName { name });
    }
    let output = std::path::absolute(output).map_err(|error| WorkbookError::writing(output, &error))?;
    let folder = output.parent().unwrap_or(Path::new("/")).to_owned();
    if !folder.is_dir() {
        return Err(WorkbookError::OutputFolderMissing { folder: folder.display().to_string() });
    }
    if output.is_dir() {
        return Err(WorkbookError::Folder { name });
    }
    let is_source = match (fs::canonicalize(&output), fs::canonicalize(source)) {
        (Ok(output), Ok(source)) => output == source,
        _ => false,
    };
    if is_source { Err(WorkbookError::OutputIsSource { name }) } else { Ok(folder) }
}

/// A file in the folder under a name that says it is not finished.
pub(super) fn unfinished(folder: &Path) -> Result<NamedTempFile, WorkbookError> {
    let mut builder = Builder::new();
    builder.prefix(".leadsheet-").suffix(".tmp");
    // Temporary files are private by default; the result is to have the usual permissions.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder).map_err(|error| WorkbookError::writing(folder, &error))
}

/// Renames the finished file to its name; where that is held by another program, to one beside it.
pub(super) fn put_in_place(file: NamedTempFile, output: &Path, rows: u64) -> Result<Saved, WorkbookError> {
    let folder = output.parent().unwrap_or(Path::new("."));
    file.as_file().sync_all().map_err(|error| WorkbookError::writing(folder, &error))?;
    let Err(mut refused) = file.persist(output) else {
        return Ok(Saved { path: output.to_owned(), note: None, rows });
    };
    let stem = output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    for number in 2..=MOST_BESIDE {
        let beside = output.with_file_name(format!("{stem} ({number}).xlsx"));
        match refused.file.persist_noclobber(&beside) {
            Ok(_) => {
                let note = format!(
                    "“{}” is open in another program and could not be replaced, so the result was saved beside it as “{}”.",
                    file_name(output),
                    file_name(&beside),
                );
                return Ok(Saved { path: beside, note: Some(note), rows });
            }
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => refused = error,
            Err(error) => return Err(WorkbookError::writing(folder, &error.error)),
        }
    }
    Err(WorkbookError::writing(folder, &refused.error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn what_cannot_be_replaced_is_saved_beside() {
        let folder = tempfile::tempdir().unwrap();
        // Stands for a file that another program holds: a rename onto it fails as well.
        let output = folder.path().join("leads.xlsx");
        fs::create_dir(&output).unwrap();
        fs::write(output.join("inside"), "x").unwrap();
        fs::write(folder.path().join("leads (2).xlsx"), "earlier").unwrap();
        let mut file = unfinished(folder.path()).unwrap();
        file.write_all(b"new").unwrap();
        let saved = put_in_place(file, &output, 1).unwrap();
        assert_eq!(saved.path, folder.path().join("leads (3).xlsx"));
        assert!(saved.note.unwrap().contains("saved beside it as “leads (3).xlsx”"));
        assert_eq!(fs::read_to_string(folder.path().join("leads (2).xlsx")).unwrap(), "earlier");
    }

    #[test]
    fn the_source_is_never_the_output() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a.xlsx");
        fs::write(&source, "x").unwrap();
        let other_way = folder.path().join(".").join("a.xlsx");
        assert!(matches!(check(&other_way, &source), Err(WorkbookError::OutputIsSource { .. })));
        assert!(matches!(
            check(&folder.path().join("a.csv"), &source),
            Err(WorkbookError::OutputName { .. })
        ));
        let nowhere = folder.path().join("none").join("a.xlsx");
        assert!(matches!(check(&nowhere, &source), Err(WorkbookError::OutputFolderMissing { .. })));
    }
}
