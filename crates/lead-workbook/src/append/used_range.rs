//! Before anything is added, this module finds where a sheet's values end, and what stands in its header.

use super::area::Area;
use super::around_rows::protects;
use super::nesting::{holds_another, is_sound};
use crate::cell_reference::column_of;
use crate::sheet_xml::text::is_blank_run;
use crate::sheet_xml::{Fault, Piece, RowStream, next_number, shape, shown_by, text};
use crate::xml::elements::{Element, Kind, element_at, elements, next_element, number, skip_other};
use memchr::{memchr, memrchr};
use std::io::{self, Read};

const ASK_EVERY: u32 = 4096;
/// Rows whose cells are all looked at for their order: a program that writes them in another does so
/// from the first row on.
const CHECKED_ROWS: u32 = 1000;

/// Where the values of a sheet end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct UsedRange {
    /// The last column with a value, a formula, a sparkline, or part of a merged range beside the
    /// rows, counted from 1; 0 for none.
    pub(super) columns: u32,
    /// The last row with a value that is not blank: the same that [`crate::for_each_row`] ends with.
    pub(super) rows: u32,
    /// The header row's cells.
    pub(super) header: Vec<(u32, HeaderText)>,
    /// The style of the last header.
    pub(super) header_style: Option<u32>,
    /// The style of the last value in the first row below the header.
    pub(super) body_style: Option<u32>,
    /// Rows below the header that are not shown.
    pub(super) hidden_rows: u32,
    /// Whether the sheet is protected.
    pub(super) is_protected: bool,
}

/// What a header cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeaderText {
    /// Its place among the shared strings.
    Shared(u32),
    Own(String),
}

/// Measures a sheet. Cells that are merely styled do not count. `empty` lists the shared strings
/// without a character; `go_on` is asked now and then.
pub(super) fn measure(
    reader: impl Read,
    header_row: u32,
    empty: &[u32],
    go_on: &mut dyn FnMut() -> io::Result<()>,
) -> Result<UsedRange, Fault> {
    let (mut stream, prologue) = RowStream::open(reader)?;
    let (mut used, mut number, mut hidden, mut rows_seen) = (UsedRange::default(), 0, 0, 0_u32);
    loop {
        match stream.next()? {
            Piece::Other(_) => {}
            Piece::End => break,
            Piece::Row(row) => {
                let shape = shape(row).ok_or(Fault::CutOff)?;
                if holds_another(row) {
                    return Err(Fault::Nesting("one of its rows"));
                }
                number = next_number(number, shape.place)?;
                rows_seen += 1;
                if rows_seen <= CHECKED_ROWS && !are_in_order(row) {
                    return Err(Fault::Order);
                }
                let reach = reach_backwards(row, empty).unwrap_or_else(|| reach_forwards(row, empty));
                used.columns = used.columns.max(reach.columns);
                hidden += u32::from(shape.is_hidden && number > header_row);
                if reach.has_value {
                    used.rows = number;
                    used.hidden_rows = hidden;
                }
                if number == header_row {
                    used.header_style = last_style(row);
                    used.header = header_texts(row);
                } else if number > header_row && reach.has_value && used.body_style.is_none() {
                    used.body_style = last_style(row);
                }
                if number.is_multiple_of(ASK_EVERY) {
                    go_on()?;
                }
            }
        }
    }
    let epilogue = stream.epilogue()?;
    if !is_sound(&prologue, &epilogue) {
        return Err(Fault::Nesting("what stands around its rows"));
    }
    let first = header_row.max(1);
    let mut in_sparkline = false;
    for element in elements(&epilogue) {
        match element.local() {
            b"sparkline" => in_sparkline = element.kind == Kind::Open,
            // Its cell has no value, and yet something to see.
            b"sqref" if in_sparkline && element.kind == Kind::Open => {
                let text = &epilogue[element.range.end..];
                let text = &text[..memchr(b'<', text).unwrap_or(text.len())];
                let area = Area::read(text).filter(|area| area.top >= first && area.top <= used.rows);
                used.columns = used.columns.max(area.map_or(0, |area| area.right));
            }
            _ => {}
        }
        used.is_protected |= protects(&element);
        if element.local() == b"mergeCell"
            && let Some(area) = element.attribute(b"ref").and_then(Area::read)
            && area.bottom >= first
            && area.top <= used.rows
        {
            // A cell inside a merged range is never seen.
            used.columns = used.columns.max(area.right);
        }
    }
    Ok(used)
}

/// How far a row reaches.
#[derive(Debug, Default, PartialEq, Eq)]
struct Reach {
    /// Columns up to the last with a value or formula.
    columns: u32,
    /// Whether one of its cells has a value that is not blank.
    has_value: bool,
}

/// The cell being looked at.
#[derive(Default)]
struct Content<'a> {
    has_any: bool,
    value: Option<&'a [u8]>,
    /// Whether it has a text of its own that is not blank.
    has_text: bool,
    formula: &'a [u8],
}

impl<'a> Content<'a> {
    /// Takes in an element of the cell.
    fn see(&mut self, row: &'a [u8], element: &Element<'a>) {
        match (element.local(), element.kind) {
            (b"v", Kind::Open) => {
                self.has_any = true;
                self.value = Some(before_closing(&row[element.range.end..]));
            }
            (b"t", Kind::Open) => {
                self.has_any = true;
                let keeps_space = element.attribute(b"xml:space") == Some(b"preserve");
                self.has_text |= !is_blank_run(before_closing(&row[element.range.end..]), keeps_space);
            }
            (b"f", Kind::Open) => {
                self.has_any = true;
                self.formula = before_closing(&row[element.range.end..]);
            }
            (b"f", Kind::Empty) | (b"is", Kind::Open) => self.has_any = true,
            _ => {}
        }
    }

    /// Whether the cell is not blank, by the same rules as those of the reader.
    fn is_value(&self, cell: &Element<'_>, empty: &[u32]) -> bool {
        let value = self.value.filter(|value| !value.is_empty());
        match cell.attribute(b"t") {
            Some(b"inlineStr" | b"is") => self.has_text,
            Some(b"s") => value.is_some_and(|value| match number(value) {
                Some(index) => empty.binary_search(&index).is_err(),
                None => !value.trim_ascii().is_empty(),
            }),
            Some(b"str") => value.is_some_and(|value| !text::plain(value).is_empty()),
            kind => match value {
                Some(value) => {
                    value.first().is_some_and(u8::is_ascii_alphanumeric)
                        || !text::plain(value).trim().is_empty()
                }
                // The readers take what a formula says itself where it has no result.
                None => !matches!(kind, Some(b"b" | b"e" | b"d")) && shown_by(self.formula).is_some(),
            },
        }
    }
}

/// What stands before the next tag; literal text is no tag, though it begins like one.
fn before_closing(rest: &[u8]) -> &[u8] {
    let mut end = 0;
    loop {
        end += memchr(b'<', &rest[end..]).unwrap_or(rest.len() - end);
        if !rest[end..].starts_with(b"<!") {
            return &rest[..end];
        }
        end = skip_other(rest, end).unwrap_or(rest.len());
    }
}

/// Goes backwards: most rows end in a value. `None` where cells do not say where they stand.
fn reach_backwards(row: &[u8], empty: &[u32]) -> Option<Reach> {
    let (mut end, mut columns, mut content) = (row.len(), 0, Content::default());
    while let Some(at) = memrchr(b'<', &row[..end]) {
        end = at;
        match row.get(at + 1)? {
            b'/' => continue,
            b'!' | b'?' => return None,
            _ => {}
        }
        let element = element_at(row, at)?;
        if element.local() == b"rPh" {
            // A reading's text was taken for the cell's.
            return None;
        }
        if element.local() != b"c" {
            content.see(row, &element);
            continue;
        }
        if content.has_any {
            let column = element.attribute(b"r").and_then(column_of)?;
            columns = columns.max(column);
            if content.is_value(&element, empty) {
                return Some(Reach { columns, has_value: true });
            }
        }
        content = Content::default();
    }
    Some(Reach { columns, has_value: false })
}

/// Whether each cell stands to the right of the one before. Where they don't, the last one says nothing
/// of how far a row reaches, and Excel would repair the sheet.
fn are_in_order(row: &[u8]) -> bool {
    let (mut column, mut is_in_order) = (0, true);
    each_cell(row, |cell, _| {
        let before = column;
        column = cell.attribute(b"r").and_then(column_of).unwrap_or(before + 1);
        is_in_order &= column > before;
    });
    is_in_order
}

fn reach_forwards(row: &[u8], empty: &[u32]) -> Reach {
    let (mut reach, mut column) = (Reach::default(), 0);
    each_cell(row, |cell, body| {
        column = cell.attribute(b"r").and_then(column_of).unwrap_or(column + 1);
        let (mut content, mut in_reading) = (Content::default(), false);
        for element in elements(body) {
            if element.local() == b"rPh" {
                in_reading = element.kind == Kind::Open;
            } else if !in_reading {
                content.see(body, &element);
            }
        }
        if content.has_any {
            reach.columns = reach.columns.max(column);
            reach.has_value |= content.is_value(cell, empty);
        }
    });
    reach
}

fn each_cell<'a>(row: &'a [u8], mut each: impl FnMut(&Element<'a>, &'a [u8])) {
    let mut at = 0;
    while let Some(element) = next_element(row, at) {
        at = element.range.end;
        if element.local() == b"c" && element.is_start() {
            let Some(end) = crate::sheet_xml::cell_end(row, &element) else { return };
            each(&element, &row[at..end]);
            at = end;
        }
    }
}

/// The style of the last cell with a value.
fn last_style(row: &[u8]) -> Option<u32> {
    let mut last = None;
    each_cell(row, |cell, body| {
        if elements(body).any(|element| matches!(element.local(), b"v" | b"is") && element.kind == Kind::Open)
        {
            last = cell.number(b"s");
        }
    });
    last
}

fn header_texts(row: &[u8]) -> Vec<(u32, HeaderText)> {
    let (mut texts, mut column) = (Vec::new(), 0);
    each_cell(row, |cell, body| {
        column = cell.attribute(b"r").and_then(column_of).unwrap_or(column + 1);
        let mut values = elements(body).filter(|element| element.local() == b"v");
        let value =
            values.next().zip(values.next()).map(|(open, close)| &body[open.range.end..close.range.start]);
        let text = match (cell.attribute(b"t"), value) {
            (Some(b"s"), Some(value)) => number(value).map(HeaderText::Shared),
            (Some(b"inlineStr"), _) => {
                let mut text = String::new();
                text::item_text(body, &mut text);
                Some(HeaderText::Own(text))
            }
            (_, value) => value.map(|value| HeaderText::Own(text::value_text(value))),
        };
        texts.extend(text.map(|text| (column, text)));
    });
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(rows: &str, empty: &[u32]) -> UsedRange {
        let xml = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        measure(xml.as_bytes(), 2, empty, &mut || Ok(())).unwrap()
    }

    #[test]
    fn values_end_before_what_is_merely_styled() {
        let rows = r#"<row r="2"><c r="A2"><v>1</v></c><c r="C2" t="inlineStr"><is><t>x</t></is></c><c r="Z2" s="1"/></row><row r="7"><c r="B7" s="1"/></row>"#;
        let used = measured(rows, &[]);
        assert_eq!((used.columns, used.rows), (3, 2));
        let header = [(1, HeaderText::Own("1".into())), (3, HeaderText::Own("x".into()))];
        assert_eq!(used.header, header);
        let used = measured("<row><c/><c><v>2</v></c><c/></row><row/>", &[]);
        assert_eq!((used.columns, used.rows), (2, 1));
    }

    #[test]
    fn blank_texts_are_no_rows_and_formulas_keep_their_column() {
        let rows = r#"<row r="2"><c r="A2" t="s"><v>4</v></c></row><row r="3"><c r="B3" t="s"><v>5</v></c><c r="D3"><f>A1</f><v></v></c></row>"#;
        let used = measured(rows, &[5]);
        assert_eq!((used.columns, used.rows), (4, 2));
        assert_eq!(used.header, [(1, HeaderText::Shared(4))]);
        assert_eq!(measured(rows, &[]).rows, 3);
    }

    #[test]
    fn columns_end_behind_what_is_merged_beside_the_rows() {
        let merged = |top| {
            let xml = format!(
                r#"<worksheet><sheetData><row r="3"><c r="A3"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A{top}:F{top}"/></mergeCells></worksheet>"#
            );
            measure(xml.as_bytes(), 2, &[], &mut || Ok(())).unwrap().columns
        };
        assert_eq!((merged(1), merged(2), merged(3), merged(4)), (1, 6, 6, 1));
    }

    #[test]
    fn rows_out_of_order_are_refused() {
        let xml = &b"<worksheet><sheetData><row r='3'/><row r='2'/></sheetData></worksheet>"[..];
        assert!(matches!(measure(xml, 1, &[], &mut || Ok(())), Err(Fault::Order)));
    }
}
