//! Credentials, and where they come from: the environment first, else the keychain.
//!
//! What the keychain holds for a provider is one entry with the address and the credentials
//! together, so that nobody can send a key to another server by editing a file.

use crate::address::{read_address, same_server};
use crate::app::Parts;
use crate::environment::names;
use crate::failure::{AppResult, coded};
use crate::{OpenAiForm, Provider, SalesforceForm};
use lead_salesforce::{Connection, Credentials};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

/// Where `OpenAI` itself answers.
pub(crate) const OPENAI_URL: &str = "https://api.openai.com/v1";

/// The way into an org.
pub(crate) struct SalesforceAccess {
    pub connection: Connection,
    pub method: &'static str,
    pub kept_in: &'static str,
}

/// The way to a model.
pub(crate) struct OpenAiAccess {
    pub url: Url,
    pub key: SecretString,
    pub kept_in: &'static str,
}

/// A provider's entry in the keychain, as JSON text.
#[derive(Serialize, Deserialize)]
struct Entry {
    url: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    access_token: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    client_id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    client_secret: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    api_key: String,
}

impl Provider {
    /// Its name in the keychain, on the command line and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Salesforce => "salesforce",
            Self::Openai => "openai",
        }
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Salesforce => "Salesforce",
            Self::Openai => "OpenAI",
        }
    }
}

impl Parts {
    /// The way into the org; `None` where there are no credentials. With `wanted`, an address that
    /// the credentials must be for.
    pub(crate) fn salesforce_access(&self, wanted: Option<&str>) -> AppResult<Option<SalesforceAccess>> {
        let said = |name| self.environment.get(name).map(SecretString::from);
        let token = said(names::SALESFORCE_ACCESS_TOKEN);
        let client =
            self.environment.get(names::SALESFORCE_CLIENT_ID).zip(said(names::SALESFORCE_CLIENT_SECRET));
        let (credentials, method) = match (token, client) {
            (Some(token), _) => (Credentials::AccessToken(token), "access_token"),
            (None, Some((id, client_secret))) => (
                Credentials::ClientCredentials { client_id: id.to_owned(), client_secret },
                "client_credentials",
            ),
            (None, None) => return self.kept_salesforce(wanted),
        };
        let Some(address) = wanted.or(self.environment.get(names::SALESFORCE_URL)) else {
            return Err(coded(
                "not_connected",
                "Salesforce credentials are set in the environment, but not for which org. Set SALESFORCE_URL to \
                 your org's address, or give --salesforce-url.",
            ));
        };
        let url = read_address(address)?;
        Ok(Some(SalesforceAccess {
            connection: Connection { url, credentials },
            method,
            kept_in: "environment",
        }))
    }

    fn kept_salesforce(&self, wanted: Option<&str>) -> AppResult<Option<SalesforceAccess>> {
        let Some(entry) = self.entry(Provider::Salesforce)? else { return Ok(None) };
        let url = read_address(&entry.url)?;
        let wanted = wanted.or(self.environment.get(names::SALESFORCE_URL));
        must_be_for(Provider::Salesforce, &url, wanted)?;
        let (credentials, method) = if entry.access_token.is_empty() {
            let client_secret = SecretString::from(entry.client_secret);
            (
                Credentials::ClientCredentials { client_id: entry.client_id, client_secret },
                "client_credentials",
            )
        } else {
            (Credentials::AccessToken(SecretString::from(entry.access_token)), "access_token")
        };
        let connection = Connection { url, credentials };
        Ok(Some(SalesforceAccess { connection, method, kept_in: self.place() }))
    }

    /// The way to the model, as [`salesforce_access`](Self::salesforce_access).
    pub(crate) fn openai_access(&self, wanted: Option<&str>) -> AppResult<Option<OpenAiAccess>> {
        let wanted = wanted.or(self.environment.get(names::OPENAI_BASE_URL));
        if let Some(key) = self.environment.get(names::OPENAI_API_KEY) {
            let url = read_address(wanted.unwrap_or(OPENAI_URL))?;
            return Ok(Some(OpenAiAccess { url, key: SecretString::from(key), kept_in: "environment" }));
        }
        let Some(entry) = self.entry(Provider::Openai)? else { return Ok(None) };
        let url = read_address(&entry.url)?;
        must_be_for(Provider::Openai, &url, wanted)?;
        Ok(Some(OpenAiAccess { url, key: SecretString::from(entry.api_key), kept_in: self.place() }))
    }

    /// Keeps Salesforce credentials.
    pub(crate) fn keep_salesforce(&self, form: &SalesforceForm) -> AppResult<()> {
        let url = read_address(&form.url)?;
        let [token, id, secret] =
            [&form.access_token, &form.client_id, &form.client_secret].map(|text| text.trim().to_owned());
        if token.is_empty() && (id.is_empty() || secret.is_empty()) {
            return Err(coded(
                "credentials",
                "Enter an access token, or both the consumer key and the consumer secret. Nothing was changed.",
            ));
        }
        let (id, secret) = if token.is_empty() { (id, secret) } else { (String::new(), String::new()) };
        self.keep(
            Provider::Salesforce,
            &Entry {
                url: url.into(),
                access_token: token,
                client_id: id,
                client_secret: secret,
                api_key: String::new(),
            },
        )
    }

    /// Keeps the model's key.
    pub(crate) fn keep_openai(&self, form: &OpenAiForm) -> AppResult<()> {
        let url = read_address(if form.url.trim().is_empty() { OPENAI_URL } else { &form.url })?;
        let api_key = form.api_key.trim().to_owned();
        if api_key.is_empty() {
            return Err(coded("credentials", "Enter an API key. Nothing was changed."));
        }
        self.keep(
            Provider::Openai,
            &Entry {
                url: url.into(),
                access_token: String::new(),
                client_id: String::new(),
                client_secret: String::new(),
                api_key,
            },
        )
    }

    fn keep(&self, provider: Provider, entry: &Entry) -> AppResult<()> {
        // The error is not told: it could quote the secret.
        let text = serde_json::to_string(entry).map_err(|_| {
            coded("credentials", "The credentials could not be written down. Nothing was changed.")
        })?;
        self.vault.put(provider.code(), &SecretString::from(text))?;
        Ok(())
    }

    fn entry(&self, provider: Provider) -> AppResult<Option<Entry>> {
        let Some(text) = self.vault.get(provider.code())? else { return Ok(None) };
        serde_json::from_str(text.expose_secret()).map(Some).map_err(|_| {
            coded(
                "credentials",
                format!(
                    "What the keychain holds for {} cannot be read. Enter the credentials again.",
                    provider.label()
                ),
            )
        })
    }

    fn place(&self) -> &'static str {
        if self.vault.status().available { "keychain" } else { "session" }
    }
}

/// Credentials kept for one server never travel to another.
fn must_be_for(provider: Provider, url: &Url, wanted: Option<&str>) -> AppResult<()> {
    let Some(wanted) = wanted else { return Ok(()) };
    if same_server(url, &read_address(wanted)?) {
        return Ok(());
    }
    let (name, code) = (provider.label(), provider.code());
    Err(coded(
        "not_connected",
        format!(
            "The {name} credentials kept here are for {url}, not for {wanted}, and were not sent there. Sign in to \
             that address with `leadsheet login {code}`, or set its credentials in the environment."
        ),
    ))
}
