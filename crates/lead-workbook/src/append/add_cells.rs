//! This module adds cells to the rows of a sheet while its XML streams by.

use super::placement::Placement;
use super::shared_strings::{AddedStrings, keeps_space};
use crate::cell_reference::{column_of, letters};
use crate::error::WorkbookError;
use crate::sheet_xml::{Fault, Piece, Place, RowShape, RowStream, next_number, shape};
use crate::xml::elements::{Edits, element_at, escape_as_ascii_into, escape_into, next_element};
use crate::xml::encoding::Writing;
use std::fs::File;
use std::io::{self, Read};

/// A cell to add.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NewCell {
    Blank,
    Text(String),
    Number(f64),
}

/// What is appended, made while the sheet passes.
pub(crate) trait NewCells {
    /// The new cells of a row, by its number: the headers for the header's row.
    fn cells(&mut self, row: u32, out: &mut Vec<NewCell>) -> Result<(), WorkbookError>;

    /// A workbook of further sheets. Asked for once, when all rows have passed.
    fn sheets(&mut self) -> Result<File, WorkbookError>;

    /// Asked now and then while no cells are made; an error ends the work.
    fn go_on(&mut self) -> io::Result<()>;
}

/// How the new cells are written.
#[derive(Debug, Clone)]
pub(super) struct CellForms {
    pub(super) styles: ColumnStyles,
    /// How the sheet is written, which what comes into it must be, too.
    pub(super) writing: Writing,
}

/// The styles of the new cells; none where the workbook has no styles.
#[derive(Debug, Clone, Default)]
pub(super) struct ColumnStyles {
    pub(super) header: Option<u32>,
    /// One for each new column.
    pub(super) body: Vec<Option<u32>>,
}

/// Writes the sheet's rows with the new cells. `out` is shown the XML as it grows and may take it;
/// `last` is given what is left.
pub(super) fn append<R: Read, C: NewCells>(
    stream: &mut RowStream<R>,
    placement: Placement,
    forms: &CellForms,
    mut strings: Option<&mut AddedStrings>,
    cells: &mut C,
    mut out: impl FnMut(&mut Vec<u8>) -> Result<(), Fault>,
    last: impl FnOnce(Vec<u8>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let columns: Vec<String> = (placement.first..=placement.last).map(letters).collect();
    let prefix = stream.prefix().to_vec();
    let first_row = placement.header_row.max(1);
    let mut writer = CellWriter {
        columns: &columns,
        header_row: placement.header_row,
        forms,
        prefix: &prefix,
        strings: &mut strings,
        cells: Vec::new(),
        made: Vec::new(),
    };
    let (mut xml, mut number, mut next) = (Vec::new(), 0, first_row);
    loop {
        match stream.next()? {
            Piece::Other(other) => xml.extend_from_slice(other),
            Piece::Row(row) => {
                let shape = shape(row).ok_or(Fault::CutOff)?;
                number = next_number(number, shape.place)?;
                while next < number && next <= placement.last_row {
                    writer.make(next, cells)?;
                    writer.new_row(&mut xml, next);
                    next += 1;
                }
                if number < next || number > placement.last_row {
                    xml.extend_from_slice(row);
                } else {
                    writer.make(number, cells)?;
                    writer.add_to_row(&mut xml, row, number, &shape, placement)?;
                    next = number + 1;
                }
            }
            Piece::End => break,
        }
        out(&mut xml)?;
    }
    while next <= placement.last_row {
        writer.make(next, cells)?;
        writer.new_row(&mut xml, next);
        next += 1;
        out(&mut xml)?;
    }
    last(xml)
}

struct CellWriter<'w, 's> {
    columns: &'w [String],
    header_row: u32,
    forms: &'w CellForms,
    prefix: &'w [u8],
    strings: &'w mut Option<&'s mut AddedStrings>,
    cells: Vec<NewCell>,
    /// The new cells of the row at hand, as XML.
    made: Vec<u8>,
}

impl CellWriter<'_, '_> {
    fn make<C: NewCells>(&mut self, row: u32, cells: &mut C) -> Result<(), Fault> {
        self.cells.clear();
        cells.cells(row, &mut self.cells)?;
        self.made.clear();
        let is_header = row == self.header_row;
        let row = row.to_string();
        let made = std::mem::take(&mut self.cells);
        for (index, (column, cell)) in self.columns.iter().zip(&made).enumerate() {
            let Some(value) = column_value(cell) else { continue };
            let body = self.forms.styles.body.get(index).copied().flatten();
            let style = if is_header { self.forms.styles.header } else { body };
            let out = &mut self.made;
            out.push(b'<');
            out.extend_from_slice(self.prefix);
            out.extend_from_slice(b"c r=\"");
            out.extend_from_slice(column.as_bytes());
            out.extend_from_slice(row.as_bytes());
            if let Some(style) = style {
                out.extend_from_slice(b"\" s=\"");
                out.extend_from_slice(style.to_string().as_bytes());
            }
            self.value(value)?;
        }
        self.cells = made;
        Ok(())
    }

    /// Closes the opening tag behind its last attribute's value, and the cell.
    fn value(&mut self, value: CellValue<'_>) -> io::Result<()> {
        let out = &mut self.made;
        let tag = |out: &mut Vec<u8>, before: &[u8], name: &[u8]| {
            out.extend_from_slice(before);
            out.extend_from_slice(self.prefix);
            out.extend_from_slice(name);
        };
        match value {
            CellValue::Number(number) => {
                out.extend_from_slice(b"\">");
                tag(out, b"<", b"v>");
                out.extend_from_slice(number.to_string().as_bytes());
                tag(out, b"</", b"v>");
            }
            CellValue::Text(text) => {
                if let Some(strings) = self.strings.as_deref_mut() {
                    let index = strings.index(text)?;
                    out.extend_from_slice(b"\" t=\"s\">");
                    tag(out, b"<", b"v>");
                    out.extend_from_slice(index.to_string().as_bytes());
                    tag(out, b"</", b"v>");
                } else {
                    out.extend_from_slice(b"\" t=\"inlineStr\">");
                    tag(out, b"<", b"is>");
                    tag(out, b"<", if keeps_space(text) { b"t xml:space=\"preserve\">" } else { b"t>" });
                    match self.forms.writing {
                        Writing::Utf8 => escape_into(out, text),
                        Writing::LikeAscii | Writing::Utf16 => escape_as_ascii_into(out, text),
                    }
                    tag(out, b"</", b"t>");
                    tag(out, b"</", b"is>");
                }
            }
        }
        tag(out, b"</", b"c>");
        Ok(())
    }

    fn new_row(&self, xml: &mut Vec<u8>, number: u32) {
        if self.made.is_empty() {
            return;
        }
        let tag = |xml: &mut Vec<u8>, before: &[u8], name: &[u8]| {
            xml.extend_from_slice(before);
            xml.extend_from_slice(self.prefix);
            xml.extend_from_slice(name);
        };
        tag(xml, b"<", b"row r=\"");
        xml.extend_from_slice(number.to_string().as_bytes());
        xml.extend_from_slice(b"\">");
        xml.extend_from_slice(&self.made);
        tag(xml, b"</", b"row>");
    }

    fn add_to_row(
        &self,
        xml: &mut Vec<u8>,
        row: &[u8],
        number: u32,
        shape: &RowShape,
        placement: Placement,
    ) -> Result<(), Fault> {
        if self.made.is_empty() {
            xml.extend_from_slice(row);
            return Ok(());
        }
        let mut edits = Edits::default();
        if let Place::Named(_) = shape.place {
            // Rows of ours may stand before it now, so it says itself what its cells said.
            let tag = element_at(row, 0).ok_or(Fault::CutOff)?;
            edits.insert(tag.name_end(), format!(" r=\"{number}\""));
        }
        if let Some(spans) = &shape.spans {
            let text = &row[spans.clone()];
            // Several spans, or none that can be read: the attribute is a hint and may go.
            let low = text.split(|&b| b == b':').next().and_then(crate::xml::elements::number);
            let single = !text.trim_ascii().contains(&b' ');
            let grown = low.filter(|_| single).map(|low| {
                format!("{}:{}", low.clamp(1, placement.first), placement.last.max(shape.columns))
            });
            edits.replace(
                spans.clone(),
                grown.unwrap_or_else(|| format!("1:{}", placement.last.max(shape.columns))),
            );
        }
        if shape.is_empty {
            let name = element_at(row, 0).ok_or(Fault::CutOff)?;
            let close = [b"</", name.prefix(), b"row>"].concat();
            edits.replace(row.len() - 2..row.len(), [b">", &self.made[..], &close[..]].concat());
        } else if shape.columns < placement.first {
            edits.insert(shape.insert_at, self.made.clone());
        } else {
            self.among(&mut edits, row, number, shape.open_end, placement)?;
        }
        xml.extend_from_slice(&edits.apply(row));
        Ok(())
    }

    /// Puts the new cells in the place of styled but empty ones.
    fn among(
        &self,
        edits: &mut Edits,
        row: &[u8],
        row_number: u32,
        body: usize,
        placement: Placement,
    ) -> Result<(), Fault> {
        let (mut column, mut at, mut place) = (0, body, body);
        while let Some(element) = next_element(row, at) {
            at = element.range.end;
            if element.local() != b"c" || !element.is_start() {
                continue;
            }
            column = element.attribute(b"r").and_then(column_of).unwrap_or(column + 1);
            let end = crate::sheet_xml::cell_end(row, &element).ok_or(Fault::CutOff)?;
            at = end;
            if column < placement.first {
                place = end;
            } else if column <= placement.last {
                edits.replace(element.range.start..end, "");
                place = place.max(end);
            } else if element.attribute(b"r").is_none() {
                // It stood where it did because of those before it.
                let name = format!(" r=\"{}{row_number}\"", letters(column));
                edits.insert(element.name_end(), name);
            }
        }
        edits.insert(place, self.made.clone());
        Ok(())
    }
}

#[derive(Clone, Copy)]
enum CellValue<'a> {
    Number(f64),
    Text(&'a str),
}

fn column_value(cell: &NewCell) -> Option<CellValue<'_>> {
    match cell {
        NewCell::Number(number) if number.is_finite() => Some(CellValue::Number(*number)),
        NewCell::Text(text) if !text.is_empty() => Some(CellValue::Text(text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Numbered;
    impl NewCells for Numbered {
        fn cells(&mut self, row: u32, out: &mut Vec<NewCell>) -> Result<(), WorkbookError> {
            out.push(NewCell::Text(format!("t{row}")));
            out.push(NewCell::Number(f64::from(row)));
            Ok(())
        }

        fn sheets(&mut self) -> Result<File, WorkbookError> {
            Err(WorkbookError::Cancelled)
        }

        fn go_on(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn appended(rows: &str, first: u32, last_row: u32) -> String {
        let xml = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let (mut stream, _) = RowStream::open(xml.as_bytes()).unwrap();
        let mut out = Vec::new();
        let placement = Placement { first, last: first + 1, header_row: 0, last_row, id_column: 1 };
        let styles = ColumnStyles { header: None, body: vec![None, Some(9)] };
        let forms = CellForms { styles, writing: Writing::Utf8 };
        append(
            &mut stream,
            placement,
            &forms,
            None,
            &mut Numbered,
            |xml| {
                out.append(xml);
                Ok(())
            },
            |_| Ok(()),
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    fn ours(row: u32, column: &str, next: &str) -> String {
        format!(
            r#"<c r="{column}{row}" t="inlineStr"><is><t>t{row}</t></is></c><c r="{next}{row}" s="9"><v>{row}</v></c>"#
        )
    }

    #[test]
    fn cells_go_behind_the_last_and_missing_rows_are_made() {
        assert_eq!(
            appended(
                r#"<row r="1" spans="1:2"><c r="A1"><v>1</v></c></row> <row r="3"/><row r="9"><c r="A9" s="1"/></row>"#,
                3,
                4
            ),
            format!(
                r#"<row r="1" spans="1:4"><c r="A1"><v>1</v></c>{}</row> <row r="2">{}</row><row r="3">{}</row><row r="4">{}</row><row r="9"><c r="A9" s="1"/></row>"#,
                ours(1, "C", "D"),
                ours(2, "C", "D"),
                ours(3, "C", "D"),
                ours(4, "C", "D"),
            )
        );
    }

    #[test]
    fn empty_styled_cells_give_way() {
        assert_eq!(
            appended(
                r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="4"/><c r="C1" s="4"></c><c r="F1" s="4"/></row>"#,
                2,
                1
            ),
            format!(r#"<row r="1"><c r="A1"><v>1</v></c>{}<c r="F1" s="4"/></row>"#, ours(1, "B", "C"))
        );
    }

    #[test]
    fn cells_behind_ours_that_do_not_say_where_they_stand_stay() {
        assert_eq!(
            appended(r#"<row><c><v>1</v></c><c s="4"/><c/><c s="5"/></row>"#, 2, 1),
            format!(r#"<row><c><v>1</v></c>{}<c r="D1" s="5"/></row>"#, ours(1, "B", "C"))
        );
    }
}
