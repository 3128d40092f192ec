//! What a lead looks like in an org to a user: asked once, kept on disk for each org and user, and
//! asked anew only for what has changed. Holds the names of fields and nothing of a lead.

use crate::app::Parts;
use crate::failure::AppResult;
use crate::files::write_whole;
use crate::{App, home};
use lead_pipeline::RunPlan;
use lead_salesforce::{Client, ClientOptions, LeadDescribe};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const FOLDER: &str = "fields";
/// Somebody who picks fields asks many times in a row; an admin changes them once in a while.
const FRESH: Duration = Duration::from_mins(2);
/// A look at fields answers sooner than a run's calls need to.
const LIMIT: Duration = Duration::from_secs(20);

/// What this process has heard, by plan's org.
#[derive(Default)]
pub(crate) struct KnownFields(Mutex<HashMap<String, Heard>>);

struct Heard {
    at: Instant,
    lead: Arc<LeadDescribe>,
    host: String,
}

/// What was heard earlier, as it lies on disk.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Which org and user; the file's name is only its digest.
    reader: String,
    host: String,
    /// When the org says it last changed, in its own words.
    modified: Option<String>,
    lead: LeadDescribe,
}

/// A lead as an org's user sees it, and the org's host.
pub(crate) struct LeadObject {
    pub(crate) lead: Arc<LeadDescribe>,
    pub(crate) host: String,
}

impl App {
    /// What a lead looks like in a plan's org. Asks the org at most every two minutes.
    pub(crate) async fn lead_object(&self, plan: &RunPlan) -> AppResult<LeadObject> {
        let access = self.org_of(plan).await?;
        let Some(reader) = access.reader else {
            // Whose token it is, is not known, so what it may read is not kept for anybody.
            let (client, lead) = crate::connections::sign_in(access, LIMIT).await?;
            return Ok(LeadObject { lead: Arc::new(lead), host: host_of(&client) });
        };
        if let Some(known) = self.0.fields.fresh(&reader) {
            return Ok(known);
        }
        let of = reader.clone();
        let kept = self.aside(move |parts| Ok(read(parts.home.folder(), &of))).await?;
        let options = ClientOptions { operation_limit: LIMIT };
        let client = Client::connect(access.connection, options).await?;
        let modified = kept.as_ref().and_then(|kept| kept.modified.clone());
        let asked = client.describe_lead_since(modified.as_deref()).await?;
        let kept = match (asked, kept) {
            (Some((lead, modified)), _) => Kept { reader, host: host_of(&client), modified, lead },
            (None, Some(kept)) => kept,
            // Nothing was said to be known, so this answers another question.
            (None, None) => {
                let lead = client.describe_lead().await?;
                Kept { reader, host: host_of(&client), modified: None, lead }
            }
        };
        let known = LeadObject { lead: Arc::new(kept.lead.clone()), host: kept.host.clone() };
        self.0.fields.heard(&kept.reader, &known);
        self.aside(move |parts| {
            keep(parts.home.folder(), &kept);
            Ok(())
        })
        .await?;
        Ok(known)
    }
}

impl Parts {
    /// What is known of a plan's org without asking anybody, however old; it sharpens a forecast.
    pub(crate) fn lead_object_known(&self, plan: &RunPlan) -> Option<Arc<LeadDescribe>> {
        let reader = if let Some(origin) = plan.demo {
            crate::demo::reader(origin)
        } else {
            let wanted = Some(plan.salesforce_url.as_str()).filter(|url| !url.is_empty());
            self.salesforce_access(wanted).ok()??.reader?
        };
        let heard = self.fields.any(&reader);
        heard.or_else(|| read(self.home.folder(), &reader).map(|kept| Arc::new(kept.lead)))
    }
}

impl KnownFields {
    fn fresh(&self, reader: &str) -> Option<LeadObject> {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = heard.get(reader).filter(|heard| heard.at.elapsed() < FRESH)?;
        Some(LeadObject { lead: Arc::clone(&known.lead), host: known.host.clone() })
    }

    fn any(&self, reader: &str) -> Option<Arc<LeadDescribe>> {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.get(reader).map(|heard| Arc::clone(&heard.lead))
    }

    fn heard(&self, reader: &str, known: &LeadObject) {
        let heard = Heard { at: Instant::now(), lead: Arc::clone(&known.lead), host: known.host.clone() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(reader.to_owned(), heard);
    }
}

fn host_of(client: &Client) -> String {
    client.instance_url().host_str().unwrap_or_default().to_owned()
}

fn path(home: &Path, reader: &str) -> PathBuf {
    let digest = Sha256::digest(reader.as_bytes());
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    let name: String = digest.iter().take(12).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    home.join(FOLDER).join(format!("{name}.json"))
}

/// A file that cannot be read is as good as none: the org is asked.
fn read(home: &Path, reader: &str) -> Option<Kept> {
    let text = std::fs::read_to_string(path(home, reader)).ok()?;
    let kept: Kept = serde_json::from_str(&text).ok()?;
    (kept.reader == reader).then_some(kept)
}

/// What could not be kept is only asked for again.
fn keep(folder: &Path, kept: &Kept) {
    let path = path(folder, &kept.reader);
    let written = home::prepare(&folder.join(FOLDER)).map_err(|error| error.message).and_then(|()| {
        let text = serde_json::to_string(kept).map_err(|error| error.to_string())?;
        write_whole(&path, &text).map_err(|error| error.to_string())
    });
    if let Err(error) = written {
        tracing::warn!(%error, "an org's fields could not be kept");
    }
}
