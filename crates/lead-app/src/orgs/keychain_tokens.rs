//! The tokens of a sign-in by browser, in the keychain.

use crate::credentials::entry::Entry;
use lead_salesforce::{LoginHost, StoreFault, TokenStore, Tokens};
use lead_secrets::{Kept, Vault};
use std::any::Any;
use std::fs::File;
use std::path::PathBuf;

/// The tokens of one org.
pub(crate) struct KeychainTokens {
    pub vault: Vault,
    /// The name of its entry in the keychain.
    pub name: String,
    /// A file that is locked while one process renews; it stays empty.
    pub lock: PathBuf,
    /// What stands beside the tokens in the entry.
    pub login: LoginHost,
    pub consumer_key: String,
}

impl TokenStore for KeychainTokens {
    fn lock(&self) -> Result<Box<dyn Any + Send>, StoreFault> {
        let told = |error: std::io::Error| StoreFault(format!("{}: {error}", self.lock.display()));
        let file = File::options().create(true).truncate(false).write(true).open(&self.lock).map_err(told)?;
        // Opened for this renewal alone, so that it keeps out others of this process too.
        file.lock().map_err(told)?;
        Ok(Box::new(file))
    }

    fn read(&self) -> Result<Option<Tokens>, StoreFault> {
        let text = self.vault.get(&self.name).map_err(|error| StoreFault(error.to_string()))?;
        Ok(text.and_then(|text| Entry::from_text(&text)?.tokens()))
    }

    fn write(&self, tokens: &Tokens) -> Result<(), StoreFault> {
        let entry = Entry::of_sign_in(&self.login, &self.consumer_key, tokens);
        let had_keychain = self.vault.status().available;
        let text =
            entry.to_text().ok_or_else(|| StoreFault("the tokens could not be written down".into()))?;
        match self.vault.put(&self.name, &text) {
            Ok(Kept::Keychain) => Ok(()),
            // Without a keychain the whole sign-in ends with this process, and was said to.
            Ok(Kept::Session) if !had_keychain => Ok(()),
            Ok(Kept::Session) => Err(StoreFault(self.vault.status().sentence)),
            Err(error) => Err(StoreFault(error.to_string())),
        }
    }
}
