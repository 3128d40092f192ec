//! xlsx and xlsm files, read row by row in bounded memory by a reader of our own.

mod behind;
mod cells;
mod contents;
mod formats;
mod links;
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
use crate::cell::Cell;
use crate::error::WorkbookError;
use crate::package::{MOST_IN_SHEET, MOST_IN_SMALL_PART, MOST_IN_STRINGS, Package, PartFault};
use crate::xml_scan::{Name, ScanFault};
use behind::look_behind;
use cells::{CellFault, RawCell, RawCells, Values};
use contents::Contents;
use formats::Formats;
use links::Links;
use memchr::memmem;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use strings::StringStore;

/// No sheet seen has more than a few dozen.
const MOST_TABLES: usize = 100;

/// Which cells of a row are made out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted {
    All,
    /// All, and how they look.
    WithLooks,
    /// Of rows with an id in this column, counted from 0, that id; of the others all.
    Id(u32),
}

pub(super) struct XlsxBook {
    path: PathBuf,
    package: Package,
    contents: Contents,
    /// Read when the first row is asked for: the names of sheets need none of it.
    shared: Option<Shared>,
    /// Those of the sheet last read, by the name of its part.
    links: Option<(String, Links)>,
}

/// A table by name.
#[derive(Default)]
struct Table {
    range: Option<Range>,
    has_header: bool,
    /// Whether its last row holds totals.
    has_totals: bool,
    is_filtered: bool,
}

struct Shared {
    strings: StringStore,
    formats: Formats,
}

impl XlsxBook {
    pub(super) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let mut package = Package::open(path)?;
        let contents = Contents::read(path, &mut package)?;
        Ok(Self { path: path.to_owned(), package, contents, shared: None, links: None })
    }

    pub(super) fn sheets(&self) -> Vec<SheetName> {
        let name = |sheet: &contents::SheetPart| SheetName { name: sheet.name.clone(), seen: sheet.seen };
        self.contents.sheets.iter().map(name).collect()
    }

    /// Walks over a whole sheet.
    pub(super) fn survey(&mut self, sheet: &str) -> Result<Survey, WorkbookError> {
        let part = self.part_of(sheet)?;
        self.share()?;
        read_links(&mut self.links, &mut self.package, &part)?;
        let counts_from_1904 = self.contents.counts_from_1904;
        let (Some(Shared { strings, formats }), Some((_, links))) = (&mut self.shared, &self.links) else {
            return Ok(Survey::default());
        };
        let mut cells = Cells { values: Values { strings, formats, counts_from_1904 }, links };
        let walked = self.package.read_xml(&part, MOST_IN_SHEET, |xml| survey::survey(xml, &mut cells))?;
        let mut survey = walked.ok_or_else(|| missing(&self.path, &part))?;
        for table in self.tables(&part)? {
            survey.is_filtered |= table.is_filtered;
            if table.has_header {
                survey.add_table(table.range);
            }
        }
        survey.is_signed = self.contents.is_signed;
        Ok(survey)
    }

    /// Tables by name are parts of their own.
    fn tables(&mut self, sheet: &str) -> Result<Vec<Table>, WorkbookError> {
        let relations = self.package.relations_of(sheet, |kind| kind.ends_with("/table"))?;
        let mut tables = Vec::new();
        for part in relations.into_values().take(MOST_TABLES) {
            self.package.walk(&part.target, MOST_IN_SMALL_PART, |scan| {
                let mut table = Table::default();
                while let Some(tag) = scan.next()? {
                    match tag.name() {
                        Name::Open(b"table") => {
                            table.range = Range::read(tag.attribute(b"ref").unwrap_or_default());
                            table.has_totals = !matches!(tag.attribute(b"totalsRowCount"), None | Some(b"0"));
                            table.has_header = tag.attribute(b"headerRowCount") != Some(b"0");
                        }
                        Name::Open(b"filterColumn") => table.is_filtered = true,
                        _ => {}
                    }
                }
                tables.push(table);
                Ok(())
            })?;
        }
        Ok(tables)
    }

    /// The rows of totals of the tables that have a column, counted from 0.
    pub(super) fn totals(&mut self, sheet: &str, column: u32) -> Result<Vec<u32>, WorkbookError> {
        let part = self.part_of(sheet)?;
        let with_totals = self.tables(&part)?.into_iter().filter(|table| table.has_totals);
        let ranges = with_totals.filter_map(|table| table.range);
        Ok(ranges.filter(|range| range.has_column(column)).map(|range| range.bottom).collect())
    }

    pub(super) fn rows(
        &mut self,
        sheet: &str,
        wanted: Wanted,
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
        if !matches!(wanted, Wanted::WithLooks) {
            read_links(&mut self.links, &mut self.package, &part)?;
        }
        let no_links = Links::default();
        let links = match &self.links {
            Some((of, links)) if *of == part => links,
            _ => &no_links,
        };
        let Some(Shared { strings, formats }) = &mut self.shared else { return Ok(()) };
        let mut cells = Cells { values: Values { strings, formats, counts_from_1904 }, links };
        let mut assembler = Assembler::new(path, &palette, each);
        let read = self.package.read_xml(&part, MOST_IN_SHEET, |xml| {
            let mut rows = Rows::open(xml).map_err(fault_of_row)?;
            while let Some(row) = rows.next()? {
                if cells.put(&row, wanted, &mut assembler)? {
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

/// Makes cells out of raw ones.
struct Cells<'c> {
    values: Values<'c>,
    links: &'c Links,
}

impl Cells<'_> {
    fn cell(&mut self, row: &Row<'_>, raw: &RawCell<'_>) -> Result<Cell, PartFault> {
        let value = self.values.value(raw).map_err(|fault| in_row(row, fault))?;
        Ok(look_behind(value, raw, self.links.at(row.number, raw.column)))
    }

    /// The cell of a column where it is an id, with its style.
    fn id(&mut self, row: &Row<'_>, column: u32) -> Result<Option<(Cell, u32)>, PartFault> {
        let mut raw_cells = RawCells::new(row.bytes, row.body);
        while let Some(raw) = raw_cells.next().map_err(|fault| in_row(row, fault))? {
            if raw.column == column {
                let cell = self.cell(row, &raw)?;
                return Ok(cell.reading().is_id().then_some((cell, raw.style)));
            }
        }
        Ok(None)
    }

    /// A row's cells from column A; `None` where their texts take more room than that, in bytes.
    fn all(&mut self, row: &Row<'_>, room: usize) -> Result<Option<Vec<Cell>>, PartFault> {
        let (mut cells, mut text) = (Vec::new(), 0);
        let mut raw_cells = RawCells::new(row.bytes, row.body);
        while let Some(raw) = raw_cells.next().map_err(|fault| in_row(row, fault))? {
            let column = raw.column as usize;
            cells.resize(cells.len().max(column + 1), Cell::Blank);
            cells[column] = self.cell(row, &raw)?;
            if let Cell::Text(held) | Cell::Error(held) | Cell::IdBehind { shown: held, .. } = &cells[column]
            {
                text += held.len();
            }
            if text > room {
                return Ok(None);
            }
        }
        Ok(Some(cells))
    }

    /// Puts a row's cells; true once the receiver has enough.
    fn put(
        &mut self,
        row: &Row<'_>,
        wanted: Wanted,
        assembler: &mut Assembler<'_, '_>,
    ) -> Result<bool, PartFault> {
        let at = row.number - 1;
        if let Wanted::Id(column) = wanted
            && let Some((cell, style)) = self.id(row, column)?
        {
            let flow = assembler.put(at, column, cell, style).map_err(PartFault::Receiver)?;
            return Ok(flow.is_break());
        }
        let mut raw_cells = RawCells::new(row.bytes, row.body);
        while let Some(raw) = raw_cells.next().map_err(|fault| in_row(row, fault))? {
            let cell = self.cell(row, &raw)?;
            let flow = assembler.put(at, raw.column, cell, raw.style).map_err(PartFault::Receiver)?;
            if flow.is_break() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Reads a sheet's links, unless they are the ones at hand.
fn read_links(
    links: &mut Option<(String, Links)>,
    package: &mut Package,
    part: &str,
) -> Result<(), WorkbookError> {
    if links.as_ref().is_none_or(|(of, _)| of != part) {
        *links = Some((part.to_owned(), Links::read(package, part)?));
    }
    Ok(())
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
