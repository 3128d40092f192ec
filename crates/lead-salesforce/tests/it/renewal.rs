//! Renewing with a refresh token that is good once: one at a time, and kept before it is used.

use crate::browser::{setup, sign_in};
use crate::common::{live, org};
use lead_salesforce::{
    Action, Client, ClientOptions, Connection, Credentials, LoginHost, MemoryTokens, Renewal,
    SalesforceError, StoreFault, TokenStore, Tokens,
};
use lead_sandbox::Sandbox;
use secrecy::ExposeSecret;
use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(5);

fn calls(org: &Sandbox, endpoint: &str) -> u64 {
    org.stats()["calls"][endpoint].as_u64().unwrap()
}

fn renewal(url: &str, consumer_key: &str, store: Arc<dyn TokenStore>) -> Renewal {
    Renewal::new(LoginHost::parse(url).unwrap(), consumer_key, store)
}

async fn client(url: &str, renewal: Renewal) -> Result<Client, SalesforceError> {
    let connection = Connection { url: url.parse().unwrap(), credentials: Credentials::SignedIn(renewal) };
    Client::connect(connection, ClientOptions { operation_limit: LIMIT }).await
}

/// Ends every session at its second call.
fn short_sessions() -> String {
    let scenario = setup("");
    scenario.replace(r#""salesforce":{"#, r#""salesforce":{"session_calls":2,"#)
}

fn refresh_token(store: &dyn TokenStore) -> String {
    let tokens = store.read().unwrap().unwrap();
    tokens.refresh_token.unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn sessions_end_and_leads_go_on_being_read() {
    let org = org(&short_sessions()).await;
    let store = Arc::new(MemoryTokens::holding(sign_in(&org).await.tokens));
    let first = refresh_token(&*store);
    let client = client(&org.url(), renewal(&org.url(), org.client_id(), store.clone())).await.unwrap();
    for id in live(9) {
        assert!(client.read_leads(&[id], &[]).await.unwrap()[0].is_some());
    }
    assert!(calls(&org, "token") >= 4, "signed in, and renewed each time");
    assert_ne!(refresh_token(&*store), first, "the refresh token was rotated and kept");
}

#[tokio::test]
async fn sessions_shorter_than_the_calls_on_their_way_are_renewed_as_often_as_it_takes() {
    let org = org(&short_sessions().replace(r#""session_calls":2"#, r#""session_calls":5"#)).await;
    let store = Arc::new(MemoryTokens::holding(sign_in(&org).await.tokens));
    let client = client(&org.url(), renewal(&org.url(), org.client_id(), store)).await.unwrap();
    let mut reads = tokio::task::JoinSet::new();
    for id in live(12) {
        let client = client.clone();
        reads.spawn(async move { client.read_leads(&[id], &[]).await.map(|leads| leads[0].is_some()) });
    }
    let outcomes = reads.join_all().await;
    assert!(outcomes.iter().all(|outcome| *outcome == Ok(true)), "{outcomes:?}");
}

#[tokio::test]
async fn clients_that_need_a_renewal_at_once_cause_one() {
    let org = org(&setup("")).await;
    let store = Arc::new(MemoryTokens::holding(sign_in(&org).await.tokens));
    // Two clients with a renewal each, as two runs have, and many calls of each.
    let mut clients = Vec::new();
    for _ in 0..2 {
        clients.push(client(&org.url(), renewal(&org.url(), org.client_id(), store.clone())).await.unwrap());
    }
    let fault = r#"{"latency":{"salesforce_ms":40},"faults":[{"where":"collections","when":{"times":8},"what":"expired_session"}]}"#;
    org.change(lead_sandbox::Scenario::from_json(fault).unwrap());
    let mut reads = tokio::task::JoinSet::new();
    for id in live(4) {
        for client in &clients {
            let client = client.clone();
            reads.spawn(async move { client.read_leads(&[id], &[]).await.map(|leads| leads[0].is_some()) });
        }
    }
    let outcomes = reads.join_all().await;
    assert!(outcomes.iter().all(|outcome| *outcome == Ok(true)), "{outcomes:?}");
    assert_eq!(calls(&org, "token"), 2, "signed in, and renewed once for all");
}

#[tokio::test]
async fn an_old_refresh_token_ends_the_sign_in_for_everybody() {
    let org = org(&short_sessions()).await;
    let store = Arc::new(MemoryTokens::holding(sign_in(&org).await.tokens));
    let stale = MemoryTokens::holding(store.read().unwrap().unwrap());
    let good = client(&org.url(), renewal(&org.url(), org.client_id(), store.clone())).await.unwrap();
    for id in live(3) {
        good.read_leads(&[id], &[]).await.unwrap();
    }
    let late = client(&org.url(), renewal(&org.url(), org.client_id(), Arc::new(stale))).await.unwrap();
    let error = late.read_leads(&live(1), &[]).await.unwrap_err();
    assert_eq!((error.action(), error.code()), (Action::Stop, "salesforce_sign_in_ended"));
    assert!(error.to_string().contains("Sign in again"), "{error}");
    let error = good.read_leads(&live(1), &[]).await.unwrap_err();
    assert_eq!(error.code(), "salesforce_sign_in_ended", "reuse revoked the newest token too");
}

#[tokio::test]
async fn without_rotation_the_refresh_token_stays() {
    let org = org(&short_sessions().replace(r#""any_callback"#, r#""rotation":false,"any_callback"#)).await;
    let store = Arc::new(MemoryTokens::holding(sign_in(&org).await.tokens));
    let first = refresh_token(&*store);
    let client = client(&org.url(), renewal(&org.url(), org.client_id(), store.clone())).await.unwrap();
    for id in live(5) {
        client.read_leads(&[id], &[]).await.unwrap();
    }
    assert_eq!(refresh_token(&*store), first);
}

/// Refuses to keep anything while it is shut.
struct Shut {
    inner: MemoryTokens,
    shut: AtomicBool,
}

impl TokenStore for Shut {
    fn lock(&self) -> Result<Box<dyn Any + Send>, StoreFault> {
        self.inner.lock()
    }
    fn read(&self) -> Result<Option<Tokens>, StoreFault> {
        self.inner.read()
    }
    fn write(&self, tokens: &Tokens) -> Result<(), StoreFault> {
        if self.shut.load(Relaxed) {
            Err(StoreFault("it is locked".into()))
        } else {
            self.inner.write(tokens)
        }
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_kept_pauses_and_is_kept_once_it_can() {
    let org = org(&short_sessions()).await;
    let inner = MemoryTokens::holding(sign_in(&org).await.tokens);
    let store = Arc::new(Shut { inner, shut: AtomicBool::new(true) });
    let client = client(&org.url(), renewal(&org.url(), org.client_id(), store.clone())).await.unwrap();
    let mut ids = live(4).into_iter().map(|id| [id]);
    let mut read = async || client.read_leads(&ids.next().unwrap(), &[]).await;
    read().await.unwrap();
    read().await.unwrap();
    let error = read().await.unwrap_err();
    assert_eq!((error.action(), error.code()), (Action::Pause, "salesforce_sign_in_not_kept"));
    assert!(error.to_string().contains("it is locked"), "{error}");
    let asked = calls(&org, "token");
    store.shut.store(false, Relaxed);
    read().await.unwrap();
    assert_eq!(calls(&org, "token"), asked, "what Salesforce gave before is used, not asked for again");
}

#[tokio::test]
async fn a_renewal_that_nobody_waits_for_any_more_is_kept_all_the_same() {
    let org = org(&short_sessions()).await;
    let store = Arc::new(MemoryTokens::holding(sign_in(&org).await.tokens));
    let first = refresh_token(&*store);
    let client = client(&org.url(), renewal(&org.url(), org.client_id(), store.clone())).await.unwrap();
    for id in live(2) {
        client.read_leads(&[id], &[]).await.unwrap();
    }
    let slow = short_sessions().replace(r#""salesforce_ms":5"#, r#""salesforce_ms":150,"jitter":0"#);
    org.change(lead_sandbox::Scenario::from_json(&slow).unwrap());
    // Given up in the middle of the renewal.
    let given_up = tokio::time::timeout(Duration::from_millis(220), client.read_leads(&live(1), &[])).await;
    assert!(given_up.is_err());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_ne!(refresh_token(&*store), first);
}

#[tokio::test]
async fn signing_out_ends_it_and_once_more_is_no_error() {
    let org = org(&setup("")).await;
    let store = Arc::new(MemoryTokens::holding(sign_in(&org).await.tokens));
    let renewal = renewal(&org.url(), org.client_id(), store.clone());
    let client = client(&org.url(), renewal.clone()).await.unwrap();
    renewal.revoke(LIMIT).await.unwrap();
    renewal.revoke(LIMIT).await.unwrap();
    let error = client.read_leads(&live(1), &[]).await.unwrap_err();
    assert_eq!(error.code(), "salesforce_sign_in_ended");
}

/// Keeps tokens in a file, as durable as a keychain, so that a process can be killed over it.
struct FileTokens {
    file: PathBuf,
    /// Where the process is to stop for good, once the tokens are in the file.
    stop_after_keeping: bool,
    alone: MemoryTokens,
}

impl FileTokens {
    fn at(folder: &str, stop_after_keeping: bool) -> Self {
        Self {
            file: PathBuf::from(folder).join("tokens"),
            stop_after_keeping,
            alone: MemoryTokens::default(),
        }
    }
}

impl TokenStore for FileTokens {
    fn lock(&self) -> Result<Box<dyn Any + Send>, StoreFault> {
        self.alone.lock()
    }
    fn read(&self) -> Result<Option<Tokens>, StoreFault> {
        let text = std::fs::read_to_string(&self.file).map_err(|error| StoreFault(error.to_string()))?;
        Ok(Tokens::from_text(&text.into()))
    }
    fn write(&self, tokens: &Tokens) -> Result<(), StoreFault> {
        let new = self.file.with_extension("new");
        std::fs::write(&new, tokens.to_text().expose_secret()).unwrap();
        std::fs::rename(new, &self.file).unwrap();
        if self.stop_after_keeping {
            std::fs::write(self.file.with_extension("kept"), "").unwrap();
            std::thread::sleep(Duration::from_mins(1));
        }
        Ok(())
    }
}

const FOLDER: &str = "RENEWAL_TEST_FOLDER";
const ORG: &str = "RENEWAL_TEST_ORG";
const KEY: &str = "RENEWAL_TEST_KEY";

/// The process that gets killed. Does nothing unless the test below starts it.
#[tokio::test]
async fn the_process_that_is_killed() {
    let [Ok(folder), Ok(url), Ok(key)] = [FOLDER, ORG, KEY].map(std::env::var) else { return };
    let store = Arc::new(FileTokens::at(&folder, true));
    let client = client(&url, renewal(&url, &key, store)).await.unwrap();
    for id in live(3) {
        client.read_leads(&[id], &[]).await.unwrap();
    }
    panic!("it was to be killed before the renewed session was used");
}

#[cfg(unix)]
#[tokio::test]
async fn a_process_killed_between_keeping_a_token_and_using_it_starts_again() {
    let org = org(&short_sessions()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let store = FileTokens::at(path, false);
    store.write(&sign_in(&org).await.tokens).unwrap();
    let first = refresh_token(&store);

    let mut process = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "renewal::the_process_that_is_killed", "--nocapture"])
        .envs([(FOLDER, path), (ORG, &org.url()), (KEY, org.client_id())])
        .spawn()
        .unwrap();
    let kept = store.file.with_extension("kept");
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        while !kept.exists() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let waited = waited.await;
    process.kill().unwrap();
    let ended = process.wait().unwrap();
    assert!(waited.is_ok() && ended.code().is_none(), "{ended:?}");

    assert_ne!(refresh_token(&store), first, "the new token was kept before anything used it");
    assert_eq!(calls(&org, "token"), 2);
    let client = client(&org.url(), renewal(&org.url(), org.client_id(), Arc::new(store))).await.unwrap();
    for id in live(5) {
        assert!(client.read_leads(&[id], &[]).await.unwrap()[0].is_some());
    }
    assert!(calls(&org, "token") > 2, "the token of the killed process renewed the session");
}
