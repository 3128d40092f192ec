//! The cells of the summary have these formats.

use super::colors;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder};

/// A dash for zero lets the lines that have something stand out.
const COUNT_CODE: &str = "#,##0;-#,##0;\"–\"";

/// The formats.
pub(super) struct SummaryFormats {
    pub(super) title: Format,
    pub(super) subtitle: Format,
    pub(super) block: Format,
    pub(super) block_right: Format,
    pub(super) label: Format,
    pub(super) count: Format,
    pub(super) share: Format,
    pub(super) decimal: Format,
    pub(super) total_label: Format,
    pub(super) total: Format,
    pub(super) quiet: Format,
    pub(super) fact: Format,
}

impl SummaryFormats {
    pub(super) fn new() -> Self {
        let ink = Format::new().set_font_color(colors::INK);
        let block = Format::new()
            .set_bold()
            .set_font_color(colors::OUR_HEADER)
            .set_border_bottom(FormatBorder::Medium)
            .set_border_bottom_color(colors::OUR_HEADER);
        let total =
            ink.clone().set_bold().set_border_top(FormatBorder::Thin).set_border_top_color(colors::LINE);
        Self {
            title: Format::new().set_bold().set_font_size(20).set_font_color(colors::OUR_HEADER),
            subtitle: Format::new().set_font_color(colors::QUIET),
            block_right: block.clone().set_align(FormatAlign::Right),
            block,
            label: ink.clone().set_align(FormatAlign::Top),
            count: ink
                .clone()
                .set_num_format(COUNT_CODE)
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Right),
            share: Format::new()
                .set_font_color(colors::QUIET)
                .set_num_format("0.0%;-0.0%;\"–\"")
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Right),
            decimal: ink
                .clone()
                .set_num_format("0.0")
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Right),
            total_label: total.clone(),
            total: total.set_num_format("#,##0"),
            quiet: Format::new()
                .set_font_color(colors::QUIET)
                .set_align(FormatAlign::Top)
                .set_align(FormatAlign::Right),
            fact: ink.set_align(FormatAlign::Left).set_align(FormatAlign::Top).set_text_wrap(),
        }
    }
}
