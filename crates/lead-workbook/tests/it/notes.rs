//! What a sheet is said to be like, and that its rows are found all the same.

use crate::files::{A, B, C, Folder, change_part, choice, part, read, read_text, save_in_place};
use lead_workbook::{SheetInfo, inspect};
use rust_xlsxwriter::{FilterCondition, Format, Formula, Table, Worksheet};
use std::path::Path;

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn look(path: &Path) -> SheetInfo {
    inspect(path).unwrap().sheets.remove(0)
}

/// Writes rows of text from a cell on; blank texts leave the cell out.
fn write(sheet: &mut Worksheet, row: u32, column: u16, rows: &[&[&str]]) {
    for (row, texts) in (row..).zip(rows) {
        for (column, text) in (column..).zip(*texts).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
}

fn leads(sheet: &mut Worksheet, row: u32, column: u16) {
    write(sheet, row, column, &[&["Lead ID", "Name"], &[A, "Ada"], &[B, "Bob"], &[C, "Cy"]]);
}

fn names(sheet: &SheetInfo) -> Vec<&str> {
    sheet.columns.iter().map(|column| column.header.as_str()).collect()
}

#[test]
fn a_plain_sheet_has_nothing_to_be_told() {
    let folder = Folder::new();
    assert!(look(&folder.sheet("plain.xlsx", |sheet| leads(sheet, 0, 0))).notes.is_empty());
}

#[test]
fn hidden_rows_and_columns_are_counted_and_read() {
    let folder = Folder::new();
    let path = folder.sheet("hidden.xlsx", |sheet| {
        sheet.write_string(0, 0, "Leads of the fair").unwrap();
        sheet.set_row_hidden(0).unwrap();
        leads(sheet, 1, 0);
        sheet.set_row_hidden(3).unwrap();
        // Nothing stands in this one.
        sheet.set_row_hidden(20).unwrap();
        sheet.set_column_hidden(1).unwrap();
        sheet.set_column_hidden(9).unwrap();
    });
    let sheet = look(&path);
    assert_eq!(
        sheet.notes,
        [
            "The table starts at A2; the row above it is left as it is.",
            "1 of 3 rows is hidden, 1 column too. They are read and answered like the others."
        ]
    );
    assert_eq!(read_text(&choice(&path)), [[A, "Ada"], [B, "Bob"], [C, "Cy"]]);
    let columns = folder.sheet("columns.xlsx", |sheet| {
        leads(sheet, 0, 0);
        sheet.set_column_hidden(0).unwrap();
    });
    assert_eq!(look(&columns).notes, ["1 column is hidden. They are read like the others."]);
}

#[test]
fn a_table_s_totals_are_told() {
    let folder = Folder::new();
    let with = |name, totals: bool| {
        folder.sheet(name, |sheet| {
            leads(sheet, 0, 0);
            sheet.add_table(0, 0, 3 + u32::from(totals), 1, &Table::new().set_total_row(totals)).unwrap();
            if totals {
                sheet.write_string(4, 0, "Total").unwrap();
            }
        })
    };
    assert!(look(&with("none.xlsx", false)).notes.is_empty());
    let told = look(&with("totals.xlsx", true));
    assert_eq!(told.rows, 3);
    assert_eq!(told.notes, ["Row 5 holds the totals of a table: left as it is and not counted."]);
}

#[test]
fn a_filter_that_is_on_is_told_and_one_that_hides_nothing_is_not() {
    let folder = Folder::new();
    let filtered = |name, is_on: bool| {
        folder.sheet(name, |sheet| {
            leads(sheet, 0, 0);
            sheet.autofilter(0, 0, 3, 1).unwrap();
            if is_on {
                sheet.filter_column(1, &FilterCondition::new().add_list_filter("Ada")).unwrap();
            }
        })
    };
    let path = filtered("on.xlsx", true);
    assert_eq!(
        look(&path).notes,
        [
            "2 of 3 rows are hidden. They are read and answered like the others.",
            "A filter is on: rows it hides are read too."
        ]
    );
    assert_eq!(read(&choice(&path)).unwrap().len(), 3);
    assert!(look(&filtered("off.xlsx", false)).notes.is_empty());
}

#[test]
fn a_table_that_starts_at_c7_keeps_its_letters_ids_and_numbers() {
    let folder = Folder::new();
    let path = folder.sheet("c7.xlsx", |sheet| {
        sheet.merge_range(1, 2, 1, 5, "Leads of the autumn fair", &Format::new()).unwrap();
        sheet.write_string(3, 2, "Exported by Ada").unwrap();
        leads(sheet, 6, 2);
    });
    let sheet = look(&path);
    assert_eq!((sheet.header_row, sheet.rows, sheet.first_preview_row), (Some(7), 3, 2));
    assert_eq!(sheet.preview.len(), 9);
    assert_eq!(sheet.preview[5], ["", "", "Lead ID", "Name"]);
    assert!(sheet.preview[1].iter().all(String::is_empty));
    let id = sheet.id_column.as_ref().unwrap();
    assert_eq!((id.index, sheet.columns[2].letter.as_str()), (2, "C"));
    assert_eq!(
        sheet.notes,
        [
            "The table starts at C7; the 6 rows above it are left as they are.",
            "Merged titles above the header are left alone."
        ]
    );
    assert_eq!(read_text(&choice(&path))[0], ["", "", A, "Ada"]);
    // Whatever is added goes right beside it, its header into row 7.
    let output = folder.path("saved.xlsx");
    save_in_place(&choice(&path), &output);
    let saved = read_text(&lead_workbook::SheetChoice { header_row: Some(6), ..choice(&output) });
    assert_eq!(saved[0], ["", "", "Lead ID", "Name", "Score"]);
    assert_eq!(saved[1], ["", "", A, "Ada", "8"]);
    assert!(part(&output, SHEET).contains("<mergeCell ref=\"C2:F2\"/>"));
}

#[test]
fn a_table_without_a_header_further_down_leaves_what_stands_above_it() {
    let folder = Folder::new();
    let path = folder.sheet("bare.xlsx", |sheet| {
        sheet.write_string(0, 0, "Leads of the autumn fair").unwrap();
        write(sheet, 6, 2, &[&["n/a", "Eve"], &[A, "Ada"], &[B, "Bob"]]);
    });
    let sheet = look(&path);
    assert_eq!((sheet.header_row, sheet.rows), (Some(6), 3));
    assert_eq!(
        sheet.notes,
        ["The table has no header and starts at C7. The names of added columns go into row 6."]
    );
    assert_eq!(names(&sheet), ["", "", "", ""]);
    let numbers: Vec<u32> = read(&choice(&path)).unwrap().iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [7, 8, 9]);
    let output = folder.path("saved.xlsx");
    save_in_place(&choice(&path), &output);
    let saved = read_text(&lead_workbook::SheetChoice { header_row: Some(5), ..choice(&output) });
    assert_eq!(saved[0], ["", "", "", "", "Score"]);
    assert_eq!(saved[2], ["", "", A, "Ada", "8"]);
}

#[test]
fn far_down_is_found_too() {
    let folder = Folder::new();
    let path = folder.sheet("title.xlsx", |sheet| {
        sheet.write_string(0, 0, "Leads").unwrap();
        write(sheet, 99_999, 0, &[&["Lead ID"], &[A], &[B]]);
    });
    let sheet = look(&path);
    assert_eq!((sheet.header_row, sheet.rows, sheet.first_preview_row), (Some(100_000), 2, 99_970));
    assert_eq!((sheet.preview.len(), sheet.preview[30][0].as_str()), (33, "Lead ID"));
    let path = folder.sheet("far.xlsx", |sheet| leads(sheet, 899, 0));
    let sheet = look(&path);
    assert_eq!((sheet.header_row, sheet.rows, sheet.first_preview_row), (Some(900), 3, 900));
    assert_eq!(sheet.preview[1][0], A);
}

/// Groups over names, with the id's name reaching over both rows.
fn grouped(sheet: &mut Worksheet, top: u32) {
    let plain = Format::new();
    sheet.merge_range(top, 0, top + 1, 0, "Lead ID", &plain).unwrap();
    sheet.merge_range(top, 1, top, 2, "Billing", &plain).unwrap();
    sheet.merge_range(top, 3, top, 4, "Shipping", &plain).unwrap();
    write(sheet, top + 1, 1, &[&["City", "Zip", "City", "Fax"]]);
    write(sheet, top + 2, 0, &[&[A, "Rome", "1", "Oslo", "2"], &[B, "Bonn", "3", "Kiel", "4"]]);
}

#[test]
fn names_below_merged_groups_are_the_names() {
    let folder = Folder::new();
    let path = folder.sheet("groups.xlsx", |sheet| {
        sheet.merge_range(0, 0, 0, 4, "Everybody we know", &Format::new()).unwrap();
        grouped(sheet, 1);
    });
    let sheet = look(&path);
    assert_eq!((sheet.header_row, sheet.rows), (Some(3), 2));
    assert_eq!(names(&sheet), ["Lead ID", "Billing: City", "Zip", "Shipping: City", "Fax"]);
    assert_eq!(
        sheet.notes,
        [
            "The table starts at A2; the row above it is left as it is.",
            "The header spans rows 2 and 3; row 3 gives the names; where two are alike, row 2 tells them apart \
             (“Billing: City”).",
            "Merged titles above the header are left alone."
        ]
    );
    let id = sheet.id_column.unwrap();
    assert_eq!(
        (id.index, id.reason.as_str()),
        (0, "all of its 2 cells are lead ids, and it is called “Lead ID”")
    );
    assert_eq!(read_text(&choice(&path))[0][0], A);
}

#[test]
fn a_row_without_an_id_below_merged_names_is_a_row() {
    let folder = Folder::new();
    for id in ["", "pending"] {
        let path = folder.sheet("address.xlsx", |sheet| {
            write(sheet, 0, 0, &[&["Lead ID", "", "", "Note"]]);
            sheet.merge_range(0, 1, 0, 2, "Address", &Format::new()).unwrap();
            write(
                sheet,
                1,
                0,
                &[&[id, "Hamburg", "Germany", "To be checked"], &[A, "Rome", "Italy", "Fine"]],
            );
        });
        let sheet = look(&path);
        assert_eq!((sheet.header_row, sheet.rows), (Some(1), 2), "{id}");
        assert_eq!(names(&sheet), ["Lead ID", "Address", "", "Note"]);
    }
}

#[test]
fn field_names_below_labels_are_no_lead() {
    let folder = Folder::new();
    let rows: &[&[&str]] = &[&["Lead ID", "First Name"], &["Id", "FirstName"], &[A, "Ada"], &[B, "Bob"]];
    let sheet = look(&folder.rows("labels.xlsx", rows));
    assert_eq!((sheet.header_row, sheet.rows), (Some(2), 2));
    assert_eq!(names(&sheet), ["Id", "FirstName"]);
    assert_eq!(sheet.notes, ["The header spans rows 1 and 2; row 2 gives the names."]);
    // Data that merely has no id is data.
    let rows: &[&[&str]] = &[&["Lead ID", "First Name"], &["see below", "Eve"], &[A, "Ada"]];
    assert_eq!(look(&folder.rows("data.xlsx", rows)).header_row, Some(1));
}

#[test]
fn a_table_by_name_says_where_its_header_is() {
    let folder = Folder::new();
    let path = folder.sheet("table.xlsx", |sheet| {
        // Reads like a header, and is none.
        write(sheet, 0, 1, &[&["Lead", "Name"]]);
        leads(sheet, 2, 1);
        sheet.add_table(2, 1, 5, 2, &Table::new()).unwrap();
        leads(sheet, 2, 1);
    });
    let sheet = look(&path);
    assert_eq!((sheet.header_row, sheet.rows), (Some(3), 3));
    assert_eq!(sheet.notes, ["The table starts at B3; the 2 rows above it are left as they are."]);
}

#[test]
fn protected_signed_and_very_hidden_are_told() {
    let folder = Folder::new();
    let path = folder.sheet("locked.xlsx", |sheet| {
        leads(sheet, 0, 0);
        sheet.protect();
    });
    change_part(&path, "xl/workbook.xml", |xml| {
        xml.replace("<sheet name", "<sheet state=\"veryHidden\" name")
    });
    change_part(&path, "_rels/.rels", |xml| {
        let signed = "<Relationship Id=\"rId99\" Target=\"_xmlsignatures/origin.sigs\" \
                      Type=\"http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin\"/>";
        xml.replace("</Relationships>", &format!("{signed}</Relationships>"))
    });
    let sheet = look(&path);
    assert!(sheet.hidden);
    let told = ["Excel's own menu does not offer", "The sheet is protected.", "digitally signed"];
    assert_eq!(sheet.notes.len(), told.len());
    for (note, says) in sheet.notes.iter().zip(told) {
        assert!(note.contains(says), "{note}");
    }
}

#[test]
fn ids_merged_over_rows_are_told() {
    let folder = Folder::new();
    let path = folder.sheet("merged.xlsx", |sheet| {
        leads(sheet, 0, 0);
        sheet.merge_range(1, 0, 2, 0, A, &Format::new()).unwrap();
    });
    let notes = look(&path).notes;
    assert_eq!(notes.len(), 1);
    assert!(
        notes[0]
            .starts_with("Some ids in column A stand in cells merged over several rows (A2 to A3 first).")
    );
    let footer = folder.sheet("footer.xlsx", |sheet| {
        write(sheet, 0, 0, &[&["Name", "Lead ID"], &["Ada", A], &["Bob", B], &["Cy", C]]);
        sheet.merge_range(4, 0, 5, 1, "As of today", &Format::new()).unwrap();
    });
    assert!(look(&footer).notes.is_empty(), "what spreads from another column holds no id");
}

#[test]
fn ids_that_no_program_has_calculated_are_told() {
    let folder = Folder::new();
    let formulas = |result: &str| {
        folder.sheet("formulas.xlsx", |sheet| {
            leads(sheet, 0, 0);
            for row in 1..4 {
                sheet.write_formula(row, 0, Formula::new("=B2&\"x\"").set_result(result)).unwrap();
            }
        })
    };
    let says = "Column A has 3 formulas that were never calculated, so no ids are seen there.";
    let path = formulas("0");
    assert!(look(&path).notes[0].starts_with(says));
    change_part(&path, SHEET, |xml| xml.replace("</f><v>0</v>", "</f><v></v>"));
    assert!(look(&path).notes[0].starts_with(says), "{:?}", look(&path).notes);
    assert!(look(&formulas(A)).notes.is_empty());
    // A text without a character is a result.
    change_part(&path, SHEET, |xml| xml.replace("><f>", " t=\"str\"><f>"));
    assert!(look(&path).notes.is_empty());
}

#[test]
fn the_other_formats_tell_where_the_table_starts() {
    let folder = Folder::new();
    let path = folder.text("c3.csv", format!("Leads of the fair\n\n,,Lead ID,Name\n,,{A},Ada\n,,{B},Bob\n"));
    assert_eq!(look(&path).notes, ["The table starts at C3; the 2 rows above it are left as they are."]);
}
