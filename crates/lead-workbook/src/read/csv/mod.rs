//! This folder reads csv files.

mod book;
mod splitter;

pub(super) use book::CsvBook;
