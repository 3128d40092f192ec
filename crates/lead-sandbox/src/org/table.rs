//! Objects, their rows and their columns, as describe, query and retrieve all see them.

use crate::org::ids::SEGMENT_PREFIX;
use crate::org::schema::{Field, Kind, LEAD, Numbered, SEGMENT, USER, manager};
use crate::org::{LeadFacts, LeadState, OWNERS, Org, OrgError};
use serde_json::{Map, Value, json};

/// An object of the org.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Object {
    Lead,
    Segment,
    User,
}

/// A record.
#[derive(Debug)]
pub(crate) enum Row {
    Lead(Box<LeadFacts>),
    Segment(Numbered),
    User(Numbered),
}

/// A field that can be read from an object, directly or through one of its lookups.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// The relationships gone through, if any, and the object behind each.
    through: [Option<Step>; 2],
    object: Object,
    place: usize,
}

/// A relationship and the object it leads to.
type Step = (&'static str, Object);

impl Object {
    pub(crate) const ALL: [Self; 3] = [Self::Lead, Self::Segment, Self::User];

    pub(crate) fn named(name: &str) -> Result<Self, OrgError> {
        Self::ALL
            .into_iter()
            .find(|object| object.name().eq_ignore_ascii_case(name))
            .ok_or_else(|| OrgError::unknown_type(name))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Lead => "Lead",
            Self::Segment => "Segment__c",
            Self::User => "User",
        }
    }

    pub(crate) fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Lead => ("Lead", "Leads"),
            Self::Segment => ("Segment", "Segments"),
            Self::User => ("User", "Users"),
        }
    }

    pub(crate) fn key_prefix(self) -> &'static str {
        match self {
            Self::Lead => crate::org::LEAD_PREFIX,
            Self::Segment => SEGMENT_PREFIX,
            Self::User => "005",
        }
    }

    /// Name, label and kind of each field, whether or not this user may read it.
    pub(crate) fn fields(self) -> Vec<(&'static str, &'static str, Kind)> {
        fn listed<R>(fields: &'static [Field<R>]) -> Vec<(&'static str, &'static str, Kind)> {
            fields.iter().map(|field| (field.name, field.label, field.kind)).collect()
        }
        match self {
            Self::Lead => listed(LEAD),
            Self::Segment => listed(SEGMENT),
            Self::User => listed(USER),
        }
    }

    fn kind(self, place: usize) -> Kind {
        let kind = match self {
            Self::Lead => LEAD.get(place).map(|field| field.kind),
            Self::Segment => SEGMENT.get(place).map(|field| field.kind),
            Self::User => USER.get(place).map(|field| field.kind),
        };
        kind.unwrap_or(Kind::LongText)
    }

    fn field_name(self, place: usize) -> &'static str {
        let name = match self {
            Self::Lead => LEAD.get(place).map(|field| field.name),
            Self::Segment => SEGMENT.get(place).map(|field| field.name),
            Self::User => USER.get(place).map(|field| field.name),
        };
        name.unwrap_or_default()
    }

    fn place(self, field: &str) -> Option<usize> {
        let named = |name: &str| name.eq_ignore_ascii_case(field);
        match self {
            Self::Lead => LEAD.iter().position(|field| named(field.name)),
            Self::Segment => SEGMENT.iter().position(|field| named(field.name)),
            Self::User => USER.iter().position(|field| named(field.name)),
        }
    }

    /// Where a relationship of this object leads.
    fn relationship(self, name: &str) -> Option<(&'static str, Self)> {
        let known: &[Step] = match self {
            Self::Lead => &[("SegmentName__r", Self::Segment), ("Owner", Self::User)],
            Self::User => &[("Manager", Self::User)],
            Self::Segment => &[],
        };
        known.iter().copied().find(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// Resolves a path, for a user who may not read the hidden fields.
    pub(crate) fn column(self, path: &str, hidden: &[String]) -> Result<Column, OrgError> {
        let own = |object: Self, field: &str| {
            object
                .place(field)
                .filter(|place| !object.hides(object.field_name(*place), hidden))
                .ok_or_else(|| OrgError::no_column(field, object.name()))
        };
        let mut column = Column { through: [None; 2], object: self, place: 0 };
        let mut rest = path;
        let mut steps = 0;
        while let Some((relationship, further)) = rest.split_once('.') {
            let known = column.object.relationship(relationship).filter(|_| steps < column.through.len());
            let Some(step) = known else {
                return Err(OrgError::new(
                    400,
                    "INVALID_FIELD",
                    format!(
                        "Didn't understand relationship '{relationship}' in field path. If you are attempting to use \
                         a custom relationship, be sure to append the '__r' after the custom relationship name."
                    ),
                ));
            };
            let lookup =
                step.0.strip_suffix("__r").map_or(format!("{}Id", step.0), |stem| format!("{stem}__c"));
            own(column.object, &lookup)?;
            column.through[steps] = Some(step);
            column.object = step.1;
            steps += 1;
            rest = further;
        }
        column.place = own(column.object, rest)?;
        Ok(column)
    }

    /// Whether a field is among those hidden from this user: `Field` of Lead, `Object.Field` of others.
    pub(crate) fn hides(self, field: &str, hidden: &[String]) -> bool {
        hidden.iter().any(|entry| {
            let (object, name) = entry.split_once('.').unwrap_or(("Lead", entry));
            object.eq_ignore_ascii_case(self.name()) && name.eq_ignore_ascii_case(field)
        })
    }

    /// The record with this number; `None` where there is none for this user.
    pub(crate) fn row(self, org: &Org, number: u64) -> Option<Row> {
        match self {
            Self::Lead => {
                let number = u32::try_from(number).ok().filter(|&number| number < org.size)?;
                (org.state(number) != LeadState::Unshared).then(|| Row::Lead(Box::new(org.lead(number))))
            }
            Self::Segment => (number < Org::segment_count()).then_some(Row::Segment(Numbered(number))),
            Self::User => (number < OWNERS.len() as u64).then_some(Row::User(Numbered(number))),
        }
    }

    /// The number of the record with this id.
    pub(crate) fn number(self, org: &Org, id: &str) -> Option<u64> {
        match self {
            Self::Lead => org.leads.number(id),
            Self::Segment => org.segments.number(id),
            Self::User => org.users.number(id),
        }
    }

    /// How many numbers there are to look through.
    pub(crate) fn size(self, org: &Org) -> u64 {
        match self {
            Self::Lead => org.size.into(),
            Self::Segment => Org::segment_count(),
            Self::User => OWNERS.len() as u64,
        }
    }
}

impl Row {
    pub(crate) fn id(&self, org: &Org) -> String {
        match self {
            Self::Lead(lead) => org.leads.eighteen(lead.number.into()),
            Self::Segment(row) => org.segments.eighteen(row.0),
            Self::User(row) => org.users.eighteen(row.0),
        }
    }

    /// Whether it lies in the recycle bin, by deletion or by merging.
    pub(crate) fn is_deleted(&self) -> bool {
        match self {
            Self::Lead(lead) => matches!(lead.state, LeadState::Deleted | LeadState::Merged { .. }),
            Self::Segment(_) | Self::User(_) => false,
        }
    }

    fn value(&self, org: &Org, place: usize) -> Value {
        let value = match self {
            Self::Lead(lead) => LEAD.get(place).map(|field| (field.get)(org, lead)),
            Self::Segment(row) => SEGMENT.get(place).map(|field| (field.get)(org, row)),
            Self::User(row) => USER.get(place).map(|field| (field.get)(org, row)),
        };
        value.unwrap_or_default()
    }

    /// The record behind one of its lookups.
    fn parent(&self, org: &Org, (relationship, target): Step) -> Option<Row> {
        let number = match (self, relationship) {
            (Self::Lead(lead), "SegmentName__r") => lead.segment? as u64,
            (Self::Lead(lead), "Owner") => lead.owner,
            (Self::User(user), "Manager") => manager(user.0)?,
            _ => return None,
        };
        target.row(org, number)
    }
}

impl Column {
    pub(crate) fn kind(&self) -> Kind {
        self.object.kind(self.place)
    }

    pub(crate) fn is_through_relationship(&self) -> bool {
        self.through[0].is_some()
    }

    fn steps(&self) -> impl Iterator<Item = Step> {
        self.through.into_iter().flatten()
    }

    /// The path as it is written in a query.
    pub(crate) fn path(&self) -> String {
        let steps = self.steps().map(|(relationship, _)| relationship);
        steps.chain([self.object.field_name(self.place)]).collect::<Vec<_>>().join(".")
    }

    pub(crate) fn value(&self, org: &Org, row: &Row) -> Value {
        let mut steps = self.steps();
        let Some(first) = steps.next() else { return row.value(org, self.place) };
        let end = steps.fold(row.parent(org, first), |parent, step| parent?.parent(org, step));
        end.map(|parent| parent.value(org, self.place)).unwrap_or_default()
    }

    /// The value as it stands in a bulk job's CSV.
    pub(crate) fn csv_value(&self, org: &Org, row: &Row) -> String {
        match self.value(org, row) {
            Value::Null => String::new(),
            // Bulk writes the offset of times as `Z`.
            Value::String(text) if self.kind() == Kind::DateTime => text.replace("+0000", "Z"),
            Value::String(text) => text,
            other => other.to_string(),
        }
    }

    fn put(&self, org: &Org, row: &Row, version: &str, record: &mut Map<String, Value>) {
        let name = self.object.field_name(self.place);
        let mut record = record;
        let mut parent: Option<Row> = None;
        for step in self.steps() {
            let next = parent.as_ref().unwrap_or(row).parent(org, step);
            // An empty lookup gives null for the whole parent.
            let Some(next) = next else {
                record.insert(step.0.to_owned(), Value::Null);
                return;
            };
            let held = record
                .entry(step.0)
                .or_insert_with(|| json!({ "attributes": attributes(org, step.1, &next, version) }));
            let Some(held) = held.as_object_mut() else { return };
            record = held;
            parent = Some(next);
        }
        record.insert(name.to_owned(), parent.as_ref().unwrap_or(row).value(org, self.place));
    }
}

fn attributes(org: &Org, object: Object, row: &Row, version: &str) -> Value {
    let name = object.name();
    json!({ "type": name, "url": format!("/services/data/{version}/sobjects/{name}/{}", row.id(org)) })
}

/// A record as the API writes it.
pub(crate) fn record(org: &Org, object: Object, row: &Row, columns: &[Column], version: &str) -> Value {
    let mut record = Map::new();
    record.insert("attributes".into(), attributes(org, object, row, version));
    for column in columns {
        column.put(org, row, version, &mut record);
    }
    Value::Object(record)
}
