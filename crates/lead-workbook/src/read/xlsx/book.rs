//! An opened xlsx or xlsm file knows its parts, and reads the rows of a sheet when asked.

use super::cell_formats::cell_formats;
use super::cells::Values;
use super::hyperlinks::Links;
use super::number_formats::NumberFormats;
use super::range::Range;
use super::row_cells::{RowCells, Wanted};
use super::rows::{Rows, fault_of_row};
use super::shared_strings::StringStore;
use super::survey::{Survey, survey};
use super::workbook_part::{Contents, SheetPart};
use crate::error::WorkbookError;
use crate::package::{MOST_IN_SHEET, MOST_IN_SMALL_PART, MOST_IN_STRINGS, Package, PartFault};
use crate::read::row_assembler::Assembler;
use crate::read::row_view::EachRow;
use crate::read::sheet_name::SheetName;
use crate::xml::scan::Name;
use std::io;
use std::path::{Path, PathBuf};

/// No sheet seen has more than a few dozen.
const MOST_TABLES: usize = 100;

pub(in crate::read) struct XlsxBook {
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
    formats: NumberFormats,
}

impl XlsxBook {
    pub(in crate::read) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let mut package = Package::open(path)?;
        let contents = Contents::read(path, &mut package)?;
        Ok(Self { path: path.to_owned(), package, contents, shared: None, links: None })
    }

    pub(in crate::read) fn sheets(&self) -> Vec<SheetName> {
        let name = |sheet: &SheetPart| SheetName { name: sheet.name.clone(), visibility: sheet.visibility };
        self.contents.sheets.iter().map(name).collect()
    }

    /// Walks over a whole sheet.
    pub(in crate::read) fn survey(&mut self, sheet: &str) -> Result<Survey, WorkbookError> {
        let part = self.part_of(sheet)?;
        self.share()?;
        read_links(&mut self.links, &mut self.package, &part)?;
        let counts_from_1904 = self.contents.counts_from_1904;
        let (Some(Shared { strings, formats }), Some((_, links))) = (&mut self.shared, &self.links) else {
            return Ok(Survey::default());
        };
        let mut cells = RowCells { values: Values { strings, formats, counts_from_1904 }, links };
        let walked = self.package.read_xml(&part, MOST_IN_SHEET, |xml| survey(xml, &mut cells))?;
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
    pub(in crate::read) fn totals(&mut self, sheet: &str, column: u32) -> Result<Vec<u32>, WorkbookError> {
        let part = self.part_of(sheet)?;
        let with_totals = self.tables(&part)?.into_iter().filter(|table| table.has_totals);
        let ranges = with_totals.filter_map(|table| table.range);
        Ok(ranges.filter(|range| range.has_column(column)).map(|range| range.bottom).collect())
    }

    pub(in crate::read) fn rows(
        &mut self,
        sheet: &str,
        wanted: Wanted,
        each: &mut EachRow<'_>,
    ) -> Result<(), WorkbookError> {
        let part = self.part_of(sheet)?;
        self.share()?;
        let formats_by_style = match wanted {
            Wanted::WithFormats => cell_formats(&self.path, &mut self.package, &self.contents)?,
            _ => Vec::new(),
        };
        let path = &self.path;
        let counts_from_1904 = self.contents.counts_from_1904;
        if !matches!(wanted, Wanted::WithFormats) {
            read_links(&mut self.links, &mut self.package, &part)?;
        }
        let no_links = Links::default();
        let links = match &self.links {
            Some((of, links)) if *of == part => links,
            _ => &no_links,
        };
        let Some(Shared { strings, formats }) = &mut self.shared else { return Ok(()) };
        let mut cells = RowCells { values: Values { strings, formats, counts_from_1904 }, links };
        let mut assembler = Assembler::new(path, &formats_by_style, each);
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
            Some(part) => NumberFormats::read(&mut self.package, part)?,
            None => NumberFormats::default(),
        };
        self.shared = Some(Shared { strings: strings.unwrap_or_else(StringStore::empty), formats });
        Ok(())
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

fn missing(path: &Path, part: &str) -> WorkbookError {
    WorkbookError::damaged(path, format!("“{part}” is missing inside it"))
}
