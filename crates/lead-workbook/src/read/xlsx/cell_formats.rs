//! A report looks like its source, so the formats of the source's cells are read.

use super::workbook_part::Contents;
use crate::catch_panic::damaged_on_panic;
use crate::error::WorkbookError;
use crate::package::Package;
use calamine::{Reader as _, Style, Xlsx};
use std::io::{Cursor, Write};
use std::path::Path;
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

/// The formats are left out where the styles take more: the largest seen take some megabytes.
const LARGEST: u64 = 16 << 20;

const PACKAGE: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const SHEET: &str = "<worksheet><sheetData></sheetData></worksheet>";

/// The cell formats by style number. The styles alone are handed to the reader that knows them, in a
/// workbook made of nothing else. Formats are an ornament: where they cannot be read there are none.
pub(super) fn cell_formats(
    path: &Path,
    package: &mut Package,
    contents: &Contents,
) -> Result<Vec<Style>, WorkbookError> {
    let Some(part) = &contents.styles else { return Ok(Vec::new()) };
    let read = |package: &mut Package, part: &str| match package.whole(part, LARGEST) {
        Err(WorkbookError::Oversized { .. }) => Ok(None),
        read => read,
    };
    let Some(styles) = read(package, part)? else { return Ok(Vec::new()) };
    let theme = match &contents.theme {
        Some(theme) => read(package, theme)?,
        None => None,
    };
    let Ok(alone) = pack(&styles, theme.as_deref()) else { return Ok(Vec::new()) };
    let styles = damaged_on_panic(path, || {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(alone)).ok()?;
        Some(book.worksheet_cells_reader("S").ok()?.styles().to_vec())
    });
    Ok(styles.ok().flatten().unwrap_or_default())
}

fn pack(styles: &[u8], theme: Option<&[u8]>) -> Result<Vec<u8>, ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let parts = [
        ("_rels/.rels", PACKAGE.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/worksheets/sheet1.xml", SHEET.as_bytes()),
        ("xl/styles.xml", styles),
    ];
    for (name, content) in parts.into_iter().chain(theme.map(|theme| ("xl/theme/theme1.xml", theme))) {
        zip.start_file(name, stored)?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}
