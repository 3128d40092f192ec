//! Questions to the person at the terminal.

use crate::terminal::out;
use lead_app::AppError;
use std::io::{BufRead, IsTerminal};

/// What was given, else what a person types.
pub(crate) fn given_or_asked(given: Option<String>, question: &str) -> Result<String, AppError> {
    if let Some(text) = given {
        return Ok(text);
    }
    if std::io::stdin().is_terminal() {
        out::note(question);
    }
    line()
}

/// Typed without being seen; a line of stdin where nobody types.
pub(crate) fn secret(question: &str) -> Result<String, AppError> {
    if std::io::stdin().is_terminal() { rpassword::prompt_password(question).map_err(unread) } else { line() }
}

fn line() -> Result<String, AppError> {
    let mut text = String::new();
    std::io::stdin().lock().read_line(&mut text).map_err(unread)?;
    Ok(text.trim().to_owned())
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unread(error: std::io::Error) -> AppError {
    AppError { code: "other".into(), message: format!("Nothing could be read from the terminal: {error}.") }
}

/// The error of a question whose thread broke down.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(crate) fn broken(fault: tokio::task::JoinError) -> AppError {
    AppError { code: "other".into(), message: format!("The question broke down: {fault}.") }
}
