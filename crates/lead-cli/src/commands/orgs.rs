//! `leadsheet orgs`: the Salesforce orgs that are known, and which of them runs read from.

use crate::args::OrgsCommand;
use crate::exit::Exit;
use crate::exit::Outcome;
use crate::terminal::json::Line;
use crate::terminal::out;
use lead_app::{App, AppError, OrgProfile};

/// Lists the orgs, or does something with one.
pub(crate) async fn orgs(app: &App, what: Option<OrgsCommand>, as_json: bool) -> Outcome {
    let all = app.list_orgs().await?;
    match what {
        None if as_json => all.iter().for_each(|org| Line::Org(org).print()),
        None if all.is_empty() => {
            out::line("No org is known yet; leadsheet login salesforce signs in to one.");
        }
        None => all.iter().for_each(|org| out::line(&shown(org))),
        Some(OrgsCommand::Use { org }) => {
            let org = named(&all, &org)?;
            app.switch_org(org.id.clone()).await?;
            out::line(&format!("Runs read from {} now.", org.name));
        }
        Some(OrgsCommand::Forget { org }) => {
            let org = named(&all, &org)?;
            if let Some(note) = app.forget_org(org.id.clone()).await? {
                out::note(&note);
            }
            out::line(&format!("{} is signed out of and forgotten.", org.name));
        }
        Some(OrgsCommand::Share { org, file }) => {
            let org = named(&all, &org)?;
            app.export_org_profile(org.id.clone(), file.to_string_lossy().into_owned()).await?;
            out::line(&format!(
                "{} holds where to sign in and the consumer key, and no secret. Others use it with leadsheet login \
                 salesforce --profile FILE, or in Settings.",
                file.display()
            ));
        }
    }
    Ok(Exit::Done)
}

fn shown(org: &OrgProfile) -> String {
    let mark = if org.active { '*' } else { ' ' };
    let address = if org.url.is_empty() { &org.login } else { &org.url };
    let state = match (org.signed_in, org.username.as_str()) {
        (false, _) => "not signed in".to_owned(),
        (true, "") => "signed in".to_owned(),
        (true, who) => format!("signed in as {who}"),
    };
    format!("{mark} {}  {}  {state}", org.name, address.trim_end_matches('/'))
}

/// The org that is meant by a name, a user or an id.
fn named<'a>(all: &'a [OrgProfile], name: &str) -> Result<&'a OrgProfile, AppError> {
    let told = |message: String| AppError { code: "no_such_org".into(), message };
    let mut found =
        all.iter().filter(|org| [&org.id, &org.name, &org.username].into_iter().any(|of| of == name));
    match (found.next(), found.next()) {
        (Some(org), None) => Ok(org),
        (None, _) => {
            Err(told(format!("No org is called “{name}”; leadsheet orgs lists those that are known.")))
        }
        (Some(_), Some(_)) => Err(told(format!(
            "Several orgs are called “{name}”. Name one by its user or its id, as leadsheet orgs --json lists them."
        ))),
    }
}
