//! The log: `logs/leadsheet.log` in the home folder, and the three files before it.
//!
//! It tells what the app did, never what is in a lead or a secret: the crates log counts, names of
//! runs and codes of faults alone, and other people's crates are heard from `warn` on.

use crate::error::{AppResult, other};
use crate::store::files::why;
use crate::store::home;
use lead_pipeline::{notices, put_aside};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

const FOLDER: &str = "logs";
const FILE: &str = "leadsheet.log";
const OLDER_FILES: u32 = 3;
const LARGEST: u64 = 2_000_000;
const FILTER: &str = "warn,lead_app=info,lead_pipeline=info,lead_journal=info,lead_salesforce=info,lead_openai=info,\
                      lead_pace=info,lead_workbook=info,lead_secrets=info,leadsheet=info,leadsheet_desktop=info";

/// Writes what happens to the log in this home folder, from now on and for the whole process. Where that
/// cannot be, it is told, and nothing else stands still for it.
pub fn keep_logs(folder: &Path) {
    if let Err(error) = log_to(folder) {
        notices::tell(error.message);
    }
}

fn log_to(folder: &Path) -> AppResult<()> {
    let logs = folder.join(FOLDER);
    let cannot = |error: &io::Error| {
        other(format!("No log is kept: {} cannot be written ({}).", logs.display(), why(error)))
    };
    // What is no folder, or no file, was put there by something else.
    for (path, wanted) in [(&logs, Path::is_dir as fn(&Path) -> bool), (&logs.join(FILE), Path::is_file)] {
        if path.symlink_metadata().is_ok() && !wanted(path) {
            put_aside(path).map_err(|error| cannot(&error))?;
        }
    }
    home::prepare(&logs)?;
    let log = RotatingLog::open(logs.join(FILE)).map_err(|error| cannot(&error))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(FILTER))
        .with_writer(log)
        .with_ansi(false)
        // On a full disk lines are lost; a run's own progress is not to be written over for each.
        .log_internal_errors(false)
        .finish();
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        tracing::debug!("a log is kept already");
    }
    Ok(())
}

/// The last lines of the log.
pub(crate) fn recent(folder: &Path, bytes: u64) -> String {
    let read = || -> io::Result<Vec<u8>> {
        let mut file = File::open(folder.join(FOLDER).join(FILE))?;
        let from = file.metadata()?.len().saturating_sub(bytes);
        file.seek(SeekFrom::Start(from))?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        // The first line is cut where the reading began inside the file.
        let whole =
            if from == 0 { 0 } else { text.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1) };
        Ok(text.split_off(whole))
    };
    read().map_or_else(
        |error| format!("(no log: {error})\n"),
        |text| String::from_utf8_lossy(&text).into_owned(),
    )
}

struct RotatingLog(Mutex<LogFile>);

struct LogFile {
    path: PathBuf,
    file: File,
    written: u64,
}

impl RotatingLog {
    fn open(path: PathBuf) -> io::Result<Self> {
        let file = open(&path)?;
        let written = file.metadata()?.len();
        Ok(Self(Mutex::new(LogFile { path, file, written })))
    }
}

impl<'a> MakeWriter<'a> for RotatingLog {
    type Writer = LogLine<'a>;
    fn make_writer(&'a self) -> LogLine<'a> {
        LogLine(&self.0)
    }
}

struct LogLine<'a>(&'a Mutex<LogFile>);

impl Write for LogLine<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if log.written > LARGEST {
            log.rotate()?;
        }
        log.file.write_all(line)?;
        log.written += line.len() as u64;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).file.flush()
    }
}

impl LogFile {
    /// Two processes may log into one home; a file the other has just moved is none of ours to miss.
    fn rotate(&mut self) -> io::Result<()> {
        let older = |number: u32| self.path.with_extension(format!("{number}.log"));
        for number in (1..OLDER_FILES).rev() {
            moved(&older(number), &older(number + 1))?;
        }
        moved(&self.path, &older(1))?;
        self.file = open(&self.path)?;
        self.written = self.file.metadata()?.len();
        Ok(())
    }
}

fn moved(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_starts_anew_when_it_is_large_and_keeps_three_older_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let log = RotatingLog::open(path.clone()).unwrap();
        let line = vec![b'x'; 300_000];
        for _ in 0..60 {
            log.make_writer().write_all(&line).unwrap();
        }
        let mut names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["leadsheet.1.log", "leadsheet.2.log", "leadsheet.3.log", "leadsheet.log"]);
        assert!(std::fs::metadata(path).unwrap().len() <= LARGEST + 300_000);
    }
}
