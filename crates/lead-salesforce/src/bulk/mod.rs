//! Reading the whole org by one bulk job.

pub(crate) mod intent;
pub(crate) mod job;
pub(crate) mod page;
