//! This folder reads xlsx and xlsm files row by row in bounded memory, by a reader of our own.
//!
//! [`book`] opens the package; [`rows`] walks over a sheet's rows and [`cells`] over the cells of one;
//! [`row_cells`] makes their values. [`survey`] walks over a whole sheet before its rows are taken.

pub(super) mod book;
mod cell_formats;
mod cells;
mod hyperlinks;
mod id_behind;
mod number_formats;
mod range;
pub(super) mod row_cells;
mod rows;
mod shared_strings;
pub(super) mod survey;
mod workbook_part;

pub(crate) use range::Range;
pub(crate) use survey::Survey;
