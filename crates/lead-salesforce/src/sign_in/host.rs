//! Where people sign in.

use crate::SignInError;
use lead_http::is_loopback;
use std::fmt;
use url::Url;

/// Where the users of production orgs sign in.
pub const PRODUCTION: &str = "https://login.salesforce.com/";
/// Where the users of sandboxes sign in.
pub const SANDBOX: &str = "https://test.salesforce.com/";

/// Domains under which Salesforce itself answers, its government and China clouds included. The
/// sign-in opens in a browser, perhaps from a file that was passed round: it leads nowhere else.
const SALESFORCE_DOMAINS: [&str; 3] = ["salesforce.com", "salesforce.mil", "sfcrmproducts.cn"];

/// The address of a sign-in page: `https` and Salesforce's own, or this computer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginHost(Url);

impl LoginHost {
    /// Reads an address as people paste it: `https://` may be left out, a path is dropped, and the
    /// address of the Lightning pages is taken for that of the org.
    pub fn parse(text: &str) -> Result<Self, SignInError> {
        let text = text.trim();
        let wrong = |why: &'static str| SignInError::Host { address: text.to_owned(), why };
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&whole).map_err(|_| wrong("it is not an address"))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("it holds a user name"));
        }
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_owned();
        if is_loopback(&url) {
            if !matches!(url.scheme(), "https" | "http") {
                return Err(wrong("it must begin with https://"));
            }
        } else {
            if url.scheme() != "https" {
                return Err(wrong("it must begin with https://, or the sign-in would travel unprotected"));
            }
            let of_salesforce = |domain: &str| {
                host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            };
            let lightning = org_of_lightning(&host);
            if lightning.is_none() && !SALESFORCE_DOMAINS.iter().any(|domain| of_salesforce(domain)) {
                return Err(wrong(
                    "it is not one of Salesforce's own, such as https://acme.my.salesforce.com",
                ));
            }
            let set = url.set_host(Some(lightning.as_deref().unwrap_or(&host)));
            if set.is_err() || url.port().is_some() {
                return Err(wrong("it is not an address where Salesforce answers"));
            }
        }
        url.set_path("/");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// The address, without a path.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl fmt::Display for LoginHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// `acme.lightning.force.com` is where the pages of `acme.my.salesforce.com` are; the browser's
/// address bar shows the former, and only the latter signs in.
fn org_of_lightning(host: &str) -> Option<String> {
    let org = host.strip_suffix(".lightning.force.com")?;
    Some(format!("{org}.my.salesforce.com"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        LoginHost::parse(text).map(|host| host.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn addresses_are_taken_as_people_paste_them() {
        for (pasted, meant) in [
            (PRODUCTION, "https://login.salesforce.com"),
            (" test.salesforce.com ", "https://test.salesforce.com"),
            ("https://acme.my.salesforce.com/lightning/page/home?x=1#y", "https://acme.my.salesforce.com"),
            ("https://acme.lightning.force.com/lightning/o/Lead/list", "https://acme.my.salesforce.com"),
            ("acme--uat.sandbox.lightning.force.com", "https://acme--uat.sandbox.my.salesforce.com"),
            ("https://ACME.my.salesforce.com.", "https://acme.my.salesforce.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:8080/x", "http://localhost:8080"),
        ] {
            assert_eq!(read(pasted).as_deref(), Ok(meant), "{pasted}");
        }
    }

    #[test]
    fn a_sign_in_leads_nowhere_but_to_salesforce() {
        for bad in [
            "",
            "http://acme.my.salesforce.com",
            "https://salesforce.com.evil.example",
            "https://evilsalesforce.com",
            "https://login.salesforce.com@evil.example",
            "https://me:pw@login.salesforce.com",
            "https://acme.my.salesforce.com:8443",
            "https://evil.example/.lightning.force.com",
            "ftp://localhost",
            "javascript:alert(1)",
            "file:///etc/hosts",
        ] {
            assert!(read(bad).is_err(), "{bad}: {:?}", read(bad));
        }
    }
}
