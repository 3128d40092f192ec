//! The desktop shell: one window over [`lead_app::App`], and what only a desktop has: files opened
//! from outside, drops, notifications, progress in the taskbar.

mod closing;
#[allow(clippy::let_underscore_must_use, reason = "what `#[tauri::command]` expands to")]
mod commands;
mod events;
mod opening;
mod progress;
mod window;

pub use commands::builder;

use lead_app::{App, AppError, Environment};
use tauri::{AppHandle, Manager, RunEvent};

/// Runs the app until its window is closed.
pub fn run() {
    let commands = builder();
    let built = tauri::Builder::default()
        // First of all: a second start hands its files over and ends before it opens anything.
        .plugin(tauri_plugin_single_instance::init(|handle, arguments, folder| {
            opening::second_start(handle, &arguments, &folder);
        }))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(commands.invoke_handler())
        .on_window_event(|window, event| {
            opening::dropped(window, event);
            closing::asked(window, event);
        })
        .setup(move |app| {
            commands.mount_events(app);
            match open_app() {
                Ok(opened) => {
                    app.manage(opened);
                    progress::follow(app.handle());
                    progress::follow_savings(app.handle());
                    progress::follow_gatherings(app.handle());
                    window::open(app.handle())?;
                    opening::first_start(app.handle());
                }
                Err(error) => closing::cannot_start(app.handle(), &error),
            }
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => app.run(on_event),
        Err(error) => {
            closing::say_on_stderr(&format!("Leadsheet could not open its window: {error}"));
            std::process::exit(1);
        }
    }
}

fn open_app() -> Result<App, AppError> {
    let home = lead_app::default_home()?;
    let app = tauri::async_runtime::block_on(App::open(home.clone(), Environment::of_process()))?;
    lead_app::keep_logs(&home);
    Ok(app)
}

fn on_event(handle: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::ExitRequested { code: None, api, .. } => closing::exit_asked(handle, &api),
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            opening::offer(handle, urls.iter().filter_map(|url| url.to_file_path().ok()).collect());
        }
        _ => {}
    }
}

#[cfg(test)]
mod bindings;
