//! Which version of the interface is spoken.

use crate::SalesforceError;
use crate::addresses::at;
use lead_http::{Body, HttpClient, HttpRequest, Method};
use serde::Deserialize;
use url::Url;

/// Winter '27; what this client was written for.
const WANTED: &str = "68.0";

#[derive(Debug, Deserialize)]
struct Version {
    version: String,
}

/// The version this client was written for where the org has it, else the org's newest. Asked
/// without the session, which Salesforce does not need for it.
pub(crate) async fn negotiate(http: &HttpClient, instance: &Url) -> Result<String, SalesforceError> {
    let url = at(instance, "/services/data/")?;
    let exchange = HttpRequest { method: Method::Get, url, bearer: None, headers: &[], body: Body::Empty };
    let answer = http.send(exchange).await?;
    if !answer.is_success() {
        return Err(crate::fault::refusal(&answer, None));
    }
    choose(&answer.json::<Vec<Version>>()?)
        .ok_or_else(|| SalesforceError::Unreadable { what: "it lists no version of the interface".into() })
}

fn choose(versions: &[Version]) -> Option<String> {
    if versions.iter().any(|known| known.version == WANTED) {
        return Some(WANTED.to_owned());
    }
    let newest = versions.iter().filter_map(|known| Some((number(&known.version)?, &known.version))).max();
    newest.map(|(_, version)| version.clone())
}

fn number(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(versions: &[&str]) -> Option<String> {
        let versions: Vec<_> = versions.iter().map(|v| Version { version: (*v).to_owned() }).collect();
        choose(&versions)
    }

    #[test]
    fn ours_where_the_org_has_it_else_its_newest() {
        assert_eq!(chosen(&["31.0", "68.0", "69.0"]).unwrap(), "68.0");
        assert_eq!(chosen(&["9.0", "67.0", "66.0"]).unwrap(), "67.0");
        assert_eq!(chosen(&["70.0", "101.0"]).unwrap(), "101.0");
        assert_eq!(chosen(&["next"]), None);
        assert_eq!(chosen(&[]), None);
    }
}
