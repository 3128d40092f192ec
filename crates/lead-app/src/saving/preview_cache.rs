//! The last look at a workbook before it was saved. It read the whole sheet, so it is kept for as long as
//! the file stays what it was.

use lead_model::RunId;
use lead_workbook::{BeforeSaving, SheetChoice};
use std::fs::Metadata;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

#[derive(Default)]
pub(crate) struct PreviewCache(Mutex<Option<Kept>>);

struct Kept {
    run: RunId,
    source: SheetChoice,
    stamp: Stamp,
    preview: BeforeSaving,
}

/// What tells a file from what it was: its size and when it was written.
pub(crate) type Stamp = (u64, Option<SystemTime>);

pub(crate) fn stamp(about: &Metadata) -> Stamp {
    (about.len(), about.modified().ok())
}

impl PreviewCache {
    /// What was seen of a run's workbook, if the file is still the same.
    pub(crate) fn of(&self, run: &RunId, source: &SheetChoice, stamp: Option<Stamp>) -> Option<BeforeSaving> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_ref()?;
        let is_same = kept.run == *run && kept.source == *source && Some(kept.stamp) == stamp;
        is_same.then(|| kept.preview.clone())
    }

    /// Keeps what was seen, in place of what was kept.
    pub(crate) fn keep(&self, run: &RunId, source: &SheetChoice, stamp: Stamp, preview: &BeforeSaving) {
        let kept = Kept { run: run.clone(), source: source.clone(), stamp, preview: preview.clone() };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}
