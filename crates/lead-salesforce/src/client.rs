//! The client: what can be asked of an org.

use crate::call::Calls;
use crate::parents::Parents;
use crate::read::{LeadRead, MOST_IDS};
use crate::second_look;
use crate::session::Session;
use crate::version::negotiate;
use crate::{Absence, ApiUsage, ClientOptions, Connection, LeadDescribe, SalesforceError};
use lead_model::{Lead, LeadId};
use lead_wire::{Wire, is_protected};
use std::fmt;
use std::sync::Arc;
use tokio::sync::RwLock;
use url::Url;

/// A signed-in client of one org. Clones share the session, the connections and what was learnt.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    calls: Calls,
    lead: RwLock<Option<Arc<LeadDescribe>>>,
    parents: Parents,
}

impl Client {
    /// Signs in and agrees on the API version. An access token is taken at its word; the first
    /// call, [`describe_lead`](Self::describe_lead), tells whether it is good.
    pub async fn connect(connection: Connection, options: ClientOptions) -> Result<Self, SalesforceError> {
        if !is_protected(&connection.url) {
            return Err(SalesforceError::InsecureUrl { url: crate::session::origin(&connection.url) });
        }
        let wire = Wire::new(&connection.url, options.operation_limit)?;
        let (session, instance) = Session::open(connection, &wire).await?;
        let version = negotiate(&wire, &instance).await?;
        tracing::info!(host = instance.host_str(), version, "connected to Salesforce");
        let calls = Calls::new(wire, session, instance, &version);
        let inner = Inner { calls, lead: RwLock::new(None), parents: Parents::default() };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The Lead object as this user may read it now.
    pub async fn describe_lead(&self) -> Result<LeadDescribe, SalesforceError> {
        let answer = self.inner.calls.get("sobjects/Lead/describe").await?;
        let lead: Arc<LeadDescribe> = Arc::new(answer.json()?);
        *self.inner.lead.write().await = Some(Arc::clone(&lead));
        Ok(LeadDescribe::clone(&lead))
    }

    async fn described(&self) -> Result<Arc<LeadDescribe>, SalesforceError> {
        if let Some(lead) = self.inner.lead.read().await.as_ref() {
            return Ok(Arc::clone(lead));
        }
        self.describe_lead().await.map(Arc::new)
    }

    /// The leads with these ids (2,000 at most), each at its id's position; `None` where Salesforce
    /// gave nothing for the id. One call, and one for each kind of record that paths lead to
    /// (`SegmentName__r.Name`), as far as those records are not known yet.
    ///
    /// A path that could not be read is absent from the lead; one that is blank is there and null.
    /// `IsConverted` is always read.
    pub async fn read_leads(
        &self,
        ids: &[LeadId],
        paths: &[String],
    ) -> Result<Vec<Option<Lead>>, SalesforceError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        if ids.len() > MOST_IDS {
            return Err(SalesforceError::TooMany { asked: ids.len() });
        }
        let lead =
            if paths.iter().any(|path| path.contains('.')) { Some(self.described().await?) } else { None };
        let read = LeadRead::plan(ids, paths, lead.as_deref());
        let records = read.records(&self.inner.calls).await?;
        let parents = self.inner.parents.read(&self.inner.calls, read.links(), &records).await?;
        Ok(read.leads(&records, &parents))
    }

    /// What became of leads that [`read_leads`](Self::read_leads) gave nothing for (2,000 at most).
    /// One call.
    pub async fn second_look(&self, ids: &[LeadId]) -> Result<Vec<(LeadId, Absence)>, SalesforceError> {
        second_look::second_look(&self.inner.calls, ids).await
    }

    /// The org's use of its daily API calls, as last heard.
    #[must_use]
    pub fn api_usage(&self) -> Option<ApiUsage> {
        self.inner.calls.usage()
    }

    /// Calls made that count against the org's daily limit.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.inner.calls.count()
    }

    /// Where the org's records are.
    #[must_use]
    pub fn instance_url(&self) -> &Url {
        self.inner.calls.instance()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", crate::session::origin(self.instance_url()))
    }
}
