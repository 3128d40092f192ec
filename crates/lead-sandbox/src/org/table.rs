//! Objects, their rows and their columns, as describe, query and retrieve all see them.

use crate::org::schema::{Field, Kind, LEAD, Numbered, SEGMENT, USER};
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
    /// The relationship gone through, if any, and the object behind it.
    through: Option<(&'static str, Object)>,
    object: Object,
    place: usize,
}

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
            Self::Segment => crate::org::schema::SEGMENT_PREFIX,
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
        [("SegmentName__r", Self::Segment), ("Owner", Self::User)]
            .into_iter()
            .find(|(known, _)| self == Self::Lead && known.eq_ignore_ascii_case(name))
    }

    /// Resolves a path, for a user who may not read the hidden fields.
    pub(crate) fn column(self, path: &str, hidden: &[String]) -> Result<Column, OrgError> {
        let own = |object: Self, field: &str| {
            let hides =
                |name: &str| object == Self::Lead && hidden.iter().any(|h| h.eq_ignore_ascii_case(name));
            object
                .place(field)
                .filter(|place| !hides(object.field_name(*place)))
                .ok_or_else(|| OrgError::no_column(field, object.name()))
        };
        match path.split_once('.') {
            None => Ok(Column { through: None, object: self, place: own(self, path)? }),
            Some((relationship, field)) => {
                let lookup = relationship
                    .strip_suffix("__r")
                    .map_or(format!("{relationship}Id"), |stem| format!("{stem}__c"));
                let Some((name, target)) = self.relationship(relationship) else {
                    return Err(OrgError::new(
                        400,
                        "INVALID_FIELD",
                        format!(
                            "Didn't understand relationship '{relationship}' in field path. If you are attempting to \
                                 use a custom relationship, be sure to append the '__r' after the custom relationship name."
                        ),
                    ));
                };
                own(self, &lookup)?;
                Ok(Column { through: Some((name, target)), object: target, place: own(target, field)? })
            }
        }
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
    fn parent(&self, org: &Org, target: Object) -> Option<Row> {
        let Self::Lead(lead) = self else { return None };
        match target {
            Object::Lead => None,
            Object::Segment => target.row(org, lead.segment? as u64),
            Object::User => target.row(org, lead.owner),
        }
    }
}

impl Column {
    pub(crate) fn kind(&self) -> Kind {
        self.object.kind(self.place)
    }

    pub(crate) fn is_through_relationship(&self) -> bool {
        self.through.is_some()
    }

    pub(crate) fn value(&self, org: &Org, row: &Row) -> Value {
        match self.through {
            None => row.value(org, self.place),
            Some((_, target)) => {
                row.parent(org, target).map(|parent| parent.value(org, self.place)).unwrap_or_default()
            }
        }
    }

    fn put(&self, org: &Org, row: &Row, version: &str, record: &mut Map<String, Value>) {
        let name = self.object.field_name(self.place);
        match self.through {
            None => {
                record.insert(name.to_owned(), row.value(org, self.place));
            }
            // An empty lookup gives null for the whole parent.
            Some((relationship, target)) => match row.parent(org, target) {
                None => {
                    record.insert(relationship.to_owned(), Value::Null);
                }
                Some(parent) => {
                    let held = record.entry(relationship).or_insert_with(
                        || json!({ "attributes": attributes(org, target, &parent, version) }),
                    );
                    if let Some(held) = held.as_object_mut() {
                        held.insert(name.to_owned(), parent.value(org, self.place));
                    }
                }
            },
        }
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
