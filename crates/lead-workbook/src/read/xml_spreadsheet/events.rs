//! An XML file is read as events: tags and texts, none of them held beyond a bound.

use crate::error::{WorkbookError, file_name};
use crate::text_encoding::Utf8Bytes;
use crate::xml::scan::{entity, unescape};
use encoding_rs::Encoding;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error as XmlError, Reader};
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Bytes of a single tag or text, which the parser holds whole. An Excel cell holds 32,767 characters;
/// written as entities that is a few hundred kilobytes.
const LONGEST: usize = 1 << 20;

/// What an XML file consists of.
pub(crate) enum XmlEvent<'p> {
    Open(Tag<'p>),
    /// The name of what ends, without a prefix.
    Close(String),
    Text(Cow<'p, str>),
}

/// An opening tag. One that closes itself is closed in the next event.
pub(crate) struct Tag<'p>(BytesStart<'p>);

impl Tag<'_> {
    /// Its name without a prefix.
    pub(crate) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// An attribute by its name without a prefix.
    pub(crate) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found =
            attributes.with_checks(false).flatten().find(|one| one.key.local_name().into_inner() == wanted);
        found.map(|attribute| unescape(&attribute.value))
    }

    /// An attribute as a number. One too large to be one is the largest there is.
    pub(crate) fn number(&self, wanted: &str) -> Option<u32> {
        let text = self.attribute(wanted)?;
        let number: u64 = text.trim().parse().ok()?;
        Some(u32::try_from(number).unwrap_or(u32::MAX))
    }
}

/// The events of an XML file, in order.
pub(crate) struct XmlEvents {
    path: PathBuf,
    reader: Reader<Metered<BufReader<Utf8Bytes<File>>>>,
    buffer: Vec<u8>,
    /// Elements that are open.
    depth: u32,
}

impl XmlEvents {
    pub(crate) fn open(path: &Path, encoding: &'static Encoding) -> Result<Self, WorkbookError> {
        let file = File::open(path).map_err(|error| WorkbookError::reading(path, error))?;
        let text = BufReader::new(Utf8Bytes::new(file, encoding));
        let mut reader = Reader::from_reader(Metered { inner: text, left: 0 });
        reader.config_mut().expand_empty_elements = true;
        // Some programs write “Acme & Co” as it is.
        reader.config_mut().allow_dangling_amp = true;
        Ok(Self { path: path.to_owned(), reader, buffer: Vec::new(), depth: 0 })
    }

    /// The next event; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<XmlEvent<'_>>, WorkbookError> {
        let Self { path, reader, buffer, depth } = self;
        buffer.clear();
        reader.get_mut().left = LONGEST;
        let event = match reader.read_event_into(buffer) {
            Ok(event) => event,
            Err(error) => return Err(explain(path, reader.get_ref().left == 0, &error)),
        };
        Ok(Some(match event {
            Event::Start(tag) => {
                *depth += 1;
                XmlEvent::Open(Tag(tag))
            }
            Event::End(tag) => {
                *depth = depth.saturating_sub(1);
                let name = tag.local_name().into_inner().to_owned();
                XmlEvent::Close(name)
            }
            Event::Text(text) => XmlEvent::Text(text.xml10_content()),
            Event::CData(text) => XmlEvent::Text(text.xml10_content()),
            Event::GeneralRef(name) => XmlEvent::Text(match entity(&name) {
                Some(character) => character.to_string().into(),
                // One that is not known stays as it stands: document types, which could declare it, are refused.
                None => format!("&{};", &*name).into(),
            }),
            Event::DocType(_) => return Err(WorkbookError::damaged(path, "it declares a document type")),
            Event::Eof if *depth > 0 => return Err(WorkbookError::damaged(path, "it ends too early")),
            Event::Eof => return Ok(None),
            _ => XmlEvent::Text(Cow::Borrowed("")),
        }))
    }
}

fn explain(path: &Path, is_long: bool, error: &XmlError) -> WorkbookError {
    match error {
        _ if is_long => WorkbookError::Oversized {
            name: file_name(path),
            detail: "it has a single text or tag of more than 1 MB".into(),
        },
        XmlError::Io(error) => WorkbookError::reading(path, error.kind().into()),
        XmlError::Syntax(_) => WorkbookError::damaged(path, "it ends in the middle of a tag"),
        _ => WorkbookError::damaged(path, "its tags do not fit together"),
    }
}

/// Input of which only so much is given at a time.
struct Metered<R> {
    inner: R,
    /// Bytes that may still be taken.
    left: usize,
}

impl<R: BufRead> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let taken = held.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&held[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let held = self.inner.fill_buf()?;
        Ok(&held[..held.len().min(self.left)])
    }

    fn consume(&mut self, taken: usize) {
        self.left = self.left.saturating_sub(taken);
        self.inner.consume(taken);
    }
}
