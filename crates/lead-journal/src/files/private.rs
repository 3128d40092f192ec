//! Files and folders that only their owner can read: they hold people's names and addresses,
//! wherever the home lies.

use crate::JournalError;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// Makes a folder, with those above it, where it is missing.
pub(crate) fn folder(path: &Path) -> Result<(), JournalError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| JournalError::File { path: path.to_owned(), source })
}

/// Opens a file for reading and writing. Makes it where it is missing; with `new` it must be missing. What
/// `SQLite` puts beside a file gets that file's permissions.
pub(crate) fn file(path: &Path, new: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(!new).create_new(new).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file whole or not at all: beside it first, under a name of ours that the next one takes
/// again after a kill.
pub(crate) fn write_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let beside = crate::files::aside::side(path, ".new");
    remove(&beside)?;
    let mut new = file(&beside, true)?;
    new.write_all(content)?;
    new.sync_all()?;
    std::fs::rename(beside, path)
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
