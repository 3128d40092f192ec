//! What passes between a host and the app.

pub(crate) mod command_table;
pub(crate) mod fields;
pub(crate) mod orgs;
pub(crate) mod saving;
pub(crate) mod sources;
pub(crate) mod types;
