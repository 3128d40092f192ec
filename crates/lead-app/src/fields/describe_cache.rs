//! What a lead looks like in an org to a user: asked once, kept on disk for each org and user, and
//! asked anew only for what has changed. Holds the names of fields and nothing of a lead.

use crate::store::files::write_whole;
use crate::store::home;
use lead_salesforce::LeadDescribe;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const FOLDER: &str = "fields";
/// Somebody who picks fields asks many times in a row; an admin changes them once in a while.
const FRESH: Duration = Duration::from_mins(2);

/// What this process has heard, by plan's org.
#[derive(Default)]
pub(crate) struct DescribeCache(Mutex<HashMap<String, Heard>>);

struct Heard {
    at: Instant,
    lead: Arc<LeadDescribe>,
    host: String,
}

/// What was heard earlier, as it lies on disk.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptDescribe {
    /// Which org and user; the file's name is only its digest.
    pub(crate) reader: String,
    pub(crate) host: String,
    /// When the org says it last changed, in its own words.
    pub(crate) modified: Option<String>,
    pub(crate) lead: LeadDescribe,
}

/// A lead as an org's user sees it, and the org's host.
pub(crate) struct LeadObject {
    pub(crate) lead: Arc<LeadDescribe>,
    pub(crate) host: String,
}

impl DescribeCache {
    /// What was heard of an org a moment ago.
    pub(crate) fn fresh(&self, reader: &str) -> Option<LeadObject> {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = heard.get(reader).filter(|heard| heard.at.elapsed() < FRESH)?;
        Some(LeadObject { lead: Arc::clone(&known.lead), host: known.host.clone() })
    }

    /// What was heard of an org, however long ago.
    pub(crate) fn any(&self, reader: &str) -> Option<Arc<LeadDescribe>> {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.get(reader).map(|heard| Arc::clone(&heard.lead))
    }

    pub(crate) fn heard(&self, reader: &str, known: &LeadObject) {
        let heard = Heard { at: Instant::now(), lead: Arc::clone(&known.lead), host: known.host.clone() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(reader.to_owned(), heard);
    }
}

fn path(home: &Path, reader: &str) -> PathBuf {
    let digest = Sha256::digest(reader.as_bytes());
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or_default();
    let name: String = digest.iter().take(12).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
    home.join(FOLDER).join(format!("{name}.json"))
}

/// A file that cannot be read is as good as none: the org is asked.
pub(crate) fn read(home: &Path, reader: &str) -> Option<KeptDescribe> {
    let text = std::fs::read_to_string(path(home, reader)).ok()?;
    let kept: KeptDescribe = serde_json::from_str(&text).ok()?;
    (kept.reader == reader).then_some(kept)
}

/// What could not be kept is only asked for again.
pub(crate) fn keep(folder: &Path, kept: &KeptDescribe) {
    let path = path(folder, &kept.reader);
    let written = home::prepare(&folder.join(FOLDER)).map_err(|error| error.message).and_then(|()| {
        let text = serde_json::to_string(kept).map_err(|error| error.to_string())?;
        write_whole(&path, &text).map_err(|error| error.to_string())
    });
    if let Err(error) = written {
        tracing::warn!(%error, "an org's fields could not be kept");
    }
}
