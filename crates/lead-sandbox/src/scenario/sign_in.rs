//! How the org's app for browser sign-ins is set up.

use serde::Deserialize;

/// How the org's app for browser sign-ins is set up.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInSetup {
    /// The page shown in place of the question; such a page never leads back.
    pub blocked: Option<BlockedPage>,
    /// Where a sign-in may lead back to.
    pub callback_urls: Vec<String>,
    /// Whether the port of a `localhost` callback is ignored. It is not known whether Salesforce
    /// does, so it does not.
    pub any_callback_port: bool,
    /// Whether a refresh token is good once.
    pub rotation: bool,
    /// Seconds a code is good for.
    pub code_seconds: f64,
}

/// The pages on which a sign-in ends for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockedPage {
    /// An admin has blocked the app.
    AppBlocked,
    /// The app is open to chosen users only.
    NotApproved,
    /// The app is not in this org.
    AppNotFound,
}

impl Default for SignInSetup {
    fn default() -> Self {
        Self {
            blocked: None,
            callback_urls: [17417, 17418, 27417, 27418]
                .map(|port| format!("http://localhost:{port}/callback"))
                .into(),
            any_callback_port: false,
            rotation: true,
            code_seconds: 900.0,
        }
    }
}

impl SignInSetup {
    /// Whether a sign-in may lead back to this address.
    pub(crate) fn takes(&self, redirect: &str) -> bool {
        if self.callback_urls.iter().any(|url| url == redirect) {
            return true;
        }
        let without_port = |text: &str| {
            let mut url = url::Url::parse(text).ok().filter(|url| url.host_str() == Some("localhost"))?;
            url.set_port(None).ok().map(|()| url)
        };
        self.any_callback_port
            && without_port(redirect).is_some_and(|wanted| {
                self.callback_urls.iter().any(|url| without_port(url).as_ref() == Some(&wanted))
            })
    }
}

impl BlockedPage {
    /// Salesforce's code and text.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::AppBlocked => ("OAUTH_APP_BLOCKED", "this app is blocked by admin"),
            Self::NotApproved => ("OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app"),
            Self::AppNotFound => {
                ("OAUTH_EC_APP_NOT_FOUND", "External client app is not installed in this org")
            }
        }
    }
}
