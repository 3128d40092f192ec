//! The shape of a row is its number, where its last cell ends, and what its tag says.

use super::fault::Fault;
use crate::cell_reference::{column_of, position};
use crate::xml::elements::{Element, Kind, element_at, next_element};
use memchr::memmem;
use std::ops::Range;

/// What must be known of a row to add cells to it.
pub(crate) struct RowShape {
    /// What it says of its place.
    pub(crate) place: Place,
    /// Columns up to its last cell, 0 for none.
    pub(crate) columns: u32,
    /// Where cells can be added: behind the last one. For a row that closes itself, behind its tag.
    pub(crate) insert_at: usize,
    /// The end of its opening tag.
    pub(crate) open_end: usize,
    /// Whether it closes itself.
    pub(crate) is_empty: bool,
    /// Whether it is not shown.
    pub(crate) is_hidden: bool,
    /// The place of its `spans`.
    pub(crate) spans: Option<Range<usize>>,
}

/// What a row says of its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A number of its own.
    Numbered(u32),
    /// None, but its first cell says where it stands: some programs leave out blank rows and the
    /// numbers of the others.
    Named(u32),
    /// It follows the row before.
    Next,
}

impl Place {
    /// What a row's tag and its first cell say; `number` is what the tag says.
    pub(crate) fn of(row: &[u8], body: usize, number: Option<u32>) -> Self {
        match number.map(Self::Numbered) {
            Some(place) => place,
            None => named(row, body).map_or(Self::Next, Self::Named),
        }
    }

    /// The row's number behind the row `before`. A name that contradicts what came before says nothing.
    pub(crate) fn behind(self, before: u32) -> u32 {
        match self {
            Self::Numbered(number) => number,
            Self::Named(number) if number > before => number,
            Self::Named(_) | Self::Next => before.saturating_add(1),
        }
    }
}

/// The row that the first cell's name has.
fn named(row: &[u8], body: usize) -> Option<u32> {
    let cell = next_element(row, body).filter(|element| element.local() == b"c" && element.is_start())?;
    position(cell.attribute(b"r")?).map(|(_, number)| number)
}

/// Looks at a row. `None` where it is cut off or malformed.
pub(crate) fn shape(row: &[u8]) -> Option<RowShape> {
    let tag = element_at(row, 0)?;
    let (mut number, mut spans, mut is_hidden) = (None, None, false);
    for (name, range) in tag.attributes() {
        match name {
            b"r" => number = crate::xml::elements::number(&row[range]),
            b"spans" => spans = Some(range),
            b"hidden" => is_hidden = matches!(&row[range], b"1" | b"true"),
            _ => {}
        }
    }
    let open_end = tag.range.end;
    let is_empty = tag.kind == Kind::Empty;
    let (columns, insert_at) = if is_empty { (0, open_end) } else { last_cell(row, open_end)? };
    let place = Place::of(row, open_end, number);
    Some(RowShape { place, columns, insert_at, open_end, is_empty, is_hidden, spans })
}

/// The column count up to the last cell, and its end. Goes backwards: most rows end in one.
fn last_cell(row: &[u8], body: usize) -> Option<(u32, usize)> {
    let mut end = row.len();
    if memmem::find(&row[body..], b"<!").is_some() || memmem::find(&row[body..], b"extLst").is_some() {
        return last_cell_forwards(row, body);
    }
    while let Some(at) = memchr::memrchr(b'<', &row[body..end]).map(|at| body + at) {
        end = at;
        if row[at + 1] == b'/' {
            continue;
        }
        let element = element_at(row, at)?;
        if element.local() == b"c" {
            let Some(column) = element.attribute(b"r").and_then(column_of) else {
                return last_cell_forwards(row, body);
            };
            return Some((column, cell_end(row, &element)?));
        }
    }
    Some((0, body))
}

fn last_cell_forwards(row: &[u8], body: usize) -> Option<(u32, usize)> {
    let (mut column, mut end, mut at) = (0, body, body);
    while let Some(element) = next_element(row, at) {
        at = element.range.end;
        match element.local() {
            b"c" if element.is_start() => {
                column = element.attribute(b"r").and_then(column_of).unwrap_or(column + 1);
                end = cell_end(row, &element)?;
                at = end;
            }
            b"extLst" => break,
            _ => {}
        }
    }
    Some((column, end))
}

pub(crate) fn cell_end(row: &[u8], cell: &Element<'_>) -> Option<usize> {
    let mut at = cell.range.end;
    if cell.kind == Kind::Empty {
        return Some(at);
    }
    loop {
        let element = next_element(row, at)?;
        at = element.range.end;
        if element.kind == Kind::Close && element.local() == b"c" {
            return Some(at);
        }
    }
}

/// The number of a row behind another.
pub(crate) fn next_number(before: u32, place: Place) -> Result<u32, Fault> {
    let number = place.behind(before);
    if (before + 1..=crate::cell_reference::MOST_ROWS).contains(&number) {
        Ok(number)
    } else {
        Err(Fault::Order)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_cell_is_found_with_and_without_its_name() {
        for (row, columns, tail) in [
            (
                r#"<row r="2" spans="1:3"><c r="A2"><v>1</v></c><c r="C2" t="inlineStr"><is><t>x</t></is></c></row>"#,
                3,
                "</row>",
            ),
            (r"<row><c><v>1</v></c><c/></row>", 2, "</row>"),
            (
                r#"<row><c r="B1"/><c><v>2</v></c><extLst><ext/></extLst></row>"#,
                3,
                "<extLst><ext/></extLst></row>",
            ),
            (r"<row></row>", 0, "</row>"),
        ] {
            let shape = shape(row.as_bytes()).unwrap();
            assert_eq!((shape.columns, &row[shape.insert_at..]), (columns, tail), "{row}");
        }
    }

    #[test]
    fn a_row_s_number_is_its_own_or_its_first_cell_s_or_the_next() {
        for (row, number) in [
            (r#"<row r="4"><c r="A9"/></row>"#, 4),
            (r#"<row><c r="B7"/><c r="C9"/></row>"#, 7),
            (r#"<row><c r="A2"/></row>"#, 4),
            (r#"<row><c/><c r="B9"/></row>"#, 4),
            ("<row/>", 4),
        ] {
            assert_eq!(shape(row.as_bytes()).unwrap().place.behind(3), number, "{row}");
        }
        assert!(matches!(next_number(3, Place::Numbered(3)), Err(Fault::Order)));
    }
}
