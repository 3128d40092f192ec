//! `POST /composite`: several calls in one, counted as one.
//!
//! True recursion with `org/rest.rs`: each call inside is answered by the API that got the composite call.

use crate::org::OrgError;
use crate::org::rest::{self, RestApi};
use crate::org::rest_call::{Content, Reader, RestAnswer, RestCall, endpoint, parameters};
use serde::Deserialize;
use serde_json::{Value, json};

const MOST_SUBREQUESTS: usize = 25;
/// Of which this many may be queries or collections.
const MOST_QUERIES: usize = 5;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Composite {
    #[serde(default)]
    all_or_none: bool,
    composite_request: Vec<Subrequest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subrequest {
    method: String,
    url: String,
    reference_id: String,
    #[serde(default)]
    body: Option<Value>,
}

impl Subrequest {
    fn call(&self, batch_size: Option<usize>) -> RestCall {
        let (path, query) = self.url.split_once('?').unwrap_or((&self.url, ""));
        RestCall {
            method: self.method.to_ascii_uppercase(),
            path: path.to_owned(),
            parameters: parameters(query),
            body: self.body.as_ref().map(|body| body.to_string().into_bytes()).unwrap_or_default(),
            if_modified_since: None,
            batch_size,
        }
    }
}

fn parsed(body: &[u8]) -> Result<Composite, OrgError> {
    serde_json::from_slice(body).map_err(|error| OrgError::new(400, "JSON_PARSER_ERROR", error.to_string()))
}

/// The calls inside a composite call.
pub(crate) fn subrequests(body: &[u8]) -> Result<Vec<RestCall>, OrgError> {
    Ok(parsed(body)?.composite_request.iter().map(|inner| inner.call(None)).collect())
}

/// The answer is 200 even where subrequests failed: each has its own status.
pub(crate) fn answer(api: &RestApi, body: &[u8], reader: &Reader) -> Result<Value, OrgError> {
    let composite = parsed(body)?;
    let calls: Vec<RestCall> =
        composite.composite_request.iter().map(|inner| inner.call(reader.batch_size)).collect();
    if calls.is_empty() || calls.len() > MOST_SUBREQUESTS {
        return Err(OrgError::new(
            400,
            "PROCESSING_HALTED",
            format!("The composite request must have between 1 and {MOST_SUBREQUESTS} subrequests."),
        ));
    }
    let queries = calls
        .iter()
        .filter(|call| {
            matches!(endpoint(&call.method, &call.path), "query" | "query_all" | "query_more" | "collections")
        })
        .count();
    if queries > MOST_QUERIES {
        return Err(OrgError::new(
            400,
            "PROCESSING_HALTED",
            format!("The limit of {MOST_QUERIES} query and sObject collection subrequests was exceeded."),
        ));
    }
    let mut answers: Vec<RestAnswer> = composite
        .composite_request
        .iter()
        .zip(&calls)
        .map(|(inner, call)| sub_answer(api, inner, call, reader))
        .collect();
    if composite.all_or_none && answers.iter().any(|answer| answer.status >= 400) {
        for answer in answers.iter_mut().filter(|answer| answer.status < 400) {
            *answer = OrgError::new(
                400,
                "PROCESSING_HALTED",
                "The transaction was rolled back since another operation in the same transaction failed.",
            )
            .into();
        }
    }
    let responses: Vec<Value> = composite
        .composite_request
        .iter()
        .zip(answers)
        .map(|(inner, answer)| {
            json!({
                "body": match answer.content {
                    Content::Json(body) => body,
                    Content::Nothing | Content::Csv(_) => Value::Null,
                },
                "httpHeaders": {},
                "httpStatusCode": answer.status,
                "referenceId": inner.reference_id,
            })
        })
        .collect();
    Ok(json!({ "compositeResponse": responses }))
}

fn sub_answer(api: &RestApi, subrequest: &Subrequest, call: &RestCall, reader: &Reader) -> RestAnswer {
    if reader.limits.subrequest_url_bytes.is_some_and(|most| subrequest.url.len() > most) {
        return OrgError::new(414, "URI_TOO_LONG", "The subrequest's URL is too long.").into();
    }
    let outside = !call.path.starts_with("/services/data/");
    let inner = endpoint(&call.method, &call.path);
    if outside || matches!(inner, "composite" | "versions") || inner.starts_with("bulk") {
        return OrgError::not_found().into();
    }
    rest::answer(api, call, &reader.limits, reader.calls_used)
}
