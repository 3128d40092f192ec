//! What is told before saving is what saving then does.

use crate::files::{A, B, Folder, change_part, choice, good, read_text, save_in_place, save_plainly};
use calamine::{Reader, Xlsx, open_workbook};
use lead_workbook::{
    BeforeSaving, OutputShape, SaveJob, SheetChoice, SummaryFacts, WorkbookError, before_saving, save,
};
use rust_xlsxwriter::Workbook;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn look(source: &SheetChoice) -> BeforeSaving {
    before_saving(source, &mut || ControlFlow::Continue(())).unwrap()
}

/// A sheet among others, one of which has a name of ours.
fn among_others(folder: &Folder) -> PathBuf {
    let path = folder.path("leads.xlsx");
    let mut book = Workbook::new();
    book.add_worksheet().set_name("SUMMARY").unwrap();
    let sheet = book.add_worksheet().set_name("Leads").unwrap();
    for (row, cells) in (0..).zip([["Lead ID", "Name", ""], [A, "Ann", "seen"], [B, "Bob", ""]]) {
        sheet.write_row(row, 0, cells.into_iter().filter(|cell| !cell.is_empty())).unwrap();
    }
    book.save(&path).unwrap();
    path
}

#[test]
fn the_first_column_and_the_sheets_are_those_that_saving_makes() {
    let folder = Folder::new();
    let source = choice(&among_others(&folder));
    let before = look(&source);
    assert_eq!((before.first_column.as_str(), before.room), ("D", 16_381));
    assert_eq!(before.sheets_added, ["Summary (2)", "Issues"]);
    assert_eq!((&before.only_report, before.notes.len()), (&None, 0));
    assert_eq!(before.backup, "leads (backup).xlsx");
    assert!(before.report_notes[0].contains("“Leads” alone"), "{:?}", before.report_notes);

    let output = folder.path("out.xlsx");
    save_in_place(&source, &output);
    let mut book: Xlsx<_> = open_workbook(&output).unwrap();
    assert_eq!(book.sheet_names()[2..], before.sheets_added);
    let data = book.worksheet_range("Leads").unwrap();
    assert_eq!(data.get_value((0, 3)).unwrap().to_string(), "Score");
    folder.text("leads (backup).xlsx", "an earlier one");
    assert_eq!(look(&source).backup, "leads (backup 2).xlsx");
}

#[test]
fn what_changes_is_told_before_as_after() {
    let folder = Folder::new();
    let path = among_others(&folder);
    change_part(&path, "xl/worksheets/sheet2.xml", |xml| {
        xml.replace("</sheetData>", "</sheetData><sheetProtection sheet=\"1\"/>")
            .replace("<row r=\"3\"", "<row hidden=\"1\" r=\"3\"")
    });
    change_part(&path, "_rels/.rels", |xml| {
        xml.replace(
            "</Relationships>",
            "<Relationship Id=\"rIdS\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/\
             digital-signature/origin\" Target=\"_xmlsignatures/origin.sigs\"/></Relationships>",
        )
    });
    let source = choice(&path);
    let before = look(&source);
    let told = before.notes.join(" ");
    for part in ["One row", "protected", "signed"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let saved = save_in_place(&source, &folder.path("out.xlsx"));
    assert_eq!(saved.note, Some(told));
}

#[test]
fn other_formats_say_why_only_a_report_is_made() {
    let folder = Folder::new();
    let csv = folder.text("leads.csv", format!("Id,Name,More\n{A},Ann,x\n{B},Bob,\n"));
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let cases =
        [(csv, "csv file"), (samples.join("leads.xls"), "(xls)"), (samples.join("leads.ods"), "(ods)")];
    for (path, kind) in cases {
        let source = choice(&path);
        let before = look(&source);
        let why = before.only_report.unwrap();
        assert!(
            why.contains(kind) && why.contains("the original stays as it is") || why.contains("csv"),
            "{why}"
        );
        assert_eq!(before.sheets_added, ["Summary", "Issues"]);
        let output = folder.path("out.xlsx");
        let column = crate::files::columns(&[("Ours", lead_workbook::ColumnKind::Number)]);
        save_plainly(&source, &output, &column, |_| good(vec![])).unwrap();
        let mut book: Xlsx<_> = open_workbook(&output).unwrap();
        let data = book.worksheet_range_at(0).unwrap().unwrap();
        let header = source.header_row.unwrap() - 1;
        let ours = data.rows().nth((header - data.start().unwrap().0) as usize).unwrap();
        let place = ours.iter().position(|cell| *cell == "Ours").unwrap();
        assert_eq!(
            before.first_column,
            char::from(b'A' + u8::try_from(place).unwrap()).to_string(),
            "{kind}"
        );
        std::fs::remove_file(output).unwrap();
    }
}

#[test]
fn an_odd_form_keeps_the_original_from_being_replaced() {
    let folder = Folder::new();
    let path = folder.rows("odd.xlsx", &[&["Id", "Name"], &[A, "Ann"], &[B, "Bob"]]);
    let source = choice(&path);
    // Rows that are not in order can be read, but nothing can be added in passing.
    change_part(&path, SHEET, |xml| xml.replace("<row r=\"3\"", "<row r=\"2\"").replace("\"A3\"", "\"A2\""));
    let before = look(&source);
    let why = before.only_report.unwrap();
    assert!(why.contains("cannot be added to as it is"), "{why}");
    let bytes = std::fs::read(&path).unwrap();
    let facts = SummaryFacts::default();
    let columns = crate::files::columns(&[("Ours", lead_workbook::ColumnKind::Number)]);
    let job = SaveJob {
        source: &source,
        output: &path,
        columns: &columns,
        facts: &facts,
        shape: OutputShape::SameWorkbook,
        over_original: true,
    };
    let refused = save(&job, &mut |_| Ok(good(vec![])), &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(matches!(refused, WorkbookError::OriginalCannotBeAddedTo { .. }), "{refused}");
    assert!(std::fs::read(&path).unwrap() == bytes && folder.names() == ["odd.xlsx"]);
}

#[test]
fn looking_can_be_broken_off_and_changes_nothing() {
    let folder = Folder::new();
    let path = folder.sheet("leads.xlsx", |sheet| {
        sheet.write_string(0, 0, "Id").unwrap();
        for row in 1..9_000 {
            sheet.write_string(row, 0, A).unwrap();
        }
    });
    let source = choice(&path);
    let ended = before_saving(&source, &mut || ControlFlow::Break(()));
    assert!(ended.unwrap_err().is_cancelled());
    look(&source);
    assert_eq!(folder.names(), ["leads.xlsx"]);
    assert_eq!(read_text(&source).len(), 8_999);
}
