//! The content of a file decides its format; its ending is only somebody's opinion.

use crate::error::{WorkbookError, file_name};
use crate::package::Package;
use crate::xls::{Container, XlsFault};
use std::fs::File;
use std::io::Read;
use std::path::Path;

const LOOKED_AT: u64 = 4096;
/// A workbook that a web page hands out may have what the page printed before it: a line break, a mark,
/// a warning. More than this is some other file with a workbook in it.
const MOST_BEFORE_ZIP: usize = 1024;

/// The tags that exports begin with.
const FIRST_IN_PAGES: [&str; 16] = [
    "<html",
    "<!doctype html",
    "<head",
    "<body",
    "<meta",
    "<style",
    "<table",
    "<thead",
    "<tbody",
    "<tr",
    "<div",
    "<center",
    "<title",
    "<script",
    "<h1",
    "<font",
];

/// The kinds of workbook that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileFormat {
    Xlsx,
    Xlsm,
    Xlsb,
    Xls,
    Ods,
    Csv,
    /// A web page with a table, whatever it is called.
    Html,
    /// An XML Spreadsheet of Excel 2003.
    Xml,
}

impl FileFormat {
    /// The format of a name that [`FileFormat::name`] gave.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let all =
            [Self::Xlsx, Self::Xlsm, Self::Xlsb, Self::Xls, Self::Ods, Self::Csv, Self::Html, Self::Xml];
        all.into_iter().find(|format| format.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsm => "xlsm",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Xml => "xml",
        }
    }
}

/// Gives the format of a file, or why it is none of ours.
pub(crate) fn sniff(path: &Path) -> Result<FileFormat, WorkbookError> {
    let about = std::fs::metadata(path).map_err(|error| WorkbookError::reading(path, error))?;
    let name = file_name(path);
    if about.is_dir() {
        return Err(WorkbookError::Folder { name });
    }
    if !about.is_file() {
        return Err(WorkbookError::NotAWorkbook { name, what: "not a regular file".into() });
    }
    if about.len() == 0 {
        return Err(WorkbookError::Empty { name });
    }
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LOOKED_AT).read_to_end(&mut head))
        .map_err(|error| WorkbookError::reading(path, error))?;
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        zip_format(path)
    } else if head.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        ole_format(path)
    } else if memchr::memmem::find(&head, b"PK\x03\x04").is_some_and(|at| at <= MOST_BEFORE_ZIP)
        && let Ok(format) = zip_format(path)
    {
        Ok(format)
    } else {
        text_format(path, &head)
    }
}

fn zip_format(path: &Path) -> Result<FileFormat, WorkbookError> {
    let mut package = Package::open(path)?;
    let kind = package.beginning("mimetype", 128)?;
    if kind.starts_with(b"application/vnd.oasis.opendocument.spreadsheet") {
        return Ok(FileFormat::Ods);
    }
    if package.has_like(|name| name.ends_with("workbook.bin")) {
        return Ok(FileFormat::Xlsb);
    }
    let types = package.beginning("[Content_Types].xml", 1 << 20)?;
    let says = |part: &[u8]| memchr::memmem::find(&types, part).is_some();
    if says(b"sheet.macroEnabled.main")
        || says(b"template.macroEnabled.main") && package.has("xl/workbook.xml")
    {
        return Ok(FileFormat::Xlsm);
    }
    if says(b"spreadsheetml.sheet.main")
        || says(b"spreadsheetml.template.main")
        || package.has("xl/workbook.xml")
    {
        return Ok(FileFormat::Xlsx);
    }
    let what = if package.has("word/document.xml") {
        "a Word document"
    } else if package.has("ppt/presentation.xml") {
        "a PowerPoint presentation"
    } else if kind.starts_with(b"application/vnd.oasis.opendocument") {
        "an OpenDocument file, but no spreadsheet"
    } else if package.has("Index/Document.iwa") {
        "an Apple Numbers, Pages or Keynote document (in Numbers, use Export To > Excel)"
    } else if package
        .has_like(|name| ["xlsx", "xls", "csv"].iter().any(|ending| name.rsplit('.').next() == Some(ending)))
    {
        "a zip archive with files in it (unpack it and choose the workbook inside)"
    } else {
        "a zip archive"
    };
    Err(WorkbookError::NotAWorkbook { name: file_name(path), what: what.into() })
}

fn ole_format(path: &Path) -> Result<FileFormat, WorkbookError> {
    let name = file_name(path);
    let mut container = Container::open(path).map_err(|fault| fault.in_file(path))?;
    // [MS-OFFCRYPTO] 2.2: what a sensitivity label encrypts with has these names.
    if container.has("DRMEncryptedDataSpace") || container.has("DRMEncryptedTransform") {
        return Err(WorkbookError::RightsManaged { name });
    }
    if container.has("EncryptedPackage") || container.has("EncryptionInfo") {
        return Err(WorkbookError::PasswordProtected { name });
    }
    if container.has("Workbook") || container.has("Book") {
        return match container.check_workbook() {
            Ok(_) => Ok(FileFormat::Xls),
            Err(XlsFault::Encrypted) => Err(WorkbookError::PasswordProtected { name }),
            Err(fault) => Err(fault.in_file(path)),
        };
    }
    let what = if container.has("WordDocument") {
        "an old Word document"
    } else if container.has("PowerPoint Document") {
        "an old PowerPoint presentation"
    } else if container.has("__properties_version1.0") {
        "an Outlook message"
    } else if container.may_have_more() {
        return Err(WorkbookError::damaged(path, "it ends too early"));
    } else {
        "an old Office file without a workbook in it"
    };
    Err(WorkbookError::NotAWorkbook { name, what: what.into() })
}

fn text_format(path: &Path, head: &[u8]) -> Result<FileFormat, WorkbookError> {
    let name = file_name(path);
    let other = |what: &str| Err(WorkbookError::NotAWorkbook { name: name.clone(), what: what.to_owned() });
    let signatures: [(&[u8], &str); 8] = [
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a picture"),
        (b"\xFF\xD8\xFF", "a picture"),
        (b"GIF8", "a picture"),
        (b"{\\rtf", "an RTF document"),
        (b"\x1F\x8B", "a gzip archive (unpack it and choose the file inside)"),
        (b"7z\xBC\xAF", "a 7z archive (unpack it and choose the file inside)"),
        (b"Rar!", "a RAR archive (unpack it and choose the file inside)"),
    ];
    if let Some((_, what)) = signatures.iter().find(|(magic, _)| head.starts_with(magic)) {
        return other(what);
    }
    // The streams that Excel wrote before 1993 without a container around them: BOF of BIFF 2 to 4.
    if matches!(head, [0x09, 0x00 | 0x02 | 0x04, 0x04 | 0x06, 0x00, ..]) {
        return other("a workbook of an Excel before version 5 (open it and save it as xlsx)");
    }
    let is_utf16 = head.starts_with(b"\xFF\xFE")
        || head.starts_with(b"\xFE\xFF")
        || crate::text_encoding::looks_like_utf16(head).is_some();
    let beginning = crate::text_encoding::beginning(head).to_ascii_lowercase();
    let beginning = beginning.trim_start();
    if let Some(format) = markup_format(beginning) {
        return Ok(format);
    }
    if beginning.starts_with("<?xml") {
        return other("an XML file");
    }
    if beginning.starts_with("mime-version:") || beginning.contains("\nmime-version:") {
        return other("a web page in a single file (.mht; open it in Excel and save it as xlsx)");
    }
    if is_utf16 {
        return Ok(FileFormat::Csv);
    }
    if head.get(257..262) == Some(b"ustar") {
        return other("a tar archive (unpack it and choose the file inside)");
    }
    if is_text(head) { Ok(FileFormat::Csv) } else { other("a file of some other kind") }
}

/// Whether a beginning without a signature is that of a text. Mainframes fill fields with NUL, programs
/// that took UTF-16 for something else leave one here and there, and a text may end in Ctrl-Z; other
/// control characters make it something else, with NUL among them however few.
fn is_text(head: &[u8]) -> bool {
    let head = head.trim_ascii_end();
    let head = head.strip_suffix(b"\x1A").unwrap_or(head);
    let nul = memchr::memchr_iter(0, head).count();
    let is_odd = |byte: &&u8| **byte < b' ' && !matches!(**byte, 0 | b'\t' | b'\n' | b'\r' | 0x0C);
    let odd = head.iter().filter(is_odd).count();
    if nul == 0 { odd * 50 <= head.len() } else { odd == 0 && nul * 4 <= head.len() }
}

/// Gives the format of what is written in tags, by its beginning in small letters. Cells of a csv file may hold tags;
/// it does not begin with one.
fn markup_format(beginning: &str) -> Option<FileFormat> {
    if !beginning.starts_with('<') {
        return None;
    }
    let names_excel = beginning.contains("excel.sheet")
        || beginning.contains("urn:schemas-microsoft-com:office:spreadsheet");
    if names_excel && (beginning.contains("<workbook") || beginning.contains(":workbook")) {
        return Some(FileFormat::Xml);
    }
    let is_page = FIRST_IN_PAGES.iter().any(|tag| begins_with_tag(beginning, tag))
        || beginning.contains("<html")
        || beginning.contains("<table") && !beginning.starts_with("<?xml");
    is_page.then_some(FileFormat::Html)
}

/// Whether a text begins with a tag of that very name.
fn begins_with_tag(text: &str, tag: &str) -> bool {
    let rest = text.strip_prefix(tag);
    rest.is_some_and(|rest| rest.starts_with(|next: char| next.is_whitespace() || matches!(next, '>' | '/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stray_nul_or_an_end_mark_leaves_a_text_a_text() {
        for text in [
            &b"Lead ID,Name\n00Q5g00000DeMoA\0,Ada\n"[..],
            b"Lead ID\n00Q5g00000DeMoA\n\x1a",
            b"Lead ID\r\n00Q5g00000DeMoA\r\n\x1a\r\n",
            b"Lead ID,Name\n00Q5g00000DeMoA   \0\0\0\0,Ada     \0\0\0\0\n",
        ] {
            assert!(is_text(text), "{:?}", String::from_utf8_lossy(text));
        }
        for other in [
            &b"\x03\x7a\x0b\x1b\0\0\0\0LEADID\0\0\0\0\0C"[..],
            b"SQLite format 3\0\x10\0\x01\x01\0",
            b"a\0\0\0b\0\0\0c\0\0\0",
        ] {
            assert!(!is_text(other), "{:?}", String::from_utf8_lossy(other));
        }
    }
}
