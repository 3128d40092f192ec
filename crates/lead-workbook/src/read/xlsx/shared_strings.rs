//! The workbook's shared strings lie on disk rather than in memory.
//!
//! A million rows have five million of them. They are decoded once into a file without a name, in
//! blocks, and looked up there: cells ask for them nearly in order, so a window that moves along
//! answers most, and a small store of blocks the rest.

use crate::sheet_xml::text::item_text;
use crate::sheet_xml::{Fault, RowStream};
use memchr::memmem;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use tempfile::{SpooledData, SpooledTempFile};

/// Strings of a usual workbook stay in memory.
const IN_MEMORY: usize = 2 << 20;
/// Strings in a block, which ends earlier at [`LARGE_BLOCK`].
const IN_BLOCK: u32 = 16;
const LARGE_BLOCK: u64 = 64 << 10;
const WINDOW: usize = 64 << 10;
/// How far ahead of the window a block may lie for the window to move on.
const AHEAD: u64 = 512 << 10;
const MOST_STORED: usize = 4 << 20;
/// An Excel cell holds 32,767 characters; with every one of them a run of its own, some megabytes.
const LONGEST_ITEM: usize = 4 << 20;

/// Each takes a bit and its part of a block in memory. The largest workbook seen has some 20 million.
const MOST_STRINGS: u32 = 100_000_000;

/// The strings.
pub(super) struct StringStore {
    spill: Spill,
    blocks: Vec<Block>,
    count: u32,
    end: u64,
    /// A bit for each string, set where there is nothing in it.
    blank: Vec<u64>,
    window: (u64, Vec<u8>),
    stored: HashMap<usize, Box<[u8]>>,
    stored_bytes: usize,
}

enum Spill {
    Memory(Vec<u8>),
    Disk(File),
}

#[derive(Clone, Copy)]
struct Block {
    first: u32,
    offset: u64,
}

impl StringStore {
    /// A workbook without shared strings.
    pub(super) fn empty() -> Self {
        Self {
            spill: Spill::Memory(Vec::new()),
            blocks: Vec::new(),
            count: 0,
            end: 0,
            blank: Vec::new(),
            window: (0, Vec::new()),
            stored: HashMap::new(),
            stored_bytes: 0,
        }
    }

    /// Decodes the part. What it says of its own length is not looked at.
    pub(super) fn read(part: impl Read) -> Result<Self, Fault> {
        let mut store = Self::empty();
        let (mut items, before) = match RowStream::open_list(part, b"sst", b"si") {
            Ok(opened) => opened,
            // A part without a list has no strings; a cell that asks for one gets an error.
            Err(Fault::NoSheetData) => return Ok(store),
            Err(fault) => return Err(fault),
        };
        if memmem::find(&before, b"<!DOCTYPE").is_some() {
            return Err(Fault::Odd("its document type".into()));
        }
        let mut spill = BufWriter::with_capacity(64 << 10, SpooledTempFile::new_in(IN_MEMORY, folder()));
        let mut text = String::new();
        while let Some(item) = items.next_row()? {
            if item.len() > LONGEST_ITEM {
                return Err(Fault::LargeRow);
            }
            text.clear();
            item_text(item, &mut text);
            store.add(&text, &mut spill)?;
        }
        // To the end, so that the part's checksum is looked at.
        io::copy(&mut items.into_rest(), &mut io::sink())?;
        let spooled = spill.into_inner().map_err(io::IntoInnerError::into_error)?;
        store.spill = match spooled.into_inner() {
            SpooledData::InMemory(bytes) => Spill::Memory(bytes.into_inner()),
            SpooledData::OnDisk(file) => Spill::Disk(file),
        };
        Ok(store)
    }

    fn add(&mut self, text: &str, spill: &mut impl Write) -> Result<(), Fault> {
        let is_full = self.blocks.last().is_none_or(|block| {
            self.count - block.first >= IN_BLOCK || self.end - block.offset >= LARGE_BLOCK
        });
        if is_full {
            self.blocks.push(Block { first: self.count, offset: self.end });
        }
        let length = u32::try_from(text.len()).map_err(|_| Fault::LargeRow)?;
        spill.write_all(&length.to_le_bytes())?;
        spill.write_all(text.as_bytes())?;
        self.end += 4 + u64::from(length);
        let (word, bit) = (self.count as usize / 64, self.count % 64);
        if self.blank.len() <= word {
            self.blank.push(0);
        }
        self.blank[word] |= u64::from(text.is_empty()) << bit;
        self.count += 1;
        if self.count > MOST_STRINGS {
            return Err(Fault::Odd("it has more than 100 million texts".into()));
        }
        Ok(())
    }

    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// Whether a string has nothing in it; `None` where there is no such string.
    pub(super) fn is_blank(&self, index: u32) -> Option<bool> {
        (index < self.count).then(|| self.blank[index as usize / 64] >> (index % 64) & 1 == 1)
    }

    /// A string; `None` where there is none of that number.
    pub(super) fn get(&mut self, index: u32) -> io::Result<Option<String>> {
        if index >= self.count {
            return Ok(None);
        }
        let at = self.blocks.partition_point(|block| block.first <= index) - 1;
        let block = self.blocks[at];
        let end = self.blocks.get(at + 1).map_or(self.end, |next| next.offset);
        let skip = index - block.first;
        let file = match &mut self.spill {
            Spill::Memory(bytes) => {
                return Ok(nth(bytes.get(index_of(block.offset)..).unwrap_or_default(), skip));
            }
            Spill::Disk(file) => file,
        };
        let window_end = self.window.0 + self.window.1.len() as u64;
        if block.offset >= self.window.0 && block.offset < window_end + AHEAD && end > window_end {
            let length =
                index_of((self.end - block.offset).min(WINDOW.max(index_of(end - block.offset)) as u64));
            self.window.0 = block.offset;
            self.window.1.resize(length, 0);
            read_at(file, block.offset, &mut self.window.1)?;
        }
        let (from, held) = (self.window.0, &self.window.1);
        if block.offset >= from && end <= from + held.len() as u64 {
            return Ok(nth(&held[index_of(block.offset - from)..], skip));
        }
        if let Some(bytes) = self.stored.get(&at) {
            return Ok(nth(bytes, skip));
        }
        let mut bytes = vec![0; index_of(end - block.offset)];
        read_at(file, block.offset, &mut bytes)?;
        let text = nth(&bytes, skip);
        if self.stored_bytes + bytes.len() > MOST_STORED {
            self.stored.clear();
            self.stored_bytes = 0;
        }
        self.stored_bytes += bytes.len();
        self.stored.insert(at, bytes.into_boxed_slice());
        Ok(text)
    }
}

fn index_of(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn read_at(file: &mut File, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(offset))?;
    file.read_exact(buffer)
}

/// The string behind `skip` others.
fn nth(block: &[u8], skip: u32) -> Option<String> {
    let mut rest = block;
    for _ in 0..skip {
        let (length, behind) = rest.split_first_chunk()?;
        rest = behind.get(u32::from_le_bytes(*length) as usize..)?;
    }
    let (length, behind) = rest.split_first_chunk()?;
    let text = behind.get(..u32::from_le_bytes(*length) as usize)?;
    Some(String::from_utf8_lossy(text).into_owned())
}

/// A folder for what must not fill memory. The usual one for temporary files often is memory.
fn folder() -> PathBuf {
    let on_disk = PathBuf::from("/var/tmp");
    if cfg!(unix) && on_disk.is_dir() { on_disk } else { std::env::temp_dir() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_string_is_found_in_memory_and_on_disk() {
        for count in [100, 200_000] {
            let mut xml = String::from("<sst uniqueCount=\"999999999999\">");
            for index in 0..count {
                xml.extend(["<si><t>text number ", &index.to_string(), "</t></si>"]);
            }
            xml.push_str("</sst>");
            let mut store = StringStore::read(xml.as_bytes()).unwrap();
            assert_eq!(matches!(store.spill, Spill::Disk(_)), count > 1000);
            for step in [1, 7, 1001] {
                for index in (0..count).step_by(step).chain([0, count - 1]) {
                    assert_eq!(store.get(index).unwrap().unwrap(), format!("text number {index}"));
                }
            }
            assert_eq!(store.get(count).unwrap(), None);
        }
    }

    #[test]
    fn strings_without_anything_are_known() {
        let store = StringStore::read(&b"<sst><si/><si><t>a</t></si><si><t></t></si></sst>"[..]).unwrap();
        assert_eq!(
            (0..4).map(|index| store.is_blank(index)).collect::<Vec<_>>(),
            [Some(true), Some(false), Some(true), None]
        );
        assert_eq!(StringStore::read(&b"<sst/>"[..]).unwrap().count(), 0);
    }
}
