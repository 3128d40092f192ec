//! xls files as others write them: code pages that are not so, and sectors that are not full.

use crate::files::{A, B, Folder, choice, fixture, read_text};
use crate::hostile_files::xls;
use crate::xls::{biff5, biff8, directory_last, small_container};
use lead_workbook::{WorkbookError, inspect};
use std::fs;

const ROWS: [&[&str]; 4] = [&["Name", "Lead ID"], &["Zoë Müller", A], &["Łukasz Żółw", B], &["李雷", "n/a"]];

fn expected() -> Vec<Vec<String>> {
    ROWS[1..].iter().map(|row| row.iter().map(|text| (*text).to_owned()).collect()).collect()
}

/// The Perl, R and PEAR writers say 1252 and write UTF-16 like Excel, which says 1200.
#[test]
fn texts_are_read_right_whatever_code_page_the_workbook_names() {
    let folder = Folder::new();
    for page in [None, Some(1200), Some(1252), Some(1251), Some(932), Some(65_001), Some(0), Some(21_010)] {
        let path = xls(&folder, "leads.xls", biff8(page, &ROWS));
        let info = inspect(&path).unwrap_or_else(|error| panic!("{page:?}: {error}"));
        assert_eq!((info.format.as_str(), info.sheets[0].name.as_str()), ("xls", "Leads"), "{page:?}");
        assert_eq!(info.sheets[0].columns[1].header, "Lead ID", "{page:?}");
        assert_eq!(read_text(&choice(&path)), expected(), "{page:?}");
        // The same in a container for small streams.
        let small = folder.text("small.xls", small_container(&biff8(page, &ROWS)));
        assert_eq!(read_text(&choice(&small)), expected(), "{page:?}");
    }
}

#[test]
fn texts_of_excel_95_are_in_the_code_page_that_is_named() {
    let folder = Folder::new();
    let id = A.as_bytes();
    for (page, written, shown) in [
        (Some(1252), &b"Zo\xEB \x80"[..], "Zoë €"),
        (Some(0x8001), b"Zo\xEB \x80", "Zoë €"),
        (None, b"Zo\xEB", "Zoë"),
        (Some(0x8000), b"Zo\x91", "Zoë"),
        (Some(1251), b"\xC0\xED\xED\xE0", "Анна"),
        (Some(932), b"\x93\xFA\x96\x7B", "日本"),
    ] {
        let rows: [&[&[u8]]; 2] = [&[b"Name", b"Lead ID"], &[written, id]];
        let path = xls(&folder, "leads.xls", biff5(page, &rows));
        assert_eq!(read_text(&choice(&path)), [[shown, A]], "{page:?}");
    }
}

/// Some writers leave out what would only fill up the last sector.
#[test]
fn a_last_sector_may_be_of_any_length() {
    let folder = Folder::new();
    // Long enough for sectors of its own, and not a multiple of one.
    let many: Vec<[String; 2]> =
        (0..150).map(|at| [format!("Lead {at}"), format!("{}{at:03}", &A[..12])]).collect();
    let mut rows: Vec<Vec<&str>> = many.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    rows.insert(0, vec!["Name", "Lead ID"]);
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let stream = biff8(Some(1252), &rows);
    let used = stream.len() % 512;
    assert!(stream.len() > 4096 && used > 0);
    let last = directory_last(&stream);
    every_length(&folder, &last, last.len() - 256 - 4, 150);
    let whole = fs::read(xls(&folder, "whole.xls", stream)).unwrap();
    let sound = whole.len() - (512 - used);
    every_length(&folder, &whole, sound, 150);

    let stream = biff8(Some(1252), &ROWS);
    let mut whole = small_container(&stream);
    let sound = whole.len();
    whole.resize(sound.next_multiple_of(512), 0);
    every_length(&folder, &whole, sound, 3);
}

/// Opens a file of each length of its last sector. From `sound` bytes on nothing is missing.
fn every_length(folder: &Folder, whole: &[u8], sound: usize, rows: u64) {
    assert_eq!(whole.len() % 512, 0);
    for length in whole.len() - 511..=whole.len() {
        let path = folder.text("cut.xls", &whole[..length]);
        match inspect(&path) {
            Ok(info) => {
                assert_eq!((info.sheets[0].rows, length >= sound), (rows, true), "{length} of {sound}");
            }
            Err(error) => {
                assert!(
                    matches!(error, WorkbookError::Damaged { .. }) && length < sound,
                    "{length}: {error}"
                );
            }
        }
    }
}

#[test]
fn a_file_of_another_program_may_end_where_its_content_does() {
    let folder = Folder::new();
    let whole = fs::read(fixture("leads.xls")).unwrap();
    let filling = whole.iter().rev().take_while(|byte| **byte == 0).count().min(511);
    for length in whole.len() - filling..=whole.len() {
        let path = folder.text("leads.xls", &whole[..length]);
        assert_eq!(read_text(&choice(&path)).len(), 5, "{length} of {}", whole.len());
    }
}

#[test]
fn every_file_is_told_by_its_content_whatever_it_is_called() {
    let folder = Folder::new();
    let page = format!("<table><tr><th>Lead ID<th>Name<tr><td>{A}<td>Ada</table>");
    let xml = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet Name=\"L\">\
         <Table><Row><Cell><Data>Lead ID</Data></Cell></Row><Row><Cell><Data>{A}</Data></Cell></Row></Table></Worksheet>\
         </Workbook>"
    );
    let of = |name: &str| fs::read(fixture(name)).unwrap();
    let contents = [
        ("xlsx", of("leads.xlsx")),
        ("xls", of("leads.xls")),
        ("ods", of("leads.ods")),
        ("csv", format!("Lead ID;Name\n{A};Ada <table><tr><td>\n").into_bytes()),
        ("csv", format!("Lead ID\tName\n{A}\tAda\n").into_bytes()),
        ("html", page.into_bytes()),
        ("xml", xml.into_bytes()),
    ];
    for (format, content) in contents {
        for ending in
            ["xls", "xlsx", "xlsm", "xlsb", "ods", "csv", "txt", "tsv", "htm", "xml", "download", ""]
        {
            let path = folder.text(&format!("leads.{ending}"), &content);
            let info = inspect(&path).unwrap_or_else(|error| panic!("{format} as {ending}: {error}"));
            assert_eq!(info.format, format, "as {ending}");
            assert!(read_text(&choice(&path))[0][0].starts_with("00Q"), "{format} as {ending}");
        }
    }
}
