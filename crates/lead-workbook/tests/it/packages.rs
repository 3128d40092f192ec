//! Odd packages that are workbooks all the same: columns are added, and every other part stays byte for byte.

use crate::files::{A, B, Folder, choice, read_text};
use crate::parts::{BOOK, Parts, SHEET, TYPES, add_to, may_change};
use lead_workbook::SheetChoice;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn plain(folder: &Folder) -> Parts {
    Parts::read(&folder.rows("plain.xlsx", &[&["Id", "Name"], &[A, "Ada"], &[B, "Bob"]]))
}

/// Adds columns, and checks that each part but those that must change is there byte for byte. Gives
/// the result's parts and what was told.
fn added(source: &Path) -> (Parts, Option<String>) {
    let ending = source.extension().unwrap().to_str().unwrap();
    let output = source.with_file_name(format!("out.{ending}"));
    let saved = add_to(&choice(source), &output);
    let (before, after) = (Parts::read(source), Parts::read(&output));
    for (name, bytes) in &before.0 {
        let plain = name.replace('\\', "/");
        let signature = plain.starts_with("_xmlsignatures/") || plain == "_rels/.rels";
        assert!(
            may_change(name) || signature || after.0.get(name) == Some(bytes),
            "{name} is not what it was"
        );
    }
    let rows = read_text(&SheetChoice { header_row: None, ..choice(&output) });
    assert_eq!(rows[0][rows[0].len() - 2..], ["Score", "AI_Status"]);
    assert_eq!(rows[1][rows[1].len() - 2..], ["71.5", "Analyzed"]);
    (after, saved.note)
}

#[test]
fn entries_may_be_packed_in_any_way() {
    let folder = Folder::new();
    let parts = plain(&folder);
    let path = folder.path("packed.xlsx");
    let options = SimpleFileOptions::default();
    for options in [options.compression_method(CompressionMethod::Stored), options.large_file(true)] {
        parts.write(&path, options);
        assert_eq!(added(&path).1, None);
    }
    // Written as it streams: sizes stand behind the content.
    let mut zip = ZipWriter::new_stream(File::create(&path).unwrap());
    for (name, content) in &parts.0 {
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
    assert_eq!(added(&path).1, None);
}

#[test]
fn names_may_have_backslashes_and_other_letter_case() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    parts.0 = parts.0.into_iter().map(|(name, bytes)| (name.replace('/', "\\"), bytes)).collect();
    let (after, note) = added(&parts.save(&folder, "backslash.xlsx"));
    assert!(note.is_none() && after.0.contains_key("xl\\worksheets\\sheet1.xml"));

    let mut parts = plain(&folder);
    let sheet = parts.0.remove(SHEET).unwrap();
    parts.0.insert("XL/Worksheets/Sheet1.XML".into(), sheet);
    let (after, note) = added(&parts.save(&folder, "case.xlsx"));
    assert!(note.is_none() && after.0.contains_key("XL/Worksheets/Sheet1.XML"));
}

#[test]
fn the_workbook_may_lie_elsewhere() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    for name in parts.0.keys().cloned().collect::<Vec<_>>() {
        if let Some(rest) = name.strip_prefix("xl/") {
            let bytes = parts.0.remove(&name).unwrap();
            parts.0.insert(format!("deep/down/{rest}"), bytes);
        }
    }
    parts.change(TYPES, |xml| xml.replace("/xl/", "/deep/down/"));
    parts.change("_rels/.rels", |xml| xml.replace("xl/workbook.xml", "deep/down/workbook.xml"));
    assert_eq!(added(&parts.save(&folder, "elsewhere.xlsx")).1, None);
}

#[test]
fn styles_and_shared_texts_may_be_missing_or_empty() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    parts.change("xl/styles.xml", |_| {
        "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"/>".into()
    });
    assert_eq!(added(&parts.save(&folder, "no-looks.xlsx")).1, None);

    let without = |parts: &mut Parts, name: &str, word: &str| {
        parts.0.remove(&format!("xl/{name}")).unwrap();
        let cut = |xml: String| xml.split_inclusive('>').filter(|tag| !tag.contains(word)).collect();
        parts.change("xl/_rels/workbook.xml.rels", cut);
        parts.change(TYPES, cut);
    };
    without(&mut parts, "styles.xml", "styles");
    let (after, note) = added(&parts.save(&folder, "no-styles.xlsx"));
    assert_eq!(note, None);
    for name in [SHEET, "xl/worksheets/leadsheet1.xml"] {
        assert!(!after.0[name].windows(4).any(|four| four == b" s=\""), "{name} has styles");
    }
    without(&mut parts, "sharedStrings.xml", "haredStrings");
    parts.change(SHEET, |xml| {
        let texts = ["Id", "Name", A, "Ada", B, "Bob"];
        texts.iter().enumerate().fold(xml, |xml, (at, text)| {
            let inline = format!("t=\"inlineStr\"><is><t>{text}</t></is>");
            xml.replace(&format!("t=\"s\"><v>{at}</v>"), &inline)
        })
    });
    let (after, note) = added(&parts.save(&folder, "no-texts.xlsx"));
    assert!(note.is_none() && !after.0.contains_key("xl/sharedStrings.xml"));
}

#[test]
fn strict_workbooks_stay_strict() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    for (name, bytes) in &mut parts.0 {
        // The package's own relations and types have one form only.
        if name != TYPES {
            let xml = String::from_utf8(bytes.clone()).unwrap();
            let xml = xml.replace(RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships");
            let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
            *bytes = xml.replace(main, "http://purl.oclc.org/ooxml/spreadsheetml/main").into_bytes();
        }
    }
    let (after, note) = added(&parts.save(&folder, "strict.xlsx"));
    assert_eq!(note, None);
    for (name, bytes) in after.0.iter().filter(|(name, _)| name.starts_with("xl/") && !name.contains("theme"))
    {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("openxmlformats.org/spreadsheetml"), "{name}: {text}");
        assert!(!text.contains("openxmlformats.org/officeDocument"), "{name}: {text}");
    }
}

#[test]
fn a_byte_order_mark_and_alternate_content_stay() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    for name in [SHEET, BOOK, "xl/sharedStrings.xml", "xl/styles.xml", TYPES, "xl/_rels/workbook.xml.rels"] {
        parts.change(name, |xml| format!("\u{feff}{xml}"));
    }
    let alternate = "<mc:AlternateContent xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><mc:Choice Requires=\"x15\"><x15ac:absPath url=\"/a/\" xmlns:x15ac=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac\"/></mc:Choice></mc:AlternateContent>";
    parts.change(BOOK, |xml| xml.replace("<bookViews>", &format!("{alternate}<bookViews>")));
    parts.change(SHEET, |xml| xml.replace("</worksheet>", &format!("{alternate}</worksheet>")));
    let (after, note) = added(&parts.save(&folder, "marked.xlsx"));
    assert_eq!(note, None);
    for name in [SHEET, BOOK] {
        let text = String::from_utf8(after.0[name].clone()).unwrap();
        assert!(text.starts_with("\u{feff}<?xml") && text.contains(alternate), "{name}: {text}");
    }
}

#[test]
fn parts_in_utf_16_become_a_report_that_says_so() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    let sheet = String::from_utf8(parts.0[SHEET].clone()).unwrap().replace("UTF-8", "UTF-16");
    let wide = sheet.encode_utf16().flat_map(u16::to_le_bytes);
    parts.0.insert(SHEET.into(), [0xff, 0xfe].into_iter().chain(wide).collect());
    let source = parts.save(&folder, "wide.xlsx");
    let saved = add_to(&choice(&source), &folder.path("out.xlsx"));
    assert!(saved.note.unwrap().contains("could not be added to as it is"));
    assert_eq!(read_text(&choice(&folder.path("out.xlsx")))[1], [B, "Bob", "71.5", "Analyzed"]);
}

#[test]
fn a_sheet_in_the_encoding_of_one_language_stays_in_it() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    let inline = |text: &str| format!("<c r=\"B2\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    parts.change(SHEET, |xml| {
        let from = xml.find("<c r=\"B2\"").unwrap();
        let to = from + xml[from..].find("</c>").unwrap() + "</c>".len();
        let xml = format!("{}{}{}", &xml[..from], inline("Zoé"), &xml[to..]);
        xml.replace("UTF-8", "ISO-8859-1")
    });
    let text = String::from_utf8(parts.0[SHEET].clone()).unwrap();
    parts.0.insert(SHEET.into(), encoding_rs::WINDOWS_1252.encode(&text).0.into_owned());
    let source = parts.save(&folder, "latin.xlsx");
    let (after, note) = added(&source);
    assert_eq!(note, None);
    let latin = inline("Zoé").replace('é', "\u{1}").into_bytes();
    let latin: Vec<u8> = latin.into_iter().map(|byte| if byte == 1 { 0xE9 } else { byte }).collect();
    assert!(after.0[SHEET].windows(latin.len()).any(|part| part == latin), "the old cell has its own bytes");
    assert_eq!(read_text(&choice(&source.with_file_name("out.xlsx")))[0][..2], [A, "Zoé"]);
}

#[test]
fn a_signature_ends_and_that_is_said() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    let package = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature";
    let kind = "application/vnd.openxmlformats-package.digital-signature";
    let origin = "_xmlsignatures/origin.sigs";
    parts.relate("", &format!("{package}/origin"), origin, &format!("{kind}-origin"), b"");
    let signature = "_xmlsignatures/sig1.xml";
    parts.relate(
        origin,
        &format!("{package}/signature"),
        signature,
        &format!("{kind}-xmlsignature+xml"),
        b"<Signature/>",
    );
    let (after, note) = added(&parts.save(&folder, "signed.xlsx"));
    assert!(note.unwrap().contains("digitally signed"));
    assert!(!after.0.keys().any(|name| name.starts_with("_xmlsignatures")));
    for name in [TYPES, "_rels/.rels"] {
        assert!(!String::from_utf8_lossy(&after.0[name]).contains("signature"), "{name}");
    }
}

#[test]
fn protected_sheets_and_workbooks_stay_protected() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    let sheet = "<sheetProtection algorithmName=\"SHA-512\" hashValue=\"x\" saltValue=\"y\" spinCount=\"100000\" sheet=\"1\" objects=\"1\"/>";
    let book = "<workbookProtection workbookPassword=\"CC1A\" lockStructure=\"1\"/>";
    parts.change(SHEET, |xml| xml.replace("</sheetData>", &format!("</sheetData>{sheet}")));
    parts.change(BOOK, |xml| xml.replace("<bookViews>", &format!("{book}<bookViews>")));
    let (after, note) = added(&parts.save(&folder, "protected.xlsx"));
    assert!(note.unwrap().contains("The sheet is protected"));
    assert!(String::from_utf8_lossy(&after.0[SHEET]).contains(sheet));
    assert!(String::from_utf8_lossy(&after.0[BOOK]).contains(book));
}

#[test]
fn macros_pivots_and_threaded_comments_stay_byte_for_byte() {
    let folder = Folder::new();
    let mut parts = plain(&folder);
    parts.change(TYPES, |xml| {
        let from = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
        xml.replace(from, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    });
    let macros: Vec<u8> = (0..20_000_u32).map(|at| (at * 31 % 251) as u8).collect();
    let kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject";
    parts.relate(BOOK, kind, "xl/vbaProject.bin", "application/vnd.ms-office.vbaProject", &macros);
    let (cache, table) = ("xl/pivotCache/pivotCacheDefinition1.xml", "xl/pivotTables/pivotTable1.xml");
    let office = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let definition = b"<pivotCacheDefinition refreshOnLoad=\"1\"><cacheSource type=\"worksheet\"><worksheetSource ref=\"A1:B3\" sheet=\"Leads\"/></cacheSource></pivotCacheDefinition>";
    parts.relate(
        BOOK,
        &format!("{RELATIONS}/pivotCacheDefinition"),
        cache,
        &format!("{office}.pivotCacheDefinition+xml"),
        definition,
    );
    parts.relate(
        SHEET,
        &format!("{RELATIONS}/pivotTable"),
        table,
        &format!("{office}.pivotTable+xml"),
        b"<pivotTableDefinition name=\"P\" cacheId=\"3\"><location ref=\"F9:G12\"/></pivotTableDefinition>",
    );
    parts.change(BOOK, |xml| {
        let id = format!("rIdOf{}", cache.replace('/', "."));
        xml.replace(
            "</workbook>",
            &format!("<pivotCaches><pivotCache cacheId=\"3\" r:id=\"{id}\"/></pivotCaches></workbook>"),
        )
    });
    let threads = "http://schemas.microsoft.com/office/2017/10/relationships";
    parts.relate(
        SHEET,
        &format!("{threads}/threadedComment"),
        "xl/threadedComments/threadedComment1.xml",
        "application/vnd.ms-excel.threadedcomments+xml",
        b"<ThreadedComments><threadedComment ref=\"A1\"/></ThreadedComments>",
    );
    parts.relate(
        BOOK,
        &format!("{threads}/person"),
        "xl/persons/person.xml",
        "application/vnd.ms-excel.person+xml",
        b"<personList/>",
    );
    let (after, note) = added(&parts.save(&folder, "macros.xlsm"));
    assert_eq!((note, &after.0["xl/vbaProject.bin"]), (None, &macros));
    assert!(String::from_utf8_lossy(&after.0[BOOK]).contains("<pivotCache cacheId=\"3\""));
}
