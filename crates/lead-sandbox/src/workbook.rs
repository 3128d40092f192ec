//! The workbook a sales-ops colleague would hand over: the ids among columns of their own.

use crate::dice::Dice;
use crate::error::SandboxError;
use crate::org::{LAST_DAY, OWNERS, civil};
use crate::truth::{Sheet, TruthRow};
use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Url, Workbook, Worksheet, XlsxError,
};
use std::path::Path;

/// A sheet's rows without its header (Excel, "specifications and limits").
const MOST_ROWS: u32 = 1_048_575;

/// Excel takes 65,530 links a sheet; a few are enough to show that they survive.
const LINKED_ROWS: u32 = 400;

const HEADERS: [(&str, f64); 10] = [
    ("Owner", 18.0),
    ("Lead ID", 24.0),
    ("Campaign", 26.0),
    ("Region", 10.0),
    ("Added", 12.0),
    ("Budget", 12.0),
    ("Weighted", 12.0),
    ("Profile", 16.0),
    ("Contacted", 10.0),
    ("Notes", 44.0),
];

const CAMPAIGNS: [&str; 6] = [
    "2026 Q3 Webinar – \u{201e}Zukunft\u{201c}",
    "Hannover Messe",
    "Re-engage 2025",
    "Partner Day / Porto",
    "Content: State of Ops",
    "Cold list #4",
];
const REGIONS: [&str; 4] = ["EMEA", "AMER", "APAC", "LATAM"];
const NOTES: [&str; 9] = [
    "",
    "",
    "",
    "Asked for a call back after the holidays",
    "=left as text, not a formula",
    "0049 30 / do not call",
    "00123",
    "Très intéressé 👍 – revoir en janvier",
    "Two lines:\nsecond line, with \"quotes\" & <tags>",
];

/// Writes the demo workbook: `rows` rows below the header of sheet *Leads*, with ids of an org of
/// `leads` leads in every form ids come in, and a second sheet. [`truth`](crate::truth()) tells
/// what each row deserves.
pub fn write_workbook(leads: u32, seed: u64, rows: u32, path: &Path) -> Result<(), SandboxError> {
    if leads == 0 {
        return Err(SandboxError::NoLeads);
    }
    if rows > MOST_ROWS {
        return Err(SandboxError::TooManyRows(rows));
    }
    written(Sheet::new(leads, seed, rows), seed, rows, path)
        .map_err(|source| SandboxError::Workbook { path: path.to_owned(), source: Box::new(source) })
}

fn written(sheet: Sheet, seed: u64, rows: u32, path: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let styles = Styles::new();
    let page = workbook.add_worksheet_with_constant_memory()?;
    page.set_name("Leads")?;
    page.set_freeze_panes(1, 2)?;
    for (column, (_, width)) in (0..).zip(HEADERS) {
        page.set_column_width(column, width)?;
    }
    page.autofilter(0, 0, rows, 9)?;
    for (column, (header, _)) in (0..).zip(HEADERS) {
        page.write_string_with_format(0, column, header, &styles.header)?;
    }
    for place in 0..rows {
        let truth = sheet.row(place);
        if !truth.empty {
            write_row(page, place + 1, &truth, Dice::new(seed, "cells", place.into()), &styles)?;
        }
    }
    write_notes(workbook.add_worksheet_with_constant_memory()?, &styles)?;
    workbook.save(path)
}

fn write_row(
    page: &mut Worksheet,
    row: u32,
    truth: &TruthRow,
    mut dice: Dice,
    styles: &Styles,
) -> Result<(), XlsxError> {
    page.write_string(row, 0, dice.pick(&OWNERS))?;
    match truth.cell.parse::<f64>() {
        // Somebody pasted a number: the cell then holds one, and not its digits.
        Ok(number) if truth.kind == "number" => page.write_number(row, 1, number)?,
        _ if truth.cell.is_empty() => page.write_blank(row, 1, &styles.plain)?,
        _ => page.write_string(row, 1, &truth.cell)?,
    };
    page.write_string(row, 2, dice.pick(&CAMPAIGNS))?;
    page.write_string(row, 3, dice.pick(&REGIONS))?;
    let day = LAST_DAY - i64::try_from(dice.below(900)).unwrap_or_default();
    page.write_datetime_with_format(row, 4, &excel_date(day)?, &styles.date)?;
    let budget = 500.0 + dice.below(200_000) as f64 / 4.0;
    page.write_number_with_format(row, 5, budget, &styles.money)?;
    let formula = Formula::new(format!("F{}*0.4", row + 1)).set_result((budget * 0.4).to_string());
    page.write_formula_with_format(row, 6, formula, &styles.money)?;
    if row <= LINKED_ROWS {
        let link = Url::new(format!("https://crm.example/profile/{row}")).set_text(format!("Profile {row}"));
        page.write_url(row, 7, link)?;
    }
    page.write_boolean(row, 8, dice.percent(40))?;
    let note = dice.pick(&NOTES);
    if !note.is_empty() {
        page.write_string_with_format(
            row,
            9,
            note,
            if dice.percent(20) { &styles.marked } else { &styles.wrapped },
        )?;
    }
    Ok(())
}

fn write_notes(page: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    page.set_name("Notes")?;
    page.set_column_width(0, 28)?;
    page.set_column_width(1, 60)?;
    let lines = [
        ("Where from", "Export of campaign members, pasted together from three reports"),
        ("Ids", "Some came by e-mail; please check them"),
        ("Contact", "Dana Whitlock, sales operations"),
    ];
    page.write_string_with_format(0, 0, "About this list", &styles.header)?;
    for (row, (key, value)) in (1..).zip(lines) {
        page.write_string(row, 0, key)?;
        page.write_string_with_format(row, 1, value, &styles.wrapped)?;
    }
    page.write_string(5, 0, "Budget in all")?;
    page.write_formula_with_format(5, 1, Formula::new("SUM(Leads!F:F)"), &styles.money)?;
    Ok(())
}

fn excel_date(day: i64) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = civil(day);
    let narrow = |number: i64| u8::try_from(number).unwrap_or(1);
    ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1_970), narrow(month), narrow(day))
}

struct Styles {
    header: Format,
    plain: Format,
    date: Format,
    money: Format,
    wrapped: Format,
    marked: Format,
}

impl Styles {
    fn new() -> Self {
        let header = Format::new()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(Color::RGB(0x0029_4B6D))
            .set_border_bottom(FormatBorder::Thin)
            .set_align(FormatAlign::VerticalCenter);
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            header,
            plain: Format::new(),
            date: Format::new().set_num_format("dd.mm.yyyy"),
            money: Format::new().set_num_format("#,##0.00 \"€\""),
            marked: wrapped.clone().set_background_color(Color::RGB(0x00FF_F2CC)).set_italic(),
            wrapped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader, open_workbook_auto};

    #[test]
    fn the_workbook_holds_what_the_truth_tells() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("leads.xlsx");
        write_workbook(1_000, 4, 1_000, &path).unwrap();
        let mut book = open_workbook_auto(&path).unwrap();
        assert_eq!(book.sheet_names(), ["Leads", "Notes"]);
        let sheet = book.worksheet_range("Leads").unwrap();
        for row in crate::truth(1_000, 4, 1_000) {
            let cell = sheet.get_value((row.row - 1, 1)).map(ToString::to_string).unwrap_or_default();
            assert_eq!(cell, row.cell, "row {}", row.row);
            let owner = sheet.get_value((row.row - 1, 0)).unwrap_or(&Data::Empty);
            assert_eq!(*owner == Data::Empty, row.empty, "row {}", row.row);
        }
        let formulas = book.worksheet_formula("Leads").unwrap();
        assert_eq!(formulas.get_value((1, 6)).map(String::as_str), Some("F2*0.4"));
    }

    #[test]
    fn more_rows_than_a_sheet_holds_are_refused() {
        let error = write_workbook(1, 1, 1_048_576, Path::new("never.xlsx")).unwrap_err();
        assert!(error.to_string().contains("1,048,575"));
    }
}
