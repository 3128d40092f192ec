//! Lead ids out of a query of the user's own.

pub(crate) mod field_path;
pub(crate) mod ids;
pub(crate) mod soql;
