//! A name may be a link to another file, and a file may be read by some alone; both stay so.

use crate::error::{WorkbookError, file_name};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Where a file that is written under this path comes to lie: behind a link, what it leads to.
pub(super) fn behind_links(path: &Path) -> PathBuf {
    let is_link = path.symlink_metadata().is_ok_and(|about| about.is_symlink());
    let behind = if is_link { fs::canonicalize(path).ok() } else { None };
    behind.unwrap_or_else(|| path.to_owned())
}

/// The most that file systems take as a name, in bytes or in UTF-16 units.
const LONGEST_NAME: usize = 255;

/// A name made of another: that is cut where both would be too long.
#[must_use]
pub fn name_of(stem: &str, rest: &str) -> String {
    let mut stem = stem;
    while stem.len() + rest.len() > LONGEST_NAME && !stem.is_empty() {
        stem = &stem[..stem.floor_char_boundary(stem.len() - 1)];
    }
    format!("{stem}{rest}")
}

/// Whether a file system takes a name. Asked before there is anything to write.
pub(super) fn check_length(name: &str) -> Result<(), WorkbookError> {
    if name.len() <= LONGEST_NAME || (cfg!(windows) && name.encode_utf16().count() <= LONGEST_NAME) {
        return Ok(());
    }
    Err(WorkbookError::Output { detail: "its name is too long; choose a shorter one".into() })
}

/// Whether a file may be replaced: one that is marked read-only may not.
pub(super) fn may_be_replaced(path: &Path) -> Result<(), WorkbookError> {
    match fs::metadata(path) {
        Ok(about) if about.is_file() && about.permissions().readonly() => {
            Err(WorkbookError::OutputProtected { name: file_name(path) })
        }
        _ => Ok(()),
    }
}

/// Lets those read a new file in a folder who read any file made there, and nobody who could not read that
/// one: what is private stays so.
#[cfg(unix)]
pub(super) fn as_private_as(file: &File, folder: &Path, that: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let theirs = fs::metadata(that)?.permissions().mode();
    // What is usual shows in a file made as any other is; it is removed at once.
    let usual = tempfile::Builder::new()
        .prefix(".leadsheet-")
        .suffix(".tmp")
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    let usual = usual.as_file().metadata()?.permissions().mode();
    permit(file, fs::Permissions::from_mode(usual & 0o777 & (theirs | 0o600)))
}

/// Elsewhere the folder says who may read the files in it.
#[cfg(not(unix))]
pub(super) fn as_private_as(_file: &File, _folder: &Path, _that: &Path) -> io::Result<()> {
    Ok(())
}

/// Lets those read the file that is to replace another who could read that.
#[cfg(unix)]
pub(super) fn as_open_as(file: &File, that: &Path) -> io::Result<()> {
    permit(file, fs::metadata(that)?.permissions())
}

/// Sets who may read a file that we have just made. Where the file's owner may not, the file system
/// keeps no permissions of files, as those of sticks and shares, and nothing more can be done.
#[cfg(unix)]
fn permit(file: &File, permissions: fs::Permissions) -> io::Result<()> {
    match file.set_permissions(permissions) {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        done => done,
    }
}

/// Elsewhere the folder says who may read the files in it.
#[cfg(not(unix))]
pub(super) fn as_open_as(_file: &File, _that: &Path) -> io::Result<()> {
    Ok(())
}
