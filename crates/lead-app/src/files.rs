//! Small files, written whole or not at all.

use std::io::{self, Write};
use std::path::Path;

/// Writes beside it and renames, so that no moment leaves half a file.
pub(crate) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    beside.persist(path)?;
    Ok(())
}
