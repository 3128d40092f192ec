//! Saving a workbook: how far it is on stderr, and Ctrl-C stops it.

use crate::interrupts::Interrupts;
use crate::out;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lead_app::{App, AppError, RowsSaved, RunId, SaveWish, SavedWorkbook, grouped};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;

/// How often a line is written where nobody watches.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

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
    wish: SaveWish,
) -> Result<SavedWorkbook, AppError> {
    let mut progress = app.saving_progress();
    let mut interrupts = Interrupts::listen();
    let mut display = Display::new();
    let mut saving = std::pin::pin!(app.export_as(run.clone(), path, wish));
    let mut follows = true;
    let mut interrupted = false;
    let saved = loop {
        tokio::select! {
            saved = &mut saving => break saved,
            report = progress.recv(), if follows => match report {
                Ok(report) => display.show(&report),
                // Only the newest matters.
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => follows = false,
            },
            () = interrupts.next() => {
                if interrupted {
                    break Err(AppError {
                        code: STOPPED.into(),
                        message: "Saving was broken off. No workbook was changed; an unfinished file named \
                                  .leadsheet-….tmp may lie in its folder, and can be deleted.".into(),
                    });
                }
                interrupted = true;
                app.stop_saving(run.clone()).await?;
            }
        }
    };
    display.close();
    saved
}

enum Display {
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Display {
    fn new() -> Self {
        if !out::is_watched() {
            return Self::Lines { last: Instant::now() };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        let style = ProgressStyle::with_template("Saving       {bar:28} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("━╸ "));
        Self::Bar(bar)
    }

    fn show(&mut self, report: &RowsSaved) {
        match self {
            Self::Bar(bar) => {
                bar.set_length(report.of);
                bar.set_position(report.rows);
                bar.set_message(told(report));
            }
            Self::Lines { last } if last.elapsed() >= PLAIN_EVERY => {
                out::note(&format!("Saving {}", told(report)));
                *last = Instant::now();
            }
            Self::Lines { .. } => {}
        }
    }

    fn close(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn told(report: &RowsSaved) -> String {
    if report.rows == 0 {
        "looking at the workbook".into()
    } else if report.rows < report.of {
        format!("{} of {} rows", grouped(report.rows), grouped(report.of))
    } else {
        format!("{} rows, packing the file", grouped(report.of))
    }
}
