//! The parts of a zip-packed workbook, checked for size before anything else opens them.
//!
//! The sizes a zip states may lie, and some parts are held in memory as a whole by whoever reads
//! them next; so each part is inflated once and thrown away, counting.

use crate::columns::position;
use crate::error::{WorkbookError, file_name};
use crate::xml_scan::{Name, Scan, ScanFault, XmlScan};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// Styles, relationships and the list of sheets are read whole.
const MOST_IN_SMALL_PART: u64 = 256 << 20;
/// Shared strings are held whole; a million rows of 20 columns have about 0.2 GB of them.
const MOST_IN_STRINGS: u64 = 2 << 30;
/// 1,048,576 rows of 100 filled columns are about 6 GB of XML.
const MOST_IN_SHEET: u64 = 16 << 30;
/// Deflate reaches about 1,000 : 1 on a repeated byte. Sheets of one repeated value stay below 200 : 1.
const HIGHEST_RATIO: u64 = 500;
/// Below this, a ratio says nothing.
const RATIO_MATTERS_FROM: u64 = 256 << 20;
/// calamine reserves this much for every shared string a file claims to have.
const BYTES_RESERVED_PER_STRING: u64 = 24;
const MOST_RESERVED_UNSEEN: u64 = 64 << 20;
/// Newer error values whose places are kept: one in every row. Past these, reading ends with a sentence.
const MOST_ODD_ERRORS: usize = 1_048_576;
/// The error values that calamine knows; it reads no further than the first newer one.
const KNOWN_ERRORS: [&[u8]; 7] = [b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"];

/// A zip file on disk.
pub(crate) struct Package {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
    /// Names by their lower-case form with forward slashes, as spreadsheets compare them.
    entries: HashMap<String, usize>,
}

/// What walking over a sheet's part told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct SheetScan {
    /// The last row with a value, counted from 1; 0 for an empty sheet.
    pub(crate) last_row: u32,
    /// Columns from A to the last one with a value.
    pub(crate) columns: u32,
    /// Cells with error values that are not among the seven old ones, in order.
    pub(crate) odd_errors: Vec<OddError>,
}

/// A cell with an error value such as `#SPILL!`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OddError {
    /// Counted from 1.
    pub(crate) row: u32,
    /// Counted from 0.
    pub(crate) column: u32,
    pub(crate) text: String,
}

impl Package {
    pub(crate) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let file = File::open(path).map_err(|error| WorkbookError::reading(path, error))?;
        let zip = ZipArchive::new(BufReader::new(file))
            .map_err(|error| WorkbookError::damaged(path, format!("its zip directory: {error}")))?;
        let entries = zip
            .file_names_raw()
            .enumerate()
            .map(|(index, name)| (key(&String::from_utf8_lossy(name)), index))
            .collect();
        Ok(Self { path: path.to_owned(), zip, entries })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(&key(name))
    }

    /// Whether some entry's name satisfies `wanted`; names come in lower case.
    pub(crate) fn has_like(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.entries.keys().any(|name| wanted(name))
    }

    /// The first bytes of a part; empty where there is no such part.
    pub(crate) fn beginning(&mut self, name: &str, bytes: u64) -> Result<Vec<u8>, WorkbookError> {
        let path = self.path.clone();
        let mut beginning = Vec::new();
        if let Some((part, _)) = self.part(name)? {
            part.take(bytes)
                .read_to_end(&mut beginning)
                .map_err(|error| WorkbookError::damaged(&path, error))?;
        }
        Ok(beginning)
    }

    fn part(&mut self, name: &str) -> Result<Option<(impl Read + '_, u64)>, WorkbookError> {
        let Some(&index) = self.entries.get(&key(name)) else { return Ok(None) };
        let part = self
            .zip
            .by_index(index)
            .map_err(|error| WorkbookError::damaged(&self.path, format!("“{name}”: {error}")))?;
        let packed = part.compressed_size();
        Ok(Some((part, packed)))
    }

    /// Walks over a part that may inflate to at most `most` bytes.
    pub(crate) fn walk<T>(
        &mut self,
        name: &str,
        most: u64,
        walk: impl FnOnce(&mut Scan<'_>) -> Result<T, ScanFault>,
    ) -> Result<Option<T>, WorkbookError> {
        let path = self.path.clone();
        let Some((part, packed)) = self.part(name)? else { return Ok(None) };
        let ratio = packed.saturating_mul(HIGHEST_RATIO).max(RATIO_MATTERS_FROM);
        let bounded = Bounded { inner: part, left: most.min(ratio) };
        let mut scan: Scan<'_> = XmlScan::new(Box::new(BufReader::with_capacity(128 << 10, bounded)));
        walk(&mut scan).map(Some).map_err(|fault| fault_in_part(&path, name, fault))
    }

    /// Inflates a part that is no XML, within bounds.
    pub(crate) fn measure(&mut self, name: &str, most: u64) -> Result<(), WorkbookError> {
        let path = self.path.clone();
        let Some((part, packed)) = self.part(name)? else { return Ok(()) };
        let ratio = packed.saturating_mul(HIGHEST_RATIO).max(RATIO_MATTERS_FROM);
        let mut reader = BufReader::with_capacity(128 << 10, Bounded { inner: part, left: most.min(ratio) });
        loop {
            let read = reader
                .fill_buf()
                .map(<[u8]>::len)
                .map_err(|error| fault_in_part(&path, name, error.into()))?;
            if read == 0 {
                return Ok(());
            }
            reader.consume(read);
        }
    }

    /// Checks the parts that are read whole whichever sheet is wanted.
    pub(crate) fn check_common(&mut self) -> Result<(), WorkbookError> {
        let names: Vec<String> = self.entries.keys().cloned().collect();
        for name in names {
            if name.ends_with("sharedstrings.xml") {
                self.check_strings(&name)?;
            } else if name.ends_with("sharedstrings.bin") {
                self.measure(&name, MOST_IN_STRINGS)?;
            } else if ending(&name) == "rels"
                || name.ends_with("styles.xml")
                || name.ends_with("workbook.xml")
                || name.ends_with("theme1.xml")
            {
                self.walk(&name, MOST_IN_SMALL_PART, |scan| {
                    while scan.next()?.is_some() {}
                    Ok(())
                })?;
            } else if name.ends_with("styles.bin") || name.ends_with("workbook.bin") {
                self.measure(&name, MOST_IN_SMALL_PART)?;
            }
        }
        Ok(())
    }

    fn check_strings(&mut self, name: &str) -> Result<(), WorkbookError> {
        let counts = self.walk(name, MOST_IN_STRINGS, |scan| {
            let (mut claimed, mut real) = (0, 0_u64);
            while let Some(tag) = scan.next()? {
                match tag.name() {
                    Name::Open(b"si") => real += 1,
                    Name::Open(b"sst") => claimed = tag.number(b"uniqueCount").unwrap_or(0),
                    _ => {}
                }
            }
            Ok((claimed, real))
        })?;
        let (claimed, real) = counts.unwrap_or_default();
        if claimed > real && claimed.saturating_mul(BYTES_RESERVED_PER_STRING) > MOST_RESERVED_UNSEEN {
            return Err(WorkbookError::damaged(
                &self.path,
                format!("it claims {claimed} texts and has {real}"),
            ));
        }
        Ok(())
    }

    /// Walks over a sheet's part.
    pub(crate) fn scan_sheet(&mut self, part: &str) -> Result<SheetScan, WorkbookError> {
        Ok(self.walk(part, MOST_IN_SHEET, scan_sheet)?.unwrap_or_default())
    }

    /// Checks a binary sheet's part.
    pub(crate) fn check_binary_sheets(&mut self) -> Result<(), WorkbookError> {
        let names: Vec<String> = self
            .entries
            .keys()
            .filter(|name| name.contains("worksheets/") && ending(name) == "bin")
            .cloned()
            .collect();
        names.iter().try_for_each(|name| self.measure(name, MOST_IN_SHEET))
    }

    /// The part of each sheet by the sheet's name, as the workbook's own list says.
    pub(crate) fn sheet_parts(&mut self) -> Result<HashMap<String, String>, WorkbookError> {
        let workbook = self
            .relations("_rels/.rels", "")?
            .into_values()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let relations = self.relations(&format!("{folder}/_rels/{file}.rels"), folder)?;
        let sheets = self.walk(&workbook, MOST_IN_SMALL_PART, |scan| {
            let mut sheets = Vec::new();
            while let Some(tag) = scan.next()? {
                if tag.name() == Name::Open(b"sheet") {
                    sheets.push((tag.text(b"name").unwrap_or_default(), tag.text(b"id").unwrap_or_default()));
                }
            }
            Ok(sheets)
        })?;
        Ok(sheets
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(name, id)| Some((name, relations.get(&id)?.target.clone())))
            .collect())
    }

    fn relations(&mut self, part: &str, folder: &str) -> Result<HashMap<String, Relation>, WorkbookError> {
        let relations = self.walk(part, MOST_IN_SMALL_PART, |scan| {
            let mut relations = HashMap::new();
            while let Some(tag) = scan.next()? {
                if tag.name() == Name::Open(b"Relationship") {
                    let target = tag.text(b"Target").unwrap_or_default().replace('\\', "/");
                    let target = match target.strip_prefix('/') {
                        Some(absolute) => absolute.to_owned(),
                        None if folder.is_empty() => target,
                        None => format!("{folder}/{target}"),
                    };
                    let kind = tag.text(b"Type").unwrap_or_default();
                    relations.insert(tag.text(b"Id").unwrap_or_default(), Relation { kind, target });
                }
            }
            Ok(relations)
        })?;
        Ok(relations.unwrap_or_default())
    }
}

struct Relation {
    kind: String,
    target: String,
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn key(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn scan_sheet(scan: &mut Scan<'_>) -> Result<SheetScan, ScanFault> {
    let mut found = SheetScan::default();
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut is_error, mut in_value) = (false, false);
    while let Some(tag) = scan.next()? {
        match tag.name() {
            Name::Open(b"row") => {
                row = tag.number(b"r").and_then(|r| u32::try_from(r).ok()).unwrap_or(row + 1);
                column = 0;
            }
            Name::Open(b"c") => {
                if let Some((at_column, at_row)) = tag.attribute(b"r").and_then(position) {
                    (column, row) = (at_column + 1, at_row);
                } else {
                    column += 1;
                }
                is_error = tag.attribute(b"t") == Some(b"e");
            }
            Name::Open(b"v" | b"t") => in_value = !tag.is_empty(),
            Name::Close(b"v" | b"t") if in_value => {
                in_value = false;
                if scan.has_text() {
                    found.last_row = found.last_row.max(row);
                    found.columns = found.columns.max(column);
                    if is_error
                        && found.odd_errors.len() < MOST_ODD_ERRORS
                        && !KNOWN_ERRORS.contains(&scan.text())
                    {
                        let text = String::from_utf8_lossy(scan.text()).into_owned();
                        found.odd_errors.push(OddError { row, column: column.saturating_sub(1), text });
                    }
                }
            }
            Name::Close(b"sheetData") => break,
            _ => {}
        }
    }
    Ok(found)
}

fn fault_in_part(path: &Path, part: &str, fault: ScanFault) -> WorkbookError {
    let name = file_name(path);
    match fault {
        ScanFault::Io(error)
            if error
                .get_ref()
                .is_some_and(<dyn std::error::Error + Send + Sync + 'static>::is::<PastBound>) =>
        {
            WorkbookError::Oversized {
                name, detail: format!("“{part}” inside it unpacks to an absurd size")
            }
        }
        ScanFault::Io(error) => WorkbookError::damaged(path, format!("“{part}”: {error}")),
        ScanFault::LongText => WorkbookError::Oversized {
            name,
            detail: format!("“{part}” inside it has a single text of more than 4 MB"),
        },
        ScanFault::LongTag => WorkbookError::Oversized {
            name,
            detail: format!("“{part}” inside it has a tag of more than 1 MB"),
        },
        ScanFault::Doctype => WorkbookError::damaged(path, format!("“{part}” declares a document type")),
    }
}

/// A reader that ends in an error rather than pass its bound.
pub(crate) struct Bounded<R> {
    inner: R,
    left: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("larger than allowed")]
struct PastBound;

impl<R> Bounded<R> {
    /// Bounds a part by what a sheet may unpack to, given its packed size.
    pub(crate) fn for_sheet(inner: R, packed: u64) -> Self {
        Self { inner, left: MOST_IN_SHEET.min(packed.saturating_mul(HIGHEST_RATIO).max(RATIO_MATTERS_FROM)) }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(PastBound))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(xml: &str) -> SheetScan {
        scan_sheet(&mut Scan::new(Box::new(xml.as_bytes()))).unwrap()
    }

    #[test]
    fn rows_and_cells_count_with_and_without_their_names() {
        let named = scan(r#"<x:sheetData><x:row r="3"><x:c r="B3"><x:v>1</x:v></x:c></x:row></x:sheetData>"#);
        assert_eq!((named.last_row, named.columns), (3, 2));
        let plain = scan(
            "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c><v>3</v></c></row></sheetData>",
        );
        assert_eq!((plain.last_row, plain.columns), (3, 2));
    }

    #[test]
    fn styled_but_empty_cells_are_no_rows() {
        let found = scan(
            r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="A9" s="4"/></row></sheetData>"#,
        );
        assert_eq!(found.last_row, 1);
    }

    #[test]
    fn new_error_values_are_noted_with_their_place() {
        let found = scan(
            r#"<sheetData><row r="2"><c r="C2" t="e"><v>#SPILL!</v></c><c r="D2" t="e"><v>#N/A</v></c></row></sheetData>"#,
        );
        assert_eq!(found.odd_errors, [OddError { row: 2, column: 2, text: "#SPILL!".into() }]);
    }
}
