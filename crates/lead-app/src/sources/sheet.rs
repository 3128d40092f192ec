//! The small workbook that gathered ids are written into.

use crate::error::{AppResult, other};
use crate::store::files::{unfinished, why};
use crate::store::home;
use std::io::Write;
use std::path::{Path, PathBuf};

const FOLDER: &str = "sources";
/// Named so that the id column is found by its header too.
const HEADER: &str = "Lead ID";

/// Whether a workbook is one that was gathered here. Its results belong elsewhere: nobody looks for
/// them among the app's own files.
pub(crate) fn is_ours(home: &Path, path: &Path) -> bool {
    path.parent().is_some_and(|folder| folder == home.join(FOLDER))
}

/// A workbook being written; nothing of it is there until it is whole.
pub(crate) struct Sheet {
    file: std::io::BufWriter<tempfile::NamedTempFile>,
    path: PathBuf,
}

impl Sheet {
    /// Begins a workbook of a name like `Query 2026-11-24 1002`.
    pub(crate) fn begin(home: &Path, what: &str) -> AppResult<Self> {
        let folder = home.join(FOLDER);
        home::prepare(&folder)?;
        let now = jiff::Timestamp::now().strftime("%Y-%m-%d %H%M").to_string();
        let path = free(&folder, &format!("{what} {now}"));
        let file = unfinished(&folder).map_err(|error| told(&path, &error))?;
        let mut sheet = Self { file: std::io::BufWriter::new(file), path };
        sheet.line(HEADER)?;
        Ok(sheet)
    }

    /// Adds a row.
    pub(crate) fn line(&mut self, text: &str) -> AppResult<()> {
        // Quoted: what was pasted may hold what separates, and a blank must stay a row.
        let quoted = text.replace('"', "\"\"");
        writeln!(self.file, "\"{quoted}\"").map_err(|error| told(&self.path, &error))
    }

    /// Puts it in its place.
    pub(crate) fn end(self) -> AppResult<PathBuf> {
        let Self { file, path } = self;
        let file = file.into_inner().map_err(|error| told(&path, error.error()))?;
        file.persist_noclobber(&path).map_err(|error| told(&path, &error.error))?;
        Ok(path)
    }
}

fn free(folder: &Path, name: &str) -> PathBuf {
    let mut number = 1_u32;
    loop {
        let count = if number == 1 { String::new() } else { format!(" ({number})") };
        let path = folder.join(format!("{name}{count}.csv"));
        if path.symlink_metadata().is_err() {
            return path;
        }
        number += 1;
    }
}

fn told(path: &Path, error: &std::io::Error) -> crate::AppError {
    other(format!(
        "The ids could not be written to {}: {}. Free some space and try again.",
        path.display(),
        why(error)
    ))
}
