//! This folder appends columns to a sheet of the user's workbook and sheets behind its own, and leaves
//! all else as it is.
//!
//! A workbook is a zip of parts. Every part is copied byte for byte, packed as it is, except those
//! that must change; and those are not written anew either, but edited where something is added. The
//! one large part, the sheet, streams through: one thread adds the cells, another packs.
//!
//! [`target`] opens the user's workbook and finds where its values end ([`used_range`]); [`mod@write`] puts
//! everything together.
//!
//! | part | what is added |
//! |---|---|
//! | the sheet | cells in each row; its used range, widths, filter and conditional formats ([`add_cells`], [`around_rows`]) |
//! | its tables | the columns, where a table covers the rows ([`table`]), and in the query that fills it ([`query_table`]) |
//! | styles | the formats of the new cells ([`cell_formats`], [`styles`]) |
//! | shared strings | the new texts ([`shared_strings`]) |
//! | the list of sheets, its relations, the content types | *Summary* and *Issues* ([`added_sheets`], [`sheet_list`]) |

mod add_cells;
mod added_sheets;
mod area;
mod around_rows;
mod cell_formats;
mod nesting;
mod parts;
mod placement;
mod query_table;
mod shared_strings;
mod sheet_list;
mod styles;
mod table;
mod target;
mod used_range;
mod workbook_state;
mod write;

pub(crate) use add_cells::{NewCell, NewCells};
pub(crate) use cell_formats::CellFormat;
pub(crate) use target::Target;
pub(crate) use workbook_state::WorkbookState;
pub(crate) use write::NewColumns;
