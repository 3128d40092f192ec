//! A workbook as the parts of its zip, to be changed and packed in ways that programs do not.

use crate::files::{Folder, columns, good};
use lead_workbook::{
    ColumnKind, OutputShape, ResultCell, RowResult, SaveJob, Saved, SheetChoice, SummaryFacts, save,
};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub const SHEET: &str = "xl/worksheets/sheet1.xml";
pub const TYPES: &str = "[Content_Types].xml";
pub const BOOK: &str = "xl/workbook.xml";

/// What has to change; a sheet, its tables and the shared strings where there are such.
const CHANGE: [&str; 6] = [
    "[content_types].xml",
    "workbook.xml",
    "workbook.xml.rels",
    "sharedstrings.xml",
    "styles.xml",
    "worksheets/sheet1.xml",
];

/// Whether a part may have other bytes when columns were added.
pub fn may_change(name: &str) -> bool {
    let plain = name.replace('\\', "/").to_lowercase();
    CHANGE.iter().any(|part| plain.ends_with(part)) || plain.contains("/tables/")
}

/// The parts of a workbook, to be changed and packed anew.
pub struct Parts(pub BTreeMap<String, Vec<u8>>);

impl Parts {
    pub fn read(path: &Path) -> Self {
        let mut zip = ZipArchive::new(File::open(path).unwrap()).unwrap();
        let parts = (0..zip.len()).map(|index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        });
        Self(parts.collect())
    }

    pub fn change(&mut self, name: &str, change: impl Fn(String) -> String) {
        let part = self.0.get_mut(name).unwrap();
        let changed = change(String::from_utf8(part.clone()).unwrap());
        assert_ne!(changed.as_bytes(), part, "{name} stays as it was");
        *part = changed.into_bytes();
    }

    /// Adds a part that another is related to.
    pub fn relate(&mut self, owner: &str, kind: &str, name: &str, content_type: &str, content: &[u8]) {
        self.0.insert(name.into(), content.into());
        let (folder, file) = owner.rsplit_once('/').map_or(("", owner), |(folder, file)| (folder, file));
        let list = format!("{folder}{}_rels/{file}.rels", if folder.is_empty() { "" } else { "/" });
        let empty = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
        self.0.entry(list.clone()).or_insert_with(|| empty.into());
        self.change(&list, |xml| {
            let id = format!("rIdOf{}", name.replace('/', "."));
            xml.replace(
                "</Relationships>",
                &format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"/{name}\"/></Relationships>"),
            )
        });
        self.change(TYPES, |xml| {
            let listed = format!("<Override PartName=\"/{name}\" ContentType=\"{content_type}\"/></Types>");
            xml.replace("</Types>", &listed)
        });
    }

    pub fn write(&self, path: &Path, options: SimpleFileOptions) {
        let mut zip = ZipWriter::new(File::create(path).unwrap());
        for (name, content) in &self.0 {
            zip.start_file(name, options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap();
    }

    pub fn save(&self, folder: &Folder, name: &str) -> PathBuf {
        let path = folder.path(name);
        self.write(&path, SimpleFileOptions::default());
        path
    }
}

/// Adds two columns; every row goes well.
pub fn add_to(source: &SheetChoice, output: &Path) -> Saved {
    let added = columns(&[("Score", ColumnKind::Score), ("AI_Status", ColumnKind::Status)]);
    let facts = SummaryFacts::default();
    let shape = OutputShape::SameWorkbook;
    let job = SaveJob { source, output, columns: &added, facts: &facts, shape, over_original: false };
    let mut next = |_| -> Result<RowResult, _> { Ok(good(vec![ResultCell::Number(71.5)])) };
    save(&job, &mut next, &mut |_| ControlFlow::Continue(())).unwrap()
}
