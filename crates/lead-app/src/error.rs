//! Errors of the lower crates, told to people.

use crate::AppError;
use lead_pipeline::RunError;

pub(crate) type AppResult<T> = Result<T, AppError>;

/// An error that no host acts on but to show it.
pub(crate) fn other(message: impl Into<String>) -> AppError {
    coded("other", message)
}

/// An error with a code that hosts act on.
pub(crate) fn coded(code: &str, message: impl Into<String>) -> AppError {
    AppError { code: code.to_owned(), message: sentence(message.into()) }
}

/// Errors of the lower crates may be parts of sentences; what people see begins with a capital
/// and ends with a full stop.
fn sentence(mut text: String) -> String {
    if let Some(first) = text.chars().next().filter(char::is_ascii_lowercase)
        // A name that begins small (a file's, a column's) keeps its letter case.
        && text.split_whitespace().next().is_some_and(|word| word.bytes().all(|b| b.is_ascii_lowercase()))
    {
        text.replace_range(..1, &first.to_ascii_uppercase().to_string());
    }
    if !text.is_empty() && !text.ends_with(['.', '!', '?', '”', ')']) {
        text.push('.');
    }
    text
}

impl From<RunError> for AppError {
    fn from(error: RunError) -> Self {
        coded(error.code(), error.to_string())
    }
}

impl From<lead_pipeline::JournalError> for AppError {
    fn from(error: lead_pipeline::JournalError) -> Self {
        RunError::from(error).into()
    }
}

impl From<lead_workbook::WorkbookError> for AppError {
    fn from(error: lead_workbook::WorkbookError) -> Self {
        coded("workbook", error.to_string())
    }
}

impl From<lead_salesforce::SalesforceError> for AppError {
    fn from(error: lead_salesforce::SalesforceError) -> Self {
        coded(error.code(), error.to_string())
    }
}

impl From<lead_salesforce::SignInError> for AppError {
    fn from(error: lead_salesforce::SignInError) -> Self {
        coded(error.code(), error.to_string())
    }
}

impl From<lead_openai::AskError> for AppError {
    fn from(error: lead_openai::AskError) -> Self {
        coded(error.code(), error.to_string())
    }
}

impl From<lead_model::SettingError> for AppError {
    fn from(error: lead_model::SettingError) -> Self {
        coded("setting", error.to_string())
    }
}

impl From<lead_secrets::VaultError> for AppError {
    fn from(error: lead_secrets::VaultError) -> Self {
        coded("keychain", error.to_string())
    }
}

impl From<lead_sandbox::SandboxError> for AppError {
    fn from(error: lead_sandbox::SandboxError) -> Self {
        coded("demo", format!("The built-in demo did not start: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_sentences_become_sentences() {
        assert_eq!(other("the disk is full").message, "The disk is full.");
        assert_eq!(other("leads.xlsx is a folder.").message, "leads.xlsx is a folder.");
        assert_eq!(other("BATCH_SIZE_AI is 7").message, "BATCH_SIZE_AI is 7.");
    }
}
