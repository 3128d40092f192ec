//! A sandbox org and a client signed in to it.

use lead_model::{IdVerdict, Lead, LeadId};
use lead_salesforce::{BulkPage, Client, ClientOptions, Connection, Credentials, SalesforceError};
use lead_sandbox::{Sandbox, SandboxOptions, Scenario, TruthRow, start, truth};
use secrecy::SecretString;
use std::time::Duration;

pub const LEADS: u32 = 3_000;
const SEED: u64 = 7;

/// Starts an org that behaves as the scenario's JSON says.
pub async fn org(scenario: &str) -> Sandbox {
    let scenario = Some(Scenario::from_json(scenario).expect("a scenario"));
    start(SandboxOptions { leads: LEADS, seed: SEED, port: 0, scenario }).await.expect("a sandbox")
}

/// One fault for a calm org: where, when, what.
pub fn fault(place: &str, when: &str, what: &str) -> String {
    format!(
        r#"{{"latency":{{"salesforce_ms":1}},"faults":[{{"where":"{place}","when":{when},"what":{what}}}]}}"#
    )
}

pub async fn connect(org: &Sandbox, credentials: Credentials) -> Result<Client, SalesforceError> {
    connect_for(org, credentials, Duration::from_secs(3)).await
}

async fn connect_for(
    org: &Sandbox,
    credentials: Credentials,
    operation_limit: Duration,
) -> Result<Client, SalesforceError> {
    let url = org.url().parse().expect("a url");
    Client::connect(Connection { url, credentials }, ClientOptions { operation_limit }).await
}

/// Signs in so that the session can be renewed.
pub async fn client(org: &Sandbox) -> Client {
    connect(org, renewable(org)).await.expect("a client")
}

/// As [`client`], with time for answers of many megabytes, which an unoptimised build reads slowly.
pub async fn patient_client(org: &Sandbox) -> Client {
    connect_for(org, renewable(org), Duration::from_mins(2)).await.expect("a client")
}

fn renewable(org: &Sandbox) -> Credentials {
    let client_secret = SecretString::from(org.client_secret());
    Credentials::ClientCredentials { client_id: org.client_id().into(), client_secret }
}

/// What the sandbox knows of its leads, each lead once.
pub fn rows() -> Vec<(LeadId, TruthRow)> {
    let mut seen = std::collections::HashSet::new();
    truth(LEADS, SEED, LEADS)
        .filter_map(|row| Some((row.lead_id?, row)))
        .filter(|(id, _)| seen.insert(*id))
        .collect()
}

pub fn has_record(row: &TruthRow) -> bool {
    matches!(row.verdict, IdVerdict::Valid | IdVerdict::Restored | IdVerdict::Converted)
}

/// That many leads that have a record.
pub fn live(count: usize) -> Vec<LeadId> {
    rows().into_iter().filter(|(_, row)| has_record(row)).map(|(id, _)| id).take(count).collect()
}

/// All leads of a bulk job's page.
pub fn leads_of(page: &BulkPage, paths: &[String]) -> Vec<Lead> {
    let mut leads = page.leads(paths);
    page.ids().map(|id| leads.at(id.expect("an id").1).expect("a lead")).collect()
}

pub fn paths(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}
