//! This folder reads the rows of any workbook, each file format by its own reader.
//!
//! [`workbook`] finds out the format and hands over to its reader; all readers give their rows as
//! [`row_view`] has them. [`footer`] finds the rows behind the data that belong to no lead.
//!
//! | file format | reader |
//! |---|---|
//! | xlsx, xlsm | [`xlsx`] |
//! | csv | [`csv`] |
//! | xlsb | [`xlsb`] |
//! | xls, ods | [`xls_ods`] |
//! | web pages with tables | [`html`] |
//! | XML Spreadsheet 2003 | [`xml_spreadsheet`] |

mod csv;
mod dates;
mod file_stamp;
mod footer;
mod for_each;
mod html;
mod in_process;
mod link_ids;
mod padded;
mod row_assembler;
mod row_view;
mod sheet_end;
mod sheet_name;
mod sheet_size;
mod typed_text;
mod workbook;
mod xls_ods;
mod xlsb;
mod xlsx;
mod xml_spreadsheet;

pub use footer::{Footer, LeftAlone, MOST_LEFT_ALONE};
pub use for_each::{IdRow, for_each_id, for_each_row};
pub use sheet_end::SheetEnd;

pub(crate) use file_stamp::FileStamp;
pub(crate) use footer::left_alone_sentence;
pub(crate) use in_process::InProcess;
pub(crate) use row_assembler::MOST_TEXT_IN_ROW;
pub(crate) use row_view::{EachRow, RowView};
pub(crate) use sheet_name::{SheetName, SheetVisibility};
pub(crate) use workbook::Workbook;
pub(crate) use xlsx::{Range, Survey};
