//! Whether this installation is well: the same questions for `leadsheet doctor` and diagnostics.

use crate::checks::preflight::{blocked, note, ok};
use crate::error::AppResult;
use crate::recipes::catalog;
use crate::store::files::{unfinished, why};
use crate::store::settings;
use crate::{App, PreflightCheck, Provider, RunSummary};

fn runs_kept(runs: &[RunSummary]) -> PreflightCheck {
    let kept = format!("Runs kept here: {}.", runs.len());
    let troubled: Vec<_> = runs
        .iter()
        .filter_map(|run| Some(format!("{}: {}", run.run, run.trouble.as_ref()?.sentence)))
        .collect();
    if troubled.is_empty() {
        ok("runs", format!("{kept} All can be read."))
    } else {
        note("runs", format!("{kept} {}", troubled.join(" ")))
    }
}

impl App {
    /// Checks the home folder, settings, prices, keychain and connections.
    pub async fn doctor(&self) -> AppResult<Vec<PreflightCheck>> {
        let mut checks = self
            .aside(|parts| {
                let home = parts.home.folder();
                let keychain = parts.vault.status();
                Ok(vec![
                    match unfinished(home) {
                        Ok(_) => ok("home", format!("Everything is kept in {}.", home.display())),
                        Err(error) => blocked(
                            "home",
                            format!("Nothing can be written in {}: {}.", home.display(), why(&error)),
                        ),
                    },
                    match settings::load(home) {
                        Ok(_) => ok("settings", "The settings can be read.".into()),
                        Err(error) => blocked("settings", error.message),
                    },
                    match parts.environment.overrides() {
                        Ok(_) => {
                            ok("environment", "The environment says nothing that cannot be taken.".into())
                        }
                        Err(error) => blocked("environment", error.to_string()),
                    },
                    match catalog::prices(parts) {
                        Ok(prices) => ok(
                            "prices",
                            format!("Prices of {} models, as of {}.", prices.models().len(), prices.as_of()),
                        ),
                        Err(error) => blocked("prices", error.message),
                    },
                    match lead_pipeline::list(&parts.home) {
                        Ok(runs) => runs_kept(&runs),
                        Err(error) => blocked("runs", crate::AppError::from(error).message),
                    },
                    if keychain.available {
                        ok("keychain", keychain.sentence)
                    } else {
                        note("keychain", keychain.sentence)
                    },
                ])
            })
            .await?;
        checks.extend(self.diagnose_salesforce().await);
        let provider = Provider::Openai;
        let state = self.connections().await?.into_iter().find(|state| state.provider == provider);
        checks.push(if state.as_ref().is_some_and(|state| state.connected) {
            let test = self.test_connection(provider).await?;
            let told = [vec![test.sentence], test.details].concat().join(" · ");
            if test.ok { ok(provider.code(), told) } else { blocked(provider.code(), told) }
        } else {
            note(provider.code(), state.map(|state| state.sentence).unwrap_or_default())
        });
        Ok(checks)
    }
}
