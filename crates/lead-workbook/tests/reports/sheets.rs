//! What stands around a sheet's rows, and in the lists of the workbook.

use crate::book::{OFFICE, RELATIONS, behind_rows, book, changed, row, text, texts};
use crate::files::{A, B, Folder};
use crate::parts::{BOOK, Parts, SHEET, TYPES};
use crate::report::reports;

const ROWS: &[&[&str]] = &[&["Lead ID", "Name"], &[A, "Ada"], &[B, "Bob"]];
const STYLES: &str = "xl/styles.xml";

fn with_looks(folder: &Folder, sheet: &str) -> std::path::PathBuf {
    let mut parts = book(&texts(ROWS), &[]);
    parts.change(STYLES, |xml| {
        xml.replace("</styleSheet>", "<dxfs count=\"1\"><dxf><font><b/></font></dxf></dxfs></styleSheet>")
    });
    behind_rows(&mut parts, sheet);
    parts.save(folder, "looks.xlsx")
}

reports! {
    the_highest_priority_leaves_room_for_ours {
        from: "EPPlus #2321",
        when: "a conditional format has the highest priority there is.",
        then: "ours take priorities that are free.",
        file: |folder| {
            let rule = |priority: u32| format!(r#"<cfRule type="duplicateValues" dxfId="0" priority="{priority}"/>"#);
            let rules = format!("{}{}", rule(2), rule(2_147_483_647));
            with_looks(folder, &format!(r#"<conditionalFormatting sqref="A1:A1048576">{rules}</conditionalFormatting>"#))
        },
        right: |seen| assert!(seen.part(SHEET).contains("priority=\"2147483647\"")),
    }
    rules_over_whole_columns_stay {
        from: "ExcelJS #2178",
        when: "rules for duplicates and choices lie over whole columns, beyond the last row.",
        then: "they are what they were.",
        file: |folder| {
            with_looks(folder, r#"<conditionalFormatting sqref="A1:A1048576"><cfRule type="duplicateValues" dxfId="0" priority="1"/></conditionalFormatting><dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="B1:XFD1048576"><formula1>"a,b"</formula1></dataValidation></dataValidations>"#)
        },
        right: |seen| {
            let sheet = seen.part(SHEET);
            for kept in ["sqref=\"A1:A1048576\"><cfRule type=\"duplicateValues\"", "sqref=\"B1:XFD1048576\""] {
                assert!(sheet.contains(kept), "{kept}");
            }
        },
    }
    a_pivot_s_format_without_an_area_stays {
        from: "EPPlus #1452",
        when: "a conditional format belongs to a pivot table and names no cells.",
        then: "it is what it was, and ours stand behind it.",
        file: |folder| with_looks(folder, r#"<conditionalFormatting pivot="1"><cfRule type="duplicateValues" dxfId="0" priority="5"/></conditionalFormatting>"#),
        right: |seen| assert!(seen.part(SHEET).contains("<conditionalFormatting pivot=\"1\"><cfRule")),
    }
    number_formats_may_have_closing_tags {
        from: "SheetJS #510",
        when: "a program closes every element of the styles by a tag of its own.",
        then: "dates are dates, and our looks are added behind.",
        file: |folder| {
            let cell = |at: &str| format!(r#"<c r="{at}" s="1"><v>45943</v></c>"#);
            let rows = [
                row(1, &(text("A1", "Lead ID") + &text("B1", "Created"))),
                row(2, &(text("A2", A) + &cell("B2"))),
            ];
            let mut parts = book(&rows.concat(), &[]);
            parts.change(STYLES, |xml| {
                let xml = xml.replace("<fonts", "<numFmts count=\"1\"><numFmt numFmtId=\"190\" formatCode=\"[$-010409]m/d/yyyy\"></numFmt></numFmts><fonts");
                xml.replace("<cellXfs count=\"1\">", "<cellXfs count=\"2\">").replace("xfId=\"0\"/></cellXfs>", "xfId=\"0\"></xf><xf numFmtId=\"190\" xfId=\"0\"></xf></cellXfs>")
            });
            parts.save(folder, "closed.xlsx")
        },
        right: |seen| assert!(seen.text(2, 1) == "2025-10-13" && seen.part(STYLES).contains("numFmtId=\"191\"")),
    }
    styles_that_are_full_are_not_added_to {
        from: "ExcelJS #102",
        when: "a workbook has nearly as many cell formats as Excel opens.",
        then: "the new cells have no looks of their own rather than one too many.",
        file: |folder| {
            changed(folder, ROWS, STYLES, |xml| {
                let formats = "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>".repeat(65_485);
                xml.replace("<cellXfs count=\"1\">", &format!("<cellXfs count=\"65486\">{formats}"))
            })
        },
        right: |seen| assert!(seen.is_same_workbook() && seen.before.0[STYLES] == seen.after.0[STYLES]),
    }
    sheets_get_numbers_that_are_free {
        from: "rubyXL #176",
        when: "sheets were removed, so that the numbers of those left are no longer 1, 2, 3; one has the highest.",
        then: "the new sheets have numbers that no sheet has and Excel opens.",
        file: |folder| {
            let mut parts = book(&texts(ROWS), &[]);
            let name = "xl/worksheets/sheet2.xml";
            let other = parts.0[SHEET].clone();
            parts.relate(BOOK, &format!("{RELATIONS}/worksheet"), name, &format!("{OFFICE}.worksheet+xml"), &other);
            parts.change(BOOK, |xml| {
                let id = format!("rIdOf{}", name.replace('/', "."));
                xml.replace("sheetId=\"1\"", "sheetId=\"2\"").replace("</sheets>", &format!("<sheet name=\"Old\" sheetId=\"65534\" state=\"hidden\" r:id=\"{id}\"/></sheets>"))
            });
            parts.save(folder, "numbers.xlsx")
        },
        right: |seen| assert_eq!(seen.part(BOOK).matches("<sheet ").count(), 4),
    }
    a_sheet_without_a_part_keeps_its_place {
        from: "EPPlus #415",
        when: "the first sheet of the list is very hidden and leads to nothing, as Excel leaves it behind.",
        then: "the others are read, and what counts sheets by their place still means the same ones.",
        file: |folder| {
            let mut parts = filtered("Leads");
            parts.change(BOOK, |xml| {
                let xml = xml.replace("<sheets>", "<sheets><sheet name=\"gone\" sheetId=\"9\" state=\"veryHidden\" r:id=\"\"/>");
                xml.replace("localSheetId=\"0\"", "localSheetId=\"1\"")
            });
            parts.save(folder, "gone.xlsx")
        },
        right: |seen| {
            assert_eq!(seen.ids(), [(2, A), (3, B)]);
            assert!(seen.part(BOOK).contains("localSheetId=\"1\" hidden=\"1\">'Leads'!$A$1:$E$3<"), "{}", seen.part(BOOK));
        },
    }
    chart_and_macro_sheets_between_keep_their_places {
        from: "rust_xlsxwriter #94",
        when: "a chart's sheet and one of old macros stand before the leads.",
        then: "names that belong to a sheet still belong to the same one, and ours to ours.",
        file: |folder| {
            let mut parts = filtered("Leads");
            let chart = format!("<chartsheet xmlns=\"{}\"><sheetViews><sheetView workbookViewId=\"0\"/></sheetViews></chartsheet>", crate::book::MAIN);
            let macros = chart.replace("chartsheet", "macrosheet");
            parts.relate(BOOK, &format!("{RELATIONS}/chartsheet"), "xl/chartsheets/sheet1.xml", &format!("{OFFICE}.chartsheet+xml"), chart.as_bytes());
            parts.relate(BOOK, "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml", macros.as_bytes());
            parts.change(BOOK, |xml| {
                let sheets = r#"<sheets><sheet name="Chart" sheetId="5" r:id="rIdOfxl.chartsheets.sheet1.xml"/><sheet name="Macro1" sheetId="6" state="hidden" r:id="rIdOfxl.macrosheets.sheet1.xml"/>"#;
                xml.replace("<sheets>", sheets).replace("localSheetId=\"0\"", "localSheetId=\"2\"")
            });
            parts.save(folder, "chart.xlsx")
        },
        right: |seen| {
            assert_eq!((seen.info.sheets.len(), seen.ids()), (1, vec![(2, A), (3, B)]));
            assert!(seen.part(BOOK).contains("localSheetId=\"2\" hidden=\"1\">'Leads'!$A$1:$E$3<"), "{}", seen.part(BOOK));
        },
    }
    odd_names_of_sheets_stand_quoted_in_ours {
        from: "ExcelJS #3071",
        when: "a sheet's name has an apostrophe, signs and a picture letter, and its header is repeated when it is printed.",
        then: "names and formulas find the sheet, ours included.",
        file: |folder| filtered("D'Alsace @{Q1}! 🚀 & co").save(folder, "named.xlsx"),
        right: |seen| {
            let name = "'D''Alsace @{Q1}! 🚀 &amp; co'!";
            let list = seen.part(BOOK);
            for kept in [format!("{name}$1:$1<"), format!("{name}$A$1:$E$3<")] {
                assert!(list.contains(&kept), "{kept}: {list}");
            }
            let summary: Vec<&String> = seen.after.0.keys().filter(|part| part.contains("worksheets/leadsheet")).collect();
            let formulas = summary.iter().filter(|part| seen.part(part).contains(name));
            assert_eq!(formulas.count(), 1, "{summary:?}");
        },
    }
    names_that_lead_to_other_workbooks_stay {
        from: "ClosedXML #317",
        when: "what is repeated in print stands in another workbook, `[19]PPE-2004`.",
        then: "the name is what it was.",
        file: |folder| {
            let names = r#"</sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">'[19]PPE-2004'!$A:$A,'[19]PPE-2004'!$1:$1</definedName><definedName name="Old" hidden="1">#REF!</definedName></definedNames>"#;
            changed(folder, ROWS, BOOK, |xml| xml.replace("</sheets>", names))
        },
        right: |seen| assert!(seen.part(BOOK).contains("'[19]PPE-2004'!$A:$A,'[19]PPE-2004'!$1:$1</definedName>")),
    }
    a_template_is_a_workbook_when_it_comes_back {
        from: "xlsx-populate #191",
        when: "a template is filled and saved as .xlsx, its parts typed by their ending alone.",
        then: "it is listed as a workbook, since Excel opens no template under that ending.",
        file: |folder| {
            changed(folder, ROWS, TYPES, |xml| {
                let kind = format!("{OFFICE}.template.main+xml");
                let own = format!("<Override PartName=\"/xl/workbook.xml\" ContentType=\"{OFFICE}.sheet.main+xml\"/>");
                xml.replace("ContentType=\"application/xml\"", &format!("ContentType=\"{kind}\"")).replace(&own, "")
            })
        },
        right: |seen| {
            let types = seen.part(TYPES);
            assert!(!types.contains(".template.") && types.contains("sheet.main+xml"), "{types}");
        },
    }
}

/// A sheet with a filter, whose header is repeated in print.
fn filtered(name: &str) -> Parts {
    let quoted = format!("'{}'!", name.replace('\'', "''")).replace('&', "&amp;");
    let mut parts = book(&texts(ROWS), &[]);
    behind_rows(&mut parts, "<autoFilter ref=\"A1:B3\"/>");
    parts.change(BOOK, |xml| {
        let names = format!(
            r#"</sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{quoted}$A$1:$B$3</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">{quoted}$1:$1</definedName></definedNames>"#
        );
        let name = name.replace('&', "&amp;");
        xml.replace("</sheets>", &names).replace("name=\"Leads\"", &format!("name=\"{name}\""))
    });
    parts
}
