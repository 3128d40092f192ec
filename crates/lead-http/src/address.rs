//! Which addresses a secret may be sent to.

use url::{Host, Url};

/// Whether the address is this computer's own.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Whether what is sent there cannot be read on the way: `https`, or plain `http` to this computer.
#[must_use]
pub fn is_protected(url: &Url) -> bool {
    match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(url),
        _ => false,
    }
}

/// The address without what may be secret in it: path, query, user name.
pub(crate) fn shown(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_computer_alone() {
        let protected = |text: &str| is_protected(&Url::parse(text).unwrap());
        for good in [
            "https://acme.my.salesforce.com",
            "http://localhost:8080",
            "http://127.0.0.1:1",
            "http://127.8.9.10",
            "http://[::1]:80",
            "http://org.localhost",
        ] {
            assert!(protected(good), "{good}");
        }
        for bad in [
            "http://acme.my.salesforce.com",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://10.0.0.1",
            "ftp://localhost",
            "file:///etc/hosts",
        ] {
            assert!(!protected(bad), "{bad}");
        }
    }
}
