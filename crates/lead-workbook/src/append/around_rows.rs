//! This module edits what stands around a sheet's rows: its used range, column widths, filter and
//! conditional formats.

use super::area::Area;
use super::placement::Placement;
use crate::xml::elements::{Edits, Element, Kind, element_end, elements};

/// The part before the rows, with the used range and the widths of the new columns (in
/// characters, one for each).
pub(super) fn prologue(source: &[u8], placement: Placement, widths: &[f64]) -> Vec<u8> {
    let mut edits = Edits::default();
    let (mut cols_end, mut last_col_end, mut behind_ours) = (None, None, None);
    let mut placed = false;
    let mut sheet_data = source.len();
    let mut prefix: &[u8] = b"";
    for element in elements(source) {
        match (element.local(), element.kind) {
            (b"dimension", Kind::Open | Kind::Empty) => {
                if let Some(range) = element.attribute_range(b"ref")
                    && let Some(area) = Area::read(&source[range.clone()])
                {
                    let grown = Area {
                        left: area.left.min(placement.first),
                        // Some programs count rows from 0.
                        top: area.top.clamp(1, placement.header_row.max(1)),
                        right: area.right.max(placement.last),
                        bottom: area.bottom.max(placement.last_row),
                    };
                    edits.replace(range, grown.write());
                }
            }
            (b"cols", Kind::Close) => cols_end = Some(element.range.start),
            (b"cols", Kind::Empty) => edits.replace(element.range.clone(), ""),
            (b"col", Kind::Open | Kind::Empty) => {
                let end = element_end(source, &element);
                last_col_end = Some(end);
                let (Some(low), Some(high)) = (element.number(b"min"), element.number(b"max")) else {
                    continue;
                };
                if low > placement.last {
                    behind_ours.get_or_insert(element.range.start);
                } else if high >= placement.first {
                    let with = |from: u32, to: u32| {
                        let mut narrowed = Edits::default();
                        let start = element.range.start;
                        for (name, value) in [(&b"min"[..], from), (b"max", to)] {
                            if let Some(range) = element.attribute_range(name) {
                                narrowed.replace(range.start - start..range.end - start, value.to_string());
                            }
                        }
                        let tag = narrowed.apply(element.bytes());
                        match element.kind {
                            Kind::Open => [tag.strip_suffix(b">").unwrap_or(&tag), b"/>"].concat(),
                            _ => tag,
                        }
                    };
                    let mut kept = Vec::new();
                    if low < placement.first {
                        kept.extend(with(low, placement.first - 1));
                    }
                    // Ours stand in place of the first that reaches into them.
                    if !placed {
                        kept.extend(col_elements(element.prefix(), placement, widths));
                    }
                    placed = true;
                    if high > placement.last {
                        kept.extend(with(placement.last + 1, high));
                    }
                    edits.replace(element.range.start..end, kept);
                }
            }
            (b"sheetData", _) => {
                sheet_data = element.range.start;
                prefix = element.prefix();
            }
            _ => {}
        }
    }
    let ours = col_elements(prefix, placement, widths);
    match (cols_end, behind_ours) {
        _ if placed => {}
        (Some(_), Some(at)) => edits.insert(at, ours),
        (Some(end), None) => edits.insert(last_col_end.unwrap_or(end), ours),
        (None, _) => {
            let cols = [b"<", prefix, b"cols>", &ours[..], b"</", prefix, b"cols>"].concat();
            edits.insert(sheet_data, cols);
        }
    }
    edits.apply(source)
}

fn col_elements(prefix: &[u8], placement: Placement, widths: &[f64]) -> Vec<u8> {
    let mut out = Vec::new();
    for (column, width) in (placement.first..=placement.last).zip(widths) {
        out.extend_from_slice(b"<");
        out.extend_from_slice(prefix);
        out.extend_from_slice(
            format!("col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>").as_bytes(),
        );
    }
    out
}

/// What was found in the part behind the rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct EpilogueState {
    /// The sheet's own filter after it was widened.
    pub(super) filter: Option<String>,
    /// Whether the sheet is protected.
    pub(super) is_protected: bool,
}

/// Whether an element says that its sheet's cells are locked. One that only keeps a password, or what
/// would be allowed, locks nothing.
pub(super) fn protects(element: &Element<'_>) -> bool {
    element.local() == b"sheetProtection" && matches!(element.attribute(b"sheet"), Some(b"1" | b"true"))
}

/// Elements that may stand before conditional formats (ECMA-376 part 1, 18.3.1.99).
const BEFORE_FORMATS: [&[u8]; 11] = [
    b"sheetCalcPr",
    b"sheetProtection",
    b"protectedRanges",
    b"scenarios",
    b"autoFilter",
    b"sortState",
    b"dataConsolidate",
    b"customSheetViews",
    b"mergeCells",
    b"phoneticPr",
    b"conditionalFormatting",
];

/// The highest priority of a conditional format.
const HIGHEST_PRIORITY: u32 = i32::MAX.unsigned_abs();
/// Priorities that are kept free behind the first: five rules for each of as many columns as there are.
const ROOM_FOR_RULES: u32 = 5 * 16_384;

/// The first of so many priorities that no rule has. They come behind all others, where there is room.
fn free_priority(mut taken: Vec<u32>) -> u32 {
    taken.sort_unstable();
    let highest = taken.last().copied().unwrap_or(0);
    if highest <= HIGHEST_PRIORITY - ROOM_FOR_RULES {
        return highest + 1;
    }
    let mut first = 1;
    for priority in taken {
        if priority >= first && priority - first >= ROOM_FOR_RULES {
            break;
        }
        first = first.max(priority.saturating_add(1));
    }
    first
}

/// The part behind the rows, with the filter widened and `formats` added; `formats` is given the
/// first priority that is free.
pub(super) fn epilogue(
    source: &[u8],
    placement: Placement,
    formats: impl FnOnce(&[u8], u32) -> Vec<u8>,
) -> (Vec<u8>, EpilogueState) {
    let mut edits = Edits::default();
    let mut behind = EpilogueState::default();
    let (mut depth, mut at, mut priorities) = (0_u32, 0, Vec::new());
    let mut prefix: &[u8] = b"";
    for element in elements(source) {
        let local = element.local();
        if element.kind == Kind::Close {
            if local == b"sheetData" && depth == 0 {
                at = element.range.end;
                prefix = element.prefix();
                continue;
            }
            depth = depth.saturating_sub(1);
        }
        if let Some(taken) = element.number(b"priority")
            && local == b"cfRule"
        {
            priorities.push(taken);
        }
        if depth == 0 {
            if element.kind != Kind::Open && BEFORE_FORMATS.contains(&local) {
                at = element.range.end;
            }
            match local {
                b"autoFilter" if element.is_start() => {
                    let range = element.attribute_range(b"ref");
                    let area = range.clone().and_then(|range| Area::read(&source[range])?.widened(placement));
                    if let (Some(range), Some(area)) = (range, area) {
                        behind.filter = Some(area.write());
                        edits.replace(range, area.write());
                    }
                }
                b"sheetProtection" => behind.is_protected |= protects(&element),
                _ => {}
            }
        }
        if element.kind == Kind::Open {
            depth += 1;
        }
    }
    edits.insert(at, formats(prefix, free_priority(priorities)));
    (edits.apply(source), behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Placement = Placement { first: 4, last: 5, header_row: 1, last_row: 9, id_column: 1 };

    fn before(xml: &str) -> String {
        String::from_utf8(prologue(xml.as_bytes(), EXTENT, &[10.0, 20.5])).unwrap()
    }

    const OURS: &str = r#"<col min="4" max="4" width="10" customWidth="1"/><col min="5" max="5" width="20.5" customWidth="1"/>"#;

    #[test]
    fn the_used_range_grows_and_widths_are_added() {
        assert_eq!(
            before(r#"<worksheet><dimension ref="A1:C8"/><sheetData>"#),
            format!(r#"<worksheet><dimension ref="A1:E9"/><cols>{OURS}</cols><sheetData>"#)
        );
        // Without a header results stand from the first row on, wherever the sheet's own cells begin.
        let bare = Placement { header_row: 0, ..EXTENT };
        let grown = prologue(br#"<dimension ref="A4:C8"/><sheetData>"#, bare, &[10.0, 20.5]);
        assert!(grown.starts_with(br#"<dimension ref="A1:E9"/>"#), "{}", String::from_utf8_lossy(&grown));
    }

    #[test]
    fn a_width_that_reaches_over_ours_is_split() {
        assert_eq!(
            before(
                r#"<cols><col min="1" max="2" width="9"/><col min="3" max="16384" hidden="1"/></cols><sheetData>"#
            ),
            format!(
                r#"<cols><col min="1" max="2" width="9"/><col min="3" max="3" hidden="1"/>{OURS}<col min="6" max="16384" hidden="1"/></cols><sheetData>"#
            )
        );
    }

    #[test]
    fn widths_stay_in_order() {
        assert_eq!(
            before(r#"<cols><col min="1" max="3"/><col min="7" max="7"/></cols><sheetData>"#),
            format!(r#"<cols><col min="1" max="3"/>{OURS}<col min="7" max="7"/></cols><sheetData>"#)
        );
        assert_eq!(
            before(r#"<cols><col min="4" max="4"/><col min="5" max="6"/></cols><sheetData>"#),
            format!(r#"<cols>{OURS}<col min="6" max="6"/></cols><sheetData>"#)
        );
    }

    #[test]
    fn widths_may_have_a_closing_tag() {
        assert_eq!(
            before(
                r#"<cols><col min="2" max="4" a="1"> </col><col min="5" max="9"></col></cols><sheetData>"#
            ),
            format!(r#"<cols><col min="2" max="3" a="1"/>{OURS}<col min="6" max="9"/></cols><sheetData>"#)
        );
        assert_eq!(
            before(r#"<cols><col min="1" max="2"></col></cols><sheetData>"#),
            format!(r#"<cols><col min="1" max="2"></col>{OURS}</cols><sheetData>"#)
        );
    }

    #[test]
    fn formats_go_where_the_order_wants_them() {
        let xml = r#"</sheetData><autoFilter ref="A1:C9"><x/></autoFilter><mergeCells><mergeCell/></mergeCells><conditionalFormatting><cfRule priority="7"/></conditionalFormatting><pageMargins/></worksheet>"#;
        let (out, behind) =
            epilogue(xml.as_bytes(), EXTENT, |_, priority| format!("<CF {priority}/>").into_bytes());
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"</sheetData><autoFilter ref="A1:E9"><x/></autoFilter><mergeCells><mergeCell/></mergeCells><conditionalFormatting><cfRule priority="7"/></conditionalFormatting><CF 8/><pageMargins/></worksheet>"#
        );
        assert_eq!(behind, EpilogueState { filter: Some("A1:E9".into()), is_protected: false });
    }

    #[test]
    fn priorities_that_are_taken_are_left_out() {
        assert_eq!((free_priority(Vec::new()), free_priority(vec![7, 3])), (1, 8));
        assert_eq!(free_priority(vec![2, i32::MAX.unsigned_abs()]), 3);
        assert_eq!(free_priority(vec![u32::MAX, 5000, 60_000]), 60_001);
        assert_eq!(free_priority(vec![u32::MAX, 500_000]), 1);
    }

    #[test]
    fn filters_of_saved_views_and_of_other_ranges_are_left_alone() {
        let xml = r#"</sheetData><sheetProtection sheet="1"/><autoFilter ref="A1:B9"/><customSheetViews><customSheetView><autoFilter ref="A1:C9"/></customSheetView></customSheetViews></worksheet>"#;
        let (out, behind) = epilogue(xml.as_bytes(), EXTENT, |_, _| b"!".to_vec());
        assert_eq!(
            String::from_utf8(out).unwrap(),
            xml.replace("</customSheetViews>", "</customSheetViews>!")
        );
        assert_eq!(behind, EpilogueState { filter: None, is_protected: true });
    }

    #[test]
    fn a_protection_that_is_off_locks_nothing() {
        for off in ["<sheetProtection password=\"83AF\"/>", "<sheetProtection sheet=\"0\" objects=\"1\"/>"] {
            let xml = format!("</sheetData>{off}</worksheet>");
            let (_, behind) = epilogue(xml.as_bytes(), EXTENT, |_, _| Vec::new());
            assert!(!behind.is_protected, "{off}");
        }
    }
}
