//! Saving a workbook: how far it is on stderr, and Ctrl-C stops it.

use crate::terminal::counting::Counting;
use crate::terminal::interrupts::Interrupts;
use lead_app::{App, AppError, RowsSaved, RunId, SaveOptions, SavedWorkbook, thousands};
use std::path::PathBuf;
use tokio::sync::broadcast::error::RecvError;

/// The code of a saving that was stopped.
const STOPPED: &str = "saving_stopped";

/// Whether an error is that the saving was stopped.
pub(crate) fn was_stopped(error: &AppError) -> bool {
    error.code == STOPPED
}

/// Saves a run's workbook; without a path where it goes when nobody says.
pub(crate) async fn save(
    app: &App,
    run: RunId,
    path: Option<PathBuf>,
    wish: SaveOptions,
) -> Result<SavedWorkbook, AppError> {
    let mut progress = app.saving_progress();
    let mut interrupts = Interrupts::listen();
    let mut counting = Counting::new("Saving");
    let mut saving = std::pin::pin!(app.export_as(run.clone(), path, wish));
    let mut follows = true;
    let mut interrupted = false;
    let saved = loop {
        tokio::select! {
            saved = &mut saving => break saved,
            report = progress.recv(), if follows => match report {
                Ok(report) => counting.show(report.rows, report.of, told(&report)),
                // Only the newest matters.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => follows = false,
            },
            () = interrupts.next() => {
                if interrupted {
                    break Err(AppError {
                        code: STOPPED.into(),
                        message: "Saving was broken off. A workbook is replaced whole or not at all; an unfinished file \
                                  named .leadsheet-….tmp may lie in its folder until Leadsheet starts again.".into(),
                    });
                }
                interrupted = true;
                app.stop_saving(run.clone()).await?;
            }
        }
    };
    counting.close();
    saved
}

fn told(report: &RowsSaved) -> String {
    if report.rows == 0 {
        "looking at the workbook".into()
    } else if report.rows < report.of {
        format!("{} of {} rows", thousands(report.rows), thousands(report.of))
    } else {
        format!("{} rows, packing the file", thousands(report.of))
    }
}
