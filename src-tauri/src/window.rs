//! The one window.

use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

/// Its label, as the capabilities name it.
pub(crate) const LABEL: &str = "main";
pub(crate) const TITLE: &str = "Leadsheet";

/// Opens it. Light or dark follows the system; the page takes the user's own choice.
pub(crate) fn open(handle: &AppHandle) -> tauri::Result<WebviewWindow> {
    WebviewWindowBuilder::new(handle, LABEL, WebviewUrl::default())
        .title(TITLE)
        .inner_size(1280.0, 800.0)
        .min_inner_size(960.0, 640.0)
        .build()
}

/// Brings it to the front.
pub(crate) fn focus(handle: &AppHandle) {
    let Some(window) = handle.get_webview_window(LABEL) else { return };
    for done in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = done {
            tracing::debug!(%error, "the window did not come to the front");
        }
    }
}
