//! `leadsheet` as others use it: started as a process, judged by its lines, its exit code, the files
//! it leaves, and by what the sandbox counted.

#![allow(clippy::unwrap_used, reason = "what supports the tests fails as tests do")]

mod bad_input;
mod damaged;
mod demo;
mod exports;
mod fields;
mod gathering;
mod interrupted;
mod keychain;
mod leftovers;
#[cfg(target_os = "linux")]
mod memory;
mod money;
#[cfg(unix)]
mod no_room;
mod saving;
mod sign_in;
mod stopped;
mod support;
mod trouble;
