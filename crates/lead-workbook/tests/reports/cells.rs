//! What stands in a cell.

use crate::book::{book, row, text, texts};
use crate::files::{A, B, C};
use crate::parts::SHEET;
use crate::report::reports;

reports! {
    rich_text_behind_plain_text_is_read {
        from: "calamine #636",
        when: "a text has a plain run and, behind it, runs with looks of their own.",
        then: "all of them are the text.",
        file: |folder| {
            let item = |id: &str| {
                let (plain, first, rest) = (&id[..8], &id[8..12], &id[12..]);
                format!("<t>{plain}</t><r><rPr><b/></rPr><t>{first}</t></r><r><t>{rest}</t></r>")
            };
            let cells = r#"<c r="A2" t="s"><v>0</v></c>"#;
            let inline = format!(r#"<c r="A3" t="inlineStr"><is>{}</is></c>"#, item(B));
            let rows = [row(1, &text("A1", "Lead ID")), row(2, cells), row(3, &inline)].concat();
            book(&rows, &[&item(A)]).save(folder, "rich.xlsx")
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, B)]),
    }
    a_shared_text_without_a_number_is_blank {
        from: "calamine #610",
        when: "a cell is said to hold a shared text and its value is left out.",
        then: "it is blank, not the first of the texts.",
        file: |folder| {
            let cells = r#"<c r="A2" t="s"><v/></c><c r="B2" t="s"><v>1</v></c>"#;
            let rows = [row(1, &text("A1", "Lead ID")), row(2, cells), row(3, &text("A3", B))].concat();
            book(&rows, &[&format!("<t>{A}</t>"), "<t>Ada</t>"]).save(folder, "blank.xlsx")
        },
        right: |seen| assert_eq!(seen.ids(), [(2, ""), (3, B)]),
    }
    an_inline_text_goes_before_a_value_beside_it {
        from: "calamine #631",
        when: "a cell with a text of its own has a value as well.",
        then: "the text is what the cell shows.",
        file: |folder| {
            let cell = |at: &str, id: &str| format!(r#"<c r="{at}" t="inlineStr"><v>1.0</v><is><t>{id}</t></is></c>"#);
            let last = format!(r#"<c r="A3" t="inlineStr"><is><t>{B}</t></is><v>1.0</v></c>"#);
            let rows = [row(1, &text("A1", "Lead ID")), row(2, &cell("A2", A)), row(3, &last)].concat();
            book(&rows, &[]).save(folder, "both.xlsx")
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, B)]),
    }
    an_inline_text_without_anything_is_blank {
        from: "openxlsx2 #1039",
        when: "SAS writes blank cells as texts of their own that close themselves.",
        then: "they are blank, and no row ends with them.",
        file: |folder| {
            let blank = |at: &str| format!(r#"<c r="{at}" t="inlineStr"/>"#);
            let rows = [
                row(1, &[text("A1", "Lead ID"), text("B1", "Name"), blank("C1")].concat()),
                row(2, &[text("A2", A), blank("B2"), blank("C2")].concat()),
                row(3, &[blank("A3"), text("B3", "Bob"), blank("C3")].concat()),
                row(4, &[blank("A4"), blank("B4"), blank("C4")].concat()),
            ];
            book(&rows.concat(), &[]).save(folder, "sas.xlsx")
        },
        right: |seen| {
            assert_eq!(seen.ids(), [(2, A), (3, "")]);
            assert!(seen.part(SHEET).contains(r#"<c r="C1""#), "the new columns stand behind the last value");
        },
    }
    white_space_around_values_is_no_value {
        from: "FsSpreadsheet #103",
        when: "a program puts each element on a line of its own, so that values have line breaks around them.",
        then: "they are read without, and rows with nothing else in their cells are no rows.",
        file: |folder| {
            let lines = |kind: &str, at: &str, inner: &str| format!("\n  <c r=\"{at}\" t=\"{kind}\">\n   {inner}\n  </c>\n ");
            let own = |at: &str, id: &str| lines("inlineStr", at, &format!("<is>\n    <t>\n{id}\n    </t>\n   </is>"));
            let blank = [
                lines("n", "A4", "<v>\n   </v>"),
                lines("s", "B4", "<v>\n   </v>"),
                lines("s", "C4", "<v>1</v>"),
                lines("inlineStr", "D4", "<is>\n    <t>\n    </t>\n   </is>"),
                lines("e", "E4", "<v>\n   </v>"),
                lines("b", "F4", "<v>\n   </v>"),
                lines("d", "G4", "<v>\n   </v>"),
            ];
            let rows = [
                row(1, &lines("s", "A1", "<v>\n0\n   </v>")),
                row(2, &own("A2", A)),
                row(3, &own("A3", B)),
                row(4, &blank.concat()),
            ];
            book(&rows.concat(), &["<t>Lead ID</t>", "<t>\n </t>"]).save(folder, "lines.xlsx")
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, B)]),
    }
    a_reading_alone_is_no_text {
        from: "openxlsx #374",
        when: "a cell's text has a reading for East Asian writing beside it, or nothing but the reading is left.",
        then: "the reading is never part of the text.",
        file: |folder| {
            let reading = "<rPh sb=\"0\" eb=\"1\"><t>dao</t></rPh><phoneticPr fontId=\"0\"/>";
            let cells = |number: u32, at: u32| row(number, &format!(r#"<c r="A{number}" t="s"><v>{at}</v></c>"#));
            let rows = [row(1, &text("A1", "Lead ID")), cells(2, 0), cells(3, 1)].concat();
            book(&rows, &[&format!("<t>{A}</t>{reading}"), &format!("<t/>{reading}")]).save(folder, "readings.xlsx")
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A)]),
    }
    ids_out_of_a_lookup_keep_their_rows {
        from: "calamine #6",
        when: "ids come out of formulas: a text, an error, a text without a character, nothing at all.",
        then: "the value that was saved is read, and an error is no blank.",
        file: |folder| {
            let cell = |at: &str, kind: &str, value: &str| format!(r#"<c r="{at}"{kind}><f>VLOOKUP(B2,X:Y,2,0)</f>{value}</c>"#);
            let rows = [
                row(1, &[text("A1", "Lead ID"), text("B1", "Name")].concat()),
                row(2, &[cell("A2", r#" t="str""#, &format!("<v>{A}</v>")), text("B2", "Ada")].concat()),
                row(3, &[cell("A3", r#" t="e""#, "<v>#N/A</v>"), text("B3", "Bob")].concat()),
                row(4, &[cell("A4", r#" t="str""#, "<v></v>"), text("B4", "Eve")].concat()),
                row(5, &[cell("A5", "", ""), text("B5", "Max")].concat()),
                row(6, &cell("A6", r#" t="e""#, "<v>#N/A</v>")),
            ];
            book(&rows.concat(), &[]).save(folder, "lookup.xlsx")
        },
        right: |seen| assert_eq!(seen.ids(), [(2, A), (3, "#N/A"), (4, ""), (5, ""), (6, "#N/A")]),
    }
    cells_beyond_the_header_are_not_written_over {
        from: "jetstream #538",
        when: "somebody left values to the right of the last header.",
        then: "the new columns stand behind them.",
        file: |folder| {
            let rows: &[&[&str]] = &[&["Lead ID", "Name"], &[A, "Ada"], &[B, "Bob", "", "", "call back"], &[C, "Eve"]];
            book(&texts(rows), &[]).save(folder, "beyond.xlsx")
        },
        right: |seen| {
            assert_eq!(seen.text(3, 4), "call back");
            let sheet = seen.part(SHEET);
            assert!(sheet.contains("call back") && sheet.contains(r#"<c r="F1""#), "{sheet}");
        },
    }
}
