//! Sign-ins of the Salesforce command line.

use crate::error::{AppResult, coded};
use crate::orgs::{Directory, OrgRecord, name_of};
use crate::{App, OrgProfile, SfOrgChoice, SfSignIns, SignInMethod};
use lead_salesforce::SfCommand;

impl App {
    /// The sign-ins of the Salesforce command line on this computer.
    pub async fn sf_sign_ins(&self) -> AppResult<SfSignIns> {
        let Some(command) = SfCommand::find() else {
            return Ok(SfSignIns { installed: false, orgs: Vec::new() });
        };
        let orgs = command.orgs().await?;
        let choice = |org: lead_salesforce::SfOrg| SfOrgChoice {
            username: org.username,
            alias: org.alias,
            url: org.instance_url,
        };
        Ok(SfSignIns { installed: true, orgs: orgs.into_iter().map(choice).collect() })
    }

    /// Uses one of them, as long as it lasts. Nothing of it is kept but whose it is.
    pub async fn choose_sf_sign_in(&self, username: String) -> AppResult<OrgProfile> {
        let command = SfCommand::find().ok_or_else(no_sf)?;
        let (_, url) = command.sign_in(&username).await?;
        self.aside(move |parts| {
            let mut list = parts.orgs()?;
            let again = |org: &&OrgRecord| org.method == SignInMethod::Sf && org.username == username;
            let id = list.orgs.iter().find(again).map_or_else(Directory::new_id, |org| org.id.clone());
            let org = OrgRecord {
                id,
                name: name_of(&url),
                login: String::new(),
                consumer_key: String::new(),
                method: SignInMethod::Sf,
                url: url.to_string(),
                org_id: String::new(),
                username,
            };
            list.put(org.clone());
            list.save(parts.home.folder())?;
            Ok(parts.profile(&list, &org))
        })
        .await
    }
}

/// There is no Salesforce command line.
pub(crate) fn no_sf() -> crate::AppError {
    coded(
        "sf",
        "The Salesforce command line (sf) is not on this computer any more, or not on the PATH. Sign in by browser \
         under Settings, Connections.",
    )
}
