//! Making a bulk job once, though the answer to making it may be lost.
//!
//! Salesforce has no key by which a job that is asked for twice is made once, and what it tells of a
//! job does not hold the query. So before the request leaves, the caller keeps an intent: the jobs
//! there were, and the order of the job's columns, which is drawn anew for each. Where no answer
//! came, a job over leads that was not there before may be the one, and the order of the columns in
//! its results tells whether it is: results have it as the query had it (Bulk API 2.0 guide, "Get
//! Results for a Query Job", from version 50.0 on).

use crate::bulk::job::{self, BulkJob, JobInfo};
use crate::bulk::page::BulkPage;
use crate::call::Calls;
use crate::reading::field_plan::FieldPlan;
use crate::{LeadDescribe, SalesforceError};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};

/// What tells a job that is about to be made from all others. To be kept as JSON before the job is
/// asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkIntent {
    paths: Vec<String>,
    /// In the order asked for.
    columns: Vec<String>,
    /// Who makes it, as far as Salesforce told.
    user: Option<String>,
    /// The jobs that are not it, though they may look like it; `None` where the org gives no list.
    others: Option<BTreeSet<String>>,
}

/// Jobs are listed for seven days, 1,000 to a part. Of an org with more, the list is not read.
const MOST_PARTS: usize = 20;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    done: bool,
    next_records_url: Option<String>,
    records: Vec<JobInfo>,
}

/// Looks at the jobs there are before one with these paths is made.
pub(crate) async fn intend(
    calls: &Calls,
    paths: &[String],
    lead: &LeadDescribe,
) -> Result<BulkIntent, SalesforceError> {
    let plan = FieldPlan::new(paths, Some(lead));
    if let Some(path) = plan.relationship_paths().first() {
        return Err(SalesforceError::NotForBulk { path: (*path).to_owned() });
    }
    let mut columns: Vec<String> = job::columns(&plan, lead).into_iter().map(str::to_owned).collect();
    let order = RandomState::new();
    columns.sort_by_cached_key(|name| order.hash_one(name));
    let listed = jobs(calls).await?;
    let user = if listed.is_some() { calls.user().await } else { None };
    let mut intent = BulkIntent { paths: paths.to_vec(), columns, user, others: None };
    intent.others =
        listed.map(|jobs| jobs.into_iter().filter(|job| intent.may_be(job)).map(|job| job.id).collect());
    Ok(intent)
}

/// Asks for the job.
pub(crate) async fn start(calls: &Calls, intent: &BulkIntent) -> Result<BulkJob, SalesforceError> {
    let soql = format!("SELECT {} FROM Lead", intent.columns.join(","));
    let request = json!({ "operation": "query", "query": soql, "contentType": "CSV" });
    let agreed = calls.version();
    calls.post("jobs/query", &request).await?.json::<JobInfo>()?.job(&intent.paths, agreed)
}

/// A job that may be the one, where there is any; one whose results can be read goes before others.
pub(crate) async fn find(calls: &Calls, intent: &BulkIntent) -> Result<Option<BulkJob>, SalesforceError> {
    let Some(others) = &intent.others else { return Ok(None) };
    let Some(jobs) = jobs(calls).await? else { return Ok(None) };
    let agreed = calls.version();
    jobs.into_iter()
        .filter(|job| intent.may_be(job) && !others.contains(&job.id))
        .filter(|job| !["Aborted", "Failed"].contains(&job.state.as_str()))
        .min_by_key(|job| job.state != "JobComplete")
        .map(|job| job.job(&intent.paths, agreed))
        .transpose()
}

/// The org's query jobs; `None` where it does not give the list, or has too many.
async fn jobs(calls: &Calls) -> Result<Option<Vec<JobInfo>>, SalesforceError> {
    let mut jobs = Vec::new();
    let mut resource = "jobs/query?jobType=V2Query".to_owned();
    for _ in 0..MOST_PARTS {
        let part: Part = match calls.get(&resource).await {
            Ok(answer) => answer.json()?,
            Err(error) if error.is_about_bulk() => {
                tracing::warn!(code = error.code(), "the org does not list its bulk jobs");
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        jobs.extend(part.records);
        if part.done {
            return Ok(Some(jobs));
        }
        // In Salesforce's own example the address named is that of ingest jobs, and the request that
        // follows goes to query jobs; the locator is the same.
        let next = part.next_records_url.unwrap_or_default();
        let (_, locator) = next.split_once('?').ok_or_else(|| SalesforceError::Unreadable {
            what: "the list of bulk jobs breaks off before its end".into(),
        })?;
        resource = format!("jobs/query?{locator}");
    }
    tracing::warn!("the org lists too many bulk jobs");
    Ok(None)
}

impl BulkIntent {
    /// Whether a job could be the one, by what the list says of it.
    fn may_be(&self, job: &JobInfo) -> bool {
        let is = |told: &Option<String>, expected: &str| told.as_deref().is_none_or(|told| told == expected);
        is(&job.operation, "query")
            && is(&job.object, "Lead")
            && is(&job.job_type, "V2Query")
            && self.user.as_ref().is_none_or(|user| is(&job.created_by_id, user))
    }

    /// Whether a page of a job's results shows that the job is this one.
    #[must_use]
    pub fn is_met_by(&self, page: &BulkPage) -> bool {
        page.columns().eq(self.columns.iter().map(String::as_str))
    }

    /// A job turned out to be another.
    pub fn rule_out(&mut self, job: &BulkJob) {
        if let Some(others) = &mut self.others {
            others.insert(job.id.clone());
        }
    }
}
