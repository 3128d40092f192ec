//! A file that cannot be used is put aside: under another name, beside where it was, with the day in
//! it. Nothing is ever thrown away.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// What `SQLite` puts beside a file.
const SIDES: [&str; 2] = ["-wal", "-shm"];

/// A file's name with an ending behind it, as `SQLite` names what lies beside.
pub(crate) fn side(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(ending);
    name.into()
}

/// Gives a file another name, `answers (damaged 2026-11-27 05.55).sqlite`, together with what `SQLite`
/// has put beside it. Gives that name.
pub fn put_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = free_name(path);
    std::fs::rename(path, &aside)?;
    for ending in SIDES {
        match std::fs::rename(side(path, ending), side(&aside, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(aside)
}

/// As [`put_aside`], and leaves the file where it is. The other name is a second one for the same
/// file where the file system knows such, so that it takes no room.
pub(crate) fn copy_aside(path: &Path) -> io::Result<PathBuf> {
    let aside = free_name(path);
    if std::fs::hard_link(path, &aside).is_err() {
        std::fs::copy(path, &aside)?;
    }
    let log = side(path, "-wal");
    if std::fs::metadata(&log).is_ok_and(|about| about.len() > 0) {
        std::fs::copy(log, side(&aside, "-wal"))?;
    }
    Ok(aside)
}

/// What was put aside of a file, whenever.
pub(crate) fn all_aside(path: &Path) -> io::Result<Vec<PathBuf>> {
    let begin = beginning(path);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path.parent().unwrap_or(Path::new(".")))? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(begin.as_encoded_bytes()) {
            found.push(entry.path());
        }
    }
    Ok(found)
}

fn beginning(path: &Path) -> OsString {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(" (damaged ");
    name
}

fn free_name(path: &Path) -> PathBuf {
    let minute = jiff::Timestamp::now().strftime("%Y-%m-%d %H.%M").to_string();
    let mut number = 1_u32;
    loop {
        let mut name = beginning(path);
        name.push(if number == 1 { format!("{minute})") } else { format!("{minute}, {number})") });
        if let Some(ending) = path.extension() {
            name.push(".");
            name.push(ending);
        }
        let aside = path.with_file_name(name);
        if aside.symlink_metadata().is_err() {
            return aside;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_aside_is_kept_with_what_lies_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.sqlite");
        for content in ["one", "two"] {
            std::fs::write(&path, content).unwrap();
            std::fs::write(side(&path, "-wal"), format!("log of {content}")).unwrap();
            let aside = put_aside(&path).unwrap();
            let name = aside.file_name().unwrap().to_str().unwrap();
            assert!(name.starts_with("answers (damaged 2") && name.ends_with(").sqlite"), "{name}");
            assert_eq!(std::fs::read_to_string(&aside).unwrap(), content);
            assert_eq!(std::fs::read_to_string(side(&aside, "-wal")).unwrap(), format!("log of {content}"));
            assert!(!path.exists() && !side(&path, "-wal").exists());
        }
        assert_eq!(all_aside(&path).unwrap().len(), 4);
    }
}
