//! The operating system's keychain, as far as credentials need it.

use crate::patience::within;
use keyring::{Entry, Error};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// The name under which the keychain's own window lists the entries.
const OWNER: &str = "Leadsheet";

/// Long enough for a person to type the password that unlocks the keychain.
const PATIENCE: Duration = Duration::from_mins(1);

/// Where this system keeps credentials, in the words of its users.
pub(crate) const KIND: &str = if cfg!(target_os = "macos") {
    "the macOS keychain"
} else if cfg!(target_os = "windows") {
    "Windows Credential Manager"
} else {
    "the system's keychain (Secret Service)"
};

/// What to do where it is missing or locked.
pub(crate) const FIX: &str = if cfg!(target_os = "macos") {
    "Unlock the login keychain in Keychain Access."
} else if cfg!(target_os = "windows") {
    "Check that the Credential Manager service is running."
} else {
    "Install gnome-keyring or KWallet, sign in to the desktop so that it is unlocked, and start Leadsheet again. \
     Without a desktop, pass credentials by environment variable."
};

/// What the keychain said when it did not do as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no such entry.
    NoEntry,
    /// It could not or would not; in its own words.
    Said(String),
}

/// Whether there is a keychain that answers.
pub(crate) fn probe() -> Result<(), Refusal> {
    ask(|| match Entry::store_status() {
        Ok(()) => Ok(()),
        Err(error) => Err(refusal(error)),
    })
}

pub(crate) fn put(name: &str, secret: &SecretString) -> Result<(), Refusal> {
    let (name, secret) = (name.to_owned(), secret.clone());
    // As bytes: Windows would store text as UTF-16 and so take tokens of half the length only.
    ask(move || entry(&name)?.set_secret(secret.expose_secret().as_bytes()).map_err(|error| refusal(&error)))
}

pub(crate) fn get(name: &str) -> Result<SecretString, Refusal> {
    let name = name.to_owned();
    ask(move || {
        let bytes = entry(&name)?.get_secret().map_err(|error| refusal(&error))?;
        String::from_utf8(bytes)
            .map(SecretString::from)
            .map_err(|_| Refusal::Said("the entry is not text".into()))
    })
}

pub(crate) fn forget(name: &str) -> Result<(), Refusal> {
    let name = name.to_owned();
    ask(move || entry(&name)?.delete_credential().map_err(|error| refusal(&error)))
}

fn entry(name: &str) -> Result<Entry, Refusal> {
    Entry::new(OWNER, name).map_err(|error| refusal(&error))
}

fn ask<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refusal> + Send + 'static) -> Result<T, Refusal> {
    let silence = || Refusal::Said(format!("no answer within {} seconds", PATIENCE.as_secs()));
    within(PATIENCE, work).unwrap_or_else(|| Err(silence()))
}

/// The words of an error; never its contents, which may be the secret that could not be read.
fn refusal(error: &Error) -> Refusal {
    Refusal::Said(match error {
        Error::NoEntry => return Refusal::NoEntry,
        Error::PlatformFailure(cause) | Error::NoStorageAccess(cause) => cause.to_string(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "the entry cannot be read".to_owned(),
        Error::Ambiguous(_) => "more than one entry has this name".to_owned(),
        Error::NoDefaultStore => "there is none".to_owned(),
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_never_repeats_what_could_not_be_read() {
        for error in [
            Error::BadEncoding(b"sk-secret".to_vec()),
            Error::BadDataFormat(b"sk-secret".to_vec(), "sk-secret".into()),
        ] {
            assert!(!format!("{:?}", refusal(&error)).contains("secret"));
        }
        assert_eq!(refusal(&Error::NoEntry), Refusal::NoEntry);
    }
}
