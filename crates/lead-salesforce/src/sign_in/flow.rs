//! One sign-in by browser, from the address to the tokens.

use super::exchange::{self, Granted};
use super::identity::{self, Identity};
use super::landing::{self, Landing};
use super::listener::{CALLBACK_PORTS, Listener, callback};
use super::proof::{Proof, State};
use super::tokens::Tokens;
use crate::{LoginHost, SignInError};
use lead_http::HttpClient;
use secrecy::{ExposeSecret, SecretString};
use std::fmt;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use url::Url;

/// As long as a person may take to find a password and a second factor.
const WAIT: Duration = Duration::from_mins(5);
/// One question to the token endpoint.
const OPERATION_LIMIT: Duration = Duration::from_secs(30);
/// What is asked for: reading through the interface, and renewing without the browser.
const SCOPE: &str = "api refresh_token";

/// What a sign-in needs.
#[derive(Debug, Clone)]
pub struct SignInRequest {
    /// Where.
    pub host: LoginHost,
    /// The consumer key of the org's app for Leadsheet. No secret.
    pub consumer_key: String,
    /// The ports to listen on, the first free one of them.
    pub ports: Vec<u16>,
    /// How long the browser is waited for.
    pub wait: Duration,
    /// No question to Salesforce may take longer.
    pub operation_limit: Duration,
}

impl SignInRequest {
    /// With the usual ports and waits.
    #[must_use]
    pub fn new(host: LoginHost, consumer_key: &str) -> Self {
        Self {
            host,
            consumer_key: consumer_key.trim().to_owned(),
            ports: CALLBACK_PORTS.into(),
            wait: WAIT,
            operation_limit: OPERATION_LIMIT,
        }
    }
}

/// A sign-in that waits for the browser. Dropping it ends it.
pub struct BrowserSignIn {
    request: SignInRequest,
    proof: Proof,
    redirect: String,
    address: Url,
    listener: Option<Listener>,
    heard: mpsc::Receiver<Landing>,
    cancelled: watch::Receiver<bool>,
    hand: Hand,
}

/// Reaches a sign-in while it waits. Clones reach the same one.
#[derive(Clone)]
pub struct Hand {
    state: State,
    landed: mpsc::Sender<Landing>,
    cancel: watch::Sender<bool>,
}

/// What came of a sign-in.
#[derive(Debug)]
pub struct SignedIn {
    /// What lets the client in; to be kept before it is used.
    pub tokens: Tokens,
    /// Who signed in, as far as Salesforce says.
    pub identity: Identity,
}

impl BrowserSignIn {
    /// Starts to listen and makes the address to be opened in the browser. Where every port is
    /// taken the sign-in can still be finished by [`Hand::paste`].
    pub async fn begin(request: SignInRequest) -> Result<Self, SignInError> {
        if request.consumer_key.is_empty() {
            return Err(SignInError::NoConsumerKey);
        }
        let proof = Proof::new()?;
        let (landed, heard) = mpsc::channel(4);
        let (cancel, cancelled) = watch::channel(false);
        let listener = Listener::open(&request.ports, &proof.state, &landed).await;
        if listener.is_none() {
            tracing::warn!(ports = ?request.ports, "other programs hold all callback ports");
        }
        let port = listener.as_ref().map(|listener| listener.port).or(request.ports.first().copied());
        let redirect = callback(port.unwrap_or(CALLBACK_PORTS[0]));
        let mut address = exchange::endpoint(&request.host, "authorize")?;
        address
            .query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &request.consumer_key)
            .append_pair("redirect_uri", &redirect)
            .append_pair("scope", SCOPE)
            .append_pair("state", proof.state.text())
            .append_pair("code_challenge", &proof.challenge())
            .append_pair("code_challenge_method", "S256");
        let hand = Hand { state: proof.state.clone(), landed, cancel };
        Ok(Self { request, proof, redirect, address, listener, heard, cancelled, hand })
    }

    /// The address to be opened in the browser.
    #[must_use]
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// Whether the browser's answer can arrive by itself; if not, it has to be pasted.
    #[must_use]
    pub fn listens(&self) -> bool {
        self.listener.is_some()
    }

    /// How long the browser is waited for.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.request.wait
    }

    /// Reaches this sign-in while it waits.
    #[must_use]
    pub fn hand(&self) -> Hand {
        self.hand.clone()
    }

    /// Waits for the answer and exchanges it for tokens.
    pub async fn finish(mut self) -> Result<SignedIn, SignInError> {
        let landing = self.landing().await?;
        self.listener = None;
        match landing {
            Landing::Refused { code, description } => Err(SignInError::Refused { code, description }),
            Landing::Code(code) => self.exchange(&code).await,
        }
    }

    async fn landing(&mut self) -> Result<Landing, SignInError> {
        let minutes = self.request.wait.as_secs().div_ceil(60).max(1);
        tokio::select! {
            biased;
            _ = self.cancelled.wait_for(|cancelled| *cancelled) => Err(SignInError::Cancelled),
            heard = timeout(self.request.wait, self.heard.recv()) => match heard {
                Ok(Some(landing)) => Ok(landing),
                Ok(None) => Err(SignInError::Over),
                Err(_) => Err(SignInError::NoAnswer { minutes }),
            },
        }
    }

    async fn exchange(&self, code: &SecretString) -> Result<SignedIn, SignInError> {
        let SignInRequest { host, consumer_key, operation_limit, .. } = &self.request;
        let http = HttpClient::new(host.url(), *operation_limit).map_err(crate::SalesforceError::from)?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("client_id", consumer_key),
            ("redirect_uri", &self.redirect),
            ("code_verifier", self.proof.verifier.expose_secret()),
        ];
        let Granted { access_token, refresh_token, instance_url, id } =
            exchange::ask_token(&http, host.url(), &form).await.map_err(refused)?;
        let identity = identity::ask(&http, &instance_url, &access_token, &id).await;
        Ok(SignedIn { tokens: Tokens { access_token, refresh_token, instance_url }, identity })
    }
}

/// The token endpoint's no is one to the sign-in; anything else is a fault on the way.
fn refused(error: crate::SalesforceError) -> SignInError {
    match error {
        crate::SalesforceError::SignInRefused { code, message } => {
            SignInError::Refused { code, description: message }
        }
        other => SignInError::Salesforce(other),
    }
}

impl Hand {
    /// Finishes the sign-in with the address the browser landed on, for when the browser could not
    /// bring it. What does not fit is refused, and the sign-in goes on waiting.
    pub fn paste(&self, text: &str) -> Result<(), SignInError> {
        let landing = landing::read_pasted(text, &self.state)?;
        self.landed.try_send(landing).map_err(|_| SignInError::Over)
    }

    /// Gives the sign-in up.
    pub fn cancel(&self) {
        self.cancel.send_replace(true);
    }
}

impl fmt::Debug for BrowserSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BrowserSignIn({}, {})", self.request.host, self.redirect)
    }
}

impl fmt::Debug for Hand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hand(…)")
    }
}
