//! The sheet that adds up, and the list of issues.

use crate::files::{A, B, Folder, bad, choice, columns, good, part, save_plainly};
use crate::lint::lint;
use calamine::{Data, Reader, Xlsx, open_workbook};
use lead_model::{IdVerdict, RowStatus};
use lead_workbook::{
    ColumnKind, OutputShape, ResultCell, ResultColumn, RowResult, SaveJob, SummaryBlock, SummaryFacts,
    SummaryValue, save,
};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

fn our_columns() -> Vec<ResultColumn> {
    columns(&[
        ("ID_Verdict", ColumnKind::Verdict),
        ("Final", ColumnKind::Score),
        ("Band", ColumnKind::Band),
        ("Odd", ColumnKind::Flag),
        ("AI_Status", ColumnKind::Status),
    ])
}

fn result(row: u32) -> RowResult {
    match row % 5 {
        0 => RowResult { written_id: A.into(), ..bad("This is no id.") },
        1 => RowResult {
            status: RowStatus::AssessmentFailed,
            issue: Some("The answer was cut off.".into()),
            written_id: A.into(),
            ..good(vec![])
        },
        2 => RowResult { status: RowStatus::RulesOnly, verdict: IdVerdict::Converted, ..good(vec![]) },
        _ => good(vec![
            ResultCell::Blank,
            ResultCell::Number(f64::from(row % 100)),
            ResultCell::Text(if row.is_multiple_of(2) { "Verified" } else { "Poor" }.into()),
            ResultCell::Flag(row.is_multiple_of(3)),
        ]),
    }
}

fn saved(folder: &Folder, rows: u32) -> std::path::PathBuf {
    let content: Vec<String> = (0..rows).map(|row| format!("{A},Person {row}\n")).collect();
    let source = folder.text("Bob's leads.csv", format!("Id,Name\n{}", content.concat()));
    let output = folder.path("out.xlsx");
    save_plainly(&choice(&source), &output, &our_columns(), result).unwrap();
    output
}

/// The labels in B with the values in C and the formulas there.
fn lines(path: &Path) -> HashMap<String, (Data, String)> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let values = book.worksheet_range("Summary").unwrap();
    let formulas = book.worksheet_formula("Summary").unwrap();
    let mut lines = HashMap::new();
    for row in 0..=values.end().unwrap().0 {
        if let Some(Data::String(label)) = values.get_value((row, 1)) {
            let value = values.get_value((row, 2)).cloned().unwrap_or_default();
            let formula = formulas.get_value((row, 2)).cloned().unwrap_or_default();
            lines.insert(label.clone(), (value, formula));
        }
    }
    lines
}

/// What `COUNTIF('…'!$X$first:$X$last,…)` gives, counted apart.
fn count_if(path: &Path, formula: &str, criterion: &str) -> Data {
    let range = formula.strip_prefix("COUNTIF('Bob''s leads'!$").unwrap().split(',').next().unwrap();
    let (from, to) = range.split_once(":$").unwrap();
    let cell = |name: &str| -> (u32, u32) {
        let (letters, row) = name.split_once('$').unwrap();
        let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
        (row.parse::<u32>().unwrap() - 1, column - 1)
    };
    let (from, to) = (cell(from), cell(to));
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let data = book.worksheet_range("Bob's leads").unwrap();
    let hits = (from.0..=to.0).filter(|&row| {
        from.1 == to.1
            && data.get_value((row, from.1)).is_some_and(|value| *value == Data::String(criterion.into()))
    });
    Data::Float(f64::from(u32::try_from(hits.count()).unwrap()))
}

#[test]
fn counts_are_formulas_whose_values_are_right() {
    let folder = Folder::new();
    let output = saved(&folder, 100);
    let lines = lines(&output);
    let mut expected: HashMap<&str, f64> = HashMap::new();
    let (mut sum, mut scored) = (0.0, 0.0);
    for row in 2..=101 {
        let result = result(row);
        *expected.entry(result.status.label()).or_default() += 1.0;
        *expected.entry(result.verdict.label()).or_default() += 1.0;
        if let Some(ResultCell::Number(score)) = result.cells.get(1) {
            sum += score;
            scored += 1.0;
        }
        if let Some(ResultCell::Text(band)) = result.cells.get(2) {
            *expected.entry(if band == "Verified" { "Verified" } else { "Poor" }).or_default() += 1.0;
        }
        if let Some(ResultCell::Flag(true)) = result.cells.get(3) {
            *expected.entry("Odd").or_default() += 1.0;
        }
    }
    for (label, count) in expected {
        let (value, formula) = &lines[label];
        assert_eq!(value, &Data::Float(count), "{label}");
        let criterion = if label == "Odd" { "Yes" } else { label };
        assert_eq!(&count_if(&output, formula, criterion), value, "{label}: {formula}");
    }
    assert_eq!(lines["All statuses"].0, Data::Float(100.0));
    assert_eq!(
        lines["Rows in “Bob's leads”"],
        (Data::Float(100.0), "ROWS('Bob''s leads'!$A$2:$A$101)".into())
    );
    assert_eq!(lines["Final"].0, Data::Float(sum / scored));
    assert_eq!(lines["Rows listed in “Issues”"].0, Data::Float(40.0));
    assert_eq!(lines["Rows with a final score"].0, Data::Float(scored));
    lint(&output);
}

#[test]
fn both_pictures_show_the_counted_lines() {
    let folder = Folder::new();
    let output = saved(&folder, 20);
    let chart = |number: u32| part(&output, &format!("xl/charts/chart{number}.xml"));
    assert!(chart(1).contains("barDir val=\"bar\"") && chart(1).contains("Summary!$C$5:$C$11"));
    assert!(chart(2).contains("barDir val=\"col\""));
}

#[test]
fn every_row_that_needs_a_look_is_listed_with_its_reason() {
    let folder = Folder::new();
    let output = saved(&folder, 20);
    let mut book: Xlsx<_> = open_workbook(&output).unwrap();
    let issues: Vec<Vec<String>> = book
        .worksheet_range("Issues")
        .unwrap()
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(issues.len(), 1 + 8);
    assert_eq!(issues[1], ["5", A, "", "Malformed", "Invalid lead id", "This is no id."]);
    assert_eq!(issues[2], ["6", A, A, "Valid", "Assessment failed", "The answer was cut off."]);
    let facts = lint(&output);
    assert_eq!((facts[2].filter.as_deref(), facts[2].frozen_rows), (Some("A1:F9"), Some(1)));
}

#[test]
fn no_rows_and_no_issues_still_make_a_summary() {
    let folder = Folder::new();
    let source = folder.text("leads.csv", "Lead ID,Name\n");
    let output = folder.path("out.xlsx");
    let saved = save_plainly(&choice(&source), &output, &our_columns(), result).unwrap();
    assert_eq!(saved.rows, 0);
    let lines = lines(&output);
    assert_eq!(lines["Rows in “leads”"].0, Data::Float(0.0));
    assert_eq!(lines["All statuses"].0, Data::Float(0.0));
    let mut book: Xlsx<_> = open_workbook(&output).unwrap();
    assert_eq!(
        book.worksheet_range("Issues").unwrap().get_value((1, 0)),
        Some(&Data::String("No row needs a look.".into()))
    );
    lint(&output);
}

#[test]
fn facts_stand_as_given_with_their_formats() {
    let folder = Folder::new();
    let source = folder.text("leads.csv", format!("Id,Name\n{A},x\n{B},y\n"));
    let output = folder.path("out.xlsx");
    let facts = SummaryFacts {
        title: "Lead quality".into(),
        subtitle: "leads.csv · today".into(),
        blocks: vec![SummaryBlock {
            title: "Run".into(),
            rows: vec![
                ("Time".into(), SummaryValue::Seconds(3600.0)),
                ("Cost".into(), SummaryValue::Dollars(1.25)),
                ("Missing".into(), SummaryValue::Text("A field is missing in your org. ".repeat(10))),
                ("Calls".into(), SummaryValue::Count(26)),
            ],
        }],
        counted: Vec::new(),
    };
    let (source, columns) = (choice(&source), our_columns());
    let job = SaveJob {
        source: &source,
        output: &output,
        columns: &columns,
        facts: &facts,
        shape: OutputShape::Report,
        over_original: false,
    };
    save(&job, &mut |_| Ok(good(vec![])), &mut |_| ControlFlow::Continue(())).unwrap();
    let mut book: Xlsx<_> = open_workbook(&output).unwrap();
    let range = book.worksheet_range("Summary").unwrap();
    let values: HashMap<String, String> = range
        .rows()
        .filter_map(|row| match (row.get(4), row.get(5)) {
            (Some(Data::String(name)), Some(value)) => Some((name.clone(), value.to_string())),
            _ => None,
        })
        .collect();
    assert_eq!(values["Calls"], "26");
    assert_eq!(values["Cost"], "1.25");
    assert!(values["Missing"].starts_with("A field is missing"));
    assert!(part(&output, "xl/styles.xml").contains("[h]:mm:ss"));
    lint(&output);
}
