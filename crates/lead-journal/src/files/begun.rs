//! What a run began with, a second time, in a small file beside its journal: a run whose journal is
//! damaged can still be named, and its rows are of use only with its plan.

use crate::files::private;
use crate::{JournalError, NewRun};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// What a run began with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// The workbook's file name.
    pub name: String,
    /// When it was made, RFC 3339 in UTC.
    pub started_at: String,
    /// The plan as JSON.
    pub plan: String,
    /// The recipe, as text.
    pub recipe: String,
    /// The fingerprint of the workbook it began with.
    pub source_fingerprint: String,
}

impl Begun {
    pub(crate) fn of(new: &NewRun<'_>, started_at: &str) -> Self {
        Self {
            name: new.name.to_owned(),
            started_at: started_at.to_owned(),
            plan: new.plan.to_owned(),
            recipe: new.recipe.to_owned(),
            source_fingerprint: new.source_fingerprint.to_owned(),
        }
    }

    pub(crate) fn as_new(&self) -> NewRun<'_> {
        NewRun {
            name: &self.name,
            plan: &self.plan,
            recipe: &self.recipe,
            source_fingerprint: &self.source_fingerprint,
        }
    }

    /// What was kept; `None` where nothing of use is there.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(path).ok()?).ok()
    }

    /// Writes it, whole or not at all.
    pub(crate) fn write(&self, path: &Path) -> Result<(), JournalError> {
        let failed = |source: io::Error| JournalError::File { path: path.to_owned(), source };
        private::write_whole(path, &serde_json::to_vec(self)?).map_err(failed)
    }
}
