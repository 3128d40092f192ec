//! The sheet *Issues* lists the rows that need a look.

use super::cell_formats::our_header;
use super::cell_text::for_cell;
use super::colors;
use super::writer_errors::writer_error;
use crate::cell_reference::MOST_ROWS;
use crate::error::WorkbookError;
use crate::result::RowResult;
use rust_xlsxwriter::{Format, FormatAlign, RowNum, Worksheet};

const HEADERS: [(&str, f64); 6] = [
    ("Row", 10.0),
    ("ID as written", 34.0),
    ("Lead ID", 22.0),
    ("ID verdict", 25.0),
    ("Status", 20.0),
    ("Why", 96.0),
];

/// Writes the list while the rows pass.
pub(super) struct IssuesSheet {
    sheet: Worksheet,
    next: RowNum,
    plain: Format,
    number: Format,
}

impl IssuesSheet {
    pub(super) fn new(mut sheet: Worksheet, name: &str) -> Result<Self, WorkbookError> {
        sheet.set_name(name).map_err(writer_error)?;
        sheet.set_row_height(0, 24.0).map_err(writer_error)?;
        let header = our_header();
        for (column, (name, width)) in (0..).zip(HEADERS) {
            sheet.set_column_width(column, width).map_err(writer_error)?;
            sheet.write_string_with_format(0, column, name, &header).map_err(writer_error)?;
        }
        let plain = Format::new().set_align(FormatAlign::Top);
        let number = plain.clone().set_align(FormatAlign::Left).set_num_format("#,##0");
        Ok(Self { sheet, next: 1, plain, number })
    }

    /// Adds a line. Past the last row that a sheet has, nothing is added.
    pub(super) fn add(
        &mut self,
        row: u32,
        id: &str,
        result: &RowResult,
        why: &str,
    ) -> Result<(), WorkbookError> {
        if self.next >= MOST_ROWS {
            return Ok(());
        }
        let texts = [id, &result.lead_id, result.verdict.label(), result.status.label(), why];
        self.sheet.write_number_with_format(self.next, 0, row, &self.number).map_err(writer_error)?;
        for (column, text) in (1..).zip(texts) {
            if !text.is_empty() {
                self.sheet
                    .write_string_with_format(self.next, column, for_cell(text).as_ref(), &self.plain)
                    .map_err(writer_error)?;
            }
        }
        self.next += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Worksheet, WorkbookError> {
        if self.next == 1 {
            let quiet = Format::new().set_font_color(colors::QUIET).set_italic();
            self.sheet
                .write_string_with_format(1, 0, "No row needs a look.", &quiet)
                .map_err(writer_error)?;
        } else {
            let last = self.next - 1;
            self.sheet.autofilter(0, 0, last, 5).map_err(writer_error)?;
            self.sheet
                .ignore_error_range(1, 1, last, 2, rust_xlsxwriter::IgnoreError::NumberStoredAsText)
                .map_err(writer_error)?;
        }
        self.sheet.set_freeze_panes(1, 0).map_err(writer_error)?;
        self.sheet
            .set_landscape()
            .set_print_fit_to_pages(1, 0)
            .set_repeat_rows(0, 0)
            .map_err(writer_error)?;
        Ok(self.sheet)
    }
}
