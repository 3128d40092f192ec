//! A look at a workbook before it is saved.

use crate::app::Parts;
use crate::error::AppResult;
use crate::saving::preview_cache::stamp;
use lead_model::RunId;
use lead_workbook::{BeforeSaving, SheetChoice, backup_name, before_saving};
use std::ops::ControlFlow;
use std::path::Path;

impl Parts {
    /// What is known of a run's workbook before it is saved. It must be the one the run began with.
    pub(super) fn preview_saving(&self, run: &RunId, source: &SheetChoice) -> AppResult<BeforeSaving> {
        let stamp = std::fs::metadata(&source.path).ok().map(|about| stamp(&about));
        let backup = backup_name(Path::new(&source.path));
        if let Some(preview) = self.previews.of(run, source, stamp) {
            return Ok(BeforeSaving { backup, ..preview });
        }
        let original = lead_pipeline::original(&self.home, run)?;
        let preview = before_saving(&original, &mut || ControlFlow::Continue(()))?;
        let mut preview = BeforeSaving { backup, ..preview };
        if let Some(told) = lead_pipeline::read_from_backup(source, &original) {
            preview.notes.push(told.clone());
            preview.report_notes.push(told);
        }
        if let Some(stamp) = stamp {
            self.previews.keep(run, source, stamp, &preview);
        }
        Ok(preview)
    }
}
