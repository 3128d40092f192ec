//! A sheet with everything on it keeps everything.

use crate::files::{A, B, Folder, choice};
use crate::parts::{BOOK, Parts, SHEET, add_to, may_change};
use lead_workbook::SheetChoice;
use rust_xlsxwriter::{
    Chart, ChartType, ConditionalFormatDataBar, DataValidation, Format, Formula, Image, Note, Sparkline,
    Table, Workbook,
};

/// A dot, one picture point large.
const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82";

#[test]
fn what_a_rich_sheet_has_stays_element_by_element() {
    let folder = Folder::new();
    let source = folder.path("rich.xlsx");
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name("Leads").unwrap();
    for (row, cells) in (0..).zip([["Id", "Name", "Size"], [A, "Ada", "1"], [B, "Bob", "2"]]) {
        sheet.write_row(row, 0, cells).unwrap();
    }
    sheet.write_rich_string(1, 1, &[(&Format::new(), "plain "), (&bold, "bold")]).unwrap();
    sheet.write_formula(2, 2, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.autofilter(0, 0, 2, 2).unwrap();
    sheet.add_table(5, 0, 7, 1, &Table::new()).unwrap();
    sheet.add_conditional_format(1, 2, 2, 2, &ConditionalFormatDataBar::new()).unwrap();
    sheet
        .add_data_validation(1, 1, 2, 1, &DataValidation::new().allow_list_strings(&["a", "b"]).unwrap())
        .unwrap();
    sheet.add_sparkline(2, 8, &Sparkline::new().set_range(("Leads", 1, 2, 2, 2))).unwrap();
    sheet.insert_note(1, 0, &Note::new("a note")).unwrap();
    sheet.insert_image(9, 0, &Image::new_from_buffer(DOT).unwrap()).unwrap();
    let mut chart = Chart::new(ChartType::Bar);
    chart.add_series().set_values("Leads!$C$2:$C$3");
    sheet.insert_chart(9, 3, &chart).unwrap();
    sheet.merge_range(20, 0, 20, 1, "merged", &bold).unwrap();
    sheet.set_print_area(0, 0, 2, 2).unwrap().set_repeat_rows(0, 0).unwrap();
    sheet.set_column_range_hidden(12, 16_383).unwrap().set_column_width(0, 25).unwrap();
    book.define_name("Sizes", "=Leads!$C$2:$C$3").unwrap();
    book.save(&source).unwrap();

    let output = folder.path("out.xlsx");
    assert_eq!(add_to(&SheetChoice { header_row: Some(1), ..choice(&source) }, &output).note, None);
    let (before, after) = (Parts::read(&source), Parts::read(&output));
    let text = |parts: &Parts, name: &str| String::from_utf8(parts.0[name].clone()).unwrap();
    // Tag by tag, what was there is still there in its order; what is new stands between.
    for name in [SHEET, BOOK, "xl/styles.xml", "xl/sharedStrings.xml", "xl/worksheets/_rels/sheet1.xml.rels"]
    {
        let (old, new) = (text(&before, name), text(&after, name));
        let mut left = new.split_inclusive('>');
        for tag in old.split_inclusive('>') {
            let grows =
                ["<dimension", "<row ", "<autoFilter", "<col ", "<sst", " count=\"", "_FilterDatabase", "$"];
            if !grows.iter().any(|word| tag.contains(word)) {
                assert!(left.any(|other| other == tag), "{name}: {tag} is gone");
            }
        }
    }
    for name in before.0.keys().filter(|name| !may_change(name)) {
        assert_eq!(before.0[name], after.0[name], "{name}");
    }
    let book = text(&after, BOOK);
    for kept in ["Leads!$A$1:$C$3</definedName>", "Leads!$1:$1", "Leads!$C$2:$C$3"] {
        assert!(book.contains(kept), "{kept}: {book}");
    }
    assert!(text(&after, SHEET).contains("<c r=\"J1\""), "the new columns stand behind the sparkline");
}
