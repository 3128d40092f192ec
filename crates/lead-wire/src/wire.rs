//! The exchange.

use crate::address::{is_loopback, is_protected, shown};
use crate::{Answer, WireFault};
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};
use std::error::Error;
use std::time::Duration;
use url::Url;

/// A connection has come about by then or never will.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Several times the largest answer either provider gives (2,000 leads with all their fields).
const MOST_BYTES: usize = 128 << 20;

/// Sends exchanges to one provider. Clones share the connections.
#[derive(Debug, Clone)]
pub struct Wire {
    client: reqwest::Client,
    limit: Duration,
    most_bytes: usize,
}

/// The HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Send a body.
    Post,
    /// Change something.
    Patch,
    /// Remove something.
    Delete,
}

/// What is sent along. Has no debug form, since it may hold secrets.
pub enum Body<'a> {
    /// Nothing.
    Empty,
    /// JSON text.
    Json(Vec<u8>),
    /// Form fields.
    Form(&'a [(&'a str, &'a str)]),
}

/// One request. Has no debug form, since it may hold secrets.
pub struct Exchange<'a> {
    /// How.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// The token or key that goes along.
    pub bearer: Option<&'a SecretString>,
    /// Further headers.
    pub headers: &'a [(&'static str, &'a str)],
    /// What is sent along.
    pub body: Body<'a>,
}

impl Wire {
    /// For exchanges with the provider at `url`, none of which may take longer than `limit`.
    pub fn new(url: &Url, limit: Duration) -> Result<Self, WireFault> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("Leadsheet/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .connect_timeout(CONNECT_LIMIT.min(limit))
            .timeout(limit)
            // One HTTP/2 connection carries a hundred requests at once or so; a run may need several
            // hundred, and a broken connection would take all of them with it.
            .http1_only();
        if is_loopback(url) {
            // A company's proxy cannot reach this computer's own ports.
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| WireFault::Unreachable {
            host: url.host_str().unwrap_or_default().to_owned(),
            why: innermost(&error),
        })?;
        Ok(Self { client, limit, most_bytes: MOST_BYTES })
    }

    /// The limit of one exchange.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// Sends once and waits for the whole answer.
    pub async fn send(&self, exchange: Exchange<'_>) -> Result<Answer, WireFault> {
        let Exchange { method, url, bearer, headers, body } = exchange;
        if !is_protected(&url) {
            return Err(WireFault::Unprotected { address: shown(&url) });
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let method = match method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut request = self.client.request(method, url.clone()).headers(head(bearer, headers)?);
        request = match body {
            Body::Empty => request,
            Body::Json(text) => request.header(CONTENT_TYPE, "application/json").body(text),
            Body::Form(fields) => {
                let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form)
            }
        };
        let mut response = request.send().await.map_err(|error| self.fault(&host, &error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        // What has not changed since is no redirect, though its number says so.
        if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
            return Err(WireFault::Redirected { host, to: destination(&url, &headers) });
        }
        let mut whole = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| self.fault(&host, &error))? {
            if whole.len() + part.len() > self.most_bytes {
                return Err(WireFault::Oversized { most: self.most_bytes });
            }
            whole.extend_from_slice(&part);
        }
        Ok(Answer::new(status.as_u16(), headers, whole))
    }

    fn fault(&self, host: &str, error: &reqwest::Error) -> WireFault {
        if error.is_connect() || error.is_builder() {
            WireFault::Unreachable { host: host.to_owned(), why: innermost(error) }
        } else if error.is_timeout() {
            WireFault::TimedOut { limit: self.limit }
        } else {
            WireFault::BrokeOff
        }
    }
}

fn head(bearer: Option<&SecretString>, further: &[(&'static str, &str)]) -> Result<HeaderMap, WireFault> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    for (name, value) in further {
        let value = HeaderValue::from_str(value).map_err(|_| WireFault::UnusableSecret)?;
        headers.insert(*name, value);
    }
    if let Some(secret) = bearer {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", secret.expose_secret().trim()))
            .map_err(|_| WireFault::UnusableSecret)?;
        value.set_sensitive(true);
        headers.insert(AUTHORIZATION, value);
    }
    Ok(headers)
}

/// The host of a redirect; not its path or query, which may hold a token.
fn destination(from: &Url, headers: &HeaderMap) -> String {
    headers
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| from.join(text).ok())
        .map_or_else(|| "an address it does not name".into(), |to| shown(&to))
}

/// What lies at the bottom of an error: the operating system's or the TLS library's own words.
fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
