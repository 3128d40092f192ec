//! Reads the ids of a workbook and tells how many there are: for measuring.
//! `cargo run --release -p lead-workbook --example ids -- BOOK SHEET COLUMN [all]`

use lead_workbook::{SheetChoice, WorkbookError, for_each_id, for_each_row};
use std::io::Write;
use std::ops::ControlFlow;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [path, sheet, column, rest @ ..] = &given[..] else {
        return Err("ids BOOK SHEET COLUMN [all]".into());
    };
    let choice = SheetChoice {
        path: path.clone(),
        sheet: sheet.clone(),
        header_row: Some(1),
        id_column: column.parse()?,
    };
    let mut letters = 0_usize;
    let end: Result<_, WorkbookError> = if rest.is_empty() {
        for_each_id(&choice, &mut |row| {
            letters += row.text.len();
            ControlFlow::Continue(())
        })
    } else {
        for_each_row(&choice, &mut |row| {
            letters += row.cells.len();
            ControlFlow::Continue(())
        })
    };
    writeln!(std::io::stdout(), "{} rows, {letters} letters or cells", end?.rows)?;
    Ok(())
}
