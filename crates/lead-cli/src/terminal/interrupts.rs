//! Ctrl-C, and the polite request to end that a system sends.

use lead_app::{App, AppError};
use std::time::Duration;

/// What is half written is removed first, but no longer than this.
const AT_MOST: Duration = Duration::from_secs(10);

/// The code of what was stopped before there was a run.
const STOPPED: &str = "gathering_stopped";

/// Whether an error is that a run was stopped before it began.
pub(crate) fn was_before_the_run(error: &AppError) -> bool {
    error.code == STOPPED
}

/// Does what comes before a run, unless Ctrl-C ends it.
pub(crate) async fn unless_interrupted<T>(
    app: &App,
    work: impl Future<Output = Result<T, AppError>>,
) -> Result<T, AppError> {
    let mut interrupts = Interrupts::listen();
    let mut work = std::pin::pin!(work);
    tokio::select! {
        done = &mut work => return done,
        () = interrupts.next() => {}
    }
    tokio::select! {
        // It goes on until its file is gone; what else comes of it is not wanted any more.
        _ = &mut work => {}
        () = app.stop_all_gatherings(AT_MOST) => {}
    }
    Err(AppError {
        code: STOPPED.into(),
        message: "Stopped before the run began. Nothing was asked of the model.".into(),
    })
}

/// Listens from its making on: what comes while nobody waits is heard by who waits next.
pub(crate) struct Interrupts {
    #[cfg(unix)]
    signals: [Option<tokio::signal::unix::Signal>; 2],
    #[cfg(windows)]
    ctrl_c: Option<tokio::signal::windows::CtrlC>,
}

impl Interrupts {
    #[cfg(unix)]
    pub(crate) fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self { signals: [SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok()) }
    }

    #[cfg(windows)]
    pub(crate) fn listen() -> Self {
        Self { ctrl_c: tokio::signal::windows::ctrl_c().ok() }
    }

    /// Waits for the next. Without a handler the system ends the process by itself, as it always did.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) {
        let [interrupt, terminate] = &mut self.signals;
        tokio::select! {
            Some(()) = heard(interrupt) => {}
            Some(()) = heard(terminate) => {}
            else => std::future::pending().await,
        }
    }

    #[cfg(windows)]
    pub(crate) async fn next(&mut self) {
        match &mut self.ctrl_c {
            Some(ctrl_c) if ctrl_c.recv().await.is_some() => {}
            _ => std::future::pending().await,
        }
    }
}

#[cfg(unix)]
async fn heard(signal: &mut Option<tokio::signal::unix::Signal>) -> Option<()> {
    signal.as_mut()?.recv().await
}
