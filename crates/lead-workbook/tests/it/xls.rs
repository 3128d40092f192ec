//! Just enough of the old formats ([MS-XLS], [MS-CFB]) for a sheet of texts.

use crate::hostile_files::record;

/// A workbook stream of Excel 97 to 2003 with one sheet of texts, which says that they are in a code page.
pub fn biff8(code_page: Option<u16>, rows: &[&[&str]]) -> Vec<u8> {
    let texts: Vec<&str> = rows.iter().flat_map(|row| row.iter().copied()).collect();
    let count = u32::try_from(texts.len()).unwrap().to_le_bytes();
    let shared: Vec<u8> =
        texts.iter().flat_map(|text| [count_of(text).to_vec(), characters(text)].concat()).collect();
    let strings = record(0x00FC, &[&count[..], &count, &shared].concat());
    let mut next = 0_u32;
    let cells = cells(rows, |place, _| {
        next += 1;
        record(0x00FD, &[&place[..], &(next - 1).to_le_bytes()].concat())
    });
    let name = [&[5_u8][..], &characters("Leads")].concat();
    stream(0x0600, code_page, &name, &strings, &cells)
}

/// The same of Excel 5 and 95, whose texts are bytes of the code page.
pub fn biff5(code_page: Option<u16>, rows: &[&[&[u8]]]) -> Vec<u8> {
    let cells = cells(rows, |place, text| {
        let count = u16::try_from(text.len()).unwrap().to_le_bytes();
        record(0x0204, &[&place[..], &count, text].concat())
    });
    stream(0x0500, code_page, b"\x05Leads", &[], &cells)
}

fn count_of(text: &str) -> [u8; 2] {
    u16::try_from(text.encode_utf16().count()).unwrap().to_le_bytes()
}

/// A flag and the text: of Latin letters the lower bytes alone.
fn characters(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    if units.iter().all(|unit| *unit < 256) {
        return [&[0][..], &units.iter().map(|unit| unit.to_le_bytes()[0]).collect::<Vec<_>>()].concat();
    }
    [&[1][..], &units.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>()].concat()
}

fn cells<T: Copy>(rows: &[&[T]], mut cell: impl FnMut([u8; 6], T) -> Vec<u8>) -> Vec<u8> {
    let mut records = Vec::new();
    for (row, texts) in (0_u16..).zip(rows) {
        for (column, text) in (0_u16..).zip(*texts) {
            let ([a, b], [c, d]) = (row.to_le_bytes(), column.to_le_bytes());
            records.extend(cell([a, b, c, d, 0, 0], *text));
        }
    }
    records
}

fn stream(version: u16, code_page: Option<u16>, name: &[u8], strings: &[u8], cells: &[u8]) -> Vec<u8> {
    let begin =
        |kind: u16| record(0x0809, &[&version.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat());
    let end = record(0x000A, &[]);
    let mut globals = begin(5);
    globals.extend(code_page.map(|page| record(0x0042, &page.to_le_bytes())).unwrap_or_default());
    let listed = |position: u32| record(0x0085, &[&position.to_le_bytes()[..], &[0, 0], name].concat());
    let position = globals.len() + listed(0).len() + strings.len() + end.len();
    globals.extend(listed(u32::try_from(position).unwrap()));
    [globals, strings.to_vec(), end.clone(), begin(16), cells.to_vec(), end].concat()
}

/// A container whose directory comes last, as the writers of Python and Perl put it, with two entries in it
/// that say nothing.
pub fn directory_last(stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    let size = stream.len().max(4096);
    stream.resize(size.next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(stream.len() / SECTOR).unwrap();
    let sector_table = [0xFFFF_FFFD].into_iter().chain(chain(1, sectors)).chain([END]).collect();
    let directory =
        [entry("Root Entry", 5, END, 0), entry("Workbook", 2, 1, size), [0; 128], [0; 128]].concat();
    [header(1 + sectors, END, 0), table(sector_table), stream, directory].concat()
}

/// A container whose one stream is so small that it lies in another, which comes last and is not filled up.
pub fn small_container(stream: &[u8]) -> Vec<u8> {
    const FIRST: u32 = 3;
    assert!(stream.len() < 4096);
    let pieces = u32::try_from(stream.len().div_ceil(64)).unwrap();
    let sector_table = [0xFFFF_FFFD, END, END].into_iter().chain(chain(FIRST, pieces.div_ceil(8))).collect();
    let root = entry("Root Entry", 5, FIRST, pieces as usize * 64);
    let directory = [root, entry("Workbook", 2, 0, stream.len()), [0; 128], [0; 128]].concat();
    let pieces_table = table(chain(0, pieces).collect());
    [header(1, 2, 1), table(sector_table), directory, pieces_table, stream.to_vec()].concat()
}

const SECTOR: usize = 512;
const END: u32 = 0xFFFF_FFFE;

/// The header of a container whose first sector is its table of sectors.
fn header(directory: u32, small_table: u32, small_tables: u32) -> Vec<u8> {
    let mut header = [0_u8; SECTOR];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1_u32.to_le_bytes());
    put(48, &directory.to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &small_table.to_le_bytes());
    put(64, &small_tables.to_le_bytes());
    put(68, &END.to_le_bytes());
    put(80, &[0xFF; 432]);
    header.to_vec()
}

/// Sectors one behind the other.
fn chain(from: u32, count: u32) -> impl Iterator<Item = u32> {
    (from + 1..from + count).chain([END])
}

/// A sector of a table.
fn table(mut entries: Vec<u32>) -> Vec<u8> {
    entries.resize(SECTOR / 4, u32::MAX);
    entries.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// An entry of the directory.
fn entry(name: &str, kind: u8, start: u32, size: usize) -> [u8; 128] {
    let mut entry = [0_u8; 128];
    for (at, unit) in name.encode_utf16().enumerate() {
        entry[at * 2..at * 2 + 2].copy_from_slice(&unit.to_le_bytes());
    }
    entry[64..66].copy_from_slice(&u16::try_from(name.len() * 2 + 2).unwrap().to_le_bytes());
    entry[66] = kind;
    entry[68..80].fill(0xFF);
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..124].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
    entry
}
