//! Reads a workbook, appends ten columns to each row, writes it: what a run does with a workbook,
//! without a run. `bench/run.py` measures it beside other tools.
//!
//! ```text
//! append SOURCE.xlsx TARGET.xlsx
//! ```

use lead_model::{IdVerdict, RowStatus};
use lead_workbook::{
    ColumnKind, ResultCell, ResultColumn, RowResult, SaveJob, SheetChoice, SummaryFacts, inspect, save,
};
use std::error::Error;
use std::ops::ControlFlow;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target] = arguments.as_slice() else {
        return Err("usage: append SOURCE.xlsx TARGET.xlsx".into());
    };
    let sheet = inspect(Path::new(source))?.sheets.into_iter().next().ok_or("the workbook has no sheet")?;
    let choice =
        SheetChoice { path: source.clone(), sheet: sheet.name, header_row: sheet.header_row, id_column: 0 };
    let columns = columns();
    let facts = SummaryFacts { title: "Measured".into(), ..SummaryFacts::default() };
    let job = SaveJob { source: &choice, output: Path::new(target), columns: &columns, facts: &facts };
    save(&job, &mut |row| Ok(result(row)), &mut |_| ControlFlow::Continue(()))?;
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
    }
}
