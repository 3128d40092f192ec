//! Where everything the app keeps lies, and how runs are named.

use crate::JournalError;
use lead_model::RunId;
use std::path::{Path, PathBuf};

/// The folder that holds everything the app keeps: the runs and the answers they share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home(PathBuf);

impl Home {
    /// A home in this folder, which need not exist yet.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The folder of the runs' journals.
    #[must_use]
    pub fn runs(&self) -> PathBuf {
        self.0.join("runs")
    }

    /// A run's journal.
    #[must_use]
    pub fn journal(&self, run: &RunId) -> PathBuf {
        self.runs().join(format!("{run}.{JOURNAL_ENDING}"))
    }

    /// The file whose lock says that somebody drives the run.
    #[must_use]
    pub fn lock(&self, run: &RunId) -> PathBuf {
        self.runs().join(format!("{run}.lock"))
    }

    /// The file whose lock says that somebody saves the run's workbook.
    #[must_use]
    pub fn saving_lock(&self, run: &RunId) -> PathBuf {
        self.runs().join(format!("{run}.saving"))
    }

    /// What a run began with, beside its journal.
    #[must_use]
    pub fn begun(&self, run: &RunId) -> PathBuf {
        self.runs().join(format!("{run}.begun"))
    }

    /// Where a damaged run is made anew.
    pub(crate) fn salvaging(&self, run: &RunId) -> PathBuf {
        self.runs().join(format!("{run}.salvaging"))
    }

    /// A run that is made anew and whole, about to take the damaged one's place.
    pub(crate) fn salvaged(&self, run: &RunId) -> PathBuf {
        self.runs().join(format!("{run}.salvaged"))
    }

    /// What must outlive even the loss of a journal's last commits: see [`crate::Journal::reserve`].
    #[must_use]
    pub fn durable(&self, run: &RunId) -> PathBuf {
        self.runs().join(format!("{run}.durable"))
    }

    /// The answers paid for, shared by all runs.
    #[must_use]
    pub fn answers(&self) -> PathBuf {
        self.0.join("answers.sqlite")
    }

    /// The runs there are, newest first.
    pub fn list(&self) -> std::io::Result<Vec<RunId>> {
        let entries = match std::fs::read_dir(self.runs()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut runs = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == JOURNAL_ENDING)
                && let Some(stem) = path.file_stem().and_then(|stem| stem.to_str())
                // What was put aside of a damaged run is none itself.
                && is_run_name(stem)
            {
                runs.push(RunId(stem.to_owned()));
            }
        }
        // The names begin with the minute the run was made, so their order is its age.
        runs.sort_unstable_by(|a, b| b.cmp(a));
        Ok(runs)
    }

    /// A name no run has: the minute in UTC and two characters, `2026-11-24-0931-k7`.
    #[must_use]
    pub fn free_name(&self) -> RunId {
        let minute = jiff::Timestamp::now().strftime("%Y-%m-%d-%H%M").to_string();
        loop {
            let run = RunId(format!("{minute}-{}{}", fastrand::lowercase(), fastrand::digit(10)));
            if !self.journal(&run).exists() {
                return run;
            }
        }
    }

    /// The journal of a run that is there.
    pub(crate) fn existing(&self, run: &RunId) -> Result<PathBuf, JournalError> {
        let path = self.journal(run);
        if is_run_name(&run.0) && path.is_file() {
            Ok(path)
        } else {
            Err(JournalError::NoSuchRun(run.clone()))
        }
    }
}

/// Whether a text can be a run's name: it becomes a file name, so nothing else may pass.
#[must_use]
pub fn is_run_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

const JOURNAL_ENDING: &str = "leadsheet";
