//! The part `workbook.xml` lists the sheets in order, and relates to the parts that they share.

use crate::error::WorkbookError;
use crate::package::{MOST_IN_SMALL_PART, Package};
use crate::read::sheet_name::SheetVisibility;
use crate::xml::scan::Name;
use std::collections::HashSet;
use std::path::Path;

/// No workbook seen has more than a few hundred.
const MOST_SHEETS: usize = 10_000;

/// Excel allows 31 characters, other programs some more.
const LONGEST_NAME: usize = 1024;

/// A worksheet.
#[derive(Debug, Clone)]
pub(super) struct SheetPart {
    pub(super) name: String,
    pub(super) visibility: SheetVisibility,
    pub(super) part: String,
}

/// What a workbook consists of.
pub(super) struct Contents {
    pub(super) sheets: Vec<SheetPart>,
    pub(super) is_signed: bool,
    pub(super) counts_from_1904: bool,
    pub(super) strings: Option<String>,
    pub(super) styles: Option<String>,
    pub(super) theme: Option<String>,
}

impl Contents {
    pub(super) fn read(path: &Path, package: &mut Package) -> Result<Self, WorkbookError> {
        let root = package.relations_of("", |_| true)?;
        let is_signed = root.values().any(|relation| relation.kind.ends_with("/digital-signature/origin"));
        let workbook = root
            .into_values()
            .find(|relation| relation.kind.ends_with("/officeDocument"))
            .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        let folder = workbook.rsplit_once('/').map_or("", |(folder, _)| folder);
        let relations = package.relations_of(&workbook, |_| true)?;
        let shared = |kind: &str, usual: &str, package: &Package| {
            let related = relations.values().find(|relation| relation.kind.ends_with(kind));
            // Some programs leave the relation out and use the usual name.
            let part =
                related.map_or_else(|| format!("{folder}/{usual}"), |relation| relation.target.clone());
            package.has(&part).then_some(part)
        };
        let strings = shared("/sharedStrings", "sharedStrings.xml", package);
        let styles = shared("/styles", "styles.xml", package);
        let theme = shared("/theme", "theme/theme1.xml", package);
        let listed = package.walk(&workbook, MOST_IN_SMALL_PART, |scan| {
            let (mut sheets, mut counts_from_1904) = (Vec::new(), false);
            while let Some(tag) = scan.next()? {
                match tag.name() {
                    Name::Open(b"workbookPr") => {
                        // An extension has an element of the same name, without this.
                        counts_from_1904 |= matches!(tag.attribute(b"date1904"), Some(b"1" | b"true"));
                    }
                    Name::Open(b"sheet") if sheets.len() <= MOST_SHEETS => {
                        let visibility = match tag.attribute(b"state") {
                            Some(b"hidden") => SheetVisibility::Hidden,
                            Some(b"veryHidden") => SheetVisibility::VeryHidden,
                            _ => SheetVisibility::Shown,
                        };
                        let short = |name| tag.text(name).filter(|text| text.len() <= LONGEST_NAME);
                        let name = short(b"name").unwrap_or_default();
                        sheets.push((name, visibility, short(b"id").unwrap_or_default()));
                    }
                    _ => {}
                }
            }
            Ok((sheets, counts_from_1904))
        })?;
        let Some((listed, counts_from_1904)) = listed else {
            return Err(WorkbookError::damaged(path, format!("“{workbook}” is missing inside it")));
        };
        if listed.len() > MOST_SHEETS {
            return Err(WorkbookError::damaged(path, "it claims more than 10,000 sheets"));
        }
        let mut sheets = Vec::new();
        let mut parts = HashSet::new();
        for (name, visibility, id) in listed {
            let Some(relation) = relations.get(&id).filter(|relation| relation.kind.ends_with("/worksheet"))
            else {
                continue;
            };
            // A part read once for each of thousands of sheets would take for ever.
            if !parts.insert(relation.target.to_lowercase()) {
                return Err(WorkbookError::damaged(path, "two of its sheets are the same part"));
            }
            sheets.push(SheetPart { name, visibility, part: relation.target.clone() });
        }
        Ok(Self { sheets, is_signed, counts_from_1904, strings, styles, theme })
    }
}
