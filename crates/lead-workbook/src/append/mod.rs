//! Appends columns to a sheet of a workbook and sheets behind its own, leaving all else as it is.
//!
//! A workbook is a zip of parts. Every part is copied byte for byte, packed as it is, except those
//! that must change; and those are not written anew either, but edited where something is added. The
//! one large part, the sheet, streams through: one thread adds the cells, another packs.
//!
//! | part | what is added |
//! |---|---|
//! | the sheet | cells in each row; its used range, widths, filter and conditional formats ([`sheet`], [`frame`]) |
//! | its tables | the columns, where a table covers the rows ([`table`]), and in the query that fills it ([`query`]) |
//! | styles | the looks of the new cells ([`looks`], [`styles`]) |
//! | shared strings | the new texts ([`strings`]) |
//! | the list of sheets, its relations, the content types | *Summary* and *Issues* ([`graft`], [`listing`]) |

mod book;
mod fault;
mod frame;
mod graft;
mod listing;
mod looks;
mod measure;
mod nesting;
mod parts;
mod query;
pub(crate) mod row_shape;
pub(crate) mod rows;
mod sheet;
mod strings;
mod styles;
mod table;
mod target;
mod watch;
pub(crate) mod xml;

pub(crate) use book::{Columns, Noticed};
pub(crate) use fault::Fault;
pub(crate) use looks::Look;
pub(crate) use sheet::{NewCell, NewCells};
pub(crate) use target::Target;
pub(crate) use watch::{cancelled, is_final};
