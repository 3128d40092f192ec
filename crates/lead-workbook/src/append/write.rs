//! This module writes the workbook anew: what is changed, what is added, and all else as it is.

use super::add_cells::{CellForms, ColumnStyles, NewCells, append};
use super::added_sheets::{Host, copy_sheets};
use super::around_rows::{EpilogueState, epilogue, prologue};
use super::cell_formats::{AddedFormats, CellFormat};
use super::parts::{Content, Parts, Streamed, packed, packer};
use super::placement::Placement;
use super::query_table;
use super::shared_strings::AddedStrings;
use super::styles::{List, Styles};
use super::table::{next_column, takes_in, widened};
use super::target::Target;
use super::workbook_state::WorkbookState;
use crate::sheet_xml::{Fault, RowStream};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;

/// XML handed to the packing thread at a time, and how many pieces may wait there.
const PIECE: usize = 512 << 10;
const WAITING: usize = 4;

/// The most cell formats that Excel opens, and what we add at most: our cells' and those of our sheets.
const MOST_FORMATS: u32 = 65_490;
const ROOM_FOR_FORMATS: u32 = 200;

/// The columns to append.
pub(crate) struct NewColumns<'a> {
    pub(crate) placement: Placement,
    pub(crate) headers: &'a [String],
    pub(crate) formats: &'a [CellFormat],
    /// In characters.
    pub(crate) widths: &'a [f64],
}

impl Target {
    /// Writes the workbook with the columns into `out`. What has to wait meanwhile lies in files
    /// without a name in `folder`.
    pub(crate) fn append<C: NewCells>(
        mut self,
        columns: &NewColumns<'_>,
        cells: &mut C,
        out: &File,
        folder: &Path,
    ) -> Result<WorkbookState, Fault> {
        let mut styles = match &self.styles {
            Some(name) => Some(Styles::read(self.parts.read(name)?).ok_or_else(|| Fault::Odd(name.clone()))?),
            None => None,
        };
        // One format too many, and Excel opens nothing of the workbook: rather no formats.
        styles = styles.filter(|styles| styles.count(List::CellFormats) + ROOM_FOR_FORMATS <= MOST_FORMATS);
        let formats = styles
            .as_mut()
            .map(|styles| AddedFormats::add(styles, self.used.header_style, self.used.body_style));
        let (strings_name, strings) = self.strings.take().unzip();
        let mut strings = strings.map(|part| AddedStrings::new(part, folder)).transpose()?;
        let (sheet, behind) = self.stream_sheet(columns, formats, strings.as_mut(), cells, folder)?;

        let donor = Parts::open(cells.sheets()?)?;
        let host = Host {
            parts: &self.parts,
            styles: styles.as_mut(),
            strings: strings.as_mut(),
            is_strict: self.is_strict,
            folder,
            go_on: &mut || cells.go_on(),
        };
        let mut added = copy_sheets(donor, host)?;
        let mut changed = std::mem::take(&mut added.parts);
        let mut streamed = std::mem::take(&mut added.streamed);
        changed.retain(|name, _| !streamed.iter().any(|part| part.name == *name));
        streamed.push(Streamed { name: self.sheet.clone(), content: Content::Packed(sheet) });
        if let (Some(name), Some(styles)) = (&self.styles, styles) {
            changed.insert(name.clone(), styles.finish());
        }
        self.widen_tables(columns, &mut changed)?;
        let was_signed = self.list_sheets(&mut changed, &added, behind.filter.as_deref())?;
        if let (Some(name), Some(strings)) = (strings_name, strings) {
            let write =
                move |original: &mut dyn Read, mut out: &mut dyn Write| strings.write(original, &mut out);
            streamed.push(Streamed { name, content: Content::Written(Box::new(write)) });
        }
        let leaves_out = |name: &str| was_signed && name.starts_with("_xmlsignatures/");
        self.parts.assemble(out, &mut || cells.go_on(), changed, streamed, leaves_out)?;
        Ok(WorkbookState {
            was_signed,
            is_protected: behind.is_protected,
            hidden_rows: self.used.hidden_rows,
        })
    }

    /// Takes the columns into the table that covers the ids, and into the query that fills it.
    fn widen_tables(
        &mut self,
        columns: &NewColumns<'_>,
        changed: &mut BTreeMap<String, Vec<u8>>,
    ) -> Result<(), Fault> {
        for table in &self.tables {
            let source = self.parts.read(table)?;
            if !takes_in(&source, columns.placement) {
                continue;
            }
            let query = self.parts.relations(table)?.into_iter().find(|to| to.kind.ends_with("/queryTable"));
            let mut first_field = None;
            if let Some(query) = query.filter(|query| self.parts.has(&query.target)) {
                let odd = || Fault::Odd(query.target.clone());
                let first = next_column(&source).ok_or_else(odd)?;
                let count = u32::try_from(columns.headers.len()).map_err(|_| odd())?;
                let Some(query_source) = query_table::widened(&self.parts.read(&query.target)?, first, count)
                else {
                    // Without fields there is no telling what the query makes of another column.
                    continue;
                };
                first_field = Some(query_source.first_field);
                changed.insert(query.target.clone(), query_source.part);
            }
            if let Some(bytes) = widened(&source, columns.placement, columns.headers, first_field) {
                changed.insert(table.clone(), bytes);
            }
        }
        Ok(())
    }

    /// Streams the sheet with its new cells into a zip of its own: this thread makes the XML, another
    /// packs it.
    fn stream_sheet<C: NewCells>(
        &mut self,
        columns: &NewColumns<'_>,
        formats: Option<AddedFormats>,
        strings: Option<&mut AddedStrings>,
        cells: &mut C,
        folder: &Path,
    ) -> Result<(File, EpilogueState), Fault> {
        let size = self.parts.stated_size(&self.sheet)?;
        let mut writer = packer(folder, size.saturating_mul(2))?;
        let (to_pack, pieces) = sync_channel::<Vec<u8>>(WAITING);
        let (writing, source) = self.parts.stream_written(&self.sheet)?;
        let styles = ColumnStyles {
            header: formats.map(|formats| formats.header),
            body: columns.formats.iter().map(|&format| Some(formats?.cell(format))).collect(),
        };
        let forms = CellForms { styles, writing };
        thread::scope(|scope| {
            let packing = scope.spawn(move || -> Result<File, Fault> {
                for piece in pieces {
                    writer.write_all(&piece)?;
                }
                packed(writer)
            });
            let broken_pipe = || Fault::Io(ErrorKind::BrokenPipe.into());
            let send = |piece| to_pack.send(piece).map_err(|_| broken_pipe());
            let made = (|| -> Result<EpilogueState, Fault> {
                let (mut stream, before) = RowStream::open(source)?;
                send(prologue(&before, columns.placement, columns.widths))?;
                let grow = |xml: &mut Vec<u8>| {
                    if xml.len() >= PIECE {
                        send(std::mem::replace(xml, Vec::with_capacity(PIECE + PIECE / 4)))?;
                    }
                    Ok(())
                };
                append(&mut stream, columns.placement, &forms, strings, cells, grow, send)?;
                let (after, behind) = epilogue(&stream.epilogue()?, columns.placement, |prefix, priority| {
                    formats.map_or_else(Vec::new, |formats| {
                        formats.conditional(prefix, priority, columns.placement, columns.formats)
                    })
                });
                send(after)?;
                Ok(behind)
            })();
            drop(to_pack);
            let packed = packing.join().map_err(|_| broken_pipe())?;
            match (packed, made) {
                // Where packing failed, that is the cause of the other's failure.
                (Err(fault), _) => Err(fault),
                (Ok(packed), made) => Ok((packed, made?)),
            }
        })
    }
}
