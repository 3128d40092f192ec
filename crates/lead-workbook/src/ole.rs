//! Old Office files: a small file system (a compound file) with a stream of records inside.
//!
//! Only as much as is needed to tell an encrypted workbook from a plain one, and to find chains
//! that run in circles or cells so far apart that a reader which builds a rectangle of them would
//! take all memory ([MS-CFB], [MS-XLS]).

use crate::error::{WorkbookError, file_name};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// A directory of an office file has some dozen entries.
const MOST_DIRECTORY_SECTORS: usize = 4096;
/// Excel 97 to 2003 has 65,536 rows and 256 columns; some full sheets of that size.
const MOST_CELLS: u64 = 100_000_000;
const LAST_SECTOR: u32 = 0xFFFF_FFF9;
const MINI_STREAM_BELOW: u64 = 4096;

/// Why a container was given up.
#[derive(Debug)]
pub(crate) enum OleFault {
    Io(io::Error),
    Broken(&'static str),
    Encrypted,
    TooManyCells,
}

impl From<io::Error> for OleFault {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl OleFault {
    pub(crate) fn in_file(self, path: &Path) -> WorkbookError {
        let name = file_name(path);
        match self {
            Self::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                WorkbookError::damaged(path, "it ends too early")
            }
            Self::Io(error) => WorkbookError::reading(path, error),
            Self::Broken(what) => WorkbookError::damaged(path, what),
            Self::Encrypted => WorkbookError::PasswordProtected { name },
            Self::TooManyCells => WorkbookError::Oversized {
                name,
                detail: "its cells lie so far apart that its sheets would have more than 100 million".into(),
            },
        }
    }
}

/// A compound file.
pub(crate) struct Container {
    file: File,
    sector_size: u64,
    sectors: u64,
    fat: Vec<u32>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

impl Container {
    pub(crate) fn open(path: &Path) -> Result<Self, OleFault> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut header = [0; 512];
        file.read_exact(&mut header)?;
        let sector_size = match u16_at(&header, 30) {
            9 => 512,
            12 => 4096,
            _ => return Err(OleFault::Broken("its sector size is unknown")),
        };
        let mut container =
            Self { file, sector_size, sectors: length / sector_size, fat: Vec::new(), entries: Vec::new() };
        container.read_fat(&header)?;
        container.read_directory(u32_at(&header, 48))?;
        Ok(container)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    fn sector(&mut self, id: u32) -> Result<Vec<u8>, OleFault> {
        let mut sector = vec![0; usize::try_from(self.sector_size).unwrap_or(512)];
        self.file.seek(SeekFrom::Start((u64::from(id) + 1) * self.sector_size))?;
        let mut filled = 0;
        // The last sector of a file may be cut short.
        while filled < sector.len() {
            match self.file.read(&mut sector[filled..])? {
                0 if filled == 0 => return Err(OleFault::Broken("it points past its own end")),
                0 => break,
                read => filled += read,
            }
        }
        Ok(sector)
    }

    fn read_fat(&mut self, header: &[u8; 512]) -> Result<(), OleFault> {
        let mut fat_sectors: Vec<u32> = (76..512).step_by(4).map(|at| u32_at(header, at)).collect();
        let mut next = u32_at(header, 68);
        let mut followed = 0;
        while next <= LAST_SECTOR {
            followed += 1;
            if followed > self.sectors {
                return Err(OleFault::Broken("its sector table runs in a circle"));
            }
            let mut more: Vec<u32> = words(&self.sector(next)?).collect();
            next = more.pop().unwrap_or(u32::MAX);
            fat_sectors.append(&mut more);
        }
        for id in fat_sectors.into_iter().filter(|&id| id <= LAST_SECTOR) {
            if self.fat.len() as u64 > self.sectors + self.sector_size {
                return Err(OleFault::Broken("its sector table is longer than the file"));
            }
            let sector = self.sector(id)?;
            self.fat.extend(words(&sector));
        }
        Ok(())
    }

    fn read_directory(&mut self, start: u32) -> Result<(), OleFault> {
        for id in self.chain(start, MOST_DIRECTORY_SECTORS)? {
            for entry in self.sector(id)?.chunks_exact(128) {
                let length = usize::from(u16_at(entry, 64)).clamp(2, 64) - 2;
                let units: Vec<u16> = (0..length / 2).map(|unit| u16_at(entry, unit * 2)).collect();
                let name = String::from_utf16_lossy(&units);
                if !name.is_empty() {
                    let size = u64::from(u32_at(entry, 120));
                    self.entries.push(Entry { name, start: u32_at(entry, 116), size });
                }
            }
        }
        Ok(())
    }

    /// The sectors of a chain, which must end.
    fn chain(&self, start: u32, most: usize) -> Result<Vec<u32>, OleFault> {
        let mut chain = Vec::new();
        let mut id = start;
        while id <= LAST_SECTOR {
            if chain.len() >= most {
                return Err(OleFault::Broken("a chain of its sectors never ends"));
            }
            chain.push(id);
            id = *self.fat.get(id as usize).ok_or(OleFault::Broken("it points past its own end"))?;
        }
        Ok(chain)
    }

    /// Walks over the records of the workbook.
    pub(crate) fn check_workbook(&mut self) -> Result<(), OleFault> {
        let Some(entry) = self.entry("Workbook").or_else(|| self.entry("Book")) else { return Ok(()) };
        let (start, size) = (entry.start, entry.size);
        // A workbook of less than 4 KB lies in the root entry's stream and is too small to do harm.
        let root = self.entries.first().map_or(u32::MAX, |root| root.start);
        let is_small = size < MINI_STREAM_BELOW;
        let most = usize::try_from(self.sectors).unwrap_or(usize::MAX).saturating_add(1);
        let sectors = self.chain(if is_small { root } else { start }, most)?;
        if is_small {
            return Ok(());
        }
        let mut records = Records::default();
        for id in sectors {
            let sector = self.sector(id)?;
            records.feed(&sector)?;
        }
        Ok(())
    }
}

/// The records of a workbook stream, fed piece by piece. Keeps the first bytes of each.
#[derive(Default)]
struct Records {
    head: Vec<u8>,
    to_skip: usize,
    cells: u64,
    area: Area,
}

/// The rectangle of a sheet's cells.
#[derive(Default)]
struct Area {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
}

impl Area {
    fn add(&mut self, row: u16, column: u16) {
        let widen = |range: Option<(u16, u16)>, value: u16| {
            Some(range.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        };
        self.rows = widen(self.rows, row);
        self.columns = widen(self.columns, column);
    }

    fn cells(&self) -> u64 {
        let length = |range: Option<(u16, u16)>| range.map_or(0, |(low, high)| u64::from(high - low) + 1);
        length(self.rows) * length(self.columns)
    }
}

impl Records {
    fn feed(&mut self, mut bytes: &[u8]) -> Result<(), OleFault> {
        const HEAD: usize = 4 + 12;
        while !bytes.is_empty() {
            if self.to_skip > 0 {
                let skipped = self.to_skip.min(bytes.len());
                self.to_skip -= skipped;
                bytes = &bytes[skipped..];
                continue;
            }
            self.head.push(bytes[0]);
            bytes = &bytes[1..];
            if self.head.len() < 4 {
                continue;
            }
            let length = usize::from(u16_at(&self.head, 2));
            if self.head.len() == HEAD || self.head.len() == 4 + length {
                self.to_skip = 4 + length - self.head.len();
                self.take()?;
                self.head.clear();
            }
        }
        Ok(())
    }

    fn take(&mut self) -> Result<(), OleFault> {
        const FILE_PASS: u16 = 0x002F;
        const BEGIN: u16 = 0x0809;
        const DIMENSIONS: u16 = 0x0200;
        let kind = u16_at(&self.head, 0);
        let data = &self.head[4..];
        match kind {
            FILE_PASS if data.len() >= 2 && u16_at(data, 0) != 0 => return Err(OleFault::Encrypted),
            BEGIN => {
                self.cells += self.area.cells();
                self.area = Area::default();
            }
            // Rows as 32-bit, columns as 16-bit numbers, each first and past the last.
            DIMENSIONS if data.len() >= 12 => {
                let rows = u64::from(u32_at(data, 4).saturating_sub(u32_at(data, 0)));
                let columns = u64::from(u16_at(data, 10).saturating_sub(u16_at(data, 8)));
                if rows.saturating_mul(columns) > MOST_CELLS {
                    return Err(OleFault::TooManyCells);
                }
            }
            // FORMULA, LABELSST, NUMBER, LABEL, BOOLERR, RSTRING, RK, MULRK
            0x0006 | 0x00FD | 0x0203 | 0x0204 | 0x0205 | 0x00D6 | 0x027E | 0x00BD if data.len() >= 4 => {
                self.area.add(u16_at(data, 0), u16_at(data, 2));
            }
            _ => {}
        }
        if self.cells + self.area.cells() > MOST_CELLS {
            return Err(OleFault::TooManyCells);
        }
        Ok(())
    }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |pair| u16::from_le_bytes([pair[0], pair[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let mut bytes = kind.to_le_bytes().to_vec();
        bytes.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn far_apart_cells_are_refused_near_ones_are_not() {
        let number = |row: u16, column: u16| {
            let mut data = [row.to_le_bytes(), column.to_le_bytes()].concat();
            data.extend([0; 10]);
            record(0x0203, &data)
        };
        let mut records = Records::default();
        records.feed(&number(0, 0)).unwrap();
        records.feed(&number(65_535, 255)).unwrap();
        assert!(matches!(records.feed(&number(65_535, 65_535)), Err(OleFault::TooManyCells)));
    }

    #[test]
    fn an_encryption_record_is_seen_across_a_cut() {
        let bytes = [record(0x0809, &[0; 16]), record(0x002F, &[1, 0, 1, 0])].concat();
        let mut records = Records::default();
        records.feed(&bytes[..21]).unwrap();
        assert!(matches!(records.feed(&bytes[21..]), Err(OleFault::Encrypted)));
    }
}
