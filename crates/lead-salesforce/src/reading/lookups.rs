//! Fields of the records that a lead's lookups lead to (`SegmentName__r.Name`).
//!
//! Salesforce does not document such paths for the collections call, so the lookup's id is read with
//! the lead, and the few distinct records behind the ids are read once and kept. Where they cannot
//! be read, the path counts as not read, and as blank only where the lookup itself is blank.

use crate::call::Calls;
use crate::reading::collections::{MOST_IDS, collection};
use crate::reading::field_value::field_value;
use crate::reading::records::Record;
use crate::{FieldDescribe, SalesforceError};
use lead_model::FieldValue;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tokio::sync::Mutex;

/// The kinds of record that can own a lead, by the first three characters of their ids.
const OWNERS: [(&str, &str); 2] = [("005", "User"), ("00G", "Group")];

/// A path that goes through a lookup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lookup {
    /// The path as asked for.
    pub(crate) path: String,
    /// The lookup field on the lead.
    pub(crate) own_field: String,
    /// The field of the record behind it.
    field: String,
    /// What kinds of record can be behind it.
    objects: Vec<String>,
}

impl Lookup {
    /// `None` for a path that leads further, or through a lookup whose ids do not tell the object.
    pub(crate) fn new(path: &str, lookup: &FieldDescribe, field: &str) -> Option<Self> {
        let objects = &lookup.reference_to;
        let is_known =
            objects.len() == 1 || objects.iter().all(|object| OWNERS.iter().any(|(_, of)| of == object));
        (is_known && !field.contains('.')).then(|| Self {
            path: path.to_owned(),
            own_field: lookup.name.clone(),
            field: field.to_owned(),
            objects: objects.clone(),
        })
    }

    /// The kind of record an id leads to; `None` where it cannot be told.
    fn object(&self, parent: &str) -> Option<&str> {
        if let [only] = self.objects.as_slice() {
            return Some(only);
        }
        let prefix = parent.get(..3)?;
        let (_, known) = OWNERS.iter().find(|(of, _)| *of == prefix)?;
        self.objects.iter().map(String::as_str).find(|object| object == known)
    }
}

/// A field of a kind of record.
type Column = (String, String);

/// What is known of a column: by record id, `None` where the record is out of reach.
type Values = HashMap<String, Option<FieldValue>>;

/// Records remembered of one column. They are few where leads share them (owners, segments), which is
/// what remembering them is for; where nearly each lead has its own, it would only fill the memory.
const MOST_KNOWN: usize = 10_000;

/// What has been read of records behind lookups, for as long as the client lives.
#[derive(Default)]
pub(crate) struct LookupCache {
    /// Held while reading, so that no record is read twice by calls that run side by side.
    known: Mutex<HashMap<Column, Known>>,
}

#[derive(Clone)]
enum Known {
    Values(Values),
    /// The object or the field is hidden from this user.
    Hidden,
}

/// The values that one batch of leads needs.
#[derive(Default)]
pub(crate) struct LookupValues(HashMap<Column, Values>);

impl LookupValues {
    /// The value behind a lookup's id; `None` where it could not be read.
    pub(crate) fn get(&self, link: &Lookup, parent: &str) -> Option<&FieldValue> {
        let object = link.object(parent)?;
        self.0.get(&(object.to_owned(), link.field.clone()))?.get(parent)?.as_ref()
    }
}

impl LookupCache {
    /// Reads what these records' lookups lead to, as far as it is not known yet.
    pub(crate) async fn read(
        &self,
        calls: &Calls,
        links: &[Lookup],
        records: impl Iterator<Item = Record>,
    ) -> Result<LookupValues, SalesforceError> {
        if links.is_empty() {
            return Ok(LookupValues::default());
        }
        let wanted = wanted(links, records);
        let mut known = self.known.lock().await;
        for (object, ids) in by_object(&wanted) {
            let fields: BTreeSet<&str> =
                wanted.keys().filter(|(of, _)| of == object).map(|(_, field)| field.as_str()).collect();
            let missing: Vec<&str> =
                ids.into_iter().filter(|id| !is_known(&known, object, &fields, id)).collect();
            make_room(&mut known, object, &wanted, missing.len());
            for part in missing.chunks(MOST_IDS) {
                fetch(calls, object, part, &fields, &mut known).await?;
            }
        }
        let mut values = HashMap::new();
        for (column, ids) in wanted {
            if let Some(Known::Values(all)) = known.get(&column) {
                let needed = ids.into_iter().filter_map(|id| {
                    let value = all.get(&id)?.clone();
                    Some((id, value))
                });
                values.insert(column, needed.collect());
            }
        }
        Ok(LookupValues(values))
    }
}

/// The distinct record ids that are needed of each column.
fn wanted(links: &[Lookup], records: impl Iterator<Item = Record>) -> BTreeMap<Column, BTreeSet<String>> {
    let mut wanted: BTreeMap<Column, BTreeSet<String>> = BTreeMap::new();
    for record in records {
        for link in links {
            let Some(parent) = record.get(&link.own_field).and_then(Value::as_str) else { continue };
            let Some(object) = link.object(parent) else { continue };
            let ids = wanted.entry((object.to_owned(), link.field.clone())).or_default();
            if !ids.contains(parent) {
                ids.insert(parent.to_owned());
            }
        }
    }
    wanted
}

fn by_object(wanted: &BTreeMap<Column, BTreeSet<String>>) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut objects: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for ((object, _), ids) in wanted {
        objects.entry(object).or_default().extend(ids.iter().map(String::as_str));
    }
    objects
}

/// Forgets what is remembered of an object's columns and not needed now, where they would hold too many
/// records with those still to be read.
fn make_room(
    known: &mut HashMap<Column, Known>,
    object: &str,
    wanted: &BTreeMap<Column, BTreeSet<String>>,
    more: usize,
) {
    for (column, known) in known.iter_mut().filter(|((of, _), _)| of == object) {
        if let Known::Values(values) = known
            && values.len() + more > MOST_KNOWN
        {
            let needed = wanted.get(column);
            values.retain(|id, _| needed.is_some_and(|ids| ids.contains(id)));
        }
    }
}

fn is_known(known: &HashMap<Column, Known>, object: &str, fields: &BTreeSet<&str>, id: &str) -> bool {
    fields.iter().all(|field| match known.get(&(object.to_owned(), (*field).to_owned())) {
        Some(Known::Values(values)) => values.contains_key(id),
        Some(Known::Hidden) => true,
        None => false,
    })
}

/// Reads records of one kind. One hidden field fails the whole call, so where there are several
/// they are read one by one after such a refusal.
async fn fetch(
    calls: &Calls,
    object: &str,
    ids: &[&str],
    fields: &BTreeSet<&str>,
    known: &mut HashMap<Column, Known>,
) -> Result<(), SalesforceError> {
    match store(calls, object, ids, fields, known).await {
        Err(error) if is_hidden(&error) => {}
        other => return other,
    }
    for field in fields {
        let alone = fields.len() == 1;
        let again = if alone {
            None
        } else {
            Some(store(calls, object, ids, &BTreeSet::from([*field]), known).await)
        };
        match again {
            Some(Err(error)) if !is_hidden(&error) => return Err(error),
            Some(Ok(())) => {}
            Some(Err(_)) | None => {
                tracing::info!(object, field, "a field behind a lookup is hidden; it counts as not read");
                known.insert((object.to_owned(), (*field).to_owned()), Known::Hidden);
            }
        }
    }
    Ok(())
}

async fn store(
    calls: &Calls,
    object: &str,
    ids: &[&str],
    fields: &BTreeSet<&str>,
    known: &mut HashMap<Column, Known>,
) -> Result<(), SalesforceError> {
    let asked = fields.iter().copied().chain(["Id"]).collect();
    let records = collection(calls, object, ids, &asked).await?;
    for field in fields {
        let column = (object.to_owned(), (*field).to_owned());
        let Known::Values(values) = known.entry(column).or_insert_with(|| Known::Values(HashMap::new()))
        else {
            continue;
        };
        for (position, id) in ids.iter().enumerate() {
            let value = records.get(position).and_then(|record| field_value(record.get(*field)?));
            values.insert((*id).to_owned(), value);
        }
    }
    Ok(())
}

/// Whether the refusal is about the object or field, and so will be the same next time.
pub(crate) fn is_hidden(error: &SalesforceError) -> bool {
    match error {
        SalesforceError::FieldNotReadable { .. } | SalesforceError::NotFound { .. } => true,
        SalesforceError::NotPermitted { code, .. } => code.starts_with("INSUFFICIENT_ACCESS"),
        _ => false,
    }
}
