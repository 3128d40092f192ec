//! Ids as people protect them: in formulas, behind links, between carets, with NULs. Each is read, and
//! the cell stays as it was.

use crate::files::{
    A, B, C, Folder, change_part, choice, part, read, read_text, save_in_place, save_plainly, text,
};
use crate::parts::{Parts, SHEET};
use lead_model::{IdReading, Malformed, Wrapping};
use lead_workbook::{SheetChoice, for_each_id, inspect};
use rust_xlsxwriter::{Formula, Url};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

const HOST: &str = "https://acme.lightning.force.com";

/// An id, and what it was taken out of.
type Id = (String, Option<Wrapping>);
/// What each row's cell says: its text and the id.
type Told = Vec<(String, Option<Id>)>;

fn told(choice: &SheetChoice) -> Told {
    readings(choice)
        .into_iter()
        .map(|(text, reading)| match reading {
            IdReading::Lead { id, restored: None, from } => (text, Some((id.to_string(), from))),
            _ => (text, None),
        })
        .collect()
}

fn readings(choice: &SheetChoice) -> Vec<(String, IdReading)> {
    let mut rows = Vec::new();
    for_each_id(choice, &mut |row| {
        rows.push((row.text, row.reading));
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

fn lead(id: &str, from: Wrapping) -> Id {
    (id.to_owned(), Some(from))
}

/// A workbook of one sheet by its XML, with links by their ids.
fn workbook(folder: &Folder, name: &str, rows: &str, behind: &str, links: &[(&str, &str)]) -> PathBuf {
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"str\"><v>Lead ID</v></c></row>{rows}</sheetData>{behind}</worksheet>"
    );
    let relations = links
        .iter()
        .map(|(id, target)| {
            format!(
                "<Relationship Id=\"{id}\" Type=\"http://x/relationships/hyperlink\" Target=\"{target}\" \
                 TargetMode=\"External\"/>"
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut parts = Parts::read(&folder.rows("plain.xlsx", &[&["Lead ID"]]));
    parts.0.insert(SHEET.into(), sheet.into_bytes());
    parts.0.insert("xl/worksheets/_rels/sheet1.xml.rels".into(), relations.into_bytes());
    parts.save(folder, name)
}

#[test]
fn csv_formulas_are_read_with_and_without_doubled_quotes() {
    let folder = Folder::new();
    let csv = format!(
        "Lead ID,Name\n=\"{A}\",Ada\n\"=\"\"{B}\"\"\",Bob\n'{C},Cy\n\"=HYPERLINK(\"\"{HOST}/{A}\"\",\"\"Ada\"\")\",Ada\n\"{A}, {B}\",Two\n"
    );
    let choice = choice(&folder.text("formulas.csv", csv));
    assert_eq!(choice.id_column, 0);
    let told = told(&choice);
    assert_eq!(told[0], (format!("=\"{A}\""), Some(lead(A, Wrapping::WrittenFormula))));
    assert_eq!(told[1], (format!("=\"{B}\""), Some(lead(B, Wrapping::WrittenFormula))));
    assert_eq!(told[2].1, Some((C.to_owned(), None)));
    assert_eq!(told[3].1, Some(lead(A, Wrapping::LinkFormula)));
    assert_eq!(readings(&choice)[4].1, IdReading::Malformed(Malformed::Several));
}

#[test]
fn a_caret_may_stand_between_cells() {
    let folder = Folder::new();
    let csv = format!("Name^Lead ID^Amount\nAda, of Acme^{A}^1,5\nBob^{B}^2,5\n");
    let choice = choice(&folder.text("caret.csv", csv));
    assert_eq!((choice.id_column, choice.header_row), (1, Some(1)));
    assert_eq!(told(&choice)[1], (B.to_owned(), Some((B.to_owned(), None))));
}

#[test]
fn stray_nul_bytes_are_left_out() {
    let folder = Folder::new();
    let csv = format!("Lead ID,Name\n{A}\0,Ada\n{}\0{},Bob\0\0\n\0\0\0,Cy\n", &B[..3], &B[3..]);
    let choice = choice(&folder.text("mainframe.csv", csv));
    let told = told(&choice);
    assert_eq!(told[0].1, Some(lead(A, Wrapping::Unseen)));
    assert_eq!(told[1].1, Some(lead(B, Wrapping::Unseen)));
    assert_eq!(readings(&choice)[2].1, IdReading::Blank);
    let saved = folder.path("saved.xlsx");
    save_plainly(&choice, &saved, &[], |_| crate::files::good(Vec::new())).unwrap();
    assert!(read(&self::choice(&saved)).is_ok());
}

#[test]
fn full_width_and_unseen_characters_are_read() {
    let folder = Folder::new();
    let wide: String = A.chars().filter_map(|c| char::from_u32(u32::from(c) - 0x21 + 0xFF01)).collect();
    let unseen = format!("\u{202a}{B}\u{202c}");
    let path = folder.rows("wide.xlsx", &[&["Lead ID"], &[&wide], &[&unseen], &["00Q5g00000D\u{435}MoA"]]);
    let choice = choice(&path);
    let told = told(&choice);
    assert_eq!(told[0], (wide, Some(lead(A, Wrapping::OtherForms))));
    assert_eq!(told[1], (unseen, Some(lead(B, Wrapping::Unseen))));
    assert_eq!(told[2].1, None);
}

#[test]
fn formulas_are_read_calculated_or_not() {
    let folder = Folder::new();
    let link = format!("HYPERLINK(&quot;{HOST}/{C}&quot;,&quot;Cy&quot;)");
    let rows = format!(
        "<row r=\"2\"><c r=\"A2\" t=\"str\"><f>&quot;{A}&quot;</f><v>{A}</v></c></row>\
         <row r=\"3\"><c r=\"A3\"><f>\"{B}\"</f></c></row>\
         <row r=\"4\"><c r=\"A4\"><f>\"{B}\"</f><v>0</v></c></row>\
         <row r=\"5\"><c r=\"A5\" t=\"str\"><f>{link}</f><v>Cy</v></c></row>\
         <row r=\"6\"><c r=\"A6\"><f>{link}</f><v></v></c></row>\
         <row r=\"7\"><c r=\"A7\" t=\"str\"><f>HYPERLINK(B7,\"Di\")</f><v>Di</v></c></row>\
         <row r=\"8\"><c r=\"A8\"><f>\"{A}\"</f></c></row>"
    );
    let path = workbook(&folder, "formulas.xlsx", &rows, "", &[]);
    let info = inspect(&path).unwrap();
    let sheet = &info.sheets[0];
    assert_eq!((sheet.rows, sheet.id_column.as_ref().map(|column| column.index)), (7, Some(0)));
    assert_eq!(sheet.notes, Vec::<String>::new(), "nothing needs to be calculated");
    let choice = choice(&path);
    let told = told(&choice);
    assert_eq!(told[0], (A.to_owned(), Some((A.to_owned(), None))));
    assert_eq!(told[1], (B.to_owned(), Some(lead(B, Wrapping::UncalculatedFormula))));
    assert_eq!(told[2], (B.to_owned(), Some(lead(B, Wrapping::UncalculatedFormula))));
    assert_eq!(told[3], ("Cy".to_owned(), Some(lead(C, Wrapping::LinkFormula))));
    assert_eq!(told[4], ("Cy".to_owned(), Some(lead(C, Wrapping::LinkFormula))));
    assert_eq!(told[5], ("Di".to_owned(), None));
    assert_eq!(told[6], (A.to_owned(), Some(lead(A, Wrapping::UncalculatedFormula))));

    // The last row counts although it has no value, and its formula stays as it was.
    let saved = folder.path("saved.xlsx");
    assert_eq!(save_in_place(&choice, &saved).rows, 7);
    let xml = part(&saved, SHEET);
    assert!(xml.contains(&format!("<c r=\"A8\"><f>\"{A}\"</f></c><c r=\"B8\"")), "{xml}");
    assert!(xml.contains(&format!("<f>{link}</f><v></v>")), "{xml}");
}

#[test]
fn what_a_program_wrote_without_calculating_is_read() {
    let folder = Folder::new();
    let path = folder.sheet("made.xlsx", |sheet| {
        sheet.write_string(0, 0, "Lead").unwrap();
        sheet.write_formula(1, 0, Formula::new(format!("=\"{A}\""))).unwrap();
        sheet.write_formula(2, 0, Formula::new(format!("=HYPERLINK(\"{HOST}/{B}\",\"Bob\")"))).unwrap();
        let link = Url::new(format!("{HOST}/lightning/r/Lead/{C}/view")).set_text("Cy Young");
        sheet.write_url(3, 0, link).unwrap();
    });
    let choice = choice(&path);
    let told = told(&choice);
    assert_eq!(told[0].1, Some(lead(A, Wrapping::UncalculatedFormula)));
    assert_eq!(told[1], ("Bob".to_owned(), Some(lead(B, Wrapping::LinkFormula))));
    assert_eq!(told[2], ("Cy Young".to_owned(), Some(lead(C, Wrapping::Link))));
}

#[test]
fn a_link_says_the_id_that_its_text_does_not() {
    let folder = Folder::new();
    let cell =
        |row: u32, text: &str| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"str\"><v>{text}</v></c></row>");
    let texts = ["Ada", "Bob", "Cy", "Di", B, "00Q5g00000DeMo", "00Q5g00000XxXx", "Eve", "Fay", "Gus"];
    let rows: String = (2..).zip(texts).map(|(row, text)| cell(row, text)).collect();
    let behind = "<hyperlinks><hyperlink ref=\"A2\" r:id=\"r1\"/><hyperlink ref=\"A3\" r:id=\"r2\" location=\"/sObject/00Q5g00000DeMoB/view\"/>\
        <hyperlink ref=\"A4:A5\" r:id=\"r3\"/><hyperlink ref=\"A6\" r:id=\"r1\"/><hyperlink ref=\"A7:A8\" r:id=\"r1\"/>\
        <hyperlink ref=\"A9\" r:id=\"r4\"/><hyperlink ref=\"A10\" r:id=\"r5\"/><hyperlink ref=\"A11\" location=\"Sheet2!A1\"/></hyperlinks>";
    let links = [
        ("r1", format!("{HOST}/lightning/r/Lead/{A}/view")),
        ("r2", format!("{HOST}/one/one.app")),
        ("r3", format!("{HOST}/{C}?retURL=%2F{A}&amp;x=1")),
        ("r4", format!("{HOST}/merge?one={A}&amp;other={B}")),
        ("r5", format!("{HOST}/lightning/r/Contact/0035g00000DeMoA/view")),
    ];
    let links: Vec<(&str, &str)> = links.iter().map(|(id, target)| (*id, target.as_str())).collect();
    let path = workbook(&folder, "links.xlsx", &rows, behind, &links);
    let choice = choice(&path);
    assert_eq!(choice.id_column, 0);
    let told = told(&choice);
    assert_eq!(told[0], ("Ada".to_owned(), Some(lead(A, Wrapping::Link))));
    assert_eq!(told[1], ("Bob".to_owned(), Some(lead("00Q5g00000DeMoBEAV", Wrapping::Link))));
    assert_eq!(told[2], ("Cy".to_owned(), Some(lead(C, Wrapping::Link))));
    assert_eq!(told[3], ("Di".to_owned(), Some(lead(C, Wrapping::Link))));
    // The text's own id goes before the link's; a text that was meant as another is not overruled.
    assert_eq!(told[4], (B.to_owned(), Some((B.to_owned(), None))));
    assert_eq!(told[5].1, Some(lead(A, Wrapping::Link)));
    assert_eq!(told[6].1, None);
    let readings = readings(&choice);
    assert_eq!(readings[7].1, IdReading::Malformed(Malformed::Several));
    assert!(matches!(readings[8].1, IdReading::WrongObject { ref prefix } if prefix == "003"));
    assert!(matches!(readings[9].1, IdReading::Malformed(_)));

    // Nothing of the links is changed, and a report has the texts.
    let saved = folder.path("saved.xlsx");
    save_in_place(&choice, &saved);
    assert!(part(&saved, SHEET).contains(behind));
    assert_eq!(self::told(&SheetChoice { path: text_of(&saved), ..choice.clone() }), told);
    let report = folder.path("report.xlsx");
    save_plainly(&choice, &report, &[], |_| crate::files::good(Vec::new())).unwrap();
    let rows = read_text(&SheetChoice { path: text_of(&report), ..choice });
    assert_eq!(rows[0], ["Ada"]);
}

#[test]
fn links_of_web_pages_and_xml_spreadsheets_say_the_id_too() {
    let folder = Folder::new();
    let links = [("Ada", A), ("Bob", B), (C, A), ("", B)];
    let anchor = |(text, id): (&str, &str)| {
        format!("<tr><td>x</td><td><a href=\"{HOST}/lightning/r/Lead/{id}/view\">{text}</a></td></tr>")
    };
    let page = links.map(anchor).concat();
    let page = format!("<table><tr><th>Note</th><th>Lead</th></tr>{page}</table>");
    let row = |(text, id): (&str, &str)| {
        format!(
            "<Row><Cell><Data ss:Type=\"String\">x</Data></Cell>\
             <Cell ss:HRef=\"{HOST}/{id}\"><Data ss:Type=\"String\">{text}</Data></Cell></Row>"
        )
    };
    let sheet = links.map(row).concat();
    let head = "<Row><Cell><Data ss:Type=\"String\">Note</Data></Cell><Cell><Data ss:Type=\"String\">Lead</Data></Cell></Row>";
    let sheet = format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"S\"><Table>{head}{sheet}</Table>\
         </Worksheet></Workbook>"
    );
    for path in [folder.text("page.xls", page), folder.text("sheet.xls", sheet)] {
        let choice = choice(&path);
        assert_eq!(choice.id_column, 1);
        let told = told(&choice);
        assert_eq!(told[0], ("Ada".to_owned(), Some(lead(A, Wrapping::Link))));
        assert_eq!(told[1], ("Bob".to_owned(), Some(lead(B, Wrapping::Link))));
        // The text's own id goes before the link's; without a text the address is the text.
        assert_eq!(told[2], (C.to_owned(), Some((C.to_owned(), None))));
        assert_eq!(told[3].1, Some(lead(B, Wrapping::Address)));
        let saved = folder.path("saved.xlsx");
        save_plainly(&choice, &saved, &[], |_| crate::files::good(Vec::new())).unwrap();
        let rows = read_text(&SheetChoice { path: text_of(&saved), ..choice });
        assert_eq!(rows[0][1], "Ada");
        std::fs::remove_file(&saved).unwrap();
    }
}

#[test]
fn links_of_a_sheet_without_rows_or_without_end_do_no_harm() {
    let folder = Folder::new();
    let empty = folder.path("empty.xlsx");
    std::fs::copy(workbook(&folder, "some.xlsx", "", "", &[("r1", "https://x/")]), &empty).unwrap();
    change_part(&empty, SHEET, |_| "<worksheet><sheetData/></worksheet>".to_owned());
    assert_eq!(inspect(&empty).unwrap().sheets[0].rows, 0);
    let behind =
        format!("<hyperlinks>{}</hyperlinks>", "<hyperlink ref=\"A1:XFD1048576\" r:id=\"r1\"/>".repeat(5000));
    let row = "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>Ada</v></c></row>";
    let target = format!("{HOST}/{A}");
    let path = workbook(&folder, "areas.xlsx", row, &behind, &[("r1", &target)]);
    assert_eq!(told(&choice(&path))[0].1, Some(lead(A, Wrapping::Link)));
}

#[test]
fn a_column_of_links_is_found_by_what_it_leads_to() {
    let folder = Folder::new();
    let path = folder.sheet("names.xlsx", |sheet| {
        for (column, name) in (0..).zip(["Company", "Contact person"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        for (row, id) in (1..).zip([A, B, C]) {
            sheet.write_string(row, 0, "Acme").unwrap();
            sheet.write_url(row, 1, Url::new(format!("{HOST}/{id}")).set_text("Ada Lovelace")).unwrap();
        }
    });
    let info = inspect(&path).unwrap();
    let found = info.sheets[0].id_column.clone().unwrap();
    assert_eq!((found.index, found.reason.as_str()), (1, "all of its 3 cells are lead ids"));
    assert_eq!(info.sheets[0].preview[1], ["Acme", "Ada Lovelace"]);
    assert_eq!(read(&choice(&path)).unwrap()[0].1[0], text("Acme"));
}

fn text_of(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
