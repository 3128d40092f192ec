//! Keeps credentials in the operating system's keychain.
#![allow(missing_docs, clippy::pedantic, clippy::todo, unused_variables)]
use secrecy::SecretString;
#[derive(Debug, Clone)]
pub struct Vault;
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultStatus { pub available: bool, pub sentence: String }
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept { Keychain, Session }
/// Display is a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError { #[error("{0}")] Locked(String) }
impl Vault {
    pub fn open() -> Self { todo!() }
    pub fn status(&self) -> VaultStatus { todo!() }
    pub fn put(&self, name: &str, secret: &SecretString) -> Result<Kept, VaultError> { todo!() }
    pub fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError> { todo!() }
    pub fn forget(&self, name: &str) -> Result<(), VaultError> { todo!() }
}
