//! Where credentials are put and found again.

use crate::keychain::{self, FIX, KIND, Refusal};
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Credentials by name. Clones share what they hold.
#[derive(Clone)]
pub struct Vault(Arc<Mutex<Contents>>);

struct Contents {
    /// Whether there was a keychain when the vault was opened, so that it is worth asking.
    keychain: bool,
    /// Why the keychain would not take the last credential, in its words.
    trouble: Option<String>,
    /// What is kept until the program ends.
    session: HashMap<String, SecretString>,
}

/// Whether credentials can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultStatus {
    /// Whether they outlast this session.
    pub available: bool,
    /// Where they are kept, or why they cannot be, what that means and what to do.
    pub sentence: String,
}

/// Where a credential went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Into the keychain.
    Keychain,
    /// Into memory, until the program ends; [`Vault::status`] tells why.
    Session,
}

/// The keychain did not do as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// There is nothing to keep.
    #[error("The credential is empty, so there is nothing to keep. Type it in again.")]
    Empty,
    /// A credential could not be looked up, so it is not known whether there is one.
    #[error("The saved credential could not be read from {KIND}: {0}. {FIX}")]
    Unreadable(String),
    /// A credential could not be removed and is still there.
    #[error("The saved credential could not be removed from {KIND} and is still there: {0}. {FIX}")]
    NotForgotten(String),
}

impl Vault {
    /// Opens the keychain or, where there is none that answers, a vault for this session alone.
    #[must_use]
    pub fn open() -> Self {
        match keychain::probe() {
            Ok(()) | Err(Refusal::NoEntry) => Self::new(true, None),
            Err(Refusal::Said(words)) => {
                tracing::info!(reason = %words, "no keychain; credentials are kept for this session only");
                Self::new(false, Some(words))
            }
        }
    }

    fn new(keychain: bool, trouble: Option<String>) -> Self {
        Self(Arc::new(Mutex::new(Contents { keychain, trouble, session: HashMap::new() })))
    }

    /// Whether credentials can be kept, for people.
    #[must_use]
    pub fn status(&self) -> VaultStatus {
        match &self.contents().trouble {
            None => VaultStatus { available: true, sentence: format!("Credentials are kept in {KIND}.") },
            Some(words) => VaultStatus {
                available: false,
                sentence: format!(
                    "Credentials are kept only until Leadsheet closes, because {KIND} cannot be used ({words}). {FIX}"
                ),
            },
        }
    }

    /// Keeps a credential under a name, in place of one that is there. Where the keychain will not
    /// take it, it is kept for this session, so that what was typed is not lost.
    pub fn put(&self, name: &str, secret: &SecretString) -> Result<Kept, VaultError> {
        if secret.expose_secret().is_empty() {
            return Err(VaultError::Empty);
        }
        let refused =
            if self.has_keychain() { keychain::put(name, secret).err() } else { Some(Refusal::NoEntry) };
        let mut contents = self.contents();
        let Some(refusal) = refused else {
            contents.trouble = None;
            contents.session.remove(name);
            return Ok(Kept::Keychain);
        };
        if let Refusal::Said(words) = refusal {
            tracing::warn!(reason = %words, "the keychain took no credential; it is kept for this session only");
            contents.trouble = Some(words);
        }
        contents.session.insert(name.to_owned(), secret.clone());
        Ok(Kept::Session)
    }

    /// The credential under a name; `None` where there is none.
    pub fn get(&self, name: &str) -> Result<Option<SecretString>, VaultError> {
        // What this session holds is newer than what the keychain would not replace.
        if let Some(secret) = self.contents().session.get(name) {
            return Ok(Some(secret.clone()));
        }
        if !self.has_keychain() {
            return Ok(None);
        }
        match keychain::get(name) {
            Ok(secret) => Ok(Some(secret)),
            Err(Refusal::NoEntry) => Ok(None),
            Err(Refusal::Said(words)) => Err(VaultError::Unreadable(words)),
        }
    }

    /// Removes the credential under a name; that there is none is no error.
    pub fn forget(&self, name: &str) -> Result<(), VaultError> {
        self.contents().session.remove(name);
        if !self.has_keychain() {
            return Ok(());
        }
        match keychain::forget(name) {
            Ok(()) | Err(Refusal::NoEntry) => Ok(()),
            Err(Refusal::Said(words)) => Err(VaultError::NotForgotten(words)),
        }
    }

    fn has_keychain(&self) -> bool {
        self.contents().keychain
    }

    /// A panic elsewhere leaves the map whole: each change is a single call.
    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("status", &self.status()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_keychain() -> Vault {
        Vault::new(false, Some("no D-Bus session".into()))
    }

    fn read(vault: &Vault, name: &str) -> Option<String> {
        vault.get(name).unwrap().map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn without_a_keychain_a_credential_lives_as_long_as_the_program() {
        let vault = without_keychain();
        assert_eq!(vault.put("key", &"one".into()), Ok(Kept::Session));
        assert_eq!(vault.put("key", &"two".into()), Ok(Kept::Session));
        assert_eq!(read(&vault.clone(), "key").as_deref(), Some("two"));
        assert_eq!(read(&vault, "other"), None);
        vault.forget("key").unwrap();
        vault.forget("key").unwrap();
        assert_eq!(read(&vault, "key"), None);
    }

    #[test]
    fn the_reason_and_the_fix_are_said() {
        let status = without_keychain().status();
        assert!(!status.available);
        for said in ["until Leadsheet closes", "no D-Bus session", FIX] {
            assert!(status.sentence.contains(said), "{}", status.sentence);
        }
    }

    #[test]
    fn nothing_is_not_kept() {
        assert_eq!(without_keychain().put("key", &"".into()), Err(VaultError::Empty));
    }

    #[test]
    fn a_secret_is_never_printed() {
        let vault = without_keychain();
        vault.put("key", &"sk-secret".into()).unwrap();
        assert!(!format!("{vault:?}").contains("sk-secret"));
    }
}
