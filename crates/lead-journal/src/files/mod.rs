//! The files of the app's home that this crate keeps.

pub(crate) mod aside;
pub(crate) mod begun;
pub(crate) mod durable;
pub(crate) mod home;
pub(crate) mod lease;
pub(crate) mod private;
