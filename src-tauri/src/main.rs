//! The desktop binary.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

/// The system's allocator keeps what many threads have given back, each its own share: the window
/// would never be smaller again than during its largest run.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    if let Some(exit) = lead_app::read_workbook_if_asked() {
        return exit;
    }
    leadsheet_desktop::run();
    ExitCode::SUCCESS
}
