//! What is the matter with a connection to Salesforce, named first and then told: the doctor's part
//! that people in sales operations and their admins act on.

use crate::checks::preflight::{blocked, note, ok};
use crate::credentials::connections::sign_in;
use crate::runs::planning::{SHARE_ADVICE, share_of};
use crate::store::settings;
use crate::{App, AppError, PreflightCheck};
use lead_assess::STANDARD_RECIPE;
use lead_model::thousands;
use lead_model::{RunSettings, SettingOverrides};
use lead_salesforce::{ApiUsage, Client, Credentials, LeadDescribe};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(20);

/// The cause behind an error, in a few words; the error's own sentence follows it.
fn cause(code: &str) -> Option<&'static str> {
    Some(match code {
        "not_connected" => "Nobody has signed in",
        "salesforce_insecure_url" => "The address is not protected",
        "salesforce_unusable_secret" => "The token or secret was not copied whole",
        "salesforce_unreachable" => "The address or the network is wrong",
        "salesforce_timed_out" => "No answer comes in time",
        "salesforce_broke_off" => "The connection breaks off",
        "salesforce_unreadable" => "Something else answers at this address",
        "salesforce_redirected" => "This is not the org's own address",
        "salesforce_sign_in_refused" => "The app's id or secret is not accepted",
        "salesforce_session_expired" => "The session has ended",
        "salesforce_sign_in_ended" => "The sign-in was revoked or has expired",
        "salesforce_sign_in_not_kept" => "The keychain is locked or out of reach",
        "salesforce_sf_refused" => "The Salesforce command line is not signed in",
        "salesforce_session_refused" => "The session may not use the API",
        "salesforce_daily_limit" => "The org's API calls of the day are used up",
        "salesforce_budget_reached" => "The share of the day's API calls is used up",
        "salesforce_too_many_at_once" => "The org has too many long requests",
        "salesforce_throttled" => "A proxy holds requests back",
        "salesforce_not_permitted" => "A permission is missing",
        "salesforce_not_found" => "The user does not see Leads, or the address is another org's",
        "salesforce_server_trouble" => "Salesforce has trouble of its own",
        "salesforce_version_retired" => "The org speaks another version of the interface",
        "salesforce_refused" => "Something refuses the request",
        _ => return None,
    })
}

/// An error as a check: its cause, and what it means and what to do.
pub(crate) fn named(check: &str, error: &AppError) -> PreflightCheck {
    match cause(&error.code) {
        Some(cause) => blocked(check, format!("{cause}. {}", error.message)),
        None => blocked(check, error.message.clone()),
    }
}

impl App {
    /// Everything a run needs of Salesforce, from the address to the fields.
    pub(crate) async fn diagnose_salesforce(&self) -> Vec<PreflightCheck> {
        let access = match self.aside(|parts| parts.salesforce_access(None)).await {
            Ok(Some(access)) => access,
            Ok(None) => {
                let error = crate::credentials::connections::not_connected(crate::Provider::Salesforce);
                return vec![note("salesforce", format!("Nobody has signed in. {}", error.message))];
            }
            Err(error) => return vec![named("salesforce", &error)],
        };
        let pasted = matches!(access.connection.credentials, Credentials::AccessToken(_));
        let (client, lead) = match sign_in(access, LIMIT).await {
            Ok(found) => found,
            Err(error) => return vec![named("salesforce", &error)],
        };
        let host = client.instance_url().host_str().unwrap_or_default();
        let connected = if pasted {
            note(
                "salesforce",
                format!(
                    "Connected to {host} with a pasted session. It cannot be renewed: a long run pauses when it ends. \
                     Sign in by browser, and it is renewed by itself."
                ),
            )
        } else {
            ok("salesforce", format!("Connected to {host}. The session is renewed by itself."))
        };
        vec![connected, calls(client.api_usage(), self.share().await), leads(&client).await, fields(&lead)]
    }

    /// The share of the day's calls as it is set now.
    async fn share(&self) -> u32 {
        let silent = SettingOverrides::default();
        let set = self.aside(|parts| {
            let saved = settings::load(parts.home.folder())?.batching;
            Ok(parts.environment.overrides()?.or(&saved))
        });
        // What cannot be read is told by a check of its own.
        let said = set.await.unwrap_or_default();
        RunSettings::resolve(&said, &silent, &silent)
            .unwrap_or_else(|_| RunSettings::of_profile(lead_model::Profile::Adaptive))
            .salesforce_daily_share
    }
}

fn calls(usage: Option<ApiUsage>, share: u32) -> PreflightCheck {
    let name = "calls";
    let Some(usage) = usage else {
        return note(name, "Salesforce does not say how many API calls are left.".into());
    };
    let (used, allowed) = (thousands(usage.used), thousands(usage.allowed));
    let figures = format!("{used} of {allowed} API calls of the last 24 hours are used");
    if usage.used >= share_of(usage.allowed, share) {
        let cause = cause("salesforce_budget_reached").unwrap_or_default();
        return blocked(name, format!("{cause}. {figures}, and runs stop at {share} %. {SHARE_ADVICE}"));
    }
    ok(name, format!("{figures}; runs stop at {share} %."))
}

async fn leads(client: &Client) -> PreflightCheck {
    match client.count_leads().await {
        Ok(0) => note(
            "leads",
            "This user sees no lead at all, so every id would be told as not found. Ask your admin for read access to \
             the leads (sharing rules, “View All” on Lead, or a role above their owners)."
                .into(),
        ),
        Ok(leads) => ok("leads", format!("{} leads can be seen.", thousands(leads))),
        Err(error) => named("leads", &AppError::from(error)),
    }
}

fn fields(lead: &LeadDescribe) -> PreflightCheck {
    match lead_pipeline::load_recipe(STANDARD_RECIPE) {
        Err(error) => blocked("fields", AppError::from(error).message),
        Ok(recipe) => match recipe.resolve(&lead.readable_paths()).missing() {
            [] => ok("fields", "Every field of the standard recipe can be read.".into()),
            missing => note(
                "fields",
                format!(
                    "Fields are missing in the org or hidden from this user. {} An admin can give read access to them \
                     (field-level security).",
                    missing.join(" ")
                ),
            ),
        },
    }
}
