//! A workbook of one sheet, part by part as a program might have written it.

use crate::files::Folder;
use crate::parts::{BOOK, Parts, SHEET};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

pub const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
pub const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
pub const OFFICE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
pub const BOOK_RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const DECLARED: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// A cell with a text of its own.
pub fn text(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// A row of cells.
pub fn row(number: u32, cells: &str) -> String {
    format!(r#"<row r="{number}">{cells}</row>"#)
}

/// Rows of texts from the first on.
pub fn texts(rows: &[&[&str]]) -> String {
    let mut out = String::new();
    for (number, cells) in (1..).zip(rows) {
        let named = ('A'..).zip(*cells).map(|(column, cell)| text(&format!("{column}{number}"), cell));
        out += &row(number, &named.collect::<String>());
    }
    out
}

/// The parts of a workbook whose sheet *Leads* has these rows, and whose shared strings have these items.
pub fn book(rows: &str, strings: &[&str]) -> Parts {
    let mut parts = BTreeMap::new();
    let mut put =
        |name: &str, xml: String| parts.insert(name.to_owned(), format!("{DECLARED}{xml}").into_bytes());
    let package = "http://schemas.openxmlformats.org/package/2006";
    let mut types = format!(
        r#"<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>"#
    );
    for (name, kind) in [
        ("workbook", "sheet.main"),
        ("worksheets/sheet1", "worksheet"),
        ("styles", "styles"),
        ("sharedStrings", "sharedStrings"),
    ] {
        write!(types, r#"<Override PartName="/xl/{name}.xml" ContentType="{OFFICE}.{kind}+xml"/>"#).unwrap();
    }
    put("[Content_Types].xml", types + "</Types>");
    let relations = |targets: &[(&str, &str)]| {
        let listed = (1..).zip(targets).map(|(id, (kind, target))| {
            format!(r#"<Relationship Id="rId{id}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#)
        });
        let listed: String = listed.collect();
        format!(r#"<Relationships xmlns="{package}/relationships">{listed}</Relationships>"#)
    };
    put("_rels/.rels", relations(&[("officeDocument", "xl/workbook.xml")]));
    put(
        BOOK_RELATIONS,
        relations(&[
            ("worksheet", "worksheets/sheet1.xml"),
            ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        ]),
    );
    put(
        BOOK,
        format!(
            r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView/></bookViews><sheets><sheet name="Leads" sheetId="1" r:id="rId1"/></sheets></workbook>"#
        ),
    );
    put(
        "xl/styles.xml",
        format!(
            r#"<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#
        ),
    );
    let items = strings.iter().map(|item| format!("<si>{item}</si>")).collect::<Vec<_>>().concat();
    let count = strings.len();
    put(
        "xl/sharedStrings.xml",
        format!(r#"<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{items}</sst>"#),
    );
    put(
        SHEET,
        format!(
            r#"<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>{rows}</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>"#
        ),
    );
    Parts(parts)
}

/// A workbook of these rows of texts, with one of its parts changed.
pub fn changed(folder: &Folder, rows: &[&[&str]], part: &str, change: impl Fn(String) -> String) -> PathBuf {
    let mut book = book(&texts(rows), &[]);
    book.change(part, change);
    book.save(folder, "changed.xlsx")
}

/// Puts elements between a sheet's rows and its margins.
pub fn behind_rows(parts: &mut Parts, xml: &str) {
    parts.change(SHEET, |sheet| sheet.replace("</sheetData>", &format!("</sheetData>{xml}")));
}

/// Adds a table to the sheet; `columns` are its `tableColumn` elements.
pub fn add_table(parts: &mut Parts, number: u32, attributes: &str, columns: &str) {
    let count = columns.matches("<tableColumn ").count();
    let name = format!("xl/tables/table{number}.xml");
    let xml = format!(
        r#"{DECLARED}<table xmlns="{MAIN}" id="{number}" name="Leads{number}" displayName="Leads{number}" {attributes}><tableColumns count="{count}">{columns}</tableColumns></table>"#
    );
    parts.relate(SHEET, &format!("{RELATIONS}/table"), &name, &format!("{OFFICE}.table+xml"), xml.as_bytes());
    let id = format!("rIdOf{}", name.replace('/', "."));
    parts.change(SHEET, |sheet| {
        let listed = sheet.matches("<tablePart ").count() + 1;
        let part = format!(r#"<tablePart r:id="{id}"/></tableParts>"#);
        if listed == 1 {
            sheet.replace("</worksheet>", &format!(r#"<tableParts count="1">{part}</worksheet>"#))
        } else {
            let counted =
                sheet.replace(&format!(r#"count="{}""#, listed - 1), &format!(r#"count="{listed}""#));
            counted.replace("</tableParts>", &part)
        }
    });
}
