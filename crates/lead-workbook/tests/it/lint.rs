//! What makes Excel offer a repair, checked apart from the code that writes: order and uniqueness
//! of rows and cells, styles that exist, text that fits, columns that do not overlap, the filter
//! over the data, names of sheets.

use crate::files::part;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::path::Path;

/// What a sheet's part says of itself.
#[derive(Debug, Default)]
pub struct SheetFacts {
    pub rows: u32,
    pub formulas: usize,
    pub hyperlinks: usize,
    pub filter: Option<String>,
    pub frozen_rows: Option<u32>,
}

/// Checks a workbook and gives the facts of its sheets, in order.
pub fn lint(path: &Path) -> Vec<SheetFacts> {
    let styles = count_in(&part(path, "xl/styles.xml"), "cellXfs");
    let workbook = part(path, "xl/workbook.xml");
    let mut names: Vec<String> = Vec::new();
    each_tag(&workbook, |tag| {
        if tag.local_name().as_ref() == "sheet" {
            names.push(attribute(tag, "name").unwrap());
        }
    });
    for (index, name) in names.iter().enumerate() {
        assert!((1..=31).contains(&name.encode_utf16().count()), "{name}");
        assert!(!name.contains(['[', ']', ':', '*', '?', '/', '\\']), "{name}");
        assert!(
            !names[..index].iter().any(|other| other.to_lowercase() == name.to_lowercase()),
            "{name} twice"
        );
    }
    (1..=names.len())
        .map(|number| sheet(&part(path, &format!("xl/worksheets/sheet{number}.xml")), styles))
        .collect()
}

fn sheet(xml: &str, styles: usize) -> SheetFacts {
    let mut facts = SheetFacts::default();
    let (mut row, mut column, mut last_column) = (0_u32, 0_u32, 0_u32);
    each_tag(xml, |tag| match tag.local_name().as_ref() {
        "col" => {
            let (low, high) = (number(tag, "min").unwrap(), number(tag, "max").unwrap());
            assert!(low > last_column && high >= low && high <= 16_384, "columns {low} to {high} overlap");
            last_column = high;
        }
        "pane" => facts.frozen_rows = number(tag, "ySplit"),
        "row" => {
            let next = number(tag, "r").unwrap();
            assert!(next > row && next <= 1_048_576, "row {next} after {row}");
            (row, column) = (next, 0);
            facts.rows = row;
        }
        "c" => {
            let name = attribute(tag, "r").unwrap();
            let digits = name.find(|c: char| c.is_ascii_digit()).unwrap();
            let at = name[..digits].bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
            assert_eq!(name[digits..].parse(), Ok(row), "{name} is not in its row");
            assert!(at > column && at <= 16_384, "{name} out of order");
            column = at;
            assert!(
                (number(tag, "s").unwrap_or(0) as usize) < styles,
                "{name} has a style that is not there"
            );
        }
        "f" => facts.formulas += 1,
        "hyperlink" => facts.hyperlinks += 1,
        "autoFilter" => facts.filter = attribute(tag, "ref"),
        _ => {}
    });
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Text(text) => assert!(text.as_ref().encode_utf16().count() <= 32_767 * 6),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(!xml.chars().any(|c| c < ' ' && !matches!(c, '\t' | '\n' | '\r')), "a character XML forbids");
    facts
}

fn count_in(styles: &str, list: &str) -> usize {
    let mut count = None;
    let mut real = 0;
    let mut inside = false;
    let mut reader = Reader::from_str(styles);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) if tag.local_name().as_ref() == list => {
                count = number(&tag, "count");
                inside = true;
            }
            Event::End(tag) if tag.local_name().as_ref() == list => inside = false,
            Event::Start(tag) | Event::Empty(tag) if inside && tag.local_name().as_ref() == "xf" => real += 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(count.map(|count| count as usize), Some(real), "{list} miscounted");
    real
}

fn each_tag(xml: &str, mut see: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => see(&tag),
            Event::Eof => break,
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().map(Result::unwrap).find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.value.to_string())
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.parse().ok()
}
