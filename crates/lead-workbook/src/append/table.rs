//! A table that covers the rows takes the new columns in.

use super::area::Area;
use super::placement::Placement;
use crate::xml::elements::{Edits, Kind, elements, escape_into};

/// The number of a table's first new column.
pub(super) fn next_column(source: &[u8]) -> Option<u32> {
    let columns = elements(source).filter(|element| element.local() == b"tableColumn" && element.is_start());
    columns
        .map(|column| column.number(b"id"))
        .try_fold(1, |next: u32, id| Some(next.max(id?.checked_add(1)?)))
}

/// Whether the table covers the ids and ends just before the new columns.
pub(super) fn takes_in(source: &[u8], placement: Placement) -> bool {
    widened(source, placement, &[], None).is_some()
}

/// The table's part with the new columns; `None` where it is about something else. `headers` are the new
/// cells' texts, which must equal the columns' names; `first_field` is the number of the first column's
/// field where a query fills the table.
pub(super) fn widened(
    source: &[u8],
    placement: Placement,
    headers: &[String],
    first_field: Option<u32>,
) -> Option<Vec<u8>> {
    let first_column = next_column(source)?;
    let mut edits = Edits::default();
    let (mut widened, mut columns) = (None, 0_u32);
    for element in elements(source) {
        match (element.local(), element.kind) {
            (b"table", Kind::Open) => {
                let range = element.attribute_range(b"ref")?;
                let area = Area::read(&source[range.clone()])?;
                let has_header = element.number(b"headerRowCount") != Some(0);
                let placement = if has_header {
                    placement
                } else {
                    Placement { header_row: placement.header_row + 1, ..placement }
                };
                let area = area.widened(placement)?;
                edits.replace(range, area.write());
                widened = Some(area);
            }
            (b"autoFilter", Kind::Open | Kind::Empty) => {
                let range = element.attribute_range(b"ref")?;
                let filter = Area::read(&source[range.clone()])?;
                edits.replace(range, Area { right: widened?.right, ..filter }.write());
            }
            (b"tableColumn", Kind::Open | Kind::Empty) => {
                columns += 1;
            }
            (b"tableColumns", Kind::Open) => {
                if let Some(range) = element.attribute_range(b"count") {
                    let had = crate::xml::elements::number(&source[range.clone()])?;
                    edits.replace(range, (had + u32::try_from(headers.len()).ok()?).to_string());
                }
            }
            (b"tableColumns", Kind::Close) => {
                let mut ours = Vec::new();
                for (offset, header) in (0..).zip(headers) {
                    let id = first_column.checked_add(offset)?;
                    ours.extend_from_slice(b"<");
                    ours.extend_from_slice(element.prefix());
                    ours.extend_from_slice(format!("tableColumn id=\"{id}\" name=\"").as_bytes());
                    name_into(&mut ours, header);
                    if let Some(first) = first_field {
                        let field = first.checked_add(offset)?;
                        let bound = format!("\" uniqueName=\"{id}\" queryTableFieldId=\"{field}");
                        ours.extend_from_slice(bound.as_bytes());
                    }
                    ours.extend_from_slice(b"\"/>");
                }
                edits.insert(element.range.start, ours);
            }
            _ => {}
        }
    }
    (widened.is_some() && columns > 0).then(|| edits.apply(source))
}

/// Appends a column's name. A line break that stands in an attribute as itself is read as a space, so it
/// is written as Excel does.
fn name_into(out: &mut Vec<u8>, name: &str) {
    for piece in name.split_inclusive(['\n', '\t']) {
        let (text, broken): (&str, &[u8]) = match piece.char_indices().next_back() {
            Some((end, '\n')) => (&piece[..end], b"_x000a_"),
            Some((end, '\t')) => (&piece[..end], b"_x0009_"),
            _ => (piece, b""),
        };
        escape_into(out, text);
        out.extend_from_slice(broken);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"<table id="3" ref="B2:D9"><autoFilter ref="B2:D8"/><tableColumns count="3"><tableColumn id="1" name="a"/><tableColumn id="7" name="b"/><tableColumn id="2" name="c"><calculatedColumnFormula>1</calculatedColumnFormula></tableColumn></tableColumns></table>"#;

    #[test]
    fn a_table_over_the_rows_takes_the_columns_in() {
        let placement = Placement { first: 5, last: 6, header_row: 2, last_row: 9, id_column: 2 };
        let out = widened(TABLE.as_bytes(), placement, &["Score".into(), "A & B".into()], None).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains(r#"ref="B2:F9"><autoFilter ref="B2:F8"/><tableColumns count="5">"#), "{out}");
        assert!(out.ends_with(
            r#"<tableColumn id="8" name="Score"/><tableColumn id="9" name="A &amp; B"/></tableColumns></table>"#
        ));
    }

    #[test]
    fn a_table_elsewhere_is_left_alone() {
        let right = Placement { first: 5, last: 5, header_row: 2, last_row: 9, id_column: 4 };
        assert!(takes_in(TABLE.as_bytes(), right));
        for other in [
            Placement { first: 9, last: 9, ..right },
            Placement { header_row: 1, ..right },
            Placement { id_column: 1, ..right },
        ] {
            assert!(!takes_in(TABLE.as_bytes(), other), "{other:?}");
        }
    }
}
