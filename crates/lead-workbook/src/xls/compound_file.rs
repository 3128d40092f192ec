//! An old Office file is a small file system (a compound file) with a stream of records inside.
//!
//! Only as much as is needed to find the workbook's records, and chains that run in circles
//! ([MS-CFB]).

use super::bytes::{u16_at, u32_at};
use super::fault::XlsFault;
use super::records::Records;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// A directory of an office file has some dozen entries.
const MOST_DIRECTORY_SECTORS: usize = 4096;
/// The bytes of an entry in the directory, and as far as it says anything.
const ENTRY: usize = 128;
const ENTRY_SAYS: usize = 124;
const LAST_SECTOR: u32 = 0xFFFF_FFF9;
const MINI_STREAM_BELOW: u64 = 4096;

/// A compound file.
pub(crate) struct Container {
    file: File,
    sector_size: u64,
    sectors: u64,
    fat: Vec<u32>,
    /// Where the table of the pieces of small streams begins.
    small_table: u32,
    entries: Vec<Entry>,
    /// Whether the file ends within the directory, so that there may have been more entries.
    is_directory_cut: bool,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

impl Container {
    pub(crate) fn open(path: &Path) -> Result<Self, XlsFault> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut header = [0; 512];
        file.read_exact(&mut header)?;
        let sector_size = match u16_at(&header, 30) {
            9 => 512,
            12 => 4096,
            _ => return Err(XlsFault::Broken("its sector size is unknown")),
        };
        let mut container = Self {
            file,
            sector_size,
            sectors: length.div_ceil(sector_size),
            fat: Vec::new(),
            small_table: u32_at(&header, 60),
            entries: Vec::new(),
            is_directory_cut: false,
        };
        container.read_fat(&header)?;
        container.read_directory(u32_at(&header, 48))?;
        Ok(container)
    }

    /// Whether a stream that is not listed may have been cut off.
    pub(crate) fn may_have_more(&self) -> bool {
        self.is_directory_cut
    }

    /// In bytes.
    pub(crate) fn sector_size(&self) -> u64 {
        self.sector_size
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    fn sector(&mut self, id: u32) -> Result<Vec<u8>, XlsFault> {
        match self.sector_as_far_as_it_is(id)? {
            (_, 0) => Err(XlsFault::Broken("it points past its own end")),
            (sector, _) => Ok(sector),
        }
    }

    /// A sector and how many bytes of it the file has: the last one may be cut short.
    fn sector_as_far_as_it_is(&mut self, id: u32) -> Result<(Vec<u8>, usize), XlsFault> {
        let mut sector = vec![0; usize::try_from(self.sector_size).unwrap_or(512)];
        self.file.seek(SeekFrom::Start((u64::from(id) + 1) * self.sector_size))?;
        let mut filled = 0;
        while filled < sector.len() {
            match self.file.read(&mut sector[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        Ok((sector, filled))
    }

    fn read_fat(&mut self, header: &[u8; 512]) -> Result<(), XlsFault> {
        let mut fat_sectors: Vec<u32> = (76..512).step_by(4).map(|at| u32_at(header, at)).collect();
        let mut next = u32_at(header, 68);
        let mut followed = 0;
        while next <= LAST_SECTOR {
            followed += 1;
            if followed > self.sectors {
                return Err(XlsFault::Broken("its sector table runs in a circle"));
            }
            let mut more: Vec<u32> = words(&self.sector(next)?).collect();
            next = more.pop().unwrap_or(u32::MAX);
            fat_sectors.append(&mut more);
        }
        for id in fat_sectors.into_iter().filter(|&id| id <= LAST_SECTOR) {
            if self.fat.len() as u64 > self.sectors + self.sector_size {
                return Err(XlsFault::Broken("its sector table is longer than the file"));
            }
            let sector = self.sector(id)?;
            self.fat.extend(words(&sector));
        }
        Ok(())
    }

    fn read_directory(&mut self, start: u32) -> Result<(), XlsFault> {
        for id in self.chain(start, MOST_DIRECTORY_SECTORS)? {
            let (sector, filled) = self.sector_as_far_as_it_is(id)?;
            self.is_directory_cut |= filled < sector.len();
            for (at, entry) in (0..).step_by(ENTRY).zip(sector.chunks_exact(ENTRY)) {
                let length = usize::from(u16_at(entry, 64)).clamp(2, 64) - 2;
                let units: Vec<u16> = (0..length / 2).map(|unit| u16_at(entry, unit * 2)).collect();
                let name = String::from_utf16_lossy(&units);
                if !name.is_empty() {
                    // Behind its size, the last that is read of an entry, nothing is said.
                    if filled < at + ENTRY_SAYS {
                        return Err(XlsFault::Broken("it ends too early"));
                    }
                    let size = u64::from(u32_at(entry, 120));
                    self.entries.push(Entry { name, start: u32_at(entry, 116), size });
                }
            }
        }
        Ok(())
    }

    /// The sectors of a chain, which must end.
    fn chain(&self, start: u32, most: usize) -> Result<Vec<u32>, XlsFault> {
        let mut chain = Vec::new();
        let mut id = start;
        while id <= LAST_SECTOR {
            if chain.len() >= most {
                return Err(XlsFault::Broken("a chain of its sectors never ends"));
            }
            chain.push(id);
            id = *self.fat.get(id as usize).ok_or(XlsFault::Broken("it points past its own end"))?;
        }
        Ok(chain)
    }

    /// Walks over the records of the workbook.
    pub(crate) fn check_workbook(&mut self) -> Result<Records, XlsFault> {
        let mut records = Records::default();
        let Some(entry) = self.entry("Workbook").or_else(|| self.entry("Book")) else { return Ok(records) };
        let (start, size) = (entry.start, entry.size);
        let mut left = size;
        if size < MINI_STREAM_BELOW {
            let stream = self.small_stream(start, size)?;
            left -= stream.len() as u64;
            records.feed(&stream)?;
        } else {
            for id in self.chain(start, self.most_sectors())? {
                let (sector, filled) = self.sector_as_far_as_it_is(id)?;
                let wanted = sector.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                records.feed(&sector[..filled.min(wanted)])?;
                if filled < wanted {
                    break;
                }
                left -= wanted as u64;
            }
        }
        // Some programs do not fill up the last sector, of which the records need no more.
        if left > 0 && !records.are_complete() {
            return Err(XlsFault::Broken("it ends too early"));
        }
        Ok(records)
    }

    /// A stream of less than 4 KB, which lies in pieces of 64 bytes in the stream of the root entry. It
    /// is shorter than its size where the file ends within it.
    fn small_stream(&mut self, start: u32, size: u64) -> Result<Vec<u8>, XlsFault> {
        const PIECE: usize = 64;
        let outside = || XlsFault::Broken("it points past its own end");
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let root =
            self.chain(self.entries.first().map_or(u32::MAX, |root| root.start), self.most_sectors())?;
        let mut table = Vec::new();
        for id in self.chain(self.small_table, self.most_sectors())? {
            table.extend(words(&self.sector(id)?));
        }
        let per_sector = usize::try_from(self.sector_size).unwrap_or(512) / PIECE;
        let mut stream = Vec::with_capacity(size.next_multiple_of(PIECE));
        let mut id = start;
        while id <= LAST_SECTOR && stream.len() < size {
            let at = id as usize;
            let sector = *root.get(at / per_sector).ok_or_else(outside)?;
            let (bytes, filled) = self.sector_as_far_as_it_is(sector)?;
            let from = at % per_sector * PIECE;
            let to = (from + PIECE).min(filled);
            stream.extend_from_slice(bytes.get(from..to).unwrap_or_default());
            if to < from + PIECE {
                break;
            }
            id = *table.get(at).ok_or_else(outside)?;
        }
        stream.truncate(size);
        Ok(stream)
    }

    /// As many sectors as a chain can have.
    fn most_sectors(&self) -> usize {
        usize::try_from(self.sectors).unwrap_or(usize::MAX).saturating_add(1)
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
