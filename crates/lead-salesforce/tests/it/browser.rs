//! A person with a browser, and sign-ins that wait for them.

use lead_salesforce::{BrowserSignIn, LoginHost, SignInError, SignInRequest, SignedIn};
use lead_sandbox::Sandbox;
use std::collections::HashMap;
use std::time::Duration;
use tokio::task::JoinHandle;
use url::Url;

/// An org with its app set up so, which takes any port: tests run side by side.
pub fn setup(more: &str) -> String {
    let comma = if more.is_empty() { "" } else { "," };
    format!(
        r#"{{"latency":{{"salesforce_ms":5}},"limits":{{"salesforce":{{"sign_in":{{"any_callback_port":true{comma}{more}}}}}}}}}"#
    )
}

/// What a sign-in to this org needs.
pub fn request(org: &Sandbox) -> SignInRequest {
    let host = LoginHost::parse(&org.url()).expect("a host");
    let mut request = SignInRequest::new(host, org.client_id());
    request.ports = vec![0];
    request.wait = Duration::from_secs(20);
    request
}

/// A sign-in that waits, with its address and its hand.
pub async fn begin(org: &Sandbox) -> (Url, lead_salesforce::Hand, JoinHandle<Result<SignedIn, SignInError>>) {
    let sign_in = BrowserSignIn::begin(request(org)).await.expect("a sign-in");
    assert!(sign_in.listens());
    let (address, hand) = (sign_in.address().clone(), sign_in.hand());
    (address, hand, tokio::spawn(sign_in.finish()))
}

/// Where the browser is sent when the person answers the question; it does not go there.
pub async fn landing(address: &Url, decision: &str) -> Url {
    let answer = post(address, decision, reqwest::redirect::Policy::none()).await;
    assert_eq!(answer.status(), 302);
    answer.headers()["location"].to_str().expect("text").parse().expect("an address")
}

/// Answers the question and goes where the browser is sent; the page it shows then.
pub async fn answer(address: &Url, decision: &str) -> String {
    let answer = post(address, decision, reqwest::redirect::Policy::default()).await;
    answer.text().await.expect("a page")
}

/// Opens an address.
pub async fn open(address: &Url) -> (u16, String) {
    let answer =
        client(reqwest::redirect::Policy::default()).get(address.clone()).send().await.expect("an answer");
    (answer.status().as_u16(), answer.text().await.expect("a page"))
}

async fn post(address: &Url, decision: &str, policy: reqwest::redirect::Policy) -> reqwest::Response {
    let (status, page) = open(address).await;
    assert!(status == 200 && page.contains("Allow") && page.contains("Deny"), "{page}");
    let mut fields: HashMap<String, String> = address.query_pairs().into_owned().collect();
    fields.insert("decision".into(), decision.into());
    let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut to = address.clone();
    to.set_query(None);
    let request =
        client(policy).post(to).header("content-type", "application/x-www-form-urlencoded").body(form);
    request.send().await.expect("an answer")
}

fn client(policy: reqwest::redirect::Policy) -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(policy).build().expect("a browser")
}

/// A whole sign-in, allowed.
pub async fn sign_in(org: &Sandbox) -> SignedIn {
    let (address, _, finished) = begin(org).await;
    let page = answer(&address, "allow").await;
    assert!(page.contains("You can close this"), "{page}");
    finished.await.expect("no panic").expect("tokens")
}
