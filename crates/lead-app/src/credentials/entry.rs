//! An entry of the keychain: what signs in, together with the address it may be sent to, so that
//! nobody can send a key to another server by editing a file.

use lead_salesforce::{LoginHost, Tokens};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

/// An entry, as JSON text. What does not apply is empty and left out.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub url: String,
    /// Where a sign-in by browser was made, and where it is renewed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub login: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub access_token: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub refresh_token: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client_id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client_secret: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub api_key: String,
}

impl Entry {
    /// Of a sign-in by browser.
    pub fn of_sign_in(login: &LoginHost, consumer_key: &str, tokens: &Tokens) -> Self {
        let refresh_token = tokens.refresh_token.as_ref().map(|token| token.expose_secret().to_owned());
        Self {
            url: tokens.instance_url.to_string(),
            login: login.to_string(),
            access_token: tokens.access_token.expose_secret().to_owned(),
            refresh_token: refresh_token.unwrap_or_default(),
            client_id: consumer_key.to_owned(),
            ..Self::default()
        }
    }

    /// The tokens of a sign-in by browser.
    pub fn tokens(&self) -> Option<Tokens> {
        let refresh_token = Some(self.refresh_token.as_str()).filter(|token| !token.is_empty());
        (!self.access_token.is_empty()).then_some(())?;
        Some(Tokens {
            access_token: self.access_token.as_str().into(),
            refresh_token: refresh_token.map(SecretString::from),
            instance_url: Url::parse(&self.url).ok()?,
        })
    }

    /// As text. The error is not told: it could quote the secret.
    pub fn to_text(&self) -> Option<SecretString> {
        serde_json::to_string(self).ok().map(SecretString::from)
    }

    /// From its text.
    pub fn from_text(text: &SecretString) -> Option<Self> {
        serde_json::from_str(text.expose_secret()).ok()
    }
}
