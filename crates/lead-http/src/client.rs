//! The exchange.

use crate::address::{is_loopback, is_protected, shown};
use crate::fault::{fault, innermost};
use crate::{Answer, HttpFault, Incoming};
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::redirect::Policy;
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;
use url::Url;

/// A connection has come about by then or never will.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Several times the largest answer that is held whole: what an org's Lead object consists of, with
/// 800 fields and their picklists.
const MOST_WHOLE: usize = 32 << 20;
/// Nothing that refuses a request has more to say.
const MOST_REFUSAL: usize = 1 << 20;

/// Sends exchanges to one provider. Clones share the connections.
#[derive(Debug, Clone)]
pub struct HttpClient {
    client: reqwest::Client,
    limit: Duration,
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
    Json(String),
    /// Form fields.
    Form(&'a [(&'a str, &'a str)]),
}

/// One request. Has no debug form, since it may hold secrets.
pub struct HttpRequest<'a> {
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

impl HttpClient {
    /// For exchanges with the provider at `url`, none of which may take longer than `limit`.
    pub fn new(url: &Url, limit: Duration) -> Result<Self, HttpFault> {
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
        let client = builder.build().map_err(|error| HttpFault::Unreachable {
            host: url.host_str().unwrap_or_default().to_owned(),
            why: innermost(&error),
        })?;
        Ok(Self { client, limit })
    }

    /// The limit of one exchange.
    #[must_use]
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// Sends once and waits for the whole answer, which is held in memory.
    pub async fn send(&self, exchange: HttpRequest<'_>) -> Result<Answer, HttpFault> {
        self.send_for(exchange, MOST_WHOLE).await
    }

    /// As [`send`](Self::send), for an answer that has so many bytes at most when it is unpacked.
    pub async fn send_for(&self, exchange: HttpRequest<'_>, most: usize) -> Result<Answer, HttpFault> {
        let incoming = self.open(exchange, most).await?;
        incoming.whole().await
    }

    /// Sends once and waits for the head of the answer; its body comes piece by piece, `most` bytes
    /// at most when it is unpacked. The time limit is for head and body together.
    pub async fn open(&self, exchange: HttpRequest<'_>, most: usize) -> Result<Incoming, HttpFault> {
        let HttpRequest { method, url, bearer, headers, body } = exchange;
        if !is_protected(&url) {
            return Err(HttpFault::Unprotected { address: shown(&url) });
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
            // Wrapped, it is let go of once it is sent; otherwise a copy would wait for the answer, to be
            // sent once more, which is for the run to decide.
            Body::Json(text) => {
                request.header(CONTENT_TYPE, "application/json").body(reqwest::Body::wrap(text))
            }
            Body::Form(fields) => {
                let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form)
            }
        };
        let response = request.send().await.map_err(|error| fault(&host, self.limit, &error))?;
        let status = response.status();
        // What has not changed since is no redirect, though its number says so.
        if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
            return Err(HttpFault::Redirected { host, to: destination(&url, response.headers()) });
        }
        let most = if status.is_success() { most } else { most.min(MOST_REFUSAL) };
        Ok(Incoming::new(response, host, self.limit, most))
    }
}

fn head(bearer: Option<&SecretString>, further: &[(&'static str, &str)]) -> Result<HeaderMap, HttpFault> {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    for (name, value) in further {
        let value = HeaderValue::from_str(value).map_err(|_| HttpFault::UnusableSecret)?;
        headers.insert(*name, value);
    }
    if let Some(secret) = bearer {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", secret.expose_secret().trim()))
            .map_err(|_| HttpFault::UnusableSecret)?;
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
