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
    Err(AppError { code: STOPPED.into(), message: "Stopped. No run was begun, and nothing was kept.".into() })
}

pub(crate) struct Interrupts {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
}

impl Interrupts {
    pub(crate) fn listen() -> Self {
        Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).ok(),
        }
    }

    pub(crate) async fn next(&mut self) {
        #[cfg(unix)]
        if let Some(terminate) = &mut self.terminate {
            tokio::select! {
                _ = terminate.recv() => {}
                () = ctrl_c() => {}
            }
            return;
        }
        ctrl_c().await;
    }
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler the system ends the process by itself, as it always did.
        std::future::pending::<()>().await;
    }
}
