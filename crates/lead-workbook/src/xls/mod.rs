//! Workbooks of Excel 5 to 2003 are looked at before a reader is given them.

mod bytes;
mod compound_file;
mod fault;
mod records;

pub(crate) use compound_file::Container;
pub(crate) use fault::XlsFault;
