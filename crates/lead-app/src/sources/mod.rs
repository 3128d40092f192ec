//! Runs that start from no workbook: from a query, or from ids somebody pasted. Their ids are written
//! into a small workbook of our own first; from there on such a run is like any other.

mod gather;
mod id_health;
mod opened_files;
mod pasted;
mod sheet;

pub(crate) use opened_files::OpenedFiles;
pub(crate) use sheet::is_ours;
