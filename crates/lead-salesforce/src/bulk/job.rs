//! Bulk API 2.0 query jobs: one job gathers the whole org's leads, in Salesforce's own time.
//!
//! A job is made (`intent.rs`), looked at until it is done, read page by page and deleted. It and the
//! place reached in its results can be kept, so that whoever takes the run up again reads on and pays
//! for no second job. A job's results are read in the version of the interface it was made with.

use crate::bulk::page::{BulkPage, Columns};
use crate::call::Calls;
use crate::query::field_path::is_field_path;
use crate::reading::by_ids::encoded;
use crate::reading::field_plan::FieldPlan;
use crate::{LeadDescribe, SalesforceError};
use lead_http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Number, json};
use std::collections::BTreeSet;

/// A query job over all leads, and how far its results have been read. To be kept as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkJob {
    /// Salesforce's id of it.
    pub id: String,
    /// The version of the interface it was made with.
    pub version: String,
    /// The paths asked for.
    pub paths: Vec<String>,
    /// Where the next page begins; `None` at the beginning.
    pub locator: Option<String>,
    /// Whether the last page was read.
    pub read_to_end: bool,
}

/// Where a job is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkState {
    /// Waiting its turn, or at work.
    UnderWay,
    /// Its results can be read.
    Complete,
    /// It failed.
    Failed {
        /// What Salesforce wrote.
        why: String,
    },
    /// Somebody gave it up.
    Aborted,
    /// Salesforce does not know it: deleted, or older than seven days.
    Gone,
}

/// What Salesforce says of a job.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JobInfo {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) operation: Option<String>,
    pub(crate) object: Option<String>,
    pub(crate) job_type: Option<String>,
    pub(crate) created_by_id: Option<String>,
    api_version: Option<Number>,
    error_message: Option<String>,
}

impl JobInfo {
    /// The job, to be read from its beginning with these paths. Where Salesforce does not tell the
    /// version it was made with, it is the one agreed on.
    pub(crate) fn job(self, paths: &[String], agreed: String) -> Result<BulkJob, SalesforceError> {
        // The id goes into addresses, so it has to be one.
        if !(15..=18).contains(&self.id.len()) || !self.id.bytes().all(|c| c.is_ascii_alphanumeric()) {
            return Err(SalesforceError::Unreadable { what: "it gives a job no id".into() });
        }
        let told = self.api_version.and_then(|version| version.as_f64());
        let version = told.map_or(agreed, |version| format!("{version:.1}"));
        Ok(BulkJob { id: self.id, version, paths: paths.to_vec(), locator: None, read_to_end: false })
    }
}

/// Kinds of field that a bulk query does not take: they are several values in one, or files.
const NOT_IN_BULK: [&str; 4] = ["address", "location", "base64", "complexvalue"];

/// The lead's own fields that a job asks for. Only names that describe told get into the query.
pub(crate) fn columns<'a>(plan: &FieldPlan<'_>, lead: &'a LeadDescribe) -> BTreeSet<&'a str> {
    let wanted = plan.fields();
    let known = lead.fields.iter().filter(|field| !NOT_IN_BULK.contains(&field.field_type.as_str()));
    known
        .map(|field| field.name.as_str())
        .filter(|name| wanted.contains(name) && is_field_path(name))
        .collect()
}

/// Text of one page that is taken; a page is asked for so that it has less than half of it. Where leads
/// are so large that it has more, fewer are asked for.
const MOST_PAGE: usize = 16 << 20;

/// How many leads the org shows this user.
pub(crate) async fn count(calls: &Calls) -> Result<u64, SalesforceError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Counted {
        total_size: u64,
    }
    let answer = calls.get(&format!("query?q={}", encoded("SELECT COUNT() FROM Lead"))).await?;
    Ok(answer.json::<Counted>()?.total_size)
}

impl BulkJob {
    fn resource(&self) -> String {
        format!("jobs/query/{}", self.id)
    }
}

pub(crate) async fn state(calls: &Calls, job: &BulkJob) -> Result<BulkState, SalesforceError> {
    let info: JobInfo = match calls.get_in(&job.version, &job.resource()).await {
        Ok(answer) => answer.json()?,
        Err(SalesforceError::NotFound { .. } | SalesforceError::VersionRetired { .. }) => {
            return Ok(BulkState::Gone);
        }
        Err(error) => return Err(error),
    };
    match info.state.as_str() {
        "UploadComplete" | "InProgress" => Ok(BulkState::UnderWay),
        "JobComplete" => Ok(BulkState::Complete),
        "Failed" => Ok(BulkState::Failed {
            why: info.error_message.unwrap_or_else(|| "Salesforce does not say why".into()),
        }),
        "Aborted" => Ok(BulkState::Aborted),
        other => {
            Err(SalesforceError::Unreadable { what: format!("a job that is “{other}” is not known") })
        }
    }
}

/// The next page of a complete job's results, and the job as it is once that page is kept.
pub(crate) async fn page(
    calls: &Calls,
    job: &BulkJob,
    most: usize,
    columns: Columns,
) -> Result<(BulkPage, BulkJob), SalesforceError> {
    let locator = job.locator.as_ref().map(|at| format!("&locator={}", encoded(at))).unwrap_or_default();
    let resource = format!("{}/results?maxRecords={most}{locator}", job.resource());
    let answer = calls.get_page_in(&job.version, &resource, MOST_PAGE).await?;
    let missing = |what: &str| SalesforceError::Unreadable { what: format!("{what} is missing from it") };
    let next =
        answer.header("sforce-locator").ok_or_else(|| missing("where the next page begins"))?.to_owned();
    let number = answer
        .header("sforce-numberofrecords")
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| missing("the number of its records"))?;
    let page = BulkPage::check(answer.into_bytes(), columns, number)?;
    let at_end = next == "null" || next.is_empty();
    let reached = BulkJob {
        locator: if at_end { job.locator.clone() } else { Some(next) },
        read_to_end: at_end,
        ..job.clone()
    };
    Ok((page, reached))
}

/// Leaves nothing of the job behind: it is given up if it is under way, and deleted.
pub(crate) async fn end(calls: &Calls, job: &BulkJob) -> Result<(), SalesforceError> {
    let change = |method, body| async move {
        match calls.change_in(&job.version, &job.resource(), method, body).await {
            // Somebody else was first, or the job has ended by itself.
            Ok(_) | Err(SalesforceError::NotFound { .. } | SalesforceError::VersionRetired { .. }) => Ok(()),
            Err(SalesforceError::Refused { code, .. }) if code == "INVALIDJOBSTATE" => Ok(()),
            Err(error) => Err(error),
        }
    };
    let abort = json!({ "state": "Aborted" });
    if !job.read_to_end {
        change(Method::Patch, Some(&abort)).await?;
    }
    change(Method::Delete, None).await
}
