//! The commands of the window: the app's table, and the few that only a desktop has.

use lead_app::{App, AppError, command_table};
use std::path::Path;
use tauri::{AppHandle, State, Url};
use tauri_plugin_opener::OpenerExt;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands, collect_events};

use crate::events::{DragOver, FilesOpened, GatheringProgress, RunProgress, SavingProgress};

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
                .events(collect_events![
                    RunProgress,
                    SavingProgress,
                    GatheringProgress,
                    FilesOpened,
                    DragOver
                ])
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

/// Opens a workbook with the program the system has for it.
#[tauri::command]
#[specta::specta]
async fn open_file(handle: AppHandle, path: String) -> Result<(), AppError> {
    // Nothing but workbooks: other files may be programs.
    if !is_workbook(&path) {
        return Err(refused(format!("Only workbooks are opened from here, and {path} is none.")));
    }
    handle.opener().open_path(path.clone(), None::<&str>).map_err(|error| not_opened(&path, &error))
}

/// Opens a web page, such as a lead's in Salesforce, in the system's browser.
#[tauri::command]
#[specta::specta]
async fn open_url(handle: AppHandle, url: String) -> Result<(), AppError> {
    // Nothing but web pages: other schemes start programs.
    if !is_web_page(&url) {
        return Err(refused(format!("Only web pages are opened from here, and {url} is none.")));
    }
    handle.opener().open_url(&url, None::<&str>).map_err(|error| not_opened(&url, &error))
}

fn is_workbook(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| {
        ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv"].iter().any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// `https`, or `http` on this computer, where the demo's org is.
fn is_web_page(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    url.scheme() == "https"
        || url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

fn refused(message: String) -> AppError {
    AppError { code: "other".into(), message }
}

fn not_opened(path: &str, error: &tauri_plugin_opener::Error) -> AppError {
    refused(format!("The system could not show {path}: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_workbooks_and_web_pages_are_opened() {
        assert!(is_workbook("/tmp/Leads - assessed.XLSX"));
        assert!(!is_workbook("/tmp/leads.xlsx.desktop") && !is_workbook("/bin/sh"));
        for page in ["https://acme.my.salesforce.com/00Q", "http://127.0.0.1:8080/00Q"] {
            assert!(is_web_page(page), "{page}");
        }
        for other in ["file:///bin/sh", "http://acme.com", "http://127.0.0.1:80@acme.com/", "javascript:1"] {
            assert!(!is_web_page(other), "{other}");
        }
    }
}
