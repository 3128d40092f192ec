//! A table that covers the rows takes the new columns in.

use super::frame::{Area, Extent};
use super::xml::{Edits, Kind, elements, escape_into};

/// The table's part with the new columns; `None` where it does not end just before them. `headers`
/// are the new cells' texts, which must equal the columns' names.
pub(super) fn widened(source: &[u8], extent: Extent, headers: &[String]) -> Option<Vec<u8>> {
    let mut edits = Edits::default();
    let (mut widened, mut id, mut columns) = (None, 0, 0_u32);
    for element in elements(source) {
        match (element.local(), element.kind) {
            (b"table", Kind::Open) => {
                let range = element.attribute_range(b"ref")?;
                let area = Area::read(&source[range.clone()])?;
                let has_header = element.number(b"headerRowCount") != Some(0);
                let extent =
                    if has_header { extent } else { Extent { header_row: extent.header_row + 1, ..extent } };
                let area = area.widened(extent)?;
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
                id = id.max(element.number(b"id")?);
            }
            (b"tableColumns", Kind::Open) => {
                if let Some(range) = element.attribute_range(b"count") {
                    let had = super::xml::number(&source[range.clone()])?;
                    edits.replace(range, (had + u32::try_from(headers.len()).ok()?).to_string());
                }
            }
            (b"tableColumns", Kind::Close) => {
                let mut ours = Vec::new();
                for (offset, header) in (1..).zip(headers) {
                    ours.extend_from_slice(b"<");
                    ours.extend_from_slice(element.prefix());
                    ours.extend_from_slice(format!("tableColumn id=\"{}\" name=\"", id + offset).as_bytes());
                    escape_into(&mut ours, header);
                    ours.extend_from_slice(b"\"/>");
                }
                edits.insert(element.range.start, ours);
            }
            _ => {}
        }
    }
    (widened.is_some() && columns > 0).then(|| edits.apply(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = r#"<table id="3" ref="B2:D9"><autoFilter ref="B2:D8"/><tableColumns count="3"><tableColumn id="1" name="a"/><tableColumn id="7" name="b"/><tableColumn id="2" name="c"><calculatedColumnFormula>1</calculatedColumnFormula></tableColumn></tableColumns></table>"#;

    #[test]
    fn a_table_over_the_rows_takes_the_columns_in() {
        let extent = Extent { first: 5, last: 6, header_row: 2, last_row: 9 };
        let out = widened(TABLE.as_bytes(), extent, &["Score".into(), "A & B".into()]).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains(r#"ref="B2:F9"><autoFilter ref="B2:F8"/><tableColumns count="5">"#), "{out}");
        assert!(out.ends_with(
            r#"<tableColumn id="8" name="Score"/><tableColumn id="9" name="A &amp; B"/></tableColumns></table>"#
        ));
    }

    #[test]
    fn a_table_elsewhere_is_left_alone() {
        let extent = Extent { first: 9, last: 9, header_row: 2, last_row: 9 };
        assert!(widened(TABLE.as_bytes(), extent, &["x".into()]).is_none());
        let extent = Extent { first: 5, last: 5, header_row: 1, last_row: 9 };
        assert!(widened(TABLE.as_bytes(), extent, &["x".into()]).is_none());
    }
}
