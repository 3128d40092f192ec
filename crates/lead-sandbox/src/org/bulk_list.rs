//! The list of query jobs: in no order that can be told, in parts of at most 1,000.
//!
//! As in Salesforce's own example, a part names the resource of ingest jobs as the address of the next
//! one; the documentation's request that follows goes to query jobs. Both are answered.

use crate::dice::Dice;
use crate::org::OrgError;
use crate::org::rest_call::{Reader, RestCall};
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// The key prefix of what remembers where a list was left off.
const LOCATOR_PREFIX: &str = "01gRM0000000";

/// Lists that were not given whole, each with the ids of its jobs.
#[derive(Debug, Default)]
pub(crate) struct Lists(Mutex<Vec<Vec<String>>>);

/// Answers a call for the list: of all jobs, or its part at a locator. `all` are the jobs' ids, and
/// `about` tells of a job if it is still there.
pub(crate) fn part(
    lists: &Lists,
    call: &RestCall,
    reader: &Reader,
    all: impl FnOnce() -> Vec<String>,
    about: impl Fn(&str) -> Option<Value>,
) -> Result<Value, OrgError> {
    let invalid = |name: &str| OrgError::new(400, "INVALID_PARAMETER", format!("{name} is not valid"));
    let asked = |name: &str| call.parameters.get(name).map(String::as_str);
    let mut lists = lists.0.lock().unwrap_or_else(PoisonError::into_inner);
    let (known, ids, start) = if let Some(locator) = asked("queryLocator") {
        let (number, start) = place(locator).ok_or_else(|| invalid("queryLocator"))?;
        let ids = lists.get(number).ok_or_else(|| invalid("queryLocator"))?;
        (Some(number), ids.clone(), start)
    } else {
        // All jobs here are Bulk API 2.0 query jobs, which have no PK chunking.
        let none = match asked("jobType") {
            None | Some("V2Query") => asked("isPkChunkingEnabled") == Some("true"),
            Some("Classic" | "V2Ingest") => true,
            Some(_) => return Err(invalid("jobType")),
        };
        let mut ids = if none { Vec::new() } else { all() };
        ids.sort_by_cached_key(|id| Dice::new(0, id, 0).next());
        (None, ids, 0)
    };
    let end = start.saturating_add(reader.limits.bulk.list_rows).min(ids.len());
    let records: Vec<Value> =
        ids.get(start..end).unwrap_or_default().iter().filter_map(|id| about(id)).collect();
    let done = end == ids.len();
    let next = (!done).then(|| {
        let number = known.unwrap_or_else(|| {
            lists.push(ids);
            lists.len() - 1
        });
        format!("/services/data/{}/jobs/ingest?queryLocator={LOCATOR_PREFIX}{number}-{end}", reader.version)
    });
    Ok(json!({ "done": done, "nextRecordsUrl": next, "records": records }))
}

fn place(locator: &str) -> Option<(usize, usize)> {
    let (number, start) = locator.strip_prefix(LOCATOR_PREFIX)?.split_once('-')?;
    Some((number.parse().ok()?, start.parse().ok()?))
}
