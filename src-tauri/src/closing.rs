//! Closing: runs under way are paused first, so that taking them up again is one click; a workbook
//! being saved and ids being fetched are given up, so that no half of a file is left behind. A kill
//! loses nothing either, so nobody is asked and nobody waits long.

use crate::window;
use lead_app::{App, AppError};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tauri::{AppHandle, ExitRequestApi, Manager, Window, WindowEvent};
use tauri_plugin_dialog::{DialogExt, MessageDialogKind};

/// Answers under way are waited for, but no longer than this.
const AT_MOST: Duration = Duration::from_secs(10);

static PAUSING: AtomicBool = AtomicBool::new(false);

/// The window is asked to close.
pub(crate) fn asked(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    if pause_first(window.app_handle()) {
        api.prevent_close();
    }
}

/// The app is asked to end, by its menu or the system.
pub(crate) fn exit_asked(handle: &AppHandle, api: &ExitRequestApi) {
    if pause_first(handle) {
        api.prevent_exit();
    }
}

/// Whether closing has to wait. Asked for a second time, it does not.
fn pause_first(handle: &AppHandle) -> bool {
    let Some(app) = handle.try_state::<App>().map(|app| app.inner().clone()) else { return false };
    let (saves, gathers) = (app.is_saving(), app.is_gathering());
    if app.under_way().is_empty() && !saves && !gathers || PAUSING.swap(true, Ordering::SeqCst) {
        return false;
    }
    if let Some(window) = handle.get_webview_window(window::LABEL)
        && let Err(error) = window.set_title(if saves {
            "Stopping the saving … – Leadsheet"
        } else if gathers {
            "Stopping the fetching of ids … – Leadsheet"
        } else {
            "Pausing the run … – Leadsheet"
        })
    {
        tracing::debug!(%error, "the title was not set");
    }
    let handle = handle.clone();
    tauri::async_runtime::spawn(async move {
        // All at once, so that nobody waits for one after the other.
        tokio::join!(app.stop_all_gatherings(AT_MOST), app.stop_all_savings(AT_MOST), app.pause_all(AT_MOST));
        handle.exit(0);
    });
    true
}

/// The app cannot be opened: says why and ends.
pub(crate) fn cannot_start(handle: &AppHandle, error: &AppError) {
    say_on_stderr(&error.message);
    let ending = handle.clone();
    handle
        .dialog()
        .message(error.message.clone())
        .title("Leadsheet cannot start")
        .kind(MessageDialogKind::Error)
        .show(move |_| ending.exit(1));
}

/// For who started the app in a terminal.
pub(crate) fn say_on_stderr(text: &str) {
    if writeln!(std::io::stderr(), "{text}").is_err() {
        tracing::debug!("there is no stderr");
    }
}
