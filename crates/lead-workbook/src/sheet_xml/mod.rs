//! Reading a workbook and appending to it share how the XML of a sheet is walked over: its rows and its
//! texts.

mod fault;
mod formula_text;
mod row_shape;
mod rows;
pub(crate) mod text;

pub(crate) use fault::Fault;
pub(crate) use formula_text::{formula_text, shown_by};
pub(crate) use row_shape::{Place, RowShape, cell_end, next_number, shape};
pub(crate) use rows::{Piece, RowStream};
