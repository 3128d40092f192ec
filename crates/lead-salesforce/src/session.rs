//! The session: opening it, and renewing it once for all who need it.

use crate::fault::sign_in_refusal;
use crate::{Connection, Credentials, SalesforceError};
use lead_wire::{Body, Exchange, Method, Wire, is_protected};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
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

/// What the token endpoint answers.
#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    instance_url: Url,
}

impl Session {
    /// Signs in; the second value is where the org's records are.
    pub(crate) async fn open(connection: Connection, wire: &Wire) -> Result<(Self, Url), SalesforceError> {
        let (secret, instance) = match &connection.credentials {
            Credentials::AccessToken(token) => (token.clone(), connection.url.clone()),
            Credentials::ClientCredentials { client_id, client_secret } => {
                sign_in(wire, &connection.url, client_id, client_secret).await?
            }
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
        wire: &Wire,
    ) -> Result<Arc<Token>, SalesforceError> {
        let Credentials::ClientCredentials { client_id, client_secret } = &self.connection.credentials else {
            return Err(SalesforceError::SessionExpired);
        };
        let mut last_failure = self.renewing.lock().await;
        let current = self.token();
        if current.number > refused.number {
            return Ok(current);
        }
        if let Some((_, error)) = last_failure.as_ref().filter(|(at, _)| sent <= *at) {
            return Err(error.clone());
        }
        tracing::info!("the Salesforce session has ended; signing in again");
        match sign_in(wire, &self.connection.url, client_id, client_secret).await {
            Ok((secret, _)) => {
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
}

async fn sign_in(
    wire: &Wire,
    host: &Url,
    client_id: &str,
    client_secret: &SecretString,
) -> Result<(SecretString, Url), SalesforceError> {
    let url = at(host, "/services/oauth2/token")?;
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", client_id.trim()),
        ("client_secret", client_secret.expose_secret().trim()),
    ];
    let exchange =
        Exchange { method: Method::Post, url, bearer: None, headers: &[], body: Body::Form(&form) };
    let answer = wire.send(exchange).await?;
    if !answer.is_success() {
        return Err(sign_in_refusal(&answer));
    }
    let TokenAnswer { access_token, instance_url } = answer.json()?;
    // The token goes where the sign-in says, but never less protected than the sign-in was.
    let as_protected = instance_url.scheme() == "https" || host.scheme() == "http";
    if !is_protected(&instance_url) || !as_protected {
        return Err(SalesforceError::InsecureUrl { url: origin(&instance_url) });
    }
    Ok((SecretString::from(access_token), instance_url))
}

/// A path at a host.
pub(crate) fn at(host: &Url, path: &str) -> Result<Url, SalesforceError> {
    host.join(path).map_err(|_| SalesforceError::InsecureUrl { url: origin(host) })
}

/// The address without path and query.
pub(crate) fn origin(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default())
}
