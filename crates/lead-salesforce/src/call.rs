//! One call to the org: with the session, counted, within the budget, and again if the session had to
//! be renewed or the version of the interface has gone.

use crate::addresses::at;
use crate::daily_calls::Budget;
use crate::fault::refusal;
use crate::sign_in::session::{Session, Token};
use crate::sign_in::user_of;
use crate::version::negotiate;
use crate::{ApiUsage, SalesforceError};
use lead_http::{Answer, Body, HttpClient, HttpRequest, Incoming, Method};
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
    http: HttpClient,
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
    /// Bytes that the answer may have.
    most: usize,
}

const GET: Sent<'static> = Sent { method: Method::Get, body: None, since: None, most: MOST_WHOLE };
/// Several times what 2,000 leads with all their fields can be expected to take. Such an answer is
/// never held whole, so this only keeps an answer without an end, or one packed to explode, from
/// being read for ever.
const MOST_BYTES: usize = 256 << 20;
/// What is held whole is smaller: the largest is what the Lead object consists of, with 800 fields and
/// their picklists.
const MOST_WHOLE: usize = 32 << 20;

impl Calls {
    pub(crate) fn new(http: HttpClient, session: Session, instance: Url, version: String) -> Self {
        let version = RwLock::new(version);
        Self { http, session, instance, version, count: AtomicU64::new(0), budget: Budget::default() }
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

    /// The id of the user who is signed in, where Salesforce tells it.
    pub(crate) async fn user(&self) -> Option<String> {
        user_of(&self.http, &self.instance, &self.session.token().secret).await
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
        Ok(self.call(Target::Resource(resource), GET).await?.whole().await?)
    }

    /// A resource as it is now; `None` where it has not changed since then, as the org itself wrote
    /// that instant.
    pub(crate) async fn get_since(
        &self,
        resource: &str,
        since: Option<&str>,
    ) -> Result<Option<Answer>, SalesforceError> {
        let incoming = self.call(Target::Resource(resource), Sent { since, ..GET }).await?;
        if incoming.is_unchanged() { Ok(None) } else { Ok(Some(incoming.whole().await?)) }
    }

    /// Posts JSON. All that this client posts are reads, so it may be sent again; but for making a bulk
    /// job, which is looked for first.
    pub(crate) async fn post(&self, resource: &str, body: &Value) -> Result<Answer, SalesforceError> {
        let sent = Sent { method: Method::Post, body: Some(body), ..GET };
        Ok(self.call(Target::Resource(resource), sent).await?.whole().await?)
    }

    /// As [`post`](Self::post), for an answer that is read as it comes and not held.
    pub(crate) async fn post_for_stream(
        &self,
        resource: &str,
        body: &Value,
    ) -> Result<Incoming, SalesforceError> {
        let sent = Sent { method: Method::Post, body: Some(body), most: MOST_BYTES, ..GET };
        self.call(Target::Resource(resource), sent).await
    }

    /// A resource in a version of its own: what belongs to a job is read in the job's.
    pub(crate) async fn get_in(&self, version: &str, resource: &str) -> Result<Answer, SalesforceError> {
        self.get_page_in(version, resource, MOST_WHOLE).await
    }

    /// As [`get_in`](Self::get_in), for an answer that has so many bytes at most.
    pub(crate) async fn get_page_in(
        &self,
        version: &str,
        resource: &str,
        most: usize,
    ) -> Result<Answer, SalesforceError> {
        let target = Target::Address(at(&self.instance, &path(version, resource))?);
        Ok(self.call(target, Sent { most, ..GET }).await?.whole().await?)
    }

    /// Changes or removes what this client itself has made.
    pub(crate) async fn change_in(
        &self,
        version: &str,
        resource: &str,
        method: Method,
        body: Option<&Value>,
    ) -> Result<Answer, SalesforceError> {
        let target = Target::Address(at(&self.instance, &path(version, resource))?);
        Ok(self.call(target, Sent { method, body, ..GET }).await?.whole().await?)
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
        Ok(self.call(Target::Address(url), GET).await?.whole().await?)
    }

    async fn call(&self, target: Target<'_>, sent: Sent<'_>) -> Result<Incoming, SalesforceError> {
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
        let agreed = negotiate(&self.http, &self.instance).await?;
        tracing::warn!(gone, agreed, "the version of the interface has gone");
        (*self.version.write().unwrap_or_else(PoisonError::into_inner)).clone_from(&agreed);
        Ok(agreed)
    }

    async fn in_session(
        &self,
        target: &Target<'_>,
        version: &str,
        sent: Sent<'_>,
    ) -> Result<Incoming, SalesforceError> {
        let url = match target {
            Target::Resource(resource) => at(&self.instance, &path(version, resource))?,
            Target::Address(url) => url.clone(),
        };
        let mut token = self.session.token();
        for _ in 0..MOST_RENEWALS {
            let began = Instant::now();
            match self.once(&token, url.clone(), sent).await {
                Err(SalesforceError::SessionExpired) => {
                    token = self.session.renewed(&token, began, &self.http).await?;
                }
                other => return other,
            }
        }
        self.once(&token, url, sent).await
    }

    async fn once(&self, token: &Token, url: Url, sent: Sent<'_>) -> Result<Incoming, SalesforceError> {
        let place = self.budget.place().await?;
        let body = match sent.body {
            Some(json) => Body::Json(json.to_string()),
            None => Body::Empty,
        };
        let since = sent.since.map(|since| ("if-modified-since", since));
        let headers: Vec<_> = std::iter::once(CALL_OPTIONS).chain(since).collect();
        self.count.fetch_add(1, Ordering::Relaxed);
        let exchange =
            HttpRequest { method: sent.method, url, bearer: Some(&token.secret), headers: &headers, body };
        let incoming = self.http.open(exchange, sent.most).await?;
        if let Some(usage) = incoming.header("sforce-limit-info").and_then(ApiUsage::from_header) {
            self.budget.heard(usage, &place);
        }
        if incoming.is_success() || (sent.since.is_some() && incoming.is_unchanged()) {
            return Ok(incoming);
        }
        Err(refusal(&incoming.whole().await?, self.usage()))
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
