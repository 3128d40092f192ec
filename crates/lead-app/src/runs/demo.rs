//! The demo: a workbook, and a sandbox in this process that answers for it. The workbook's place
//! says which org it belongs to, so a demo run can be taken up again in another process, and its org
//! can go when the run is over: whoever needs it next has it started anew, with the same leads.

use crate::app::Parts;
use crate::credentials::access::{OpenAiAccess, SalesforceAccess};
use crate::credentials::address::read_address;
use crate::error::{AppResult, coded};
use crate::runs::demo_orgs::{DemoHold, reader};
use crate::store::home;
use crate::{App, Demo};
use lead_pipeline::DemoOrigin;
use lead_salesforce::{Connection, Credentials};
use secrecy::SecretString;
use std::path::{Path, PathBuf};

/// What the demo's chance starts from; the same demo for everybody.
const SEED: u64 = 7;
const FOLDER: &str = "demo";
const FILE: &str = "Demo leads.xlsx";
/// Each lead has a row, and a sheet has 1,048,576.
const MOST_LEADS: u32 = 1_000_000;

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

    /// Keeps the org of a demo's plan running until what this gives is dropped; `None` for a plan that
    /// is no demo's.
    pub(crate) async fn demo_hold(&self, demo: Option<DemoOrigin>) -> AppResult<Option<DemoHold>> {
        match demo {
            Some(origin) => Ok(Some(self.0.demo.hold(origin).await?)),
            None => Ok(None),
        }
    }

    /// The org a demo's workbook belongs to, started if it is not running.
    pub(crate) async fn demo_access(&self, origin: DemoOrigin) -> AppResult<DemoAccess> {
        let org = self.0.demo.org(origin).await?;
        let sandbox = &org.sandbox;
        let url = read_address(&sandbox.url())?;
        let openai = read_address(&format!("{}/v1", sandbox.url()))?;
        let credentials = Credentials::ClientCredentials {
            client_id: sandbox.client_id().to_owned(),
            client_secret: SecretString::from(sandbox.client_secret().to_owned()),
        };
        let key = SecretString::from(sandbox.api_key().to_owned());
        self.0.demo.keep_at_hand(org);
        Ok(DemoAccess {
            salesforce: SalesforceAccess {
                reader: Some(reader(origin)),
                connection: Connection { url, credentials },
            },
            openai: OpenAiAccess { url: openai, key, kept_in: "session" },
        })
    }
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

    #[tokio::test]
    async fn an_org_goes_when_the_last_run_in_it_is_over() {
        let home = tempfile::tempdir().unwrap();
        let app = App::open(home.path().to_owned(), crate::Environment::default()).await.unwrap();
        let orgs = &app.0.demo;
        let [one, other] = [60, 70].map(|leads| DemoOrigin { leads, seed: SEED });
        let url = async |origin| app.demo_access(origin).await.unwrap().salesforce.connection.url;

        let first = url(one).await;
        assert_eq!(url(one).await, first, "the org at hand is the same");
        assert_eq!(orgs.count(), 1);
        url(other).await;
        assert_eq!(orgs.count(), 1, "one is at hand, and no run needs the other");

        let holds = [app.demo_hold(Some(one)).await.unwrap(), app.demo_hold(Some(one)).await.unwrap()];
        let running = url(one).await;
        url(other).await;
        assert_eq!(orgs.count(), 2);
        let [first_run, second_run] = holds;
        drop(first_run);
        assert_eq!(url(one).await, running, "another run is under way in it");
        drop(second_run);
        assert_eq!(orgs.count(), 0, "what was at hand of it is gone too");
        assert!(app.demo_hold(None).await.unwrap().is_none());
    }

    #[test]
    fn a_demo_workbook_is_known_by_its_place_alone() {
        let home = Path::new("/home/me/leadsheet");
        let origin = DemoOrigin { leads: 500, seed: 7 };
        assert_eq!(origin_of(home, &workbook(home, origin)), Some(origin));
        assert_eq!(origin_of(home, Path::new("/home/me/500-7/Demo leads.xlsx")), None);
        assert_eq!(origin_of(home, Path::new("/home/me/leadsheet/demo/Demo leads.xlsx")), None);
    }
}
