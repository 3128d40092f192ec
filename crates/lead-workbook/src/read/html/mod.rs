//! Salesforce and many others export web pages with tables in them under the name of a spreadsheet.
//!
//! The page streams through: [`tokens`] holds no more of it than a cell, [`structure`] puts in what its
//! author left out, [`layout`] finds each cell's place in the sheet. A first pass finds out which
//! of tables within tables is the one with the data.

mod cell_text;
mod layout;
mod structure;
mod tokens;

use super::row_assembler::Assembler;
use super::row_view::EachRow;
use super::sheet_name::{SheetName, SheetVisibility};
use crate::error::{WorkbookError, file_name};
use crate::sheet_names;
use crate::text_encoding::{Utf8Bytes, detect_declared};
use cell_text::is_blank;
use encoding_rs::Encoding;
use layout::{Layout, cut_off};
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use structure::{At, Event, Structure};

/// A page, read as a sheet.
pub(crate) struct HtmlBook {
    path: PathBuf,
    encoding: &'static Encoding,
    data_depth: usize,
}

impl HtmlBook {
    pub(crate) fn open(path: &Path) -> Result<Self, WorkbookError> {
        let encoding = detect_declared(path).map_err(|error| WorkbookError::reading(path, error))?;
        let mut filled = FilledCells::default();
        walk(path, encoding, &mut |event| {
            filled.take(&event);
            if event.1 == Event::CutOff { Err(cut_off(path)) } else { Ok(ControlFlow::Continue(())) }
        })?;
        let Some(data_depth) = filled.data_depth() else {
            return Err(WorkbookError::WebPage { name: file_name(path) });
        };
        Ok(Self { path: path.to_owned(), encoding, data_depth })
    }

    /// The one sheet is called as the file, as Excel does it.
    pub(crate) fn sheets(&self) -> Vec<SheetName> {
        vec![SheetName { name: sheet_names::of_file(&self.path), visibility: SheetVisibility::Shown }]
    }

    pub(crate) fn rows(&mut self, each: &mut EachRow<'_>) -> Result<(), WorkbookError> {
        let mut assembler = Assembler::new(&self.path, &[], each);
        let mut layout = Layout::new(&self.path, self.data_depth);
        let mut is_enough = false;
        walk(&self.path, self.encoding, &mut |event| {
            let flow = layout.take(event, &mut |row, column, cell| assembler.put(row, column, cell, 0))?;
            is_enough = flow.is_break();
            Ok(flow)
        })?;
        if is_enough { Ok(()) } else { assembler.finish() }
    }
}

/// Goes through a page.
fn walk(
    path: &Path,
    encoding: &'static Encoding,
    each: &mut dyn FnMut(At) -> Result<ControlFlow<()>, WorkbookError>,
) -> Result<(), WorkbookError> {
    let read = |error| WorkbookError::reading(path, error);
    let page = Utf8Bytes::new(File::open(path).map_err(read)?, encoding);
    let (mut structure, mut events) = (Structure::default(), Vec::new());
    for token in tokens::tokens(page) {
        structure.take(token.map_err(read)?, &mut events);
        for event in events.drain(..) {
            if each(event)?.is_break() {
                return Ok(());
            }
        }
    }
    structure.finish(&mut events);
    for event in events {
        if each(event)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Counts, of the tables open, the cells with a text of their own.
#[derive(Default)]
struct FilledCells {
    /// For each table that is open, the count, and whether its current cell was counted or there is none.
    open: Vec<(u64, bool)>,
    /// The most in a single table, for each number of tables it lies in.
    most: Vec<u64>,
}

impl FilledCells {
    fn take(&mut self, (depth, event): &At) {
        match event {
            Event::TableStart => self.open.push((0, true)),
            Event::TableEnd => {
                let filled = self.open.pop().map_or(0, |(filled, _)| filled);
                if self.most.len() < *depth {
                    self.most.resize(*depth, 0);
                }
                if let Some(most) = depth.checked_sub(1).and_then(|at| self.most.get_mut(at)) {
                    *most = filled.max(*most);
                }
            }
            Event::CellStart { .. } => {
                if let Some((_, is_counted)) = self.open.last_mut() {
                    *is_counted = false;
                }
            }
            Event::Text(text) => {
                if let Some((filled, is_counted)) = self.open.last_mut()
                    && !*is_counted
                    && !is_blank(text)
                {
                    *filled += 1;
                    *is_counted = true;
                }
            }
            _ => {}
        }
    }

    /// How many tables deep the one with the most filled cells lies, the outermost of equals; `None`
    /// where no cell has a text.
    fn data_depth(&self) -> Option<usize> {
        let most = self.most.iter().max().filter(|most| **most > 0)?;
        self.most.iter().position(|filled| filled == most).map(|at| at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// The rows of a page, their cells' texts parted by `|`.
    fn rows(page: &str) -> Vec<String> {
        let mut file = tempfile::Builder::new().suffix(".xls").tempfile().unwrap();
        file.write_all(page.as_bytes()).unwrap();
        let mut rows = Vec::new();
        HtmlBook::open(file.path())
            .unwrap()
            .rows(&mut |row| {
                assert_eq!(row.number as usize, rows.len() + 1);
                let texts: Vec<String> = row.cells.iter().map(crate::cell::Cell::text).collect();
                rows.push(texts.join("|"));
                Ok(ControlFlow::Continue(()))
            })
            .unwrap();
        rows
    }

    #[test]
    fn cells_that_stretch_leave_the_others_blank() {
        let page = "<table><tr><td rowspan=2>a<td colspan=2>b<td>c<tr><td>d<td rowspan=9>e<td>f<tr><td>g<td>h</table>";
        assert_eq!(rows(page), ["a|b||c", "|d|e|f", "g|h"]);
        let ends = "<table><tbody><tr><td rowspan=0>a<td>b<tr><td>c</tbody><tbody><tr><td>d<td>e</table>\
                    <table><tr><td rowspan=5>f<td>g</table><table><tr><td>h</table>";
        assert_eq!(rows(ends), ["a|b", "|c", "d|e", "f|g", "h"]);
        let wide =
            "<table><tr><th colspan=1000000000 rowspan=1000000000>title</th></tr></table><table><tr><td>a";
        assert_eq!(rows(wide), ["title", "a"]);
    }

    #[test]
    fn blank_rows_count_and_lines_between_tables_are_rows() {
        let page = "<h1>Leads <i>of</i> May</h1>as of<br>today\
                    <table><caption>All</caption><tr><td>a</td></tr><tr></tr><tr><td>&nbsp;</td></tr><tr><td>b</table>\
                    <p>12 records</p>";
        assert_eq!(rows(page), ["Leads of May", "as of", "today", "All", "a", "", "", "b", "12 records"]);
    }

    #[test]
    fn text_between_cells_moves_no_cell() {
        let page = "<table><tr>Ada &nbsp;<td>a</td>, <td>b</td>&nbsp;</tr>x<tr><td>c<td>d</table>";
        assert_eq!(rows(page), ["Ada", "a|b", ",", "x", "c|d"]);
    }

    #[test]
    fn the_table_of_data_is_found_within_others_and_around_others() {
        let data = "<table><tr><td>Id<td>Name<tr><td>1<td>Ada</table>";
        let page = format!(
            "<table><tr><td>Report:</td><td>Leads</td></tr><tr><td>{data}</td><td>right</td></tr></table>"
        );
        assert_eq!(rows(&page), ["Report:|Leads", "Id|Name", "1|Ada", "right"]);
        let small = "<table><tr><td>x<td>y<tr><td>z</table>";
        let around = format!("<table><tr><td>Id<td>Name<td>City<tr><td>1<td>Ada {small} B<td>Rome</table>");
        assert_eq!(rows(&around), ["Id|Name|City", "1|Ada\nx y\nz\nB|Rome"]);
    }

    #[test]
    fn a_text_is_the_value_and_a_link_stands_in_for_none() {
        let page = "<table><tr><td><a href='https://x/00Q'>Ada</a><td><a href='https://x/1'><img src=a.png></a>\
                    <td>0120<td>12<td>1,200.50<td>13.10.2025";
        assert_eq!(rows(page), ["Ada|https://x/1|0120|12|1,200.50|13.10.2025"]);
    }

    #[test]
    fn a_page_without_a_filled_cell_is_no_sheet() {
        for page in ["<html><body><h1>Login</h1></body></html>", "<table><tr><td>&nbsp;<td> </table>sign in"]
        {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(page.as_bytes()).unwrap();
            let opened = HtmlBook::open(file.path()).map(|book| book.data_depth);
            assert!(matches!(opened, Err(WorkbookError::WebPage { .. })), "{page}: {opened:?}");
        }
    }
}
