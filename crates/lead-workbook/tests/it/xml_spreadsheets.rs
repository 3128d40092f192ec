//! XML Spreadsheet 2003, as Excel and many programs write it under the name of an xls file.

use crate::files::{A, B, Folder, choice, good, read, read_text, save_plainly, text};
use lead_workbook::{Cell, ColumnKind, ResultCell, SheetChoice, before_saving, inspect};
use std::ops::ControlFlow;

fn book(sheets: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:html=\"http://www.w3.org/TR/REC-html40\">\n{sheets}\n</Workbook>\n"
    )
}

fn sheet(rows: &str) -> String {
    book(&format!("<Worksheet ss:Name=\"Leads\"><Table>{rows}</Table></Worksheet>"))
}

fn cell(kind: &str, text: &str) -> String {
    format!("<Cell><Data ss:Type=\"{kind}\">{text}</Data></Cell>")
}

fn row(texts: &[&str]) -> String {
    format!("<Row>{}</Row>", texts.iter().map(|text| cell("String", text)).collect::<String>())
}

/// As Excel writes it: a hidden sheet first, a title over merged cells, rows and cells left out, a comment.
fn full() -> String {
    book(&format!(
        "<DocumentProperties xmlns=\"urn:schemas-microsoft-com:office:office\"><Author>x</Author></DocumentProperties>\
         <Styles><Style ss:ID=\"s21\"><NumberFormat ss:Format=\"Short Date\"/></Style></Styles>\
         <Worksheet ss:Name=\"Notes &amp; more\"><Table><Row><Cell><Data ss:Type=\"String\">x</Data></Cell></Row></Table>\
         <WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>\
         <Worksheet ss:Name=\"Leads\"><Names/><Table ss:ExpandedColumnCount=\"7\" x:FullRows=\"1\"><Column ss:Width=\"80\"/>\
         <Row><Cell ss:MergeAcross=\"3\"><Data ss:Type=\"String\">Leads of May</Data></Cell></Row>\
         <Row ss:Index=\"3\">{}{}{}<Cell ss:Index=\"6\"><Data ss:Type=\"String\">Called</Data></Cell>{}</Row>\
         <Row><Cell ss:HRef=\"https://acme.my.salesforce.com/{A}\"><Data ss:Type=\"String\">{A}</Data><Comment ss:Author=\"k\">\
         <ss:Data xmlns=\"http://www.w3.org/TR/REC-html40\"><B>not</B> this</ss:Data></Comment><NamedCell ss:Name=\"x\"/></Cell>\
         <Cell ss:MergeDown=\"1\"><ss:Data ss:Type=\"String\" xmlns=\"http://www.w3.org/TR/REC-html40\"><Font html:Color=\"#FF0000\">Ada</Font>\
         <B> Love</B>lace</ss:Data></Cell><Cell ss:StyleID=\"s21\"><Data ss:Type=\"DateTime\">2025-10-13T00:00:00.000</Data></Cell>\
         <Cell ss:Index=\"6\"><Data ss:Type=\"Boolean\">1</Data></Cell><Cell ss:Formula=\"=1/0\"><Data ss:Type=\"Error\">#DIV/0!</Data></Cell></Row>\
         <Row ss:Span=\"1\"/>\
         <Row>{}<Cell ss:Index=\"3\"><Data ss:Type=\"Number\">12.5</Data></Cell><Cell/></Row></Table>\
         <WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><Panes><Pane><ActiveRow>9</ActiveRow></Pane></Panes></WorksheetOptions>\
         </Worksheet>",
        cell("String", "Lead ID"),
        cell("String", "Name"),
        cell("String", "Created"),
        cell("String", "Rate"),
        cell("String", B),
    ))
}

#[test]
fn places_types_and_sheets_are_those_that_excel_shows() {
    let folder = Folder::new();
    let path = folder.text("export.xls", full());
    let info = inspect(&path).unwrap();
    assert_eq!(info.format, "xml");
    let sheets: Vec<(&str, bool)> =
        info.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(sheets, [("Notes & more", true), ("Leads", false)]);
    assert_eq!((info.suggested_sheet, info.sheets[1].header_row), (Some(1), Some(3)));
    let rows = read(&choice(&path)).unwrap();
    let numbers: Vec<u32> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [4, 5, 6, 7]);
    let first: Vec<String> = rows[0].1.iter().map(Cell::text).collect();
    assert_eq!(first, [A, "Ada Lovelace", "2025-10-13", "", "", "TRUE", "#DIV/0!"]);
    assert_eq!(rows[3].1, [text(B), Cell::Blank, Cell::Number(12.5)]);
}

#[test]
fn the_encoding_is_the_one_that_is_declared() {
    let folder = Folder::new();
    let xml = sheet(&[row(&["Lead ID", "Name"]), row(&[A, "Zoë &amp; &#x141;ukasz &nbsp; & Co"])].concat());
    let declared =
        |label: &str| xml.replace("version=\"1.0\"?", &format!("version=\"1.0\" encoding=\"{label}\"?"));
    let utf16: Vec<u8> = declared("UTF-16").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (how, bytes) in [
        ("said", declared("UTF-8").into_bytes()),
        ("not said", xml.clone().into_bytes()),
        ("marked", [b"\xEF\xBB\xBF", xml.as_bytes()].concat()),
        ("Latin", encoding_rs::WINDOWS_1252.encode(&declared("ISO-8859-1")).0.into_owned()),
        ("Latin, not said", encoding_rs::WINDOWS_1252.encode(&xml).0.into_owned()),
        ("UTF-16, marked", [b"\xFF\xFE".as_slice(), &utf16].concat()),
        ("UTF-16", utf16),
    ] {
        let path = folder.text("leads.xml", bytes);
        assert_eq!(inspect(&path).unwrap().format, "xml", "{how}");
        assert_eq!(read_text(&choice(&path)), [[A, "Zoë & Łukasz &nbsp; & Co"]], "{how}");
    }
}

#[test]
fn prefixes_may_stand_everywhere_or_nowhere() {
    let folder = Folder::new();
    let plain = sheet(&[row(&["Lead ID", "Name"]), row(&[A, "Ada"])].concat())
        .replace("ss:Name", "Name")
        .replace("ss:Type", "Type");
    let mut prefixed = plain.replace("<Workbook", "<ss:Workbook").replace("</Workbook", "</ss:Workbook");
    for name in ["Worksheet", "Table", "Row", "Cell", "Data"] {
        prefixed = prefixed
            .replace(&format!("<{name}"), &format!("<ss:{name}"))
            .replace(&format!("</{name}"), &format!("</ss:{name}"));
    }
    for xml in [plain, prefixed] {
        let path = folder.text("leads.xls", xml);
        assert_eq!(read_text(&choice(&path)), [[A, "Ada"]]);
    }
}

#[test]
fn a_new_workbook_is_made_of_it_and_that_is_told_before() {
    let folder = Folder::new();
    let source = choice(&folder.text("export.xls", full()));
    let before = before_saving(&source, &mut || ControlFlow::Continue(())).unwrap();
    let why = before.only_report.unwrap();
    assert!(
        why.contains("“export.xls” is an XML Spreadsheet of Excel 2003. Columns can be added to xlsx"),
        "{why}"
    );
    assert_eq!((before.first_column.as_str(), before.report_notes.len()), ("H", 1));
    let output = folder.path("out.xlsx");
    let columns = crate::files::columns(&[("Score", ColumnKind::Number)]);
    save_plainly(&source, &output, &columns, |row| good(vec![ResultCell::Number(f64::from(row))])).unwrap();
    let made = SheetChoice { path: output.to_string_lossy().into_owned(), ..source.clone() };
    let (theirs, ours) = (read(&source).unwrap(), read(&made).unwrap());
    assert_eq!(theirs.len(), ours.len());
    for ((number, theirs), (_, ours)) in theirs.iter().zip(&ours) {
        assert_eq!(ours[..theirs.len()], theirs[..], "row {number}");
        assert_eq!(ours[7], Cell::Number(f64::from(*number)));
    }
}

#[test]
fn what_is_broken_or_too_large_ends_in_a_sentence() {
    let folder = Folder::new();
    let told = |xml: &str| inspect(&folder.text("leads.xls", xml)).unwrap_err().to_string();
    let sound = sheet(&[row(&["Lead ID"]), row(&[A])].concat());
    for kept in [sound.len() - 12, sound.len() - 20, sound.len() / 2 + 150] {
        assert!(told(&sound[..kept]).contains("it ends"), "{kept}: {}", told(&sound[..kept]));
    }
    let laughs =
        sound.replace("<Workbook", "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Workbook");
    assert!(told(&laughs).contains("declares a document type"), "{}", told(&laughs));
    let crossed = sound.replace("</Data></Cell></Row></Table>", "</Cell></Data></Row></Table>");
    assert!(told(&crossed).contains("its tags do not fit together"), "{}", told(&crossed));
    let long = sheet(&row(&[&"x".repeat(2 << 20)]));
    assert!(told(&long).contains("a single text or tag of more than 1 MB"), "{}", told(&long));
    let pieces = sheet(&row(&[&"x&amp;".repeat(1 << 20)]));
    assert!(told(&pieces).contains("row 1 has a cell of more than 1 MB"), "{}", told(&pieces));
    let tag = sound.replace("<Table", &format!("<Table x=\"{}\"", " ".repeat(2 << 20)));
    assert!(told(&tag).contains("a single text or tag of more than 1 MB"), "{}", told(&tag));
    let far = sound.replacen("<Row>", "<Row ss:Index=\"99999999999\">", 1);
    assert!(told(&far).contains("more than 1,048,576 rows"), "{}", told(&far));
    let back = sound
        .replacen("<Row>", "<Row ss:Index=\"9\">", 1)
        .replace("</Row><Row>", "</Row><Row ss:Index=\"2\">");
    assert!(told(&back).contains("row 2 comes after row 9"), "{}", told(&back));
    let wide = sound.replacen("<Cell>", "<Cell ss:Index=\"4000000000\">", 1);
    assert!(told(&wide).contains("a cell past column XFD"), "{}", told(&wide));
    let merged =
        sound.replacen("<Cell>", "<Cell ss:MergeAcross=\"4294967295\" ss:MergeDown=\"4294967295\">", 1);
    assert_eq!(read_text(&choice(&folder.text("merged.xls", merged))), [[A]]);
    assert!(told("<?xml version=\"1.0\"?><rss/>").contains("is an XML file"));
}
