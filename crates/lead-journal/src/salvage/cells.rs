//! The rows on a page of a table, read one by one: what is wrong with one says nothing of the next.

use super::bytes::{be16, be32, signed, varint};
use super::pages::Pages;
use rusqlite::types::Value;

/// What the first byte of a page says it is.
const LEAF: u8 = 0x0D;
const INTERIOR: u8 = 0x05;
/// The first page begins with the file's own header.
const FILE_HEADER: usize = 100;
/// No row is longer, in bytes: an answer of a model, or a record, is a few kilobytes.
const LONGEST: u64 = 64_000_000;

/// A row as it lies in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct RawRow {
    /// Its number.
    pub(super) rowid: i64,
    /// Its values; text that is no text is bytes.
    pub(super) values: Vec<Value>,
}

/// The rows of a page; `None` where it is no page of a table's rows.
pub(super) fn rows(pages: &mut Pages, number: u32, page: &[u8]) -> Option<Vec<RawRow>> {
    let begin = begin_of(number);
    if page.get(begin) != Some(&LEAF) {
        return None;
    }
    let cells = pointers(page, begin + 3, begin + 8);
    Some(cells.into_iter().filter_map(|at| row(pages, page, at)).collect())
}

/// The pages below one; `None` where it is no page that leads to others.
pub(super) fn below(number: u32, page: &[u8]) -> Option<Vec<u32>> {
    let begin = begin_of(number);
    if page.get(begin) != Some(&INTERIOR) {
        return None;
    }
    let cells = pointers(page, begin + 3, begin + 12);
    Some(cells.into_iter().map(|at| be32(page, at)).chain([be32(page, begin + 8)]).collect())
}

fn begin_of(number: u32) -> usize {
    if number == 1 { FILE_HEADER } else { 0 }
}

/// Where the cells of a page begin. More than fit are not believed.
fn pointers(page: &[u8], count_at: usize, first: usize) -> Vec<usize> {
    let most = page.len().saturating_sub(first) / 2;
    let count = be16(page, count_at).min(most);
    (0..count).map(|place| be16(page, first + 2 * place)).filter(|at| *at >= first).collect()
}

fn row(pages: &mut Pages, page: &[u8], at: usize) -> Option<RawRow> {
    let (length, used) = varint(page, at)?;
    let (rowid, more) = varint(page, at + used)?;
    let payload = payload(pages, page, at + used + more, length)?;
    Some(RawRow { rowid: rowid.cast_signed(), values: values(&payload)? })
}

/// The bytes of a row, which go on in pages of their own where they are many.
fn payload(pages: &mut Pages, page: &[u8], at: usize, length: u64) -> Option<Vec<u8>> {
    let size = pages.size();
    if length == 0 || length > LONGEST {
        return None;
    }
    let length = usize::try_from(length).ok()?;
    let most_here = size - 35;
    if length <= most_here {
        return page.get(at..at + length).map(<[u8]>::to_vec);
    }
    let least_here = (size - 12) * 32 / 255 - 23;
    let fits = least_here + (length - least_here) % (size - 4);
    let here = if fits <= most_here { fits } else { least_here };
    let mut bytes = page.get(at..at + here)?.to_vec();
    let mut next = be32(page, at + here);
    while bytes.len() < length {
        let (_, more) = pages.newest(next).filter(|_| next > 1 && next <= pages.count())?;
        let wanted = (length - bytes.len()).min(size - 4);
        bytes.extend_from_slice(more.get(4..4 + wanted)?);
        next = be32(&more, 0);
    }
    Some(bytes)
}

/// The values of a row: first what each is, then what they hold.
fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let (header, mut at) = varint(payload, 0)?;
    let header = usize::try_from(header).ok().filter(|header| *header <= payload.len())?;
    let mut body = header;
    let mut values = Vec::new();
    while at < header {
        let (kind, used) = varint(payload, at)?;
        at += used;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => usize::try_from((kind - 12) / 2).ok()?,
        };
        let bytes = payload.get(body..body.checked_add(length)?)?;
        body += length;
        values.push(value(kind, bytes));
    }
    Some(values)
}

fn value(kind: u64, bytes: &[u8]) -> Value {
    match kind {
        0 => Value::Null,
        7 => Value::Real(f64::from_bits(signed(bytes).cast_unsigned())),
        8 => Value::Integer(0),
        9 => Value::Integer(1),
        1..=6 => Value::Integer(signed(bytes)),
        _ if kind.is_multiple_of(2) => Value::Blob(bytes.to_vec()),
        _ => match str::from_utf8(bytes) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Blob(bytes.to_vec()),
        },
    }
}
