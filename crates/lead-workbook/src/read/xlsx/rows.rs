//! The rows of a sheet come one after the other, as they stand in its XML.

use super::cells::CellFault;
use crate::package::PartFault;
use crate::sheet_xml::{Fault, Place, RowStream};
use crate::xml::elements::{element_at, number};
use crate::xml::scan::ScanFault;
use memchr::memmem;
use std::io::Read;

/// A sheet's rows.
pub(super) struct Rows<R> {
    /// What stands before the rows.
    pub(super) before: Vec<u8>,
    stream: RowStream<R>,
    number: u32,
}

/// One of them.
pub(super) struct Row<'a> {
    /// Counted from 1.
    pub(super) number: u32,
    pub(super) is_hidden: bool,
    pub(super) bytes: &'a [u8],
    /// Behind its opening tag.
    pub(super) body: usize,
}

impl<R: Read> Rows<R> {
    pub(super) fn open(part: R) -> Result<Self, Fault> {
        let (stream, before) = RowStream::open(part)?;
        if memmem::find(&before, b"<!DOCTYPE").is_some() {
            return Err(Fault::Odd("its document type".into()));
        }
        Ok(Self { before, stream, number: 0 })
    }

    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, PartFault> {
        let Some(bytes) = self.stream.next_row().map_err(fault_of_row)? else { return Ok(None) };
        let cut_off = || PartFault::Odd("a row ends in the middle".into());
        let tag = element_at(bytes, 0).ok_or_else(cut_off)?;
        let (mut written, mut is_hidden) = (None, false);
        for (name, range) in tag.attributes() {
            match name {
                b"r" => written = number(&bytes[range]),
                b"hidden" => is_hidden = matches!(&bytes[range], b"1" | b"true"),
                _ => {}
            }
        }
        let before = self.number;
        self.number = Place::of(bytes, tag.range.end, written).behind(before);
        if self.number < before || self.number == 0 {
            return Err(PartFault::Odd(format!("row {} comes after row {before}", self.number)));
        }
        Ok(Some(Row { number: self.number, is_hidden, bytes, body: tag.range.end }))
    }

    pub(super) fn into_rest(self) -> impl Read {
        self.stream.into_rest()
    }
}

/// What stopped a stream of rows or strings.
pub(super) fn fault_of_row(fault: Fault) -> PartFault {
    match fault {
        Fault::Io(error) => PartFault::from(error),
        Fault::LargeRow => PartFault::Large("has a single text or row of absurd length"),
        Fault::LargeFrame => PartFault::Large("has an absurd length of text around its rows"),
        other => PartFault::Odd(other.to_string()),
    }
}

/// What stopped the reading of a cell.
pub(super) fn in_row(row: &Row<'_>, fault: CellFault) -> PartFault {
    match fault {
        CellFault::Io(error) => PartFault::from(error),
        CellFault::LongText => PartFault::Scan(ScanFault::LongText),
        fault => PartFault::Odd(format!("row {}: {fault}", row.number)),
    }
}
