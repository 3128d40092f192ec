//! Cells of a report have the formats of the source's, and the appended ones have ours.

use super::colors;
use crate::cell::{Cell, DateKind};
use calamine::{
    Color as SourceColor, FontStyle, FontWeight, HorizontalAlignment, Style, UnderlineStyle,
    VerticalAlignment,
};
use lead_model::ColumnKind;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};
use std::collections::HashMap;

/// The highest number of a built-in number format. They follow the reader's country, which their
/// spelled-out codes do not.
const LAST_BUILT_IN: u32 = 49;

/// Formats, each made once.
pub(super) struct CellFormats {
    base_invalid: Format,
    ours: HashMap<(ColumnKind, bool, bool), Format>,
    theirs: HashMap<(u32, Option<DateKind>, bool), Format>,
}

impl CellFormats {
    pub(super) fn new() -> Self {
        Self { base_invalid: invalid(their_column()), ours: HashMap::new(), theirs: HashMap::new() }
    }

    /// The format of a cell of the source's; `None` where it looks as its column does. Looking a
    /// format up costs the writer more than writing the cell, so that is the usual case.
    pub(super) fn theirs(
        &mut self,
        style: u32,
        formats_by_style: &[Style],
        cell: &Cell,
        is_invalid: bool,
    ) -> Option<&Format> {
        let date = match cell {
            Cell::DateTime { kind, .. } => Some(*kind),
            _ => None,
        };
        if style == 0 && date.is_none() {
            return is_invalid.then_some(&self.base_invalid);
        }
        Some(self.theirs.entry((style, date, is_invalid)).or_insert_with(|| {
            let mut format = Format::new();
            // Style 0 is the workbook's plain format, and so is ours.
            if let Some(style) = formats_by_style.get(style as usize).filter(|_| style != 0) {
                format = converted(style);
            }
            let has_number_format = style != 0
                && formats_by_style
                    .get(style as usize)
                    .and_then(|style| style.number_format.as_ref())
                    .is_some_and(|format| format.format_code != "General");
            if let Some(kind) = date
                && !has_number_format
            {
                format = format.set_num_format(date_code(kind));
            }
            if is_invalid { invalid(format) } else { format }
        }))
    }

    /// The format of an appended cell; `None` where it looks as its column does. A line on the left
    /// of the first separates theirs from ours.
    pub(super) fn ours(&mut self, kind: ColumnKind, is_first: bool, is_invalid: bool) -> Option<&Format> {
        if !is_first && !is_invalid {
            return None;
        }
        Some(self.ours.entry((kind, is_first, is_invalid)).or_insert_with(|| {
            let mut format = our_column(kind);
            if is_first {
                format = format.set_border_left(FormatBorder::Thin).set_border_left_color(colors::OUR_HEADER);
            }
            if is_invalid { invalid(format) } else { format }
        }))
    }

    /// The header of a column of the source's, in its own format where it has one.
    pub(super) fn their_header(style: u32, formats_by_style: &[Style]) -> Format {
        let source = formats_by_style.get(style as usize).filter(|_| style != 0);
        let has_format = source.is_some_and(|style| {
            style.fill.as_ref().is_some_and(calamine::Fill::is_visible)
                || style.font.as_ref().is_some_and(calamine::Font::is_bold)
        });
        let format = source.filter(|_| has_format).map_or_else(
            || {
                Format::new()
                    .set_bold()
                    .set_font_color(colors::INK)
                    .set_background_color(colors::THEIR_HEADER)
                    .set_border_bottom(FormatBorder::Thin)
                    .set_border_bottom_color(colors::LINE)
            },
            converted,
        );
        format.set_align(FormatAlign::VerticalCenter).set_text_wrap()
    }
}

/// The format of a column of the source's, for cells without one of their own.
pub(super) fn their_column() -> Format {
    Format::new().set_align(FormatAlign::Top)
}

/// The format of an appended column.
pub(super) fn our_column(kind: ColumnKind) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    match kind {
        ColumnKind::LongText => format.set_text_wrap(),
        ColumnKind::Score => format.set_num_format("0.0").set_align(FormatAlign::Center),
        ColumnKind::Number => format.set_num_format("#,##0.##"),
        ColumnKind::Flag => format.set_align(FormatAlign::Center),
        ColumnKind::Date => format.set_num_format(date_code(DateKind::DateTime)).set_align(FormatAlign::Left),
        _ => format,
    }
}

/// The header of an appended column, and of the sheets we add.
pub(super) fn our_header() -> Format {
    Format::new()
        .set_bold()
        .set_font_color(0xFF_FFFF)
        .set_background_color(colors::OUR_HEADER)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
}

fn invalid(format: Format) -> Format {
    format.set_background_color(colors::INVALID).set_font_color(colors::INK)
}

fn date_code(kind: DateKind) -> &'static str {
    match kind {
        DateKind::Date => "yyyy-mm-dd",
        DateKind::DateTime => "yyyy-mm-dd hh:mm:ss",
        DateKind::Time => "hh:mm:ss",
        DateKind::Duration => "[h]:mm:ss",
    }
}

/// A style of the source's as a format, as far as both sides can say it.
fn converted(style: &Style) -> Format {
    let mut format = Format::new();
    if let Some(number) = &style.number_format {
        match number
            .format_id
            .filter(|id| (1..=LAST_BUILT_IN).contains(id))
            .and_then(|id| u8::try_from(id).ok())
        {
            Some(id) => format = format.set_num_format_index(id),
            None if number.format_code != "General" => format = format.set_num_format(&number.format_code),
            None => {}
        }
    }
    if let Some(font) = &style.font {
        format = with_font(format, font);
    }
    if let Some(fill) = style.fill.as_ref().filter(|fill| fill.is_visible())
        && let Some(color) = fill.get_color()
    {
        format = format.set_background_color(rgb(color));
    }
    if let Some(borders) = &style.borders {
        format = with_borders(format, borders);
    }
    let alignment = style.alignment.clone().unwrap_or_default();
    format = match alignment.horizontal {
        HorizontalAlignment::Left => format.set_align(FormatAlign::Left),
        HorizontalAlignment::Center | HorizontalAlignment::CenterContinuous => {
            format.set_align(FormatAlign::Center)
        }
        HorizontalAlignment::Right => format.set_align(FormatAlign::Right),
        _ => format,
    };
    format = match alignment.vertical {
        VerticalAlignment::Center => format.set_align(FormatAlign::VerticalCenter),
        // Rows are taller than in the source where long texts are appended.
        _ => format.set_align(FormatAlign::Top),
    };
    if let Some(indent) = alignment.indent {
        format = format.set_indent(indent.min(15));
    }
    if alignment.wrap_text { format.set_text_wrap() } else { format }
}

fn with_font(mut format: Format, font: &calamine::Font) -> Format {
    if let Some(name) = font.name.as_ref().filter(|name| name.as_str() != "Calibri") {
        format = format.set_font_name(name);
    }
    if let Some(size) = font.size.filter(|size| (1.0..=409.0).contains(size)) {
        format = format.set_font_size(size);
    }
    if font.weight == FontWeight::Bold {
        format = format.set_bold();
    }
    if font.style == FontStyle::Italic {
        format = format.set_italic();
    }
    if font.strikethrough {
        format = format.set_font_strikethrough();
    }
    format = match font.underline {
        UnderlineStyle::Single | UnderlineStyle::SingleAccounting => {
            format.set_underline(FormatUnderline::Single)
        }
        UnderlineStyle::Double | UnderlineStyle::DoubleAccounting => {
            format.set_underline(FormatUnderline::Double)
        }
        _ => format,
    };
    match font.color.filter(|color| !color.is_black()) {
        Some(color) => format.set_font_color(rgb(color)),
        None => format,
    }
}

fn with_borders(mut format: Format, borders: &calamine::Borders) -> Format {
    type Side = fn(Format, FormatBorder) -> Format;
    type Paint = fn(Format, Color) -> Format;
    let sides: [(&calamine::Border, Side, Paint); 4] = [
        (&borders.left, Format::set_border_left, |format, color| format.set_border_left_color(color)),
        (&borders.right, Format::set_border_right, |format, color| format.set_border_right_color(color)),
        (&borders.top, Format::set_border_top, |format, color| format.set_border_top_color(color)),
        (&borders.bottom, Format::set_border_bottom, |format, color| format.set_border_bottom_color(color)),
    ];
    for (border, set, paint) in sides {
        if border.is_visible() {
            format = set(format, border_kind(border.style));
            if let Some(color) = border.color {
                format = paint(format, rgb(color));
            }
        }
    }
    format
}

fn border_kind(style: calamine::BorderStyle) -> FormatBorder {
    use calamine::BorderStyle as Source;
    match style {
        Source::Medium => FormatBorder::Medium,
        Source::Thick => FormatBorder::Thick,
        Source::Double => FormatBorder::Double,
        Source::Hair => FormatBorder::Hair,
        Source::Dashed => FormatBorder::Dashed,
        Source::Dotted => FormatBorder::Dotted,
        Source::MediumDashed => FormatBorder::MediumDashed,
        Source::DashDot => FormatBorder::DashDot,
        Source::MediumDashDot => FormatBorder::MediumDashDot,
        Source::DashDotDot => FormatBorder::DashDotDot,
        Source::MediumDashDotDot => FormatBorder::MediumDashDotDot,
        Source::SlantDashDot => FormatBorder::SlantDashDot,
        _ => FormatBorder::Thin,
    }
}

fn rgb(color: SourceColor) -> Color {
    Color::RGB(color.to_argb() & 0x00FF_FFFF)
}
