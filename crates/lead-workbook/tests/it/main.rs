//! The crate against real files: made here, by other programs, and by people who mean harm.

#![expect(clippy::unwrap_used, reason = "the files are made by the tests themselves")]

mod before_saving;
mod child;
mod files;
mod footers;
mod formats;
mod hostile;
mod hostile_files;
mod left_out;
mod lint;
mod notes;
mod old_workbooks;
mod oracle;
mod packages;
mod parts;
mod reading;
mod rich_sheet;
mod same_workbook;
mod saving;
mod summary;
mod web_pages;
#[cfg(target_os = "linux")]
mod weigh;
mod wrapped_ids;
mod xls;
mod xlsb;
mod xml_spreadsheets;
