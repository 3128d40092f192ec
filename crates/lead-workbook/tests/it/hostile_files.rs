//! Makes files that mean harm: packages, old containers and texts that say more than they hold.

use crate::files::Folder;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use zip::write::SimpleFileOptions;

pub const WORKBOOK: &[u8] =
    b"<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
pub const PACKAGE: &[u8] = b"<Relationships><Relationship Id=\"rId1\" Type=\"http://x/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
pub const RELATIONS: &[u8] = b"<Relationships><Relationship Id=\"rId1\" Type=\"http://x/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

pub fn xlsx(folder: &Folder, name: &str, sheet: &[u8], strings: &[u8]) -> PathBuf {
    folder.zip(
        name,
        &[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", PACKAGE),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/sharedStrings.xml", strings),
        ],
    )
}

/// Repeats a piece behind a beginning until a part of the given size is full, never held whole.
pub fn bomb(folder: &Folder, name: &str, part: &str, before: &str, piece: &str, megabytes: usize) -> PathBuf {
    let path = folder.path(name);
    let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
    let options = SimpleFileOptions::default().large_file(true);
    let usual: [(&str, &[u8]); 5] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        (
            "xl/worksheets/sheet1.xml",
            b"<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>",
        ),
    ];
    for (name, content) in usual.into_iter().filter(|(name, _)| *name != part) {
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.start_file(part, options).unwrap();
    zip.write_all(before.as_bytes()).unwrap();
    let megabyte = piece.repeat((1 << 20) / piece.len());
    for _ in 0..megabytes {
        zip.write_all(megabyte.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    path
}

/// One text of four megabytes, asked for by every cell of a row: 64 GB where each holds its own.
pub fn one_text_everywhere(folder: &Folder) -> PathBuf {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "a".repeat((4 << 20) - 64));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(16_384);
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    xlsx(folder, "everywhere.xlsx", sheet.as_bytes(), strings.as_bytes())
}

/// Thousands of sheets, each with a cell in the last column.
pub fn many_wide_sheets(folder: &Folder) -> PathBuf {
    const SHEETS: usize = 3000;
    let (mut sheets, mut relations) = (String::new(), String::new());
    for at in (0..SHEETS).map(|at| at.to_string()) {
        sheets.extend(["<sheet name=\"S", &at, "\" sheetId=\"1\" r:id=\"r", &at, "\"/>"]);
        relations.extend(["<Relationship Id=\"r", &at, "\" Type=\"http://x/worksheet\" "]);
        relations.extend(["Target=\"worksheets/s", &at, ".xml\"/>"]);
    }
    let workbook = format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
    let relations = format!("<Relationships>{relations}</Relationships>");
    let names: Vec<String> = (0..SHEETS).map(|at| format!("xl/worksheets/s{at}.xml")).collect();
    let cell = b"<worksheet><sheetData><row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row></sheetData></worksheet>";
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
    ];
    parts.extend(names.iter().map(|name| (name.as_str(), cell.as_slice())));
    folder.zip("sheets.xlsx", &parts)
}

/// Rows as wide as can be, as many as a sample would hold.
pub fn wide_rows(folder: &Folder) -> PathBuf {
    let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(16_384));
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", row.repeat(100));
    xlsx(folder, "wide.xlsx", sheet.as_bytes(), b"<sst/>")
}

/// A title, and the table it belongs to at the other end of the sheet.
pub fn far_apart(folder: &Folder, id: &str) -> PathBuf {
    let cell =
        |row: u32, text: &str| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"str\"><v>{text}</v></c></row>");
    let rows =
        [cell(1, "Leads"), cell(1_048_574, "Lead ID"), cell(1_048_575, id), cell(1_048_576, id)].concat();
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    xlsx(folder, "apart.xlsx", sheet.as_bytes(), b"<sst/>")
}

/// Relations without end.
pub fn many_relations(folder: &Folder) -> PathBuf {
    let mut relations = String::from("<Relationships>");
    for at in 0..200_000 {
        relations.extend(["<Relationship Id=\"", &at.to_string(), "\" Type=\"t\" Target=\"x\"/>"]);
    }
    folder.zip("relations.xlsx", &[("xl/workbook.xml", WORKBOOK), ("_rels/.rels", relations.as_bytes())])
}

/// More links than a sheet can have, each to an address of its own, over two rows and a header.
pub fn many_links(folder: &Folder) -> PathBuf {
    const LINKS: usize = 100_000;
    let (mut links, mut relations) = (String::new(), String::new());
    for at in (1..=LINKS).map(|at| at.to_string()) {
        links.extend(["<hyperlink ref=\"A", &at, "\" r:id=\"r", &at, "\"/>"]);
        relations.extend(["<Relationship Id=\"r", &at, "\" Type=\"http://x/hyperlink\" Target=\"https://x/"]);
        relations.extend(["long-way-to-nowhere/".repeat(9).as_str(), &at, "\" TargetMode=\"External\"/>"]);
    }
    let cell = "<row><c t=\"str\"><v>Ada</v></c></row>".repeat(3);
    let sheet =
        format!("<worksheet><sheetData>{cell}</sheetData><hyperlinks>{links}</hyperlinks></worksheet>");
    let relations = format!("<Relationships>{relations}</Relationships>");
    folder.zip(
        "links.xlsx",
        &[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", PACKAGE),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
            ("xl/worksheets/_rels/sheet1.xml.rels", relations.as_bytes()),
        ],
    )
}

/// A csv file of one row of the given number of cells of 100 KB.
pub fn one_line(folder: &Folder, cells: usize) -> PathBuf {
    let path = folder.path("line.csv");
    let mut file = std::io::BufWriter::new(File::create(&path).unwrap());
    let cell = format!("{},", "x".repeat(100 << 10));
    for _ in 0..cells {
        file.write_all(cell.as_bytes()).unwrap();
    }
    file.flush().unwrap();
    path
}

/// A text that repeats a piece behind a beginning, never held whole.
pub fn repeated(folder: &Folder, name: &str, before: &str, piece: &str, megabytes: usize) -> PathBuf {
    let path = folder.path(name);
    let mut file = File::create(&path).unwrap();
    file.write_all(before.as_bytes()).unwrap();
    let megabyte = piece.repeat((1 << 20) / piece.len());
    for _ in 0..megabytes {
        file.write_all(megabyte.as_bytes()).unwrap();
    }
    path
}

/// An `OpenDocument` sheet of one row, written out so and so often.
pub fn ods(folder: &Folder, name: &str, row: &str) -> PathBuf {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet><table:table \
         table:name=\"S\">{row}</table:table></office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = b"<manifest:manifest></manifest:manifest>";
    folder.zip(
        name,
        &[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("META-INF/manifest.xml", manifest),
            ("content.xml", content.as_bytes()),
        ],
    )
}

/// A record of an old workbook.
pub fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A workbook stream that lists a sheet so and so often, all of them the one whose records follow.
pub fn sheets_of_one(sheets: usize, records: &[u8]) -> Vec<u8> {
    let begin = |kind: u16| record(0x0809, &[&[0, 6][..], &kind.to_le_bytes(), &[0; 12]].concat());
    let end = record(0x000A, &[]);
    let listed = |at: u32, position: u32| {
        let name = format!("{at:05}");
        record(0x0085, &[&position.to_le_bytes()[..], &[0, 0, 5, 0], name.as_bytes()].concat())
    };
    let globals = begin(5).len() + sheets * listed(0, 0).len() + end.len();
    let position = u32::try_from(globals).unwrap();
    let mut stream = begin(5);
    for at in 0..sheets {
        stream.extend(listed(u32::try_from(at).unwrap(), position));
    }
    stream.extend([end.clone(), begin(16), records.to_vec(), end].concat());
    stream
}

/// An old container with a workbook stream, of which the smallest is padded.
pub fn xls(folder: &Folder, name: &str, mut stream: Vec<u8>) -> PathBuf {
    const SECTOR: usize = 512;
    const END: u32 = 0xFFFF_FFFE;
    let size = stream.len().max(4096);
    stream.resize(size.next_multiple_of(SECTOR), 0);
    let sectors = stream.len() / SECTOR;
    // A sector of the table tells of 128 sectors, its own and the directory's among them.
    let tables = (sectors + 2).div_ceil(126);
    let mut table = vec![0xFFFF_FFFD_u32; tables];
    table.push(END);
    let first = u32::try_from(tables + 1).unwrap();
    table.extend((1..sectors).map(|at| first + u32::try_from(at).unwrap()));
    table.push(END);
    table.resize(tables * 128, u32::MAX);
    let mut header = [0_u8; SECTOR];
    header[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &u32::try_from(tables).unwrap().to_le_bytes());
    put(48, &u32::try_from(tables).unwrap().to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &END.to_le_bytes());
    put(68, &END.to_le_bytes());
    for at in 0..109 {
        let id = if at < tables { u32::try_from(at).unwrap() } else { u32::MAX };
        put(76 + at * 4, &id.to_le_bytes());
    }
    let entry = |name: &str, kind: u8, start: u32, size: usize| {
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
    };
    let mut file = header.to_vec();
    file.extend(table.iter().flat_map(|id| id.to_le_bytes()));
    file.extend([entry("Root Entry", 5, END, 0), entry("Workbook", 2, first, size)].concat());
    file.extend([0; 256]);
    file.extend(stream);
    folder.text(name, file)
}
