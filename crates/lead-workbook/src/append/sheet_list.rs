//! The workbook lists its sheets and names, its relations, and the kinds of its parts; new sheets are
//! added to each list.

use super::added_sheets::AddedSheets;
use super::area::Area;
use super::parts::{Relation, relations_name, with_relations};
use super::target::Target;
use crate::cell_reference::letters;
use crate::sheet_xml::Fault;
use crate::xml::elements::{Edits, Element, Kind, element_end, elements, escape_into};
use memchr::memmem;
use std::collections::BTreeMap;
use std::ops::Range;

const TYPES: &str = "[Content_Types].xml";

impl Target {
    /// Lists the new sheets in the workbook, its relations and the content types; widens the filter's
    /// hidden name; takes a signature out. Gives whether there was one.
    pub(super) fn list_sheets(
        &mut self,
        changed: &mut BTreeMap<String, Vec<u8>>,
        added: &AddedSheets,
        filter: Option<&str>,
    ) -> Result<bool, Fault> {
        let odd = |name: &str| Fault::Odd(name.to_owned());
        let ids: Vec<String> = (1..)
            .map(|number| format!("rIdLeadsheet{number}"))
            .filter(|id| !self.relations.iter().any(|relation| relation.id == *id))
            .take(added.sheets.len())
            .collect();
        let kinds = if self.is_strict {
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        } else {
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        };
        let listed: Vec<Relation> = added
            .sheets
            .iter()
            .zip(&ids)
            .map(|(sheet, id)| Relation {
                id: id.clone(),
                kind: format!("{kinds}/worksheet"),
                target: sheet.part.clone(),
            })
            .collect();
        let list = relations_name(&self.workbook);
        let with = with_relations(&self.parts.read(&list)?, &listed).ok_or_else(|| odd(&list))?;
        changed.insert(list, with);
        let source = self.parts.read(&self.workbook)?;
        let workbook = self.with_sheets(&source, added, &ids, kinds, filter);
        changed.insert(self.workbook.clone(), workbook.ok_or_else(|| odd(&self.workbook))?);

        let root = self.parts.read("_rels/.rels")?;
        let signed = without_signature(&root);
        let was_signed = signed.is_some();
        if let Some(root) = signed {
            changed.insert("_rels/.rels".into(), root);
        }
        let types = with_types(&self.parts.read(TYPES)?, &added.types, was_signed);
        changed.insert(TYPES.into(), types.ok_or_else(|| odd(TYPES))?);
        Ok(was_signed)
    }

    fn with_sheets(
        &self,
        source: &[u8],
        added: &AddedSheets,
        ids: &[String],
        kinds: &str,
        filter: Option<&str>,
    ) -> Option<Vec<u8>> {
        let mut edits = Edits::default();
        let (mut sheets_end, mut names_at, mut names_open, mut numbers) = (None, None, false, Vec::new());
        let mut no_names = None;
        let mut prefix: &[u8] = b"";
        let mut filter_text = None;
        let mut id_name: &[u8] = b"r:id";
        for element in elements(source) {
            match (element.local(), element.kind) {
                (b"sheet", Kind::Open | Kind::Empty) => {
                    numbers.push(element.number(b"sheetId")?);
                    id_name =
                        element.attributes().map(|(name, _)| name).find(|name| name.ends_with(b":id"))?;
                }
                (b"sheets", Kind::Close) => {
                    sheets_end = Some(element.range.start);
                    prefix = element.prefix();
                    names_at.get_or_insert(element.range.end);
                }
                // These two stand between the sheets and the names.
                (b"functionGroups" | b"externalReferences", Kind::Close | Kind::Empty) => {
                    names_at = Some(element.range.end);
                }
                (b"definedNames", Kind::Close) => {
                    (names_at, names_open) = (Some(element.range.start), true);
                }
                (b"definedNames", Kind::Empty) => no_names = Some(element.range.clone()),
                (b"definedName", Kind::Open) if self.is_our_filter(&element) => {
                    filter_text = Some(element.range.end);
                }
                (b"definedName", Kind::Close) => {
                    if let (Some(start), Some(filter)) = (filter_text.take(), filter) {
                        let text = &source[start..element.range.start];
                        let at = start + memchr::memrchr(b'!', text)? + 1;
                        edits.replace(at..element.range.start, absolute(filter)?);
                    }
                }
                _ => {}
            }
        }
        let sheets_end = sheets_end?;
        // The prefix may be bound on the sheets themselves.
        let declaration = [b"xmlns:", id_name.strip_suffix(b":id")?].concat();
        let root = elements(source).next()?;
        let bound = match root.attribute(&declaration) {
            Some(_) => Vec::new(),
            None => [&declaration[..], b"=\"", kinds.as_bytes(), b"\" "].concat(),
        };
        let mut sheets = Vec::new();
        for ((sheet, id), number) in added.sheets.iter().zip(ids).zip(free_numbers(&numbers)) {
            sheets.extend_from_slice(b"<");
            sheets.extend_from_slice(prefix);
            sheets.extend_from_slice(b"sheet name=\"");
            escape_into(&mut sheets, &sheet.name);
            sheets.extend_from_slice(format!("\" sheetId=\"{number}\" ").as_bytes());
            sheets.extend_from_slice(&bound);
            sheets.extend_from_slice(id_name);
            sheets.extend_from_slice(format!("=\"{id}\"/>").as_bytes());
        }
        edits.insert(sheets_end, sheets);
        let names = self.names(added, prefix);
        if !names.is_empty() {
            let wrap = |tag: &[u8]| {
                if names_open { Vec::new() } else { [tag, prefix, b"definedNames>"].concat() }
            };
            let names = [wrap(b"<"), names, wrap(b"</")].concat();
            match no_names {
                // A list that closes itself would stand beside ours.
                Some(range) => edits.replace(range, names),
                None => edits.insert(names_at?, names),
            }
        }
        Some(edits.apply(source))
    }

    fn is_our_filter(&self, name: &Element<'_>) -> bool {
        name.attribute(b"name") == Some(b"_xlnm._FilterDatabase")
            && name.number(b"localSheetId") == Some(self.sheet_index)
    }

    /// The new sheets' names, counted behind the sheets that are there.
    fn names(&self, added: &AddedSheets, prefix: &[u8]) -> Vec<u8> {
        let before = u32::try_from(self.sheet_names.len()).unwrap_or(u32::MAX);
        let mut out = Vec::new();
        for (sheet, name) in &added.names {
            let mut edits = Edits::default();
            for element in elements(name) {
                let at = element.range.start + if element.kind == Kind::Close { 2 } else { 1 };
                edits.insert(at, prefix);
                if let Some(range) = element.attribute_range(b"localSheetId") {
                    edits.replace(range, (before + sheet).to_string());
                }
            }
            out.extend(edits.apply(name));
        }
        out
    }
}

/// `A1:E9` as `$A$1:$E$9`.
fn absolute(area: &str) -> Option<String> {
    let area = Area::read(area.as_bytes())?;
    let corner = |column, row: u32| format!("${}${row}", letters(column));
    Some(format!("{}:{}", corner(area.left, area.top), corner(area.right, area.bottom)))
}

/// The package's own relations without its signatures; `None` where it has none.
fn without_signature(root: &[u8]) -> Option<Vec<u8>> {
    let mut edits = Edits::default();
    let mut was_signed = false;
    for element in elements(root).filter(|element| element.local() == b"Relationship" && element.is_start()) {
        if element.attribute(b"Type").is_some_and(|kind| kind.ends_with(b"/digital-signature/origin")) {
            was_signed = true;
            edits.replace(element.range.start..element_end(root, &element), "");
        }
    }
    was_signed.then(|| edits.apply(root))
}

/// The highest number that Excel opens of a sheet.
const HIGHEST_SHEET: u32 = 65_534;

/// Numbers that no sheet has: behind the highest, and then the gaps.
fn free_numbers(taken: &[u32]) -> impl Iterator<Item = u32> {
    let behind = taken.iter().max().map_or(1, |highest| highest.saturating_add(1));
    (behind..=HIGHEST_SHEET).chain(1..behind).filter(|number| !taken.contains(number))
}

fn with_types(source: &[u8], types: &[(String, String)], without_signature: bool) -> Option<Vec<u8>> {
    let mut edits = Edits::default();
    let (mut end, mut knows_relations) = (None, false);
    for element in elements(source) {
        match (element.local(), element.kind) {
            (b"Default", Kind::Open | Kind::Empty) => {
                let extension = element.attribute(b"Extension").unwrap_or_default();
                knows_relations |= extension.eq_ignore_ascii_case(b"rels");
                no_template(&mut edits, source, element.attribute_range(b"ContentType")?);
            }
            (b"Types", Kind::Close) => end = Some((element.range.start, element.prefix())),
            (b"Override", Kind::Open | Kind::Empty) => {
                let name = element.attribute(b"PartName").unwrap_or_default();
                if without_signature && name.starts_with(b"/_xmlsignatures/") {
                    edits.replace(element.range.start..element_end(source, &element), "");
                    continue;
                }
                no_template(&mut edits, source, element.attribute_range(b"ContentType")?);
            }
            _ => {}
        }
    }
    let (at, prefix) = end?;
    let mut ours = Vec::new();
    if !knows_relations {
        // Some programs list each list of relations by itself.
        ours.extend_from_slice(b"<");
        ours.extend_from_slice(prefix);
        ours.extend_from_slice(
            b"Default Extension=\"rels\" \
              ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
        );
    }
    for (name, kind) in types {
        ours.extend_from_slice(b"<");
        ours.extend_from_slice(prefix);
        ours.extend_from_slice(b"Override PartName=\"/");
        escape_into(&mut ours, name);
        ours.extend_from_slice(b"\" ContentType=\"");
        escape_into(&mut ours, kind);
        ours.extend_from_slice(b"\"/>");
    }
    edits.insert(at, ours);
    Some(edits.apply(source))
}

/// A workbook made from a template is no template: Excel opens none under .xlsx.
fn no_template(edits: &mut Edits, source: &[u8], kind: Range<usize>) {
    let said = &source[kind.clone()];
    if memmem::find(said, b".template.").is_some() && said.ends_with(b"main+xml") {
        edits.replace(kind, String::from_utf8_lossy(said).replace(".template.", ".sheet."));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_get_numbers_that_no_other_has() {
        let first = |taken: &[u32]| free_numbers(taken).take(2).collect::<Vec<_>>();
        assert_eq!((first(&[]), first(&[4, 2])), (vec![1, 2], vec![5, 6]));
        assert_eq!((first(&[1, 65_533]), first(&[2, u32::MAX])), (vec![65_534, 2], vec![1, 3]));
    }

    #[test]
    fn a_signature_and_a_template_end() {
        let root = r#"<Relationships><Relationship Id="a" Type="x/officeDocument"/><Relationship Id="b" Type="y/digital-signature/origin"/></Relationships>"#;
        let left = r#"<Relationships><Relationship Id="a" Type="x/officeDocument"/></Relationships>"#;
        assert_eq!(without_signature(root.as_bytes()).unwrap(), left.as_bytes());
        assert!(without_signature(left.as_bytes()).is_none());
        let types = r#"<Types><Default Extension="RELS" ContentType="r"/><Override PartName="/xl/workbook.xml" ContentType="a.template.main+xml"/><Override PartName="/_xmlsignatures/sig1.xml" ContentType="s"/></Types>"#;
        let with = with_types(types.as_bytes(), &[("xl/a.xml".into(), "k".into())], true).unwrap();
        assert_eq!(
            String::from_utf8(with).unwrap(),
            r#"<Types><Default Extension="RELS" ContentType="r"/><Override PartName="/xl/workbook.xml" ContentType="a.sheet.main+xml"/><Override PartName="/xl/a.xml" ContentType="k"/></Types>"#
        );
    }

    #[test]
    fn ranges_become_absolute() {
        assert_eq!(absolute("A1:AB9").as_deref(), Some("$A$1:$AB$9"));
    }
}
