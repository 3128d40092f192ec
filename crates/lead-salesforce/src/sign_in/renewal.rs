//! Renewing a session with a refresh token: one at a time, and kept before it is used.

use super::exchange::{self, Granted};
use super::tokens::{StoreFault, TokenStore, Tokens};
use crate::{LoginHost, SalesforceError};
use lead_http::HttpClient;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use url::Url;

/// A sign-in that renews itself. Clones are the same sign-in.
#[derive(Clone)]
pub struct Renewal(Arc<Inner>);

struct Inner {
    host: LoginHost,
    consumer_key: String,
    store: Arc<dyn TokenStore>,
    /// Tokens that the store has not taken yet. The old ones are worth nothing any more.
    unkept: Mutex<Option<Tokens>>,
}

impl Renewal {
    /// Of the sign-in at `host` by the app with this key, whose tokens are in `store`.
    pub fn new(host: LoginHost, consumer_key: &str, store: Arc<dyn TokenStore>) -> Self {
        let consumer_key = consumer_key.to_owned();
        Self(Arc::new(Inner { host, consumer_key, store, unkept: Mutex::new(None) }))
    }

    /// A session's token and where the org's records are: the kept one, or one that is newer than
    /// the one that was `refused`.
    pub(crate) async fn access(
        &self,
        http: &HttpClient,
        refused: Option<&SecretString>,
    ) -> Result<(SecretString, Url), SalesforceError> {
        let (this, http, refused) = (self.clone(), http.clone(), refused.cloned());
        // On its own feet: whoever waits for it may give up, but between Salesforce's answer and
        // the store a new token must not get lost.
        let tokens = match refused {
            None => this.aside(Inner::kept).await?,
            Some(refused) => tokio::spawn(async move { this.renew(&http, &refused).await })
                .await
                .map_err(|_| not_kept("the renewal broke down"))??,
        };
        Ok((tokens.access_token, tokens.instance_url))
    }

    async fn renew(&self, http: &HttpClient, refused: &SecretString) -> Result<Tokens, SalesforceError> {
        let _alone = self.aside(|inner| Ok(inner.store.lock()?)).await?;
        let tokens = self.aside(Inner::kept).await?;
        if tokens.access_token.expose_secret() != refused.expose_secret() {
            // Somebody else has renewed it meanwhile.
            return Ok(tokens);
        }
        let Some(refresh_token) = tokens.refresh_token else { return Err(SalesforceError::SessionExpired) };
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.expose_secret()),
            ("client_id", &self.0.consumer_key),
        ];
        let granted = exchange::ask_token(http, self.0.host.url(), &form).await.map_err(ended)?;
        let Granted { access_token, refresh_token: rotated, instance_url, .. } = granted;
        tracing::info!(rotated = rotated.is_some(), "the Salesforce session was renewed");
        let tokens =
            Tokens { access_token, refresh_token: Some(rotated.unwrap_or(refresh_token)), instance_url };
        let kept = tokens.clone();
        self.aside(move |inner| inner.keep(kept)).await?;
        Ok(tokens)
    }

    /// Signs out: the refresh token and all sessions that came of it end.
    pub async fn revoke(&self, limit: Duration) -> Result<(), SalesforceError> {
        let _alone = self.aside(|inner| Ok(inner.store.lock()?)).await?;
        let tokens = match self.aside(Inner::kept).await {
            Err(SalesforceError::SignInEnded { .. }) => return Ok(()),
            other => other?,
        };
        let http = HttpClient::new(self.0.host.url(), limit)?;
        exchange::revoke(&http, &self.0.host, tokens.refresh_token.as_ref().unwrap_or(&tokens.access_token))
            .await
    }

    async fn aside<T, F>(&self, work: F) -> Result<T, SalesforceError>
    where
        T: Send + 'static,
        F: FnOnce(&Inner) -> Result<T, SalesforceError> + Send + 'static,
    {
        let inner = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&inner))
            .await
            .unwrap_or_else(|_| Err(not_kept("the keychain broke down")))
    }
}

impl Inner {
    /// The newest tokens. Those that could not be kept before are kept first.
    fn kept(&self) -> Result<Tokens, SalesforceError> {
        let unkept = self.unkept.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(tokens) = unkept {
            self.keep(tokens.clone())?;
            return Ok(tokens);
        }
        let nothing = || SalesforceError::SignInEnded { message: "no sign-in is kept".into() };
        self.store.read()?.ok_or_else(nothing)
    }

    fn keep(&self, tokens: Tokens) -> Result<(), SalesforceError> {
        let kept = self.store.write(&tokens);
        if kept.is_err() {
            *self.unkept.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokens);
        }
        Ok(kept?)
    }
}

impl From<StoreFault> for SalesforceError {
    fn from(fault: StoreFault) -> Self {
        not_kept(&fault.0)
    }
}

fn not_kept(why: &str) -> SalesforceError {
    SalesforceError::SignInNotKept { why: why.to_owned() }
}

/// A refused renewal ends the sign-in; anything else may pass.
fn ended(error: SalesforceError) -> SalesforceError {
    match error {
        SalesforceError::SignInRefused { code, message } => {
            SalesforceError::SignInEnded { message: format!("{code}: {message}") }
        }
        other => other,
    }
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Renewal({})", self.0.host)
    }
}
