//! The REST API under `/services/data`: which resource a path names, and its answer.

use crate::org::describe::{describe, summary};
use crate::org::table::Object;
use crate::org::{Org, OrgError, bulk, composite, query, records};
use crate::scenario::SalesforceLimits;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// The first version there ever was under this address; those before the oldest answer 410.
const FIRST_VERSION: u32 = 7;

/// When the demo org's fields last changed.
const FIELDS_CHANGED: &str = "Sun, 01 Nov 2026 08:00:00 GMT";

/// A call to the REST API, from the wire or from inside a composite call.
#[derive(Debug, Clone)]
pub(crate) struct RestCall {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) parameters: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
    pub(crate) if_modified_since: Option<String>,
    /// `Sforce-Query-Options: batchSize=…`
    pub(crate) batch_size: Option<usize>,
}

/// Who reads: the API version spoken and what this user is allowed.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) version: String,
    pub(crate) limits: Arc<SalesforceLimits>,
    pub(crate) batch_size: Option<usize>,
    /// Calls used of the day, for `/limits`.
    pub(crate) calls_used: u64,
}

/// An answer of the REST API.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RestAnswer {
    pub(crate) status: u16,
    pub(crate) content: Content,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Numbers of the leads a bulk job's page gives.
    pub(crate) leads_read: Vec<u32>,
}

/// What an answer holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Content {
    Nothing,
    Json(Value),
    Csv(Vec<u8>),
}

impl RestAnswer {
    fn new(status: u16, content: Content) -> Self {
        Self { status, content, headers: Vec::new(), leads_read: Vec::new() }
    }

    pub(crate) fn ok(body: Value) -> Self {
        Self::new(200, Content::Json(body))
    }

    pub(crate) fn csv(body: Vec<u8>) -> Self {
        Self::new(200, Content::Csv(body))
    }

    pub(crate) fn nothing() -> Self {
        Self::new(204, Content::Nothing)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl From<OrgError> for RestAnswer {
    fn from(error: OrgError) -> Self {
        Self::new(error.status, Content::Json(error.body()))
    }
}

/// The name under which a call is counted and by which faults name it.
pub(crate) fn endpoint(method: &str, path: &str) -> &'static str {
    let parts: Vec<&str> = path.trim_matches('/').split('/').skip(2).collect();
    match parts.as_slice() {
        [] => "versions",
        [_] => "resources",
        [_, "limits"] => "limits",
        [_, "sobjects"] | [_, "sobjects", _] => "sobjects",
        [_, "sobjects", _, "describe"] => "describe",
        [_, "sobjects", _, _] => "record",
        [_, "query"] => "query",
        [_, "queryAll"] => "query_all",
        [_, "query" | "queryAll", _] => "query_more",
        [_, "composite"] if method == "POST" => "composite",
        [_, "composite", "sobjects", _] => "collections",
        [_, "jobs", "query"] if method == "POST" => "bulk_create",
        [_, "jobs", "query"] => "bulk_jobs",
        [_, "jobs", "query", _] if method == "GET" => "bulk_job",
        [_, "jobs", "query", _] => "bulk_end",
        [_, "jobs", "query", _, "results"] => "bulk_results",
        _ => "other",
    }
}

/// Answers a call.
pub(crate) fn answer(
    org: &Org,
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
    routed(org, call, rest, &reader).unwrap_or_else(Into::into)
}

fn routed(org: &Org, call: &RestCall, rest: &[&str], reader: &Reader) -> Result<RestAnswer, OrgError> {
    let version = reader.version.as_str();
    let hidden = &reader.limits.hidden_fields;
    if let ["composite", "sobjects", object] = rest {
        allow(call, &["GET", "POST"])?;
        let (ids, fields) = if call.method == "GET" { listed(call) } else { wanted(&call.body)? };
        return records::collection(org, Object::named(object)?, &ids, &fields, reader).map(RestAnswer::ok);
    }
    if *rest == ["composite"] {
        allow(call, &["POST"])?;
        return composite::answer(org, &call.body, reader).map(RestAnswer::ok);
    }
    if let ["jobs", "query", under @ ..] = rest {
        return bulk::answer(org, call, under, reader);
    }
    allow(call, &["GET", "HEAD"])?;
    let body = match rest {
        [] => resources(version),
        ["limits"] => limits(org, reader),
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
            query::run(org, text, *kind == "queryAll", reader)?
        }
        ["query" | "queryAll", locator] => query::more(org, locator, reader)?,
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

fn limits(org: &Org, reader: &Reader) -> Value {
    let most = reader.limits.calls_per_day;
    let setup = &reader.limits.bulk;
    let jobs = setup.jobs_per_day.saturating_sub(setup.jobs_used + org.jobs.made());
    json!({
        "DailyApiRequests": { "Max": most, "Remaining": most.saturating_sub(reader.calls_used) },
        "DailyBulkApiBatches": { "Max": 15_000, "Remaining": 15_000 },
        "DailyBulkV2QueryJobs": { "Max": setup.jobs_per_day, "Remaining": jobs },
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

/// The parameters behind the `?`.
pub(crate) fn parameters(query: &str) -> HashMap<String, String> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
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

    #[test]
    fn paths_name_endpoints() {
        for (method, path, expected) in [
            ("GET", "/services/data/", "versions"),
            ("GET", "/services/data/v68.0/query", "query"),
            ("GET", "/services/data/v68.0/query/0r8xx1-2000", "query_more"),
            ("POST", "/services/data/v68.0/composite", "composite"),
            ("POST", "/services/data/v68.0/composite/sobjects/Lead", "collections"),
            ("GET", "/services/data/v68.0/sobjects/Lead/describe", "describe"),
            ("POST", "/services/data/v68.0/jobs/query", "bulk_create"),
            ("PATCH", "/services/data/v68.0/jobs/query/750x", "bulk_end"),
            ("GET", "/services/data/v68.0/jobs/query/750x/results", "bulk_results"),
            ("GET", "/services/data/v68.0/tooling", "other"),
        ] {
            assert_eq!(endpoint(method, path), expected, "{path}");
        }
    }
}
