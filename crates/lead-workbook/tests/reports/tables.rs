//! Tables by name that lie over the rows, or beside them.

use crate::book::{OFFICE, RELATIONS, add_table, book, row, text, texts};
use crate::files::{A, B, Folder, columns};
use crate::parts::Parts;
use crate::report::{is_listed, reports, seen};
use lead_workbook::ColumnKind;

const TABLE: &str = "xl/tables/table1.xml";

/// A table's columns by their names.
fn named(names: &[&str]) -> String {
    let columns = (1..).zip(names).map(|(id, name)| format!(r#"<tableColumn id="{id}" name="{name}"/>"#));
    columns.collect::<Vec<_>>().concat()
}

fn leads(header: &str) -> Parts {
    let rows = texts(&[&["Lead ID", "Name"], &[A, "Ada"], &[B, "Bob"]]);
    let first = rows.find("</row>").unwrap() + "</row>".len();
    book(&(header.to_owned() + &rows[first..]), &[])
}

reports! {
    a_table_led_to_from_the_root_takes_the_columns_in {
        from: "excelize #2386",
        when: "openpyxl's relations lead to `/xl/tables/table1.xml`.",
        then: "the table is known, and reaches over the new columns.",
        file: |folder| {
            let mut parts = leads(&row(1, &(text("A1", "Lead ID") + &text("B1", "Name"))));
            add_table(&mut parts, 1, r#"ref="A1:B3""#, &named(&["Lead ID", "Name"]));
            parts.save(folder, "rooted.xlsx")
        },
        right: |seen| assert!(seen.part(TABLE).contains(r#"ref="A1:E3""#), "{}", seen.part(TABLE)),
    }
    a_header_in_rich_text_is_a_name_that_is_taken {
        from: "EPPlus #280",
        when: "a table's header has looks within its text, and one of ours has the same name.",
        then: "ours is told apart, and the table's own stays.",
        file: |folder| {
            let rich = r#"<c r="B1" t="inlineStr"><is><r><rPr><b/></rPr><t>AI_</t></r><r><t>Status</t></r></is></c>"#;
            let mut parts = leads(&row(1, &(text("A1", "Lead ID") + rich)));
            add_table(&mut parts, 1, r#"ref="A1:B3""#, &named(&["Lead ID", "AI_Status"]));
            parts.save(folder, "rich.xlsx")
        },
        right: |seen| assert!(seen.part(TABLE).contains("name=\"AI_Status (2)\""), "{}", seen.part(TABLE)),
    }
    a_header_out_of_a_formula_is_a_name_that_is_taken {
        from: "EPPlus #854",
        when: "a table's header is a formula, which Excel does not allow and other programs write.",
        then: "its saved value counts as the name.",
        file: |folder| {
            let formula = r#"<c r="B1" t="str"><f>"Sco"&amp;"re"</f><v>Score</v></c>"#;
            let mut parts = leads(&row(1, &(text("A1", "Lead ID") + formula)));
            add_table(&mut parts, 1, r#"ref="A1:B3""#, &named(&["Lead ID", "Score"]));
            parts.save(folder, "formula.xlsx")
        },
        right: |seen| assert!(seen.part(TABLE).contains("name=\"Score (2)\""), "{}", seen.part(TABLE)),
    }
    names_of_a_table_without_a_header_are_taken {
        from: "ExcelJS #1345",
        when: "a table shows no header: its columns have names all the same, which stand in no cell.",
        then: "ours are told apart from them.",
        file: |folder| {
            let mut parts = leads(&row(1, &(text("A1", "Lead ID") + &text("B1", "Name"))));
            add_table(&mut parts, 1, r#"ref="A2:B3" headerRowCount="0""#, &named(&["Column1", "score"]));
            parts.save(folder, "headless.xlsx")
        },
        right: |seen| {
            let table = seen.part(TABLE);
            assert!(table.contains(r#"ref="A2:E3""#) && table.contains("name=\"Score (2)\""), "{table}");
        },
    }
    a_column_behind_a_query_s_has_a_field_in_it {
        from: "EPPlus #512",
        when: "a table is filled by a query (Power Query, a Salesforce connection), which lists its columns as well.",
        then: "the query lists the new columns as not its own, as Excel does for columns added by hand.",
        file: |folder| {
            let mut parts = leads(&row(1, &(text("A1", "Lead ID") + &text("B1", "Name"))));
            let columns = r#"<tableColumn id="1" uniqueName="1" name="Lead ID" queryTableFieldId="1"/><tableColumn id="4" uniqueName="4" name="Name" queryTableFieldId="7"/>"#;
            add_table(&mut parts, 1, r#"tableType="queryTable" ref="A1:B3""#, columns);
            let fields = r#"<queryTableField id="1" name="Id" tableColumnId="1"/><queryTableField id="7" name="Name" tableColumnId="4"/>"#;
            let query = format!(
                r#"<queryTable xmlns="{}" name="ExternalData_1" connectionId="1" autoFormatId="16"><queryTableRefresh nextId="8"><queryTableFields count="2">{fields}</queryTableFields></queryTableRefresh></queryTable>"#,
                crate::book::MAIN
            );
            let name = "xl/queryTables/queryTable1.xml";
            parts.relate(TABLE, &format!("{RELATIONS}/queryTable"), name, &format!("{OFFICE}.queryTable+xml"), query.as_bytes());
            parts.save(folder, "query.xlsx")
        },
        right: |seen| {
            let query = seen.part("xl/queryTables/queryTable1.xml");
            assert!(query.contains("unboundColumnsRight=\"3\"") && query.contains("nextId=\"11\""), "{query}");
            assert!(query.contains(r#"<queryTableField id="8" dataBound="0" tableColumnId="5"/>"#), "{query}");
        },
    }
    a_table_beside_the_rows_is_left_alone {
        from: "MiniExcel #857",
        when: "another table begins in the same row, to the right of the leads.",
        then: "the new columns stand behind it and belong to neither.",
        file: |folder| {
            let rows = texts(&[&["Lead ID", "Name", "", "Code", "Region"], &[A, "Ada", "", "1", "North"], &[B, "Bob", "", "2", "South"]]);
            let mut parts = book(&rows.replace(r#"<c r="C1" t="inlineStr"><is><t></t></is></c>"#, ""), &[]);
            add_table(&mut parts, 1, r#"ref="A1:B3""#, &named(&["Lead ID", "Name"]));
            add_table(&mut parts, 2, r#"ref="D1:E3""#, &named(&["Code", "Region"]));
            parts.save(folder, "beside.xlsx")
        },
        right: |seen| {
            for table in [TABLE, "xl/tables/table2.xml"] {
                assert_eq!(seen.after.0[table], seen.before.0[table], "{table}");
            }
        },
    }
}

/// Excel wants a line break in a column's name written as `_x000a_`; one that stands there as itself is
/// read as a space, and the name is not what the header cell says.
#[test]
fn a_line_break_in_a_new_header_is_one_in_the_table_too() {
    is_listed("a_line_break_in_a_new_header_is_one_in_the_table_too", "ExcelJS #2134");
    let folder = Folder::new();
    let mut parts = leads(&row(1, &(text("A1", "Lead ID") + &text("B1", "Name"))));
    add_table(&mut parts, 1, r#"ref="A1:B3""#, &named(&["Lead ID", "Name"]));
    let added = columns(&[
        ("Fit\nof the lead", ColumnKind::Score),
        ("Tab\there", ColumnKind::Text),
        ("_x000a_", ColumnKind::Text),
    ]);
    let seen = seen(&folder, &parts.save(&folder, "lines.xlsx"), &added);
    let table = seen.part(TABLE);
    for name in ["Fit_x000a_of the lead", "Tab_x0009_here", "_x005F_x000a_"] {
        assert!(table.contains(&format!("name=\"{name}\"")), "{name}: {table}");
    }
}
