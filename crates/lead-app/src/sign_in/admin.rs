//! What an admin sets up once, so that the whole team can sign in.

use crate::error::AppResult;
use crate::{AdminRequest, AdminSetting, App};
use lead_salesforce::{CALLBACK_PORTS, callback};

impl App {
    /// What an admin has to set up, as settings and as a message.
    #[expect(clippy::unused_async, reason = "all commands of the table are async")]
    pub async fn admin_request(&self) -> AppResult<AdminRequest> {
        let settings: Vec<_> = settings()
            .into_iter()
            .map(|(label, value)| AdminSetting { label: label.to_owned(), value })
            .collect();
        let lines: Vec<_> = settings
            .iter()
            .map(|AdminSetting { label, value }| format!("- {label}: {}", value.replace('\n', "\n    ")))
            .collect();
        let lines = lines.join("\n");
        let text = format!(
            "Hello,\n\nI would like to use Leadsheet, a desktop app that reads and checks Salesforce leads. It reads \
             with the permissions of whoever signs in, changes nothing, and keeps its sign-in in the keychain of my \
             computer. For that it needs an External Client App in our org, made once for the whole team:\n\n\
             Setup, External Client App Manager, New External Client App\n\n{lines}\n\n\
             A new app takes up to ten minutes to become known. Then please send me its consumer key (Settings, OAuth \
             Settings, Consumer Key and Secret); it is not a secret, and the consumer secret is not needed.\n\n\
             Users need “API Enabled”, Read on Lead, and read access to the lead's fields.\n\nThank you!\n"
        );
        Ok(AdminRequest { settings, text })
    }
}

fn settings() -> [(&'static str, String); 11] {
    let callbacks = CALLBACK_PORTS.map(callback).join("\n");
    [
        ("External Client App Name", "Leadsheet".into()),
        ("Distribution State", "Local".into()),
        ("Enable OAuth", "on".into()),
        ("Callback URL", callbacks),
        (
            "OAuth Scopes",
            "Manage user data via APIs (api)\nPerform requests at any time (refresh_token, offline_access)"
                .into(),
        ),
        ("Require secret for Web Server Flow", "off".into()),
        ("Require secret for Refresh Token Flow", "off".into()),
        ("Require Proof Key for Code Exchange (PKCE)", "on".into()),
        ("Enable Refresh Token Rotation", "on".into()),
        (
            "Policies, Permitted Users",
            "All users may self-authorize (or choose profiles and permission sets)".into(),
        ),
        ("Policies, Refresh Token Policy", "Refresh token is valid until revoked".into()),
    ]
}
