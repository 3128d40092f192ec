//! The same workbook back: columns and sheets added, everything else byte for byte.

use crate::files::{A, B, C, Folder, bad, change_part, choice, columns, good, part, read, read_text};
use calamine::{Data, Reader, Xlsx, open_workbook};
use lead_workbook::{
    ColumnKind, OutputShape, ResultCell, ResultColumn, RowResult, SaveJob, Saved, SheetChoice, SummaryFacts,
    WorkbookError, save,
};
use rust_xlsxwriter::{Chart, ChartType, Format, Formula, Table, TableColumn, Workbook};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

const STATUS: (&str, ColumnKind) = ("AI_Status", ColumnKind::Status);
const SHEET: &str = "xl/worksheets/sheet1.xml";

fn add_to(
    source: &SheetChoice,
    output: &Path,
    columns: &[ResultColumn],
    mut next: impl FnMut(u32) -> RowResult,
) -> Result<Saved, WorkbookError> {
    let facts = SummaryFacts::default();
    let shape = OutputShape::SameWorkbook;
    let job = SaveJob { source, output, columns, facts: &facts, shape, over_original: false };
    save(&job, &mut |row| Ok(next(row)), &mut |_| ControlFlow::Continue(()))
}

fn parts(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// A filtered sheet with formulas and styles, a second one with a chart, a name.
fn rich(folder: &Folder) -> PathBuf {
    let path = folder.path("rich.xlsx");
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_background_color(0x00DD_EBF7);
    let sheet = book.add_worksheet().set_name("Leads").unwrap();
    for (column, name) in (0..).zip(["Lead ID", "Value", "Twice", "ai_status"]) {
        sheet.write_string_with_format(0, column, name, &bold).unwrap();
    }
    for (row, id) in [(1, A), (2, "n/a"), (4, B)] {
        sheet.write_string(row, 0, id).unwrap();
        sheet.write_number(row, 1, row).unwrap();
        let twice = Formula::new(format!("=B{}*2", row + 1)).set_result((row * 2).to_string());
        sheet.write_formula(row, 2, twice).unwrap();
    }
    sheet.autofilter(0, 0, 4, 3).unwrap();
    sheet.set_column_width(1, 33).unwrap();
    let other = book.add_worksheet().set_name("summary").unwrap();
    let mut chart = Chart::new(ChartType::Line);
    chart.add_series().set_values("Leads!$B$2:$B$5");
    other.insert_chart(0, 0, &chart).unwrap();
    book.define_name("Values", "=Leads!$B$2:$B$5").unwrap();
    book.save(&path).unwrap();
    path
}

#[test]
fn only_what_must_change_changes() {
    let folder = Folder::new();
    let source = rich(&folder);
    let output = folder.path("out.xlsx");
    let mut asked = Vec::new();
    let added = columns(&[STATUS, ("Score", ColumnKind::Score), ("Seen", ColumnKind::Date)]);
    let saved = add_to(&choice(&source), &output, &added, |row| {
        asked.push(row);
        if row == 3 {
            return bad("This is no id.");
        }
        good(vec![
            ResultCell::Blank,
            ResultCell::Number(71.5),
            ResultCell::DateTime("2026-11-24T12:00:00Z".into()),
        ])
    })
    .unwrap();
    assert_eq!((saved.note, saved.rows, asked), (None, 4, vec![2, 3, 4, 5]));

    let (before, after) = (parts(&source), parts(&output));
    let changed: Vec<&str> = before
        .iter()
        .filter(|(name, bytes)| after[*name] != **bytes)
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        changed,
        [
            "[Content_Types].xml",
            "xl/_rels/workbook.xml.rels",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/workbook.xml",
            SHEET
        ]
    );
    // Every byte of the sheet is still there, in order.
    let old = String::from_utf8(before[SHEET].clone()).unwrap();
    let new = part(&output, SHEET);
    for piece in ["<c r=\"C2\"><f>B2*2</f><v>2</v></c>", "customWidth=\"1\"", "<pageMargins"] {
        assert!(old.contains(piece) && new.contains(piece), "{piece}");
    }
    assert!(
        new.contains("<dimension ref=\"A1:G5\"/>") && new.contains("<autoFilter ref=\"A1:G5\"/>"),
        "{new}"
    );
    let workbook = part(&output, "xl/workbook.xml");
    assert!(workbook.contains("Leads!$A$1:$G$5"), "the filter's hidden name: {workbook}");
    assert!(workbook.contains("<definedName name=\"Values\">Leads!$B$2:$B$5</definedName>"));

    let rows = read_text(&SheetChoice { header_row: None, ..choice(&output) });
    assert_eq!(rows[0][4..], ["AI_Status (2)", "Score", "Seen"]);
    assert_eq!(rows[1], [A, "1", "2", "", "Analyzed", "71.5", "2026-11-24 12:00:00"]);
    assert_eq!(rows[2], ["n/a", "2", "4", "", "Invalid lead id"]);
    assert_eq!(rows[3][4..], ["Analyzed", "71.5", "2026-11-24 12:00:00"]);
    let mut book: Xlsx<_> = open_workbook(&output).unwrap();
    assert_eq!(book.sheet_names(), ["Leads", "summary", "Summary (2)", "Issues"]);
    let issues = book.worksheet_range("Issues").unwrap();
    assert_eq!(issues.get((1, 0)), Some(&Data::Float(3.0)));
    assert_eq!(issues.get((1, 1)), Some(&Data::String("n/a".into())));
    let counted = book.worksheet_formula("Summary (2)").unwrap();
    assert!(counted.cells().any(|(_, _, formula)| formula.contains("COUNTIF('Leads'!$E$2:$E$5")));
}

#[test]
fn a_table_takes_the_columns_in() {
    let folder = Folder::new();
    let source = folder.sheet("table.xlsx", |sheet| {
        let table = Table::new()
            .set_columns(&[TableColumn::new().set_header("Lead ID"), TableColumn::new().set_header("Score")]);
        for (row, id) in [(3, A), (4, B)] {
            sheet.write_string(row, 2, id).unwrap();
            sheet.write_number(row, 3, row).unwrap();
        }
        sheet.write_string(0, 0, "A title").unwrap();
        sheet.add_table(2, 2, 4, 3, &table).unwrap();
    });
    let output = folder.path("out.xlsx");
    let chosen = choice(&source);
    assert_eq!((chosen.header_row, chosen.id_column), (Some(3), 2));
    let added = columns(&[("Score", ColumnKind::Score), STATUS]);
    add_to(&chosen, &output, &added, |_| good(vec![ResultCell::Number(50.0)])).unwrap();
    let table = part(&output, "xl/tables/table1.xml");
    assert!(table.contains("ref=\"C3:F5\"") && table.contains("<autoFilter ref=\"C3:F5\"/>"), "{table}");
    assert!(table.contains("<tableColumns count=\"4\">") && table.contains("name=\"Score (2)\""), "{table}");
    assert_eq!(read_text(&choice(&output))[0], ["", "", A, "3", "50", "Analyzed"]);
}

#[test]
fn what_arrives_stays_text() {
    let folder = Folder::new();
    let source = folder.rows("leads.xlsx", &[&["Id"], &[A], &[B], &[C]]);
    let output = folder.path("out.xlsx");
    let texts =
        ["=HYPERLINK(\"http://x\")".to_owned(), " a\u{1}_x0041_\r\n<&>\u{FFFF} ".into(), "😀".repeat(20_000)];
    add_to(&choice(&source), &output, &columns(&[("Why", ColumnKind::LongText)]), |row| {
        good(vec![ResultCell::Text(texts[row as usize - 2].clone())])
    })
    .unwrap();
    let rows = read_text(&choice(&output));
    assert_eq!(rows[0][1], "=HYPERLINK(\"http://x\")");
    assert_eq!(rows[1][1], " a_x0041_\n<&> ");
    assert!(rows[2][1].ends_with("[cut here; 40000 characters in the source]"));
    assert!(rows[2][1].encode_utf16().count() <= 32_767);
    assert!(!part(&output, SHEET).contains("<f>") && !part(&output, SHEET).contains("hyperlink"));
    assert!(part(&output, "xl/sharedStrings.xml").contains("_x005F_x0041_"));
}

#[test]
fn rows_are_those_that_were_read() {
    let folder = Folder::new();
    let source = folder.rows("blank.xlsx", &[&["Id", "x"], &[A], &[], &[B], &["", "y"]]);
    // The last text is emptied: that row is blank then, and none is after it.
    change_part(&source, "xl/sharedStrings.xml", |xml| xml.replace("<t>y</t>", "<t></t>"));
    let chosen = choice(&source);
    let expected: Vec<u32> = read(&chosen).unwrap().into_iter().map(|(number, _)| number).collect();
    let mut asked = Vec::new();
    add_to(&chosen, &folder.path("out.xlsx"), &columns(&[STATUS]), |row| {
        asked.push(row);
        good(vec![])
    })
    .unwrap();
    assert_eq!((asked.clone(), asked), (expected, vec![2, 3, 4]));
}

#[test]
fn rows_never_move_and_columns_without_headers_are_explained() {
    let folder = Folder::new();
    let source = folder.rows("bare.xlsx", &[&[A, "Acme"], &["n/a", "Evil"], &[B, "Bolt"]]);
    let output = folder.path("out.xlsx");
    let saved = add_to(&choice(&source), &output, &columns(&[STATUS]), |_| good(vec![])).unwrap();
    assert!(saved.note.unwrap().contains("no header row"));
    let rows = read_text(&SheetChoice { header_row: None, sheet: "Leads".into(), ..choice(&output) });
    assert_eq!(rows[0], [A, "Acme", "Analyzed"]);
    assert!(part(&output, "xl/sharedStrings.xml").contains("Column C"));
}

/// Turns a sheet's XML into another with the same content.
type Change = fn(String) -> String;

#[test]
fn odd_forms_are_added_to() {
    let folder = Folder::new();
    let changes: [(&str, Change); 4] = [
        ("prefixes", |xml| {
            let xml = xml.replace("</", "</x:").replace("<x:/", "</").replace("<?", "\u{1}");
            let mut out = String::new();
            let mut rest = xml.as_str();
            while let Some(at) = rest.find('<') {
                out.push_str(&rest[..=at]);
                rest = &rest[at + 1..];
                if !rest.starts_with('/') {
                    out.push_str("x:");
                }
            }
            out.push_str(rest);
            out.replace('\u{1}', "<?").replace("xmlns=", "xmlns:x=")
        }),
        ("no names", |mut xml| {
            for row in 1..=3 {
                xml = xml.replace(&format!("<row r=\"{row}\""), "<row");
                for column in ["A", "B"] {
                    xml = xml.replace(&format!(" r=\"{column}{row}\""), "");
                }
            }
            xml
        }),
        ("comments and closed tags", |xml| {
            xml.replace("<sheetData>", "<!-- <sheetData/> --><sheetData >\n")
                .replace("</row>", "<!-- </row> --></row >\n")
        }),
        ("no dimension", |xml| xml.replace("<dimension ref=\"A1:B3\"/>", "")),
    ];
    for (name, change) in changes {
        let source = folder.rows("odd.xlsx", &[&["Id", "Name"], &[A, "Ada"], &[B, "Bob"]]);
        change_part(&source, SHEET, change);
        let output = folder.path("out.xlsx");
        let saved = add_to(&choice(&source), &output, &columns(&[STATUS]), |_| good(vec![])).unwrap();
        assert_eq!(saved.note, None, "{name}");
        let rows = read_text(&SheetChoice { header_row: None, ..choice(&output) });
        assert_eq!(
            rows,
            [["Id", "Name", "AI_Status"], [A, "Ada", "Analyzed"], [B, "Bob", "Analyzed"]],
            "{name}"
        );
    }
}

#[test]
fn what_cannot_be_added_to_becomes_a_report_and_says_so() {
    let folder = Folder::new();
    let source = folder.rows("odd.xlsx", &[&["Id", "Name"], &[A, "Ada"], &[B, "Bob"]]);
    // A number for the new sheets can't be found; that is known only when all rows have passed.
    change_part(&source, "xl/workbook.xml", |xml| xml.replace("sheetId=\"1\"", "sheetId=\"one\""));
    let output = folder.path("out.xlsx");
    let mut asked = Vec::new();
    let saved = add_to(&choice(&source), &output, &columns(&[STATUS]), |row| {
        asked.push(row);
        good(vec![])
    })
    .unwrap();
    assert!(saved.note.unwrap().contains("could not be added to as it is"));
    assert_eq!(asked, [2, 3, 2, 3], "asked anew from the first row on");
    assert_eq!(read_text(&choice(&output))[1], [B, "Bob", "Analyzed"]);
    assert_eq!(folder.names(), ["odd.xlsx", "out.xlsx"]);
}

#[test]
fn over_the_original_only_when_asked_and_with_a_backup() {
    let folder = Folder::new();
    let source = folder.rows("leads.xlsx", &[&["Id"], &[A]]);
    let before = fs::read(&source).unwrap();
    let (chosen, added, facts) = (choice(&source), columns(&[STATUS]), SummaryFacts::default());
    let shape = OutputShape::SameWorkbook;
    let mut job = SaveJob {
        source: &chosen,
        output: &source,
        columns: &added,
        facts: &facts,
        shape,
        over_original: false,
    };
    let mut go_on = |_: u64| ControlFlow::Continue(());
    let refused = save(&job, &mut |_| Ok(good(vec![])), &mut go_on);
    assert!(matches!(refused, Err(WorkbookError::OutputIsSource { .. })));
    job.over_original = true;
    let saved = save(&job, &mut |_| Ok(good(vec![])), &mut go_on).unwrap();
    assert!(saved.note.unwrap().contains("“leads (backup).xlsx”"));
    assert_eq!(folder.names(), ["leads (backup).xlsx", "leads.xlsx"]);
    assert_eq!(fs::read(folder.path("leads (backup).xlsx")).unwrap(), before);
    assert_eq!(read_text(&choice(&source))[0], [A, "Analyzed"]);
}

#[test]
fn cancelled_or_failed_it_leaves_nothing() {
    let folder = Folder::new();
    let source = folder.sheet("leads.xlsx", |sheet| {
        sheet.write_string(0, 0, "Id").unwrap();
        for row in 1..5_000 {
            sheet.write_string(row, 0, A).unwrap();
        }
    });
    let output = folder.text("out.xlsx", "an earlier result");
    let (chosen, added, facts) = (choice(&source), columns(&[STATUS]), SummaryFacts::default());
    let shape = OutputShape::SameWorkbook;
    let job = SaveJob {
        source: &chosen,
        output: &output,
        columns: &added,
        facts: &facts,
        shape,
        over_original: true,
    };
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
        &mut |_| ControlFlow::Continue(()),
    );
    assert_eq!(failed.unwrap_err().to_string(), "The journal is gone.");
    assert_eq!(folder.names(), ["leads.xlsx", "out.xlsx"]);
    assert_eq!(fs::read_to_string(&output).unwrap(), "an earlier result");
}

#[test]
fn dates_count_from_where_the_workbook_counts() {
    let folder = Folder::new();
    let source = folder.rows("mac.xlsx", &[&["Id"], &[A]]);
    change_part(&source, "xl/workbook.xml", |xml| {
        let extension =
            "<extLst><ext xmlns:x15=\"x15\"><x15:workbookPr chartTrackingRefBase=\"1\"/></ext></extLst>";
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
            .replace("</workbook>", &format!("{extension}</workbook>"))
    });
    let output = folder.path("out.xlsx");
    add_to(&choice(&source), &output, &columns(&[("Seen", ColumnKind::Date)]), |_| {
        good(vec![ResultCell::DateTime("2025-10-13T00:00:00Z".into())])
    })
    .unwrap();
    assert!(part(&output, SHEET).contains("<v>44481</v>"));
    assert_eq!(read_text(&choice(&output))[0], [A, "2025-10-13"]);
}

#[test]
fn macros_come_back_under_their_own_ending() {
    let folder = Folder::new();
    let plain = folder.rows("leads.xlsx", &[&["Id"], &[A]]);
    change_part(&plain, "[Content_Types].xml", |xml| {
        xml.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    });
    let source = folder.path("leads.xlsm");
    fs::rename(plain, &source).unwrap();
    let chosen = choice(&source);
    let kept = add_to(&chosen, &folder.path("a.xlsm"), &columns(&[STATUS]), |_| good(vec![])).unwrap();
    assert_eq!(kept.note, None);
    assert!(part(&kept.path, "[Content_Types].xml").contains("macroEnabled"));
    let without = add_to(&chosen, &folder.path("a.xlsx"), &columns(&[STATUS]), |_| good(vec![])).unwrap();
    assert!(without.note.unwrap().contains("cannot hold the macros"));
    assert!(!part(&without.path, "[Content_Types].xml").contains("macroEnabled"));
}
