//! The small files that are kept: written whole or not at all, and read with care.
//!
//! A file that is no text at all was damaged by a disk, a kill or another program: it is put aside under
//! another name and the app goes on without it. Text that cannot be understood may be a slip of the user's
//! own, and what it says is not thrown away: it stays where it is, and whatever needs it says what is
//! wrong, with the line.

use lead_pipeline::{in_words, notices, put_aside};
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// How the name of a file begins that is not whole yet, and how it ends.
pub(crate) const UNFINISHED: (&str, &str) = (".leadsheet-", ".tmp");

/// Writes beside it and renames, so that no moment leaves half a file.
pub(crate) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = unfinished(path.parent().unwrap_or(Path::new(".")))?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    beside.persist(path)?;
    Ok(())
}

/// A file in a folder that nobody else reads. It is locked while it is written, so that one whose owner
/// was killed is known, and removed.
pub(crate) fn unfinished(folder: &Path) -> io::Result<NamedTempFile> {
    let (prefix, suffix) = UNFINISHED;
    let file = tempfile::Builder::new().prefix(prefix).suffix(suffix).tempfile_in(folder)?;
    // Some file systems, as those of some shares, have no locks; then it is only never tidied up.
    if let Err(error) = file.as_file().try_lock() {
        tracing::debug!(%error, "an unfinished file could not be locked");
    }
    Ok(file)
}

/// The text of a kept file; `None` where there is none, or none any more.
pub(crate) fn read_kept(path: &Path) -> io::Result<Option<String>> {
    let damaged = match std::fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => return Ok(Some(text)),
            _ => "is no text any more",
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(_) if path.is_dir() => "is a folder",
        Err(error) => return Err(error),
    };
    let aside = put_aside(path)?;
    notices::tell(format!(
        "{} {damaged}, so it was put aside as “{}”, and Leadsheet goes on without what it said.",
        path.display(),
        aside.file_name().unwrap_or_default().to_string_lossy()
    ));
    Ok(None)
}

/// What is wrong with a file's text, with the line.
pub(crate) fn in_line(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().trim();
    match error.span() {
        Some(span) => {
            let before = text.get(..span.start).unwrap_or(text);
            format!("Line {}: {message}.", before.matches('\n').count() + 1)
        }
        None => format!("{message}."),
    }
}

/// Why a file could not be read or written, in words that end a sentence.
pub(crate) fn why(error: &io::Error) -> String {
    in_words(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_put_aside_and_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        for garbage in [b"\xFF\xFE\x00garbage".as_slice(), b"theme = \0\0\0"] {
            std::fs::write(&path, garbage).unwrap();
            assert_eq!(read_kept(&path).unwrap(), None);
            assert!(!path.exists());
        }
        std::fs::create_dir_all(path.join("inside")).unwrap();
        assert_eq!(read_kept(&path).unwrap(), None);
        let aside = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(aside, 3, "nothing is thrown away");
        let told = notices::take();
        assert!(told.iter().any(|notice| notice.contains("settings (damaged 2")), "{told:?}");
        std::fs::write(&path, "theme = [").unwrap();
        assert_eq!(read_kept(&path).unwrap().as_deref(), Some("theme = ["), "a slip of the user's is kept");
    }
}
