//! A look at a workbook before it is saved. It reads the whole sheet, so the last one is kept for as
//! long as the file stays what it was.

use crate::app::Parts;
use crate::failure::AppResult;
use lead_model::RunId;
use lead_workbook::{BeforeSaving, SheetChoice, backup_name, before_saving};
use std::fs::Metadata;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

#[derive(Default)]
pub(crate) struct Looks(Mutex<Option<Seen>>);

struct Seen {
    run: RunId,
    source: SheetChoice,
    stamp: Stamp,
    look: BeforeSaving,
}

/// What tells a file from what it was: its size and when it was written.
type Stamp = (u64, Option<SystemTime>);

impl Parts {
    /// What is known of a run's workbook before it is saved. It must be the one the run began with.
    pub(super) fn look_before_saving(&self, run: &RunId, source: &SheetChoice) -> AppResult<BeforeSaving> {
        let stamp = std::fs::metadata(&source.path).ok().map(|about| stamp(&about));
        {
            let seen = self.looks.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(seen) = seen.as_ref()
                && seen.run == *run
                && seen.source == *source
                && Some(seen.stamp) == stamp
            {
                let backup = backup_name(Path::new(&source.path));
                return Ok(BeforeSaving { backup, ..seen.look.clone() });
            }
        }
        let original = lead_pipeline::original(&self.home, run)?;
        let look = before_saving(&original, &mut || ControlFlow::Continue(()))?;
        let mut look = BeforeSaving { backup: backup_name(Path::new(&source.path)), ..look };
        if let Some(told) = lead_pipeline::read_from_backup(source, &original) {
            look.notes.push(told.clone());
            look.report_notes.push(told);
        }
        if let Some(stamp) = stamp {
            let seen = Seen { run: run.clone(), source: source.clone(), stamp, look: look.clone() };
            *self.looks.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        }
        Ok(look)
    }
}

fn stamp(about: &Metadata) -> Stamp {
    (about.len(), about.modified().ok())
}
