//! What the command line does, a file for each kind of command.

pub(crate) mod doctor;
pub(crate) mod history;
pub(crate) mod inspect;
pub(crate) mod login;
pub(crate) mod orgs;
pub(crate) mod run;
pub(crate) mod sandbox;
pub(crate) mod save_plan;
pub(crate) mod saving;
pub(crate) mod sign_in;
