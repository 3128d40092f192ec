//! What a host can do with orgs: list them, choose one, sign out, forget.

use crate::app::Parts;
use crate::error::{AppResult, coded};
use crate::orgs::directory::{Directory, OrgRecord};
use crate::{App, OrgProfile, Provider, SignInMethod};
use std::time::Duration;

/// Signing out asks Salesforce once.
const REVOKE_LIMIT: Duration = Duration::from_secs(15);

impl App {
    /// The orgs the app knows.
    pub async fn list_orgs(&self) -> AppResult<Vec<OrgProfile>> {
        self.aside(|parts| {
            let list = parts.orgs()?;
            Ok(list.orgs.iter().map(|org| parts.profile(&list, org)).collect())
        })
        .await
    }

    /// Makes runs read from another org.
    pub async fn switch_org(&self, org: String) -> AppResult<()> {
        self.aside(move |parts| {
            let mut list = parts.orgs()?;
            list.get(&org)?;
            list.active = org;
            list.save(parts.home.folder())
        })
        .await
    }

    /// Signs out of an org, and tells Salesforce to end what was signed in; its address and consumer
    /// key stay. What it gives is worth knowing: why Salesforce could not be told.
    pub async fn sign_out_org(&self, org: String) -> AppResult<Option<String>> {
        let note = self.revoke(&org).await?;
        self.aside(move |parts| Ok(parts.vault.forget(&org)?)).await?;
        Ok(note)
    }

    /// Signs out of an org and takes it off the list, as [`sign_out_org`](Self::sign_out_org).
    pub async fn forget_org(&self, org: String) -> AppResult<Option<String>> {
        let note = self.sign_out_org(org.clone()).await?;
        self.aside(move |parts| {
            let mut list = parts.orgs()?;
            list.remove(&org);
            list.save(parts.home.folder())
        })
        .await?;
        Ok(note)
    }

    /// Forgets the active org.
    pub(crate) async fn forget_active_org(&self) -> AppResult<()> {
        let active = self.aside(|parts| Ok(parts.orgs()?.active)).await?;
        match active.as_str() {
            "" => Ok(()),
            _ => self.forget_org(active).await.map(drop),
        }
    }

    async fn revoke(&self, org: &str) -> AppResult<Option<String>> {
        let org = org.to_owned();
        let renewal = self
            .aside(move |parts| {
                let list = parts.orgs()?;
                let org = list.get(&org)?;
                // What somebody else opened is not ours to end, nor is what cannot be read.
                if org.method != SignInMethod::Browser {
                    return Ok(None);
                }
                let entry = parts.entry(&org.id, Provider::Salesforce)?;
                Ok(entry.and_then(|entry| parts.renewal(&org.id, &entry)))
            })
            .await?;
        let Some(renewal) = renewal else { return Ok(None) };
        Ok(renewal.revoke(REVOKE_LIMIT).await.err().map(|error| {
            tracing::warn!(%error, "Salesforce was not told of the sign-out");
            format!(
                "The sign-in was removed from this computer, but Salesforce could not be told to end it. To end it \
                 there as well, revoke Leadsheet under your Salesforce settings, OAuth connections. {error}"
            )
        }))
    }
}

impl Parts {
    /// The list of orgs.
    pub(crate) fn orgs(&self) -> AppResult<Directory> {
        Directory::load(self.home.folder())
    }

    pub(crate) fn profile(&self, list: &Directory, org: &OrgRecord) -> OrgProfile {
        let signed_in = match org.method {
            SignInMethod::Sf => true,
            // Where the keychain cannot be read the connection tells why.
            _ => matches!(self.vault.get(&org.id), Ok(Some(_))),
        };
        org.profile(list.active == org.id, signed_in)
    }

    /// The org that credentials are wanted for: the active one, or with `wanted` the one there.
    pub(crate) fn org_for(&self, wanted: Option<&str>) -> AppResult<Option<OrgRecord>> {
        let list = self.orgs()?;
        let Some(wanted) = wanted else { return Ok(list.active().cloned()) };
        let wanted = crate::credentials::address::read_address(wanted)?;
        let is_there = |org: &&OrgRecord| {
            crate::credentials::address::read_address(&org.url)
                .is_ok_and(|url| crate::credentials::address::same_server(&url, &wanted))
        };
        let org = list.active().filter(is_there).or_else(|| list.orgs.iter().find(is_there));
        // Where none is there the active one says for which address it is.
        Ok(org.or(list.active()).cloned())
    }

    pub(crate) fn not_signed_in(org: &OrgRecord) -> crate::AppError {
        coded(
            "not_connected",
            format!(
                "You are not signed in to {}. Sign in under Settings, Connections, or with `leadsheet login salesforce`.",
                org.name
            ),
        )
    }
}
