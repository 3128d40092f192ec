//! Keeps credentials in the operating system's keychain: the Secret Service on Linux, Keychain on
//! macOS, Credential Manager on Windows. Never in a file of our own.
//!
//! Where there is no keychain, or it refuses, a credential is kept in memory until the program
//! ends, and [`Vault::status`] says so, why, and what to do.
//!
//! All calls block, and may wait for a person who is asked to unlock the keychain: keep them off
//! threads that must not wait.

mod keychain;
mod patience;
mod vault;

pub use vault::{Kept, Vault, VaultError, VaultStatus};
