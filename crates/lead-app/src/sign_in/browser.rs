//! A sign-in by browser, as a host follows it. One at a time: starting another ends the one before,
//! which holds a callback port.

use crate::app::Parts;
use crate::credentials::entry::Entry;
use crate::error::AppResult;
use crate::orgs::{Directory, OrgRecord, name_of};
use crate::sign_in::current::{CurrentSignIn, over};
use crate::{App, AppError, SignInForm, SignInMethod, SignInPhase, SignInStarted, SignInState};
use lead_salesforce::{BrowserSignIn, LoginHost, PRODUCTION, SANDBOX, SignInRequest, SignedIn};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

impl App {
    /// Starts a sign-in and gives the address to be opened in the browser.
    pub async fn begin_sign_in(&self, form: SignInForm) -> AppResult<SignInStarted> {
        let host = login_host(&form.login)?;
        let request = SignInRequest::new(host.clone(), &form.consumer_key);
        let before = self.0.sign_ins.now().take();
        if let Some(before) = before {
            before.task.abort();
            // Its port is free only once it is gone; that it was ended is what was wanted.
            drop(before.task.await);
        }
        let sign_in = BrowserSignIn::begin(request).await?;
        let (hand, wait) = (sign_in.hand(), sign_in.wait());
        let handle = Directory::new_id();
        let started = SignInStarted {
            handle: handle.clone(),
            address: sign_in.address().to_string(),
            listens: sign_in.listens(),
            seconds: u32::try_from(wait.as_secs()).unwrap_or(u32::MAX),
        };
        let outcome = Arc::new(Mutex::new(None));
        let told = Arc::clone(&outcome);
        let app = self.clone();
        let task = tokio::spawn(async move {
            let came = match sign_in.finish().await {
                Ok(signed_in) => app.keep_sign_in(host, form, signed_in).await,
                Err(error) => Err(error.into()),
            };
            if let Err(error) = &came {
                tracing::info!(%error, "the sign-in did not come about");
            }
            *told.lock().unwrap_or_else(PoisonError::into_inner) = Some(came);
        });
        *self.0.sign_ins.now() =
            Some(CurrentSignIn { handle, hand, ends: Instant::now() + wait, task, outcome });
        Ok(started)
    }

    /// Finishes a sign-in with the address the browser landed on, where it could not bring it itself.
    #[expect(clippy::unused_async, reason = "all commands of the table are async")]
    pub async fn paste_sign_in(&self, handle: String, address: String) -> AppResult<()> {
        Ok(self.0.sign_ins.hand(&handle)?.paste(&address)?)
    }

    /// Gives a sign-in up.
    #[expect(clippy::unused_async, reason = "all commands of the table are async")]
    pub async fn cancel_sign_in(&self, handle: String) -> AppResult<()> {
        self.0.sign_ins.hand(&handle)?.cancel();
        Ok(())
    }

    /// How far a sign-in is.
    pub async fn sign_in_state(&self, handle: String) -> AppResult<SignInState> {
        let (seconds_left, outcome, ended) = {
            let now = self.0.sign_ins.now();
            let current = now.as_ref().filter(|current| current.handle == handle).ok_or_else(over)?;
            let left = current.ends.saturating_duration_since(Instant::now()).as_secs();
            let outcome = current.outcome.lock().unwrap_or_else(PoisonError::into_inner).clone();
            (u32::try_from(left).unwrap_or(u32::MAX), outcome, current.task.is_finished())
        };
        let failed = |error: AppError| SignInState {
            phase: SignInPhase::Failed,
            seconds_left: 0,
            problem: Some(error),
            org: None,
        };
        Ok(match outcome {
            Some(Ok(org)) => {
                let org = self.aside(move |parts| Ok(parts.profile(&parts.orgs()?, &org))).await?;
                SignInState { phase: SignInPhase::SignedIn, seconds_left: 0, problem: None, org: Some(org) }
            }
            Some(Err(error)) => failed(error),
            None if ended => failed(over()),
            None => SignInState { phase: SignInPhase::Waiting, seconds_left, problem: None, org: None },
        })
    }

    async fn keep_sign_in(&self, host: LoginHost, form: SignInForm, came: SignedIn) -> AppResult<OrgRecord> {
        self.aside(move |parts| parts.keep_sign_in(&host, &form, &came)).await
    }
}

impl Parts {
    /// Keeps what came of a sign-in: the tokens first, then the org, which is the active one now.
    fn keep_sign_in(&self, host: &LoginHost, form: &SignInForm, came: &SignedIn) -> AppResult<OrgRecord> {
        let mut list = self.orgs()?;
        let who = &came.identity;
        let url = came.tokens.instance_url.as_str();
        // The same user of the same org at the same address again, else the one that was meant, else a new one.
        let again = |org: &&OrgRecord| {
            org.method == SignInMethod::Browser
                && !who.org_id.is_empty()
                && (org.url.as_str(), &org.org_id, &org.username) == (url, &who.org_id, &who.username)
        };
        let meant = |org: &&OrgRecord| org.id == form.org && org.org_id.is_empty();
        let known = list.orgs.iter().find(again).or_else(|| list.orgs.iter().find(meant));
        let consumer_key = form.consumer_key.trim();
        let org = OrgRecord {
            id: known.map_or_else(Directory::new_id, |org| org.id.clone()),
            name: known.map_or_else(|| name_of(&came.tokens.instance_url), |org| org.name.clone()),
            login: host.to_string(),
            consumer_key: consumer_key.to_owned(),
            method: SignInMethod::Browser,
            url: url.to_owned(),
            org_id: who.org_id.clone(),
            username: who.username.clone(),
        };
        let entry = Entry::of_sign_in(host, consumer_key, &came.tokens);
        self.keep_entry(&org.id, &entry)?;
        list.put(org.clone());
        list.save(self.home.folder())?;
        tracing::info!(host = came.tokens.instance_url.host_str(), "signed in to Salesforce");
        Ok(org)
    }
}

/// Where to sign in: a word for the usual two places, else an address.
pub(crate) fn login_host(login: &str) -> AppResult<LoginHost> {
    Ok(LoginHost::parse(match login.trim() {
        "" | "production" => PRODUCTION,
        "sandbox" => SANDBOX,
        address => address,
    })?)
}
