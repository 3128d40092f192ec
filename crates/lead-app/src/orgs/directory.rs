//! `orgs.toml`: the list of orgs, without secrets.

use crate::error::{AppResult, coded, other};
use crate::store::files::{in_line, read_kept, why, write_whole};
use crate::{OrgProfile, SignInMethod};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use url::Url;

const FILE: &str = "orgs.toml";
/// The keychain entry of the first org whose secrets were typed in.
pub(crate) const FIRST_ID: &str = "salesforce";

/// The list of orgs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Directory {
    /// The id of the one that runs read from; empty for none.
    pub active: String,
    pub orgs: Vec<OrgRecord>,
}

/// An org of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct OrgRecord {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub login: String,
    #[serde(default)]
    pub consumer_key: String,
    pub method: SignInMethod,
    #[serde(default)]
    pub url: String,
    #[serde(default)]
    pub org_id: String,
    #[serde(default)]
    pub username: String,
}

impl Directory {
    /// The list; empty where none was written yet.
    pub fn load(home: &Path) -> AppResult<Self> {
        let path = path(home);
        let told = |why: String| {
            coded(
                "orgs_file",
                format!(
                    "{} cannot be read, so Leadsheet does not know your orgs. Correct it, or move it away and sign in \
                     again. {why}",
                    path.display()
                ),
            )
        };
        match read_kept(&path).map_err(|error| told(why(&error)))? {
            Some(text) => toml::from_str(&text).map_err(|error| told(in_line(&text, &error))),
            None => Ok(Self::default()),
        }
    }

    /// Writes the list.
    pub fn save(&self, home: &Path) -> AppResult<()> {
        let path = path(home);
        let text = toml::to_string(self)
            .map_err(|error| other(format!("The list of orgs could not be written down: {error}")))?;
        write_whole(&path, &text).map_err(|error| {
            coded(
                "orgs_file",
                format!("The list of orgs could not be saved to {}: {}.", path.display(), why(&error)),
            )
        })
    }

    /// The org with this id.
    pub fn get(&self, id: &str) -> AppResult<&OrgRecord> {
        self.orgs.iter().find(|org| org.id == id).ok_or_else(|| {
            coded(
                "no_such_org",
                format!("Leadsheet knows no org “{id}”. The list under Settings shows those it knows."),
            )
        })
    }

    /// The org that runs read from.
    pub fn active(&self) -> Option<&OrgRecord> {
        self.orgs.iter().find(|org| org.id == self.active)
    }

    /// Puts an org in place of the one with its id, or at the end, and makes it active.
    pub fn put(&mut self, org: OrgRecord) {
        self.active.clone_from(&org.id);
        match self.orgs.iter_mut().find(|known| known.id == org.id) {
            Some(known) => *known = org,
            None => self.orgs.push(org),
        }
    }

    /// Takes an org out; the first of the others becomes active where it was.
    pub fn remove(&mut self, id: &str) {
        self.orgs.retain(|org| org.id != id);
        if self.active == id {
            self.active = self.orgs.first().map(|org| org.id.clone()).unwrap_or_default();
        }
    }

    /// An id that no org has. Keychain entries are shared by all home folders, so a plain number
    /// would meet another folder's.
    pub fn new_id() -> String {
        let now = jiff::Timestamp::now().as_nanosecond();
        format!("{FIRST_ID}-{:x}-{:x}", now, std::process::id())
    }
}

impl OrgRecord {
    /// As a host sees it.
    pub fn profile(&self, active: bool, signed_in: bool) -> OrgProfile {
        let org = self.clone();
        OrgProfile {
            id: org.id,
            name: org.name,
            login: org.login,
            consumer_key: org.consumer_key,
            method: org.method,
            url: org.url,
            username: org.username,
            active,
            signed_in,
        }
    }
}

/// A name for people: `acme` of `https://acme.my.salesforce.com`.
pub(crate) fn name_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    host.strip_suffix(".my.salesforce.com").unwrap_or(host).to_owned()
}

fn path(home: &Path) -> PathBuf {
    home.join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(id: &str) -> OrgRecord {
        OrgRecord {
            id: id.into(),
            name: id.into(),
            login: String::new(),
            consumer_key: String::new(),
            method: SignInMethod::Browser,
            url: String::new(),
            org_id: String::new(),
            username: String::new(),
        }
    }

    #[test]
    fn the_list_comes_back_and_one_is_active() {
        let home = tempfile::tempdir().unwrap();
        let mut list = Directory::load(home.path()).unwrap();
        assert_eq!(list, Directory::default());
        list.put(org("a"));
        list.put(org("b"));
        list.save(home.path()).unwrap();
        let mut list = Directory::load(home.path()).unwrap();
        assert_eq!(list.active().map(|org| org.id.as_str()), Some("b"));
        list.remove("b");
        assert_eq!(list.active().map(|org| org.id.as_str()), Some("a"));
        list.remove("a");
        assert_eq!((list.active(), list.active.as_str()), (None, ""));
    }

    #[test]
    fn a_broken_list_is_told_of() {
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join(FILE), "orgs = 3").unwrap();
        assert_eq!(Directory::load(home.path()).unwrap_err().code, "orgs_file");
    }

    #[test]
    fn names_are_short_where_they_can_be() {
        let name = |text: &str| name_of(&text.parse().unwrap());
        assert_eq!(name("https://acme--uat.sandbox.my.salesforce.com"), "acme--uat.sandbox");
        assert_eq!(name("http://127.0.0.1:80"), "127.0.0.1");
    }
}
