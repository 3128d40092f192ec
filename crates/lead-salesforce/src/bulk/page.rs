//! A page of a bulk job's results: CSV, every value in quotes, line breaks inside values, columns in
//! whatever order, blank and empty not told apart.
//!
//! A page is checked as a whole before a single lead is taken from it, and its leads are made one by
//! one, in whatever order, so that no more than the page's own text is ever held.

use crate::reading::field_plan::FieldPlan;
use crate::reading::lookups::LookupValues;
use crate::reading::records::{IS_CONVERTED, Record};
use crate::reading::relationship_paths::RelationshipValues;
use crate::{LeadDescribe, SalesforceError};
use csv::{ByteRecord, Position, ReaderBuilder};
use lead_model::{Lead, LeadId};
use serde_json::{Number, Value};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

/// What kind of value a column holds, as far as its text must be read differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Flag,
    Number,
    Instant,
}

/// The columns a job was asked for.
pub(crate) struct Columns {
    named: Vec<(String, Kind)>,
    lead: Arc<LeadDescribe>,
}

impl Columns {
    pub(crate) fn new(names: &BTreeSet<&str>, lead: Arc<LeadDescribe>) -> Self {
        let kind = |name: &str| {
            let field = lead.fields.iter().find(|field| field.name == name);
            match field.map_or("", |field| field.field_type.as_str()) {
                "boolean" => Kind::Flag,
                "int" | "double" | "currency" | "percent" | "long" => Kind::Number,
                "datetime" => Kind::Instant,
                _ => Kind::Text,
            }
        };
        let kinds = names.iter().map(|name| ((*name).to_owned(), kind(name))).collect();
        Self { named: kinds, lead }
    }
}

/// A checked page.
pub struct BulkPage {
    text: Vec<u8>,
    columns: Vec<(String, Kind)>,
    records: usize,
    lookups: LookupValues,
    lead: Arc<LeadDescribe>,
}

/// Where a lead stands on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulkPlace(u32);

/// Makes the leads of a page.
pub struct BulkLeads<'a> {
    reader: csv::Reader<Cursor<&'a [u8]>>,
    row: ByteRecord,
    page: &'a BulkPage,
    plan: FieldPlan<'a>,
    nothing: RelationshipValues,
}

/// What is read at once after going to a lead's place: about a lead.
const SEEK_BYTES: usize = 2_048;
const BROKEN: &str = "break off or are not CSV";

fn unreadable(what: &str) -> SalesforceError {
    SalesforceError::Unreadable { what: format!("the bulk job's results {what}") }
}

fn other_columns(what: &str) -> SalesforceError {
    SalesforceError::OtherColumns { what: what.to_owned() }
}

impl BulkPage {
    /// Reads the page through once: that it has the columns asked for, as many records as
    /// Salesforce said, and each a lead's id and mark.
    pub(crate) fn check(text: Vec<u8>, asked: Columns, number: usize) -> Result<Self, SalesforceError> {
        let mut reader = ReaderBuilder::new().from_reader(text.as_slice());
        let header = reader.headers().map_err(|_| unreadable("have no header that can be read"))?.clone();
        let names: Vec<&str> = header.iter().collect();
        let place = |name: &str| names.iter().position(|known| known.eq_ignore_ascii_case(name));
        let places: Vec<usize> =
            asked.named.iter().map(|(name, _)| place(name)).collect::<Option<_>>().ok_or_else(|| {
                let first: String = names.iter().take(3).copied().collect::<Vec<_>>().join(", ");
                other_columns(&format!("lack a column that was asked for (they begin with {first:.80})"))
            })?;
        if names.len() != asked.named.len() {
            return Err(other_columns("have other columns than those asked for"));
        }
        let mut columns = vec![(String::new(), Kind::Text); names.len()];
        for (column, place) in asked.named.into_iter().zip(places) {
            columns[place] = column;
        }
        let page =
            Self { text, columns, records: number, lookups: LookupValues::default(), lead: asked.lead };
        let mut records = 0;
        page.each_row(|page, row| {
            records += 1;
            page.record(row).map(drop)
        })?;
        if records == number {
            Ok(page)
        } else {
            Err(unreadable(&format!("hold {records} records where {number} were announced")))
        }
    }

    fn reader(&self) -> csv::Reader<&[u8]> {
        ReaderBuilder::new().from_reader(self.text.as_slice())
    }

    fn each_row(
        &self,
        mut each: impl FnMut(&Self, &ByteRecord) -> Result<(), SalesforceError>,
    ) -> Result<(), SalesforceError> {
        let (mut reader, mut row) = (self.reader(), ByteRecord::new());
        while reader.read_byte_record(&mut row).map_err(|_| unreadable(BROKEN))? {
            each(self, &row)?;
        }
        Ok(())
    }

    /// The records behind the lookups of this page's leads, one for each distinct one.
    pub(crate) fn lookups(&self, plan: &FieldPlan<'_>) -> Result<Vec<Record>, SalesforceError> {
        let places: Vec<usize> = plan
            .links()
            .iter()
            .filter_map(|link| self.columns.iter().position(|(name, _)| *name == link.own_field))
            .collect();
        let mut distinct: BTreeSet<(usize, Vec<u8>)> = BTreeSet::new();
        self.each_row(|_, row| {
            for &place in &places {
                let value = row.get(place).unwrap_or_default();
                if !value.is_empty() {
                    distinct.insert((place, value.to_vec()));
                }
            }
            Ok(())
        })?;
        let one = |(place, value): (usize, Vec<u8>)| {
            let value = Value::String(String::from_utf8_lossy(&value).into_owned());
            Record::from_iter([(self.columns[place].0.clone(), value)])
        };
        Ok(distinct.into_iter().map(one).collect())
    }

    pub(crate) fn set_lookups(&mut self, lookups: LookupValues) {
        self.lookups = lookups;
    }

    /// Its columns, in their order.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// How many leads it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records == 0
    }

    /// The ids of its leads, and where each stands.
    pub fn ids(&self) -> impl Iterator<Item = Result<(LeadId, BulkPlace), SalesforceError>> {
        let place = self.columns.iter().position(|(name, _)| name == "Id");
        let (mut reader, mut row) = (self.reader(), ByteRecord::new());
        std::iter::from_fn(move || {
            match reader.read_byte_record(&mut row) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(_) => return Some(Err(unreadable(BROKEN))),
            }
            let id = place.and_then(|place| std::str::from_utf8(row.get(place)?).ok()?.parse().ok());
            let at = row.position().and_then(|at| u32::try_from(at.byte()).ok()).map(BulkPlace);
            Some(id.zip(at).ok_or_else(|| unreadable("hold a lead without an id")))
        })
    }

    /// What makes its leads with these paths.
    #[must_use]
    pub fn leads<'a>(&'a self, paths: &'a [String]) -> BulkLeads<'a> {
        let text = Cursor::new(self.text.as_slice());
        BulkLeads {
            reader: ReaderBuilder::new().has_headers(false).buffer_capacity(SEEK_BYTES).from_reader(text),
            row: ByteRecord::new(),
            page: self,
            plan: FieldPlan::new(paths, Some(&self.lead)),
            nothing: RelationshipValues::default(),
        }
    }

    /// A row as the record a call by ids would have given.
    fn record(&self, row: &ByteRecord) -> Result<(LeadId, Record), SalesforceError> {
        let mut record = Record::new();
        for ((name, kind), value) in self.columns.iter().zip(row) {
            let text = std::str::from_utf8(value).map_err(|_| unreadable("are not UTF-8"))?;
            record.insert(name.clone(), read(*kind, text)?);
        }
        let id = record.get("Id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        // A missing mark would make a converted lead a live one.
        let marked = record.get(IS_CONVERTED).is_some_and(Value::is_boolean);
        match id {
            Some(id) if marked => Ok((id, record)),
            _ => Err(unreadable("hold a lead without an id, or without the mark of converted leads")),
        }
    }
}

/// A value as the REST interface writes it.
fn read(kind: Kind, text: &str) -> Result<Value, SalesforceError> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    Ok(match kind {
        Kind::Text => Value::String(text.to_owned()),
        Kind::Flag => Value::Bool(text.eq_ignore_ascii_case("true")),
        Kind::Number => {
            let number = text.parse().ok().and_then(Number::from_f64);
            Value::Number(number.ok_or_else(|| unreadable("hold a number that is none"))?)
        }
        Kind::Instant => match text.strip_suffix('Z') {
            Some(instant) => Value::String(format!("{instant}+0000")),
            None => Value::String(text.to_owned()),
        },
    })
}

impl BulkLeads<'_> {
    /// The lead that stands at a place.
    pub fn at(&mut self, place: BulkPlace) -> Result<Lead, SalesforceError> {
        let mut position = Position::new();
        position.set_byte(place.0.into());
        let found = self.reader.seek(position).and_then(|()| self.reader.read_byte_record(&mut self.row));
        if !matches!(found, Ok(true)) {
            return Err(unreadable(BROKEN));
        }
        let (id, record) = self.page.record(&self.row)?;
        Ok(self.plan.lead(id, &record, &self.page.lookups, &self.nothing))
    }
}

impl std::fmt::Debug for BulkPage {
    /// Without its text, which is somebody's data.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BulkPage({} leads, {} bytes)", self.records, self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lead_model::FieldValue;
    use serde_json::json;

    fn lead() -> LeadDescribe {
        let field = |name: &str, kind: &str| json!({ "name": name, "label": name, "type": kind });
        serde_json::from_value(json!({ "keyPrefix": "00Q", "fields": [
            field("Id", "id"), field("Company", "string"), field("IsConverted", "boolean"),
            field("ZI_Employees__c", "double"), field("CreatedDate", "datetime"),
        ]}))
        .unwrap()
    }

    fn check(text: &str, number: usize) -> Result<BulkPage, SalesforceError> {
        let names = BTreeSet::from(["Id", "Company", "IsConverted", "ZI_Employees__c", "CreatedDate"]);
        BulkPage::check(text.as_bytes().to_vec(), Columns::new(&names, Arc::new(lead())), number)
    }

    const HEADER: &str = "\"Company\",\"Id\",\"IsConverted\",\"CreatedDate\",\"ZI_Employees__c\"\n";

    #[test]
    fn values_are_those_a_call_by_ids_gives() {
        let text = format!(
            "{HEADER}\"Acme, \"\"Inc\"\"\r\nBerlin\",\"00Q5g00000DeMoAEAV\",\"false\",\"2026-11-01T08:00:00.000Z\",\"1200.0\"\n\
             \"\",\"00Q5g00000DeMoaEAF\",\"true\",\"\",\"\"\n"
        );
        let paths: Vec<String> = ["Company", "ZI_Employees__c", "CreatedDate"].map(String::from).into();
        let page = check(&text, 2).unwrap();
        let places: Vec<_> = page.ids().map(Result::unwrap).collect();
        let mut made = page.leads(&paths);
        // In whatever order.
        let mut leads: Vec<Lead> = places.iter().rev().map(|(_, place)| made.at(*place).unwrap()).collect();
        leads.reverse();
        let ids: Vec<LeadId> = places.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids, leads.iter().map(|lead| lead.id).collect::<Vec<_>>());
        assert_eq!(leads[0].get("Company"), Some(&FieldValue::Text("Acme, \"Inc\"\r\nBerlin".into())));
        assert_eq!(leads[0].get("ZI_Employees__c"), Some(&FieldValue::Number(1200.0)));
        assert_eq!(
            leads[0].get("CreatedDate"),
            Some(&FieldValue::Text("2026-11-01T08:00:00.000+0000".into()))
        );
        assert_eq!(leads[0].get("IsConverted"), Some(&FieldValue::Bool(false)));
        assert_eq!(leads[1].get("Company"), Some(&FieldValue::Null));
        assert_eq!(leads[1].get("IsConverted"), Some(&FieldValue::Bool(true)));
    }

    #[test]
    fn a_page_that_is_not_whole_is_none() {
        let row = "\"A\",\"00Q5g00000DeMoAEAV\",\"false\",\"\",\"\"\n";
        for (text, number, said) in [
            (String::new(), 0, "lack a column"),
            ("<html>".into(), 1, "lack a column"),
            (format!("{HEADER}{row}"), 2, "hold 1 records where 2 were announced"),
            (format!("{HEADER}{row}{row}"), 1, "hold 2 records"),
            (format!("{HEADER}\"A\",\"00Q5g00000\n"), 1, "break off or are not CSV"),
            (HEADER.replace("Company", "Firm"), 0, "lack a column"),
            (HEADER.replace('\n', ",\"More\"\n"), 0, "other columns"),
            (format!("{HEADER}\"A\",\"00Q5g00000DeMoAEAV\",\"\",\"\",\"\"\n"), 1, "without the mark"),
            (format!("{HEADER}\"A\",\"\",\"true\",\"\",\"\"\n"), 1, "without an id"),
            (format!("{HEADER}\"A\",\"00Q5g00000DeMoAEAV\",\"false\",\"\",\"many\"\n"), 1, "a number"),
        ] {
            let error = check(&text, number).expect_err(&text).to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
        assert!(check(HEADER, 0).unwrap().is_empty());
    }
}
