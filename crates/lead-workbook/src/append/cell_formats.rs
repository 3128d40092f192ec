//! The new cells get formats of their own, which take font and borders from the user's cells beside them.

use super::placement::Placement;
use super::styles::{List, Styles};
use crate::cell_reference::letters;
use crate::xml::elements::{Kind, element_at, elements, escape_into};
use lead_model::{Band, RowStatus};

/// The format of a new column, by what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellFormat {
    Text,
    /// Sentences, line by line. Excel runs them into one line where a row has no more room, and
    /// others show as many lines as fit: the first ones, if they stand at the top.
    Lines,
    Number,
    Score,
    Moment,
    /// Words for a score's height.
    Band,
    /// Text by which rows are tinted and marked.
    Status,
}

/// Excel's own number formats: `#,##0`, `m/d/yy h:mm` after the reader's country, and ours `0.0`.
const THOUSANDS: u32 = 3;
const MOMENT: u32 = 22;

/// Styles of the new cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct AddedFormats {
    pub(super) header: u32,
    text: u32,
    lines: u32,
    number: u32,
    score: u32,
    moment: u32,
    invalid: u32,
    good: u32,
    fair: u32,
    bad: u32,
}

impl AddedFormats {
    /// Adds the styles. New headers look like the last header there is, new cells have the font and
    /// lines of the cells beside them.
    pub(super) fn add(styles: &mut Styles, header: Option<u32>, body: Option<u32>) -> Self {
        let score_format = styles.new_format_id();
        styles.add(List::NumberFormats, format!("<numFmt numFmtId=\"{score_format}\" formatCode=\"0.0\"/>"));
        let (font, border, alignment) = beside(styles, body);
        let mut cell = |format: u32, alignment: &[u8]| {
            styles.add(
                List::CellFormats,
                [
                    format!(
                        "<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"0\" borderId=\"{border}\" xfId=\"0\" \
                         applyNumberFormat=\"1\" applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\">"
                    )
                    .as_bytes(),
                    alignment,
                    b"</xf>",
                ]
                .concat(),
            )
        };
        let (text, number, score, moment) = (
            cell(0, &alignment),
            cell(THOUSANDS, &alignment),
            cell(score_format, &alignment),
            cell(MOMENT, &alignment),
        );
        let lines = cell(0, b"<alignment vertical=\"top\"/>");
        let mut difference = |ground: &str, ink: &str| {
            let ink =
                if ink.is_empty() { String::new() } else { format!("<font><color rgb=\"FF{ink}\"/></font>") };
            let fill = format!(
                "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{ground}\"/><bgColor rgb=\"FF{ground}\"/></patternFill></fill>"
            );
            styles.add(List::Differences, format!("<dxf>{ink}{fill}</dxf>"))
        };
        Self {
            header: header.unwrap_or(0),
            text,
            lines,
            number,
            score,
            moment,
            invalid: difference("FDE9E9", ""),
            good: difference("D9F2E0", "14532D"),
            fair: difference("FEF0C7", "6B3A00"),
            bad: difference("FDDEDE", "7F1D1D"),
        }
    }

    /// The style of a new cell.
    pub(super) fn cell(&self, format: CellFormat) -> u32 {
        match format {
            CellFormat::Text | CellFormat::Band | CellFormat::Status => self.text,
            CellFormat::Lines => self.lines,
            CellFormat::Number => self.number,
            CellFormat::Score => self.score,
            CellFormat::Moment => self.moment,
        }
    }

    /// Conditional formats: scores and bands by their height, statuses that want attention, and rows without a
    /// lead tinted from the first column on.
    pub(super) fn conditional(
        &self,
        prefix: &[u8],
        mut priority: u32,
        placement: Placement,
        formats: &[CellFormat],
    ) -> Vec<u8> {
        let first = placement.header_row + 1;
        let mut out = Vec::new();
        if placement.last_row < first {
            return out;
        }
        let mut add = |area: String, rules: &[(String, u32)]| {
            let tag = |out: &mut Vec<u8>, before: &[u8], name: &str| {
                out.extend_from_slice(before);
                out.extend_from_slice(prefix);
                out.extend_from_slice(name.as_bytes());
            };
            tag(&mut out, b"<", &format!("conditionalFormatting sqref=\"{area}\">"));
            for (rule, format) in rules {
                tag(
                    &mut out,
                    b"<",
                    &format!("cfRule type=\"expression\" dxfId=\"{format}\" priority=\"{priority}\">"),
                );
                tag(&mut out, b"<", "formula>");
                escape_into(&mut out, rule);
                tag(&mut out, b"</", "formula>");
                tag(&mut out, b"</", "cfRule>");
                priority += 1;
            }
            tag(&mut out, b"</", "conditionalFormatting>");
        };
        for (column, format) in (placement.first..).zip(formats) {
            let letter = letters(column);
            let area = |left: &str, right: &str| format!("{left}{first}:{right}{}", placement.last_row);
            match format {
                CellFormat::Score => {
                    // A blank cell compares as 0, so each rule asks for a number first.
                    let cell = format!("{letter}{first}");
                    add(
                        area(&letter, &letter),
                        &[
                            (format!("AND(ISNUMBER({cell}),{cell}>=80)"), self.good),
                            (format!("AND(ISNUMBER({cell}),{cell}>=60,{cell}<80)"), self.fair),
                            (format!("AND(ISNUMBER({cell}),{cell}<60)"), self.bad),
                        ],
                    );
                }
                CellFormat::Band => {
                    let is = |band: Band| format!("{letter}{first}=\"{}\"", band.label());
                    let low = [Band::Moderate, Band::Poor, Band::Unusable].map(is).join(",");
                    add(
                        area(&letter, &letter),
                        &[
                            (is(Band::Verified), self.good),
                            (is(Band::Good), self.fair),
                            (format!("OR({low})"), self.bad),
                        ],
                    );
                }
                CellFormat::Status => {
                    let is = |status: RowStatus| format!("${letter}{first}=\"{}\"", status.label());
                    let failed =
                        format!("OR({},{})", is(RowStatus::RetrievalFailed), is(RowStatus::AssessmentFailed));
                    add(area(&letter, &letter), &[(failed, self.fair)]);
                    add(area("A", &letters(placement.last)), &[(is(RowStatus::InvalidLeadId), self.invalid)]);
                }
                _ => {}
            }
        }
        out
    }
}

/// Font, border and alignment of a cell format.
fn beside(styles: &Styles, body: Option<u32>) -> (u32, u32, Vec<u8>) {
    let entry = styles.entry(List::CellFormats, body.unwrap_or(0));
    let Some((entry, element)) = entry.and_then(|entry| Some((entry, element_at(entry, 0)?))) else {
        return (0, 0, Vec::new());
    };
    // Indents and turned text belong to the cell beside; where the text stands up or down, to the row.
    let vertical = elements(entry)
        .find(|inner| inner.local() == b"alignment" && inner.kind != Kind::Close)
        .and_then(|alignment| alignment.attribute(b"vertical"))
        .map(|vertical| [b"<alignment vertical=\"", vertical, b"\"/>"].concat())
        .unwrap_or_default();
    (element.number(b"fontId").unwrap_or(0), element.number(b"borderId").unwrap_or(0), vertical)
}
