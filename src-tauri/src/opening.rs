//! Files from outside: arguments, a second start, a drop, and what macOS hands over.

use crate::events::{DragOver, FilesOpened};
use crate::window;
use lead_app::App;
use std::path::{Path, PathBuf};
use tauri::{AppHandle, DragDropEvent, Manager, Window, WindowEvent};
use tauri_specta::Event;

/// Leads of the demo that `--demo` starts.
const DEMO_LEADS: u32 = 2000;

/// What this process was started with.
pub(crate) fn first_start(handle: &AppHandle) {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect();
    let folder = std::env::current_dir().unwrap_or_default();
    started_with(handle, &arguments, &folder);
}

/// What another process was started with, which has ended by now.
pub(crate) fn second_start(handle: &AppHandle, arguments: &[String], folder: &str) {
    window::focus(handle);
    started_with(handle, arguments.get(1..).unwrap_or_default(), Path::new(folder));
}

fn started_with(handle: &AppHandle, arguments: &[String], folder: &Path) {
    if arguments.iter().any(|argument| argument == "--demo") {
        start_demo(handle.clone());
    }
    offer(handle, paths(arguments, folder));
}

fn paths(arguments: &[String], folder: &Path) -> Vec<PathBuf> {
    arguments
        .iter()
        .filter(|argument| !argument.starts_with('-'))
        .map(|argument| folder.join(argument))
        .collect()
}

fn start_demo(handle: AppHandle) {
    tauri::async_runtime::spawn(async move {
        let app = handle.state::<App>().inner().clone();
        match app.start_demo(DEMO_LEADS).await {
            Ok(demo) => offer(&handle, vec![PathBuf::from(demo.path)]),
            Err(error) => tracing::error!(%error, "the demo did not start"),
        }
    });
}

/// Gives files to the page, or holds them until it asks.
pub(crate) fn offer(handle: &AppHandle, paths: Vec<PathBuf>) {
    let paths: Vec<String> = paths.into_iter().map(|path| path.to_string_lossy().into_owned()).collect();
    // Before the app is open (macOS may be that early) there is no page either.
    let Some(app) = handle.try_state::<App>() else { return };
    if let Some(paths) = app.offer_opened(paths) {
        emitted(FilesOpened(paths).emit(handle));
    }
}

/// A drop on the window, or files that hover over it.
pub(crate) fn dropped(window: &Window, event: &WindowEvent) {
    let WindowEvent::DragDrop(event) = event else { return };
    let handle = window.app_handle();
    match event {
        DragDropEvent::Enter { .. } => emitted(DragOver(true).emit(handle)),
        DragDropEvent::Leave => emitted(DragOver(false).emit(handle)),
        DragDropEvent::Drop { paths, .. } => {
            emitted(DragOver(false).emit(handle));
            offer(handle, paths.clone());
        }
        _ => {}
    }
}

fn emitted(result: tauri::Result<()>) {
    if let Err(error) = result {
        tracing::warn!(%error, "the page was not told");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_paths_from_where_they_were_given() {
        let arguments = ["--demo", "Leads.xlsx", "/tmp/a b.csv"].map(str::to_owned);
        let expected = ["/home/me/Leads.xlsx", "/tmp/a b.csv"].map(PathBuf::from);
        assert_eq!(paths(&arguments, Path::new("/home/me")), expected);
    }
}
