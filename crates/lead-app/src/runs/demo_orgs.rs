//! The sandboxes of the demo that run in this process.

use crate::error::AppResult;
use lead_pipeline::DemoOrigin;
use lead_sandbox::{Sandbox, SandboxOptions};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

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

pub(crate) struct DemoOrg {
    origin: DemoOrigin,
    pub(crate) sandbox: Sandbox,
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
    pub(crate) async fn org(&self, origin: DemoOrigin) -> AppResult<Arc<DemoOrg>> {
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

    /// Keeps an org running until what this gives is dropped.
    pub(crate) async fn hold(&self, origin: DemoOrigin) -> AppResult<DemoHold> {
        Ok(DemoHold { org: self.org(origin).await?, orgs: self.clone() })
    }

    /// Keeps an org running until another one is asked for, or a run in it is over.
    pub(crate) fn keep_at_hand(&self, org: Arc<DemoOrg>) {
        self.running().at_hand = Some(org);
    }

    /// How many are running.
    #[cfg(test)]
    pub(crate) fn count(&self) -> usize {
        self.running().all.iter().filter(|org| org.strong_count() > 0).count()
    }
}

/// Names the demo org, whose only user reads everything.
pub(crate) fn reader(origin: DemoOrigin) -> String {
    format!("demo of {} from {}", origin.leads, origin.seed)
}
