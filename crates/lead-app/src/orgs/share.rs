//! An org as a small file that a team passes round: where to sign in, and the consumer key. Nothing
//! in it is secret, and nothing in it is taken on trust: the address must be Salesforce's own.

use crate::error::{AppResult, coded};
use crate::orgs::directory::{Directory, OrgRecord, name_of};
use crate::store::files::write_whole;
use crate::{App, OrgProfile, SignInMethod};
use lead_salesforce::LoginHost;
use serde::{Deserialize, Serialize};
use std::path::Path;

const HEAD: &str = "\
# How to connect Leadsheet to a Salesforce org: open this file under Settings, Connections, or with
# leadsheet login salesforce --profile FILE. It holds no secret.
";
const MOST_BYTES: u64 = 64 << 10;
const MOST_LETTERS: usize = 200;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Shared {
    /// The form of this file; newer forms have a higher number.
    leadsheet_org: u32,
    name: String,
    login: String,
    consumer_key: String,
}

impl App {
    /// Writes an org's address and consumer key to a file for others.
    pub async fn export_org_profile(&self, org: String, path: String) -> AppResult<()> {
        self.aside(move |parts| {
            let list = parts.orgs()?;
            let org = list.get(&org)?;
            if org.consumer_key.is_empty() || org.method != SignInMethod::Browser {
                return Err(coded(
                    "org_profile",
                    format!(
                        "{} is not signed in to by browser, so there is no consumer key to share.",
                        org.name
                    ),
                ));
            }
            let shared = Shared {
                leadsheet_org: 1,
                name: org.name.clone(),
                login: org.login.clone(),
                consumer_key: org.consumer_key.clone(),
            };
            let text = toml::to_string(&shared).map_err(|error| unwritten(&path, &error))?;
            write_whole(Path::new(&path), &format!("{HEAD}{text}")).map_err(|error| unwritten(&path, &error))
        })
        .await
    }

    /// Takes an org from such a file. It is known then, and still to be signed in to.
    pub async fn import_org_profile(&self, path: String) -> AppResult<OrgProfile> {
        self.aside(move |parts| {
            let shared = read(Path::new(&path))?;
            let mut list = parts.orgs()?;
            let same =
                |org: &&OrgRecord| org.login == shared.login && org.consumer_key == shared.consumer_key;
            if let Some(known) = list.orgs.iter().find(same) {
                return Ok(parts.profile(&list, known));
            }
            let org = OrgRecord {
                id: Directory::new_id(),
                name: shared.name,
                login: shared.login,
                consumer_key: shared.consumer_key,
                method: SignInMethod::Browser,
                url: String::new(),
                org_id: String::new(),
                username: String::new(),
            };
            let active = list.active.clone();
            list.put(org.clone());
            // Runs go on reading from the org they read from, until this one is signed in to.
            if !active.is_empty() {
                list.active = active;
            }
            list.save(parts.home.folder())?;
            Ok(parts.profile(&list, &org))
        })
        .await
    }
}

fn read(path: &Path) -> AppResult<Shared> {
    let told = |why: &str| {
        coded("org_profile", format!("{} is not a connection file that can be used: {why}.", path.display()))
    };
    let about = std::fs::metadata(path).map_err(|error| told(&error.to_string()))?;
    if about.len() > MOST_BYTES {
        return Err(told("it is too large"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| told(&error.to_string()))?;
    let mut shared: Shared = toml::from_str(&text).map_err(|error| told(error.message()))?;
    if shared.leadsheet_org != 1 {
        return Err(told("it was made by a newer version of Leadsheet"));
    }
    let host = LoginHost::parse(&shared.login)?;
    let plain =
        |text: &str| text.trim().chars().filter(|c| !c.is_control()).take(MOST_LETTERS).collect::<String>();
    shared.login = host.to_string();
    shared.consumer_key = plain(&shared.consumer_key);
    shared.name = plain(&shared.name);
    if shared.consumer_key.is_empty() || shared.consumer_key.contains(char::is_whitespace) {
        return Err(told("it has no consumer key"));
    }
    if shared.name.is_empty() {
        shared.name = name_of(host.url());
    }
    Ok(shared)
}

fn unwritten(path: &str, error: &dyn std::fmt::Display) -> crate::AppError {
    coded("org_profile", format!("The connection file could not be written to {path}: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Shared, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read(file.path()).map_err(|error| error.message)
    }

    #[test]
    fn only_salesforces_own_addresses_are_taken() {
        let file = |login: &str| {
            format!("leadsheet_org = 1\nname = \"Acme\"\nlogin = \"{login}\"\nconsumer_key = \"3MVG9\"\n")
        };
        assert_eq!(
            read_text(&file("acme.my.salesforce.com")).unwrap().login,
            "https://acme.my.salesforce.com"
        );
        assert!(read_text(&file("https://evil.example")).unwrap_err().contains("Salesforce's own"));
        assert!(
            read_text(&file("acme.my.salesforce.com").replace("= 1", "= 2")).unwrap_err().contains("newer")
        );
        assert!(
            read_text(&file("acme.my.salesforce.com").replace("3MVG9", " "))
                .unwrap_err()
                .contains("consumer key")
        );
        assert!(read_text("hello").is_err() && read_text("").is_err());
    }
}
