//! The session: opening it, and renewing it once for all who need it.

use crate::sign_in::{Granted, ask_token};
use crate::{Connection, Credentials, SalesforceError};
use lead_http::HttpClient;
use secrecy::{ExposeSecret, SecretString};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

/// A session's token. The number tells a renewed one from its forerunner.
pub(crate) struct Token {
    pub(crate) secret: SecretString,
    number: u64,
}

/// The session of one client.
pub(crate) struct Session {
    connection: Connection,
    current: RwLock<Arc<Token>>,
    /// Held while one renews for all; remembers how and when the last attempt failed.
    renewing: Mutex<Option<(Instant, SalesforceError)>>,
}

impl Session {
    /// Signs in; the second value is where the org's records are.
    pub(crate) async fn open(
        connection: Connection,
        http: &HttpClient,
    ) -> Result<(Self, Url), SalesforceError> {
        let (secret, instance) = match &connection.credentials {
            Credentials::AccessToken(token) => (token.clone(), connection.url.clone()),
            Credentials::ClientCredentials { client_id, client_secret } => {
                sign_in(http, &connection.url, client_id, client_secret).await?
            }
            Credentials::SignedIn(renewal) => renewal.access(http, None).await?,
            Credentials::Sf(sf) => (sf.access(None).await?, connection.url.clone()),
        };
        let current = RwLock::new(Arc::new(Token { secret, number: 0 }));
        Ok((Self { connection, current, renewing: Mutex::new(None) }, instance))
    }

    pub(crate) fn token(&self) -> Arc<Token> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A token that is newer than the one that was refused to a request sent at `sent`. Whoever
    /// comes first renews; the others wait for it and share what comes of it, good or bad.
    pub(crate) async fn renewed(
        &self,
        refused: &Token,
        sent: Instant,
        http: &HttpClient,
    ) -> Result<Arc<Token>, SalesforceError> {
        if let Credentials::AccessToken(_) = self.connection.credentials {
            return Err(SalesforceError::SessionExpired);
        }
        let mut last_failure = self.renewing.lock().await;
        let current = self.token();
        if current.number > refused.number {
            return Ok(current);
        }
        if let Some((_, error)) = last_failure.as_ref().filter(|(at, _)| sent <= *at) {
            return Err(error.clone());
        }
        tracing::info!("the Salesforce session has ended; signing in again");
        match self.next(refused, http).await {
            Ok(secret) => {
                let token = Arc::new(Token { secret, number: refused.number + 1 });
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&token);
                *last_failure = None;
                Ok(token)
            }
            Err(error) => {
                *last_failure = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    /// The token of a new session.
    async fn next(&self, refused: &Token, http: &HttpClient) -> Result<SecretString, SalesforceError> {
        match &self.connection.credentials {
            Credentials::AccessToken(_) => Err(SalesforceError::SessionExpired),
            Credentials::ClientCredentials { client_id, client_secret } => {
                Ok(sign_in(http, &self.connection.url, client_id, client_secret).await?.0)
            }
            Credentials::SignedIn(renewal) => Ok(renewal.access(http, Some(&refused.secret)).await?.0),
            Credentials::Sf(sf) => sf.access(Some(&refused.secret)).await,
        }
    }
}

async fn sign_in(
    http: &HttpClient,
    host: &Url,
    client_id: &str,
    client_secret: &SecretString,
) -> Result<(SecretString, Url), SalesforceError> {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", client_id.trim()),
        ("client_secret", client_secret.expose_secret().trim()),
    ];
    let Granted { access_token, instance_url, .. } = ask_token(http, host, &form).await?;
    Ok((access_token, instance_url))
}
