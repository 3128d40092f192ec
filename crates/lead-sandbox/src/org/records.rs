//! Records by id: one, or up to 2,000 by the collections resource.

use crate::org::ids::is_well_formed;
use crate::org::rest_call::Reader;
use crate::org::table::{Column, Object, Row, record};
use crate::org::{Org, OrgError};
use serde_json::Value;

/// Ids that one collections call may ask for.
const MOST_IDS: usize = 2_000;

/// `POST /composite/sobjects/{object}`: an array as long as `ids` and in the same order, `null`
/// where the id is unknown, deleted, merged away or out of reach.
pub(crate) fn collection(
    org: &Org,
    object: Object,
    ids: &[String],
    fields: &[String],
    reader: &Reader,
) -> Result<Value, OrgError> {
    if ids.is_empty() {
        return Err(OrgError::new(400, "REQUIRED_FIELD_MISSING", "The ids parameter is required"));
    }
    if fields.is_empty() {
        return Err(OrgError::new(400, "REQUIRED_FIELD_MISSING", "The fields parameter is required"));
    }
    if ids.len() > MOST_IDS {
        return Err(OrgError::new(
            400,
            "EXCEEDED_ID_LIMIT",
            format!("record limit reached. cannot submit more than {MOST_IDS} records into this call"),
        ));
    }
    let columns = columns(object, fields, reader)?;
    // One malformed id fails the whole call.
    if let Some(bad) = ids.iter().find(|id| !is_well_formed(id) || !id.starts_with(object.key_prefix())) {
        return Err(OrgError::new(400, "MALFORMED_ID", format!("malformed id {bad}")));
    }
    let records = ids
        .iter()
        .map(|id| {
            living(org, object, id)
                .map_or(Value::Null, |row| record(org, object, &row, &columns, &reader.version))
        })
        .collect();
    Ok(Value::Array(records))
}

fn columns(object: Object, fields: &[String], reader: &Reader) -> Result<Vec<Column>, OrgError> {
    let id = "Id".to_owned();
    // The id is in the answer whether or not it is asked for.
    std::iter::once(&id)
        .chain(fields.iter().filter(|field| !field.eq_ignore_ascii_case("Id")))
        .map(|field| {
            let column = object.column(field, &reader.limits.hidden_fields)?;
            if column.is_through_relationship() && !reader.limits.relationship_paths_in_collections {
                return Err(OrgError::new(
                    400,
                    "INVALID_FIELD",
                    format!("No such column '{field}' on sobject of type {}", object.name()),
                ));
            }
            Ok(column)
        })
        .collect()
}

fn living(org: &Org, object: Object, id: &str) -> Option<Row> {
    let number = object.number(org, id)?;
    object.row(org, number).filter(|row| !row.is_deleted())
}

/// `GET /sobjects/{object}/{id}`
pub(crate) fn single(
    org: &Org,
    object: Object,
    id: &str,
    fields: Option<&str>,
    reader: &Reader,
) -> Result<Value, OrgError> {
    let missing = || {
        OrgError::new(
            404,
            "NOT_FOUND",
            "Provided external ID field does not exist or is not accessible: ".to_owned() + id,
        )
    };
    if !is_well_formed(id) || !id.starts_with(object.key_prefix()) {
        return Err(missing());
    }
    let row = object
        .number(org, id)
        .and_then(|number| object.row(org, number))
        .ok_or_else(|| OrgError::new(404, "NOT_FOUND", "The requested resource does not exist"))?;
    if row.is_deleted() {
        return Err(OrgError::new(404, "ENTITY_IS_DELETED", "entity is deleted"));
    }
    let hidden = &reader.limits.hidden_fields;
    let columns = match fields {
        Some(list) => {
            list.split(',').map(|field| object.column(field.trim(), hidden)).collect::<Result<Vec<_>, _>>()?
        }
        None => object.fields().iter().filter_map(|(name, ..)| object.column(name, hidden).ok()).collect(),
    };
    Ok(record(org, object, &row, &columns, &reader.version))
}
