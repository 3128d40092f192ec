//! The finished file is put in its place at once, so that there is never half a workbook under its name.

use super::file_access::{as_open_as, as_private_as, behind_links, check_length, may_be_replaced, name_of};
use super::job::OutputShape;
use super::saved::Saved;
use crate::error::{WorkbookError, file_name};
use crate::file_format::{FileFormat, sniff};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tempfile::{Builder, NamedTempFile};

/// Names tried beside a file that cannot be replaced.
const MOST_BESIDE: u32 = 99;

/// How the result is to be saved.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) folder: PathBuf,
    pub(super) shape: OutputShape,
    /// Whether the result replaces a workbook of the user's, of which a copy is kept.
    pub(super) over_original: bool,
    /// Why the result is something else than what was wanted.
    pub(super) note: Option<String>,
}

/// Whether a result could be saved there, as far as that is known before anything is written.
pub fn check_place(
    source: &Path,
    output: &Path,
    shape: OutputShape,
    over_original: bool,
) -> Result<(), WorkbookError> {
    check(&behind_links(output), source, sniff(source)?, shape, over_original).map(drop)
}

/// Checks what can be known before any work is done.
pub(super) fn check(
    output: &Path,
    source: &Path,
    format: FileFormat,
    wanted: OutputShape,
    over_original: bool,
) -> Result<Plan, WorkbookError> {
    let name = file_name(output);
    if over_original
        && (wanted == OutputShape::Report || !matches!(format, FileFormat::Xlsx | FileFormat::Xlsm))
    {
        return Err(WorkbookError::OnlyReport { name });
    }
    let ends_in = |wanted: &str| output.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(wanted));
    let mut note = None;
    let shape = match (wanted, format) {
        (OutputShape::SameWorkbook, FileFormat::Xlsm) if ends_in("xlsm") => OutputShape::SameWorkbook,
        (OutputShape::SameWorkbook, FileFormat::Xlsm) if ends_in("xlsx") => {
            note = Some(
                "A workbook named .xlsx cannot hold the macros of the original, so this is a new one with the values \
                 of the sheet; name it .xlsm to keep all."
                    .to_owned(),
            );
            OutputShape::Report
        }
        (OutputShape::SameWorkbook, FileFormat::Xlsm) => {
            return Err(WorkbookError::OutputName { name, ending: "xlsm" });
        }
        _ if !ends_in("xlsx") => return Err(WorkbookError::OutputName { name, ending: "xlsx" }),
        (OutputShape::SameWorkbook, FileFormat::Xlsx) => OutputShape::SameWorkbook,
        _ => OutputShape::Report,
    };
    // Under a name that says less than the macros it holds.
    if over_original && shape == OutputShape::Report {
        return Err(WorkbookError::OnlyReport { name });
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
    if is_source && !over_original {
        return Err(WorkbookError::OutputIsSource { name });
    }
    may_be_replaced(&output)?;
    check_length(&name)?;
    // Where an earlier result was saved over the original, the source is that one's backup.
    let over_original = over_original && output.exists();
    Ok(Plan { folder, shape, over_original, note })
}

/// Puts a copy of the source beside it; gives the copy's name.
pub(super) fn back_up(source: &Path) -> Result<String, WorkbookError> {
    let folder = source.parent().unwrap_or(Path::new("."));
    let failed = |error: &io::Error| WorkbookError::writing(folder, error);
    let mut copy = unfinished(folder)?;
    let mut original = fs::File::open(source).map_err(|error| WorkbookError::reading(source, error))?;
    io::copy(&mut original, &mut copy).map_err(|error| failed(&error))?;
    as_open_as(copy.as_file(), source).map_err(|error| failed(&error))?;
    copy.as_file().sync_all().map_err(|error| failed(&error))?;
    for number in 1..=MOST_BESIDE {
        let beside = backup_at(source, number);
        match copy.persist_noclobber(&beside) {
            Ok(_) => return Ok(file_name(&beside)),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => copy = error.file,
            Err(error) => return Err(failed(&error.error)),
        }
    }
    Err(failed(&io::ErrorKind::AlreadyExists.into()))
}

/// The name that a copy of a workbook would get now, put beside it before it is replaced.
#[must_use]
pub fn backup_name(source: &Path) -> String {
    let free = (1..=MOST_BESIDE).map(|number| backup_at(source, number)).find(|path| !path.exists());
    file_name(&free.unwrap_or_else(|| backup_at(source, 1)))
}

/// The copies of a workbook that lie beside it.
#[must_use]
pub fn backups(source: &Path) -> Vec<PathBuf> {
    (1..=MOST_BESIDE).map(|number| backup_at(source, number)).filter(|path| path.is_file()).collect()
}

fn backup_at(source: &Path, number: u32) -> PathBuf {
    let source = behind_links(source);
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    let ending = source.extension().unwrap_or_default().to_string_lossy();
    let numbered = if number == 1 { String::new() } else { format!(" {number}") };
    source.with_file_name(name_of(&stem, &format!(" (backup{numbered}).{ending}")))
}

/// A file in the folder under a name that says it is not finished. Nobody else reads it. It is locked for
/// as long as it is written, so that one whose owner was killed is known by that, and can be removed.
pub(super) fn unfinished(folder: &Path) -> Result<NamedTempFile, WorkbookError> {
    let made = Builder::new().prefix(".leadsheet-").suffix(".tmp").tempfile_in(folder);
    let file = made.map_err(|error| WorkbookError::writing(folder, &error))?;
    // Some file systems, as those of some shares, have no locks; then a killed one's is left to the user.
    drop(file.as_file().try_lock());
    Ok(file)
}

/// Renames the finished file to its name; where that is held by another program, to one beside it.
/// It may be read by whom what it replaces could, else by nobody who could not read the source.
pub(super) fn put_in_place(
    file: NamedTempFile,
    output: &Path,
    source: &Path,
    rows: u64,
) -> Result<Saved, WorkbookError> {
    let folder = output.parent().unwrap_or(Path::new("."));
    let readers = if output.is_file() {
        as_open_as(file.as_file(), output)
    } else {
        as_private_as(file.as_file(), folder, source)
    };
    readers.map_err(|error| WorkbookError::writing(folder, &error))?;
    file.as_file().sync_all().map_err(|error| WorkbookError::writing(folder, &error))?;
    let Err(mut refused) = file.persist(output) else {
        return Ok(Saved { path: output.to_owned(), note: None, rows });
    };
    let stem = output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = output.extension().unwrap_or_default().to_string_lossy().into_owned();
    for number in 2..=MOST_BESIDE {
        let beside = output.with_file_name(format!("{stem} ({number}).{ending}"));
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
        let saved = put_in_place(file, &output, &folder.path().join("leads (2).xlsx"), 1).unwrap();
        assert_eq!(saved.path, folder.path().join("leads (3).xlsx"));
        assert!(saved.note.unwrap().contains("saved beside it as “leads (3).xlsx”"));
        assert_eq!(fs::read_to_string(folder.path().join("leads (2).xlsx")).unwrap(), "earlier");
    }

    #[test]
    fn the_source_is_the_output_only_when_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a.xlsx");
        fs::write(&source, "x").unwrap();
        let check = |output: &Path, over_original| {
            check(output, &source, FileFormat::Xlsx, OutputShape::SameWorkbook, over_original)
        };
        let other_way = folder.path().join(".").join("a.xlsx");
        assert!(matches!(check(&other_way, false), Err(WorkbookError::OutputIsSource { .. })));
        assert!(check(&other_way, true).unwrap().over_original);
        assert!(matches!(check(&folder.path().join("a.csv"), false), Err(WorkbookError::OutputName { .. })));
        let nowhere = folder.path().join("none").join("a.xlsx");
        assert!(matches!(check(&nowhere, false), Err(WorkbookError::OutputFolderMissing { .. })));
    }

    #[test]
    fn no_report_takes_the_originals_place() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a.xlsx");
        fs::write(&source, "x").unwrap();
        let over = |format, shape| check(&source, &source, format, shape, true);
        assert!(over(FileFormat::Xlsx, OutputShape::SameWorkbook).is_ok());
        for refused in [
            over(FileFormat::Xlsx, OutputShape::Report),
            over(FileFormat::Xlsb, OutputShape::SameWorkbook),
            over(FileFormat::Xlsm, OutputShape::SameWorkbook),
        ] {
            assert!(matches!(refused, Err(WorkbookError::OnlyReport { .. })), "{refused:?}");
        }
    }

    #[test]
    fn a_long_name_is_cut_for_a_backup_and_refused_for_a_result() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join(format!("{}.xlsx", "ä".repeat(125)));
        fs::write(&source, "x").unwrap();
        let backup = back_up(&source).unwrap();
        assert!(backup.ends_with("ä (backup).xlsx") && folder.path().join(&backup).is_file(), "{backup}");
        assert_eq!(backups(&source), [folder.path().join(backup)]);
        let output = folder.path().join(format!("{}.xlsx", "a".repeat(251)));
        let refused =
            check(&output, &source, FileFormat::Xlsx, OutputShape::SameWorkbook, false).unwrap_err();
        assert!(refused.to_string().contains("choose a shorter one"), "{refused}");
    }

    #[test]
    fn what_is_marked_read_only_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (source, output) = (folder.path().join("a.xlsx"), folder.path().join("b.xlsx"));
        fs::write(&source, "x").unwrap();
        fs::write(&output, "x").unwrap();
        let checked = || check(&output, &source, FileFormat::Xlsx, OutputShape::SameWorkbook, false);
        assert!(checked().is_ok());
        let mut permissions = fs::metadata(&output).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&output, permissions).unwrap();
        assert!(matches!(checked(), Err(WorkbookError::OutputProtected { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_private_stays_private_and_links_stay_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mode = |name: &str| fs::metadata(at(name)).unwrap().permissions().mode() & 0o777;
        fs::write(at("a.xlsx"), "x").unwrap();
        fs::set_permissions(at("a.xlsx"), fs::Permissions::from_mode(0o600)).unwrap();
        symlink(at("a.xlsx"), at("link.xlsx")).unwrap();
        assert_eq!(behind_links(&at("link.xlsx")), fs::canonicalize(at("a.xlsx")).unwrap());
        assert_eq!(back_up(&at("link.xlsx")).unwrap(), "a (backup).xlsx");
        assert_eq!(mode("a (backup).xlsx"), 0o600);
        put_in_place(unfinished(folder.path()).unwrap(), &at("a.xlsx"), &at("a.xlsx"), 1).unwrap();
        put_in_place(unfinished(folder.path()).unwrap(), &at("b.xlsx"), &at("a.xlsx"), 1).unwrap();
        assert_eq!((mode("a.xlsx"), mode("b.xlsx")), (0o600, 0o600));
    }

    #[test]
    fn a_backup_takes_a_name_that_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("leads.xlsm");
        fs::write(&source, "before").unwrap();
        assert_eq!(back_up(&source).unwrap(), "leads (backup).xlsm");
        fs::write(&source, "after").unwrap();
        assert_eq!(back_up(&source).unwrap(), "leads (backup 2).xlsm");
        assert_eq!(fs::read_to_string(folder.path().join("leads (backup).xlsm")).unwrap(), "before");
    }

    #[test]
    fn macros_are_kept_under_their_own_ending() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("a.xlsm");
        let planned = |name: &str| {
            let output = folder.path().join(name);
            check(&output, &source, FileFormat::Xlsm, OutputShape::SameWorkbook, false).map(|plan| plan.shape)
        };
        assert_eq!(planned("b.xlsm").unwrap(), OutputShape::SameWorkbook);
        assert_eq!(planned("b.xlsx").unwrap(), OutputShape::Report);
        assert!(planned("b.xls").unwrap_err().to_string().contains("must end in .xlsm"));
    }
}
