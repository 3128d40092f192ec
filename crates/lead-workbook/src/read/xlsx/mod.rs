//! xlsx and xlsm files, read row by row in bounded memory by a reader of our own.

mod cells;
mod contents;
mod formats;
mod palette;
mod strings;
mod survey;
pub(crate) mod text;

pub(crate) use survey::{Range, Survey};

use super::assembler::Assembler;
use super::{EachRow, SheetName};
use crate::append::Fault;
use crate::append::row_shape::Place;
use crate::append::rows::RowStream;
use crate::append::xml::{element_at, number};
use crate::error::WorkbookError;
use crate::package::{MOST_IN_SHEET, MOST_IN_SMALL_PART, MOST_IN_STRINGS, Package, PartFault};
use crate::xml_scan::{Name, ScanFault};
use cells::{CellFault, RawCells, Values};
use contents::Contents;
use formats::Formats;
use memchr::memmem;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use strings::StringStore;

/// No sheet seen has more than a few dozen.
const MOST_TABLES: usize = 100;

/// Which cells of a row are made out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'w> {
    All,
    /// All, and how they look.
    WithLooks,
    /// Those of some columns, counted from 0. The others only count as being there.
    Columns(&'w [u32]),
}

pub(super) struct XlsxBook {
    path: PathBuf,
    package: Package,
    contents: Contents,
    /// Read when the first row is asked for: the names of sheets need none of it.
    shared: Option<Shared>,
}

struct Shared {
    strings: StringStore,
    formats: Formats,
}

impl XlsxBook {
    pub(super) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let mut package = Package::open(path)?;
        let contents = Contents::read(path, &mut package)?;
        Ok(Self { path: path.to_owned(), package, contents, shared: None })
    }

    pub(super) fn sheets(&self) -> Vec<SheetName> {
        let name = |sheet: &contents::SheetPart| SheetName { name: sheet.name.clone(), seen: sheet.seen };
        self.contents.sheets.iter().map(name).collect()
    }

    /// Walks over a whole sheet.
    pub(super) fn survey(&mut self, sheet: &str) -> Result<Survey, WorkbookError> {
        let part = self.part_of(sheet)?;
        self.share()?;
        let counts_from_1904 = self.contents.counts_from_1904;
        let Some(Shared { strings, formats }) = &mut self.shared else { return Ok(Survey::default()) };
        let values = Values { strings, formats, counts_from_1904 };
        let walked = self.package.read_xml(&part, MOST_IN_SHEET, |xml| survey::survey(xml, &values))?;
        let mut survey = walked.ok_or_else(|| missing(&self.path, &part))?;
        self.survey_tables(&part, &mut survey)?;
        survey.is_signed = self.contents.is_signed;
        Ok(survey)
    }

    /// Tables by name are parts of their own.
    fn survey_tables(&mut self, sheet: &str, survey: &mut Survey) -> Result<(), WorkbookError> {
        let relations = self.package.relations_of(sheet, |kind| kind.ends_with("/table"))?;
        for part in relations.into_values().take(MOST_TABLES) {
            self.package.walk(&part.target, MOST_IN_SMALL_PART, |scan| {
                while let Some(tag) = scan.next()? {
                    match tag.name() {
                        Name::Open(b"table") => {
                            let range = Range::read(tag.attribute(b"ref").unwrap_or_default());
                            if !matches!(tag.attribute(b"totalsRowCount"), None | Some(b"0")) {
                                survey.totals.extend(range.map(|range| range.bottom));
                            }
                            if tag.attribute(b"headerRowCount") != Some(b"0") {
                                survey.add_table(range);
                            }
                        }
                        Name::Open(b"filterColumn") => survey.is_filtered = true,
                        _ => {}
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    pub(super) fn rows(
        &mut self,
        sheet: &str,
        wanted: Wanted<'_>,
        each: &mut EachRow<'_>,
    ) -> Result<(), WorkbookError> {
        let part = self.part_of(sheet)?;
        self.share()?;
        let palette = match wanted {
            Wanted::WithLooks => palette::palette(&self.path, &mut self.package, &self.contents)?,
            _ => Vec::new(),
        };
        let path = &self.path;
        let counts_from_1904 = self.contents.counts_from_1904;
        let Some(Shared { strings, formats }) = &mut self.shared else { return Ok(()) };
        let mut values = Values { strings, formats, counts_from_1904 };
        let mut assembler = Assembler::new(path, &palette, each);
        let read = self.package.read_xml(&part, MOST_IN_SHEET, |xml| {
            let mut rows = Rows::open(xml).map_err(fault_of_row)?;
            while let Some(row) = rows.next()? {
                if put_row(&row, wanted, &mut values, &mut assembler)? {
                    return Ok(());
                }
            }
            // To the end, so that the part's checksum is looked at.
            io::copy(&mut rows.into_rest(), &mut io::sink())?;
            assembler.finish().map_err(PartFault::Receiver)
        })?;
        read.ok_or_else(|| missing(path, &part))
    }

    fn part_of(&self, sheet: &str) -> Result<String, WorkbookError> {
        let known = self.contents.sheets.iter().find(|known| known.name == sheet);
        known.map(|known| known.part.clone()).ok_or_else(|| {
            WorkbookError::damaged(&self.path, format!("the part of its sheet “{sheet}” is missing"))
        })
    }

    fn share(&mut self) -> Result<(), WorkbookError> {
        if self.shared.is_some() {
            return Ok(());
        }
        let strings = match &self.contents.strings {
            Some(part) => self
                .package
                .read_xml(part, MOST_IN_STRINGS, |xml| StringStore::read(xml).map_err(fault_of_row))?,
            None => None,
        };
        let formats = match &self.contents.styles {
            Some(part) => Formats::read(&mut self.package, part)?,
            None => Formats::default(),
        };
        self.shared = Some(Shared { strings: strings.unwrap_or_else(StringStore::empty), formats });
        Ok(())
    }
}

/// Puts a row's cells; true once the receiver has enough.
fn put_row(
    row: &Row<'_>,
    wanted: Wanted<'_>,
    values: &mut Values<'_>,
    assembler: &mut Assembler<'_, '_>,
) -> Result<bool, PartFault> {
    let at = row.number - 1;
    let mut is_reached = false;
    let mut cells = RawCells::new(row.bytes, row.body);
    while let Some(cell) = cells.next().map_err(|fault| in_row(row, fault))? {
        let is_wanted = match wanted {
            Wanted::Columns(columns) => columns.contains(&cell.column),
            Wanted::All | Wanted::WithLooks => true,
        };
        let flow = if is_wanted {
            let value = values.value(&cell).map_err(|fault| in_row(row, fault))?;
            assembler.put(at, cell.column, value, cell.style)
        } else if !is_reached && !values.is_blank(&cell).map_err(|fault| in_row(row, fault))? {
            is_reached = true;
            assembler.reach(at)
        } else {
            continue;
        };
        if flow.map_err(PartFault::Receiver)?.is_break() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn in_row(row: &Row<'_>, fault: CellFault) -> PartFault {
    match fault {
        CellFault::Io(error) => PartFault::from(error),
        CellFault::LongText => PartFault::Scan(ScanFault::LongText),
        fault => PartFault::Odd(format!("row {}: {fault}", row.number)),
    }
}

fn missing(path: &Path, part: &str) -> WorkbookError {
    WorkbookError::damaged(path, format!("“{part}” is missing inside it"))
}

/// A sheet's rows.
struct Rows<R> {
    /// What stands before the rows.
    before: Vec<u8>,
    stream: RowStream<R>,
    number: u32,
}

/// One of them.
struct Row<'a> {
    /// Counted from 1.
    number: u32,
    is_hidden: bool,
    bytes: &'a [u8],
    /// Behind its opening tag.
    body: usize,
}

impl<R: Read> Rows<R> {
    fn open(part: R) -> Result<Self, Fault> {
        let (stream, before) = RowStream::open(part)?;
        if memmem::find(&before, b"<!DOCTYPE").is_some() {
            return Err(Fault::Odd("its document type".into()));
        }
        Ok(Self { before, stream, number: 0 })
    }

    fn next(&mut self) -> Result<Option<Row<'_>>, PartFault> {
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

    fn into_rest(self) -> impl Read {
        self.stream.into_rest()
    }
}

/// What stopped a stream of rows or strings.
fn fault_of_row(fault: Fault) -> PartFault {
    match fault {
        Fault::Io(error) => PartFault::from(error),
        Fault::LargeRow => PartFault::Large("has a single text or row of absurd length"),
        Fault::LargeFrame => PartFault::Large("has an absurd length of text around its rows"),
        other => PartFault::Odd(other.to_string()),
    }
}
