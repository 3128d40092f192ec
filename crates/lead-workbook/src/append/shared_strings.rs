//! The workbook's shared strings get ours added behind them.
//!
//! Some programs show texts that stand in the cells themselves as blank, so texts go where the
//! workbook keeps its own. Ours wait in a file until that part is written, last of all.

use crate::sheet_xml::Fault;
use crate::sheet_xml::text::{is_blank_run, item_text};
use crate::xml::elements::{Edits, Element, Kind, element_at, escape_into, number, skip_other};
use memchr::memchr;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

const CHUNK: usize = 256 << 10;
/// A text and the markup around it; an Excel cell holds 32,767 characters.
const LARGEST_TAG: usize = 16 << 20;
/// Words that come again and again (statuses, bands) are kept once; sentences rarely repeat.
const REMEMBERED: usize = 4096;
const REMEMBERED_LENGTH: usize = 64;
/// Programs that share strings list each once, so there is one; some list one for each such cell.
const MOST_EMPTY: usize = 4 << 20;
const ASK_EVERY: u32 = 65_536;

/// Where our strings go in the part.
#[derive(Debug, Clone)]
pub(super) struct StringsPart {
    /// Strings there are, counted.
    real: u32,
    /// The opening tag as it stands.
    open: Vec<u8>,
    /// Where the opening tag begins.
    open_at: u64,
    /// Behind the last string.
    end_at: u64,
    prefix: Vec<u8>,
    /// The indices of strings without a character, in order: a cell with one of them is blank.
    pub(super) empty: Vec<u32>,
}

impl StringsPart {
    /// Counts the strings; what the part says of itself is not trusted. `None` where it holds no
    /// list that could be added to. `go_on` is asked now and then.
    pub(super) fn measure(
        reader: impl Read,
        go_on: &mut dyn FnMut() -> io::Result<()>,
    ) -> Result<Option<Self>, Fault> {
        let mut walk = Walk::new(reader);
        let mut part: Option<Self> = None;
        let (mut has_text, mut in_item, mut in_reading, mut keeps_space) = (false, false, false, false);
        while let Some((at, element)) = walk.next()? {
            match (element.local(), element.kind) {
                (b"rPh", kind) => in_reading = kind == Kind::Open,
                (b"sst", Kind::Open) => {
                    let open = element.bytes().to_vec();
                    let end_at = at + open.len() as u64;
                    let prefix = element.prefix().to_vec();
                    part = Some(Self { real: 0, open, open_at: at, end_at, prefix, empty: Vec::new() });
                }
                (b"t", Kind::Open) if !in_reading && !has_text => {
                    keeps_space = element.attribute(b"xml:space") == Some(b"preserve");
                    let body = at + element.range.len() as u64;
                    walk.kept_from = Some(body);
                }
                (b"t", Kind::Close) => {
                    has_text |= walk.kept(at).is_some_and(|run| !is_blank_run(run, keeps_space));
                    walk.kept_from = None;
                }
                (b"si", kind) if in_item != (kind == Kind::Close) => {
                    // Programs would differ in how many there are, and our indexes with them.
                    return Err(Fault::Nesting("its list of texts"));
                }
                (b"si", Kind::Open) => in_item = true,
                (b"si", Kind::Empty | Kind::Close) => {
                    in_item = false;
                    if let Some(part) = &mut part {
                        if !std::mem::take(&mut has_text) {
                            part.empty.push(part.real);
                        }
                        if part.empty.len() > MOST_EMPTY {
                            return Err(Fault::LargeFrame);
                        }
                        if part.real.is_multiple_of(ASK_EVERY) {
                            go_on()?;
                        }
                        part.real = part.real.checked_add(1).ok_or(Fault::LargeFrame)?;
                        part.end_at = at + element.range.len() as u64;
                    }
                }
                _ => {}
            }
        }
        Ok(part)
    }
}

/// Our strings.
pub(super) struct AddedStrings {
    part: StringsPart,
    spill: BufWriter<File>,
    remembered: HashMap<Box<str>, u32>,
    added: u32,
    used: u64,
    scratch: Vec<u8>,
}

impl AddedStrings {
    /// Keeps them in a file without a name in `folder` until they are written.
    pub(super) fn new(part: StringsPart, folder: &Path) -> io::Result<Self> {
        let spill = BufWriter::with_capacity(CHUNK, tempfile::tempfile_in(folder)?);
        Ok(Self { part, spill, remembered: HashMap::new(), added: 0, used: 0, scratch: Vec::new() })
    }

    /// The index of a text.
    pub(super) fn index(&mut self, text: &str) -> io::Result<u32> {
        self.used += 1;
        if let Some(&index) = self.remembered.get(text) {
            return Ok(index);
        }
        let index = self.part.real + self.added;
        self.added += 1;
        self.scratch.clear();
        write_item(&mut self.scratch, &self.part.prefix, text);
        self.spill.write_all(&self.scratch)?;
        if text.len() <= REMEMBERED_LENGTH && self.remembered.len() < REMEMBERED {
            self.remembered.insert(text.into(), index);
        }
        Ok(index)
    }

    /// Whether texts can come as XML without a prefix.
    pub(super) fn takes_plain_xml(&self) -> bool {
        self.part.prefix.is_empty()
    }

    /// The index of a text that is XML already: what stands inside a string item.
    pub(super) fn index_xml(&mut self, item: &[u8]) -> io::Result<u32> {
        self.used += 1;
        let index = self.part.real + self.added;
        self.added += 1;
        self.spill.write_all(b"<si>")?;
        self.spill.write_all(item)?;
        self.spill.write_all(b"</si>")?;
        Ok(index)
    }

    /// Writes the part anew: what it had, then ours.
    pub(super) fn write(self, original: impl Read, out: &mut impl Write) -> io::Result<()> {
        let Self { part, spill, added, used, .. } = self;
        let mut original = BufReader::with_capacity(CHUNK, original);
        copy_exactly(&mut original, out, part.open_at)?;
        io::copy(&mut original.by_ref().take(part.open.len() as u64), &mut io::sink())?;
        out.write_all(&counted(&part, added, used))?;
        copy_exactly(&mut original, out, part.end_at - part.open_at - part.open.len() as u64)?;
        let mut ours = spill.into_inner().map_err(io::IntoInnerError::into_error)?;
        ours.rewind()?;
        io::copy(&mut BufReader::with_capacity(CHUNK, ours), out)?;
        io::copy(&mut original, out)?;
        Ok(())
    }
}

/// The opening tag with its counts set right, where it has them.
fn counted(part: &StringsPart, added: u32, used: u64) -> Vec<u8> {
    let mut edits = Edits::default();
    if let Some(tag) = element_at(&part.open, 0) {
        if let Some(range) = tag.attribute_range(b"uniqueCount") {
            edits.replace(range, (u64::from(part.real) + u64::from(added)).to_string());
        }
        if let Some(range) = tag.attribute_range(b"count") {
            // A count that no part can have is set right.
            let had = number(&part.open[range.clone()]).unwrap_or(part.real);
            edits.replace(range, (u64::from(had) + used).to_string());
        }
    }
    edits.apply(&part.open)
}

fn write_item(out: &mut Vec<u8>, prefix: &[u8], text: &str) {
    let tag = |out: &mut Vec<u8>, before: &[u8], name: &[u8]| {
        out.extend_from_slice(before);
        out.extend_from_slice(prefix);
        out.extend_from_slice(name);
    };
    tag(out, b"<", b"si>");
    tag(out, b"<", if keeps_space(text) { b"t xml:space=\"preserve\">" } else { b"t>" });
    escape_into(out, text);
    tag(out, b"</", b"t>");
    tag(out, b"</", b"si>");
}

/// Whether white space at the edges or a line break would be lost without being asked for.
pub(super) fn keeps_space(text: &str) -> bool {
    text.contains('\n') || text.trim().len() != text.len()
}

fn copy_exactly(from: &mut impl Read, to: &mut impl Write, bytes: u64) -> io::Result<()> {
    if io::copy(&mut from.take(bytes), to)? == bytes {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// The texts of some of a workbook's shared strings. Reads no further than the last of them.
pub(super) fn texts(reader: impl Read, wanted: &BTreeSet<u32>) -> Result<BTreeMap<u32, String>, Fault> {
    let mut walk = Walk::new(reader);
    let mut found = BTreeMap::new();
    let Some(&last) = wanted.last() else { return Ok(found) };
    let mut index = 0;
    while index <= last {
        let Some((at, element)) = walk.next()? else { break };
        if element.local() != b"si" {
            continue;
        }
        match element.kind {
            Kind::Open => {
                let body = at + element.range.len() as u64;
                walk.kept_from = wanted.contains(&index).then_some(body);
                continue;
            }
            Kind::Close => {
                if let Some(item) = walk.kept(at) {
                    let mut text = String::new();
                    item_text(item, &mut text);
                    found.insert(index, text);
                }
                walk.kept_from = None;
            }
            Kind::Empty => {}
        }
        index += 1;
    }
    Ok(found)
}

/// Walks over the tags of a stream.
struct Walk<R> {
    reader: R,
    buffer: Vec<u8>,
    start: usize,
    /// Bytes of the stream before the buffer.
    before: u64,
    at_end: bool,
    /// From here on the stream is kept at hand.
    kept_from: Option<u64>,
}

impl<R: Read> Walk<R> {
    fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), start: 0, before: 0, at_end: false, kept_from: None }
    }

    /// What was kept, up to a place of the stream.
    fn kept(&self, end: u64) -> Option<&[u8]> {
        let from = usize::try_from(self.kept_from?.checked_sub(self.before)?).ok()?;
        self.buffer.get(from..usize::try_from(end.checked_sub(self.before)?).ok()?)
    }

    /// The next tag and its place in the stream.
    fn next(&mut self) -> Result<Option<(u64, Element<'_>)>, Fault> {
        let start = loop {
            match self.find() {
                Some((at, true)) => break at,
                Some((after, false)) => self.start = after,
                None if self.buffer.len() - self.start > LARGEST_TAG => return Err(Fault::LargeFrame),
                None => {
                    if !self.fill()? {
                        return Ok(None);
                    }
                }
            }
        };
        let Some(element) = element_at(&self.buffer, start) else { return Err(Fault::CutOff) };
        self.start = element.range.end;
        Ok(Some((self.before + start as u64, element)))
    }

    /// A whole tag at a place, or the end of something that is none.
    fn find(&mut self) -> Option<(usize, bool)> {
        let Some(gap) = memchr(b'<', &self.buffer[self.start..]) else {
            self.start = self.buffer.len();
            return None;
        };
        self.start += gap;
        let at = self.start;
        match self.buffer.get(at + 1)? {
            b'!' | b'?' => skip_other(&self.buffer, at).map(|end| (end, false)),
            _ => element_at(&self.buffer, at).map(|_| (at, true)),
        }
    }

    fn fill(&mut self) -> Result<bool, Fault> {
        if self.at_end {
            return Ok(false);
        }
        let kept = self.kept_from.and_then(|from| usize::try_from(from.checked_sub(self.before)?).ok());
        let gone = kept.unwrap_or(self.start);
        if self.start - gone > LARGEST_TAG {
            return Err(Fault::LargeFrame);
        }
        self.buffer.drain(..gone);
        self.before += gone as u64;
        self.start -= gone;
        let had = self.buffer.len();
        self.buffer.resize(had + CHUNK.max(had), 0);
        let read = self.reader.read(&mut self.buffer[had..])?;
        self.buffer.truncate(had + read);
        self.at_end = read == 0;
        Ok(read > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(xml: &str, texts: &[&str]) -> (Vec<u32>, String) {
        let part = StringsPart::measure(xml.as_bytes(), &mut || Ok(())).unwrap().unwrap();
        let mut strings = AddedStrings::new(part, &std::env::temp_dir()).unwrap();
        let indices = texts.iter().map(|text| strings.index(text).unwrap()).collect();
        let mut out = Vec::new();
        strings.write(xml.as_bytes(), &mut out).unwrap();
        (indices, String::from_utf8(out).unwrap())
    }

    #[test]
    fn ours_go_behind_and_the_counts_are_set_right() {
        let (indices, xml) = added(
            r#"<?xml version="1.0"?><sst count="9" uniqueCount="999"><si><t>a</t></si><si/><extLst/></sst>"#,
            &["x", " y", "x"],
        );
        assert_eq!(indices, [2, 3, 2]);
        assert_eq!(
            xml,
            r#"<?xml version="1.0"?><sst count="12" uniqueCount="4"><si><t>a</t></si><si/><si><t>x</t></si><si><t xml:space="preserve"> y</t></si><extLst/></sst>"#
        );
    }

    #[test]
    fn items_within_items_cannot_be_counted() {
        for xml in
            ["<sst><si><t>a</t><1si><si/></sst>", "<sst><t>a</t></si></sst>", "<sst><si><si></si></sst>"]
        {
            let measured = StringsPart::measure(xml.as_bytes(), &mut || Ok(()));
            assert!(matches!(measured, Err(Fault::Nesting(_))), "{xml}");
        }
    }

    #[test]
    fn an_empty_list_and_a_prefix_are_no_trouble() {
        let (indices, xml) = added("<x:sst></x:sst>", &["a&b"]);
        assert_eq!(indices, [0]);
        assert_eq!(xml, "<x:sst><x:si><x:t>a&amp;b</x:t></x:si></x:sst>");
    }

    #[test]
    fn strings_without_a_character_are_known_and_texts_are_found() {
        let xml = "<sst><si/><si><t>a &amp; b</t></si><si><t></t></si><si><r><t>c</t></r><r><t xml:space=\"preserve\"> d</t></r><rPh><t>x</t></rPh></si><si><t> \n</t></si><si><t/><rPh><t>x</t></rPh></si><si><t xml:space=\"preserve\"> </t></si></sst>";
        let part = StringsPart::measure(xml.as_bytes(), &mut || Ok(())).unwrap().unwrap();
        assert_eq!(part.empty, [0, 2, 4, 5]);
        let found = texts(xml.as_bytes(), &BTreeSet::from([1, 2, 3])).unwrap();
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [(1, "a & b".into()), (2, String::new()), (3, "c d".into())]
        );
    }

    #[test]
    fn a_list_that_closes_itself_cannot_be_added_to() {
        assert!(StringsPart::measure(&b"<sst/>"[..], &mut || Ok(())).unwrap().is_none());
    }
}
