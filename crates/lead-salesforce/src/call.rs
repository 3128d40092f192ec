//! One call to the org: with the session, counted, and once more if the session had to be renewed.

use crate::fault::refusal;
use crate::session::{Session, Token, at};
use crate::{ApiUsage, SalesforceError};
use lead_wire::{Answer, Body, Exchange, Method, Wire};
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use tokio::time::Instant;
use url::Url;

/// Says who is calling, so that an admin sees it in the org's logs.
const CALL_OPTIONS: (&str, &str) =
    ("sforce-call-options", concat!("client=Leadsheet/", env!("CARGO_PKG_VERSION")));

/// Makes calls to one org.
pub(crate) struct Calls {
    wire: Wire,
    session: Session,
    instance: Url,
    /// `/services/data/v68.0/`
    base: String,
    count: AtomicU64,
    usage: Mutex<Option<ApiUsage>>,
}

impl Calls {
    pub(crate) fn new(wire: Wire, session: Session, instance: Url, version: &str) -> Self {
        let base = format!("/services/data/v{version}/");
        Self { wire, session, instance, base, count: AtomicU64::new(0), usage: Mutex::new(None) }
    }

    pub(crate) fn instance(&self) -> &Url {
        &self.instance
    }

    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    pub(crate) fn usage(&self) -> Option<ApiUsage> {
        *self.usage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path of a resource of the interface, from the host's root.
    pub(crate) fn path(&self, resource: &str) -> String {
        format!("{}{resource}", self.base)
    }

    pub(crate) async fn get(&self, resource: &str) -> Result<Answer, SalesforceError> {
        self.call(at(&self.instance, &self.path(resource))?, None).await
    }

    /// Posts JSON. All that this client posts are reads, so it may be sent again.
    pub(crate) async fn post(&self, resource: &str, body: &Value) -> Result<Answer, SalesforceError> {
        self.call(at(&self.instance, &self.path(resource))?, Some(body)).await
    }

    /// The next part of a longer result, at the address the last part named: on this org's own
    /// host, or it does not get the session.
    pub(crate) async fn next(&self, address: &str) -> Result<Answer, SalesforceError> {
        let elsewhere = || SalesforceError::Unreadable {
            what: "its next part lies at an address outside the org".into(),
        };
        let url = self.instance.join(address).map_err(|_| elsewhere())?;
        if url.origin() != self.instance.origin() {
            return Err(elsewhere());
        }
        self.call(url, None).await
    }

    async fn call(&self, url: Url, body: Option<&Value>) -> Result<Answer, SalesforceError> {
        let sent = Instant::now();
        let token = self.session.token();
        match self.once(&token, url.clone(), body).await {
            Err(SalesforceError::SessionExpired) => {
                let renewed = self.session.renewed(&token, sent, &self.wire).await?;
                self.once(&renewed, url, body).await
            }
            other => other,
        }
    }

    async fn once(&self, token: &Token, url: Url, body: Option<&Value>) -> Result<Answer, SalesforceError> {
        let (method, body) = match body {
            Some(json) => (Method::Post, Body::Json(json.to_string().into_bytes())),
            None => (Method::Get, Body::Empty),
        };
        let headers = &[CALL_OPTIONS];
        self.count.fetch_add(1, Ordering::Relaxed);
        let answer =
            self.wire.send(Exchange { method, url, bearer: Some(&token.secret), headers, body }).await?;
        if let Some(usage) = answer.header("sforce-limit-info").and_then(ApiUsage::from_header) {
            *self.usage.lock().unwrap_or_else(PoisonError::into_inner) = Some(usage);
        }
        if answer.is_success() { Ok(answer) } else { Err(refusal(&answer, self.usage())) }
    }
}
