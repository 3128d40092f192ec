//! A query that fills a table lists the table's columns as fields of its own.
//!
//! Columns that people add to such a table stand in that list too, as not bound to the query's data; one
//! that does not makes Excel throw the table away (ECMA-376 part 1, 18.14 and 18.5.1.3).

use crate::xml::elements::{Edits, Element, Kind, elements, number};

/// The query's part with fields for new columns, and the number of the first of them.
pub(super) struct Widened {
    pub(super) part: Vec<u8>,
    pub(super) first_field: u32,
}

/// Adds a field for each of so many columns, numbered on from `first_column`. `None` where the query lists
/// no fields.
pub(super) fn widened(source: &[u8], first_column: u32, columns: u32) -> Option<Widened> {
    let mut edits = Edits::default();
    let (mut first_field, mut refresh, mut list, mut close) = (1, None, None, None);
    for element in elements(source) {
        match (element.local(), element.kind) {
            (b"queryTableRefresh", Kind::Open) => refresh = Some(element),
            (b"queryTableFields", Kind::Open) => list = Some(element),
            (b"queryTableFields", Kind::Close) => close = Some(element),
            (b"queryTableField", Kind::Open | Kind::Empty) => {
                first_field = first_field.max(element.number(b"id")?.checked_add(1)?);
            }
            _ => {}
        }
    }
    let (refresh, list, close) = (refresh?, list?, close?);
    first_field = first_field.max(refresh.number(b"nextId").unwrap_or(1));
    set(&mut edits, &refresh, "nextId", first_field.checked_add(columns)?);
    let unbound = refresh.number(b"unboundColumnsRight").unwrap_or(0);
    set(&mut edits, &refresh, "unboundColumnsRight", unbound.checked_add(columns)?);
    if let Some(range) = list.attribute_range(b"count") {
        let count = number(&source[range.clone()])?.checked_add(columns)?;
        edits.replace(range, count.to_string());
    }
    let mut fields = Vec::new();
    for offset in 0..columns {
        let (id, column) = (first_field.checked_add(offset)?, first_column.checked_add(offset)?);
        fields.extend_from_slice(b"<");
        fields.extend_from_slice(close.prefix());
        let field = format!("queryTableField id=\"{id}\" dataBound=\"0\" tableColumnId=\"{column}\"/>");
        fields.extend_from_slice(field.as_bytes());
    }
    edits.insert(close.range.start, fields);
    Some(Widened { part: edits.apply(source), first_field })
}

/// Sets an attribute, which may not be there yet.
fn set(edits: &mut Edits, element: &Element<'_>, name: &str, value: u32) {
    match element.attribute_range(name.as_bytes()) {
        Some(range) => edits.replace(range, value.to_string()),
        None => edits.insert(element.name_end(), format!(" {name}=\"{value}\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_go_behind_and_are_counted() {
        let source = r#"<queryTable name="q"><queryTableRefresh nextId="3" unboundColumnsRight="1"><queryTableFields count="2"><queryTableField id="1" name="a" tableColumnId="1"/><queryTableField id="5" dataBound="0" tableColumnId="2"/></queryTableFields></queryTableRefresh></queryTable>"#;
        let query = widened(source.as_bytes(), 9, 2).unwrap();
        assert_eq!(query.first_field, 6);
        let out = String::from_utf8(query.part).unwrap();
        assert!(
            out.contains(
                r#"<queryTableRefresh nextId="8" unboundColumnsRight="3"><queryTableFields count="4">"#
            ),
            "{out}"
        );
        assert!(out.ends_with(r#"tableColumnId="2"/><queryTableField id="6" dataBound="0" tableColumnId="9"/><queryTableField id="7" dataBound="0" tableColumnId="10"/></queryTableFields></queryTableRefresh></queryTable>"#), "{out}");
        assert!(widened(b"<queryTable name=\"q\"/>", 1, 1).is_none());
    }
}
