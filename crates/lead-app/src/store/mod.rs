//! The folder of the app, and the files in it.

pub(crate) mod files;
pub(crate) mod home;
pub(crate) mod leftovers;
pub(crate) mod logs;
pub(crate) mod settings;
