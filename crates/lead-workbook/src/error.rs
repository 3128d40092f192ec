//! Each error says for people what happened, what it means, and what to do.

use std::io;
use std::path::Path;

/// Something that did not work while a workbook was read or written.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// No such file.
    #[error("“{name}” is not there. It may have been moved, renamed or deleted; choose it again.")]
    Missing {
        /// The file's name.
        name: String,
    },
    /// A folder where a file was expected.
    #[error("“{name}” is a folder. Choose the workbook inside it.")]
    Folder {
        /// The folder's name.
        name: String,
    },
    /// A file without content.
    #[error(
        "“{name}” is empty: the file has no content at all. If it was just downloaded, download it again."
    )]
    Empty {
        /// The file's name.
        name: String,
    },
    /// The operating system does not let us read it.
    #[error(
        "“{name}” may not be read: the system denies access. Check its permissions, or close the program that keeps it."
    )]
    Denied {
        /// The file's name.
        name: String,
    },
    /// Encrypted.
    #[error(
        "“{name}” is password-protected, so nothing in it can be read. Open it in Excel, save a copy without a password, and \
         choose the copy. If Excel asks for no password, lift the protection under Review > Protect Workbook first: it \
         encrypts the file too."
    )]
    PasswordProtected {
        /// The file's name.
        name: String,
    },
    /// Encrypted for the people of a company, by a label rather than a password.
    #[error(
        "“{name}” is encrypted by a sensitivity label of your company (rights management), so only Excel can read it, \
         signed in as you. Open it in Excel, choose a label without encryption under Home > Sensitivity, save a copy, \
         and choose the copy."
    )]
    RightsManaged {
        /// The file's name.
        name: String,
    },
    /// HTML without a table in it, under a spreadsheet's name.
    #[error(
        "“{name}” is a web page without a filled table in it, so there are no rows to read. It may be the page that asks to sign in, saved in place of an export: sign in there and export again."
    )]
    WebPage {
        /// The file's name.
        name: String,
    },
    /// Some other kind of file.
    #[error("“{name}” is {what}, not a workbook. Choose an xlsx, xlsm, xlsb, xls, ods or csv file.")]
    NotAWorkbook {
        /// The file's name.
        name: String,
        /// What it seems to be, with its article.
        what: String,
    },
    /// A workbook by its form whose content cannot be read.
    #[error(
        "“{name}” is damaged and cannot be read ({detail}). Open it in Excel, let it repair the file, save it under a new name, and choose that."
    )]
    Damaged {
        /// The file's name.
        name: String,
        /// What was found, in a few words.
        detail: String,
    },
    /// Larger than anything a spreadsheet holds, or than what can be opened safely.
    #[error(
        "“{name}” was not opened: {detail}. No spreadsheet needs that; if this one does, save it as csv."
    )]
    Oversized {
        /// The file's name.
        name: String,
        /// Which bound it passes.
        detail: String,
    },
    /// More rows than Excel has.
    #[error(
        "“{name}” has more than 1,048,576 rows, the most an Excel sheet can hold, so no workbook could be given back. Split it into several files."
    )]
    TooManyRows {
        /// The file's name.
        name: String,
    },
    /// More columns than Excel has.
    #[error(
        "The sheet has {columns} columns and {added} would be added; an Excel sheet ends at 16,384. Choose fewer to be \
         added, or start over from a copy of the workbook with fewer columns."
    )]
    TooManyColumns {
        /// The columns it has.
        columns: usize,
        /// The columns to add.
        added: usize,
    },
    /// The sheet is not in the workbook.
    #[error("The workbook has no sheet “{sheet}”. It has: {has}.")]
    NoSuchSheet {
        /// The sheet asked for.
        sheet: String,
        /// The sheets there are.
        has: String,
    },
    /// The file became another one while it was being read.
    #[error(
        "“{name}” changed or vanished while it was being read. Nothing was lost; close the program that writes to it and start again."
    )]
    Changed {
        /// The file's name.
        name: String,
    },
    /// The text of a csv file cannot be cut into cells.
    #[error(
        "“{name}” cannot be split into cells: the quotation mark opened in row {row} is never closed. Remove it or close it."
    )]
    OpenQuote {
        /// The file's name.
        name: String,
        /// The row, counted from 1.
        row: u32,
    },
    /// The result would replace the workbook that is being read.
    #[error(
        "The result would replace “{name}”, the workbook it is made from. Choose another name, or say that it may be replaced; a backup is kept then."
    )]
    OutputIsSource {
        /// The file's name.
        name: String,
    },
    /// The workbook to be replaced by itself with columns cannot be added to.
    #[error(
        "Columns cannot be added to “{name}” as it is ({detail}), and a new workbook in its place would lose all else \
         in it. Nothing was saved and nothing was changed. Save under another name, or save the original once in Excel \
         and start a new run."
    )]
    OriginalCannotBeAddedTo {
        /// The file's name.
        name: String,
        /// Why, in a few words.
        detail: String,
    },
    /// The workbook to be replaced by itself with columns would become a report.
    #[error(
        "“{name}” is not replaced: columns can be added to xlsx and xlsm files only, and a report in its place would lose \
         all else in it. Save under another name."
    )]
    OnlyReport {
        /// The file's name.
        name: String,
    },
    /// A file under the result's name may not be replaced.
    #[error(
        "“{name}” is marked read-only, so it was not replaced. Save under another name, or lift that in its properties."
    )]
    OutputProtected {
        /// The file's name.
        name: String,
    },
    /// The result's name does not say what it is.
    #[error("The result is an Excel workbook, so its name must end in .{ending}; “{name}” does not.")]
    OutputName {
        /// The name given.
        name: String,
        /// How it must end.
        ending: &'static str,
    },
    /// The result's folder is not there.
    #[error("The folder “{folder}” does not exist, so nothing was saved. Choose another one.")]
    OutputFolderMissing {
        /// The folder.
        folder: String,
    },
    /// The result's folder cannot be written to.
    #[error(
        "The folder “{folder}” cannot be written to, so nothing was saved. Choose another folder, or change its permissions."
    )]
    OutputDenied {
        /// The folder.
        folder: String,
    },
    /// No room for the result.
    #[error(
        "There is not enough room in “{folder}”, so nothing was saved. Free some space or choose another folder."
    )]
    OutputFull {
        /// The folder.
        folder: String,
    },
    /// The result could not be written for some other reason.
    #[error("The workbook could not be written: {detail}. Nothing was saved and nothing was overwritten.")]
    Output {
        /// What the system or the writer says.
        detail: String,
    },
    /// The caller had no result for a row. Carries the caller's sentence.
    #[error("{0}")]
    Findings(String),
    /// The caller asked to stop.
    #[error("Saving was stopped. Nothing was written and no file was changed.")]
    Cancelled,
    /// The system could not read the file.
    #[error("“{name}” could not be read: {source}")]
    Io {
        /// The file's name.
        name: String,
        /// What the system says.
        source: io::Error,
    },
}

impl WorkbookError {
    /// Whether this is the caller's own wish to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled)
    }

    /// What the system said about opening or reading a file.
    pub(crate) fn reading(path: &Path, error: io::Error) -> Self {
        let name = file_name(path);
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing { name },
            io::ErrorKind::PermissionDenied => Self::Denied { name },
            io::ErrorKind::IsADirectory => Self::Folder { name },
            _ => Self::Io { name, source: error },
        }
    }

    /// What the system said about writing into a folder.
    pub(crate) fn writing(folder: &Path, error: &io::Error) -> Self {
        // Some file systems say of a folder that takes no files that the file is not found.
        let is_there = folder.is_dir();
        let folder = folder.display().to_string();
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory if !is_there => {
                Self::OutputFolderMissing { folder }
            }
            io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::OutputDenied { folder }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                Self::OutputFull { folder }
            }
            _ => Self::Output { detail: error.to_string() },
        }
    }

    pub(crate) fn damaged(path: &Path, detail: impl std::fmt::Display) -> Self {
        Self::Damaged { name: file_name(path), detail: detail.to_string() }
    }
}

/// The last part of a path, for people.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
