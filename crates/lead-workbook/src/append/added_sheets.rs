//! This module takes the sheets *Summary* and *Issues*, made as a workbook by themselves, over into the
//! user's workbook.
//!
//! Their styles are appended to the user's, their texts join the shared strings, and their drawings
//! and charts come along under names that are free.

use super::parts::{Content, Parts, Relation, Streamed, packed, packer, relations_name, with_relations};
use super::shared_strings::AddedStrings;
use super::styles::{List, Styles};
use crate::sheet_xml::{Fault, Piece, RowStream};
use crate::xml::elements::{Edits, Element, Kind, element_at, elements, next_element, number, plain};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::Path;

/// Rows between two questions.
const ASK_EVERY: u32 = 4096;

/// The namespaces of ordinary workbooks and what strict ones have in their stead (ECMA-376 part 4).
const STRICT: [(&str, &str); 6] = [
    (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    ("http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main"),
    ("http://schemas.openxmlformats.org/drawingml/2006/chart", "http://purl.oclc.org/ooxml/drawingml/chart"),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
        "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
    ),
    (
        "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
        "http://purl.oclc.org/ooxml/drawingml/chartDrawing",
    ),
];

/// A sheet that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AddedSheet {
    /// Its name.
    pub(super) name: String,
    /// Its part.
    pub(super) part: String,
}

/// What came over, to be written with the user's package.
#[derive(Default)]
pub(super) struct AddedSheets {
    pub(super) sheets: Vec<AddedSheet>,
    /// New parts: name and bytes.
    pub(super) parts: BTreeMap<String, Vec<u8>>,
    /// New parts that are packed already.
    pub(super) streamed: Vec<Streamed<'static>>,
    /// Name and content type of each new part that needs to be listed.
    pub(super) types: Vec<(String, String)>,
    /// Defined names of the sheets, as XML with `localSheetId` counted among the new sheets.
    pub(super) names: Vec<(u32, Vec<u8>)>,
}

/// What the user's workbook offers to the new sheets.
pub(super) struct Host<'h> {
    pub(super) parts: &'h Parts,
    pub(super) styles: Option<&'h mut Styles>,
    pub(super) strings: Option<&'h mut AddedStrings>,
    pub(super) is_strict: bool,
    pub(super) folder: &'h Path,
    /// Asked now and then; its error ends the work.
    pub(super) go_on: &'h mut dyn FnMut() -> io::Result<()>,
}

/// Takes all sheets of `donor` over.
pub(super) fn copy_sheets(mut donor: Parts, mut host: Host<'_>) -> Result<AddedSheets, Fault> {
    let mut added = AddedSheets::default();
    let types = content_types(&donor.read("[Content_Types].xml")?);
    let bases = match host.styles.as_deref_mut() {
        Some(styles) => {
            Some(take_styles(&Styles::read(donor.read("xl/styles.xml")?).ok_or_else(odd_donor)?, styles))
        }
        None => None,
    };
    let texts = if donor.has("xl/sharedStrings.xml") {
        string_items(&donor.read("xl/sharedStrings.xml")?)
    } else {
        Vec::new()
    };
    let relations = donor.relations("xl/workbook.xml")?;
    let workbook = donor.read("xl/workbook.xml")?;
    for sheet in elements(&workbook).filter(|element| element.local() == b"sheet") {
        let id = sheet.attribute(b"r:id").map(plain).unwrap_or_default();
        let name = sheet.attribute(b"name").map(plain).unwrap_or_default();
        let from = relations.iter().find(|relation| relation.id == id).ok_or_else(odd_donor)?.target.clone();
        let part = new_name(&host, &mut added, "xl/worksheets/leadsheet");
        added.types.push((part.clone(), types.get(&from).cloned().unwrap_or_default()));
        let remap = Remap { bases, texts: &texts, is_strict: host.is_strict };
        let size = donor.stated_size(&from)?;
        let mut writer = packer(host.folder, size.saturating_mul(2))?;
        let strings = host.strings.as_deref_mut();
        remap.sheet(donor.stream(&from)?, strings, &mut writer, host.go_on)?;
        added.streamed.push(Streamed { name: part.clone(), content: Content::Packed(packed(writer)?) });
        take_related(&mut donor, &host, &mut added, &types, &from, &part)?;
        added.sheets.push(AddedSheet { name, part });
    }
    for (name, end) in defined_names(&workbook) {
        if let Some(sheet) = name.number(b"localSheetId") {
            added.names.push((sheet, workbook[name.range.start..end].to_vec()));
        }
    }
    Ok(added)
}

fn odd_donor() -> Fault {
    Fault::Odd("the summary".to_owned())
}

fn new_name(host: &Host<'_>, added: &mut AddedSheets, stem: &str) -> String {
    let name = host.parts.free_name(stem, ".xml", &added.parts);
    // Holds the name; parts that are streamed are not among those held.
    added.parts.insert(name.clone(), Vec::new());
    name
}

/// Brings what a part refers to, and what that refers to.
fn take_related(
    donor: &mut Parts,
    host: &Host<'_>,
    added: &mut AddedSheets,
    types: &BTreeMap<String, String>,
    from: &str,
    part: &str,
) -> Result<(), Fault> {
    let relations = donor.relations(from)?;
    let mut ours = Vec::new();
    for relation in relations {
        let folder =
            if relation.kind.ends_with("/chart") { "xl/charts/leadsheet" } else { "xl/drawings/leadsheet" };
        let target = new_name(host, added, folder);
        let bytes = strict_if(host.is_strict, donor.read(&relation.target)?);
        added.parts.insert(target.clone(), bytes);
        added.types.push((target.clone(), types.get(&relation.target).cloned().unwrap_or_default()));
        take_related(donor, host, added, types, &relation.target, &target)?;
        let kind =
            String::from_utf8(strict_if(host.is_strict, relation.kind.into_bytes())).unwrap_or_default();
        ours.push(Relation { kind, target, id: relation.id });
    }
    if !ours.is_empty() {
        let empty = br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>"#;
        added.parts.insert(relations_name(part), with_relations(empty, &ours).ok_or_else(odd_donor)?);
    }
    Ok(())
}

fn strict_if(is_strict: bool, bytes: Vec<u8>) -> Vec<u8> {
    if !is_strict {
        return bytes;
    }
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    for (ordinary, strict) in STRICT {
        // With its closing quote or slash, so that no longer name is met.
        text = text.replace(&format!("{ordinary}\""), &format!("{strict}\""));
        text = text.replace(&format!("{ordinary}/"), &format!("{strict}/"));
    }
    text.into_bytes()
}

/// Full part name to content type.
fn content_types(source: &[u8]) -> BTreeMap<String, String> {
    elements(source)
        .filter(|element| element.local() == b"Override")
        .filter_map(|element| {
            let name = plain(element.attribute(b"PartName")?);
            Some((name.trim_start_matches('/').to_owned(), plain(element.attribute(b"ContentType")?)))
        })
        .collect()
}

fn defined_names(workbook: &[u8]) -> Vec<(Element<'_>, usize)> {
    let mut found: Vec<(Element<'_>, usize)> = Vec::new();
    for element in elements(workbook).filter(|element| element.local() == b"definedName") {
        if element.kind == Kind::Close {
            if let Some(last) = found.last_mut() {
                last.1 = element.range.end;
            }
        } else {
            let end = element.range.end;
            found.push((element, end));
        }
    }
    found
}

/// What stands inside each `<si>`.
fn string_items(source: &[u8]) -> Vec<Vec<u8>> {
    let (mut items, mut open) = (Vec::new(), None);
    for element in elements(source).filter(|element| element.local() == b"si") {
        match element.kind {
            Kind::Open => open = Some(element.range.end),
            Kind::Empty => items.push(Vec::new()),
            Kind::Close => {
                if let Some(start) = open.take() {
                    items.push(source[start..element.range.start].to_vec());
                }
            }
        }
    }
    items
}

/// The indices at which the new sheets' styles begin.
#[derive(Debug, Clone, Copy)]
struct Bases {
    cells: u32,
    differences: u32,
}

/// Appends the donor's styles to the host's.
fn take_styles(donor: &Styles, host: &mut Styles) -> Bases {
    let bases = Bases { cells: host.count(List::CellFormats), differences: host.count(List::Differences) };
    let mut formats = BTreeMap::new();
    for entry in donor.entries(List::NumberFormats) {
        if let Some(element) = element_at(entry, 0)
            && let (Some(id), Some(range)) =
                (element.number(b"numFmtId"), element.attribute_range(b"numFmtId"))
        {
            let new = host.new_format_id();
            formats.insert(id, new);
            let mut edits = Edits::default();
            edits.replace(range, new.to_string());
            host.add(List::NumberFormats, edits.apply(entry));
        }
    }
    let mut starts = BTreeMap::new();
    for (list, name) in
        [(List::Fonts, &b"fontId"[..]), (List::Fills, b"fillId"), (List::Borders, b"borderId")]
    {
        starts.insert(name, host.count(list));
        for entry in donor.entries(list) {
            host.add(list, entry);
        }
    }
    for entry in donor.entries(List::CellFormats) {
        let Some(element) = element_at(entry, 0) else { continue };
        let mut edits = Edits::default();
        for (name, range) in element.attributes() {
            let Some(value) = number(&entry[range.clone()]) else { continue };
            if let Some(start) = starts.get(name) {
                edits.replace(range, (start + value).to_string());
            } else if name == b"numFmtId" {
                edits.replace(range, formats.get(&value).copied().unwrap_or(value).to_string());
            } else if name == b"xfId" {
                edits.replace(range, "0");
            }
        }
        host.add(List::CellFormats, edits.apply(entry));
    }
    for entry in donor.entries(List::Differences) {
        host.add(List::Differences, entry);
    }
    bases
}

/// Rewrites a sheet's references to styles and texts.
struct Remap<'r> {
    bases: Option<Bases>,
    texts: &'r [Vec<u8>],
    is_strict: bool,
}

impl Remap<'_> {
    fn sheet(
        &self,
        source: impl Read,
        mut strings: Option<&mut AddedStrings>,
        out: &mut impl Write,
        go_on: &mut dyn FnMut() -> io::Result<()>,
    ) -> Result<(), Fault> {
        let (mut stream, prologue) = RowStream::open(source)?;
        let mut passed = 0_u32;
        out.write_all(&strict_if(self.is_strict, self.styled(&prologue)))?;
        loop {
            match stream.next()? {
                Piece::Other(other) => out.write_all(other)?,
                Piece::Row(row) => {
                    out.write_all(&self.row(row, strings.as_deref_mut())?)?;
                    passed += 1;
                    if passed.is_multiple_of(ASK_EVERY) {
                        go_on()?;
                    }
                }
                Piece::End => break,
            }
        }
        out.write_all(&strict_if(self.is_strict, self.styled(&stream.epilogue()?)))?;
        Ok(())
    }

    /// Renumbers the styles in what stands around the rows. The sheet is not the one shown first.
    fn styled(&self, source: &[u8]) -> Vec<u8> {
        let mut edits = Edits::default();
        for element in elements(source).filter(Element::is_start) {
            let (name, base) = match element.local() {
                b"col" => (&b"style"[..], self.bases.map(|bases| bases.cells)),
                b"cfRule" => (&b"dxfId"[..], self.bases.map(|bases| bases.differences)),
                b"sheetView" => {
                    if let Some(range) = element.attribute_range(b"tabSelected") {
                        edits.replace(range, "0");
                    }
                    continue;
                }
                _ => continue,
            };
            renumber(&mut edits, source, &element, name, base);
        }
        edits.apply(source)
    }

    fn row(&self, row: &[u8], mut strings: Option<&mut AddedStrings>) -> Result<Vec<u8>, Fault> {
        let mut edits = Edits::default();
        let mut at = 0;
        while let Some(element) = next_element(row, at) {
            at = element.range.end;
            if !element.is_start() || !matches!(element.local(), b"c" | b"row") {
                continue;
            }
            renumber(&mut edits, row, &element, b"s", self.bases.map(|bases| bases.cells));
            let kind = element.attribute_range(b"t");
            let Some(kind) = kind.filter(|_| element.local() == b"c" && element.kind == Kind::Open) else {
                continue;
            };
            let end = crate::sheet_xml::cell_end(row, &element).ok_or(Fault::CutOff)?;
            let body = element.range.end..end - b"</c>".len();
            let item = match &row[kind.clone()] {
                b"s" => inner(&row[body.clone()], b"v")
                    .and_then(number)
                    .and_then(|index| self.texts.get(usize::try_from(index).ok()?))
                    .map(Vec::as_slice),
                b"inlineStr" => inner(&row[body.clone()], b"is"),
                _ => None,
            };
            let Some(item) = item else { continue };
            if let Some(strings) = strings.as_deref_mut().filter(|strings| strings.takes_plain_xml()) {
                edits.replace(kind, "s");
                edits.replace(body, format!("<v>{}</v>", strings.index_xml(item)?));
            } else {
                edits.replace(kind, "inlineStr");
                edits.replace(body, [b"<is>", item, b"</is>"].concat());
            }
            at = end;
        }
        Ok(edits.apply(row))
    }
}

/// Moves an index by the base, or takes it out where the host has no styles.
fn renumber(edits: &mut Edits, source: &[u8], element: &Element<'_>, name: &[u8], base: Option<u32>) {
    let Some(range) = element.attribute_range(name) else { return };
    match (base, number(&source[range.clone()])) {
        (Some(base), Some(index)) => edits.replace(range, (base + index).to_string()),
        _ => {
            if let Some(place) = element.attribute_place(name) {
                edits.replace(place, "");
            }
        }
    }
}

/// What stands between the first opening tag of a name and its end.
fn inner<'a>(source: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut tags = elements(source).filter(|element| element.local() == name);
    let open = tags.next().filter(|element| element.kind == Kind::Open)?;
    let close = tags.next()?;
    Some(&source[open.range.end..close.range.start])
}
