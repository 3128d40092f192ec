//! Workbooks of Excel 97 to 2003, record by record ([MS-XLS]).

use crate::files::{A, B, Folder};
use crate::report::reports;
use std::path::PathBuf;

const SECTOR: usize = 512;
const END: u32 = 0xFFFF_FFFE;

/// A record.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// The records around a substream: 5 for the workbook's own, 16 for a sheet's.
fn substream(kind: u16, records: &[u8]) -> Vec<u8> {
    let begin = record(0x0809, &[&[0, 6][..], &kind.to_le_bytes(), &[0; 12]].concat());
    [begin, records.to_vec(), record(0x000A, &[])].concat()
}

/// A workbook of the sheet *Leads*; `shared` are the records of its shared texts.
fn workbook(folder: &Folder, name: &str, shared: &[u8], cells: &[u8]) -> PathBuf {
    let listed = |position: usize| {
        let position = u32::try_from(position).unwrap().to_le_bytes();
        record(0x0085, &[&position[..], &[0, 0, 5, 0], b"Leads"].concat())
    };
    let globals = |position| substream(5, &[listed(position), shared.to_vec()].concat());
    let position = globals(0).len();
    compound(folder, name, &["Workbook"], &[globals(position), substream(16, cells)].concat())
}

/// Where a cell stands, with its looks.
fn at(row: u16, column: u16) -> Vec<u8> {
    [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat()
}

/// A cell with a shared text.
fn shared_text(row: u16, column: u16, index: u32) -> Vec<u8> {
    record(0x00FD, &[&at(row, column)[..], &index.to_le_bytes()].concat())
}

/// A cell with a text of its own, a byte a letter.
fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap().to_le_bytes();
    record(0x0204, &[&at(row, column)[..], &length, &[0], text.as_bytes()].concat())
}

/// A formula; `result` are the eight bytes of what came out of it.
fn formula(row: u16, column: u16, result: [u8; 8]) -> Vec<u8> {
    record(0x0006, &[&at(row, column)[..], &result, &[0; 6], &[3, 0, 0x1E, 1, 0]].concat())
}

/// The text that came out of the formula before.
fn result_text(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap().to_le_bytes();
    record(0x0207, &[&length[..], &[0], text.as_bytes()].concat())
}

/// The beginning of the shared texts, which says how many there are.
fn counted(said: u32) -> Vec<u8> {
    [said.to_le_bytes(), said.to_le_bytes()].concat()
}

/// A text a byte a letter, or two.
fn narrow(text: &str) -> Vec<u8> {
    [&u16::try_from(text.len()).unwrap().to_le_bytes()[..], &[0], text.as_bytes()].concat()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A container with streams of these names, the first of which has this content.
fn compound(folder: &Folder, name: &str, streams: &[&str], content: &[u8]) -> PathBuf {
    let mut stream = content.to_vec();
    let size = stream.len().max(4096);
    stream.resize(size.next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(stream.len() / SECTOR).unwrap();
    let tables = (sectors + 3).div_ceil(126);
    let mut table = vec![0xFFFF_FFFD_u32; tables as usize];
    table.extend([tables + 1, END]);
    let first = tables + 2;
    table.extend((1..sectors).map(|at| first + at));
    table.push(END);
    table.resize(tables as usize * 128, u32::MAX);
    let mut header = [0_u8; SECTOR];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    for (at, value) in [(44, tables), (48, tables), (56, 4096), (60, END), (68, END)] {
        put(at, &value.to_le_bytes());
    }
    for at in 0..109 {
        let id = if at < tables { at } else { u32::MAX };
        put(76 + at as usize * 4, &id.to_le_bytes());
    }
    let entry = |name: &str, kind: u8, start: u32, size: usize| {
        let mut entry = [0_u8; 128];
        let letters = wide(name);
        entry[..letters.len()].copy_from_slice(&letters);
        entry[64..66].copy_from_slice(&u16::try_from(letters.len() + 2).unwrap().to_le_bytes());
        entry[66] = kind;
        entry[68..80].fill(0xFF);
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
        entry
    };
    let mut directory = entry("Root Entry", 5, END, 0).to_vec();
    for (at, name) in streams.iter().enumerate() {
        directory.extend(entry(name, 2, if at == 0 { first } else { END }, if at == 0 { size } else { 0 }));
    }
    directory.resize(2 * SECTOR, 0);
    let table = table.iter().flat_map(|id| id.to_le_bytes());
    folder.text(name, header.into_iter().chain(table).chain(directory).chain(stream).collect::<Vec<u8>>())
}

/// A container with streams of these names and nothing in them.
pub fn container(folder: &Folder, name: &str, streams: &[&str]) -> PathBuf {
    compound(folder, name, streams, &[])
}

reports! {
    texts_cut_by_the_end_of_a_record_are_whole {
        from: "ExcelDataReader #263",
        when: "a shared text is cut by the end of a record, and goes on with another width of its letters.",
        then: "it is the same text, and so are those behind it.",
        file: |folder| {
            let (first, rest) = A.split_at(7);
            let sst = [counted(3), narrow("Lead ID"), u16::try_from(A.len()).unwrap().to_le_bytes().to_vec(), vec![0], first.into()];
            let more = [vec![1], wide(rest), narrow(B)];
            let shared = [record(0x00FC, &sst.concat()), record(0x003C, &more.concat())].concat();
            let cells = [shared_text(0, 0, 0), shared_text(1, 0, 1), shared_text(2, 0, 2)];
            workbook(folder, "cut.xls", &shared, &cells.concat())
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, B)]),
    }
    texts_that_begin_at_the_end_of_a_record_are_whole {
        from: "ExcelDataReader #286",
        when: "a record ends right between a shared text's length and its letters.",
        then: "the text is whole, and so are those behind it.",
        file: |folder| {
            let sst = [counted(3), narrow("Lead ID"), u16::try_from(A.len()).unwrap().to_le_bytes().to_vec(), vec![0]];
            let more = [vec![0], A.into(), narrow(B)];
            let shared = [record(0x00FC, &sst.concat()), record(0x003C, &more.concat())].concat();
            let cells = [shared_text(0, 0, 0), shared_text(1, 0, 1), shared_text(2, 0, 2)];
            workbook(folder, "edge.xls", &shared, &cells.concat())
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, B)]),
    }
    a_wrong_count_of_texts_is_not_listened_to {
        from: "PhpSpreadsheet #1623",
        when: "an xls file says that it has more shared texts than it has.",
        then: "those that are there are read.",
        file: |folder| {
            let shared = record(0x00FC, &[counted(15), narrow("Lead ID"), narrow(A), narrow(B)].concat());
            let cells = [shared_text(0, 0, 0), shared_text(1, 0, 1), shared_text(2, 0, 2)];
            workbook(folder, "count.xls", &shared, &cells.concat())
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, B)]),
    }
    ids_out_of_xls_formulas_are_read {
        from: "calamine #334",
        when: "the ids of an xls file come out of formulas, a shared one's definition standing before the text.",
        then: "each is its own text; errors and texts without a character move none.",
        file: |folder| {
            const TEXT: [u8; 8] = [0, 0, 0, 0, 0, 0, 0xFF, 0xFF];
            const NOTHING: [u8; 8] = [3, 0, 0, 0, 0, 0, 0xFF, 0xFF];
            const NOT_FOUND: [u8; 8] = [2, 0, 0x2A, 0, 0, 0, 0xFF, 0xFF];
            let definition = record(0x04BC, &[1, 0, 4, 0, 0, 0, 0, 4, 3, 0, 0x1E, 1, 0]);
            let cells = [
                label(0, 0, "Lead ID"), label(0, 1, "Name"),
                formula(1, 0, TEXT), definition, result_text(A), label(1, 1, "Ada"),
                formula(2, 0, NOT_FOUND), label(2, 1, "Bob"),
                formula(3, 0, NOTHING), label(3, 1, "Eve"),
                formula(4, 0, TEXT), result_text(B), label(4, 1, "Max"),
            ];
            workbook(folder, "formulas.xls", &[], &cells.concat())
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, "#N/A"), (4, ""), (5, B)]),
    }
}
