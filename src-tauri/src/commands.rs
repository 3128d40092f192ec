//! The commands of the window: the app's table, and the few that only a desktop has.

use lead_app::{App, AppError, command_table};
use tauri::{AppHandle, State};
use tauri_plugin_opener::OpenerExt;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::events::{DragOver, FilesOpened, RunProgress};

macro_rules! window_commands {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) -> $result:ty;)*) => {
        $(
            $(#[$doc])*
            #[tauri::command]
            #[specta::specta]
            async fn $name(app: State<'_, App>, $($argument: $type),*) -> Result<$result, AppError> {
                app.$name($($argument),*).await
            }
        )*

        /// Every command and event of the window; what it says is also exported to `ui/src/bindings.ts`.
        #[must_use]
        pub fn builder() -> Builder<tauri::Wry> {
            Builder::new()
                .commands(collect_commands![$($name,)* reveal_in_folder, open_file, open_url])
                .events(collect_events![RunProgress, FilesOpened, DragOver])
                .error_handling(ErrorHandlingMode::Throw)
                .disable_serde_phases()
        }
    };
}

command_table!(window_commands);

/// Shows a file in the system's file browser.
#[tauri::command]
#[specta::specta]
async fn reveal_in_folder(handle: AppHandle, path: String) -> Result<(), AppError> {
    handle.opener().reveal_item_in_dir(&path).map_err(|error| not_opened(&path, &error))
}

/// Opens a file with the program the system has for it.
#[tauri::command]
#[specta::specta]
async fn open_file(handle: AppHandle, path: String) -> Result<(), AppError> {
    handle.opener().open_path(path.clone(), None::<&str>).map_err(|error| not_opened(&path, &error))
}

/// Opens a web page, such as a lead's in Salesforce, in the system's browser.
#[tauri::command]
#[specta::specta]
async fn open_url(handle: AppHandle, url: String) -> Result<(), AppError> {
    // Nothing but web pages: other schemes start programs.
    if !url.starts_with("https://") && !is_loopback_page(&url) {
        return Err(AppError { code: "other".into(), message: format!("Only web pages are opened, and {url} is none.") });
    }
    handle.opener().open_url(&url, None::<&str>).map_err(|error| not_opened(&url, &error))
}

fn is_loopback_page(url: &str) -> bool {
    ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].iter().any(|start| url.starts_with(start))
}

fn not_opened(path: &str, error: &tauri_plugin_opener::Error) -> AppError {
    AppError {
        code: "other".into(),
        message: format!("The system could not show {path}: {error}. The file itself is in that place."),
    }
}
