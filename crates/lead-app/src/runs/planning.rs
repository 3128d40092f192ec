//! From what is wanted to a plan: settings decided, addresses chosen, the model named. And from a
//! plan to the providers it asks.

use crate::app::Parts;
use crate::credentials::access::{OPENAI_URL, OpenAiAccess, SalesforceAccess};
use crate::credentials::connections::not_connected;
use crate::error::{AppResult, coded, other};
use crate::fields::check_choice;
use crate::recipes::catalog;
use crate::store::files::why;
use crate::store::settings;
use crate::{App, Provider, RunRequest};
use lead_assess::Recipe;
use lead_model::{RunSettings, SettingOverrides};
use lead_pipeline::{Account, Providers, RunPlan, SaveOptions};
use lead_salesforce::{Client, ClientOptions};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a host wants of a run. A window says only the request; a command line can say it all.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// What to do.
    pub request: RunRequest,
    /// Batching and pauses, before the environment's and the saved ones.
    pub overrides: SettingOverrides,
    /// The org's address, where it is not the connection's own.
    pub salesforce_url: Option<String>,
    /// The model's address, where it is not the connection's own.
    pub openai_url: Option<String>,
    /// Where the workbook is wanted.
    pub output: Option<PathBuf>,
    /// As what it is wanted.
    pub save: SaveOptions,
}

impl From<RunRequest> for RunOptions {
    fn from(request: RunRequest) -> Self {
        Self {
            request,
            overrides: SettingOverrides::default(),
            salesforce_url: None,
            openai_url: None,
            output: None,
            save: SaveOptions::default(),
        }
    }
}

/// What to do when the share of the org's daily calls is used up.
pub(crate) const SHARE_ADVICE: &str = "Wait until calls free up over the day, or let runs use a larger share under \
                                       Settings, Batching and limits.";

/// So many calls are this share, in percent.
pub(crate) fn share_of(allowed: u64, percent: u32) -> u64 {
    allowed.saturating_mul(percent.into()) / 100
}

/// Whether a plan ever asks the model.
pub(crate) fn asks_model(request: &RunRequest) -> bool {
    request.ai && !request.check_only
}

impl Parts {
    /// The plan of these options. Asks nobody and needs no credentials.
    pub(crate) fn plan(&self, options: &RunOptions) -> AppResult<RunPlan> {
        let saved = settings::load_to_use(self.home.folder())?;
        let settings =
            RunSettings::resolve(&options.overrides, &self.environment.overrides()?, &saved.batching)?;
        let request = self.decided(options.request.clone())?;
        let demo = self.demo_origin(&request.source.path);
        let (salesforce_url, openai_url) = match demo {
            // The demo's port is another one each time it is started.
            Some(_) => Default::default(),
            None => self.addresses(options),
        };
        let output = options.output.as_ref().map(|path| whole(path)).transpose()?;
        Ok(RunPlan {
            request,
            settings,
            salesforce_url,
            openai_url,
            demo,
            output,
            save: options.save.clone(),
        })
    }

    /// A request with nothing left open.
    pub(crate) fn decided(&self, mut request: RunRequest) -> AppResult<RunRequest> {
        if request.max_spend_usd.is_some_and(|cap| cap.nanos() < 0) {
            return Err(coded("setting", "The spending cap must be a number of dollars, 0 or more."));
        }
        // Runs are taken up again from elsewhere, so their paths must not depend on a folder.
        request.source.path = whole(Path::new(&request.source.path))?.to_string_lossy().into_owned();
        let recipe = lead_pipeline::load_recipe(&request.recipe)?;
        if Recipe::named(&request.recipe).is_none() {
            request.recipe = whole(Path::new(&request.recipe))?.to_string_lossy().into_owned();
        }
        check_choice(&request.fields, &recipe)?;
        request.ai &= recipe.uses_model();
        if request.ai && request.model.is_empty() {
            let saved = settings::load(self.home.folder())?.model;
            request.model = match recipe.default_model() {
                _ if !saved.is_empty() => saved,
                own => own.unwrap_or_default().to_owned(),
            };
        }
        Ok(request)
    }

    /// The addresses said, else those of the connections. Where these cannot be told it is left
    /// open, and signing in says why.
    fn addresses(&self, options: &RunOptions) -> (String, String) {
        let org = || self.salesforce_seen().ok().flatten().map(|seen| seen.url.to_string());
        let model = || match self.openai_access(None) {
            Ok(access) => Some(access.map_or_else(|| OPENAI_URL.to_owned(), |access| access.url.to_string())),
            Err(_) => None,
        };
        let said = |url: &Option<String>| url.clone().filter(|url| !url.trim().is_empty());
        (
            said(&options.salesforce_url).or_else(org).unwrap_or_default(),
            said(&options.openai_url).or_else(model).unwrap_or_default(),
        )
    }
}

fn whole(path: &Path) -> AppResult<PathBuf> {
    std::path::absolute(path)
        .map_err(|error| other(format!("The path {} cannot be used: {}.", path.display(), why(&error))))
}

impl App {
    /// The way into a plan's org.
    pub(crate) async fn org_of(&self, plan: &RunPlan) -> AppResult<SalesforceAccess> {
        if let Some(origin) = plan.demo {
            return Ok(self.demo_access(origin).await?.salesforce);
        }
        let wanted = Some(plan.salesforce_url.clone()).filter(|url| !url.is_empty());
        self.aside(move |parts| parts.salesforce_access(wanted.as_deref()))
            .await?
            .ok_or_else(|| not_connected(Provider::Salesforce))
    }

    /// The way to a plan's model.
    pub(crate) async fn model_of(&self, plan: &RunPlan) -> AppResult<OpenAiAccess> {
        if let Some(origin) = plan.demo {
            return Ok(self.demo_access(origin).await?.openai);
        }
        let wanted = Some(plan.openai_url.clone()).filter(|url| !url.is_empty());
        self.aside(move |parts| parts.openai_access(wanted.as_deref()))
            .await?
            .ok_or_else(|| not_connected(Provider::Openai))
    }

    /// The providers a plan asks, signed in.
    pub(crate) async fn providers(&self, plan: &RunPlan) -> AppResult<Providers> {
        let limit = Duration::from_secs(plan.settings.operation_limit_s.into());
        // A missing key is told before anybody is asked.
        let org = self.org_of(plan).await?;
        // Limits belong to who asks: a user of an org, and a key for each model.
        let user = org.reader.clone().unwrap_or_else(|| org.connection.url.to_string());
        let salesforce_account = self.0.accounts.named(&format!("org {user}"), Account::at_salesforce);
        let mut model_account = Account::at_model();
        let openai = if asks_model(&plan.request) {
            let access = self.model_of(plan).await?;
            let key = key_name(&access);
            let name = format!("model {} of {key} at {}", plan.request.model, access.url);
            model_account = self.0.accounts.named(&name, Account::at_model);
            Some(lead_openai::Client::new(&access.url, access.key, limit)?)
        } else {
            None
        };
        let salesforce = Client::connect(org.connection, ClientOptions { operation_limit: limit }).await?;
        let prices = self.aside(catalog::prices).await?;
        Ok(Providers { salesforce, openai, prices, salesforce_account, model_account })
    }
}

/// Tells keys apart without holding one.
fn key_name(access: &OpenAiAccess) -> String {
    format!("{:?}", Sha256::digest(access.key.expose_secret().as_bytes()))
}
