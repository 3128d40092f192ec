//! The desktop binary.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    if let Some(exit) = lead_app::read_workbook_if_asked() {
        return exit;
    }
    leadsheet_desktop::run();
    ExitCode::SUCCESS
}
