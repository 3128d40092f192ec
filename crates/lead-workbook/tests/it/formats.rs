//! Each format gives the same rows; what is no workbook is called what it is.

use crate::files::{A, B, Folder, choice, fixture, read, read_text};
use crate::xlsb;
use lead_workbook::{WorkbookError, inspect};
use std::path::Path;

#[test]
fn the_same_sheet_reads_alike_from_xlsx_xls_and_ods() {
    let expected = [
        vec!["00Q5g00000DeMoA", "Ada", "400", "2025-10-13", "TRUE", "0.25", "800"],
        vec!["00Q5g00000DeMoB", "Bob", "500", "2025-10-13", "FALSE", "#DIV/0!", "1000"],
        vec!["n/a", "Çelik Ünal", "600", "2025-10-13", "TRUE", "0.25", "1200"],
        vec![],
        vec!["00Q5g00000DeMoC", "Eve"],
    ];
    for (name, format) in [("leads.xlsx", "xlsx"), ("leads.xls", "xls"), ("leads.ods", "ods")] {
        let path = fixture(name);
        let info = inspect(&path).unwrap();
        assert_eq!(info.format, format);
        let sheets: Vec<(&str, bool)> =
            info.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
        assert_eq!(sheets, [("Leads", false), ("Hidden", true)], "{name}");
        assert_eq!((info.sheets[0].header_row, info.sheets[0].rows), (Some(3), 5), "{name}");
        let choice = choice(&path);
        let mut rows = read_text(&choice);
        if format == "ods" {
            // LibreOffice keeps the truth values of another program as the numbers 1 and 0 there.
            for (row, expected) in rows.iter_mut().zip(&expected).filter(|(row, _)| row.len() > 4) {
                assert_eq!(row[4] == "1", expected[4] == "TRUE");
                expected[4].clone_into(&mut row[4]);
            }
        }
        assert_eq!(rows, expected, "{name}");
        let numbers: Vec<u32> = read(&choice).unwrap().iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [4, 5, 6, 7, 8], "{name}");
    }
}

#[test]
fn a_csv_file_is_told_by_its_content_whatever_it_is_called() {
    let folder = Folder::new();
    let plain = format!("Lead ID,Company,Employees\r\n{A},\"Acme, Inc.\",0120\r\n\r\n{B},Bölt,7\r\n");
    let semicolons = plain.replace(", Inc", "; Inc").replace(',', ";");
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, bytes) in [
        ("plain.csv", plain.clone().into_bytes()),
        ("export.xls", plain.clone().into_bytes()),
        ("marked.csv", [b"\xEF\xBB\xBF", plain.as_bytes()].concat()),
        ("utf16.txt", utf16),
        ("windows.csv", encoding_rs::WINDOWS_1252.encode(&plain).0.into_owned()),
    ] {
        let path = folder.text(name, bytes);
        assert_eq!(inspect(&path).unwrap().format, "csv", "{name}");
        let rows = read_text(&choice(&path));
        assert_eq!(rows, [vec![A, "Acme, Inc.", "0120"], vec![], vec![B, "Bölt", "7"]], "{name}");
    }
    let path = folder.text("german.csv", semicolons);
    assert_eq!(read_text(&choice(&path))[0], [A, "Acme; Inc.", "0120"]);
}

#[test]
fn an_xlsb_file_streams() {
    let folder = Folder::new();
    let path = folder.path("leads.xlsb");
    xlsb::write(&path, &[("Lead ID", "Employees"), (A, "12"), (B, "7.5")]);
    let info = inspect(&path).unwrap();
    assert_eq!((info.format.as_str(), info.sheets[0].rows), ("xlsb", 2));
    assert_eq!(read_text(&choice(&path)), [[A, "12"], [B, "7.5"]]);
}

#[test]
fn encrypted_workbooks_are_told_from_old_ones() {
    for name in ["encrypted.xlsx", "encrypted.xls", "encrypted.ods"] {
        let error = inspect(&fixture(name)).unwrap_err();
        assert!(matches!(error, WorkbookError::PasswordProtected { .. }), "{name}: {error}");
        assert!(error.to_string().contains("password-protected"));
    }
}

#[test]
fn what_is_no_workbook_is_called_what_it_is() {
    let folder = Folder::new();
    let cases: [(&str, Vec<u8>, &str); 8] = [
        ("page.xls", b"\xEF\xBB\xBF <!DOCTYPE html><html><h1>Log in</h1>".to_vec(), "a web page without"),
        ("table.xls", b"<table border=1><tr><td></table>".to_vec(), "a web page without"),
        ("feed.xls", b"<?xml version=\"1.0\"?><rss></rss>".to_vec(), "an XML file"),
        ("report.xlsx", b"%PDF-1.7 ...".to_vec(), "a PDF document"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n...".to_vec(), "a picture"),
        ("data.csv", vec![0, 1, 2, 3, 0, 0, 7, 9, 200, 1], "some other kind"),
        ("biff2.xls", vec![9, 0, 4, 0, 2, 0, 16, 0], "before version 5"),
        ("nothing.xlsx", Vec::new(), "is empty"),
    ];
    for (name, content, says) in cases {
        let error = inspect(&folder.text(name, content)).unwrap_err().to_string();
        assert!(error.contains(says) && error.contains(name), "{name}: {error}");
    }
    let word = folder.zip("letter.xlsx", &[("word/document.xml", b"<w:document/>")]);
    assert!(inspect(&word).unwrap_err().to_string().contains("a Word document"));
    let inside = folder.zip("mail.zip", &[("leads.xlsx", b"...")]);
    assert!(inspect(&inside).unwrap_err().to_string().contains("unpack it"));
    let error = inspect(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_err();
    assert!(error.to_string().contains("is a folder"));
    let error = inspect(&folder.path("gone.xlsx")).unwrap_err();
    assert!(error.to_string().contains("is not there"));
}
