//! Addresses of providers as people type them.

use crate::error::{AppResult, coded};
use lead_http::is_protected;
use url::Url;

/// Reads an address; `https://` may be left out. Plain `http` is taken for this computer alone,
/// as a key would travel unprotected.
pub(crate) fn read_address(text: &str) -> AppResult<Url> {
    let text = text.trim();
    let wrong = |why: &str| coded("address", format!("“{text}” is not an address that can be used: {why}."));
    if text.is_empty() {
        return Err(coded("address", "An address is needed, such as https://yourcompany.my.salesforce.com."));
    }
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&whole).map_err(|error| wrong(&error.to_string()))?;
    if url.host().is_none() || !matches!(url.scheme(), "https" | "http") {
        return Err(wrong("it must begin with https:// and name a host"));
    }
    if !is_protected(&url) {
        return Err(wrong("it must begin with https://, or your credentials would travel unprotected"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("it holds a user name; leave that out"));
    }
    Ok(url)
}

/// Whether two addresses lead to the same server, so that one's credentials may go to the other.
pub(crate) fn same_server(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_may_be_left_out_and_http_is_for_this_computer() {
        assert_eq!(
            read_address(" acme.my.salesforce.com ").unwrap().as_str(),
            "https://acme.my.salesforce.com/"
        );
        assert!(read_address("http://127.0.0.1:8080").is_ok());
        assert!(read_address("http://[::1]:8080/v1").is_ok());
        assert!(read_address("http://org.localhost:8080").is_ok());
        for bad in [
            "",
            "http://acme.my.salesforce.com",
            "ftp://acme.com",
            "https://me:pw@acme.com",
            "http://127.0.0.1.evil.com",
        ] {
            let error = read_address(bad).unwrap_err();
            assert_eq!(error.code, "address", "{bad}");
        }
    }

    #[test]
    fn the_port_is_part_of_the_server() {
        let at = |text: &str| read_address(text).unwrap();
        assert!(same_server(&at("https://a.com/x"), &at("a.com:443")));
        assert!(!same_server(&at("http://127.0.0.1:1"), &at("http://127.0.0.1:2")));
    }
}
