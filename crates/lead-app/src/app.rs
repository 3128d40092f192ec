//! The app: what hosts hold on to.

use crate::environment::Environment;
use crate::error::{AppResult, other};
use crate::fields::DescribeCache;
use crate::jobs::Jobs;
use crate::runs::demo_orgs::DemoOrgs;
use crate::runs::registry::Registry;
use crate::saving::PreviewCache;
use crate::sign_in::SignIns;
use crate::sources::OpenedFiles;
use crate::store::home;
use crate::store::leftovers;
use crate::{IdsGathered, RowsSaved, RunId};
use lead_pipeline::{Accounts, Home, notices};
use lead_secrets::Vault;
use std::path::PathBuf;
use std::sync::Arc;

/// The app. Clones are the same app.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Parts>);

pub(crate) struct Parts {
    pub(crate) home: Home,
    pub(crate) environment: Environment,
    pub(crate) vault: Vault,
    pub(crate) runs: Registry,
    /// Whose limits the runs under way share.
    pub(crate) accounts: Accounts,
    pub(crate) demo: DemoOrgs,
    pub(crate) opened: OpenedFiles,
    pub(crate) sign_ins: SignIns,
    pub(crate) fields: DescribeCache,
    pub(crate) savings: Jobs<RunId, RowsSaved>,
    /// Fetching ids; there is one at a time.
    pub(crate) gatherings: Jobs<(), IdsGathered>,
    pub(crate) previews: PreviewCache,
}

impl App {
    /// Opens the app on a home folder, which is made where it is not there yet.
    pub async fn open(folder: PathBuf, environment: Environment) -> AppResult<Self> {
        off_thread(move || {
            home::prepare(&folder)?;
            let home = Home::new(folder);
            leftovers::clear(&home);
            Ok(Self(Arc::new(Parts {
                home,
                environment,
                vault: Vault::open(),
                runs: Registry::default(),
                accounts: Accounts::default(),
                demo: DemoOrgs::default(),
                opened: OpenedFiles::default(),
                sign_ins: SignIns::default(),
                fields: DescribeCache::default(),
                savings: Jobs::default(),
                gatherings: Jobs::default(),
                previews: PreviewCache::default(),
            })))
        })
        .await
    }

    /// Takes files that were opened from outside. Gives them back where a window listens already
    /// and can be told; holds them until it asks otherwise.
    #[must_use]
    pub fn offer_opened(&self, paths: Vec<String>) -> Option<Vec<String>> {
        self.0.opened.offer(paths)
    }

    /// The files this app was asked to open and that no window has taken yet. Taken once.
    #[expect(clippy::unused_async, reason = "all commands of the table are async")]
    pub async fn opened_files(&self) -> AppResult<Vec<String>> {
        Ok(self.0.opened.take())
    }

    /// What people should know of the files that are kept, such as that one was damaged and put aside. Told
    /// once.
    #[expect(clippy::unused_async, reason = "all commands of the table are async")]
    pub async fn notices(&self) -> AppResult<Vec<String>> {
        Ok(notices::take())
    }

    /// Does work that reads or writes files away from the threads that must not wait.
    pub(crate) async fn aside<T, F>(&self, work: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Parts) -> AppResult<T> + Send + 'static,
    {
        let parts = Arc::clone(&self.0);
        off_thread(move || work(&parts)).await
    }
}

async fn off_thread<T, F>(work: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce() -> AppResult<T> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|fault| {
        tracing::error!(%fault, "a piece of work broke down");
        Err(other("A part of Leadsheet broke down. Nothing that was saved is lost; please report this."))
    })
}
