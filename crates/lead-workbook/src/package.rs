//! A zip-packed workbook consists of parts, whose size is checked before anything else opens them.
//!
//! The sizes a zip states may lie, and some parts are held in memory as a whole by whoever reads
//! them next; so each part is inflated once and thrown away, counting.

use crate::error::{WorkbookError, file_name};
use crate::xml::encoding;
use crate::xml::scan::{Name, Scan, ScanFault, XmlScan};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// Styles, relationships and the list of sheets are read whole.
pub(crate) const MOST_IN_SMALL_PART: u64 = 256 << 20;
/// A million rows of 20 columns have about 0.2 GB of shared strings.
pub(crate) const MOST_IN_STRINGS: u64 = 4 << 30;
/// 1,048,576 rows of 100 filled columns are about 6 GB of XML.
pub(crate) const MOST_IN_SHEET: u64 = 16 << 30;
/// Deflate reaches about 1,000 : 1 on a repeated byte. Sheets of one repeated value stay below 200 : 1.
const HIGHEST_RATIO: u64 = 500;
/// Below this, a ratio says nothing.
const RATIO_MATTERS_FROM: u64 = 256 << 20;
/// Parts may overlap inside a zip, so that a small file unpacks to much without any part being
/// large: what all of them together may unpack to, as long as the file is open.
const LEAST_TOTAL: u64 = 512 << 20;

/// No workbook seen relates to more than some hundred parts.
const MOST_RELATIONS: usize = 100_000;

/// A zip file on disk.
pub(crate) struct Package {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
    /// Names by their lower-case form with forward slashes, as spreadsheets compare them.
    entries: HashMap<String, usize>,
    /// What may still be unpacked.
    left: u64,
}

impl Package {
    pub(crate) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let file = File::open(path).map_err(|error| WorkbookError::reading(path, error))?;
        let length = file.metadata().map_err(|error| WorkbookError::reading(path, error))?.len();
        let zip = ZipArchive::new(BufReader::new(file))
            .map_err(|error| WorkbookError::damaged(path, format!("its zip directory: {error}")))?;
        let entries = zip
            .file_names_raw()
            .enumerate()
            .map(|(index, name)| (key(&String::from_utf8_lossy(name)), index))
            .collect();
        let left = length.saturating_mul(HIGHEST_RATIO).max(LEAST_TOTAL);
        Ok(Self { path: path.to_owned(), zip, entries, left })
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

    /// A part as it unpacks, up to `most` bytes and to what its packed size makes believable.
    fn bounded(&mut self, name: &str, most: u64) -> Result<Option<impl Read + '_>, WorkbookError> {
        let Some(&index) = self.entries.get(&key(name)) else { return Ok(None) };
        let inner = self
            .zip
            .by_index(index)
            .map_err(|error| WorkbookError::damaged(&self.path, format!("“{name}”: {error}")))?;
        let ratio = inner.compressed_size().saturating_mul(HIGHEST_RATIO).max(RATIO_MATTERS_FROM);
        Ok(Some(Bounded { inner, left: most.min(ratio), total: Some(&mut self.left) }))
    }

    /// Reads an XML part as UTF-8, within bounds.
    pub(crate) fn read_xml<T>(
        &mut self,
        name: &str,
        most: u64,
        read: impl FnOnce(Box<dyn Read + '_>) -> Result<T, PartFault>,
    ) -> Result<Option<T>, WorkbookError> {
        let path = self.path.clone();
        let Some(part) = self.bounded(name, most)? else { return Ok(None) };
        let part = encoding::as_utf8(part).map_err(|error| PartFault::from(error).explained(&path, name))?;
        read(part).map(Some).map_err(|fault| fault.explained(&path, name))
    }

    /// Walks over an XML part that may unpack to at most `most` bytes.
    pub(crate) fn walk<T>(
        &mut self,
        name: &str,
        most: u64,
        walk: impl FnOnce(&mut Scan<'_>) -> Result<T, ScanFault>,
    ) -> Result<Option<T>, WorkbookError> {
        self.read_xml(name, most, |part| {
            let mut scan: Scan<'_> = XmlScan::new(Box::new(BufReader::with_capacity(128 << 10, part)));
            Ok(walk(&mut scan)?)
        })
    }

    /// Unpacks a part that is no XML, within bounds.
    pub(crate) fn measure(&mut self, name: &str, most: u64) -> Result<(), WorkbookError> {
        let path = self.path.clone();
        let Some(mut part) = self.bounded(name, most)? else { return Ok(()) };
        io::copy(&mut part, &mut io::sink())
            .map(|_| ())
            .map_err(|error| PartFault::from(error).explained(&path, name))
    }

    /// The bytes of a part that is needed whole.
    pub(crate) fn whole(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, WorkbookError> {
        let path = self.path.clone();
        let Some(mut part) = self.bounded(name, most)? else { return Ok(None) };
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).map_err(|error| PartFault::from(error).explained(&path, name))?;
        Ok(Some(bytes))
    }

    /// Checks the parts of an xlsb file, which its reader takes whole.
    pub(crate) fn check_binary(&mut self) -> Result<(), WorkbookError> {
        let names: Vec<String> = self.entries.keys().cloned().collect();
        for name in names {
            if name.ends_with("sharedstrings.bin") {
                self.measure(&name, MOST_IN_STRINGS)?;
            } else if ending(&name) == "rels" || name.ends_with("theme1.xml") {
                self.walk(&name, MOST_IN_SMALL_PART, |scan| {
                    while scan.next()?.is_some() {}
                    Ok(())
                })?;
            } else if name.ends_with("styles.bin") || name.ends_with("workbook.bin") {
                self.measure(&name, MOST_IN_SMALL_PART)?;
            }
        }
        self.check_binary_sheets()
    }

    /// Checks a binary sheet's part.
    fn check_binary_sheets(&mut self) -> Result<(), WorkbookError> {
        let names: Vec<String> = self
            .entries
            .keys()
            .filter(|name| name.contains("worksheets/") && ending(name) == "bin")
            .cloned()
            .collect();
        names.iter().try_for_each(|name| self.measure(name, MOST_IN_SHEET))
    }

    /// What a part is related to, by the relations' ids; targets as names of parts.
    /// Those of a sheet may be many: of them only the ones `wanted` by their kind are kept.
    pub(crate) fn relations_of(
        &mut self,
        part: &str,
        wanted: fn(&str) -> bool,
    ) -> Result<HashMap<String, Relation>, WorkbookError> {
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        let relations = self.walk(&relations_part(part), MOST_IN_SMALL_PART, |scan| {
            let mut relations = HashMap::new();
            while let Some(tag) = scan.next()? {
                let kind = tag.text(b"Type").unwrap_or_default();
                if tag.name() != Name::Open(b"Relationship") || !wanted(&kind) {
                    continue;
                }
                let target = resolved(folder, &tag.text(b"Target").unwrap_or_default());
                relations.insert(tag.text(b"Id").unwrap_or_default(), Relation { kind, target });
                if relations.len() > MOST_RELATIONS {
                    return Ok(None);
                }
            }
            Ok(Some(relations))
        })?;
        relations.map_or_else(
            || Ok(HashMap::new()),
            |relations| {
                relations.ok_or_else(|| {
                    WorkbookError::damaged(&self.path, "it claims more than 100,000 parts of one kind")
                })
            },
        )
    }
}

/// The name of the part that lists what a part is related to.
pub(crate) fn relations_part(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// A relation between parts.
pub(crate) struct Relation {
    /// What it is, as an address that ends in `/worksheet` and the like.
    pub(crate) kind: String,
    /// The name of the part it leads to.
    pub(crate) target: String,
}

/// A target as the name of a part. One that leads out of the package leads nowhere.
pub(crate) fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let from = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in from.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
}

/// A name as packages compare them: letter case and the kind of slash say nothing, and a character is
/// the same as its writing in an address, `%20`. Programs differ in which of the two stands in the zip
/// and which in the relation.
pub(crate) fn key(name: &str) -> String {
    let plain = if name.contains('%') { percent_decoded(name) } else { name.to_owned() };
    plain.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// What is written as `%20` and the like as itself; a slash stays, since it would be another name.
fn percent_decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let written = behind.get(..2).filter(|_| byte == b'%').and_then(|digits| str::from_utf8(digits).ok());
        let meant = written.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let meant = meant.filter(|byte| !matches!(byte, b'/' | b'\\' | 0..=0x1F));
        bytes.push(meant.unwrap_or(byte));
        rest = if meant.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Why a part could not be read.
#[derive(Debug)]
pub(crate) enum PartFault {
    Scan(ScanFault),
    /// Larger than anything sensible; what of it.
    Large(&'static str),
    /// It contradicts itself or what a workbook is; how.
    Odd(String),
    /// What the receiver of its content ended with.
    Receiver(WorkbookError),
}

impl From<io::Error> for PartFault {
    fn from(error: io::Error) -> Self {
        Self::Scan(ScanFault::Io(error))
    }
}

impl From<ScanFault> for PartFault {
    fn from(fault: ScanFault) -> Self {
        Self::Scan(fault)
    }
}

impl PartFault {
    fn explained(self, path: &Path, part: &str) -> WorkbookError {
        let name = file_name(path);
        let oversized = |what: &str| WorkbookError::Oversized {
            name: name.clone(),
            detail: format!("“{part}” inside it {what}"),
        };
        match self {
            Self::Scan(ScanFault::Io(error)) if is_past_bound(&error) => {
                oversized("unpacks to an absurd size")
            }
            Self::Scan(ScanFault::Io(error)) => WorkbookError::damaged(path, format!("“{part}”: {error}")),
            Self::Scan(ScanFault::LongText) => oversized("has a single text of more than 4 MB"),
            Self::Scan(ScanFault::LongTag) => oversized("has a tag of more than 1 MB"),
            Self::Scan(ScanFault::Doctype) => {
                WorkbookError::damaged(path, format!("“{part}” declares a document type"))
            }
            Self::Large(what) => oversized(what),
            Self::Odd(how) => WorkbookError::damaged(path, format!("“{part}”: {how}")),
            Self::Receiver(error) => error,
        }
    }
}

fn is_past_bound(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync + 'static>::is::<PastBound>)
}

/// A reader that ends in an error rather than pass its bound.
pub(crate) struct Bounded<'t, R> {
    inner: R,
    left: u64,
    /// What all parts together may still unpack to.
    total: Option<&'t mut u64>,
}

#[derive(Debug, thiserror::Error)]
#[error("larger than allowed")]
struct PastBound;

impl<R> Bounded<'_, R> {
    /// Bounds a part by what a sheet may unpack to, given its packed size.
    pub(crate) fn for_sheet(inner: R, packed: u64) -> Self {
        let left = MOST_IN_SHEET.min(packed.saturating_mul(HIGHEST_RATIO).max(RATIO_MATTERS_FROM));
        Self { inner, left, total: None }
    }
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let past = || io::Error::other(PastBound);
        self.left = self.left.checked_sub(read as u64).ok_or_else(past)?;
        if let Some(total) = &mut self.total {
            **total = total.checked_sub(read as u64).ok_or_else(past)?;
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_become_names_of_parts() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/worksheets", "../tables/table1.xml"), "xl/tables/table1.xml");
        assert_eq!(resolved("xl", "/xl/./a.xml"), "xl/a.xml");
        assert_eq!(resolved("xl", "../../../etc/passwd"), "etc/passwd");
        assert_eq!(resolved("", "xl\\workbook.xml"), "xl/workbook.xml");
    }

    #[test]
    fn names_are_compared_as_packages_do() {
        assert_eq!(key("\\XL\\My%20Sheet.xml"), key("xl/my sheet.xml"));
        assert_eq!(key("xl/%E6%A0%AA.xml"), key("xl/株.xml"));
        assert_eq!(
            (key("a%2Fb%5cc"), key("100%.xml"), key("%+1")),
            ("a%2fb%5cc".into(), "100%.xml".into(), "%+1".into())
        );
    }
}
