//! Addresses at an org.

use crate::SalesforceError;
use url::Url;

/// A path at a host.
pub(crate) fn at(host: &Url, path: &str) -> Result<Url, SalesforceError> {
    host.join(path).map_err(|_| SalesforceError::InsecureUrl { url: origin(host) })
}

/// The address without path and query.
pub(crate) fn origin(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default())
}
