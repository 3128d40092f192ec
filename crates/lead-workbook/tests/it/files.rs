//! Makes and changes files for the tests.

use lead_model::{IdVerdict, RowStatus};
use lead_workbook::{
    Cell, ColumnKind, OutputShape, ResultCell, ResultColumn, RowResult, SaveJob, Saved, SheetChoice,
    SummaryFacts, WorkbookError, for_each_row, inspect, save,
};
use rust_xlsxwriter::{Workbook, Worksheet};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

pub const A: &str = "00Q5g00000DeMoAEAV";
pub const B: &str = "00Q5g00000DeMoBEAV";
pub const C: &str = "00Q5g00000DeMoCEAV";

/// A folder that goes away with the test.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn text(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// A workbook of one sheet.
    pub fn sheet(&self, name: &str, fill: impl FnOnce(&mut Worksheet)) -> PathBuf {
        let path = self.path(name);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("Leads").unwrap();
        fill(sheet);
        book.save(&path).unwrap();
        path
    }

    /// A workbook of text cells.
    pub fn rows(&self, name: &str, rows: &[&[&str]]) -> PathBuf {
        self.sheet(name, |sheet| {
            for (at, row) in (0..).zip(rows) {
                for (column, text) in (0..).zip(*row) {
                    sheet.write_string(at, column, *text).unwrap();
                }
            }
        })
    }

    /// A zip archive.
    pub fn zip(&self, name: &str, parts: &[(&str, &[u8])]) -> PathBuf {
        let path = self.path(name);
        let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
        for (part, content) in parts {
            zip.start_file(*part, SimpleFileOptions::default()).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap();
        path
    }

    /// What lies in the folder, hidden files included.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// A file beside the tests.
pub fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(name)
}

/// The text of a part of a zip.
pub fn part(path: &Path, name: &str) -> String {
    let mut zip = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Rewrites one part of a zip.
pub fn change_part(path: &Path, name: &str, change: impl Fn(String) -> String) {
    let mut zip = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let entry_name = entry.name().unwrap().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if entry_name == name {
            content = change(String::from_utf8(content).unwrap()).into_bytes();
        }
        parts.push((entry_name, content));
    }
    let mut out = zip::ZipWriter::new(File::create(path).unwrap());
    for (entry, content) in parts {
        out.start_file(entry, SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap();
}

/// The suggested sheet and column of a file.
pub fn choice(path: &Path) -> SheetChoice {
    let info = inspect(path).unwrap();
    let sheet = &info.sheets[info.suggested_sheet.expect("a sheet with ids") as usize];
    SheetChoice {
        path: info.path.clone(),
        sheet: sheet.name.clone(),
        header_row: sheet.header_row,
        id_column: sheet.id_column.as_ref().unwrap().index,
    }
}

/// The rows of a choice: number and cells.
pub fn read(choice: &SheetChoice) -> Result<Vec<(u32, Vec<Cell>)>, WorkbookError> {
    let mut rows = Vec::new();
    let end = for_each_row(choice, &mut |row| {
        rows.push((row.number, row.cells));
        ControlFlow::Continue(())
    })?;
    assert_eq!(end.rows, rows.len() as u64);
    Ok(rows)
}

/// The rows of a choice as text.
pub fn read_text(choice: &SheetChoice) -> Vec<Vec<String>> {
    read(choice).unwrap().into_iter().map(|(_, cells)| cells.iter().map(Cell::text).collect()).collect()
}

pub fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

pub fn columns(columns: &[(&str, ColumnKind)]) -> Vec<ResultColumn> {
    columns.iter().map(|(header, kind)| ResultColumn { header: (*header).into(), kind: *kind }).collect()
}

/// A row that went well.
pub fn good(cells: Vec<ResultCell>) -> RowResult {
    RowResult {
        cells,
        status: RowStatus::Analyzed,
        verdict: IdVerdict::Valid,
        issue: None,
        lead_id: A.into(),
        written_id: String::new(),
    }
}

/// A row without a lead behind its id.
pub fn bad(why: &str) -> RowResult {
    RowResult {
        cells: Vec::new(),
        status: RowStatus::InvalidLeadId,
        verdict: IdVerdict::Malformed,
        issue: Some(why.into()),
        lead_id: String::new(),
        written_id: "n/a".into(),
    }
}

/// Saves with the plainest facts.
pub fn save_plainly(
    source: &SheetChoice,
    output: &Path,
    columns: &[ResultColumn],
    mut next: impl FnMut(u32) -> RowResult,
) -> Result<Saved, WorkbookError> {
    let facts = SummaryFacts::default();
    let job =
        SaveJob { source, output, columns, facts: &facts, shape: OutputShape::Report, over_original: false };
    save(&job, &mut |row| Ok(next(row)), &mut |_| ControlFlow::Continue(()))
}

/// Saves the same workbook with a column that tells each row's number.
pub fn save_in_place(source: &SheetChoice, output: &Path) -> Saved {
    let facts = SummaryFacts::default();
    let columns = columns(&[("Score", ColumnKind::Number)]);
    let shape = OutputShape::SameWorkbook;
    let job = SaveJob { source, output, columns: &columns, facts: &facts, shape, over_original: false };
    let mut next = |row| Ok(good(vec![ResultCell::Number(f64::from(row))]));
    save(&job, &mut next, &mut |_| ControlFlow::Continue(())).unwrap()
}
