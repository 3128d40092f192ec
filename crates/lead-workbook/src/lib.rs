//! This crate opens any workbook, finds the id column, streams its rows, and writes them back with the
//! findings.
//!
//! [`inspect()`] looks at a file and suggests where the ids are; [`for_each_row`] streams the rows
//! of the chosen sheet; [`save()`] streams them again, beside the findings, into the same
//! workbook or a new one.
//!
//! | folder | what it does |
//! |---|---|
//! | `inspect` | finds the header and the id column, and says what a person should know of a sheet |
//! | `read` | reads rows by file format; `read/footer` finds the rows that belong to no lead |
//! | `child` | has some file formats read by a process of its own |
//! | `save` | writes the findings: into the same workbook, or into a report |
//! | `append` | adds columns and sheets to the user's own workbook |
//! | `sheet_xml`, `xml`, `xls` | parse what reading and appending share |
//!
//! ```
//! use lead_workbook::{SheetChoice, for_each_row, inspect};
//! use std::ops::ControlFlow;
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("leads.csv");
//! std::fs::write(&path, "Company;Lead ID\nAcme;00Q5g00000DeMoA\nBolt;n/a\n")?;
//!
//! let info = inspect(&path)?;
//! let sheet = &info.sheets[0];
//! let id = sheet.id_column.as_ref().expect("a column of lead ids");
//! assert_eq!((id.index, id.reason.as_str()), (1, "1 of its 2 cells is a lead id, and it is called “Lead ID”"));
//!
//! let choice = SheetChoice {
//!     path: info.path.clone(),
//!     sheet: sheet.name.clone(),
//!     header_row: sheet.header_row,
//!     id_column: id.index,
//! };
//! let mut ids = Vec::new();
//! for_each_row(&choice, &mut |row| {
//!     ids.push(row.text(choice.id_column));
//!     ControlFlow::Continue(())
//! })?;
//! assert_eq!(ids, ["00Q5g00000DeMoA", "n/a"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod append;
mod cancellation;
mod catch_panic;
mod cell;
mod cell_reference;
pub mod child;
mod error;
mod file_format;
mod fingerprint;
mod inspect;
mod package;
mod read;
mod result;
mod save;
mod sheet_names;
mod sheet_xml;
mod text_encoding;
mod workbook_info;
mod xls;
mod xml;

pub use cell::{Cell, DateKind, SheetRow};
pub use error::WorkbookError;
pub use fingerprint::fingerprint;
pub use inspect::inspect;
pub use lead_model::{ColumnKind, ResultCell};
pub use read::{Footer, IdRow, LeftAlone, MOST_LEFT_ALONE, SheetEnd, for_each_id, for_each_row};
pub use result::{ResultColumn, RowResult, SummaryBlock, SummaryFacts, SummaryValue};
pub use save::{
    BeforeSaving, OutputShape, SaveJob, Saved, backup_name, backups, before_saving, check_place, name_of,
    output_ending, save,
};
pub use workbook_info::{ColumnInfo, IdColumn, SheetChoice, SheetInfo, WorkbookInfo};
