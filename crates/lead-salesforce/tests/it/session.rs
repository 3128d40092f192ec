//! Signing in, and the session's end.

use crate::common::{client, connect, fault, live, org};
use lead_salesforce::{Action, Client, ClientOptions, Connection, Credentials};
use lead_sandbox::Sandbox;
use secrecy::SecretString;
use std::time::Duration;

fn token_calls(org: &Sandbox) -> u64 {
    org.stats()["calls"]["token"].as_u64().expect("a count")
}

#[tokio::test]
async fn a_session_that_ends_is_renewed_once_for_all_calls_on_their_way() {
    // Slow enough that all eight are on their way when the first of them ends the session.
    let org = org(r#"{"latency":{"salesforce_ms":40},"faults":[
            {"where":"collections","when":{"calls":[1]},"what":"expired_session"}]}"#)
    .await;
    let client = client(&org).await;
    let mut reads = tokio::task::JoinSet::new();
    for id in live(8) {
        let client = client.clone();
        reads.spawn(async move { client.read_leads(&[id], &[]).await.map(|leads| leads[0].is_some()) });
    }
    let outcomes = reads.join_all().await;
    assert!(outcomes.iter().all(|outcome| *outcome == Ok(true)), "{outcomes:?}");
    assert_eq!(token_calls(&org), 2, "signed in, and renewed once for all");
    let refused = org.stats()["answers"]["collections"]["401"].as_u64().unwrap();
    assert!(refused > 1, "{refused} were refused, so there was something to share");
}

#[tokio::test]
async fn a_renewal_that_fails_is_shared_too_and_tried_again_by_later_calls() {
    let trouble = r#"{"latency":{"salesforce_ms":40},"faults":[
        {"where":"collections","when":{"times":8},"what":"expired_session"},
        {"where":"token","when":{"calls":[2]},"what":{"error":"server_unavailable"}}]}"#;
    let org = org(trouble).await;
    let client = client(&org).await;
    let mut reads = tokio::task::JoinSet::new();
    for id in live(8) {
        let client = client.clone();
        reads.spawn(async move { client.read_leads(&[id], &[]).await.unwrap_err().action() });
    }
    assert_eq!(reads.join_all().await, [Action::Retry; 8]);
    assert_eq!(token_calls(&org), 2);
    assert!(client.read_leads(&live(1), &[]).await.is_ok());
    assert_eq!(token_calls(&org), 3);
}

#[tokio::test]
async fn a_pasted_token_cannot_be_renewed() {
    let org = org(&fault("collections", r#"{"calls":[2]}"#, r#""expired_session""#)).await;
    let credentials = Credentials::AccessToken(SecretString::from(org.access_token()));
    let client = connect(&org, credentials).await.unwrap();
    assert!(client.read_leads(&live(1), &[]).await.is_ok());
    let error = client.read_leads(&live(1), &[]).await.unwrap_err();
    assert_eq!((error.action(), error.code()), (Action::Stop, "salesforce_session_expired"));
    assert_eq!(token_calls(&org), 0);
}

#[tokio::test]
async fn wrong_credentials_stop_and_are_not_told() {
    let org = org("{}").await;
    let wrong = SecretString::from("wr0ng-s3cret");
    let credentials =
        Credentials::ClientCredentials { client_id: org.client_id().into(), client_secret: wrong.clone() };
    let error = connect(&org, credentials).await.unwrap_err();
    assert_eq!((error.action(), error.code()), (Action::Stop, "salesforce_sign_in_refused"));
    assert!(error.to_string().contains("invalid_client") && !error.to_string().contains("wr0ng"), "{error}");

    let client = connect(&org, Credentials::AccessToken(wrong)).await.unwrap();
    let error = client.describe_lead().await.unwrap_err();
    assert_eq!(error.action(), Action::Stop);
    assert!(!error.to_string().contains("wr0ng"), "{error}");
}

#[tokio::test]
async fn plain_http_to_another_computer_is_refused_before_anything_is_sent() {
    let connection = Connection {
        url: "http://user:pass@acme.my.salesforce.com/path".parse().unwrap(),
        credentials: Credentials::AccessToken(SecretString::from("token")),
    };
    let options = ClientOptions { operation_limit: Duration::from_secs(1) };
    let error = Client::connect(connection, options).await.unwrap_err();
    assert_eq!(error.code(), "salesforce_insecure_url");
    assert!(!error.to_string().contains("pass"), "{error}");
}

#[tokio::test]
async fn an_older_org_is_spoken_to_in_its_newest_version() {
    let body = r#"[{\"label\":\"Spring '26\",\"url\":\"/services/data/v66.0\",\"version\":\"66.0\"}]"#;
    let what = format!(r#"{{"answer":{{"status":200,"body":"{body}"}}}}"#);
    let org = org(&fault("versions", "{}", &what)).await;
    let client = client(&org).await;
    assert!(client.read_leads(&live(1), &[]).await.unwrap()[0].is_some());
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let org = org("{}").await;
    let target = self::org("{}").await;
    // A server of a few lines that sends everybody on, as an org's former address does.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let onward =
        format!("HTTP/1.1 302 Found\r\nlocation: {}/?sid=x\r\ncontent-length: 0\r\n\r\n", target.url());
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut buffer = [0; 4096];
            if socket.read(&mut buffer).await.is_ok() {
                socket.write_all(onward.as_bytes()).await.unwrap();
            }
        }
    });
    let connection = Connection {
        url: url.parse().unwrap(),
        credentials: Credentials::AccessToken(SecretString::from(org.access_token())),
    };
    let options = ClientOptions { operation_limit: Duration::from_secs(1) };
    let error = Client::connect(connection, options).await.unwrap_err();
    assert_eq!(error.code(), "salesforce_redirected");
    assert_eq!(target.stats()["calls"]["versions"], 0);
}
