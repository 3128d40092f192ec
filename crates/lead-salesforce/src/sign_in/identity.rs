//! Who signed in.

use crate::addresses::at;
use lead_http::{Answer, HttpClient, HttpRequest, Method};
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

/// Who signed in, as far as Salesforce says. Text that is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// The org's id, `00D…`.
    pub org_id: String,
    /// The user's id, `005…`.
    pub user_id: String,
    /// The user's name for signing in, `ada@acme.com`.
    pub username: String,
}

#[derive(Deserialize)]
struct UserInfo {
    #[serde(default)]
    organization_id: String,
    #[serde(default)]
    user_id: String,
    #[serde(default)]
    preferred_username: String,
}

/// Asks who signed in. It is not known whether every app's scopes allow the question, so that a no
/// only means that the name stays unknown; the ids stand in the token's own address.
pub(crate) async fn ask(http: &HttpClient, instance: &Url, token: &SecretString, id: &str) -> Identity {
    let mut identity = from_address(id);
    let Ok(url) = at(instance, "/services/oauth2/userinfo") else { return identity };
    let exchange = HttpRequest {
        method: Method::Get,
        url,
        bearer: Some(token),
        headers: &[],
        body: lead_http::Body::Empty,
    };
    match http.send(exchange).await {
        Ok(answer) if answer.is_success() => {
            if let Ok(info) = Answer::json::<UserInfo>(&answer) {
                identity.username = info.preferred_username;
                for (known, told) in
                    [(&mut identity.org_id, info.organization_id), (&mut identity.user_id, info.user_id)]
                {
                    if !told.is_empty() {
                        *known = told;
                    }
                }
            }
        }
        Ok(answer) => tracing::info!(status = answer.status(), "Salesforce does not tell who signed in"),
        Err(fault) => tracing::info!(%fault, "it could not be asked who signed in"),
    }
    identity
}

/// The id of the user whom a session belongs to, where Salesforce tells it.
pub(crate) async fn user_of(http: &HttpClient, instance: &Url, token: &SecretString) -> Option<String> {
    let Identity { user_id, .. } = ask(http, instance, token, "").await;
    (!user_id.is_empty()).then_some(user_id)
}

/// `https://login.salesforce.com/id/00D…/005…`
fn from_address(id: &str) -> Identity {
    let mut parts = id.rsplit('/').map(str::to_owned);
    let (user_id, org_id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if !org_id.starts_with("00D") || !user_id.starts_with("005") {
        return Identity::default();
    }
    Identity { org_id, user_id, username: String::new() }
}
