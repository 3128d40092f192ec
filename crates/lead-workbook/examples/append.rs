//! Reads a workbook, appends ten columns to each row, writes it: what a run does with a workbook,
//! without a run. `bench/run.py` measures it beside other tools.
//!
//! ```text
//! append SOURCE.xlsx TARGET.xlsx [SHEET HEADER_ROW] [--report]
//! ```
//!
//! With `--report` a new workbook of the values is made, as for formats that cannot be added to. A
//! sheet that is named is not looked for.

use lead_model::{IdVerdict, RowStatus};
use lead_workbook::{
    ColumnKind, OutputShape, ResultCell, ResultColumn, RowResult, SaveJob, SheetChoice, SummaryFacts,
    inspect, save,
};
use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let (flags, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument == "--report");
    let (source, target, sheet, header_row) = match arguments.as_slice() {
        [source, target, sheet, header_row] => {
            let header_row: u32 = header_row.parse()?;
            (source, target, sheet.clone(), (header_row > 0).then_some(header_row))
        }
        [source, target] => {
            let info = inspect(Path::new(source))?;
            let suggested = info.suggested_sheet.unwrap_or(0) as usize;
            let sheet = info.sheets.into_iter().nth(suggested).ok_or("the workbook has no sheet")?;
            (source, target, sheet.name, sheet.header_row)
        }
        _ => return Err("usage: append SOURCE.xlsx TARGET.xlsx [SHEET HEADER_ROW] [--report]".into()),
    };
    let shape = if flags.is_empty() { OutputShape::SameWorkbook } else { OutputShape::Report };
    let choice = SheetChoice { path: source.clone(), sheet, header_row, id_column: 0 };
    let columns = columns();
    let facts = SummaryFacts { title: "Measured".into(), ..SummaryFacts::default() };
    let job = SaveJob {
        source: &choice,
        output: Path::new(target),
        columns: &columns,
        facts: &facts,
        shape,
        over_original: false,
    };
    let saved = save(&job, &mut |row| Ok(result(row)), &mut |_| ControlFlow::Continue(()))?;
    if let Some(note) = saved.note {
        eprintln!("{note}");
    }
    Ok(())
}

fn columns() -> Vec<ResultColumn> {
    let kinds = [
        ("Acquisition", ColumnKind::Score),
        ("Enrichment", ColumnKind::Score),
        ("Coherence", ColumnKind::Score),
        ("Final", ColumnKind::Score),
        ("Band", ColumnKind::Band),
        ("Explanation", ColumnKind::LongText),
        ("Corrections", ColumnKind::LongText),
        ("Inferences", ColumnKind::LongText),
        ("Suspicious", ColumnKind::Flag),
        ("Status", ColumnKind::Status),
    ];
    kinds.map(|(header, kind)| ResultColumn { header: header.into(), kind }).into()
}

fn result(row: u32) -> RowResult {
    RowResult {
        cells: vec![
            ResultCell::Number(f64::from(row % 101)),
            ResultCell::Number(f64::from(row % 89)),
            ResultCell::Number(f64::from(row % 97)),
            ResultCell::Number(f64::from(row % 100)),
            ResultCell::Text("Good".into()),
            ResultCell::Text(format!("Explanation of row {row}")),
            ResultCell::Blank,
            ResultCell::Blank,
            ResultCell::Flag(false),
        ],
        status: RowStatus::Analyzed,
        verdict: IdVerdict::Valid,
        issue: None,
        lead_id: String::new(),
        written_id: String::new(),
    }
}
