//! The pages of a damaged file, from the file itself and from its write-ahead log. `SQLite` gives a
//! page up for one wrong byte, and everything below it; here each page is read for itself.
//!
//! The formats are `SQLite`'s own: <https://sqlite.org/fileformat2.html>.

use super::bytes::be32;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes before the first frame of a log, and before each frame's page.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// A page as it was at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// In the frame of the log that begins at this place.
    Frame(u64),
    /// In the file.
    File,
}

/// The pages of a file and of its log.
pub(super) struct Pages {
    file: File,
    log: Option<File>,
    /// Bytes in a page.
    size: usize,
    /// How many pages there may be; the first has the number 1.
    count: u32,
    frames: HashMap<u32, Vec<Frame>>,
}

/// A frame of the log.
#[derive(Debug, Clone, Copy)]
struct Frame {
    at: u64,
    /// Whether it is as it was written, by its checksum.
    sound: bool,
}

impl Pages {
    /// Opens a file and the log beside it. `usual` is the size of a page where neither tells.
    pub(super) fn open(path: &Path, log: &Path, usual: u32) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut head = [0_u8; 32];
        let told = file.read(&mut head)? == head.len();
        let log = match File::open(log) {
            Ok(log) => Some(log),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let size = if told && head.starts_with(b"SQLite format 3\0") { size_of(&head) } else { None };
        let mut pages =
            Self { file, log: None, size: size.unwrap_or(usual as usize), count: 0, frames: HashMap::new() };
        let mut last = 0;
        if let Some(mut log) = log {
            (pages.frames, last) = frames(&mut log, pages.size)?;
            pages.log = Some(log);
        }
        let whole = u32::try_from(length.div_ceil(pages.size as u64)).unwrap_or(u32::MAX);
        pages.count = whole.max(last);
        Ok(pages)
    }

    /// Bytes in a page.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// How many pages there may be.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// What a page was, the newest first: as the log has it, and then as the file has it.
    pub(super) fn versions(&self, page: u32) -> Vec<Version> {
        self.of_log(page, true).chain([Version::File]).collect()
    }

    /// What a page was where the log is not as it was written, the newest first.
    pub(super) fn doubtful(&self, page: u32) -> Vec<Version> {
        self.of_log(page, false).collect()
    }

    fn of_log(&self, page: u32, sound: bool) -> impl Iterator<Item = Version> {
        let frames = self.frames.get(&page).map(Vec::as_slice).unwrap_or_default();
        frames.iter().rev().filter(move |frame| frame.sound == sound).map(|frame| Version::Frame(frame.at))
    }

    /// The bytes of a page; `None` where they are not there. A page cut off at the end of the file is
    /// filled up with zeros.
    pub(super) fn read(&mut self, page: u32, version: Version) -> Option<Vec<u8>> {
        let (file, at) = match version {
            Version::Frame(at) => (self.log.as_mut()?, at),
            Version::File => (&mut self.file, u64::from(page.checked_sub(1)?) * self.size as u64),
        };
        let mut bytes = Vec::with_capacity(self.size);
        // A disk that cannot give this page may well give the others.
        file.seek(SeekFrom::Start(at)).ok()?;
        file.take(self.size as u64).read_to_end(&mut bytes).ok()?;
        if bytes.is_empty() {
            return None;
        }
        bytes.resize(self.size, 0);
        Some(bytes)
    }

    /// The newest version of a page that is as it was written.
    pub(super) fn newest(&mut self, page: u32) -> Option<(Version, Vec<u8>)> {
        self.versions(page).into_iter().find_map(|version| Some((version, self.read(page, version)?)))
    }
}

fn size_of(head: &[u8]) -> Option<usize> {
    let told = usize::from(u16::from_be_bytes([head[16], head[17]]));
    let size = if told == 1 { 65_536 } else { told };
    (size.is_power_of_two() && size >= 512).then_some(size)
}

/// The frames of a log by their page, oldest first, up to the last commit, and the last page there is.
fn frames(log: &mut File, size: usize) -> io::Result<(HashMap<u32, Vec<Frame>>, u32)> {
    let mut scan = Scan::begin(log, size)?;
    let (mut found, mut waiting, mut last) = (HashMap::<u32, Vec<Frame>>::new(), Vec::new(), 0);
    while let Some(frame) = scan.next()? {
        if !frame.of_this_log {
            continue;
        }
        waiting.push((frame.page, Frame { at: frame.data_at, sound: frame.sound }));
        if frame.sound && frame.pages_after > 0 {
            for (page, frame) in waiting.drain(..) {
                found.entry(page).or_default().push(frame);
            }
            last = frame.pages_after;
        }
    }
    Ok((found, last))
}

/// Whether a log has whole frames behind one that is damaged: `SQLite` would forget all that was
/// written down in them, without a word.
pub(super) fn log_is_broken(path: &Path) -> io::Result<bool> {
    let mut log = match File::open(path) {
        Ok(log) => log,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if log.metadata()?.len() < (LOG_HEADER + FRAME_HEADER) as u64 {
        return Ok(false);
    }
    let mut head = [0_u8; LOG_HEADER];
    log.read_exact(&mut head)?;
    let size = be32(&head, 8) as usize;
    if !size.is_power_of_two() || !(512..=65_536).contains(&size) {
        return Ok(true);
    }
    let mut scan = Scan::begin(&mut log, size)?;
    let mut broken = !scan.head_is_sound;
    while let Some(frame) = scan.next()? {
        if !frame.of_this_log || !frame.sound {
            broken = true;
        } else if broken && frame.pages_after > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A log read frame by frame.
struct Scan<'a> {
    log: &'a mut File,
    size: usize,
    at: u64,
    big_endian: bool,
    salts: Option<[u8; 8]>,
    head_is_sound: bool,
    /// The checksum that the frame before ends with, which the next one goes on from.
    sum: (u32, u32),
}

struct Scanned {
    page: u32,
    /// Pages of the whole file after a commit; 0 in the middle of one.
    pages_after: u32,
    data_at: u64,
    /// Whether it was written since the log began anew: what is behind the newest frames is older.
    of_this_log: bool,
    sound: bool,
}

impl<'a> Scan<'a> {
    fn begin(log: &'a mut File, size: usize) -> io::Result<Self> {
        let mut head = [0_u8; LOG_HEADER];
        log.seek(SeekFrom::Start(0))?;
        let whole = log.read_exact(&mut head).is_ok();
        let big_endian = head[3] & 1 == 1;
        let sum = (be32(&head, 24), be32(&head, 28));
        let head_is_sound = whole && checksum(&head[..24], big_endian, (0, 0)) == sum;
        let salts = head_is_sound.then(|| head[16..24].try_into().unwrap_or_default());
        Ok(Self { log, size, at: LOG_HEADER as u64, big_endian, salts, head_is_sound, sum })
    }

    fn next(&mut self) -> io::Result<Option<Scanned>> {
        let mut frame = vec![0_u8; FRAME_HEADER + self.size];
        self.log.seek(SeekFrom::Start(self.at))?;
        match self.log.read_exact(&mut frame) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let (head, data) = frame.split_at(FRAME_HEADER);
        // Where the log's own header is damaged, its first frame says which salts are its own.
        let salts = *self.salts.get_or_insert_with(|| head[8..16].try_into().unwrap_or_default());
        let sum = checksum(data, self.big_endian, checksum(&head[..8], self.big_endian, self.sum));
        self.sum = (be32(head, 16), be32(head, 20));
        let scanned = Scanned {
            page: be32(head, 0),
            pages_after: be32(head, 4),
            data_at: self.at + FRAME_HEADER as u64,
            of_this_log: head[8..16] == salts,
            sound: sum == self.sum,
        };
        self.at += frame.len() as u64;
        Ok(Some(scanned))
    }
}

fn checksum(bytes: &[u8], big_endian: bool, (mut one, mut two): (u32, u32)) -> (u32, u32) {
    let word = |bytes: &[u8]| {
        let bytes = bytes.try_into().unwrap_or_default();
        if big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
    };
    for pair in bytes.chunks_exact(8) {
        one = one.wrapping_add(word(&pair[..4])).wrapping_add(two);
        two = two.wrapping_add(word(&pair[4..])).wrapping_add(one);
    }
    (one, two)
}
