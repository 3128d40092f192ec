//! Credentials, and where they come from: the environment first, else the keychain.

use crate::app::Parts;
use crate::credentials::address::{read_address, same_server};
use crate::credentials::entry::Entry;
use crate::environment::names;
use crate::error::{AppResult, coded};
use crate::orgs::{Directory, FIRST_ID, KeychainTokens, OrgRecord, name_of};
use crate::sign_in::no_sf;
use crate::{OpenAiForm, Provider, SalesforceForm, SignInMethod};
use lead_salesforce::{Connection, Credentials, LoginHost, Renewal, SfCommand};
use secrecy::SecretString;
use std::sync::Arc;
use url::Url;

/// Where `OpenAI` itself answers.
pub(crate) const OPENAI_URL: &str = "https://api.openai.com/v1";
/// Locked while a process renews a sign-in.
const RENEWING: &str = "sign-in.lock";

/// The way into an org.
pub(crate) struct SalesforceAccess {
    pub connection: Connection,
    /// Names the org and the user who reads there, where that can be told without asking; nothing of
    /// it is secret.
    pub reader: Option<String>,
}

/// The way into an org, as far as it can be told without going there.
pub(crate) struct SalesforceSeen {
    pub url: Url,
    pub method: SignInMethod,
    pub kept_in: &'static str,
    /// Who is signed in, where that is known.
    pub username: String,
}

/// The way to a model.
pub(crate) struct OpenAiAccess {
    pub url: Url,
    pub key: SecretString,
    pub kept_in: &'static str,
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

impl SignInMethod {
    /// Its name on the wire.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Sf => "sf",
            Self::ClientCredentials => "client_credentials",
            Self::AccessToken => "access_token",
        }
    }
}

impl Parts {
    /// The way into the org; `None` where there are no credentials. With `wanted`, an address that
    /// the credentials must be for.
    pub(crate) fn salesforce_access(&self, wanted: Option<&str>) -> AppResult<Option<SalesforceAccess>> {
        if let Some((url, credentials)) = self.told_by_environment(wanted)? {
            // A token's owner is known to Salesforce alone.
            let reader = match &credentials {
                Credentials::ClientCredentials { client_id, .. } => Some(format!("{client_id} at {url}")),
                _ => None,
            };
            return Ok(Some(SalesforceAccess { connection: Connection { url, credentials }, reader }));
        }
        let wanted = wanted.or(self.environment.get(names::SALESFORCE_URL));
        let Some(org) = self.org_for(wanted)? else { return Ok(None) };
        let connection = self.connection_to(&org)?;
        must_be_for(Provider::Salesforce, &connection.url, wanted)?;
        let reader = match org.method {
            SignInMethod::AccessToken => None,
            _ => Some(format!("{} {} at {}", org.id, org.username, connection.url)),
        };
        Ok(Some(SalesforceAccess { connection, reader }))
    }

    /// What can be told of it without asking anybody but the keychain.
    pub(crate) fn salesforce_seen(&self) -> AppResult<Option<SalesforceSeen>> {
        if let Some((url, credentials)) = self.told_by_environment(None)? {
            let method = match credentials {
                Credentials::AccessToken(_) => SignInMethod::AccessToken,
                _ => SignInMethod::ClientCredentials,
            };
            return Ok(Some(SalesforceSeen { url, method, kept_in: "environment", username: String::new() }));
        }
        let wanted = self.environment.get(names::SALESFORCE_URL);
        let Some(org) = self.org_for(wanted)? else { return Ok(None) };
        let (url, kept_in) = match org.method {
            SignInMethod::Sf => (read_address(&org.url)?, "sf"),
            _ => (read_address(&self.entry_of(&org)?.url)?, self.place()),
        };
        must_be_for(Provider::Salesforce, &url, wanted)?;
        Ok(Some(SalesforceSeen { url, method: org.method, kept_in, username: org.username }))
    }

    fn told_by_environment(&self, wanted: Option<&str>) -> AppResult<Option<(Url, Credentials)>> {
        let said = |name| self.environment.get(name).map(SecretString::from);
        let token = said(names::SALESFORCE_ACCESS_TOKEN);
        let client =
            self.environment.get(names::SALESFORCE_CLIENT_ID).zip(said(names::SALESFORCE_CLIENT_SECRET));
        let credentials = match (token, client) {
            (Some(token), _) => Credentials::AccessToken(token),
            (None, Some((id, client_secret))) => {
                Credentials::ClientCredentials { client_id: id.to_owned(), client_secret }
            }
            (None, None) => return Ok(None),
        };
        let Some(address) = wanted.or(self.environment.get(names::SALESFORCE_URL)) else {
            return Err(coded(
                "not_connected",
                "Salesforce credentials are set in the environment, but not for which org. Set SALESFORCE_URL to \
                 your org's address, or give --salesforce-url.",
            ));
        };
        Ok(Some((read_address(address)?, credentials)))
    }

    fn connection_to(&self, org: &OrgRecord) -> AppResult<Connection> {
        if org.method == SignInMethod::Sf {
            let command = SfCommand::find().ok_or_else(no_sf)?;
            // sf itself says where its session may be sent.
            let (sign_in, url) =
                tokio::runtime::Handle::current().block_on(command.sign_in(&org.username))?;
            must_be_for(Provider::Salesforce, &url, Some(&org.url))?;
            return Ok(Connection { url, credentials: Credentials::Sf(sign_in) });
        }
        let entry = self.entry_of(org)?;
        let url = read_address(&entry.url)?;
        let credentials = if !entry.login.is_empty() {
            Credentials::SignedIn(
                self.renewal(&org.id, &entry).ok_or_else(|| unreadable(Provider::Salesforce))?,
            )
        } else if entry.access_token.is_empty() {
            let client_secret = SecretString::from(entry.client_secret);
            Credentials::ClientCredentials { client_id: entry.client_id, client_secret }
        } else {
            Credentials::AccessToken(SecretString::from(entry.access_token))
        };
        Ok(Connection { url, credentials })
    }

    /// What renews a sign-in by browser; `None` where the entry is none.
    pub(crate) fn renewal(&self, id: &str, entry: &Entry) -> Option<Renewal> {
        let login = LoginHost::parse(&entry.login).ok()?;
        let store = KeychainTokens {
            vault: self.vault.clone(),
            name: id.to_owned(),
            lock: self.home.folder().join(RENEWING),
            login: login.clone(),
            consumer_key: entry.client_id.clone(),
        };
        Some(Renewal::new(login, &entry.client_id, Arc::new(store)))
    }

    fn entry_of(&self, org: &OrgRecord) -> AppResult<Entry> {
        self.entry(&org.id, Provider::Salesforce)?.ok_or_else(|| Self::not_signed_in(org))
    }

    /// The way to the model, as [`salesforce_access`](Self::salesforce_access).
    pub(crate) fn openai_access(&self, wanted: Option<&str>) -> AppResult<Option<OpenAiAccess>> {
        let wanted = wanted.or(self.environment.get(names::OPENAI_BASE_URL));
        if let Some(key) = self.environment.get(names::OPENAI_API_KEY) {
            let url = read_address(wanted.unwrap_or(OPENAI_URL))?;
            return Ok(Some(OpenAiAccess { url, key: SecretString::from(key), kept_in: "environment" }));
        }
        let Some(entry) = self.entry(Provider::Openai.code(), Provider::Openai)? else { return Ok(None) };
        let url = read_address(&entry.url)?;
        must_be_for(Provider::Openai, &url, wanted)?;
        Ok(Some(OpenAiAccess { url, key: SecretString::from(entry.api_key), kept_in: self.place() }))
    }

    /// Keeps Salesforce credentials that were typed in; their org is the active one now.
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
        let mut list = self.orgs()?;
        let same = |org: &&OrgRecord| {
            is_typed(org.method) && read_address(&org.url).is_ok_and(|known| same_server(&known, &url))
        };
        let name = match list.orgs.iter().find(same) {
            Some(org) => org.id.clone(),
            None if list.orgs.iter().all(|org| org.id != FIRST_ID) => FIRST_ID.to_owned(),
            None => Directory::new_id(),
        };
        let entry = Entry {
            url: url.to_string(),
            access_token: token,
            client_id: id,
            client_secret: secret,
            ..Entry::default()
        };
        let org = typed(&name, &entry, &url);
        self.keep_entry(&name, &entry)?;
        list.put(org);
        list.save(self.home.folder())
    }

    /// Keeps the model's key.
    pub(crate) fn keep_openai(&self, form: &OpenAiForm) -> AppResult<()> {
        let url = read_address(if form.url.trim().is_empty() { OPENAI_URL } else { &form.url })?;
        let api_key = form.api_key.trim().to_owned();
        if api_key.is_empty() {
            return Err(coded("credentials", "Enter an API key. Nothing was changed."));
        }
        let entry = Entry { url: url.into(), api_key, ..Entry::default() };
        self.keep_entry(Provider::Openai.code(), &entry)
    }

    pub(crate) fn keep_entry(&self, name: &str, entry: &Entry) -> AppResult<()> {
        let text = entry.to_text().ok_or_else(|| {
            coded("credentials", "The credentials could not be written down. Nothing was changed.")
        })?;
        self.vault.put(name, &text)?;
        Ok(())
    }

    pub(crate) fn entry(&self, name: &str, provider: Provider) -> AppResult<Option<Entry>> {
        let Some(text) = self.vault.get(name)? else { return Ok(None) };
        Entry::from_text(&text).map(Some).ok_or_else(|| unreadable(provider))
    }

    fn place(&self) -> &'static str {
        if self.vault.status().available { "keychain" } else { "session" }
    }
}

fn is_typed(method: SignInMethod) -> bool {
    matches!(method, SignInMethod::ClientCredentials | SignInMethod::AccessToken)
}

fn typed(id: &str, entry: &Entry, url: &Url) -> OrgRecord {
    let method = match entry.access_token.as_str() {
        "" => SignInMethod::ClientCredentials,
        _ => SignInMethod::AccessToken,
    };
    OrgRecord {
        id: id.to_owned(),
        name: name_of(url),
        login: String::new(),
        consumer_key: String::new(),
        method,
        url: url.to_string(),
        org_id: String::new(),
        username: String::new(),
    }
}

fn unreadable(provider: Provider) -> crate::AppError {
    coded(
        "credentials",
        format!("What the keychain holds for {} cannot be read. Sign in again.", provider.label()),
    )
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
