//! This module finds the row that holds the headers, which need not be the first and may be missing.

use super::sample::SampleRow;
use crate::cell::Cell;
use lead_model::{IdReading, Malformed, object_name, read_id};

/// Titles, filters and dates above a table rarely take more rows than this.
const LOOKED_AT: usize = 30;
/// Enough of a column to see what it holds.
const COLUMN_SAMPLE: usize = 60;

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Blank,
    Word,
    /// A Salesforce id of whatever object.
    Id,
    /// What stands where an id should be: `n/a`, a dash, an id with a character too many.
    FailedId,
    Number,
    Date,
    Address,
    Other,
}

/// Words that headers of lead lists are made of.
const HEADER_WORDS: [&str; 40] = [
    "id",
    "lead",
    "name",
    "first",
    "last",
    "company",
    "account",
    "email",
    "e-mail",
    "mail",
    "phone",
    "mobile",
    "title",
    "status",
    "owner",
    "source",
    "country",
    "state",
    "city",
    "street",
    "zip",
    "postal",
    "website",
    "url",
    "domain",
    "industry",
    "employees",
    "revenue",
    "score",
    "rating",
    "date",
    "created",
    "modified",
    "segment",
    "region",
    "campaign",
    "notes",
    "comment",
    "description",
    "type",
];

/// The number of the header row; `None` where every row is data.
pub(crate) fn find_header_row(sample: &[SampleRow]) -> Option<u32> {
    let shapes: Vec<Vec<Shape>> = sample.iter().map(shapes_of).collect();
    let usual_width = usual_width(&shapes);
    let id_column = most_ids(&shapes);
    let mut fallback = None;
    for (index, row) in sample.iter().enumerate().take(LOOKED_AT) {
        let filled = filled(&shapes[index]);
        let is_wide_enough = filled * 2 >= usual_width && (filled >= 2 || usual_width <= 1);
        if !is_wide_enough {
            continue;
        }
        // The first row that has an id is data, and so is everything below it.
        if shapes[index].contains(&Shape::Id) {
            break;
        }
        let words =
            shapes[index].iter().filter(|&&shape| matches!(shape, Shape::Word | Shape::FailedId)).count();
        let stands_for_id =
            id_column.is_some_and(|column| shapes[index].get(column) == Some(&Shape::FailedId));
        if words * 5 < filled * 4 || stands_for_id {
            continue;
        }
        let score = contrast(&shapes, index) + 2 * known_words(row).min(3) + i32::from(all_differ(row));
        if score >= 2 {
            return Some(row.number);
        }
        if fallback.is_none() && index == 0 && all_differ(row) && words == filled {
            fallback = Some(row.number);
        }
    }
    fallback
}

/// The usual number of filled cells in a row: their median.
fn usual_width(shapes: &[Vec<Shape>]) -> usize {
    let mut widths: Vec<usize> = shapes.iter().map(|row| filled(row)).filter(|&width| width > 0).collect();
    widths.sort_unstable();
    widths.get(widths.len() / 2).copied().unwrap_or(0)
}

/// The column with the most ids of whatever object.
pub(crate) fn id_like_column(sample: &[SampleRow]) -> Option<usize> {
    most_ids(&sample.iter().map(shapes_of).collect::<Vec<_>>())
}

/// Whether a row is data for certain: it has an id.
pub(crate) fn holds_id(row: &SampleRow) -> bool {
    row.cells.iter().any(|cell| shape(cell) == Shape::Id)
}

/// Whether a row may be part of a header: nothing but words in it.
pub(crate) fn is_wordy(row: &SampleRow) -> bool {
    row.cells.iter().map(shape).all(|shape| matches!(shape, Shape::Word | Shape::Blank))
}

/// Whether a row is about as wide as the others.
pub(crate) fn is_wide(sample: &[SampleRow], at: usize) -> bool {
    let shapes: Vec<Vec<Shape>> = sample.iter().map(shapes_of).collect();
    shapes.get(at).is_some_and(|row| filled(row) * 2 >= usual_width(&shapes))
}

fn shapes_of(row: &SampleRow) -> Vec<Shape> {
    row.cells.iter().map(shape).collect()
}

fn filled(shapes: &[Shape]) -> usize {
    shapes.iter().filter(|&&shape| shape != Shape::Blank).count()
}

fn most_ids(shapes: &[Vec<Shape>]) -> Option<usize> {
    let width = shapes.iter().map(Vec::len).max().unwrap_or(0);
    (0..width)
        .map(|column| (column, shapes.iter().filter(|row| row.get(column) == Some(&Shape::Id)).count()))
        .filter(|&(_, ids)| ids > 0)
        .max_by_key(|&(column, ids)| (ids, std::cmp::Reverse(column)))
        .map(|(column, _)| column)
}

/// Words above numbers, dates, addresses or ids speak for a header; the same kind above its own
/// kind speaks against it.
fn contrast(shapes: &[Vec<Shape>], header: usize) -> i32 {
    let mut points = 0;
    for (column, &above) in shapes[header].iter().enumerate() {
        let below = shapes[header + 1..]
            .iter()
            .filter_map(|row| row.get(column).copied())
            .filter(|&shape| shape != Shape::Blank)
            .take(COLUMN_SAMPLE);
        let mut counts: Vec<(Shape, usize)> = Vec::new();
        for shape in below {
            match counts.iter_mut().find(|(known, _)| *known == shape) {
                Some((_, count)) => *count += 1,
                None => counts.push((shape, 1)),
            }
        }
        let Some(&(usual, _)) = counts.iter().max_by_key(|(_, count)| *count) else { continue };
        let is_word = |shape| matches!(shape, Shape::Word | Shape::Other | Shape::FailedId);
        if is_word(above) && !is_word(usual) {
            points += 1;
        } else if above == usual && !is_word(usual) {
            points -= 2;
        }
    }
    points
}

fn known_words(row: &SampleRow) -> i32 {
    let known = row.cells.iter().filter(|cell| {
        let text = cell.text().to_lowercase();
        text.len() <= 60
            && text.split(|c: char| !c.is_alphanumeric() && c != '-').any(|word| HEADER_WORDS.contains(&word))
    });
    i32::try_from(known.count()).unwrap_or(i32::MAX)
}

fn all_differ(row: &SampleRow) -> bool {
    let mut texts: Vec<String> =
        row.cells.iter().filter(|cell| !cell.is_blank()).map(|cell| cell.text().to_lowercase()).collect();
    let filled = texts.len();
    texts.sort_unstable();
    texts.dedup();
    texts.len() == filled
}

fn shape(cell: &Cell) -> Shape {
    match cell {
        Cell::Text(text) => shape_of_text(text.trim()),
        Cell::Number(_) => Shape::Number,
        Cell::DateTime { .. } => Shape::Date,
        Cell::Bool(_) => Shape::Other,
        Cell::Error(_) => Shape::FailedId,
        Cell::Blank => Shape::Blank,
        Cell::IdBehind { shown, reading } => match **reading {
            IdReading::Lead { .. } => Shape::Id,
            _ => shape_of_text(shown.trim()),
        },
    }
}

fn shape_of_text(text: &str) -> Shape {
    if text.is_empty() {
        return Shape::Blank;
    }
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    match read_id(text) {
        IdReading::Lead { .. } => return Shape::Id,
        IdReading::WrongObject { prefix } if has_digit && object_name(&prefix).is_some() => return Shape::Id,
        IdReading::Malformed(Malformed::Length(length)) if has_digit && (12..=20).contains(&length) => {
            return Shape::FailedId;
        }
        IdReading::Malformed(Malformed::CaseLost | Malformed::Contradiction | Malformed::Several) => {
            return Shape::FailedId;
        }
        _ => {}
    }
    let lower = text.to_lowercase();
    if matches!(
        lower.as_str(),
        "n/a" | "na" | "none" | "null" | "-" | "--" | "?" | "tbd" | "unknown" | "missing"
    ) {
        return Shape::FailedId;
    }
    let is_mail = text.contains('@') && !text.contains(' ') && text.contains('.');
    if is_mail || lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.") {
        return Shape::Address;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits * 2 > text.len() {
        return if text.contains(['-', '/', ':']) && digits >= 6 { Shape::Date } else { Shape::Number };
    }
    Shape::Word
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(rows: &[&[&str]]) -> Option<u32> {
        let sample: Vec<SampleRow> = (1..)
            .zip(rows)
            .map(|(number, row)| SampleRow {
                number,
                cells: row
                    .iter()
                    .map(|text| if text.is_empty() { Cell::Blank } else { Cell::Text((*text).to_owned()) })
                    .collect(),
            })
            .collect();
        find_header_row(&sample)
    }

    const A: &str = "00Q5g00000DeMoA";
    const B: &str = "00Q5g00000DeMoB";

    #[test]
    fn the_usual_first_row() {
        assert_eq!(find(&[&["Lead ID", "Company"], &[A, "Acme"], &[B, "Bolt"]]), Some(1));
        assert_eq!(find(&[&["Kennung", "Firma"], &[A, "Acme"], &[B, "Bolt"]]), Some(1));
    }

    #[test]
    fn titles_above_are_passed_over() {
        let rows: &[&[&str]] = &[
            &["Leads of the autumn fair"],
            &[],
            &["Exported", "2026-11-24"],
            &["Lead ID", "Name", "Company", "Email", "Score"],
            &[A, "Ada", "Acme", "ada@acme.com", "12"],
            &[B, "Bob", "Bolt", "bob@bolt.com", "7"],
            &["n/a", "Eve", "Evil", "eve@evil.com", "9"],
        ];
        assert_eq!(find(rows), Some(4));
    }

    #[test]
    fn a_sheet_without_headers_has_none() {
        assert_eq!(find(&[&[A, "Acme"], &[B, "Bolt"]]), None);
        assert_eq!(find(&[&[A], &[B]]), None);
        assert_eq!(find(&[&["n/a", "Evil"], &[A, "Acme"], &[B, "Bolt"]]), None);
        assert_eq!(find(&[&["00Q5g00000DeM", "Evil"], &[A, "Acme"], &[B, "Bolt"]]), None);
    }

    #[test]
    fn bad_ids_below_the_header_are_data() {
        assert_eq!(find(&[&["Lead ID", "Company"], &["n/a", "Evil"], &[A, "Acme"]]), Some(1));
        assert_eq!(find(&[&["Lead ID", "Company"], &["n/a", "Evil"], &["x", "Acme"]]), Some(1));
        assert_eq!(find(&[&["Id"], &[A], &[B]]), Some(1));
    }

    #[test]
    fn a_lone_header_is_still_one() {
        assert_eq!(find(&[&["Lead ID", "Company"]]), Some(1));
        assert_eq!(find(&[]), None);
    }
}
