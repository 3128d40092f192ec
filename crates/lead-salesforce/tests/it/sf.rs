//! Reusing a sign-in of the `sf` command line: a small command written here stands in for it.

use crate::common::{live, org};
use lead_salesforce::{Action, Client, ClientOptions, Connection, Credentials, SalesforceError, SfCommand};
use lead_sandbox::Sandbox;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;
use tempfile::TempDir;

/// A folder with an `sf` in it, which notes each call in `calls` and prints the file `token`.
fn sf(org: &Sandbox) -> (TempDir, SfCommand) {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display();
    let script = format!(
        r#"#!/bin/sh
echo "$*" >> {at}/calls
case "$1 $2 $3" in
"org list --skip-connection-status")
  echo '{{"status":0,"result":{{"nonScratchOrgs":[{{"username":"ada@acme.com","alias":"prod","orgId":"00D1","instanceUrl":"{url}"}}],"devHubs":[{{"username":"ada@acme.com"}}]}}}}' ;;
"org display -o")
  [ "$4" = ada@acme.com ] || {{ echo '{{"status":1,"name":"NamedOrgNotFoundError","message":"No authorization information found for '"$4"'."}}'; exit 1; }}
  echo '{{"status":0,"result":{{"username":"ada@acme.com","instanceUrl":"{url}","accessToken":"[REDACTED]"}}}}' ;;
"org auth show-access-token")
  echo '{{"status":0,"result":{{"accessToken":"'"$(cat {at}/token)"'"}}}}' ;;
*) echo "no such command" >&2; exit 2 ;;
esac
"#,
        url = org.url()
    );
    fs::write(folder.path().join("sf"), script).unwrap();
    fs::set_permissions(folder.path().join("sf"), fs::Permissions::from_mode(0o755)).unwrap();
    give(&folder, org.access_token());
    let path = std::env::join_paths(["/nowhere".as_ref(), folder.path()]).unwrap();
    let command = SfCommand::find_in(&path).unwrap();
    (folder, command)
}

fn give(folder: &TempDir, token: &str) {
    fs::write(folder.path().join("token"), token).unwrap();
}

fn asked_for_tokens(folder: &TempDir) -> usize {
    let calls = fs::read_to_string(folder.path().join("calls")).unwrap();
    calls.lines().filter(|line| *line == "org auth show-access-token -o ada@acme.com --json").count()
}

async fn client(command: &SfCommand) -> Result<Client, SalesforceError> {
    let (sign_in, url) = command.sign_in("ada@acme.com").await.unwrap();
    let connection = Connection { url, credentials: Credentials::Sf(sign_in) };
    Client::connect(connection, ClientOptions { operation_limit: Duration::from_secs(5) }).await
}

#[tokio::test]
async fn its_sign_ins_are_found_and_read_leads() {
    let org = org("{}").await;
    let (folder, command) = sf(&org);
    let orgs = command.orgs().await.unwrap();
    assert_eq!(orgs.len(), 1);
    assert_eq!((orgs[0].username.as_str(), orgs[0].alias.as_str()), ("ada@acme.com", "prod"));
    let client = client(&command).await.unwrap();
    assert!(client.read_leads(&live(1), &[]).await.unwrap()[0].is_some());
    assert_eq!(asked_for_tokens(&folder), 1);
}

#[tokio::test]
async fn an_ended_session_is_asked_for_again() {
    let org =
        org(r#"{"faults":[{"where":"collections","when":{"calls":[2]},"what":"expired_session"}]}"#).await;
    let (folder, command) = sf(&org);
    let client = client(&command).await.unwrap();
    client.read_leads(&live(1), &[]).await.unwrap();
    // What sf would have renewed to.
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        org.client_id(),
        org.client_secret()
    );
    let answer = reqwest::Client::new()
        .post(format!("{}/services/oauth2/token", org.url()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .unwrap();
    let answer: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    give(&folder, answer["access_token"].as_str().unwrap());
    assert!(client.read_leads(&live(1), &[]).await.unwrap()[0].is_some());
    assert_eq!(asked_for_tokens(&folder), 2);
}

#[tokio::test]
async fn a_session_that_sf_cannot_renew_stops_with_its_fix() {
    let org = org(r#"{"faults":[{"where":"collections","what":"expired_session"}]}"#).await;
    let (folder, command) = sf(&org);
    let client = client(&command).await.unwrap();
    let error = client.read_leads(&live(1), &[]).await.unwrap_err();
    assert_eq!((error.action(), error.code()), (Action::Stop, "salesforce_sf_refused"));
    assert!(error.to_string().contains("sf org login web"), "{error}");
    give(&folder, "[REDACTED]");
    let error = client.read_leads(&live(1), &[]).await.unwrap_err();
    assert!(error.to_string().contains("no access token"), "{error}");
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    let org = org("{}").await;
    let (_folder, command) = sf(&org);
    let error = command.sign_in("bob@acme.com").await.unwrap_err().to_string();
    assert!(error.contains("No authorization information found for bob@acme.com"), "{error}");
    assert!(command.sign_in("--help").await.is_err());
    assert_eq!(SfCommand::find_in(&OsString::from("/nowhere:relative:")), None);
}
