//! Questions to the sign-in's endpoints: tokens for something, and revoking.

use crate::addresses::{at, origin};
use crate::fault::sign_in_refusal;
use crate::{LoginHost, SalesforceError};
use lead_http::{Body, HttpClient, HttpRequest, Method, is_protected};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

/// What the token endpoint grants.
pub(crate) struct Granted {
    pub(crate) access_token: SecretString,
    pub(crate) refresh_token: Option<SecretString>,
    pub(crate) instance_url: Url,
    /// The address that names the user: `…/id/00D…/005…`.
    pub(crate) id: String,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    #[serde(default)]
    refresh_token: Option<String>,
    instance_url: Url,
    #[serde(default)]
    id: String,
}

/// An endpoint of the sign-in.
pub(crate) fn endpoint(host: &LoginHost, name: &str) -> Result<Url, SalesforceError> {
    at(host.url(), &format!("/services/oauth2/{name}"))
}

/// Asks the token endpoint at `host`.
pub(crate) async fn ask_token(
    http: &HttpClient,
    host: &Url,
    form: &[(&str, &str)],
) -> Result<Granted, SalesforceError> {
    let url = at(host, "/services/oauth2/token")?;
    let exchange =
        HttpRequest { method: Method::Post, url, bearer: None, headers: &[], body: Body::Form(form) };
    let answer = http.send(exchange).await?;
    if !answer.is_success() {
        return Err(sign_in_refusal(&answer));
    }
    let TokenAnswer { access_token, refresh_token, instance_url, id } = answer.json()?;
    // The token goes where the sign-in says, but never less protected than the sign-in was.
    let as_protected = instance_url.scheme() == "https" || host.scheme() == "http";
    if !is_protected(&instance_url) || !as_protected {
        return Err(SalesforceError::InsecureUrl { url: origin(&instance_url) });
    }
    let refresh_token = refresh_token.map(SecretString::from);
    Ok(Granted { access_token: access_token.into(), refresh_token, instance_url, id })
}

/// Ends a token, and with a refresh token all sessions that came of it. One that is over already
/// is no error.
pub(crate) async fn revoke(
    http: &HttpClient,
    host: &LoginHost,
    token: &SecretString,
) -> Result<(), SalesforceError> {
    let url = endpoint(host, "revoke")?;
    let form = [("token", token.expose_secret())];
    let exchange =
        HttpRequest { method: Method::Post, url, bearer: None, headers: &[], body: Body::Form(&form) };
    let answer = http.send(exchange).await?;
    if answer.is_success() {
        return Ok(());
    }
    match sign_in_refusal(&answer) {
        SalesforceError::SignInRefused { code, .. }
            if matches!(code.as_str(), "invalid_token" | "unsupported_token_type") =>
        {
            Ok(())
        }
        error => Err(error),
    }
}
