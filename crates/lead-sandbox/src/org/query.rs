//! `query`, `queryAll` and the pages after the first.

use crate::org::eval::Test;
use crate::org::rest_call::Reader;
use crate::org::soql::{self, Query};
use crate::org::table::{Column, Object, Row, record};
use crate::org::{Org, OrgError};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Open query results. Salesforce closes them after days; the sandbox keeps the latest ones.
#[derive(Debug, Default)]
pub(crate) struct Cursors(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    made: u64,
    open: HashMap<u64, Arc<Cursor>>,
}

/// How many results stay open at once.
const MOST_OPEN: u64 = 200;

#[derive(Debug)]
struct Cursor {
    found: Found,
    page: usize,
}

/// What a query found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) object: Object,
    pub(crate) columns: Vec<Column>,
    pub(crate) numbers: Vec<u64>,
    count_only: bool,
}

impl Found {
    pub(crate) fn object_name(&self) -> &'static str {
        self.object.name()
    }

    pub(crate) fn is_of_leads(&self) -> bool {
        self.object == Object::Lead
    }
}

/// What a query finds; `all` includes what lies in the recycle bin. Bulk takes no counting and no
/// skipping.
pub(crate) fn find(org: &Org, text: &str, all: bool, reader: &Reader, bulk: bool) -> Result<Found, OrgError> {
    let query = soql::parse(text)?;
    let object = Object::named(&query.object)?;
    if bulk && (query.count_only || query.offset > 0) {
        return Err(OrgError::new(400, "API_ERROR", "Aggregates and OFFSET are not supported in Bulk Query"));
    }
    let hidden = &reader.limits.hidden_fields;
    let columns: Vec<Column> =
        query.fields.iter().map(|field| object.column(field, hidden)).collect::<Result<_, _>>()?;
    let condition = match &query.condition {
        Some(condition) => Some(Test::new(condition, object, hidden)?),
        None => None,
    };
    let numbers = found(org, object, condition.as_ref(), all, &query, hidden)?;
    Ok(Found { object, columns, numbers, count_only: query.count_only })
}

/// Runs a query and gives its first page.
pub(crate) fn run(
    org: &Org,
    cursors: &Cursors,
    text: &str,
    all: bool,
    reader: &Reader,
) -> Result<Value, OrgError> {
    let found = find(org, text, all, reader, false)?;
    if found.count_only {
        return Ok(json!({ "totalSize": found.numbers.len(), "done": true, "records": [] }));
    }
    let cursor = Arc::new(Cursor { page: page_rows(&found.columns, reader), found });
    Ok(page(org, cursors, &cursor, 0, None, reader))
}

/// `GET /query/{locator}`: a later page.
pub(crate) fn more(org: &Org, cursors: &Cursors, locator: &str, reader: &Reader) -> Result<Value, OrgError> {
    let invalid = || OrgError::new(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
    let (key, start) = locator.split_once('-').ok_or_else(invalid)?;
    let key = key.strip_prefix("0r8xx").and_then(|key| key.parse().ok()).ok_or_else(invalid)?;
    let start = start.parse().map_err(|_| invalid())?;
    let cursor = {
        let kept = cursors.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.open.get(&key).cloned()
    };
    let cursor = cursor.filter(|cursor| start < cursor.found.numbers.len()).ok_or_else(invalid)?;
    Ok(page(org, cursors, &cursor, start, Some(key), reader))
}

/// Wide rows come in smaller pages, however many are asked for.
fn page_rows(columns: &[Column], reader: &Reader) -> usize {
    let widest = match columns.len() {
        0..=25 => 2_000,
        26..=35 => 1_000,
        _ => 500,
    };
    reader.batch_size.unwrap_or(2_000).min(widest).min(reader.limits.page_rows as usize)
}

fn page(
    org: &Org,
    cursors: &Cursors,
    cursor: &Arc<Cursor>,
    start: usize,
    key: Option<u64>,
    reader: &Reader,
) -> Value {
    let Found { object, columns, numbers, .. } = &cursor.found;
    let end = (start + cursor.page).min(numbers.len());
    let records: Vec<Value> = numbers[start..end]
        .iter()
        .filter_map(|&number| object.row(org, number))
        .map(|row| record(org, *object, &row, columns, &reader.version))
        .collect();
    let mut answer = json!({ "totalSize": numbers.len(), "done": end == numbers.len(), "records": records });
    if end < numbers.len() {
        let key = key.unwrap_or_else(|| cursors.keep(cursor));
        answer["nextRecordsUrl"] = json!(format!("/services/data/{}/query/0r8xx{key}-{end}", reader.version));
    }
    answer
}

impl Cursors {
    fn keep(&self, cursor: &Arc<Cursor>) -> u64 {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.made += 1;
        let key = kept.made;
        kept.open.insert(key, cursor.clone());
        kept.open.retain(|open, _| open + MOST_OPEN > key);
        key
    }
}

/// The numbers of the records a query finds, in order.
fn found(
    org: &Org,
    object: Object,
    test: Option<&Test>,
    all: bool,
    query: &Query,
    hidden: &[String],
) -> Result<Vec<u64>, OrgError> {
    let fits = |row: &Row| (all || !row.is_deleted()) && test.is_none_or(|test| test.holds(org, row));
    let order = match &query.order {
        Some((field, descending)) => Some((object.column(field, hidden)?, *descending)),
        None => None,
    };
    let mut candidates: Box<dyn Iterator<Item = u64>> = match test.and_then(Test::named_ids) {
        Some(ids) => {
            let mut numbers: Vec<u64> = ids.iter().filter_map(|id| object.number(org, id)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            Box::new(numbers.into_iter())
        }
        None => Box::new(0..object.size(org)),
    };
    // Without a condition the state of a lead is all that counts, and it follows from its number.
    if let (Object::Lead, None, None) = (object, test, &order) {
        candidates = Box::new(candidates.filter(|&number| org.is_visible(number, all)));
        return Ok(candidates.skip(offset_of(query)).take(limit_of(query)).collect());
    }
    let (offset, limit) = (offset_of(query), limit_of(query));
    let Some((column, descending)) = order else {
        let fitting = candidates.filter(|&number| object.row(org, number).is_some_and(|row| fits(&row)));
        return Ok(fitting.skip(offset).take(limit).collect());
    };
    let mut sorted: Vec<(String, u64)> = candidates
        .by_ref()
        .filter_map(|number| {
            let row = object.row(org, number).filter(|row| fits(row))?;
            Some((sort_key(&column.value(org, &row)), number))
        })
        .collect();
    sorted.sort();
    if descending {
        sorted.reverse();
    }
    Ok(sorted.into_iter().map(|(_, number)| number).skip(offset).take(limit).collect())
}

fn offset_of(query: &Query) -> usize {
    usize::try_from(query.offset).unwrap_or(usize::MAX)
}

fn limit_of(query: &Query) -> usize {
    query.limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX)
}

/// Blanks first, numbers by size, text without regard to case.
fn sort_key(value: &Value) -> String {
    match value {
        Value::Number(number) => format!("{:024.6}", number.as_f64().unwrap_or_default()),
        Value::String(text) => text.to_lowercase(),
        Value::Bool(flag) => flag.to_string(),
        _ => String::new(),
    }
}
