//! This program is the reading process alone, for tests; hosts start their own binary instead.

use std::process::ExitCode;

fn main() -> ExitCode {
    lead_workbook::child::run_if_asked().unwrap_or(ExitCode::from(2))
}
