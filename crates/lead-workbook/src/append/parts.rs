//! A package consists of parts, which are found by their relations, read, and written anew.

use crate::cancellation::{CancellableFile, FailsOnce};
use crate::package::{Bounded, key, resolved};
use crate::sheet_xml::Fault;
use crate::xml::elements::{Edits, Kind, elements, escape_into, plain};
use crate::xml::encoding::{Writing, writing};
use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Styles, relations and lists of sheets; the largest seen has some tens of megabytes.
const LARGEST_SMALL_PART: u64 = 256 << 20;
/// With zlib-rs level 3 takes a third of the time of level 6 for a tenth more bytes.
const LEVEL: i64 = 3;
/// From here on a part may not fit into the old zip fields.
const NEEDS_LARGE_FILE: u64 = 3 << 30;

/// A relation of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relation {
    pub(super) id: String,
    pub(super) kind: String,
    /// The target's full name, without a leading slash.
    pub(super) target: String,
}

/// A package on disk.
pub(super) struct Parts {
    zip: ZipArchive<BufReader<File>>,
    by_name: HashMap<String, usize>,
}

impl Parts {
    pub(super) fn open(file: File) -> Result<Self, Fault> {
        let zip = ZipArchive::new(BufReader::new(file))?;
        let mut by_name = HashMap::new();
        for (index, name) in zip.file_names_raw().enumerate() {
            by_name.insert(key(&String::from_utf8_lossy(name)), index);
        }
        Ok(Self { zip, by_name })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(&key(name))
    }

    /// A name like `xl/charts/leadsheet1.xml` that no part has.
    pub(super) fn free_name(&self, stem: &str, ending: &str, taken: &BTreeMap<String, Vec<u8>>) -> String {
        let mut number = 1;
        loop {
            let name = format!("{stem}{number}{ending}");
            if !self.has(&name) && !taken.contains_key(&name) {
                return name;
            }
            number += 1;
        }
    }

    /// A part of XML as it streams out, unpacked, within bounds. What is added to a part is UTF-8, so
    /// one that is written otherwise is refused.
    pub(super) fn stream(&mut self, name: &str) -> Result<impl Read + '_, Fault> {
        let (writing, whole) = self.stream_written(name)?;
        if writing == Writing::Utf8 { Ok(whole) } else { Err(Fault::Encoding(name.to_owned())) }
    }

    /// As [`stream`](Self::stream), for a part that only ASCII is added to where it is not written in
    /// UTF-8.
    pub(super) fn stream_written(&mut self, name: &str) -> Result<(Writing, impl Read + '_), Fault> {
        let index = *self.by_name.get(&key(name)).ok_or_else(|| Fault::Missing(name.to_owned()))?;
        let part = self.zip.by_index(index)?;
        let packed = part.compressed_size();
        let (writing, whole) = writing(Bounded::for_sheet(part, packed))?;
        if writing == Writing::Utf16 { Err(Fault::Encoding(name.to_owned())) } else { Ok((writing, whole)) }
    }

    /// The size of a part as the package states it.
    pub(super) fn stated_size(&mut self, name: &str) -> Result<u64, Fault> {
        let index = *self.by_name.get(&key(name)).ok_or_else(|| Fault::Missing(name.to_owned()))?;
        Ok(self.zip.by_index_raw(index)?.size())
    }

    /// A small part as a whole.
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        self.stream(name)?.take(LARGEST_SMALL_PART + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LARGEST_SMALL_PART { Err(Fault::Large(name.to_owned())) } else { Ok(bytes) }
    }

    /// The relations of a part; none where it has no such list. The package's own with an empty name.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Fault> {
        let name = relations_name(part);
        if !self.has(&name) {
            return Ok(Vec::new());
        }
        let bytes = self.read(&name)?;
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        Ok(elements(&bytes)
            .filter(|element| element.local() == b"Relationship" && element.is_start())
            .filter(|element| element.attribute(b"TargetMode") != Some(b"External"))
            .filter_map(|element| {
                let text = |name: &[u8]| element.attribute(name).map(plain);
                let target = resolved(folder, &text(b"Target")?);
                Some(Relation { id: text(b"Id")?, kind: text(b"Type")?, target })
            })
            .collect())
    }

    /// Writes the package with some parts replaced, some left out, and some added behind.
    pub(super) fn assemble(
        mut self,
        out: &File,
        go_on: &mut dyn FnMut() -> io::Result<()>,
        mut changed: BTreeMap<String, Vec<u8>>,
        mut streamed: Vec<Streamed<'_>>,
        leaves_out: impl Fn(&str) -> bool,
    ) -> Result<(), Fault> {
        let mut writer = ZipWriter::new(BufWriter::with_capacity(1 << 20, CancellableFile::new(out, go_on)));
        for index in 0..self.zip.len() {
            let name = self.zip.by_index_raw(index)?.name()?.into_owned();
            let wanted = key(&name);
            if leaves_out(&wanted) {
                continue;
            }
            let replaced = changed.keys().find(|new| key(new) == wanted).cloned();
            if let Some(bytes) = replaced.and_then(|new| changed.remove(&new)) {
                writer.start_file(name, options(bytes.len() as u64))?;
                writer.write_all(&bytes)?;
            } else if let Some(at) = streamed.iter().position(|part| key(&part.name) == wanted) {
                match streamed.swap_remove(at).content {
                    Content::Packed(packed) => {
                        let mut packed = ZipArchive::new(packed)?;
                        writer.raw_copy_file_rename(packed.by_index_raw(0)?, name)?;
                    }
                    Content::Written(write) => {
                        let size = self.zip.by_index_raw(index)?.size();
                        writer.start_file(name, options(size + (1 << 30)))?;
                        write(&mut self.zip.by_index(index)?, &mut writer)?;
                    }
                }
            } else {
                writer.raw_copy_file(self.zip.by_index_raw(index)?)?;
            }
        }
        for (name, bytes) in changed {
            writer.start_file(name, options(bytes.len() as u64))?;
            writer.write_all(&bytes)?;
        }
        for part in streamed {
            if let Content::Packed(packed) = part.content {
                let mut packed = ZipArchive::new(packed)?;
                writer.raw_copy_file_rename(packed.by_index_raw(0)?, part.name)?;
            }
        }
        writer.finish()?.flush()?;
        Ok(())
    }
}

/// A part that is too large to hold.
pub(super) struct Streamed<'a> {
    pub(super) name: String,
    pub(super) content: Content<'a>,
}

/// Writes a part from what it was.
pub(super) type WritePart<'a> = Box<dyn FnOnce(&mut dyn Read, &mut dyn Write) -> io::Result<()> + 'a>;

pub(super) enum Content<'a> {
    /// Packed already, alone in a zip of its own.
    Packed(File),
    /// Written while the package is.
    Written(WritePart<'a>),
}

/// A zip of one part.
type Packer = ZipWriter<BufWriter<FailsOnce>>;

/// Packs one part while it is made, into a zip without a name in `folder`.
pub(super) fn packer(folder: &std::path::Path, expected: u64) -> Result<Packer, Fault> {
    let file = FailsOnce::new(tempfile::tempfile_in(folder)?);
    let mut writer = ZipWriter::new(BufWriter::with_capacity(1 << 20, file));
    writer.start_file("part", options(expected))?;
    Ok(writer)
}

/// Ends what [`packer`] began.
pub(super) fn packed(writer: Packer) -> Result<File, Fault> {
    let mut file = writer.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.into_file();
    file.rewind()?;
    Ok(file)
}

fn options(expected: u64) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .large_file(expected > NEEDS_LARGE_FILE)
}

/// The name of the list of a part's relations.
pub(super) fn relations_name(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// A list of relations with more added: id, kind and full target each.
pub(super) fn with_relations(source: &[u8], added: &[Relation]) -> Option<Vec<u8>> {
    let mut edits = Edits::default();
    let list = elements(source).filter(|element| element.local() == b"Relationships").last()?;
    let mut ours = Vec::new();
    for relation in added {
        ours.extend_from_slice(b"<");
        ours.extend_from_slice(list.prefix());
        ours.extend_from_slice(b"Relationship Id=\"");
        escape_into(&mut ours, &relation.id);
        ours.extend_from_slice(b"\" Type=\"");
        escape_into(&mut ours, &relation.kind);
        ours.extend_from_slice(b"\" Target=\"/");
        escape_into(&mut ours, &relation.target);
        ours.extend_from_slice(b"\"/>");
    }
    if list.kind == Kind::Empty {
        let close = [b">", &ours[..], b"</", list.prefix(), b"Relationships>"].concat();
        edits.replace(list.range.end - 2..list.range.end, close);
    } else {
        edits.insert(list.range.start, ours);
    }
    Some(edits.apply(source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_relations_stand_beside_their_part() {
        assert_eq!(relations_name("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(relations_name(""), "_rels/.rels");
    }

    #[test]
    fn relations_are_added_to_open_and_empty_lists() {
        let relation = Relation { id: "rId9".into(), kind: "k".into(), target: "xl/a.xml".into() };
        let added = |xml: &str| {
            String::from_utf8(with_relations(xml.as_bytes(), std::slice::from_ref(&relation)).unwrap())
                .unwrap()
        };
        assert_eq!(
            added("<Relationships x=\"1\"></Relationships>"),
            r#"<Relationships x="1"><Relationship Id="rId9" Type="k" Target="/xl/a.xml"/></Relationships>"#
        );
        assert_eq!(
            added("<p:Relationships/>"),
            r#"<p:Relationships><p:Relationship Id="rId9" Type="k" Target="/xl/a.xml"/></p:Relationships>"#
        );
    }
}
