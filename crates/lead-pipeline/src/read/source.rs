//! The workbook a run began with: at its place, or, where a result was saved over it, in the backup
//! beside it.

use crate::file_name::file_name;
use crate::stored_runs::damage::with_view;
use crate::{Home, RunError, RunPlan};
use lead_journal::About;
use lead_model::RunId;
use lead_workbook::{SheetChoice, WorkbookError, backups, fingerprint};
use std::path::Path;

/// Where a run's rows are read from now. They must be the ones it began with: results beside other
/// rows would be worse than none.
pub fn original(home: &Home, run: &RunId) -> Result<SheetChoice, RunError> {
    let about = with_view(home, run, |view| Ok(view.about()?))?;
    found(&RunPlan::of(&about)?, &about)
}

pub(crate) fn found(plan: &RunPlan, about: &About) -> Result<SheetChoice, RunError> {
    let source = &plan.request.source;
    let (path, why) = match check(&source.path, &about.source_fingerprint) {
        Err(RunError::SourceChanged { path }) if about.output.as_ref() == Some(&path) => {
            (path.clone(), RunError::SourceReplaced { path })
        }
        Err(RunError::SourceChanged { path }) => (path.clone(), RunError::SourceChanged { path }),
        Err(RunError::SourceGone { path }) => (path.clone(), RunError::SourceGone { path }),
        checked => return checked.map(|()| source.clone()),
    };
    let is_it = |path: &Path| fingerprint(path).is_ok_and(|now| now == about.source_fingerprint);
    match backups(Path::new(&path)).into_iter().find(|path| is_it(path)) {
        Some(backup) => Ok(SheetChoice { path: backup.to_string_lossy().into_owned(), ..source.clone() }),
        None => Err(why),
    }
}

/// What is to be known of a run whose rows are read from a backup: what was changed in the workbook
/// since is not among them.
#[must_use]
pub fn read_from_backup(begun_with: &SheetChoice, now: &SheetChoice) -> Option<String> {
    let name = |choice: &SheetChoice| file_name(Path::new(&choice.path));
    (begun_with.path != now.path).then(|| {
        format!(
            "The rows are those of “{}”, as the run read them: what was changed in “{}” since is not in the result.",
            name(now),
            name(begun_with)
        )
    })
}

/// Makes sure that a workbook is the one of that fingerprint. Blocks.
pub(crate) fn check(path: &str, wanted: &str) -> Result<(), RunError> {
    match fingerprint(Path::new(path)) {
        Ok(now) if now == wanted => Ok(()),
        Ok(_) => Err(RunError::SourceChanged { path: path.to_owned() }),
        Err(WorkbookError::Missing { .. }) => Err(RunError::SourceGone { path: path.to_owned() }),
        Err(error) => Err(error.into()),
    }
}
