//! The client: what can be asked of an org.

use crate::bulk::intent::{self, BulkIntent};
use crate::bulk::job::{self, BulkJob, BulkState};
use crate::bulk::page::{BulkPage, Columns};
use crate::call::Calls;
use crate::query::ids::{self, IdPage, NextPage};
use crate::query::soql::LeadQuery;
use crate::reading::collections::MOST_IDS;
use crate::reading::field_plan::{self, FieldPlan};
use crate::reading::lead_batch::LeadBatch;
use crate::reading::lookups::LookupCache;
use crate::reading::relationship_paths::RelationshipPaths;
use crate::reading::second_look;
use crate::sign_in::session::Session;
use crate::version::negotiate;
use crate::{Absence, ApiUsage, ClientOptions, Connection, LeadDescribe, SalesforceError};
use lead_http::{HttpClient, is_protected};
use lead_model::{Lead, LeadId};
use std::fmt;
use std::sync::Arc;
use tokio::sync::RwLock;
use url::Url;

const DESCRIBE: &str = "sobjects/Lead/describe";

/// A signed-in client of one org. Clones share the session, the connections and what was learnt.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    calls: Calls,
    lead: RwLock<Option<Arc<LeadDescribe>>>,
    lookups: LookupCache,
    relationships: RelationshipPaths,
}

impl Client {
    /// Signs in and agrees on the API version. An access token is taken at its word; the first
    /// call, [`describe_lead`](Self::describe_lead), tells whether it is good.
    pub async fn connect(connection: Connection, options: ClientOptions) -> Result<Self, SalesforceError> {
        if !is_protected(&connection.url) {
            return Err(SalesforceError::InsecureUrl { url: crate::addresses::origin(&connection.url) });
        }
        let http = HttpClient::new(&connection.url, options.operation_limit)?;
        let (session, instance) = Session::open(connection, &http).await?;
        let version = negotiate(&http, &instance).await?;
        tracing::info!(host = instance.host_str(), version, "connected to Salesforce");
        let calls = Calls::new(http, session, instance, version);
        let inner = Inner {
            calls,
            lead: RwLock::new(None),
            lookups: LookupCache::default(),
            relationships: RelationshipPaths::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The Lead object as this user may read it now.
    pub async fn describe_lead(&self) -> Result<LeadDescribe, SalesforceError> {
        let answer = self.inner.calls.get(DESCRIBE).await?;
        let lead: Arc<LeadDescribe> = Arc::new(answer.json()?);
        *self.inner.lead.write().await = Some(Arc::clone(&lead));
        Ok(LeadDescribe::clone(&lead))
    }

    /// As [`describe_lead`](Self::describe_lead), where an earlier answer is at hand: `None` where it
    /// still holds, so that nothing but that is sent.
    ///
    /// Salesforce compares the object's definition. Whether it counts a change of what this user may
    /// read is not documented, so a run never relies on it.
    pub async fn describe_lead_since(
        &self,
        modified: Option<&str>,
    ) -> Result<Option<(LeadDescribe, Option<String>)>, SalesforceError> {
        // What no header can carry was not written by an org.
        let modified = modified.filter(|text| text.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
        let Some(answer) = self.inner.calls.get_since(DESCRIBE, modified).await? else { return Ok(None) };
        Ok(Some((answer.json()?, answer.header("last-modified").map(str::to_owned))))
    }

    async fn described(&self) -> Result<Arc<LeadDescribe>, SalesforceError> {
        if let Some(lead) = self.inner.lead.read().await.as_ref() {
            return Ok(Arc::clone(lead));
        }
        self.describe_lead().await.map(Arc::new)
    }

    /// The leads with these ids (2,000 at most), each at its id's position; `None` where Salesforce
    /// gave nothing for the id. One call, and one for each kind of record that paths lead to
    /// (`SegmentName__r.Name`), as far as those records are not known yet; one more for paths that
    /// only a query can follow (`Owner.Manager.Name`).
    ///
    /// A path that could not be read is absent from the lead; one that is blank is there and null.
    /// `IsConverted` is always read.
    pub async fn read_leads(
        &self,
        ids: &[LeadId],
        paths: &[String],
    ) -> Result<Vec<Option<Lead>>, SalesforceError> {
        Ok(self.read_batch(ids, paths).await?.leads(paths).collect())
    }

    /// As [`read_leads`](Self::read_leads), for many: what is given holds little more than their text,
    /// and makes the leads one by one.
    pub async fn read_batch(&self, ids: &[LeadId], paths: &[String]) -> Result<LeadBatch, SalesforceError> {
        if ids.is_empty() {
            return Ok(LeadBatch::default());
        }
        if ids.len() > MOST_IDS {
            return Err(SalesforceError::TooMany { asked: ids.len() });
        }
        let lead =
            if paths.iter().any(|path| path.contains('.')) { Some(self.described().await?) } else { None };
        let calls = &self.inner.calls;
        let plan = FieldPlan::new(paths, lead.as_deref());
        let records = field_plan::records(calls, ids, &plan).await?;
        let lookups = self.inner.lookups.read(calls, plan.links(), records.given()).await?;
        let relationships = self.inner.relationships.read(calls, plan.relationship_paths(), ids).await?;
        Ok(LeadBatch { ids: ids.to_vec(), records, lookups, relationships, lead })
    }

    /// What became of leads that [`read_leads`](Self::read_leads) gave nothing for (2,000 at most).
    /// One call.
    pub async fn second_look(&self, ids: &[LeadId]) -> Result<Vec<(LeadId, Absence)>, SalesforceError> {
        second_look::second_look(&self.inner.calls, ids).await
    }

    /// The first page of the lead ids that a query of the user's own gives, and how many rows it gives
    /// altogether. One call.
    pub async fn first_ids(&self, query: &LeadQuery) -> Result<IdPage, SalesforceError> {
        ids::first(&self.inner.calls, query).await
    }

    /// A further page of such ids. One call.
    pub async fn next_ids(&self, place: &NextPage) -> Result<IdPage, SalesforceError> {
        ids::next(&self.inner.calls, place).await
    }

    /// How many leads the org shows this user. One call.
    pub async fn count_leads(&self) -> Result<u64, SalesforceError> {
        job::count(&self.inner.calls).await
    }

    /// What is to be kept before a job is asked for that gathers these paths of every lead of the org.
    /// One call, and one for each further thousand of bulk jobs in the org.
    pub async fn intend_bulk(&self, paths: &[String]) -> Result<BulkIntent, SalesforceError> {
        intent::intend(&self.inner.calls, paths, &*self.described().await?).await
    }

    /// Starts the job. One call. Where no answer comes it may have been made all the same, so before
    /// this is called again, [`find_bulk`](Self::find_bulk) looks for it.
    pub async fn start_bulk(&self, intent: &BulkIntent) -> Result<BulkJob, SalesforceError> {
        intent::start(&self.inner.calls, intent).await
    }

    /// A job that may be the one, made though no answer came. Its results tell whether it is
    /// ([`BulkIntent::is_met_by`]); until then it is not to be touched. As many calls as
    /// [`intend_bulk`](Self::intend_bulk).
    pub async fn find_bulk(&self, intent: &BulkIntent) -> Result<Option<BulkJob>, SalesforceError> {
        intent::find(&self.inner.calls, intent).await
    }

    /// Where a job is. One call.
    pub async fn bulk_state(&self, job: &BulkJob) -> Result<BulkState, SalesforceError> {
        job::state(&self.inner.calls, job).await
    }

    /// The next page of a complete job's results, `most` leads at most, and the job to be kept once
    /// the page's leads are kept. One call, and one for each kind of record that paths lead to, as
    /// far as those records are not known yet.
    pub async fn bulk_page(
        &self,
        job: &BulkJob,
        most: usize,
    ) -> Result<(BulkPage, BulkJob), SalesforceError> {
        let calls = &self.inner.calls;
        let lead = self.described().await?;
        let plan = FieldPlan::new(&job.paths, Some(&*lead));
        let columns = Columns::new(&job::columns(&plan, &lead), Arc::clone(&lead));
        let (mut page, reached) = job::page(calls, job, most, columns).await?;
        let lookups = page.lookups(&plan)?;
        page.set_lookups(self.inner.lookups.read(calls, plan.links(), lookups.into_iter()).await?);
        Ok((page, reached))
    }

    /// Leaves nothing of a job in the org: gives it up if it is under way, and deletes it.
    pub async fn end_bulk(&self, job: &BulkJob) -> Result<(), SalesforceError> {
        job::end(&self.inner.calls, job).await
    }

    /// From now on no call is made that would bring the org's calls of the day, all integrations
    /// together, above this share (in hundredths) of those it may make.
    pub fn keep_to_share(&self, share: u32) {
        self.inner.calls.budget.keep_to(share);
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
        write!(f, "Client({})", crate::addresses::origin(self.instance_url()))
    }
}
