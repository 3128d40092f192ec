//! Connections: kept, shown without their secrets, tested, forgotten.

use crate::app::Parts;
use crate::credentials::access::{OpenAiAccess, SalesforceAccess};
use crate::error::AppResult;
use crate::{
    App, AppError, ConnectionState, ConnectionTest, OpenAiForm, Provider, SalesforceForm, SignInMethod,
};
use lead_model::thousands;
use std::time::Duration;

/// A test answers sooner than a run's calls need to.
const TEST_LIMIT: Duration = Duration::from_secs(20);

impl App {
    /// The connections, without their secrets.
    pub async fn connections(&self) -> AppResult<Vec<ConnectionState>> {
        self.aside(|parts| Ok([Provider::Salesforce, Provider::Openai].map(|one| state(parts, one)).into()))
            .await
    }

    /// Keeps Salesforce credentials in the keychain.
    pub async fn save_salesforce(&self, form: SalesforceForm) -> AppResult<ConnectionState> {
        self.aside(move |parts| {
            parts.keep_salesforce(&form)?;
            Ok(state(parts, Provider::Salesforce))
        })
        .await
    }

    /// Keeps the model's credentials in the keychain.
    pub async fn save_openai(&self, form: OpenAiForm) -> AppResult<ConnectionState> {
        self.aside(move |parts| {
            parts.keep_openai(&form)?;
            Ok(state(parts, Provider::Openai))
        })
        .await
    }

    /// Removes a provider's credentials.
    pub async fn forget_connection(&self, provider: Provider) -> AppResult<()> {
        if provider == Provider::Salesforce {
            return self.forget_active_org().await;
        }
        self.aside(move |parts| Ok(parts.vault.forget(provider.code())?)).await
    }

    /// Signs in and asks for what costs nothing.
    pub async fn test_connection(&self, provider: Provider) -> AppResult<ConnectionTest> {
        let tested = match provider {
            Provider::Salesforce => self.test_salesforce().await,
            Provider::Openai => self.test_openai().await,
        };
        Ok(tested.unwrap_or_else(|error| ConnectionTest {
            ok: false,
            sentence: error.message,
            details: Vec::new(),
        }))
    }

    async fn test_salesforce(&self) -> AppResult<ConnectionTest> {
        let Some(access) = self.aside(|parts| parts.salesforce_access(None)).await? else {
            return Err(not_connected(Provider::Salesforce));
        };
        let (client, lead) = sign_in(access, TEST_LIMIT).await?;
        let mut details = vec![format!("Fields of the Lead that can be read: {}", lead.fields.len())];
        if let Some(usage) = client.api_usage() {
            let (used, allowed) = (thousands(usage.used), thousands(usage.allowed));
            details.push(format!("API calls used in the last 24 hours: {used} of {allowed}"));
        }
        let host = client.instance_url().host_str().unwrap_or_default();
        Ok(ConnectionTest { ok: true, sentence: format!("Connected to {host}. Leads can be read."), details })
    }

    async fn test_openai(&self) -> AppResult<ConnectionTest> {
        let Some(access) = self.aside(|parts| parts.openai_access(None)).await? else {
            return Err(not_connected(Provider::Openai));
        };
        let models = models_of(access, TEST_LIMIT).await?;
        let prices = self.aside(crate::recipes::catalog::prices).await?;
        let known: Vec<_> = prices
            .models()
            .iter()
            .map(|price| price.name.as_str())
            .filter(|name| models.iter().any(|id| id == name))
            .collect();
        let details = vec![
            format!("Models offered to this key: {}", models.len()),
            format!(
                "Of these, with a known price: {}",
                if known.is_empty() { "none".into() } else { known.join(", ") }
            ),
        ];
        Ok(ConnectionTest { ok: true, sentence: "Connected. The key is accepted.".into(), details })
    }
}

/// Signs in and reads what the Lead looks like, which costs two calls and no data.
pub(crate) async fn sign_in(
    access: SalesforceAccess,
    limit: Duration,
) -> AppResult<(lead_salesforce::Client, lead_salesforce::LeadDescribe)> {
    let options = lead_salesforce::ClientOptions { operation_limit: limit };
    let client = lead_salesforce::Client::connect(access.connection, options).await?;
    let lead = client.describe_lead().await?;
    Ok((client, lead))
}

/// The models that a key may use, which costs nothing.
pub(crate) async fn models_of(access: OpenAiAccess, limit: Duration) -> AppResult<Vec<String>> {
    let client = lead_openai::Client::new(&access.url, access.key, limit)?;
    let models = client.models().await.map_err(|failure| failure.error)?;
    Ok(models.into_iter().map(|model| model.id).collect())
}

/// There are no credentials for a provider.
pub(crate) fn not_connected(provider: Provider) -> AppError {
    let (name, code) = (provider.label(), provider.code());
    let variables = match provider {
        Provider::Salesforce => "SALESFORCE_URL with SALESFORCE_ACCESS_TOKEN",
        Provider::Openai => "OPENAI_API_KEY",
    };
    crate::error::coded(
        "not_connected",
        format!(
            "There are no credentials for {name}. Enter them under Settings, Connections, or with \
             `leadsheet login {code}`, or set {variables}."
        ),
    )
}

fn state(parts: &Parts, provider: Provider) -> ConnectionState {
    let found = match provider {
        Provider::Salesforce => parts.salesforce_seen().map(|seen| {
            seen.map(|seen| {
                let way = match seen.method {
                    SignInMethod::AccessToken => "Access token".to_owned(),
                    SignInMethod::ClientCredentials => "Client credentials".to_owned(),
                    _ if seen.username.is_empty() => "Signed in".to_owned(),
                    _ => format!("{}, signed in", seen.username),
                };
                (seen.url, seen.method.code(), seen.kept_in, way)
            })
        }),
        Provider::Openai => parts
            .openai_access(None)
            .map(|access| access.map(|access| (access.url, "api_key", access.kept_in, "API key".to_owned()))),
    };
    let nothing = |sentence: String| ConnectionState {
        provider,
        connected: false,
        url: String::new(),
        method: String::new(),
        kept_in: String::new(),
        sentence,
    };
    match found {
        Ok(Some((url, method, kept_in, way))) => {
            let place = match kept_in {
                "environment" => "from the environment".to_owned(),
                "keychain" => "kept in the system's keychain".to_owned(),
                "sf" => "by the Salesforce command line, which keeps the sign-in".to_owned(),
                _ => format!("kept until Leadsheet is closed. {}", parts.vault.status().sentence),
            };
            ConnectionState {
                provider,
                connected: true,
                url: url.to_string(),
                method: method.into(),
                kept_in: kept_in.into(),
                sentence: format!("{way} for {}, {place}", url.host_str().unwrap_or_default()),
            }
        }
        Ok(None) => nothing(format!("Not connected to {}.", provider.label())),
        Err(error) => nothing(error.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Environment;

    async fn app(variables: &[(&str, &str)]) -> (tempfile::TempDir, App) {
        let home = tempfile::tempdir().unwrap();
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let app = App::open(home.path().to_owned(), Environment::of(variables)).await.unwrap();
        (home, app)
    }

    #[tokio::test]
    async fn the_environment_connects_and_says_so() {
        let (_home, app) = app(&[
            ("SALESFORCE_URL", "acme.my.salesforce.com"),
            ("SALESFORCE_CLIENT_ID", "3MVG-id"),
            ("SALESFORCE_CLIENT_SECRET", "very-secret"),
            ("OPENAI_API_KEY", "sk-secret"),
        ])
        .await;
        let states = app.connections().await.unwrap();
        assert!(states.iter().all(|state| state.connected && state.kept_in == "environment"));
        assert_eq!(states[0].method, "client_credentials");
        assert_eq!(states[1].url, "https://api.openai.com/v1");
        let told = format!("{states:?}");
        assert!(!told.contains("very-secret") && !told.contains("sk-secret"));
    }

    #[tokio::test]
    async fn credentials_without_an_org_are_told_of() {
        let (_home, app) = app(&[("SALESFORCE_ACCESS_TOKEN", "00D!x")]).await;
        let test = app.test_connection(Provider::Salesforce).await.unwrap();
        assert!(!test.ok && test.sentence.contains("SALESFORCE_URL"), "{}", test.sentence);
    }
}
