//! Files that a killed process left unfinished, found and removed at the next start: in the app's own
//! folder, and in those that workbooks were being saved to. Whoever writes such a file holds a lock on it, so
//! one that can be locked is nobody's.

use crate::store::files::UNFINISHED;
use lead_pipeline::Home;
use std::fs::{DirEntry, File};
use std::io;
use std::path::Path;
use std::time::Duration;

/// A file without content may have been made a moment ago, and not be locked yet.
const YOUNG: Duration = Duration::from_mins(10);

/// Removes what is left; gives how many files that were. What cannot be removed is only logged: it is in
/// nobody's way.
pub(crate) fn clear(home: &Home) -> usize {
    let own = [home.folder().to_owned(), home.folder().join("sources"), home.folder().join("fields")];
    let mut removed: usize = own.iter().map(|folder| clear_folder(folder, true)).sum();
    for folder in lead_pipeline::interrupted_savings(home) {
        removed += clear_folder(&folder, false);
    }
    if removed > 0 {
        tracing::info!(removed, "unfinished files of processes that were killed are gone");
    }
    removed
}

fn clear_folder(folder: &Path, ours: bool) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let mut removed = 0;
    for entry in entries.flatten().filter(|entry| is_unfinished(entry, ours)) {
        match is_left(&entry.path())
            .and_then(|left| if left { std::fs::remove_file(entry.path()) } else { Ok(()) })
        {
            Ok(()) => removed += usize::from(!entry.path().exists()),
            Err(error) => tracing::debug!(%error, "an unfinished file could not be removed"),
        }
    }
    removed
}

/// In the app's own folder also those that earlier versions left.
fn is_unfinished(entry: &DirEntry, ours: bool) -> bool {
    let name = entry.file_name();
    let Some(name) = name.to_str() else { return false };
    let (prefix, suffix) = UNFINISHED;
    let of_old = ours && name.len() == 10 && name.starts_with(".tmp");
    entry.file_type().is_ok_and(|kind| kind.is_file())
        && (of_old || (name.starts_with(prefix) && name.ends_with(suffix)))
}

fn is_left(path: &Path) -> io::Result<bool> {
    let file = File::options().read(true).write(true).open(path)?;
    let about = file.metadata()?;
    let young = about.modified().ok().and_then(|at| at.elapsed().ok()).is_none_or(|age| age < YOUNG);
    Ok(file.try_lock().is_ok() && (about.len() > 0 || !young))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::files::unfinished;
    use std::io::Write;

    #[test]
    fn what_nobody_writes_any_more_is_removed_and_all_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::new(folder.path());
        let at = |name: &str| folder.path().join(name);
        for name in [".leadsheet-abc.tmp", ".tmpAbCdEf", "settings.toml", ".leadsheet-notes.txt"] {
            std::fs::write(at(name), "content").unwrap();
        }
        std::fs::write(at(".leadsheet-new.tmp"), "").unwrap();
        let mut held = unfinished(folder.path()).unwrap();
        held.write_all(b"ids").unwrap();
        assert_eq!(clear(&home), 2);
        assert!(!at(".leadsheet-abc.tmp").exists() && !at(".tmpAbCdEf").exists());
        assert!(held.path().exists() && at(".leadsheet-new.tmp").exists());
        assert!(at("settings.toml").exists() && at(".leadsheet-notes.txt").exists());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(held.as_file().metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
