//! Files made to take all memory, to run for ever, or just broken: each ends in a sentence, soon.

use crate::files::{A, Folder, change_part, choice, fixture, read};
use crate::hostile_files::{PACKAGE, WORKBOOK, bomb, xlsx};
use lead_workbook::{WorkbookError, for_each_row, inspect};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

#[test]
fn a_lie_about_the_number_of_texts_is_not_listened_to() {
    let folder = Folder::new();
    let sheet =
        b"<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    let strings = b"<sst count=\"1\" uniqueCount=\"999999999999\"><si><t>x</t></si></sst>";
    let info = inspect(&xlsx(&folder, "lie.xlsx", sheet, strings)).unwrap();
    assert_eq!(info.sheets[0].columns[0].header, "x");
    let beyond = sheet.map(|byte| if byte == b'0' { b'7' } else { byte });
    let error = inspect(&xlsx(&folder, "beyond.xlsx", &beyond, strings)).unwrap_err();
    assert!(error.to_string().contains("row 1: a cell asks for text 7 of 1"), "{error}");
}

#[test]
fn one_endless_text_is_refused() {
    let folder = Folder::new();
    let sheet = [
        b"<worksheet><sheetData><row><c t=\"str\"><v>".as_slice(),
        &vec![b' '; 8 << 20],
        b"</v></c></row></sheetData></worksheet>",
    ]
    .concat();
    let error = inspect(&xlsx(&folder, "endless.xlsx", &sheet, b"<sst/>")).unwrap_err();
    assert!(error.to_string().contains("a single text of more than 4 MB"), "{error}");
}

#[test]
fn what_unpacks_to_an_absurd_size_is_refused() {
    let folder = Folder::new();
    let zeros = vec![0; 300 << 20];
    let path = folder.zip("bomb.xlsb", &[("xl/workbook.bin", b""), ("xl/sharedStrings.bin", &zeros)]);
    assert!(fs::metadata(&path).unwrap().len() < 1 << 20);
    let error = inspect(&path).unwrap_err();
    assert!(matches!(error, WorkbookError::Oversized { .. }), "{error}");
}

/// Looks at a file that must be refused, soon: a debug build takes some ten times as long as a release.
fn refused(path: &Path) -> String {
    let started = Instant::now();
    let error = inspect(path).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(20), "{error}");
    error.to_string()
}

#[test]
fn zip_bombs_are_refused_whatever_part_they_hide_in() {
    let folder = Folder::new();
    let sheet = "xl/worksheets/sheet1.xml";
    let open = "<worksheet><sheetData>";
    for (part, before, piece, why) in [
        (sheet, "<worksheet><sheetData><row><c t=\"str\"><v>", "a", "absurd"),
        (sheet, "<worksheet><sheetData><row><c><v>", " ", "absurd"),
        (sheet, open, " ", "absurd"),
        (sheet, "<worksheet", " ", "around its rows"),
        ("xl/sharedStrings.xml", "<sst><si><t>", "a", "absurd"),
        ("xl/styles.xml", "<styleSheet>", "a", "a single text"),
        ("xl/workbook.xml", "<workbook>", " ", "a single text"),
    ] {
        let error = refused(&bomb(&folder, "bomb.xlsx", part, before, piece, 300));
        assert!(error.contains(why), "{part} {before}{piece}: {error}");
    }
}

#[test]
fn document_types_are_refused_and_unknown_entities_stay_as_they_stand() {
    let folder = Folder::new();
    let laughs =
        b"<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><worksheet><sheetData/></worksheet>";
    let error = refused(&xlsx(&folder, "laughs.xlsx", laughs, b"<sst/>"));
    assert!(error.contains("document type"), "{error}");
    let strings =
        [b"<!DOCTYPE sst [<!ENTITY a 'x'>]>".as_slice(), b"<sst><si><t>&a;</t></si></sst>"].concat();
    let sheet = b"<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    assert!(refused(&xlsx(&folder, "strings.xlsx", sheet, &strings)).contains("document type"));
    let unknown = b"<worksheet><sheetData><row><c t=\"str\"><v>&lol;</v></c></row></sheetData></worksheet>";
    let info = inspect(&xlsx(&folder, "unknown.xlsx", unknown, b"<sst/>")).unwrap();
    assert_eq!(info.sheets[0].columns[0].header, "&lol;");
}

#[test]
fn deep_nesting_takes_no_depth() {
    let folder = Folder::new();
    let deep = "<x>".repeat(1 << 20);
    let sheet = format!("<worksheet><sheetData><row><c>{deep}</c></row></sheetData></worksheet>");
    assert!(refused(&xlsx(&folder, "deep.xlsx", sheet.as_bytes(), b"<sst/>")).contains("damaged"));
}

#[test]
fn names_that_lead_elsewhere_lead_nowhere() {
    let folder = Folder::new();
    let path = folder.zip(
        "elsewhere.xlsx",
        &[
            ("_rels/.rels", PACKAGE),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" Target=\"../../../../etc/passwd\"/></Relationships>"),
            ("../../../../etc/evil", b"<worksheet/>"),
        ],
    );
    assert!(refused(&path).contains("“etc/passwd” is missing inside it"));
    assert_eq!(folder.names(), ["elsewhere.xlsx"]);
}

#[test]
fn a_wrong_checksum_is_damage() {
    let folder = Folder::new();
    let sheet = b"<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>";
    let path = xlsx(&folder, "sum.xlsx", sheet, b"<sst/>");
    let mut bytes = fs::read(&path).unwrap();
    // The sums of each part, in the directory at the end.
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&bytes[at..], b"PK\x01\x02") {
        at += found + 4;
        bytes[at + 12] ^= 0x55;
    }
    fs::write(&path, bytes).unwrap();
    assert!(refused(&path).contains("damaged"));
}

#[test]
fn two_cells_at_opposite_corners_take_no_memory() {
    let folder = Folder::new();
    let sheet = format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"str\"><v>{A}</v></c></row>\
         <row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData></worksheet>"
    );
    let path = xlsx(&folder, "corners.xlsx", sheet.as_bytes(), b"<sst/>");
    let info = inspect(&path).unwrap();
    assert_eq!((info.sheets[0].rows, info.sheets[0].columns.len()), (1_048_576, 16_384));
    let mut filled = 0;
    let end = for_each_row(&choice(&path), &mut |row| {
        filled += u32::from(!row.cells.is_empty());
        ControlFlow::Continue(())
    });
    assert_eq!((end.unwrap().rows, filled), (1_048_576, 2));
}

#[test]
fn a_repetition_of_millions_in_an_ods_is_refused() {
    let folder = Folder::new();
    let path = folder.text("copy.ods", fs::read(fixture("leads.ods")).unwrap());
    change_part(&path, "content.xml", |xml| {
        let row = xml.rfind("<table:table-row").unwrap();
        let far = "<table:table-row table:number-rows-repeated=\"900000\"><table:table-cell \
                   table:number-columns-repeated=\"900\" office:value-type=\"float\" office:value=\"1\">\
                   </table:table-cell></table:table-row>";
        format!("{}{far}{}", &xml[..row], &xml[row..])
    });
    let error = inspect(&path).unwrap_err();
    assert!(matches!(error, WorkbookError::Oversized { .. }), "{error}");
}

#[test]
fn rows_and_columns_past_the_last_are_refused() {
    let folder = Folder::new();
    let many = folder.text("many.csv", format!("Id\n{}", "x\n".repeat(1_048_576)));
    assert!(matches!(inspect(&many), Err(WorkbookError::TooManyRows { .. })));
    let wide = folder.text("wide.csv", ",".repeat(20_000));
    assert!(inspect(&wide).unwrap_err().to_string().contains("more than 16,384 cells"));
    let open = folder.text("open.csv", format!("Id,Name\n{A},\"never closed\nmore\n"));
    let error = inspect(&open).unwrap_err().to_string();
    assert!(error.contains("the quotation mark opened in row 2 is never closed"), "{error}");
}

#[test]
fn a_cut_file_is_damaged_not_shorter() {
    let folder = Folder::new();
    for name in ["leads.xlsx", "leads.xls", "leads.ods"] {
        let whole = fs::read(fixture(name)).unwrap();
        for kept in [whole.len() / 3, whole.len() / 2, whole.len() - 30] {
            let path = folder.text(name, &whole[..kept]);
            if let Ok(info) = inspect(&path) {
                // The tail of an old file may hold nothing that is needed.
                assert_eq!((name, info.sheets[0].rows), ("leads.xls", 5), "{kept}");
            }
        }
    }
}

#[test]
fn rows_in_disorder_and_chains_in_circles_are_damaged() {
    let folder = Folder::new();
    let sheet = b"<worksheet><sheetData><row r=\"9\"><c r=\"A9\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c></row></sheetData></worksheet>";
    let error = inspect(&xlsx(&folder, "order.xlsx", sheet, b"<sst/>")).unwrap_err().to_string();
    assert!(error.contains("row 2 comes after row 9"), "{error}");

    let mut bytes = fs::read(fixture("leads.xls")).unwrap();
    let fat = 512 * (1 + usize::from(u16::from_le_bytes([bytes[76], bytes[77]])));
    for entry in bytes[fat..fat + 512].chunks_exact_mut(4) {
        entry.copy_from_slice(&[0, 0, 0, 0]);
    }
    let started = Instant::now();
    assert!(inspect(&folder.text("circle.xls", bytes)).is_err());
    assert!(started.elapsed() < Duration::from_secs(5));
}

/// Flips bytes all over real files: whatever comes out, it comes out soon and as a `Result`.
#[test]
fn broken_bytes_never_hang_or_abort() {
    let folder = Folder::new();
    let mut state = 0x9E37_79B9_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for name in ["leads.xlsx", "leads.xls", "leads.ods"] {
        let whole = fs::read(fixture(name)).unwrap();
        for _ in 0..120 {
            let mut bytes = whole.clone();
            for _ in 0..=random(6) {
                let at = random(bytes.len());
                bytes[at] = u8::try_from(random(256)).unwrap();
            }
            let path = folder.text(name, bytes);
            let started = Instant::now();
            if let Ok(info) = inspect(&path)
                && info.suggested_sheet.is_some()
            {
                // Either the rows or a sentence.
                if let Err(error) = read(&choice(&path)) {
                    assert!(!error.to_string().is_empty());
                }
            }
            assert!(started.elapsed() < Duration::from_secs(10), "{name}");
        }
    }
}
