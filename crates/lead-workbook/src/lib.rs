//! Opens any workbook, finds the id column, streams its rows, and writes them back with the findings.
//!
//! [`inspect`] looks at a file and suggests where the ids are; [`for_each_row`] streams the rows
//! of the chosen sheet; [`save`] streams them again, beside the findings, into a new workbook.

mod cell;
mod columns;
mod error;
mod fingerprint;
mod header;
mod id_column;
mod info;
mod inspect;
mod ole;
mod package;
mod read;
mod result;
mod save;
mod sheet_names;
mod sniff;
mod text_encoding;
mod xml_scan;

pub use cell::{Cell, DateKind, SheetRow};
pub use error::WorkbookError;
pub use fingerprint::fingerprint;
pub use info::{ColumnInfo, IdColumn, SheetChoice, SheetInfo, WorkbookInfo};
pub use inspect::inspect;
pub use read::{SheetEnd, for_each_row};
pub use result::{ColumnKind, ResultCell, ResultColumn, RowResult, SummaryBlock, SummaryFacts, SummaryValue};
pub use save::{SaveJob, Saved, save};
