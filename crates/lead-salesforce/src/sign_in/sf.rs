//! Sign-ins of Salesforce's own command line, `sf`.

use super::sf_answer::{self, SfOrg};
use crate::{SalesforceError, SignInError};
use lead_http::is_protected;
use secrecy::{ExposeSecret, SecretString};
use std::env;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use url::Url;

/// `sf` starts slowly, and the first time after an update it may take most of a minute.
const LIMIT: Duration = Duration::from_mins(1);

/// The `sf` command on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SfCommand(PathBuf);

/// A sign-in that `sf` keeps and renews.
#[derive(Clone)]
pub struct SfSignIn {
    command: SfCommand,
    username: String,
}

impl SfCommand {
    /// Looks for `sf` where the system looks for commands.
    #[must_use]
    pub fn find() -> Option<Self> {
        Self::find_in(&env::var_os("PATH")?)
    }

    /// Looks for `sf` in a list of folders as `PATH` has it.
    #[must_use]
    pub fn find_in(path: &OsStr) -> Option<Self> {
        let names: &[&str] = if cfg!(windows) { &["sf.exe", "sf.cmd"] } else { &["sf"] };
        // An empty or relative folder would mean wherever this program happens to be started.
        let folders = env::split_paths(path).filter(|folder| folder.is_absolute());
        folders
            .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
            .find(|file| is_program(file))
            .map(Self)
    }

    /// The orgs that `sf` is signed in to.
    pub async fn orgs(&self) -> Result<Vec<SfOrg>, SignInError> {
        let answer = self.ask(&["org", "list", "--skip-connection-status", "--json"]).await?;
        Ok(sf_answer::orgs(&answer))
    }

    /// The sign-in of a user, with where the org's records are.
    pub async fn sign_in(&self, username: &str) -> Result<(SfSignIn, Url), SignInError> {
        // It stands on a command line, where it must not be taken for an option.
        if username.is_empty() || username.starts_with('-') || username.contains(char::is_control) {
            return Err(SignInError::Sf(format!("“{username}” is not a name that sf could know.")));
        }
        let answer = self.ask(&["org", "display", "-o", username, "--json"]).await?;
        let address = sf_answer::text(&answer, "instanceUrl").and_then(|text| Url::parse(text).ok());
        let url = address.filter(is_protected).ok_or_else(|| {
            SignInError::Sf(format!(
                "sf does not tell the address of the org of {username}. Sign in again with `sf org login web`."
            ))
        })?;
        Ok((SfSignIn { command: self.clone(), username: username.to_owned() }, url))
    }

    /// Runs `sf` and reads what it answers.
    async fn ask(&self, arguments: &[&str]) -> Result<serde_json::Value, SignInError> {
        let mut command = Command::new(&self.0);
        command
            .args(arguments)
            .env("SF_SKIP_NEW_VERSION_CHECK", "true")
            .env("SF_DISABLE_TELEMETRY", "true")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let output = match tokio::time::timeout(LIMIT, command.output()).await {
            Ok(Ok(output)) => output,
            Ok(Err(error)) => {
                return Err(SignInError::Sf(format!(
                    "sf could not be started ({error}). Check that it works."
                )));
            }
            Err(_) => {
                return Err(SignInError::Sf(format!(
                    "sf did not answer within {} seconds. Try `sf org list` in a terminal.",
                    LIMIT.as_secs()
                )));
            }
        };
        sf_answer::read(&output.stdout).map_err(SignInError::Sf)
    }
}

impl SfSignIn {
    /// The user whose sign-in it is.
    #[must_use]
    pub fn username(&self) -> &str {
        &self.username
    }

    /// A session's token, newer than the one that was `refused`.
    pub(crate) async fn access(
        &self,
        refused: Option<&SecretString>,
    ) -> Result<SecretString, SalesforceError> {
        let user = self.username.as_str();
        let asked = ["org", "auth", "show-access-token", "-o", user, "--json"];
        let told = |error: SignInError| SalesforceError::SfRefused { message: error.to_string() };
        let answer = match self.command.ask(&asked).await {
            Ok(answer) => answer,
            // Before May 2026 there was no such command, and `display` told the token.
            Err(first) => match self.command.ask(&["org", "display", "-o", user, "--json"]).await {
                Ok(answer) if sf_answer::token(&answer).is_some() => answer,
                _ => return Err(told(first)),
            },
        };
        let token = sf_answer::token(&answer)
            .ok_or_else(|| told(SignInError::Sf("sf gave no access token.".into())))?;
        if refused.is_some_and(|refused| refused.expose_secret() == token.expose_secret()) {
            return Err(told(SignInError::Sf("sf still gives the session that has ended.".into())));
        }
        Ok(token)
    }
}

#[cfg(unix)]
fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(file: &Path) -> bool {
    file.is_file()
}

impl fmt::Debug for SfSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SfSignIn({})", self.username)
    }
}
