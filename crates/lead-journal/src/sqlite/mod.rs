//! The `SQLite` file: its tables, its codes, and how older files are brought up to date.

pub(crate) mod codes;
pub(crate) mod migrations;
pub(crate) mod schema;
