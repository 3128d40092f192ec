//! Reading the whole org by one bulk job.

pub(crate) mod job;
pub(crate) mod page;
