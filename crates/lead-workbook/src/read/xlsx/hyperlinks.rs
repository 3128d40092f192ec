//! A sheet's cells may link to records; the ids are in the addresses.
//!
//! A sheet lists its links behind its rows, and the addresses stand in a part of their own. They are
//! read before the rows, and of an address only the id is held.

use super::range::Range;
use super::rows::{Rows, fault_of_row};
use crate::error::WorkbookError;
use crate::package::{MOST_IN_SHEET, MOST_IN_SMALL_PART, Package, relations_part};
use crate::sheet_xml::Fault;
use crate::xml::scan::{Name, XmlScan};
use lead_model::{IdReading, Malformed, Wrapping, read_address};
use std::collections::HashMap;
use std::io::BufReader;

/// Excel's own limit for a sheet ("Excel specifications and limits").
const MOST_LINKS: usize = 65_530;
/// Links that lie over several cells at once; each is looked through for a cell without a link of its
/// own.
const MOST_AREAS: usize = 1000;
/// Addresses without an id, held since what follows their `#` stands elsewhere and may have one. In bytes.
const MOST_TEXT: usize = 4 << 20;

/// The cells of a sheet whose links lead to a record.
#[derive(Default)]
pub(super) struct Links {
    /// By row, counted from 1, and column, counted from 0.
    cells: HashMap<(u32, u32), IdReading>,
    areas: Vec<(Range, IdReading)>,
}

impl Links {
    /// Reads the links of a sheet by the name of its part.
    pub(super) fn read(package: &mut Package, sheet: &str) -> Result<Self, WorkbookError> {
        let addresses = addresses(package, sheet)?;
        if addresses.is_empty() {
            return Ok(Self::default());
        }
        let links = package.read_xml(sheet, MOST_IN_SHEET, |xml| {
            let mut links = Self::default();
            let mut rows = match Rows::open(xml) {
                Ok(rows) => rows,
                Err(Fault::NoSheetData) => return Ok(links),
                Err(fault) => return Err(fault_of_row(fault)),
            };
            while rows.next()?.is_some() {}
            let mut rest = XmlScan::new(BufReader::new(rows.into_rest()));
            let mut left = MOST_LINKS;
            while let Some(tag) = rest.next()? {
                if tag.name() != Name::Open(b"hyperlink") || left == 0 {
                    continue;
                }
                left -= 1;
                let area = Range::read(tag.attribute(b"ref").unwrap_or_default());
                let address = tag.text(b"id").and_then(|id| addresses.get(&id));
                let (Some(area), Some(address)) = (area, address) else { continue };
                if let Some(reading) = address.with(&tag.text(b"location").unwrap_or_default()) {
                    links.add(area, reading);
                }
            }
            Ok(links)
        })?;
        Ok(links.unwrap_or_default())
    }

    fn add(&mut self, area: Range, reading: IdReading) {
        let reading = reading.taken_out_of(Wrapping::Link);
        if (area.top, area.left) == (area.bottom, area.right) {
            self.cells.insert((area.top, area.left), reading);
        } else if self.areas.len() < MOST_AREAS {
            self.areas.push((area, reading));
        }
    }

    /// What a cell's link says: its row counted from 1, its column from 0.
    pub(super) fn at(&self, row: u32, column: u32) -> Option<&IdReading> {
        let covers = |area: &Range| (area.top..=area.bottom).contains(&row) && area.has_column(column);
        self.cells
            .get(&(row, column))
            .or_else(|| self.areas.iter().find(|(area, _)| covers(area)).map(|(_, reading)| reading))
    }
}

/// An address as the relations have it: without what follows its `#`.
enum Address {
    Names(IdReading),
    NamesNone(String),
}

impl Address {
    fn with(&self, fragment: &str) -> Option<IdReading> {
        match self {
            Self::Names(reading) if fragment.is_empty() => Some(reading.clone()),
            Self::NamesNone(_) if fragment.is_empty() => None,
            Self::NamesNone(address) => read_address(&format!("{address}#{fragment}")),
            // The two are one address, which then has two places that name a record.
            Self::Names(reading) => match (reading, read_address(&format!("#{fragment}"))) {
                (IdReading::Lead { id, .. }, Some(IdReading::Lead { id: other, .. })) if *id != other => {
                    Some(IdReading::Malformed(Malformed::Several))
                }
                _ => Some(reading.clone()),
            },
        }
    }
}

fn addresses(package: &mut Package, sheet: &str) -> Result<HashMap<String, Address>, WorkbookError> {
    let walked = package.walk(&relations_part(sheet), MOST_IN_SMALL_PART, |scan| {
        let (mut addresses, mut text) = (HashMap::new(), 0);
        while let Some(tag) = scan.next()? {
            let is_link = tag.name() == Name::Open(b"Relationship")
                && tag.attribute(b"Type").is_some_and(|kind| kind.ends_with(b"/hyperlink"));
            if !is_link || addresses.len() == MOST_LINKS {
                continue;
            }
            let (Some(id), Some(target)) = (tag.text(b"Id"), tag.text(b"Target")) else { continue };
            match read_address(&target) {
                Some(reading) => drop(addresses.insert(id, Address::Names(reading))),
                None if text + target.len() <= MOST_TEXT => {
                    text += target.len();
                    addresses.insert(id, Address::NamesNone(target));
                }
                None => {}
            }
        }
        Ok(addresses)
    })?;
    Ok(walked.unwrap_or_default())
}
