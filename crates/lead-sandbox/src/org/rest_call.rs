//! A call to the REST API and its answer, whoever makes it: the wire, or a composite call.

use crate::org::OrgError;
use crate::scenario::SalesforceLimits;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

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
    pub(crate) fn new(status: u16, content: Content) -> Self {
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
        [_, "jobs", "query" | "ingest"] if method == "GET" => "bulk_jobs",
        [_, "jobs", "query", _] if method == "GET" => "bulk_job",
        [_, "jobs", "query", _] => "bulk_end",
        [_, "jobs", "query", _, "results"] => "bulk_results",
        _ => "other",
    }
}

/// The parameters behind the `?`.
pub(crate) fn parameters(query: &str) -> HashMap<String, String> {
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("GET", "/services/data/v68.0/jobs/query", "bulk_jobs"),
            ("PATCH", "/services/data/v68.0/jobs/query/750x", "bulk_end"),
            ("GET", "/services/data/v68.0/jobs/query/750x/results", "bulk_results"),
            ("GET", "/services/data/v68.0/tooling", "other"),
        ] {
            assert_eq!(endpoint(method, path), expected, "{path}");
        }
    }
}
