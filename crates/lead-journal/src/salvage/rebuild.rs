//! The new file: what was found is put in where it makes sense.

use super::cells::RawRow;
use super::tables::{Place, Table};
use crate::files::begun::Begun;
use crate::sqlite::codes::{Status, Verdict, stage};
use crate::{JournalError, Tallies};
use lead_model::{FieldValue, IdReading, IdVerdict, LeadFindings, LeadId, RowStatus, read_id};
use rusqlite::types::{FromSql, Value, ValueRef};
use rusqlite::{Connection, params_from_iter};
use std::collections::{BTreeMap, HashMap};

/// A run's file, made anew from rows of a damaged one.
pub(super) struct Rebuild<'a> {
    pub(super) db: Connection,
    /// Whether a plan and a recipe are such as a run can have.
    pub(super) plausible: &'a dyn Fn(&str, &str) -> bool,
    /// Leads of which no more than their id can be read, by their place.
    pub(super) half: HashMap<i64, LeadId>,
    /// Rows that a table leads to and that make no sense.
    pub(super) refused: u64,
    /// What the run adds up to, as it was written down last.
    pub(super) tallies: Option<Tallies>,
}

impl Rebuild<'_> {
    /// Takes a row unless it makes no sense or is there already.
    pub(super) fn take(&mut self, table: &Table, raw: &RawRow, place: Place) -> Result<(), JournalError> {
        let mut row = raw.clone();
        // A row's number is not written twice.
        if row.values.is_empty() || row.values.len() > table.columns.len() || row.values[0] != Value::Null {
            self.refused += u64::from(place == Place::Table);
            return Ok(());
        }
        row.values[0] = Value::Integer(row.rowid);
        let known = self
            .db
            .prepare_cached(&format!(
                "SELECT EXISTS (SELECT 1 FROM {} WHERE {} = ?1)",
                table.name, table.columns[0]
            ))?
            .query_row([row.rowid], |found| found.get(0))?;
        if known {
            return Ok(());
        }
        let named = |name: &str| {
            let place = table.columns.iter().position(|column| column == name)?;
            row.values.get(place)
        };
        let sound = match &*table.name {
            "run" => {
                let plausible = match (text(named("plan")), text(named("recipe"))) {
                    (Some(plan), Some(recipe)) => (self.plausible)(plan, recipe),
                    _ => false,
                };
                if plausible && self.tallies.is_none() {
                    self.tallies = text(named("tallies")).and_then(|json| serde_json::from_str(json).ok());
                }
                plausible
            }
            "record" => text(named("fields")).is_some_and(is::<BTreeMap<String, FieldValue>>),
            "finding" => text(named("findings")).is_some_and(is::<LeadFindings>),
            "lead" => {
                let at_stage = |stage: &i64| (stage::TO_READ..=stage::SETTLED).contains(stage);
                text(named("id")).is_some_and(|id| id.parse::<LeadId>().is_ok())
                    && matches!(named("stage"), Some(Value::Integer(stage)) if at_stage(stage))
                    && code::<Status>(named("status")).is_some()
                    && code::<Verdict>(named("verdict")).is_some()
            }
            "row" => {
                row = mended(table, row);
                true
            }
            _ => true,
        };
        if sound && self.insert(table, &row)? {
            return Ok(());
        }
        self.refused += u64::from(place == Place::Table);
        if table.name == "lead"
            && let Some(id) = raw.values.get(1).and_then(|id| text(Some(id))?.parse().ok())
        {
            self.half.entry(raw.rowid).or_insert(id);
        }
        Ok(())
    }

    /// Puts the run's own line in from what was kept beside the file, where the file has none.
    pub(super) fn begin_from(&mut self, begun: &Begun) -> Result<(), JournalError> {
        if (self.plausible)(&begun.plan, &begun.recipe) {
            crate::journal::new_run::insert_run(&self.db, &begun.as_new(), &begun.started_at)?;
        }
        Ok(())
    }

    fn insert(&self, table: &Table, row: &RawRow) -> Result<bool, JournalError> {
        let columns = &table.columns[..row.values.len()];
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
        let inserted = self
            .db
            .prepare_cached(&format!(
                "INSERT OR IGNORE INTO {} ({}) VALUES ({})",
                table.name,
                columns.join(", "),
                places.join(", ")
            ))?
            .execute(params_from_iter(&row.values));
        match inserted {
            Ok(rows) => Ok(rows > 0),
            // A value that its column does not take: the row is not what it was.
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// A row of the sheet. Its cell's text may be shown with a sign for what cannot be read, since the id
/// is known by its lead; verdict and status are those of the lead, and follow later.
fn mended(table: &Table, mut row: RawRow) -> RawRow {
    let place = |name: &str| table.columns.iter().position(|column| column == name);
    for name in ["cell", "note"] {
        if let Some(value) = place(name).and_then(|place| row.values.get_mut(place))
            && let Value::Blob(bytes) = value
        {
            *value = Value::Text(String::from_utf8_lossy(bytes).into_owned());
        }
    }
    let cell = place("cell").and_then(|place| text(row.values.get(place))).unwrap_or_default();
    let has_lead =
        place("lead").is_some_and(|place| matches!(row.values.get(place), Some(Value::Integer(_))));
    let verdict = match read_id(cell) {
        IdReading::WrongObject { .. } => IdVerdict::WrongObject,
        IdReading::Blank => IdVerdict::Blank,
        IdReading::Malformed(_) | IdReading::Lead { .. } => IdVerdict::Malformed,
    };
    let mut unless = |name: &str, makes_sense: &dyn Fn(Option<&Value>) -> bool, usual: i64| {
        if let Some(value) = place(name).and_then(|place| row.values.get_mut(place))
            && !makes_sense(Some(value))
        {
            *value = Value::Integer(usual);
        }
    };
    let is_no_lead =
        |verdict| matches!(verdict, IdVerdict::WrongObject | IdVerdict::Malformed | IdVerdict::Blank);
    let is_verdict = |value: Option<&Value>| {
        code::<Verdict>(value).is_some_and(|verdict| has_lead || is_no_lead(verdict.0))
    };
    unless("verdict", &is_verdict, Verdict(verdict).number());
    unless("status", &|value| code::<Status>(value).is_some(), Status(RowStatus::InvalidLeadId).number());
    unless("restored", &|value| matches!(value, Some(Value::Integer(0 | 1))), 0);
    row
}

fn text(value: Option<&Value>) -> Option<&str> {
    match value {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn code<T: FromSql>(value: Option<&Value>) -> Option<T> {
    T::column_result(ValueRef::from(value?)).ok()
}

fn is<T: for<'a> serde::Deserialize<'a>>(json: &str) -> bool {
    serde_json::from_str::<T>(json).is_ok()
}
