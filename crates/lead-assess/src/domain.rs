//! Domains of websites and mail addresses, and which of them anybody can have a mailbox under.

use std::collections::HashSet;
use std::sync::LazyLock;
use url::{Host, Url};

/// The list as shipped; part of a recipe's hash, since the flags depend on it.
pub(crate) const FREE_MAIL_LIST: &str = include_str!("../data/free_mail.txt");

/// The host that a website's text names, without `www.`; `None` where it names none that could
/// be reached from outside.
pub(crate) fn website_host(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_whitespace) || text.contains('@') {
        return None;
    }
    let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("https://{text}")) };
    let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let host = url.host_str()?.trim_end_matches('.');
    let host = host.strip_prefix("www.").filter(|rest| registrable(rest).is_some()).unwrap_or(host);
    registrable(host).map(|_| host.to_owned())
}

/// The host of a mail address, in small letters; `None` where the text is no address.
pub(crate) fn mail_host(text: &str) -> Option<String> {
    let (local, host) = text.trim().rsplit_once('@')?;
    if local.is_empty() || local.contains('@') || local.contains(char::is_whitespace) {
        return None;
    }
    let Ok(Host::Domain(host)) = Host::parse(host) else { return None };
    let host = host.trim_end_matches('.');
    registrable(host).map(|_| host.to_owned())
}

/// The part of a host that somebody registered: `acme.co.uk` of `mail.acme.co.uk`.
///
/// `.example` is reserved for made-up names (RFC 2606) and is on no list of suffixes; the demo's
/// companies live there.
pub(crate) fn registrable(host: &str) -> Option<&str> {
    let domain = psl::domain(host.as_bytes())?;
    let known = domain.suffix().is_known() || domain.suffix().as_bytes() == b"example";
    known.then(|| str::from_utf8(domain.as_bytes()).ok()).flatten()
}

/// Whether two hosts belong to the same registered domain.
pub(crate) fn same_registrable(one: &str, other: &str) -> bool {
    registrable(one).is_some_and(|domain| Some(domain) == registrable(other))
}

/// The free-mail domains: those shipped, changed by what a recipe adds and takes out.
#[derive(Debug, Clone)]
pub(crate) struct FreeMail {
    also: HashSet<String>,
    not: HashSet<String>,
}

impl FreeMail {
    pub(crate) fn new(also: &[String], not: &[String]) -> Self {
        let lower = |list: &[String]| list.iter().map(|domain| domain.to_lowercase()).collect();
        Self { also: lower(also), not: lower(not) }
    }

    /// Whether anybody can have a mailbox at this host.
    pub(crate) fn contains(&self, host: &str) -> bool {
        let Some(domain) = registrable(host) else { return false };
        if self.not.contains(domain) {
            return false;
        }
        let name = domain.split('.').next().unwrap_or_default();
        self.also.contains(domain) || SHIPPED.domains.contains(domain) || SHIPPED.names.contains(name)
    }
}

struct Shipped {
    domains: HashSet<&'static str>,
    names: HashSet<&'static str>,
}

static SHIPPED: LazyLock<Shipped> = LazyLock::new(|| {
    let lines =
        || FREE_MAIL_LIST.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Shipped {
        domains: lines().filter(|line| !line.ends_with(".*")).collect(),
        names: lines().filter_map(|line| line.strip_suffix(".*")).collect(),
    }
});

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> FreeMail {
        FreeMail::new(&[], &[])
    }

    #[test]
    fn free_mail_is_told_from_employers() {
        for host in [
            "gmail.com",
            "gmx.de",
            "gmx.net",
            "web.de",
            "yahoo.co.uk",
            "yahoo.com.br",
            "cfl.rr.com",
            "qq.com",
        ] {
            assert!(shipped().contains(host), "{host}");
        }
        for host in
            ["chick-fil-a.com", "verizon.com", "comcast.com", "yahooinc.com", "mygmail.com", "acme.example"]
        {
            assert!(!shipped().contains(host), "{host}");
        }
    }

    #[test]
    fn a_recipe_may_add_and_take_out() {
        let list = FreeMail::new(&["Club.example".into()], &["posteo.de".into()]);
        assert!(list.contains("club.example"));
        assert!(!list.contains("posteo.de"));
    }

    #[test]
    fn the_shipped_list_holds_registrable_domains_once() {
        let mut seen = HashSet::new();
        for line in FREE_MAIL_LIST.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
            assert!(seen.insert(line), "{line} stands there twice");
            let domain = line.strip_suffix(".*").map_or(line.to_owned(), |name| format!("{name}.com"));
            assert_eq!(registrable(&domain), Some(domain.as_str()));
            assert_eq!(domain, domain.to_lowercase());
        }
    }

    #[test]
    fn websites_give_their_host() {
        for (text, host) in [
            ("https://www.Acme.com/about?x=1", Some("acme.com")),
            ("acme.co.uk", Some("acme.co.uk")),
            (" shop.acme.de. ", Some("shop.acme.de")),
            ("bücher.de", Some("xn--bcher-kva.de")),
            ("www.com", Some("www.com")),
            ("acme", None),
            ("n/a", None),
            ("http://192.168.0.1/", None),
            ("localhost:3000", None),
            ("jo@acme.com", None),
            ("javascript:alert(1)", None),
            ("ftp://acme.com", None),
            ("not a website", None),
        ] {
            assert_eq!(website_host(text).as_deref(), host, "{text}");
        }
    }

    #[test]
    fn addresses_give_their_host() {
        assert_eq!(mail_host(" Jo@Mail.Acme.COM ").as_deref(), Some("mail.acme.com"));
        for text in
            ["", "jo", "@acme.com", "jo@", "jo@acme", "a@b@acme.com", "jo doe@acme.com", "jo@[10.0.0.1]"]
        {
            assert_eq!(mail_host(text), None, "{text}");
        }
    }

    #[test]
    fn subdomains_are_the_same_company() {
        assert!(same_registrable("uk.acme.com", "acme.com"));
        assert!(!same_registrable("acme.com", "acme.de"));
        assert!(!same_registrable("acme.co.uk", "other.co.uk"));
    }
}
