//! What to send with a report of a fault.

use crate::error::AppResult;
use crate::store::logs;
use crate::store::settings;
use crate::{App, Provider};
use std::fmt::Write;

/// How much of the log is told.
const LOG_BYTES: u64 = 16_000;

impl App {
    /// What to send with a report of a fault: versions, system, settings, recent log lines.
    /// Holds no secret and nothing of a lead.
    pub async fn diagnostics(&self) -> AppResult<String> {
        let connections = self.connections().await?;
        self.aside(move |parts| {
            let home = parts.home.folder();
            let mut lines = vec![
                format!("Leadsheet {}", env!("CARGO_PKG_VERSION")),
                format!("System: {} {}", std::env::consts::OS, std::env::consts::ARCH),
                format!("Threads: {}", std::thread::available_parallelism().map_or(0, usize::from)),
                format!("Keychain: {}", parts.vault.status().sentence),
            ];
            for state in connections {
                // The address is left out: it names the company.
                let name = Provider::label(state.provider);
                lines.push(if state.connected {
                    format!("{name}: {}, {}", state.method, state.kept_in)
                } else {
                    format!("{name}: not connected")
                });
            }
            match settings::load(home) {
                Ok(settings) => lines.push(format!("Settings: {settings:?}")),
                Err(error) => lines.push(format!("Settings: {}", error.message)),
            }
            match lead_pipeline::list(&parts.home) {
                Ok(runs) => lines.extend(runs.iter().take(10).map(|run| {
                    format!("Run {}: {}, {} rows, {}", run.run, run.state.label(), run.rows, run.cost_usd)
                })),
                Err(error) => lines.push(format!("Runs: {error}")),
            }
            let mut text = lines.join("\n");
            write!(text, "\n\nRecent log lines:\n{}", logs::recent(home, LOG_BYTES)).unwrap_or_default();
            Ok(without_home(&text))
        })
        .await
    }
}

/// The user's name stands in the paths below the home folder.
fn without_home(text: &str) -> String {
    match directories::BaseDirs::new() {
        Some(dirs) if dirs.home_dir().components().count() > 1 => {
            text.replace(&dirs.home_dir().display().to_string(), "~")
        }
        _ => text.to_owned(),
    }
}
