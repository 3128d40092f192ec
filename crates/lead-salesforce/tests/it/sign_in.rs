//! Signing in by browser, against an org that behaves as Salesforce does.

use crate::browser::{answer, begin, landing, open, request, setup, sign_in};
use crate::common::{live, org};
use lead_salesforce::{
    BrowserSignIn, CALLBACK_PORTS, Client, ClientOptions, Connection, Credentials, LoginHost, MemoryTokens,
    Renewal, SignInError, SignedIn,
};
use lead_sandbox::Sandbox;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

fn calls(org: &Sandbox, endpoint: &str) -> u64 {
    org.stats()["calls"][endpoint].as_u64().unwrap()
}

fn refusal(error: SignInError) -> String {
    match error {
        SignInError::Refused { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

/// A copy of an address with another value under a name.
fn with(address: &Url, name: &str, value: &str) -> Url {
    let pairs: Vec<(String, String)> = address
        .query_pairs()
        .map(|(key, old)| if key == name { (key.into(), value.to_owned()) } else { (key.into(), old.into()) })
        .collect();
    let mut changed = address.clone();
    changed.query_pairs_mut().clear().extend_pairs(pairs);
    changed
}

#[tokio::test]
async fn an_allowed_sign_in_reads_leads() {
    let org = org(&setup("")).await;
    let SignedIn { tokens, identity } = sign_in(&org).await;
    assert_eq!(identity.username, "ada.byron@leadsheet-sandbox.example");
    assert!(identity.org_id.starts_with("00D") && identity.user_id.starts_with("005"));
    let host = LoginHost::parse(&org.url()).unwrap();
    let renewal = Renewal::new(host.clone(), org.client_id(), Arc::new(MemoryTokens::holding(tokens)));
    let connection = Connection { url: host.url().clone(), credentials: Credentials::SignedIn(renewal) };
    let options = ClientOptions { operation_limit: Duration::from_secs(5) };
    let client = Client::connect(connection, options).await.unwrap();
    assert!(client.read_leads(&live(1), &[]).await.unwrap()[0].is_some());
    assert_eq!(calls(&org, "token"), 1, "the session of the sign-in is used, not one more");
}

#[tokio::test]
async fn a_denied_sign_in_says_so_in_both_places() {
    let org = org(&setup("")).await;
    let (address, _, finished) = begin(&org).await;
    let page = answer(&address, "deny").await;
    assert!(page.contains("Not signed in") && page.contains("“Deny” was chosen"), "{page}");
    assert_eq!(refusal(finished.await.unwrap().unwrap_err()), "access_denied");
    assert_eq!(calls(&org, "token"), 0);
}

#[tokio::test]
async fn an_answer_with_another_state_is_not_used_and_does_not_end_the_wait() {
    let org = org(&setup("")).await;
    let (address, hand, finished) = begin(&org).await;
    let landed = landing(&address, "allow").await;
    for forged in [with(&landed, "state", "guessed"), with(&landed, "state", "")] {
        let (status, page) = open(&forged).await;
        assert!(status == 400 && page.contains("another sign-in"), "{page}");
        assert_eq!(hand.paste(forged.as_str()), Err(SignInError::OtherSignIn));
    }
    let mut elsewhere = landed.clone();
    elsewhere.set_path("/favicon.ico");
    assert_eq!(open(&elsewhere).await.0, 404);
    assert_eq!(calls(&org, "token"), 0);
    open(&landed).await;
    assert!(finished.await.unwrap().is_ok());
}

#[tokio::test]
async fn a_pasted_address_finishes_it_and_the_code_is_good_once() {
    let org = org(&setup("")).await;
    let (address, hand, finished) = begin(&org).await;
    let landed = landing(&address, "allow").await;
    assert_eq!(hand.paste(address.as_str()), Err(SignInError::PastedTheQuestion));
    assert_eq!(hand.paste("what now?"), Err(SignInError::NotALanding));
    hand.paste(landed.as_str()).unwrap();
    let tokens = finished.await.unwrap().unwrap().tokens;
    assert_eq!(hand.paste(landed.as_str()), Err(SignInError::Over));

    // Somebody who saw the address cannot use its code, and trying ends the sign-in.
    let code = landed.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let (address, hand, stolen) = begin(&org).await;
    let mine = landing(&address, "allow").await;
    hand.paste(with(&mine, "code", &code).as_str()).unwrap();
    assert_eq!(refusal(stolen.await.unwrap().unwrap_err()), "invalid_grant");
    let credentials = Credentials::AccessToken(tokens.access_token);
    let client = crate::common::connect(&org, credentials).await.unwrap();
    assert!(client.describe_lead().await.is_err(), "the session of a code used twice is over");
}

#[tokio::test]
async fn a_code_is_worth_nothing_without_the_verifier() {
    let org = org(&setup("")).await;
    let (one, _, waiting) = begin(&org).await;
    let code =
        landing(&one, "allow").await.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let (two, hand, finished) = begin(&org).await;
    let landed = landing(&two, "allow").await;
    hand.paste(with(&landed, "code", &code).as_str()).unwrap();
    // The code of the first sign-in is for another callback as well; either is reason enough.
    let told = refusal(finished.await.unwrap().unwrap_err());
    assert!(told == "invalid_grant" || told == "redirect_uri_mismatch", "{told}");
    waiting.abort();
}

#[tokio::test]
async fn a_blocked_app_never_comes_back_and_the_wait_ends_by_itself() {
    for (page, code) in [
        ("app_blocked", "OAUTH_APP_BLOCKED"),
        ("not_approved", "OAUTH_APP_ACCESS_DENIED"),
        ("app_not_found", "OAUTH_EC_APP_NOT_FOUND"),
    ] {
        let org = org(&setup(&format!(r#""blocked":"{page}""#))).await;
        let mut request = request(&org);
        request.wait = Duration::from_millis(200);
        let sign_in = BrowserSignIn::begin(request).await.unwrap();
        let (address, hand) = (sign_in.address().clone(), sign_in.hand());
        let (_, shown) = open(&address).await;
        assert!(shown.contains(code), "{shown}");
        assert_eq!(sign_in.finish().await.unwrap_err(), SignInError::NoAnswer { minutes: 1 });
        assert_eq!(hand.paste("code=x&state=y"), Err(SignInError::OtherSignIn));
        hand.cancel();
    }
}

#[tokio::test]
async fn it_can_be_cancelled() {
    let org = org(&setup("")).await;
    let (address, hand, finished) = begin(&org).await;
    hand.cancel();
    assert_eq!(finished.await.unwrap().unwrap_err(), SignInError::Cancelled);
    let landed = landing(&address, "allow").await;
    assert!(reqwest::get(landed).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn the_callback_ports_are_those_the_org_knows_and_the_next_one_serves() {
    let org = org("{}").await;
    let host = LoginHost::parse(&org.url()).unwrap();
    let held: Vec<_> =
        CALLBACK_PORTS[..3].iter().map(|port| std::net::TcpListener::bind(("127.0.0.1", *port))).collect();
    let request = lead_salesforce::SignInRequest::new(host, org.client_id());
    let sign_in = BrowserSignIn::begin(request.clone()).await.unwrap();
    assert!(sign_in.listens() && sign_in.address().as_str().contains("27418"), "{}", sign_in.address());
    // All taken: only the paste is left.
    let second = BrowserSignIn::begin(request).await.unwrap();
    assert!(!second.listens());
    let landed = landing(second.address(), "allow").await;
    second.hand().paste(landed.as_str()).unwrap();
    assert!(second.finish().await.is_ok());
    let (address, finished) = (sign_in.address().clone(), tokio::spawn(sign_in.finish()));
    assert!(answer(&address, "allow").await.contains("You can close this"));
    assert!(finished.await.unwrap().is_ok());
    drop(held);
}

#[tokio::test]
async fn what_the_org_lacks_is_named() {
    let org = org("{}").await;
    let other_port = request(&org);
    let sign_in = BrowserSignIn::begin(other_port).await.unwrap();
    let (status, page) = open(sign_in.address()).await;
    assert!(status == 400 && page.contains("redirect_uri_mismatch"), "{page}");
    let mut unknown = request(&org);
    unknown.consumer_key = "3MVG9.unknown".into();
    let (_, page) = open(BrowserSignIn::begin(unknown.clone()).await.unwrap().address()).await;
    assert!(page.contains("invalid_client_id"), "{page}");
    unknown.consumer_key = " ".trim().into();
    assert_eq!(BrowserSignIn::begin(unknown).await.unwrap_err(), SignInError::NoConsumerKey);
}

#[tokio::test]
async fn a_late_code_and_a_token_endpoint_in_trouble_are_told() {
    let late = org(&setup(r#""code_seconds":0"#)).await;
    let (address, _, finished) = begin(&late).await;
    answer(&address, "allow").await;
    let error = finished.await.unwrap().unwrap_err();
    assert!(error.to_string().contains("Start the sign-in again"), "{error}");
    assert_eq!(refusal(error), "invalid_grant");

    let scenario = setup("");
    let faults = r#","faults":[{"where":"token","what":{"html_error":503}}]}"#;
    let troubled = org(&format!("{}{faults}", &scenario[..scenario.len() - 1])).await;
    let (address, _, finished) = begin(&troubled).await;
    answer(&address, "allow").await;
    let error = finished.await.unwrap().unwrap_err();
    assert_eq!(error.code(), "salesforce_server_trouble");
}

#[tokio::test]
async fn a_secret_stands_in_no_message() {
    let org = org(&setup("")).await;
    let (address, hand, finished) = begin(&org).await;
    let shown = format!("{hand:?}");
    let signed_in = {
        answer(&address, "allow").await;
        finished.await.unwrap().unwrap()
    };
    let told = format!("{shown} {signed_in:?} {address}");
    let tokens = signed_in.tokens;
    assert!(!told.contains(tokens.access_token.expose_secret()));
    assert!(!told.contains(tokens.refresh_token.unwrap().expose_secret()));
}
