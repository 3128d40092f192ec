//! How far runs are, told to the page, the taskbar, the window's title, and at the end the user.

use crate::events::{GatheringProgress, RunProgress, SavingProgress};
use crate::window;
use lead_app::{App, RunSnapshot};
use lead_model::RunState;
use std::collections::HashSet;
use tauri::window::{ProgressBarState, ProgressBarStatus};
use tauri::{AppHandle, Manager};
use tauri_plugin_notification::NotificationExt;
use tauri_specta::Event;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

/// Tells of every run of this process for as long as the app is open.
pub(crate) fn follow(handle: &AppHandle) {
    let handle = handle.clone();
    let app = handle.state::<App>().inner().clone();
    let mut snapshots = app.progress();
    tauri::async_runtime::spawn(async move {
        let mut running = HashSet::new();
        loop {
            let snapshot = match snapshots.recv().await {
                Ok(snapshot) => snapshot,
                // Only the newest matter.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            };
            show(&handle, &snapshot);
            if snapshot.state == RunState::Running {
                running.insert(snapshot.run.clone());
            } else if running.remove(&snapshot.run) {
                ended(&handle, &app, &snapshot).await;
            }
            if let Err(error) = RunProgress(snapshot).emit(&handle) {
                tracing::warn!(%error, "the page was not told how far a run is");
            }
        }
    });
}

/// Tells how far savings are.
pub(crate) fn follow_savings(handle: &AppHandle) {
    pass_on(handle, handle.state::<App>().saving_progress(), SavingProgress);
}

/// Tells how far the fetching of ids is.
pub(crate) fn follow_gatherings(handle: &AppHandle) {
    pass_on(handle, handle.state::<App>().gathering_progress(), GatheringProgress);
}

fn pass_on<R, E>(handle: &AppHandle, mut reports: Receiver<R>, event: fn(R) -> E)
where
    R: Clone + Send + 'static,
    E: Event + serde::Serialize + Clone + Send + 'static,
{
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        loop {
            let report = match reports.recv().await {
                Ok(report) => report,
                // Only the newest matters.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = event(report).emit(&handle) {
                tracing::warn!(%error, "the page was not told how far something is");
            }
        }
    });
}

fn show(handle: &AppHandle, snapshot: &RunSnapshot) {
    let Some(window) = handle.get_webview_window(window::LABEL) else { return };
    let running = snapshot.state == RunState::Running;
    let percent = percent(snapshot);
    let status = if running { ProgressBarStatus::Normal } else { ProgressBarStatus::None };
    let title = if running {
        format!("{percent} % · {} – {}", snapshot.name, window::TITLE)
    } else {
        window::TITLE.to_owned()
    };
    let bar = ProgressBarState { status: Some(status), progress: running.then_some(percent) };
    for done in [window.set_progress_bar(bar), window.set_title(&title)] {
        if let Err(error) = done {
            tracing::debug!(%error, "the taskbar was not told");
        }
    }
}

/// Rows with an answer, in percent of all.
fn percent(snapshot: &RunSnapshot) -> u64 {
    let answered = snapshot.status.total().saturating_sub(snapshot.status.waiting);
    (answered * 100).checked_div(snapshot.rows).unwrap_or(0).min(100)
}

/// A run that the user ended needs no notification, nor does one that is being looked at and paused.
async fn ended(handle: &AppHandle, app: &App, snapshot: &RunSnapshot) {
    let seen =
        handle.get_webview_window(window::LABEL).is_some_and(|window| window.is_focused().unwrap_or(false));
    let title = match snapshot.state {
        RunState::Done => "All rows are done",
        RunState::FailedRows => "Done, some rows failed",
        RunState::Paused if !seen => "The run is paused",
        _ => return,
    };
    if !app.settings().await.map_or(true, |settings| settings.notify) {
        return;
    }
    let body = snapshot.reason.clone().unwrap_or_else(|| snapshot.name.clone());
    if let Err(error) = handle.notification().builder().title(title).body(body).show() {
        tracing::info!(%error, "no notification could be shown");
    }
}
