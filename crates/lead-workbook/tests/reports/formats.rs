//! `OpenDocument` sheets and binary workbooks.

use crate::files::{A, B, C, Folder};
use crate::report::reports;
use crate::xlsb::{cell, package, row, wide};
use std::path::PathBuf;

/// A spreadsheet of this content between its tables' tags.
fn ods(folder: &Folder, tables: &str) -> PathBuf {
    let spaces = ["office", "table", "text", "calcext", "draw"]
        .map(|name| format!("xmlns:{name}=\"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0\""));
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content {} office:version=\"1.2\"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        spaces.join(" ")
    );
    let mime = b"application/vnd.oasis.opendocument.spreadsheet";
    let manifest =
        b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    folder.zip(
        "leads.ods",
        &[("mimetype", mime), ("content.xml", content.as_bytes()), ("META-INF/manifest.xml", manifest)],
    )
}

/// A cell of text.
fn said(inner: &str) -> String {
    format!("<table:table-cell office:value-type=\"string\">{inner}</table:table-cell>")
}

fn para(text: &str) -> String {
    said(&format!("<text:p>{text}</text:p>"))
}

fn line(cells: &[String]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

fn table(rows: &[String]) -> String {
    format!("<table:table table:name=\"Leads\">{}</table:table>", rows.concat())
}

reports! {
    a_comment_on_an_ods_cell_is_no_part_of_it {
        from: "readODS #52",
        when: "a cell of an ods file has a comment, which is written as text inside of the cell.",
        then: "the id is read without it.",
        file: |folder| {
            let comment = "<office:annotation office:display=\"true\"><text:p><text:span>ask Ada</text:span></text:p></office:annotation>";
            let rows = [line(&[para("Lead ID")]), line(&[said(&format!("{comment}<text:p>{A}</text:p>"))]), line(&[para(B)])];
            ods(folder, &table(&rows))
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, B)]),
    }
    spaces_of_an_ods_cell_are_kept {
        from: "calamine #225",
        when: "several spaces in an ods file are one element with their count.",
        then: "as many are read.",
        file: |folder| {
            let name = para("Ada<text:s text:c=\"3\"/>Lovelace<text:line-break/>London");
            ods(folder, &table(&[line(&[para("Lead ID"), para("Name")]), line(&[para(A), name])]))
        },
        right: |seen| assert!(seen.text(2, 1).starts_with("Ada   Lovelace"), "{:?}", seen.text(2, 1)),
    }
    ods_rows_that_stand_for_several_are_several {
        from: "calamine #308",
        when: "rows alike are written once with their number, as Excel Online does; blank ones come first.",
        then: "each is a row, and the numbers below are right.",
        file: |folder| {
            let repeated = |cells: &str, times: u32| {
                format!("<table:table-row table:number-rows-repeated=\"{times}\">{cells}</table:table-row>")
            };
            let rows = [
                repeated("<table:table-cell/>", 2),
                line(&[para("Lead ID"), para("Name")]),
                repeated(&(para(A) + &para("twin")), 3),
                repeated("<table:table-cell table:number-columns-repeated=\"2\"/>", 2),
                line(&[para(B), para("Bob")]),
                repeated("<table:table-cell table:number-columns-repeated=\"16384\"/>", 1_048_567),
            ];
            ods(folder, &table(&rows))
        },
        right: |seen| assert_eq!(seen.ids(), [(4, A), (5, A), (6, A), (7, ""), (8, ""), (9, B)]),
    }
    ods_cells_under_a_merged_one_keep_their_columns {
        from: "SheetJS #273",
        when: "cells alike are written once, and merged ones cover others, in an ods file.",
        then: "every cell stands in its own column.",
        file: |folder| {
            let twice = "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>".to_owned();
            let merged = "<table:table-cell table:number-columns-spanned=\"2\" office:value-type=\"string\"><text:p>Ada</text:p></table:table-cell><table:covered-table-cell/>";
            let rows = [
                line(&[para("Name"), para("More"), para("Lead ID")]),
                line(&[merged.to_owned(), para(A)]),
                line(&[twice, para(B)]),
            ];
            ods(folder, &table(&rows))
        },
        right: |seen| assert_eq!((seen.id_column, seen.ids()), (2, vec![(2, A), (3, B)])),
    }
    rows_inside_of_groups_and_headers_of_an_ods_are_rows {
        from: "PhpSpreadsheet #2507",
        when: "rows of an ods file are grouped, or repeated at the top of each page.",
        then: "they are rows like the others, in their order.",
        file: |folder| {
            let header = format!("<table:table-header-rows>{}</table:table-header-rows>", line(&[para("Lead ID")]));
            let group = format!("<table:table-row-group>{}<table:table-row-group table:display=\"false\">{}</table:table-row-group></table:table-row-group>", line(&[para(A)]), line(&[para(B)]));
            ods(folder, &table(&[header, group, line(&[para(C)])]))
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, B), (4, C)]),
    }
    xlsb_formulas_that_fail_keep_their_rows {
        from: "calamine #716",
        when: "the ids of an xlsb file come out of a lookup, some of which fail.",
        then: "texts are read, and a failed lookup costs no other row its id.",
        file: |folder| {
            const FORMULA: [u8; 10] = [0; 10];
            let path = folder.path("lookup.xlsb");
            let said = |kind: u16, column: u32, text: &str| cell(kind, column, &wide(text));
            let formula = |text: &str| cell(0x0008, 0, &[&wide(text)[..], &FORMULA].concat());
            let failed = cell(0x000B, 0, &[&[0x2A][..], &FORMULA].concat());
            let rows = [
                row(0), said(0x0006, 0, "Lead ID"), said(0x0006, 1, "Name"),
                row(1), formula(A), said(0x0006, 1, "Ada"),
                row(2), failed, said(0x0006, 1, "Bob"),
                row(3), formula(B), said(0x0006, 1, "Eve"),
            ];
            package(&path, 3, &rows.concat(), None);
            path
        },
        right: |seen| {
            assert_eq!((seen.ids()[0], seen.ids()[2]), ((2, A), (4, B)));
            assert_eq!(seen.text(3, 1), "Bob");
        },
    }
}
