//! Columns that are not written are counted all the same, as values; those that are, by formula.

use crate::files::{A, Folder, bad, choice, columns, good};
use crate::lint::lint;
use calamine::{Data, Reader, Xlsx, open_workbook};
use lead_workbook::{ColumnKind, OutputShape, ResultCell, RowResult, SaveJob, Saved, SummaryFacts, save};
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

/// Under one written column and five that are only counted.
fn result(row: u32) -> RowResult {
    if row.is_multiple_of(4) {
        return bad("This is no id.");
    }
    good(vec![
        ResultCell::Number(f64::from(row)),
        ResultCell::Blank,
        ResultCell::Blank,
        ResultCell::Text(if row.is_multiple_of(2) { "Verified" } else { "Poor" }.into()),
        ResultCell::Number(f64::from(row) * 2.0),
        ResultCell::Flag(row.is_multiple_of(3)),
    ])
}

fn saved(source: &Path, output: &Path, shape: OutputShape) -> Saved {
    let written = columns(&[("Points", ColumnKind::Score)]);
    let counted = columns(&[
        ("AI_Status", ColumnKind::Status),
        ("ID_Verdict", ColumnKind::Verdict),
        ("Confidence_Band", ColumnKind::Band),
        ("Coherence", ColumnKind::Score),
        ("Odd", ColumnKind::Flag),
    ]);
    let facts = SummaryFacts { counted, ..SummaryFacts::default() };
    let source = choice(source);
    let job =
        SaveJob { source: &source, output, columns: &written, facts: &facts, shape, over_original: false };
    save(&job, &mut |row| Ok(result(row)), &mut |_| ControlFlow::Continue(())).unwrap()
}

/// The labels of the summary with the values beside them and the formulas there.
fn lines(path: &Path) -> HashMap<String, (String, String)> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let values = book.worksheet_range("Summary").unwrap();
    let formulas = book.worksheet_formula("Summary").unwrap();
    let mut lines = HashMap::new();
    for row in 0..=values.end().unwrap().0 {
        if let Some(Data::String(label)) = values.get_value((row, 1)) {
            let value = values.get_value((row, 2)).map(ToString::to_string).unwrap_or_default();
            lines.insert(label.clone(), (value, formulas.get_value((row, 2)).cloned().unwrap_or_default()));
        }
    }
    lines
}

#[test]
fn what_is_left_out_is_counted_as_values_and_said() {
    let folder = Folder::new();
    let names: Vec<[String; 1]> = (0..40).map(|_| [A.to_owned()]).collect();
    let mut rows: Vec<Vec<&str>> = vec![vec!["Id"]];
    rows.extend(names.iter().map(|row| vec![row[0].as_str()]));
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let source = folder.rows("leads.xlsx", &rows);
    for shape in [OutputShape::SameWorkbook, OutputShape::Report] {
        let output = folder.path("out.xlsx");
        let note = saved(&source, &output, shape).note.unwrap();
        assert!(note.contains("left out (AI_Status, ID_Verdict, Confidence_Band, Coherence, Odd)"), "{note}");
        let lines = lines(&output);
        let plain = |value: &str| (value.to_owned(), String::new());
        // Rows 2 to 41: every fourth has no id; of the others 10 are even and 20 odd.
        assert_eq!(lines["Analyzed"], plain("30"));
        assert_eq!(lines["Invalid lead id"], plain("10"));
        assert_eq!((&lines["Valid"], &lines["Malformed"]), (&plain("30"), &plain("10")));
        assert_eq!((&lines["Verified"], &lines["Poor"]), (&plain("10"), &plain("20")));
        let good: Vec<u32> = (2..=41).filter(|row| row % 4 != 0).collect();
        let mean = f64::from(good.iter().sum::<u32>()) / 30.0;
        assert_eq!(lines["Coherence"], plain(&(mean * 2.0).to_string()));
        assert_eq!(lines["Odd"], plain(&good.iter().filter(|row| *row % 3 == 0).count().to_string()));
        let (value, formula) = &lines["Points"];
        assert_eq!(
            (value, formula.contains("AVERAGE('Leads'!$B$2:$B$41)")),
            (&mean.to_string(), true),
            "{formula}"
        );
        assert_eq!(
            (lines["All statuses"].0.as_str(), lines["Rows with a final score"].0.as_str()),
            ("40", "30")
        );

        let mut book: Xlsx<_> = open_workbook(&output).unwrap();
        let data = book.worksheet_range("Leads").unwrap();
        let headers: Vec<String> = data.rows().next().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(headers, ["Id", "Points"], "nothing else is written");
        let summary = book.worksheet_range("Summary").unwrap();
        assert!(summary.get_value((1, 1)).unwrap().to_string().contains("which do not follow changes"));
        if shape == OutputShape::Report {
            lint(&output);
        }
        std::fs::remove_file(&output).unwrap();
    }
}
