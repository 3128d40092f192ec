//! Just enough of the binary format ([MS-XLSB]) for a sheet of texts and numbers.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use zip::write::SimpleFileOptions;

/// A workbook of a sheet with two columns.
pub fn write(path: &Path, rows: &[(&str, &str)]) {
    let mut cells = Vec::new();
    for (number, (first, second)) in (0_u32..).zip(rows) {
        cells.extend(row(number));
        for (column, text) in [(0, first), (1, second)] {
            cells.extend(match text.parse::<f64>() {
                Ok(number) => cell(0x0005, column, &number.to_le_bytes()),
                Err(_) => cell(0x0006, column, &wide(text)),
            });
        }
    }
    let last_row = u32::try_from(rows.len()).unwrap() - 1;
    package(path, last_row, &cells, None);
}

/// A workbook of a sheet of these records, which says that it ends in the given row of column B.
pub fn package(path: &Path, last_row: u32, cells: &[u8], strings: Option<&[u8]>) {
    let mut workbook = record(0x0083, &[]);
    workbook
        .extend(record(0x009C, &[&[0; 4][..], &1_u32.to_le_bytes(), &wide("rId1"), &wide("Leads")].concat()));
    workbook.extend([record(0x0090, &[]), record(0x0084, &[])].concat());
    let mut sheet = record(0x0081, &[]);
    sheet.extend(record(0x0094, &[0, last_row, 0, 1].map(u32::to_le_bytes).concat()));
    sheet.extend(record(0x0091, &[]));
    sheet.extend(cells);
    sheet.extend(record(0x0092, &[]));
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Target=\"{target}\" Type=\"http://x/{kind}\"></Relationship>")
    };
    let relations = format!(
        "<Relationships>{}{}</Relationships>",
        relation("rId1", "worksheet", "worksheets/sheet1.bin"),
        relation("rId2", "sharedStrings", "sharedStrings.bin")
    );
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("xl/workbook.bin", &workbook),
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/worksheets/sheet1.bin", &sheet),
    ];
    parts.extend(strings.map(|strings| ("xl/sharedStrings.bin", strings)));
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
}

/// The beginning of a row, counted from 0.
pub fn row(number: u32) -> Vec<u8> {
    record(0x0000, &[&number.to_le_bytes()[..], &[0; 21]].concat())
}

/// A cell of some kind.
pub fn cell(kind: u16, column: u32, value: &[u8]) -> Vec<u8> {
    record(kind, &[&column.to_le_bytes()[..], &[0; 4], value].concat())
}

pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    if kind < 0x80 {
        bytes.push(u8::try_from(kind).unwrap());
    } else {
        bytes.extend([u8::try_from(kind & 0x7F | 0x80).unwrap(), u8::try_from(kind >> 7).unwrap()]);
    }
    let mut length = data.len();
    loop {
        let low = u8::try_from(length & 0x7F).unwrap();
        length >>= 7;
        bytes.push(if length > 0 { low | 0x80 } else { low });
        if length == 0 {
            break;
        }
    }
    bytes.extend(data);
    bytes
}

pub fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).unwrap();
    length.to_le_bytes().into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}
