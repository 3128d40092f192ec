//! Runs: planned, started, followed, looked at.

pub(crate) mod commands;
pub(crate) mod demo;
pub(crate) mod demo_orgs;
pub(crate) mod planning;
pub(crate) mod registry;
pub(crate) mod results;
