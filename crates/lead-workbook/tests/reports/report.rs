//! What holds for the file of every report, and the table that the reports stand in.

use crate::files::{Folder, columns, good};
use crate::parts::{Parts, may_change};
use crate::sound::findings;
use lead_workbook::{
    Cell, ColumnKind, OutputShape, ResultCell, ResultColumn, SaveJob, SheetChoice, SummaryFacts,
    WorkbookInfo, for_each_id, for_each_row, inspect, save,
};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The files' own list, which has a line for each report.
const LISTED: &str = include_str!("README.md");

/// Takes copies of what is saved to this folder, to be looked at by other programs.
const KEPT: &str = "LEADSHEET_REPORTS_KEPT";

/// What became of a report's file.
pub struct Seen {
    pub info: WorkbookInfo,
    /// Every row below the header as text: its number and its cells.
    pub rows: Vec<(u32, Vec<String>)>,
    /// The column of the ids, counted from 0.
    pub id_column: usize,
    /// What was told when it was saved.
    pub note: Option<String>,
    /// The parts before and after; none before where the original is no zip.
    pub before: Parts,
    pub after: Parts,
    /// The file that was saved.
    pub output: PathBuf,
}

impl Seen {
    /// Each row's number and id, blank ones included.
    pub fn ids(&self) -> Vec<(u32, &str)> {
        let id = |cells: &'_ [String]| cells.get(self.id_column).cloned().unwrap_or_default();
        self.rows.iter().map(|(row, cells)| (*row, id(cells).leak() as &str)).collect()
    }

    /// A cell's text, by its row's number and its column counted from 0.
    pub fn text(&self, row: u32, column: usize) -> &str {
        let cells = &self.rows.iter().find(|(number, _)| *number == row).unwrap().1;
        cells.get(column).map_or("", String::as_str)
    }

    /// Whether the same workbook came back with columns.
    pub fn is_same_workbook(&self) -> bool {
        !self.note.as_ref().is_some_and(|note| note.contains("could not be added to"))
    }

    /// The text of a part of the result.
    pub fn part(&self, name: &str) -> String {
        String::from_utf8(self.after.0[name].clone()).unwrap()
    }
}

/// The columns that are added, unless a report is about their names.
pub fn usual() -> Vec<ResultColumn> {
    columns(&[("Score", ColumnKind::Score), ("AI_Status", ColumnKind::Status), ("Why", ColumnKind::Text)])
}

/// Opens a report's file, reads it, saves it with columns, and looks at all that must hold.
pub fn seen(folder: &Folder, path: &Path, added: &[ResultColumn]) -> Seen {
    let info = inspect(path).unwrap();
    let sheet = &info.sheets[info.suggested_sheet.expect("a sheet with ids") as usize];
    let choice = SheetChoice {
        path: info.path.clone(),
        sheet: sheet.name.clone(),
        header_row: sheet.header_row,
        id_column: sheet.id_column.as_ref().unwrap().index,
    };
    let rows = rows(&choice);
    let ids = ids(&choice);
    let id_column = choice.id_column as usize;
    let as_read =
        |(row, cells): &(u32, Vec<String>)| (*row, cells.get(id_column).cloned().unwrap_or_default());
    assert_eq!(ids, rows.iter().map(as_read).collect::<Vec<_>>(), "ids and rows are read alike");

    let is_package = matches!(info.format.as_str(), "xlsx" | "xlsm");
    let ending = if info.format == "xlsm" { "xlsm" } else { "xlsx" };
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let output = folder.path(&format!("{name}-saved.{ending}"));
    let mut asked = Vec::new();
    let note = saved(&choice, &output, added, &mut asked);
    assert_eq!(asked, rows.iter().map(|row| row.0).collect::<Vec<_>>(), "each row that was read is answered");

    let before = if is_package { Parts::read(path) } else { Parts(std::collections::BTreeMap::new()) };
    let after = Parts::read(&output);
    if let Some(kept) = std::env::var_os(KEPT) {
        let test = std::thread::current().name().unwrap_or_default().replace("::", "-");
        std::fs::copy(&output, PathBuf::from(kept).join(format!("{test}.{ending}"))).unwrap();
    }
    let seen = Seen { info: info.clone(), rows, id_column, note, before, after, output };
    let known = if is_package { findings(&seen.before) } else { Vec::new() };
    let new: Vec<String> = findings(&seen.after).into_iter().filter(|found| !known.contains(found)).collect();
    assert!(new.is_empty(), "Excel would offer a repair: {new:#?}");
    if is_package && seen.is_same_workbook() {
        let is_sheet = |part: &&String| part.contains("worksheets/") && !part.contains("_rels/");
        let changed =
            seen.before.0.keys().filter(is_sheet).filter(|part| seen.before.0[*part] != seen.after.0[*part]);
        let changed: Vec<&String> = changed.collect();
        let [added_to] = changed[..] else { panic!("columns were added to {changed:?}") };
        for (part, bytes) in &seen.before.0 {
            assert!(
                may_grow(part, added_to) || seen.after.0.get(part) == Some(bytes),
                "{part} is not what it was"
            );
        }
        assert_eq!(self::ids(&SheetChoice { path: seen.output.display().to_string(), ..choice }), ids);
    }
    seen
}

/// Whether a part may have other bytes when columns were added to a sheet.
fn may_grow(part: &str, sheet: &str) -> bool {
    let is_list_of_texts = part.ends_with("strings.xml");
    part == sheet || is_list_of_texts || part.contains("/queryTables/") || may_change(part)
}

fn rows(choice: &SheetChoice) -> Vec<(u32, Vec<String>)> {
    let mut rows = Vec::new();
    for_each_row(choice, &mut |row| {
        rows.push((row.number, row.cells.iter().map(Cell::text).collect()));
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

fn ids(choice: &SheetChoice) -> Vec<(u32, String)> {
    let mut ids = Vec::new();
    for_each_id(choice, &mut |row| {
        ids.push((row.number, row.text));
        ControlFlow::Continue(())
    })
    .unwrap();
    ids
}

fn saved(
    source: &SheetChoice,
    output: &Path,
    columns: &[ResultColumn],
    asked: &mut Vec<u32>,
) -> Option<String> {
    let facts = SummaryFacts::default();
    let shape = OutputShape::SameWorkbook;
    let job = SaveJob { source, output, columns, facts: &facts, shape, over_original: false };
    let mut next = |row| {
        asked.push(row);
        let cells = columns.iter().map(|column| match column.kind {
            ColumnKind::Text => ResultCell::Text("Größe “klein” 株".into()),
            _ => ResultCell::Number(71.5),
        });
        Ok(good(cells.collect()))
    };
    save(&job, &mut next, &mut |_| ControlFlow::Continue(())).unwrap().note
}

/// Makes a report's file and looks at it.
pub fn check(name: &str, from: &str, file: fn(&Folder) -> PathBuf, right: fn(Seen)) {
    is_listed(name, from);
    let folder = Folder::new();
    let path = file(&folder);
    right(seen(&folder, &path, &usual()));
}

/// Every report has its line, so that the list can be read instead of the tests.
pub fn is_listed(name: &str, from: &str) {
    let has_line = |line: &str| line.contains(&format!("`{name}`")) && line.contains(from);
    assert!(LISTED.lines().any(has_line), "README.md has no line for `{name}` from {from}");
}

/// A table of reports: each the name of its test, where it is from, when it happens, what is right, how
/// the file is made, and what is looked at beside what holds for all.
macro_rules! reports {
    ($($name:ident { from: $from:literal, when: $when:literal, then: $then:literal, file: $file:expr, right: $right:expr $(,)? })*) => {$(
        #[doc = concat!($from, ": ", $when, " Right: ", $then)]
        #[test]
        fn $name() {
            $crate::report::check(stringify!($name), $from, $file, $right);
        }
    )*};
}
pub(crate) use reports;
