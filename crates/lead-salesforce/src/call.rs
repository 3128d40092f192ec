//! One call to the org: with the session, counted, within the budget, and again if the session had to
//! be renewed or the version of the interface has gone.

use crate::budget::Budget;
use crate::fault::refusal;
use crate::session::{Session, Token, at};
use crate::version::negotiate;
use crate::{ApiUsage, SalesforceError};
use lead_wire::{Answer, Body, Exchange, Method, Wire};
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use tokio::time::Instant;
use url::Url;

/// Says who is calling, so that an admin sees it in the org's logs.
const CALL_OPTIONS: (&str, &str) =
    ("sforce-call-options", concat!("client=Leadsheet/", env!("CARGO_PKG_VERSION")));

/// A session may be over again before its turn comes, where it lasts few calls and many are on their
/// way; one that is refused time and again is not worth another.
const MOST_RENEWALS: usize = 5;

/// Makes calls to one org.
pub(crate) struct Calls {
    wire: Wire,
    session: Session,
    instance: Url,
    /// `68.0`
    version: RwLock<String>,
    count: AtomicU64,
    pub(crate) budget: Budget,
}

/// Where a call goes.
enum Target<'a> {
    /// A resource, in the version agreed on.
    Resource(&'a str),
    /// An address that does not depend on the version agreed on.
    Address(Url),
}

/// What is sent.
#[derive(Clone, Copy)]
struct Sent<'a> {
    method: Method,
    body: Option<&'a Value>,
    /// Only what has changed since then is asked for.
    since: Option<&'a str>,
}

const GET: Sent<'static> = Sent { method: Method::Get, body: None, since: None };
const NOT_MODIFIED: u16 = 304;

impl Calls {
    pub(crate) fn new(wire: Wire, session: Session, instance: Url, version: String) -> Self {
        let version = RwLock::new(version);
        Self { wire, session, instance, version, count: AtomicU64::new(0), budget: Budget::default() }
    }

    pub(crate) fn instance(&self) -> &Url {
        &self.instance
    }

    pub(crate) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    pub(crate) fn usage(&self) -> Option<ApiUsage> {
        self.budget.usage()
    }

    /// The version agreed on.
    pub(crate) fn version(&self) -> String {
        self.version.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The path of a resource of the interface, from the host's root.
    pub(crate) fn path(&self, resource: &str) -> String {
        path(&self.version(), resource)
    }

    pub(crate) async fn get(&self, resource: &str) -> Result<Answer, SalesforceError> {
        self.call(Target::Resource(resource), GET).await
    }

    /// A resource as it is now; `None` where it has not changed since then, as the org itself wrote
    /// that instant.
    pub(crate) async fn get_since(
        &self,
        resource: &str,
        since: Option<&str>,
    ) -> Result<Option<Answer>, SalesforceError> {
        let answer = self.call(Target::Resource(resource), Sent { since, ..GET }).await?;
        Ok((answer.status() != NOT_MODIFIED).then_some(answer))
    }

    /// Posts JSON. All that this client posts are reads, so it may be sent again.
    pub(crate) async fn post(&self, resource: &str, body: &Value) -> Result<Answer, SalesforceError> {
        self.call(Target::Resource(resource), Sent { method: Method::Post, body: Some(body), since: None })
            .await
    }

    /// A resource in a version of its own: what belongs to a job is read in the job's.
    pub(crate) async fn get_in(&self, version: &str, resource: &str) -> Result<Answer, SalesforceError> {
        self.call(Target::Address(at(&self.instance, &path(version, resource))?), GET).await
    }

    /// Changes or removes what this client itself has made.
    pub(crate) async fn change_in(
        &self,
        version: &str,
        resource: &str,
        method: Method,
        body: Option<&Value>,
    ) -> Result<Answer, SalesforceError> {
        self.call(
            Target::Address(at(&self.instance, &path(version, resource))?),
            Sent { method, body, since: None },
        )
        .await
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
        self.call(Target::Address(url), GET).await
    }

    async fn call(&self, target: Target<'_>, sent: Sent<'_>) -> Result<Answer, SalesforceError> {
        let version = self.version();
        match self.in_session(&target, &version, sent).await {
            Err(retired @ SalesforceError::VersionRetired { .. }) if target.follows_version() => {
                let agreed = self.agree_anew(&version).await?;
                if agreed == version { Err(retired) } else { self.in_session(&target, &agreed, sent).await }
            }
            other => other,
        }
    }

    /// Another version than the one that has gone; the same where there is none.
    async fn agree_anew(&self, gone: &str) -> Result<String, SalesforceError> {
        let current = self.version();
        if current != gone {
            return Ok(current);
        }
        let agreed = negotiate(&self.wire, &self.instance).await?;
        tracing::warn!(gone, agreed, "the version of the interface has gone");
        (*self.version.write().unwrap_or_else(PoisonError::into_inner)).clone_from(&agreed);
        Ok(agreed)
    }

    async fn in_session(
        &self,
        target: &Target<'_>,
        version: &str,
        sent: Sent<'_>,
    ) -> Result<Answer, SalesforceError> {
        let url = match target {
            Target::Resource(resource) => at(&self.instance, &path(version, resource))?,
            Target::Address(url) => url.clone(),
        };
        let mut token = self.session.token();
        for _ in 0..MOST_RENEWALS {
            let began = Instant::now();
            match self.once(&token, url.clone(), sent).await {
                Err(SalesforceError::SessionExpired) => {
                    token = self.session.renewed(&token, began, &self.wire).await?;
                }
                other => return other,
            }
        }
        self.once(&token, url, sent).await
    }

    async fn once(&self, token: &Token, url: Url, sent: Sent<'_>) -> Result<Answer, SalesforceError> {
        let place = self.budget.place().await?;
        let body = match sent.body {
            Some(json) => Body::Json(json.to_string().into_bytes()),
            None => Body::Empty,
        };
        let since = sent.since.map(|since| ("if-modified-since", since));
        let headers: Vec<_> = std::iter::once(CALL_OPTIONS).chain(since).collect();
        self.count.fetch_add(1, Ordering::Relaxed);
        let answer = self
            .wire
            .send(Exchange { method: sent.method, url, bearer: Some(&token.secret), headers: &headers, body })
            .await?;
        if let Some(usage) = answer.header("sforce-limit-info").and_then(ApiUsage::from_header) {
            self.budget.heard(usage, &place);
        }
        let unchanged = sent.since.is_some() && answer.status() == NOT_MODIFIED;
        if answer.is_success() || unchanged { Ok(answer) } else { Err(refusal(&answer, self.usage())) }
    }
}

impl Target<'_> {
    fn follows_version(&self) -> bool {
        matches!(self, Self::Resource(_))
    }
}

fn path(version: &str, resource: &str) -> String {
    format!("/services/data/v{version}/{resource}")
}
