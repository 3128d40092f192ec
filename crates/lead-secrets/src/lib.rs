//! Keeps credentials in the operating system's keychain.
