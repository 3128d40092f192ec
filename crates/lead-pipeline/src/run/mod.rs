//! A run under way: what its stations share, who writes the journal, and how it stops.

pub(crate) mod account_limits;
pub(crate) mod context;
pub(crate) mod control;
pub(crate) mod drive;
pub(crate) mod heartbeat;
pub(crate) mod journal_writer;
pub(crate) mod outage;
pub(crate) mod retry_policy;
pub(crate) mod settlement;
pub(crate) mod spending_cap;
pub(crate) mod stop;
pub(crate) mod traffic;
pub(crate) mod trial;
