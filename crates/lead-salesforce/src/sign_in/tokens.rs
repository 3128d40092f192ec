//! What a sign-in leaves behind, and where a host keeps it.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use url::Url;

/// The tokens of a sign-in. They belong together and are kept as one.
#[derive(Clone)]
pub struct Tokens {
    /// The session.
    pub access_token: SecretString,
    /// What the next session is asked for with; good once where the app rotates it. `None` where
    /// the app may not renew.
    pub refresh_token: Option<SecretString>,
    /// Where the org's records are.
    pub instance_url: Url,
}

#[derive(Serialize)]
struct Written<'a> {
    access_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    instance_url: &'a str,
}

impl Tokens {
    /// As one text for a keychain.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        let written = Written {
            access_token: self.access_token.expose_secret(),
            refresh_token: self.refresh_token.as_ref().map(ExposeSecret::expose_secret),
            instance_url: self.instance_url.as_str(),
        };
        // Text under text keys always serializes.
        serde_json::to_string(&written).unwrap_or_default().into()
    }

    /// From the text that [`to_text`](Self::to_text) made; `None` where it is something else.
    #[must_use]
    pub fn from_text(text: &SecretString) -> Option<Self> {
        #[derive(Deserialize)]
        struct Read {
            access_token: String,
            #[serde(default)]
            refresh_token: Option<String>,
            instance_url: Url,
        }
        let Read { access_token, refresh_token, instance_url } =
            serde_json::from_str(text.expose_secret()).ok()?;
        Some(Self {
            access_token: access_token.into(),
            refresh_token: refresh_token.map(SecretString::from),
            instance_url,
        })
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tokens({})", crate::addresses::origin(&self.instance_url))
    }
}

/// Why tokens could not be read or kept: what went wrong, for people, and never the tokens.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct StoreFault(pub String);

/// Where the tokens of one sign-in are kept. All its methods may block.
pub trait TokenStore: Send + Sync {
    /// Waits until nobody else renews this sign-in, in this process or another, and keeps
    /// everybody out until what it gives is dropped.
    fn lock(&self) -> Result<Box<dyn Any + Send>, StoreFault>;
    /// The tokens; `None` where there are none.
    fn read(&self) -> Result<Option<Tokens>, StoreFault>;
    /// Keeps the tokens in place of those that are there. When it returns they are kept, whatever
    /// becomes of this process.
    fn write(&self, tokens: &Tokens) -> Result<(), StoreFault>;
}

/// Tokens that end with this process, for a host without a keychain.
#[derive(Default)]
pub struct MemoryTokens {
    tokens: Mutex<Option<Tokens>>,
    renewing: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryTokens {
    /// Holds these tokens.
    #[must_use]
    pub fn holding(tokens: Tokens) -> Self {
        Self { tokens: Mutex::new(Some(tokens)), ..Self::default() }
    }
}

impl TokenStore for MemoryTokens {
    fn lock(&self) -> Result<Box<dyn Any + Send>, StoreFault> {
        Ok(Box::new(Arc::clone(&self.renewing).blocking_lock_owned()))
    }

    fn read(&self) -> Result<Option<Tokens>, StoreFault> {
        Ok(self.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    fn write(&self, tokens: &Tokens) -> Result<(), StoreFault> {
        *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokens.clone());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_come_back_from_their_text_and_are_not_printed() {
        let tokens = Tokens {
            access_token: "00D!secret".into(),
            refresh_token: Some("5Aep-secret".into()),
            instance_url: "https://acme.my.salesforce.com".parse().unwrap(),
        };
        let back = Tokens::from_text(&tokens.to_text()).unwrap();
        assert_eq!(back.access_token.expose_secret(), "00D!secret");
        assert_eq!(back.refresh_token.unwrap().expose_secret(), "5Aep-secret");
        assert_eq!(back.instance_url, tokens.instance_url);
        assert_eq!(format!("{tokens:?}"), "Tokens(https://acme.my.salesforce.com)");
        assert!(Tokens::from_text(&"{}".into()).is_none() && Tokens::from_text(&"".into()).is_none());
    }
}
