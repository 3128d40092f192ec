//! The demo: a workbook, and a sandbox in this process that answers for it. The workbook's place
//! says which org it belongs to, so a demo run can be taken up again in another process.

use crate::app::Parts;
use crate::failure::{AppResult, coded};
use crate::kept::{OpenAiAccess, SalesforceAccess};
use crate::{App, Demo, home};
use lead_pipeline::DemoOrigin;
use lead_salesforce::{Connection, Credentials};
use lead_sandbox::{Sandbox, SandboxOptions};
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use tokio::sync::Mutex;

/// What the demo's chance starts from; the same demo for everybody.
const SEED: u64 = 7;
const FOLDER: &str = "demo";
const FILE: &str = "Demo leads.xlsx";
/// Each lead has a row, and a sheet has 1,048,576.
const MOST_LEADS: u32 = 1_000_000;

/// The sandboxes running in this process, one for each org. They end with the process.
#[derive(Default)]
pub(crate) struct DemoOrgs(Mutex<Vec<(DemoOrigin, Sandbox)>>);

/// Where a demo org answers, and what opens it.
pub(crate) struct DemoAccess {
    pub salesforce: SalesforceAccess,
    pub openai: OpenAiAccess,
}

impl App {
    /// Starts the built-in demo and writes a workbook for it.
    pub async fn start_demo(&self, leads: u32) -> AppResult<Demo> {
        if !(1..=MOST_LEADS).contains(&leads) {
            return Err(coded("demo", format!("The demo can have 1 to {MOST_LEADS} leads, not {leads}.")));
        }
        let origin = DemoOrigin { leads, seed: SEED };
        self.demo_access(origin).await?;
        self.aside(move |parts| {
            let path = workbook(parts.home.folder(), origin);
            if !path.exists() {
                home::prepare(path.parent().unwrap_or(parts.home.folder()))?;
                lead_sandbox::write_workbook(leads, SEED, leads, &path)?;
            }
            Ok(Demo { path: path.to_string_lossy().into_owned(), rows: leads.into() })
        })
        .await
    }

    /// The org a demo run belongs to, started if it is not running.
    pub(crate) async fn demo_access(&self, origin: DemoOrigin) -> AppResult<DemoAccess> {
        let mut orgs = self.0.demo.0.lock().await;
        if !orgs.iter().any(|(of, _)| *of == origin) {
            let DemoOrigin { leads, seed } = origin;
            let sandbox =
                lead_sandbox::start(SandboxOptions { leads, seed, port: 0, scenario: None }).await?;
            tracing::info!(leads, "the demo org is running");
            orgs.push((origin, sandbox));
        }
        let Some((_, sandbox)) = orgs.iter().find(|(of, _)| *of == origin) else {
            return Err(coded("demo", "The built-in demo did not start."));
        };
        let url = crate::address::read_address(&sandbox.url())?;
        let openai = crate::address::read_address(&format!("{}/v1", sandbox.url()))?;
        let credentials = Credentials::ClientCredentials {
            client_id: sandbox.client_id().to_owned(),
            client_secret: SecretString::from(sandbox.client_secret().to_owned()),
        };
        Ok(DemoAccess {
            salesforce: SalesforceAccess {
                reader: Some(reader(origin)),
                connection: Connection { url, credentials },
            },
            openai: OpenAiAccess {
                url: openai,
                key: SecretString::from(sandbox.api_key().to_owned()),
                kept_in: "session",
            },
        })
    }
}

/// Names the demo org, whose only user reads everything.
pub(crate) fn reader(origin: DemoOrigin) -> String {
    format!("demo of {} from {}", origin.leads, origin.seed)
}

impl Parts {
    /// The demo org a workbook belongs to; `None` for anybody's own workbook.
    pub(crate) fn demo_origin(&self, path: &str) -> Option<DemoOrigin> {
        origin_of(self.home.folder(), Path::new(path))
    }
}

fn origin_of(home: &Path, path: &Path) -> Option<DemoOrigin> {
    let name = path.parent()?.file_name()?.to_str()?;
    let (leads, seed) = name.split_once('-')?;
    let origin = DemoOrigin { leads: leads.parse().ok()?, seed: seed.parse().ok()? };
    let ours = workbook(home, origin);
    // The same file may be named by other paths: through links, or relative ones.
    let same = path == ours || std::fs::canonicalize(path).ok()? == std::fs::canonicalize(ours).ok()?;
    same.then_some(origin)
}

fn workbook(home: &Path, origin: DemoOrigin) -> PathBuf {
    home.join(FOLDER).join(format!("{}-{}", origin.leads, origin.seed)).join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_workbook_is_known_by_its_place_alone() {
        let home = Path::new("/home/me/leadsheet");
        let origin = DemoOrigin { leads: 500, seed: 7 };
        assert_eq!(origin_of(home, &workbook(home, origin)), Some(origin));
        assert_eq!(origin_of(home, Path::new("/home/me/500-7/Demo leads.xlsx")), None);
        assert_eq!(origin_of(home, Path::new("/home/me/leadsheet/demo/Demo leads.xlsx")), None);
    }
}
