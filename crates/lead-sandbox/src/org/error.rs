//! Salesforce's errors: status, code and text.

use crate::scenario::NamedError;
use serde_json::{Value, json};

/// An error as the REST API tells it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OrgError {
    pub(crate) status: u16,
    code: &'static str,
    message: String,
}

impl OrgError {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// The body: always an array.
    pub(crate) fn body(&self) -> Value {
        json!([{ "message": self.message, "errorCode": self.code }])
    }

    pub(crate) fn invalid_session() -> Self {
        Self::new(401, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND", "The requested resource does not exist")
    }

    pub(crate) fn no_column(field: &str, object: &str) -> Self {
        Self::new(
            400,
            "INVALID_FIELD",
            format!(
                "No such column '{field}' on entity '{object}'. If you are attempting to use a custom field, be sure \
                 to append the '__c' after the custom field name. Please reference your WSDL or the describe call \
                 for the appropriate names."
            ),
        )
    }

    pub(crate) fn malformed_query(message: impl Into<String>) -> Self {
        Self::new(400, "MALFORMED_QUERY", message)
    }

    pub(crate) fn unknown_type(object: &str) -> Self {
        Self::new(
            400,
            "INVALID_TYPE",
            format!(
                "sObject type '{object}' is not supported. If you are attempting to use a custom object, be sure to \
                 append the '__c' after the entity name. Please reference your WSDL or the describe call for the \
                 appropriate names."
            ),
        )
    }

    /// The daily allocation is used up. Salesforce sends no `Retry-After`.
    pub(crate) fn daily_limit() -> Self {
        Self::new(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    }

    /// The error with this name, if it is one of Salesforce's.
    pub(crate) fn named(name: NamedError) -> Option<Self> {
        let (status, code, message) = match name {
            NamedError::RequestLimitExceeded => return Some(Self::daily_limit()),
            NamedError::ConcurrentLimitExceeded => {
                (403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.")
            }
            NamedError::ServerUnavailable => {
                (503, "SERVER_UNAVAILABLE", "The server is temporarily unavailable to service your request.")
            }
            NamedError::UnknownException => (
                500,
                "UNKNOWN_EXCEPTION",
                "An unexpected error occurred. Please include this ErrorId if you contact \
                                            support: 1289450071-88213 (-1204177214)",
            ),
            NamedError::QueryTimeout => {
                (400, "QUERY_TIMEOUT", "Your query request was running for too long.")
            }
            NamedError::MalformedId => (400, "MALFORMED_ID", "malformed id in the list of ids"),
            NamedError::SessionNotValidForApi => {
                (401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API")
            }
            NamedError::InvalidAuthHeader => (401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE"),
            NamedError::ApiDisabledForOrg => {
                (403, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner")
            }
            NamedError::InsufficientAccess => (
                403,
                "INSUFFICIENT_ACCESS",
                "insufficient access rights on object id: Read on Lead is needed",
            ),
            _ => return None,
        };
        Some(Self::new(status, code, message))
    }
}
