//! The same job done by umya-spreadsheet: read a workbook, append ten columns to each row, write it.
//! `bench-umya SOURCE.xlsx TARGET.xlsx`

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [source, target] = given.as_slice() else { return Err("bench-umya SOURCE.xlsx TARGET.xlsx".into()) };
    let mut book = umya_spreadsheet::reader::xlsx::read(Path::new(source))?;
    let sheet = book.sheet_mut(0)?;
    let (width, rows) = sheet.highest_column_and_row();
    for column in 1..=10 {
        sheet.cell_mut((width + column, 1)).set_value(format!("Result {column}"));
    }
    for row in 2..=rows {
        for (column, number) in (1..).zip([row % 101, row % 89, row % 97, row % 100]) {
            sheet.cell_mut((width + column, row)).set_value_number(number);
        }
        for (column, text) in [(5, "good"), (9, "No"), (10, "Analyzed")] {
            sheet.cell_mut((width + column, row)).set_value_string(text);
        }
        sheet.cell_mut((width + 6, row)).set_value_string(format!("Explanation of row {row}"));
    }
    umya_spreadsheet::writer::xlsx::write(&book, Path::new(target))?;
    Ok(())
}
