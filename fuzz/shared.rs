//! What the targets share: a file in memory, and what the app does with a file it was given.
#![allow(missing_docs, clippy::missing_panics_doc)]

use lead_model::{IdVerdict, RowStatus};
use lead_workbook::{
    ColumnKind, OutputShape, ResultCell, ResultColumn, RowResult, SaveJob, SheetChoice, SummaryFacts,
    WorkbookError, for_each_id, for_each_row, inspect, save,
};
use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.expect("a folder")
});

pub fn written(bytes: &[u8]) -> PathBuf {
    let path = FOLDER.path().join("fuzzed.xlsx");
    std::fs::write(&path, bytes).expect("room");
    path
}

/// A workbook of one sheet: its XML, then behind zero bytes its strings and its styles.
pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut parts = bytes.splitn(3, |&byte| byte == 0);
    let mut part = |name, otherwise: &'static [u8]| (name, parts.next().unwrap_or(otherwise));
    let parts = [
        ("[Content_Types].xml", include_bytes!("parts/types.xml").as_slice()),
        ("_rels/.rels", include_bytes!("parts/package.rels.xml")),
        ("xl/workbook.xml", include_bytes!("parts/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", include_bytes!("parts/workbook.rels.xml")),
        part("xl/worksheets/sheet1.xml", b""),
        part("xl/sharedStrings.xml", b"<sst><si><t>00Q5g00000DeMoAEAV</t></si></sst>"),
        part("xl/styles.xml", include_bytes!("parts/styles.xml")),
    ];
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        zip.start_file(name, stored).expect("a part");
        zip.write_all(content).expect("memory");
    }
    zip.finish().expect("a zip").into_inner()
}

/// Formats that are read in a process of their own, since their reader may abort.
fn is_read_elsewhere(path: &Path) -> bool {
    let bytes = std::fs::read(path).unwrap_or_default();
    let has = |part: &[u8]| bytes.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part));
    bytes.starts_with(b"\xD0\xCF\x11\xE0") || has(b"mimetype") || has(b"workbook.bin")
}

fn choices(path: &Path) -> Vec<SheetChoice> {
    let Ok(info) = inspect(path) else { return Vec::new() };
    let sheets = info.sheets.iter().map(|sheet| SheetChoice {
        path: info.path.clone(),
        sheet: sheet.name.clone(),
        header_row: sheet.header_row,
        id_column: sheet.id_column.as_ref().map_or(0, |column| column.index),
    });
    sheets.take(3).collect()
}

/// Looks at a file and reads its rows in both ways, which must agree.
pub fn look(path: &Path) {
    if is_read_elsewhere(path) {
        return;
    }
    for choice in choices(path) {
        let mut ids = Vec::new();
        let whole = for_each_row(&choice, &mut |row| {
            ids.push((row.number, row.text(choice.id_column)));
            ControlFlow::Continue(())
        });
        let mut at = 0;
        let quick = for_each_id(&choice, &mut |row| {
            let number = row.number;
            assert!(whole.is_err() || ids.get(at) == Some(&(number, row.text)), "row {number} reads differently");
            at += 1;
            ControlFlow::Continue(())
        });
        if let (Ok(whole), Ok(quick)) = (whole, quick) {
            assert_eq!(whole, quick);
        }
    }
}

/// Rows that are written for one input.
const MOST_ROWS: u32 = 20_000;

/// Appends columns. What was saved must open and have as many rows.
pub fn append(path: &Path) {
    let Some(source) = choices(path).into_iter().next() else { return };
    let columns = [
        ResultColumn { header: "AI_Status".into(), kind: ColumnKind::Status },
        ResultColumn { header: "AI_Score".into(), kind: ColumnKind::Score },
        ResultColumn { header: "AI_Note".into(), kind: ColumnKind::LongText },
    ];
    let output = FOLDER.path().join("saved.xlsx");
    let job = SaveJob {
        source: &source,
        output: &output,
        columns: &columns,
        facts: &SummaryFacts::default(),
        shape: OutputShape::SameWorkbook,
        over_original: false,
    };
    let mut next = |row: u32| -> Result<RowResult, WorkbookError> {
        // A lone cell far down makes as many rows as it stands high: slow, and nothing new.
        if row > MOST_ROWS {
            return Err(WorkbookError::Cancelled);
        }
        Ok(RowResult {
            cells: vec![ResultCell::Blank, ResultCell::Number(f64::from(row)), ResultCell::Text("=1&<_x0041_".into())],
            status: RowStatus::Analyzed,
            verdict: IdVerdict::Valid,
            issue: None,
            lead_id: String::new(),
            written_id: String::new(),
        })
    };
    let Ok(saved) = save(&job, &mut next, &mut |_| ControlFlow::Continue(())) else { return };
    let again = inspect(&saved.path).expect("what was saved opens");
    assert!(again.sheets.len() >= 2, "the summary is missing");
    std::fs::remove_file(&saved.path).expect("the saved file");
}
