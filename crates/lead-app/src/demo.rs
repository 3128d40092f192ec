//! The demo: a workbook, and a sandbox in this process that answers for it. The workbook's place
//! says which org it belongs to, so a demo run can be taken up again in another process, and its org
//! can go when the run is over: whoever needs it next has it started anew, with the same leads.

use crate::app::Parts;
use crate::failure::{AppResult, coded};
use crate::kept::{OpenAiAccess, SalesforceAccess};
use crate::{App, Demo, home};
use lead_pipeline::DemoOrigin;
use lead_salesforce::{Connection, Credentials};
use lead_sandbox::{Sandbox, SandboxOptions};
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// What the demo's chance starts from; the same demo for everybody.
const SEED: u64 = 7;
const FOLDER: &str = "demo";
const FILE: &str = "Demo leads.xlsx";
/// Each lead has a row, and a sheet has 1,048,576.
const MOST_LEADS: u32 = 1_000_000;

/// The sandboxes running in this process, one for each org that a run is under way in, and the one
/// that was last used otherwise.
#[derive(Default, Clone)]
pub(crate) struct DemoOrgs(Arc<Orgs>);

#[derive(Default)]
struct Orgs {
    /// Held while an org is started, so that none is started twice.
    starting: tokio::sync::Mutex<()>,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    all: Vec<Weak<DemoOrg>>,
    /// Used last by something that is not a run (a preview, a forecast, a check): more of that is
    /// likely to come. There is one at most.
    at_hand: Option<Arc<DemoOrg>>,
}

struct DemoOrg {
    origin: DemoOrigin,
    sandbox: Sandbox,
}

/// Keeps a demo org running for as long as a run is under way in it. When that is over, the org goes,
/// unless another run needs it.
pub(crate) struct DemoHold {
    org: Arc<DemoOrg>,
    orgs: DemoOrgs,
}

impl Drop for DemoHold {
    fn drop(&mut self) {
        let mut running = self.orgs.running();
        running.at_hand.take_if(|at_hand| at_hand.origin == self.org.origin);
        tracing::info!(leads = self.org.origin.leads, "a run in the demo org is over");
    }
}

impl DemoOrgs {
    /// The org, started if it is not running.
    async fn org(&self, origin: DemoOrigin) -> AppResult<Arc<DemoOrg>> {
        let _one_at_a_time = self.0.starting.lock().await;
        if let Some(org) = self.found(origin) {
            return Ok(org);
        }
        let DemoOrigin { leads, seed } = origin;
        let sandbox = lead_sandbox::start(SandboxOptions { leads, seed, port: 0, scenario: None }).await?;
        tracing::info!(leads, "the demo org is running");
        let org = Arc::new(DemoOrg { origin, sandbox });
        let mut running = self.running();
        running.all.retain(|org| org.strong_count() > 0);
        running.all.push(Arc::downgrade(&org));
        Ok(org)
    }

    fn found(&self, origin: DemoOrigin) -> Option<Arc<DemoOrg>> {
        self.running().all.iter().filter_map(Weak::upgrade).find(|org| org.origin == origin)
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many are running.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.running().all.iter().filter(|org| org.strong_count() > 0).count()
    }
}

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
        let Some(origin) = demo else { return Ok(None) };
        let orgs = self.0.demo.clone();
        Ok(Some(DemoHold { org: orgs.org(origin).await?, orgs }))
    }

    /// The org a demo's workbook belongs to, started if it is not running.
    pub(crate) async fn demo_access(&self, origin: DemoOrigin) -> AppResult<DemoAccess> {
        let org = self.0.demo.org(origin).await?;
        let sandbox = &org.sandbox;
        let url = crate::address::read_address(&sandbox.url())?;
        let openai = crate::address::read_address(&format!("{}/v1", sandbox.url()))?;
        let credentials = Credentials::ClientCredentials {
            client_id: sandbox.client_id().to_owned(),
            client_secret: SecretString::from(sandbox.client_secret().to_owned()),
        };
        let key = SecretString::from(sandbox.api_key().to_owned());
        self.0.demo.running().at_hand = Some(org);
        Ok(DemoAccess {
            salesforce: SalesforceAccess {
                reader: Some(reader(origin)),
                connection: Connection { url, credentials },
            },
            openai: OpenAiAccess { url: openai, key, kept_in: "session" },
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
