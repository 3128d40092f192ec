//! What is found in a workbook, and what its cells are.

use crate::files::{A, B, C, Folder, change_part, choice, read, read_text, text};
use lead_workbook::{Cell, DateKind, SheetChoice, WorkbookError, fingerprint, for_each_row, inspect};
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::fs;
use std::ops::ControlFlow;

#[test]
fn the_sheet_and_column_with_the_ids_are_suggested_with_a_reason() {
    let folder = Folder::new();
    let path = folder.path("three.xlsx");
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Notes").unwrap().write_string(0, 0, "Call them all").unwrap();
    let hidden = book.add_worksheet().set_name("Old").unwrap();
    hidden.set_hidden(true);
    let leads = book.add_worksheet().set_name("Leads").unwrap();
    for (row, id) in (0..).zip(["Lead ID", A, B, "n/a", C]) {
        leads.write_string(row, 0, format!("Person {row}")).unwrap();
        leads.write_string(row, 2, id).unwrap();
    }
    leads.write_string(0, 0, "Name").unwrap();
    book.save(&path).unwrap();

    let info = inspect(&path).unwrap();
    assert_eq!(info.suggested_sheet, Some(2));
    assert!(info.sheets[1].hidden && info.sheets[1].rows == 0 && info.sheets[1].id_column.is_none());
    let sheet = &info.sheets[2];
    assert_eq!((sheet.header_row, sheet.rows), (Some(1), 4));
    let id = sheet.id_column.as_ref().unwrap();
    assert_eq!(
        (id.index, id.reason.as_str()),
        (2, "3 of its 4 cells are lead ids, and it is called “Lead ID”")
    );
    assert_eq!(sheet.columns[2].letter, "C");
    assert!((sheet.columns[2].id_share - 0.75).abs() < 1e-9);
    assert_eq!(sheet.first_preview_row, 1);
    assert_eq!(sheet.preview[..2], [["Name", "", "Lead ID"], ["Person 1", "", A]]);
    assert!(sheet.notes.is_empty());
    assert_eq!(sheet.columns[1].header, "");
}

#[test]
fn doubled_headers_and_no_headers_are_both_fine() {
    let folder = Folder::new();
    let doubled = folder.rows("doubled.xlsx", &[&["Id", "Name", "Name"], &[A, "x", "y"]]);
    let info = inspect(&doubled).unwrap();
    let headers: Vec<&str> = info.sheets[0].columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["Id", "Name", "Name"]);
    let bare = folder.rows("bare.xlsx", &[&[A, "x"], &[B, "y"]]);
    let found = choice(&bare);
    assert_eq!((found.header_row, found.id_column), (None, 0));
    assert_eq!(read_text(&found), [[A, "x"], [B, "y"]]);
}

#[test]
fn an_empty_sheet_and_one_without_ids_are_no_errors() {
    let folder = Folder::new();
    let empty = inspect(&folder.rows("empty.xlsx", &[])).unwrap();
    assert_eq!((empty.sheets[0].rows, empty.suggested_sheet), (0, None));
    let none = inspect(&folder.rows("none.xlsx", &[&["Company", "City"], &["Acme", "Berlin"]])).unwrap();
    assert_eq!((none.sheets[0].rows, none.suggested_sheet), (1, None));
    let header_only = inspect(&folder.rows("header.xlsx", &[&["Lead ID", "City"]])).unwrap();
    assert_eq!((header_only.sheets[0].rows, header_only.suggested_sheet), (0, Some(0)));
}

#[test]
fn values_stay_what_they_are() {
    let folder = Folder::new();
    let path = folder.sheet("kinds.xlsx", |sheet| {
        let date = Format::new().set_num_format("d/m/yy");
        let time = Format::new().set_num_format("hh:mm");
        let long = Format::new().set_num_format("[h]:mm");
        sheet.write_string(0, 0, A).unwrap();
        sheet.write_boolean(0, 1, true).unwrap();
        sheet.write_number_with_format(0, 2, 45_943.0, &date).unwrap();
        sheet.write_number_with_format(0, 3, 0.5, &time).unwrap();
        sheet.write_number_with_format(0, 4, 1.25, &long).unwrap();
        sheet.write_formula(0, 5, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write_formula(0, 6, Formula::new("=6*7").set_result("42")).unwrap();
        sheet.write_string(0, 8, "  spaced  ").unwrap();
    });
    let whole = SheetChoice {
        path: path.display().to_string(),
        sheet: "Leads".into(),
        header_row: None,
        id_column: 0,
    };
    let rows = read(&whole).unwrap();
    let at = |serial, kind| Cell::DateTime { serial, kind };
    assert_eq!(
        rows[0].1,
        [
            text(A),
            Cell::Bool(true),
            at(45_943.0, DateKind::Date),
            at(0.5, DateKind::Time),
            at(1.25, DateKind::Duration),
            Cell::Error("#DIV/0!".into()),
            Cell::Number(42.0),
            Cell::Blank,
            text("  spaced  "),
        ]
    );
    // The same number means a day four years later where days are counted from 1904.
    change_part(&path, "xl/workbook.xml", |xml| xml.replace("<workbookPr", "<workbookPr date1904=\"1\""));
    assert_eq!(read(&whole).unwrap()[0].1[2].text(), "2029-10-14");
}

#[test]
fn error_values_of_newer_excels_do_not_end_the_reading() {
    let folder = Folder::new();
    let path = folder.rows("spill.xlsx", &[&["Id", "x"], &[A, "1"], &[B, "2"], &[C, "3"]]);
    change_part(&path, "xl/worksheets/sheet1.xml", |xml| {
        let b3 = xml.find("<c r=\"B3\"").unwrap();
        let end = b3 + xml[b3..].find("</c>").unwrap() + 4;
        format!("{}<c r=\"B3\" t=\"e\"><v>#SPILL!</v></c>{}", &xml[..b3], &xml[end..])
    });
    let rows = read(&choice(&path)).unwrap();
    assert_eq!(rows[1].1, [text(B), Cell::Error("#SPILL!".into())]);
    assert_eq!(rows[2].1, [text(C), text("3")]);
}

#[test]
fn reading_stops_where_it_is_told_to() {
    let folder = Folder::new();
    let path = folder.text("many.csv", format!("Id\n{}", format!("{A}\n").repeat(1000)));
    let mut seen = 0;
    let end = for_each_row(&choice(&path), &mut |_| {
        seen += 1;
        if seen == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((seen, end.unwrap().rows), (5, 5));
}

#[test]
fn a_file_that_changes_or_vanishes_meanwhile_is_said_to() {
    let folder = Folder::new();
    let content = format!("Id,Name\n{}", format!("{A},Somebody of importance\n").repeat(20_000));
    let changed = |at: &dyn Fn(&std::path::Path)| {
        let path = folder.text("moving.csv", &content);
        let choice = choice(&path);
        let mut seen = 0;
        for_each_row(&choice, &mut |_| {
            seen += 1;
            if seen == 100 {
                at(&path);
            }
            ControlFlow::Continue(())
        })
        .unwrap_err()
    };
    let vanished = changed(&|path| fs::remove_file(path).unwrap());
    assert!(matches!(vanished, WorkbookError::Changed { .. }), "{vanished}");
    let rewritten = changed(&|path| fs::write(path, "something else").unwrap());
    assert!(rewritten.to_string().contains("changed or vanished while it was being read"));
}

#[test]
fn a_sheet_that_is_not_there_is_named_with_those_that_are() {
    let folder = Folder::new();
    let path = folder.rows("one.xlsx", &[&["Id"], &[A]]);
    let mut wrong = choice(&path);
    wrong.sheet = "Prospects".into();
    let error = read(&wrong).unwrap_err().to_string();
    assert_eq!(error, "The workbook has no sheet “Prospects”. It has: “Leads”.");
}

#[test]
fn wide_and_late_data_is_counted_though_only_the_beginning_is_held() {
    let folder = Folder::new();
    let path = folder.sheet("late.xlsx", |sheet| {
        for row in 0..2000 {
            sheet.write_string(row, 0, if row == 0 { "Id" } else { A }).unwrap();
        }
        sheet.write_string(2500, 30, "far").unwrap();
    });
    let info = inspect(&path).unwrap();
    assert_eq!((info.sheets[0].rows, info.sheets[0].columns.len()), (2500, 31));
    assert!(info.sheets[0].id_column.as_ref().unwrap().reason.starts_with("all of the first 200 cells"));
    assert_eq!(read(&choice(&path)).unwrap().len(), 2500);
}

#[test]
fn the_fingerprint_changes_with_the_file() {
    let folder = Folder::new();
    let path = folder.text("a.csv", "Id\n1\n");
    let before = fingerprint(&path).unwrap();
    fs::write(&path, "Id\n2\n").unwrap();
    assert_ne!(before, fingerprint(&path).unwrap());
}
