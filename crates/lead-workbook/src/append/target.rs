//! The target is the workbook that columns are appended to: it knows where its parts are and where its
//! values end.

use super::area::Area;
use super::parts::{Parts, Relation};
use super::placement::Placement;
use super::shared_strings::{StringsPart, texts};
use super::used_range::{HeaderText, UsedRange, measure};
use super::workbook_state::WorkbookState;
use crate::cell_reference::MOST_COLUMNS;
use crate::sheet_xml::Fault;
use crate::sheet_xml::text::value_text;
use crate::xml::elements::{Element, elements, plain};
use std::collections::BTreeSet;
use std::fs::File;
use std::io;

/// The workbook.
pub(crate) struct Target {
    pub(super) parts: Parts,
    /// The name of its main part.
    pub(super) workbook: String,
    pub(super) relations: Vec<Relation>,
    /// The name of the sheet's part.
    pub(super) sheet: String,
    pub(super) sheet_index: u32,
    pub(super) sheet_names: Vec<String>,
    pub(super) styles: Option<String>,
    pub(super) strings: Option<(String, StringsPart)>,
    /// The parts of the tables on the sheet.
    pub(super) tables: Vec<String>,
    pub(super) is_strict: bool,
    pub(super) used: UsedRange,
    pub(super) header_row: u32,
    headers: Vec<String>,
    counts_from_1904: bool,
    is_signed: bool,
}

impl Target {
    /// Opens a workbook and looks where the sheet's values end. `header_row` counts from 1; 0 for
    /// none. `go_on` is asked now and then; its error ends the work.
    pub(crate) fn open(
        file: File,
        sheet: &str,
        header_row: u32,
        go_on: &mut dyn FnMut() -> io::Result<()>,
    ) -> Result<Self, Fault> {
        let mut parts = Parts::open(file)?;
        let roots = parts.relations("")?;
        let is_signed = roots.iter().any(|relation| relation.kind.ends_with("/digital-signature/origin"));
        let workbook = roots
            .into_iter()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .ok_or_else(|| Fault::Missing("xl/workbook.xml".into()))?;
        let is_strict = workbook.kind.starts_with("http://purl.oclc.org/");
        let workbook = workbook.target;
        let relations = parts.relations(&workbook)?;
        let source = parts.read(&workbook)?;
        let (mut sheet_names, mut found, mut counts_from_1904) = (Vec::new(), None, false);
        for element in elements(&source).filter(Element::is_start) {
            match element.local() {
                b"workbookPr" => {
                    // An extension has an element of the same name, without this.
                    counts_from_1904 |= matches!(element.attribute(b"date1904"), Some(b"1" | b"true"));
                }
                b"sheet" => {
                    let name = element.attribute(b"name").map(plain).unwrap_or_default();
                    if name == sheet {
                        let id = element.attributes().find(|(name, _)| name.ends_with(b":id"));
                        let id = id.map(|(_, range)| plain(&source[range])).unwrap_or_default();
                        let target = relations.iter().find(|relation| relation.id == id);
                        found = target.map(|relation| (sheet_names.len(), relation.target.clone()));
                    }
                    sheet_names.push(name);
                }
                _ => {}
            }
        }
        let (sheet_index, sheet) = found.ok_or_else(|| Fault::Missing(sheet.to_owned()))?;
        let by_kind = |ending: &str| {
            let found = relations.iter().find(|relation| relation.kind.ends_with(ending))?;
            parts.has(&found.target).then(|| found.target.clone())
        };
        let (styles, strings_name) = (by_kind("/styles"), by_kind("/sharedStrings"));
        let strings = match &strings_name {
            Some(name) => StringsPart::measure(parts.stream(name)?, go_on)?,
            None => None,
        };
        let empty = strings.as_ref().map_or(&[][..], |strings| &strings.empty);
        let mut used = measure(parts.stream_written(&sheet)?.1, header_row, empty, go_on)?;
        let mut headers = headers(&mut parts, strings_name.as_deref(), &used.header)?;
        let tables = tables(&mut parts, &sheet)?;
        for table in &tables {
            // A column of a table may have no value at all.
            if table.area.bottom >= header_row.max(1) && table.area.top <= used.rows {
                used.columns = used.columns.max(table.area.right);
            }
        }
        // A table that shows no header has names for its columns all the same.
        let last = tables.iter().filter(|table| table.area.right == used.columns);
        headers.extend(last.flat_map(|table| table.columns.iter().cloned()));
        let tables = tables.into_iter().map(|table| table.name).collect();
        Ok(Self {
            parts,
            workbook,
            relations,
            sheet,
            sheet_index: u32::try_from(sheet_index).unwrap_or(u32::MAX),
            sheet_names,
            styles,
            strings: strings_name.zip(strings),
            tables,
            is_strict,
            used,
            header_row,
            headers,
            counts_from_1904,
            is_signed,
        })
    }

    /// Where so many columns go, with the column of the ids counted from 0; `None` where the sheet has no
    /// room for them.
    pub(crate) fn placement(&self, columns: usize, id_column: u32) -> Option<Placement> {
        let last = u32::try_from(columns).ok()?.checked_add(self.used.columns)?;
        (last as usize <= MOST_COLUMNS).then_some(Placement {
            first: self.used.columns + 1,
            last,
            header_row: self.header_row,
            // A sheet may end above its header; what is appended still gets its name.
            last_row: self.used.rows.max(self.header_row),
            id_column: id_column.saturating_add(1),
        })
    }

    /// Its columns before anything is added.
    pub(crate) fn columns(&self) -> usize {
        self.used.columns as usize
    }

    /// What stands in the header row, and other names that new columns may not have.
    pub(crate) fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The names of all sheets.
    pub(crate) fn sheet_names(&self) -> &[String] {
        &self.sheet_names
    }

    /// What the user should know of it.
    pub(crate) fn state(&self) -> WorkbookState {
        WorkbookState {
            was_signed: self.is_signed,
            is_protected: self.used.is_protected,
            hidden_rows: self.used.hidden_rows,
        }
    }

    /// Whether its dates count from 1904.
    pub(crate) fn counts_from_1904(&self) -> bool {
        self.counts_from_1904
    }
}

fn headers(
    parts: &mut Parts,
    strings: Option<&str>,
    header: &[(u32, HeaderText)],
) -> Result<Vec<String>, Fault> {
    let shared = |text: &HeaderText| match text {
        HeaderText::Shared(index) => Some(*index),
        HeaderText::Own(_) => None,
    };
    let wanted: BTreeSet<u32> = header.iter().filter_map(|(_, text)| shared(text)).collect();
    let found = match strings {
        Some(name) if !wanted.is_empty() => texts(parts.stream(name)?, &wanted)?,
        _ => std::collections::BTreeMap::new(),
    };
    Ok(header
        .iter()
        .map(|(_, text)| match text {
            HeaderText::Shared(index) => found.get(index).cloned().unwrap_or_default(),
            HeaderText::Own(text) => text.clone(),
        })
        .collect())
}

/// A table on the sheet.
struct Table {
    /// Its part.
    name: String,
    area: Area,
    /// The names of its columns.
    columns: Vec<String>,
}

fn tables(parts: &mut Parts, sheet: &str) -> Result<Vec<Table>, Fault> {
    let mut tables = Vec::new();
    for relation in parts.relations(sheet)? {
        if relation.kind.ends_with("/table") && parts.has(&relation.target) {
            let source = parts.read(&relation.target)?;
            let table = elements(&source).find(|element| element.local() == b"table");
            let area = table.and_then(|table| Area::read(table.attribute(b"ref")?));
            let columns = elements(&source).filter(|element| element.local() == b"tableColumn");
            let columns = columns.filter_map(|column| Some(value_text(column.attribute(b"name")?))).collect();
            let area = area.ok_or_else(|| Fault::Odd(relation.target.clone()))?;
            tables.push(Table { name: relation.target, area, columns });
        }
    }
    Ok(tables)
}
