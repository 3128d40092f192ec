//! Bulk API 2.0 query jobs: made, worked on while time passes, read in pages, given up, deleted.
//!
//! A job belongs to the API version it was made with: its results are refused to any other (409).

use crate::org::bulk_list::{self, Lists};
use crate::org::ids::IdRange;
use crate::org::instant::{LAST_DAY, date_time};
use crate::org::query::{self, Found};
use crate::org::rest_call::{Reader, RestAnswer, RestCall};
use crate::org::sign_in::USER;
use crate::org::table::Column;
use crate::org::{Org, OrgError};
use crate::scenario::BulkSetup;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The key prefix of jobs.
const JOB_PREFIX: &str = "750";

/// The org's query jobs.
#[derive(Debug)]
pub(crate) struct Jobs {
    ids: IdRange,
    kept: Mutex<Kept>,
    lists: Lists,
}

#[derive(Debug, Default)]
struct Kept {
    made: u64,
    jobs: BTreeMap<String, Arc<Job>>,
}

/// One job.
#[derive(Debug)]
struct Job {
    id: String,
    operation: &'static str,
    version: String,
    line_ending: LineEnding,
    delimiter: Delimiter,
    found: Found,
    made: Instant,
    aborted: Mutex<bool>,
}

/// Where a job is. Follows from the time that has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    UploadComplete,
    InProgress,
    JobComplete,
    Failed,
    Aborted,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::UploadComplete => "UploadComplete",
            Self::InProgress => "InProgress",
            Self::JobComplete => "JobComplete",
            Self::Failed => "Failed",
            Self::Aborted => "Aborted",
        }
    }
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
enum LineEnding {
    #[default]
    #[serde(rename = "LF")]
    Lf,
    #[serde(rename = "CRLF")]
    CrLf,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Delimiter {
    #[default]
    Comma,
    Semicolon,
    Pipe,
    Tab,
    Caret,
    Backquote,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    operation: String,
    query: String,
    #[serde(default)]
    content_type: Option<String>,
    #[serde(default)]
    line_ending: LineEnding,
    #[serde(default)]
    column_delimiter: Delimiter,
}

/// Answers what lies under `jobs/query`, and where its list goes on.
pub(crate) fn answer(
    org: &Org,
    jobs: &Jobs,
    call: &RestCall,
    rest: &[&str],
    reader: &Reader,
) -> Result<RestAnswer, OrgError> {
    match (call.method.as_str(), rest) {
        ("POST", []) => create(org, jobs, call, reader),
        ("GET", []) => list(jobs, call, reader).map(RestAnswer::ok),
        ("GET", [id]) => Ok(RestAnswer::ok(jobs.job(id)?.about(&reader.limits.bulk))),
        ("PATCH", [id]) => abort(jobs, call, id, reader),
        ("DELETE", [id]) => delete(jobs, id, reader),
        ("GET", [id, "results"]) => results(org, jobs, call, id, reader),
        _ => Err(OrgError::not_found()),
    }
}

fn create(org: &Org, jobs: &Jobs, call: &RestCall, reader: &Reader) -> Result<RestAnswer, OrgError> {
    let wanted: Wanted = serde_json::from_slice(&call.body)
        .map_err(|error| OrgError::new(400, "API_ERROR", format!("Value does not match: {error}")))?;
    let operation = match wanted.operation.as_str() {
        "query" => "query",
        "queryAll" => "queryAll",
        other => {
            return Err(OrgError::new(
                400,
                "API_ERROR",
                format!("{other} is not an operation of a query job"),
            ));
        }
    };
    if wanted.content_type.is_some_and(|kind| kind != "CSV") {
        return Err(OrgError::new(400, "API_ERROR", "The content type of a query job can only be CSV"));
    }
    let found = query::find(org, &wanted.query, operation == "queryAll", reader, true)?;
    let setup = &reader.limits.bulk;
    let mut kept = jobs.kept();
    if setup.jobs_used + kept.made >= setup.jobs_per_day {
        return Err(OrgError::new(
            400,
            "EXCEEDEDQUOTA",
            format!("ApiBatchItems Limit exceeded: {} query jobs in 24 hours", setup.jobs_per_day),
        ));
    }
    kept.made += 1;
    let id = jobs.ids.eighteen(kept.made);
    let job = Arc::new(Job {
        id: id.clone(),
        operation,
        version: reader.version.clone(),
        line_ending: wanted.line_ending,
        delimiter: wanted.column_delimiter,
        found,
        made: Instant::now(),
        aborted: Mutex::new(false),
    });
    kept.jobs.insert(id, Arc::clone(&job));
    drop(kept);
    Ok(RestAnswer::ok(job.about(setup)))
}

fn list(jobs: &Jobs, call: &RestCall, reader: &Reader) -> Result<Value, OrgError> {
    let all = || jobs.kept().jobs.keys().cloned().collect();
    let about = |id: &str| jobs.kept().jobs.get(id).map(|job| job.about(&reader.limits.bulk));
    bulk_list::part(&jobs.lists, call, reader, all, about)
}

fn abort(jobs: &Jobs, call: &RestCall, id: &str, reader: &Reader) -> Result<RestAnswer, OrgError> {
    #[derive(Deserialize)]
    struct Change {
        state: String,
    }
    let job = jobs.job(id)?;
    let change: Option<Change> = serde_json::from_slice(&call.body).ok();
    if change.is_none_or(|change| change.state != "Aborted") {
        return Err(OrgError::new(400, "API_ERROR", "A query job can only be set to Aborted"));
    }
    match job.state(&reader.limits.bulk) {
        State::UploadComplete | State::InProgress => {}
        state => return Err(wrong_state(&format!("Aborting a job that is {} is not allowed", state.name()))),
    }
    *job.aborted.lock().unwrap_or_else(PoisonError::into_inner) = true;
    Ok(RestAnswer::ok(job.about(&reader.limits.bulk)))
}

fn delete(jobs: &Jobs, id: &str, reader: &Reader) -> Result<RestAnswer, OrgError> {
    let job = jobs.job(id)?;
    match job.state(&reader.limits.bulk) {
        State::JobComplete | State::Failed | State::Aborted => {
            jobs.kept().jobs.remove(&job.id);
            Ok(RestAnswer::nothing())
        }
        state => Err(wrong_state(&format!("Deleting a job that is {} is not allowed", state.name()))),
    }
}

fn results(
    org: &Org,
    jobs: &Jobs,
    call: &RestCall,
    id: &str,
    reader: &Reader,
) -> Result<RestAnswer, OrgError> {
    let job = jobs.job(id)?;
    if job.version != reader.version {
        return Err(OrgError::new(
            409,
            "CONFLICT",
            format!("The job was made with API version {}; its results are read with that one", job.version),
        ));
    }
    let setup = &reader.limits.bulk;
    match job.state(setup) {
        State::JobComplete => {}
        state => return Err(wrong_state(&format!("A job that is {} has no results", state.name()))),
    }
    let wrong = |name: &str| OrgError::new(400, "INVALID_PARAMETER", format!("{name} is not valid"));
    let start = match call.parameters.get("locator") {
        None => 0,
        Some(locator) => place(locator).ok_or_else(|| wrong("locator"))?,
    };
    let most = match call.parameters.get("maxRecords").map(|text| text.parse::<usize>()) {
        None => setup.result_rows,
        Some(Ok(most)) if most > 0 => most.min(setup.result_rows),
        Some(_) => return Err(wrong("maxRecords")),
    };
    let numbers = &job.found.numbers;
    if start > numbers.len() {
        return Err(wrong("locator"));
    }
    let end = start.saturating_add(most).min(numbers.len());
    let part = &numbers[start..end];
    let csv = job.csv(org, part);
    let locator = if end < numbers.len() { locator(end) } else { "null".into() };
    let mut answer = RestAnswer::csv(csv)
        .with("sforce-locator", locator)
        .with("sforce-numberofrecords", part.len().to_string());
    if job.found.is_of_leads() {
        answer.leads_read = part.iter().filter_map(|number| u32::try_from(*number).ok()).collect();
    }
    Ok(answer)
}

fn wrong_state(why: &str) -> OrgError {
    OrgError::new(400, "INVALIDJOBSTATE", why)
}

/// Opaque to whoever gets it.
fn locator(place: usize) -> String {
    format!("M{:x}", (place as u64) ^ 0x2_4A7C)
}

fn place(locator: &str) -> Option<usize> {
    let number = u64::from_str_radix(locator.strip_prefix('M')?, 16).ok()?;
    usize::try_from(number ^ 0x2_4A7C).ok()
}

impl Jobs {
    pub(crate) fn new(seed: u64) -> Self {
        Self { ids: IdRange::new(JOB_PREFIX, seed), kept: Mutex::default(), lists: Lists::default() }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn job(&self, id: &str) -> Result<Arc<Job>, OrgError> {
        let id = if id.len() == 15 { crate::org::ids::with_checksum(id) } else { id.to_owned() };
        self.kept().jobs.get(&id).cloned().ok_or_else(OrgError::not_found)
    }

    /// How many were made.
    pub(crate) fn made(&self) -> u64 {
        self.kept().made
    }
}

impl Job {
    fn state(&self, setup: &BulkSetup) -> State {
        if *self.aborted.lock().unwrap_or_else(PoisonError::into_inner) {
            return State::Aborted;
        }
        let queued = Duration::from_secs_f64(setup.queue_ms / 1e3);
        let worked = Duration::from_secs_f64(self.found.numbers.len() as f64 / setup.records_per_second);
        match self.made.elapsed() {
            passed if passed < queued => State::UploadComplete,
            passed if passed < queued + worked => State::InProgress,
            _ if setup.failure.is_some() => State::Failed,
            _ => State::JobComplete,
        }
    }

    fn about(&self, setup: &BulkSetup) -> Value {
        let state = self.state(setup);
        let instant = date_time(LAST_DAY, 0);
        let version: f64 = self.version.trim_start_matches('v').parse().unwrap_or_default();
        let mut about = json!({
            "id": self.id,
            "operation": self.operation,
            "object": self.found.object_name(),
            "createdById": USER,
            "createdDate": instant,
            "systemModstamp": instant,
            "state": state.name(),
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": version,
            "jobType": "V2Query",
            "lineEnding": match self.line_ending { LineEnding::Lf => "LF", LineEnding::CrLf => "CRLF" },
            "columnDelimiter": format!("{:?}", self.delimiter).to_uppercase(),
            "retries": 0,
            "totalProcessingTime": u64::try_from(self.made.elapsed().as_millis()).unwrap_or(u64::MAX),
        });
        if state == State::JobComplete {
            about["numberRecordsProcessed"] = json!(self.found.numbers.len());
        }
        if let (State::Failed, Some(why)) = (state, &setup.failure) {
            about["errorMessage"] = json!(why);
        }
        about
    }

    /// Every value in quotes; blanks and empty texts look the same, as they do in Salesforce's.
    fn csv(&self, org: &Org, part: &[u64]) -> Vec<u8> {
        let delimiter = match self.delimiter {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Pipe => b'|',
            Delimiter::Tab => b'\t',
            Delimiter::Caret => b'^',
            Delimiter::Backquote => b'`',
        };
        let end: &[u8] = match self.line_ending {
            LineEnding::Lf => b"\n",
            LineEnding::CrLf => b"\r\n",
        };
        let mut csv = Vec::new();
        let mut line = |values: &mut dyn Iterator<Item = String>| {
            for (place, value) in values.enumerate() {
                if place > 0 {
                    csv.push(delimiter);
                }
                csv.push(b'"');
                csv.extend_from_slice(value.replace('"', "\"\"").as_bytes());
                csv.push(b'"');
            }
            csv.extend_from_slice(end);
        };
        line(&mut self.found.columns.iter().map(Column::path));
        for row in part.iter().filter_map(|&number| self.found.object.row(org, number)) {
            line(&mut self.found.columns.iter().map(|column| column.csv_value(org, &row)));
        }
        csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locators_lead_back_to_their_places() {
        for at in [0, 1, 10_000, 1_000_000] {
            assert_eq!(place(&locator(at)), Some(at));
        }
        assert_eq!(place("null"), None);
        assert_eq!(place(""), None);
    }
}
