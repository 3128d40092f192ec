//! The workbook that comes back: everything of the source, the findings beside it, whole or not at all.

use crate::files::{
    A, B, C, Folder, bad, change_part, choice, columns, fixture, good, part, read, read_text, save_plainly,
    text,
};
use crate::lint::lint;
use calamine::{Data, Reader, Xlsx, open_workbook};
use lead_workbook::{
    Cell, ColumnKind, OutputShape, ResultCell, SaveJob, SheetChoice, SummaryFacts, WorkbookError, inspect,
    save,
};
use rust_xlsxwriter::{Format, Formula};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

const STATUS: (&str, ColumnKind) = ("AI_Status", ColumnKind::Status);

fn cells(path: &Path, sheet: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    book.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// The choice of the first sheet of a saved workbook, header included.
fn whole(path: &Path, sheet: &str) -> SheetChoice {
    SheetChoice { path: path.display().to_string(), sheet: sheet.into(), header_row: None, id_column: 0 }
}

#[test]
fn everything_of_the_source_comes_back_as_it_was() {
    let folder = Folder::new();
    let source = folder.sheet("source.xlsx", |sheet| {
        let (money, date) =
            (Format::new().set_num_format("$#,##0.00"), Format::new().set_num_format("d mmm yy"));
        let red = Format::new().set_bold().set_font_color(0x00C0_0000).set_background_color(0x00FF_FF00);
        sheet.write_string_with_format(0, 0, "Autumn fair", &red).unwrap();
        for (column, name) in
            (0..).zip(["Lead ID", "Notes", "Value", "Day", "Yes", "Error", "Sum", "AI_Status"])
        {
            sheet.write_string(2, column, name).unwrap();
        }
        for (row, id) in [(3, A), (4, "n/a"), (6, B)] {
            sheet.write_string(row, 0, id).unwrap();
            sheet.write_number_with_format(row, 2, f64::from(row) + 0.5, &money).unwrap();
            sheet.write_number_with_format(row, 3, 45_943.0, &date).unwrap();
            sheet.write_boolean(row, 4, row == 3).unwrap();
            sheet.write_formula(row, 5, Formula::new("=NA()").set_result("#N/A")).unwrap();
            sheet.write_formula(row, 6, Formula::new("=1+1").set_result("2")).unwrap();
            sheet.write_string(row, 7, "theirs").unwrap();
        }
        for (row, note) in [
            (3, "=HYPERLINK(\"http://x\")"),
            (4, "https://example.com/a?b=c"),
            (6, " _x0041_ <&>\u{1F600}\n@x "),
        ] {
            sheet.write_string(row, 1, note).unwrap();
        }
    });
    let before = read(&whole(&source, "Leads")).unwrap();
    let choice = choice(&source);
    assert_eq!(choice.header_row, Some(3));
    let output = folder.path("out.xlsx");
    let appended = columns(&[("Score", ColumnKind::Score), STATUS]);
    let mut asked = Vec::new();
    let saved = save_plainly(&choice, &output, &appended, |row| {
        asked.push(row);
        if row == 5 { bad("no id") } else { good(vec![ResultCell::Number(77.5)]) }
    })
    .unwrap();
    assert_eq!((saved.path.as_path(), saved.note, saved.rows), (output.as_path(), None, 4));
    assert_eq!(asked, [4, 5, 6, 7]);

    let after = read(&whole(&output, "Leads")).unwrap();
    let width = 8;
    for ((number, mine), (_, theirs)) in before.iter().zip(&after) {
        let mine: Vec<Cell> =
            mine.iter().cloned().chain(std::iter::repeat(Cell::Blank)).take(width).collect();
        let theirs: Vec<Cell> =
            theirs.iter().cloned().chain(std::iter::repeat(Cell::Blank)).take(width).collect();
        assert_eq!(mine, theirs, "row {number}");
    }
    assert_eq!(after[2].1[8..], [text("Score"), text("AI_Status (2)")]);
    assert_eq!(after[3].1[8..], [Cell::Number(77.5), text("Analyzed")]);
    assert_eq!(after[4].1[8..], [Cell::Blank, text("Invalid lead id")]);
    assert_eq!(before.len(), after.len());

    let facts = lint(&output);
    assert_eq!(facts[0].filter.as_deref(), Some("A3:J7"));
    assert_eq!((facts[0].frozen_rows, facts[0].hyperlinks), (Some(3), 0));
    // The three error cells; nothing else became a formula.
    assert_eq!(facts[0].formulas, 3);
    let styles = part(&output, "xl/styles.xml");
    for kept in ["$#,##0.00", "d mmm yy", "FFC00000", "FFFFFF00"] {
        assert!(styles.contains(kept) || styles.contains(&kept.replace('$', "\\$")), "{kept} is lost");
    }
}

#[test]
fn long_and_forbidden_text_is_mended_and_says_so() {
    let folder = Folder::new();
    let long = "x".repeat(40_000);
    let source = folder.text("leads.csv", format!("Id,Note\n{A},{long}\n{B},a\u{1}b\u{b}c\n"));
    let output = folder.path("out.xlsx");
    let explanation = format!("{}\u{0}", "😀".repeat(20_000));
    save_plainly(&choice(&source), &output, &columns(&[("Why", ColumnKind::LongText)]), |_| {
        good(vec![ResultCell::Text(explanation.clone())])
    })
    .unwrap();
    let rows = read_text(&whole(&output, "leads"));
    assert!(rows[1][1].ends_with("[cut here; 40000 characters in the source]"));
    assert_eq!(rows[1][1].len(), 32_767 + "…".len() - 1);
    assert_eq!(rows[2][1], "abc");
    assert!(rows[1][2].encode_utf16().count() <= 32_767);
    lint(&output);
}

#[test]
fn a_sheet_without_headers_gets_some_and_its_rows_move_down_by_one() {
    let folder = Folder::new();
    let source = folder.rows("bare.xlsx", &[&[A, "Acme"], &["n/a", "Evil"], &[B, "Bolt"]]);
    let output = folder.path("out.xlsx");
    save_plainly(&choice(&source), &output, &columns(&[STATUS]), |row| {
        if row == 2 { bad("no id") } else { good(vec![]) }
    })
    .unwrap();
    let rows = read_text(&whole(&output, "Leads"));
    assert_eq!(rows[0], ["Column A", "Column B", "AI_Status"]);
    assert_eq!(rows[2], ["n/a", "Evil", "Invalid lead id"]);
    // The issue is found where it says it is.
    let issues = cells(&output, "Issues");
    assert_eq!((&issues[1][0], &issues[1][1]), (&Data::Float(3.0), &Data::String("n/a".into())));
    assert!(part(&output, "xl/sharedStrings.xml").contains("each row lies one lower here"));
}

#[test]
fn every_format_comes_back_as_xlsx() {
    let folder = Folder::new();
    for name in ["leads.xlsx", "leads.xls", "leads.ods"] {
        let source = choice(&fixture(name));
        let output = folder.path(&format!("{name}.xlsx"));
        save_plainly(&source, &output, &columns(&[STATUS]), |_| good(vec![])).unwrap();
        let rows = read_text(&whole(&output, "Leads"));
        assert_eq!(rows[0], ["Leads of the autumn fair"], "{name}");
        let told = if name == "leads.ods" { "0" } else { "FALSE" };
        assert_eq!(
            rows[4],
            ["00Q5g00000DeMoB", "Bob", "500", "2025-10-13", told, "#DIV/0!", "1000", "Analyzed"],
            "{name}"
        );
        assert_eq!(rows.len(), 8);
        lint(&output);
    }
}

#[test]
fn sheets_of_our_names_keep_theirs() {
    let folder = Folder::new();
    for (name, expected) in
        [("Summary", ["Summary", "Summary (2)", "Issues"]), ("ISSUES", ["ISSUES", "Summary", "Issues (2)"])]
    {
        let source = folder.sheet("named.xlsx", |sheet| {
            sheet.set_name(name).unwrap();
            sheet.write_string(0, 0, "Id").unwrap();
            sheet.write_string(1, 0, A).unwrap();
        });
        let output = folder.path("out.xlsx");
        save_plainly(&choice(&source), &output, &columns(&[STATUS]), |_| good(vec![])).unwrap();
        let book: Xlsx<_> = open_workbook(&output).unwrap();
        assert_eq!(book.sheet_names(), expected);
        lint(&output);
    }
}

#[test]
fn an_invalid_row_is_tinted_all_the_way_across() {
    let folder = Folder::new();
    let source = folder.rows("leads.xlsx", &[&["Id", "", "Name"], &["n/a", "", "Eve"], &[A, "", "Ada"]]);
    let output = folder.path("out.xlsx");
    save_plainly(&choice(&source), &output, &columns(&[("Score", ColumnKind::Score), STATUS]), |row| {
        if row == 2 { bad("no id") } else { good(vec![]) }
    })
    .unwrap();
    let mut book: Xlsx<_> = open_workbook(&output).unwrap();
    let styles = book.worksheet_style("Leads").unwrap();
    let ground = |row, column| {
        let style = styles.get((row, column))?;
        style
            .fill
            .as_ref()
            .filter(|fill| fill.is_visible())?
            .get_color()
            .map(|color| color.to_argb() & 0xFF_FFFF)
    };
    for column in 0..5 {
        assert_eq!(ground(1, column), Some(0xFD_E9E9), "column {column}");
        assert_eq!(ground(2, column), None, "column {column}");
    }
}

#[test]
fn nothing_is_left_behind_when_it_does_not_work_out() {
    let folder = Folder::new();
    let source = folder.text("leads.csv", format!("Id\n{}", format!("{A}\n").repeat(5_000)));
    let output = folder.text("out.xlsx", "an earlier result");
    let (source, appended, facts) = (choice(&source), columns(&[STATUS]), SummaryFacts::default());
    let job = SaveJob {
        source: &source,
        output: &output,
        columns: &appended,
        facts: &facts,
        shape: OutputShape::Report,
        over_original: false,
    };
    let mut go_on = |_: u64| ControlFlow::Continue(());

    let cancelled = save(&job, &mut |_| Ok(good(vec![])), &mut |rows| {
        if rows >= 2_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(cancelled.unwrap_err().is_cancelled());
    let failed = save(
        &job,
        &mut |row| {
            if row > 3_000 {
                Err(WorkbookError::Findings("The journal is gone.".into()))
            } else {
                Ok(good(vec![]))
            }
        },
        &mut go_on,
    );
    assert_eq!(failed.unwrap_err().to_string(), "The journal is gone.");
    let changed = save(
        &job,
        &mut |row| {
            if row == 4_000 {
                fs::write(&source.path, "Id\nother\n").unwrap();
            }
            Ok(good(vec![]))
        },
        &mut go_on,
    );
    assert!(matches!(changed, Err(WorkbookError::Changed { .. })));
    assert_eq!(folder.names(), ["leads.csv", "out.xlsx"]);
    assert_eq!(fs::read_to_string(&output).unwrap(), "an earlier result");
}

#[test]
fn a_result_replaces_an_earlier_one_and_never_the_source() {
    let folder = Folder::new();
    let source = folder.rows("leads.xlsx", &[&["Id"], &[A]]);
    let output = folder.text("out.xlsx", "an earlier result");
    let chosen = choice(&source);
    save_plainly(&chosen, &output, &columns(&[STATUS]), |_| good(vec![])).unwrap();
    assert_eq!(inspect(&output).unwrap().sheets.len(), 3);
    assert_eq!(folder.names(), ["leads.xlsx", "out.xlsx"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&output).unwrap().permissions().mode();
        assert_ne!(mode & 0o044, 0, "others may read it as they may read any new file: {mode:o}");
    }
    let onto_itself = save_plainly(&chosen, &source, &columns(&[STATUS]), |_| good(vec![]));
    assert!(matches!(onto_itself, Err(WorkbookError::OutputIsSource { .. })));
}

/// `/proc` takes no files, not even from the administrator that tests may run as.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_files_is_named() {
    let folder = Folder::new();
    let source = choice(&folder.rows("leads.xlsx", &[&["Id"], &[A]]));
    let error = save_plainly(&source, Path::new("/proc/out.xlsx"), &columns(&[STATUS]), |_| good(vec![]))
        .unwrap_err();
    assert!(error.to_string().contains("The folder “/proc” cannot be written to"), "{error}");
}

#[test]
fn more_columns_than_excel_has_are_refused_before_any_work() {
    let folder = Folder::new();
    let source = folder.text("wide.csv", format!("Id{}\n{A}{}\n", ",x".repeat(16_380), ",1".repeat(16_380)));
    let many: Vec<(&str, ColumnKind)> = vec![("More", ColumnKind::Text); 10];
    let error = save_plainly(&choice(&source), &folder.path("out.xlsx"), &columns(&many), |_| good(vec![]))
        .unwrap_err();
    assert!(
        error.to_string().contains("16,381 columns") || error.to_string().contains("16381 columns"),
        "{error}"
    );
}

/// The last row of a sheet is written, and where there is no room for a header none is squeezed in.
#[test]
fn a_sheet_full_to_its_last_row_comes_back_whole() {
    let folder = Folder::new();
    let source = folder.sheet("full.xlsx", |sheet| {
        sheet.write_string(0, 0, A).unwrap();
        sheet.write_string(1, 0, B).unwrap();
        sheet.write_string(1_048_575, 0, C).unwrap();
    });
    let chosen = choice(&source);
    assert_eq!(chosen.header_row, None);
    let output = folder.path("out.xlsx");
    let saved = save_plainly(&chosen, &output, &columns(&[("Note", ColumnKind::Text)]), |row| {
        if row == 1_048_576 { good(vec![ResultCell::Text("last".into())]) } else { good(vec![]) }
    })
    .unwrap();
    assert_eq!(saved.rows, 1_048_576);
    let facts = lint(&output);
    assert_eq!((facts[0].rows, facts[0].filter.as_deref()), (1_048_576, None));
    let rows = read(&whole(&output, "Leads")).unwrap();
    assert_eq!(rows[1_048_575].1, [text(C), text("last")]);
    assert_eq!(rows[0].1, [text(A)]);
}

#[test]
fn a_sheet_without_names_for_its_rows_and_cells_comes_back() {
    // A workbook whose sheet states a wrong dimension and has no row numbers.
    let folder = Folder::new();
    let source = folder.rows("plain.xlsx", &[&["Id", "Name"], &[A, "Ada"], &[B, "Bob"]]);
    change_part(&source, "xl/worksheets/sheet1.xml", |xml| {
        let xml = xml.replace("<dimension ref=\"A1:B3\"/>", "<dimension ref=\"A1\"/>");
        let mut plain = xml;
        for row in 1..=3 {
            for column in ["A", "B"] {
                plain = plain.replace(&format!(" r=\"{column}{row}\""), "");
            }
            plain = plain.replace(&format!("<row r=\"{row}\""), "<row");
        }
        plain
    });
    let output = folder.path("out.xlsx");
    save_plainly(&choice(&source), &output, &columns(&[STATUS]), |_| good(vec![])).unwrap();
    assert_eq!(read_text(&whole(&output, "Leads"))[2], [B, "Bob", "Analyzed"]);
}
