//! The REST API under `/services/data`: which resource a path names, and its answer.
//!
//! True recursion with `org/composite.rs`: a composite call holds calls to this API.

use crate::org::bulk::{self, Jobs};
use crate::org::describe::{describe, summary};
use crate::org::query::{self, Cursors};
use crate::org::rest_call::{Content, Reader, RestAnswer, RestCall, endpoint};
use crate::org::table::Object;
use crate::org::{Org, OrgError, composite, records};
use crate::scenario::SalesforceLimits;
use serde_json::{Value, json};
use std::sync::Arc;

/// The first version there ever was under this address; those before the oldest answer 410.
const FIRST_VERSION: u32 = 7;

/// When the demo org's fields last changed.
const FIELDS_CHANGED: &str = "Sun, 01 Nov 2026 08:00:00 GMT";

/// The org behind its REST API: its data, and what the API keeps between calls.
#[derive(Debug)]
pub(crate) struct RestApi {
    pub(crate) org: Org,
    cursors: Cursors,
    jobs: Jobs,
}

impl RestApi {
    pub(crate) fn new(org: Org) -> Self {
        let jobs = Jobs::new(org.seed);
        Self { org, cursors: Cursors::default(), jobs }
    }
}

/// Answers a call.
pub(crate) fn answer(
    api: &RestApi,
    call: &RestCall,
    limits: &Arc<SalesforceLimits>,
    calls_used: u64,
) -> RestAnswer {
    let parts: Vec<&str> = call.path.trim_matches('/').split('/').skip(2).collect();
    let Some((version, rest)) = parts.split_first() else { return RestAnswer::ok(versions(limits)) };
    if let Err(error) = check_version(version, limits) {
        return error.into();
    }
    let reader = Reader {
        version: (*version).to_owned(),
        limits: limits.clone(),
        batch_size: call.batch_size,
        calls_used,
    };
    routed(api, call, rest, &reader).unwrap_or_else(Into::into)
}

fn routed(api: &RestApi, call: &RestCall, rest: &[&str], reader: &Reader) -> Result<RestAnswer, OrgError> {
    let org = &api.org;
    let version = reader.version.as_str();
    let hidden = &reader.limits.hidden_fields;
    if let ["composite", "sobjects", object] = rest {
        allow(call, &["GET", "POST"])?;
        let (ids, fields) = if call.method == "GET" { listed(call) } else { wanted(&call.body)? };
        return records::collection(org, Object::named(object)?, &ids, &fields, reader).map(RestAnswer::ok);
    }
    if *rest == ["composite"] {
        allow(call, &["POST"])?;
        return composite::answer(api, &call.body, reader).map(RestAnswer::ok);
    }
    if let ["jobs", "query", under @ ..] = rest {
        return bulk::answer(org, &api.jobs, call, under, reader);
    }
    if *rest == ["jobs", "ingest"] && call.method == "GET" && call.parameters.contains_key("queryLocator") {
        return bulk::answer(org, &api.jobs, call, &[], reader);
    }
    allow(call, &["GET", "HEAD"])?;
    let body = match rest {
        [] => resources(version),
        ["limits"] => limits(&api.jobs, reader),
        ["sobjects"] => json!({
            "encoding": "UTF-8",
            "maxBatchSize": 200,
            "sobjects": Object::ALL.map(|object| summary(object, version)),
        }),
        ["sobjects", object] => {
            json!({ "objectDescribe": summary(Object::named(object)?, version), "recentItems": [] })
        }
        ["sobjects", object, "describe"] => {
            let object = Object::named(object)?;
            if call.if_modified_since.as_deref() == Some(FIELDS_CHANGED) {
                return Ok(RestAnswer::new(304, Content::Nothing).with("last-modified", FIELDS_CHANGED));
            }
            return Ok(
                RestAnswer::ok(describe(object, hidden, version)).with("last-modified", FIELDS_CHANGED)
            );
        }
        ["sobjects", object, id] => {
            let fields = call.parameters.get("fields").map(String::as_str);
            records::single(org, Object::named(object)?, id, fields, reader)?
        }
        [kind @ ("query" | "queryAll")] => {
            let Some(text) = call.parameters.get("q") else {
                return Err(OrgError::malformed_query("A query string has to be specified"));
            };
            query::run(org, &api.cursors, text, *kind == "queryAll", reader)?
        }
        ["query" | "queryAll", locator] => query::more(org, &api.cursors, locator, reader)?,
        _ => return Err(OrgError::not_found()),
    };
    Ok(RestAnswer::ok(body))
}

fn allow(call: &RestCall, methods: &[&str]) -> Result<(), OrgError> {
    if methods.contains(&call.method.as_str()) {
        return Ok(());
    }
    let message = format!("HTTP Method '{}' not allowed. Allowed are {}", call.method, methods.join(","));
    Err(OrgError::new(405, "METHOD_NOT_ALLOWED", message))
}

fn check_version(version: &str, limits: &SalesforceLimits) -> Result<(), OrgError> {
    let number: Option<u32> =
        version.strip_prefix('v').and_then(|v| v.strip_suffix(".0")).and_then(|v| v.parse().ok());
    match number {
        Some(number) if (limits.oldest_version..=limits.newest_version).contains(&number) => Ok(()),
        Some(number) if (FIRST_VERSION..limits.oldest_version).contains(&number) => Err(OrgError::new(
            410,
            "UNSUPPORTED_API_VERSION",
            "The requested API version has been retired or is not supported, see the details of API Version \
             Retirement documentation",
        )),
        _ => Err(OrgError::not_found()),
    }
}

/// `GET /services/data`: needs no sign-in.
pub(crate) fn versions(limits: &SalesforceLimits) -> Value {
    (limits.oldest_version..=limits.newest_version)
        .map(|number| {
            let season = ["Spring", "Summer", "Winter"][usize::try_from(number % 3).unwrap_or_default()];
            let year = 26 + (number.cast_signed() - 66).div_euclid(3) + i32::from(season == "Winter");
            json!({
                "label": format!("{season} '{year:02}"),
                "url": format!("/services/data/v{number}.0"),
                "version": format!("{number}.0"),
            })
        })
        .collect()
}

fn resources(version: &str) -> Value {
    let base = format!("/services/data/{version}");
    ["composite", "jobs/query", "limits", "query", "queryAll", "sobjects"]
        .into_iter()
        .map(|name| (name.to_owned(), json!(format!("{base}/{name}"))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn limits(jobs: &Jobs, reader: &Reader) -> Value {
    let most = reader.limits.calls_per_day;
    let setup = &reader.limits.bulk;
    let left = setup.jobs_per_day.saturating_sub(setup.jobs_used + jobs.made());
    json!({
        "DailyApiRequests": { "Max": most, "Remaining": most.saturating_sub(reader.calls_used) },
        "DailyBulkApiBatches": { "Max": 15_000, "Remaining": 15_000 },
        "DailyBulkV2QueryJobs": { "Max": setup.jobs_per_day, "Remaining": left },
        "ConcurrentAsyncGetReportInstances": { "Max": 200, "Remaining": 200 },
    })
}

/// The ids and fields of a collections GET.
fn listed(call: &RestCall) -> (Vec<String>, Vec<String>) {
    let split = |name: &str| {
        call.parameters
            .get(name)
            .map(|list| {
                list.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
            })
            .unwrap_or_default()
    };
    (split("ids"), split("fields"))
}

/// The ids and fields of a collections POST.
fn wanted(body: &[u8]) -> Result<(Vec<String>, Vec<String>), OrgError> {
    #[derive(serde::Deserialize)]
    struct Wanted {
        #[serde(default)]
        ids: Vec<String>,
        #[serde(default)]
        fields: Vec<String>,
    }
    let wanted: Wanted = serde_json::from_slice(body)
        .map_err(|error| OrgError::new(400, "JSON_PARSER_ERROR", error.to_string()))?;
    Ok((wanted.ids, wanted.fields))
}

/// The record ids a call asks for, as far as they can be told from its text.
pub(crate) fn mentioned_ids(endpoint: &str, call: &RestCall) -> Vec<String> {
    match endpoint {
        "collections" if call.method == "GET" => listed(call).0,
        "collections" => wanted(&call.body).map(|(ids, _)| ids).unwrap_or_default(),
        "record" => call.path.rsplit('/').next().map(str::to_owned).into_iter().collect(),
        "query" | "query_all" => call.parameters.get("q").map(|q| quoted_ids(q)).unwrap_or_default(),
        "composite" => {
            let inner = composite::subrequests(&call.body).unwrap_or_default();
            inner
                .iter()
                .flat_map(|call| mentioned_ids(self::endpoint(&call.method, &call.path), call))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn quoted_ids(soql: &str) -> Vec<String> {
    let parts = soql.split('\'').skip(1).step_by(2);
    parts.filter(|part| crate::org::ids::is_well_formed(part)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_has_its_season() {
        let versions = versions(&SalesforceLimits::default());
        let label = |number: &str| {
            let found = versions.as_array().unwrap().iter().find(|v| v["version"] == number).unwrap();
            found["label"].as_str().unwrap().to_owned()
        };
        assert_eq!(label("68.0"), "Winter '27");
        assert_eq!(label("67.0"), "Summer '26");
        assert_eq!(label("66.0"), "Spring '26");
        assert_eq!(label("65.0"), "Winter '26");
        assert_eq!(label("31.0"), "Summer '14");
    }
}
