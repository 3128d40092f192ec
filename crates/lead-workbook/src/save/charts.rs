//! The summary has two charts: rows by status, and rows by confidence band.

use super::colors;
use super::counted_lines::CountedLines;
use super::writer_errors::writer_error;
use crate::error::WorkbookError;
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFont, ChartFormat, ChartLine, ChartType, ColNum, Color, RowNum, Worksheet,
};

const HEIGHT: u32 = 320;
const STATUS_WIDTH: u32 = 440;
const BAND_WIDTH: u32 = 400;
const GAP: u32 = 16;
/// In the order of `RowStatus::ALL`: good, good without the model, and shades of what is missing.
const STATUS_COLORS: [u32; 7] = [0x2F_855A, 0x3B_82B5, 0xC5_3030, 0xC0_5621, 0xD6_9E2E, 0x8A_94A6, 0xB6_BFCC];
/// In the order of `Band::ALL`, best first.
const BAND_COLORS: [u32; 5] = [0x2F_855A, 0x7C_B342, 0xD6_9E2E, 0xC0_5621, 0xC5_3030];

/// Puts the pictures side by side, their upper left corner at a cell.
pub(super) fn insert(
    sheet: &mut Worksheet,
    name: &str,
    status: &CountedLines,
    bands: Option<&CountedLines>,
    at: (RowNum, ColNum),
) -> Result<(), WorkbookError> {
    let mut chart = counts(ChartType::Bar, name, status, "Rows by status", &STATUS_COLORS);
    // In a bar chart the categories stand on the vertical axis, the first one lowest unless turned.
    chart.y_axis().set_reverse();
    chart.set_width(STATUS_WIDTH).set_height(HEIGHT);
    chart.set_alt_text("Bar chart of the rows by status; the numbers are in the table beside it");
    sheet.insert_chart(at.0, at.1, &chart).map_err(writer_error)?;
    if let Some(bands) = bands {
        let mut chart = counts(ChartType::Column, name, bands, "Rows by confidence band", &BAND_COLORS);
        chart.set_width(BAND_WIDTH).set_height(HEIGHT);
        chart.set_alt_text(
            "Column chart of the rows by confidence band; the numbers are in the table beside it",
        );
        sheet.insert_chart_with_offset(at.0, at.1, &chart, STATUS_WIDTH + GAP, 0).map_err(writer_error)?;
    }
    Ok(())
}

fn counts(kind: ChartType, sheet: &str, lines: &CountedLines, title: &str, point_colors: &[u32]) -> Chart {
    let ink = Color::RGB(colors::INK);
    let mut small = ChartFont::new();
    small.set_size(9).set_color(ink);
    let mut chart = Chart::new(kind);
    let point_colors: Vec<Color> = point_colors.iter().map(|&color| Color::RGB(color)).collect();
    chart
        .add_series()
        .set_name("Rows")
        .set_categories((sheet, lines.first, lines.labels, lines.last, lines.labels))
        .set_values((sheet, lines.first, lines.counts, lines.last, lines.counts))
        .set_point_colors(&point_colors)
        .set_gap(45)
        .set_data_label(ChartDataLabel::new().show_value().set_num_format("#,##0").set_font(&small));
    let mut heading = ChartFont::new();
    heading.set_size(12).set_bold().set_color(Color::RGB(colors::OUR_HEADER));
    chart.title().set_name(title).set_font(&heading);
    chart.legend().set_hidden();
    let is_lying = matches!(kind, ChartType::Bar);
    let names = if is_lying { chart.y_axis() } else { chart.x_axis() };
    names.set_font(&small).set_major_gridlines(false);
    // The numbers stand on the bars; a scale would only repeat them.
    let scale = if is_lying { chart.x_axis() } else { chart.y_axis() };
    scale.set_hidden(true).set_major_gridlines(false).set_min(0);
    let mut frame = ChartLine::new();
    frame.set_color(Color::RGB(colors::LINE)).set_width(0.75);
    chart.chart_area().set_format(ChartFormat::new().set_border(&frame));
    chart
}
