//! Which row and which column a cell stands in.

use crate::book::{book, row, text};
use crate::files::{A, B, C};
use crate::parts::SHEET;
use crate::report::reports;

reports! {
    a_row_without_a_number_stands_where_its_cells_say {
        from: "IronCalc #1117",
        when: "rows have no number, blank ones are left out, and the cells say where they stand.",
        then: "each row is the one that its first cell names, when it is read and when cells are added.",
        file: |folder| {
            let at = |number: u32, id: &str| {
                format!("<row>{}{}</row>", text(&format!("A{number}"), id), text(&format!("B{number}"), "x"))
            };
            let rows = [at(2, "Lead ID"), at(3, A), at(6, B), "<row ht=\"20\"/>".to_owned(), at(9, C)].concat();
            book(&rows, &[]).save(folder, "unnumbered.xlsx")
        },
        right: |seen| {
            assert_eq!(seen.ids(), [(3, A), (4, ""), (5, ""), (6, B), (7, ""), (8, ""), (9, C)]);
            let sheet = seen.part(SHEET);
            for added in [r#"<c r="C6""#, r#"<c r="C9""#] {
                assert_eq!(sheet.matches(added).count(), 1, "{added} in {sheet}");
            }
        },
    }
    rows_without_numbers_count_on_from_those_with_one {
        from: "ClosedXML #2807",
        when: "some rows have a number, others follow them without one.",
        then: "each is one below the row before.",
        file: |folder| {
            let plain = |id: &str| format!("<row><c t=\"inlineStr\"><is><t>{id}</t></is></c></row>");
            let rows = [plain("Lead ID"), row(4, &text("A4", A)), plain(B), "<row/>".to_owned(), plain(C)].concat();
            book(&rows, &[]).save(folder, "some.xlsx")
        },
        right: |seen| assert_eq!(seen.ids(), [(2, ""), (3, ""), (4, A), (5, B), (6, ""), (7, C)]),
    }
    cells_without_names_count_on_from_those_with_one {
        from: "calamine #330",
        when: "only some of a row's cells say in which column they stand.",
        then: "each is one behind the cell before.",
        file: |folder| {
            let cell = |id: &str| format!("<c t=\"inlineStr\"><is><t>{id}</t></is></c>");
            let rows = [
                row(1, &[text("C1", "Name"), cell("Lead ID"), cell("City")].concat()),
                row(2, &[cell("x"), text("C2", "Ada"), cell(A)].concat()),
                row(3, &["<c/><c/>", &cell("Bob"), &cell(B), &text("F3", "far")].concat()),
            ];
            book(&rows.concat(), &[]).save(folder, "cells.xlsx")
        },
        right: |seen| {
            assert_eq!((seen.id_column, seen.ids()), (3, vec![(2, A), (3, B)]));
            assert_eq!(seen.text(3, 5), "far");
        },
    }
    styled_cells_to_the_last_column_are_no_columns {
        from: "excelize #1737",
        when: "every cell of a row has looks, up to the last column there is, and few have a value.",
        then: "the new columns stand right behind the values.",
        file: |folder| {
            let looks = |number: u32, from: u32| {
                let cells = (from..=16_384).map(|column| format!("<c r=\"{}{number}\" s=\"0\"/>", letters(column)));
                cells.collect::<Vec<_>>().concat()
            };
            let rows = [
                row(1, &(text("A1", "Lead ID") + &looks(1, 2))),
                row(2, &(text("A2", A) + &looks(2, 2))),
                row(3, &looks(3, 1)),
            ];
            book(&rows.concat(), &[]).save(folder, "styled.xlsx")
        },
        right: |seen| {
            assert_eq!((seen.ids(), seen.info.sheets[0].columns.len()), (vec![(2, A)], 1));
            assert!(seen.part(SHEET).contains(r#"<c r="B2""#) && seen.note.is_none(), "{:?}", seen.note);
        },
    }
    a_used_range_from_row_0_is_set_right {
        from: "calamine #285",
        when: "a program says that the sheet reaches from A0 on, and that its rows span from column 0.",
        then: "both are set right where they change.",
        file: |folder| {
            let rows = [row(1, &text("A1", "Lead ID")), row(2, &text("A2", A)).replace("<row ", "<row spans=\"0:1\" ")];
            let mut parts = book(&rows.concat(), &[]);
            parts.change(SHEET, |xml| xml.replace("<sheetViews>", "<dimension ref=\"A0:AZ48943\"/><sheetViews>"));
            parts.save(folder, "zero.xlsx")
        },
        right: |seen| {
            let sheet = seen.part(SHEET);
            assert!(sheet.contains("<dimension ref=\"A1:AZ48943\"/>") && sheet.contains("spans=\"1:4\""), "{sheet}");
        },
    }
    cells_out_of_order_are_read_and_not_added_to {
        from: "agent-os #2778",
        when: "the cells of a row do not stand in the order of their columns.",
        then: "each is read in its own column; what Excel would repair already is not added to, and that is said.",
        file: |folder| {
            let rows = [
                row(1, &[text("A1", "Lead ID"), text("B1", "Name"), text("C1", "City")].concat()),
                row(2, &[text("C2", "Oslo"), text("B2", "Ada"), text("A2", A)].concat()),
                row(3, &[text("A3", B), text("B3", "Bob")].concat()),
            ];
            book(&rows.concat(), &[]).save(folder, "disorder.xlsx")
        },
        right: |seen| {
            assert_eq!(seen.ids(), [(2, A), (3, B)]);
            assert_eq!((seen.text(2, 1), seen.text(2, 2)), ("Ada", "Oslo"));
            assert!(!seen.is_same_workbook(), "{:?}", seen.note);
        },
    }
}

fn letters(column: u32) -> String {
    let (rest, last) = ((column - 1) / 26, (column - 1) % 26);
    let before = if rest == 0 { String::new() } else { letters(rest) };
    before + &char::from(b'A' + u8::try_from(last).unwrap()).to_string()
}
