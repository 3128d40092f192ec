//! How far a run is: the snapshot, and how fast it goes.

pub(crate) mod publish;
pub(crate) mod snapshot;
pub(crate) mod throughput;
