//! The workbook's styles get ours added behind them. Nothing there is renumbered.

use crate::xml::elements::{Edits, Element, Kind, element_at, elements};

/// The lists of a style sheet in the order that the format prescribes (ECMA-376 part 1, 18.8.39).
const ORDER: [&str; 11] = [
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
];
/// Ids below are Excel's own number formats.
const FIRST_OWN_FORMAT: u32 = 164;

/// A list that can be added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    NumberFormats,
    Fonts,
    Fills,
    Borders,
    CellFormats,
    Differences,
}

impl List {
    pub(super) const ALL: [Self; 6] =
        [Self::NumberFormats, Self::Fonts, Self::Fills, Self::Borders, Self::CellFormats, Self::Differences];

    fn name(self) -> &'static str {
        match self {
            Self::NumberFormats => "numFmts",
            Self::Fonts => "fonts",
            Self::Fills => "fills",
            Self::Borders => "borders",
            Self::CellFormats => "cellXfs",
            Self::Differences => "dxfs",
        }
    }

    /// What a list begins with: cells without a style have the first format, and the first two
    /// fills are none and a grey whatever is written there (ECMA-376 part 1, 18.8.20).
    fn beginning(self) -> &'static [&'static str] {
        match self {
            Self::NumberFormats | Self::Differences => &[],
            Self::Fonts => &["<font><sz val=\"11\"/><name val=\"Calibri\"/></font>"],
            Self::Fills => &[
                "<fill><patternFill patternType=\"none\"/></fill>",
                "<fill><patternFill patternType=\"gray125\"/></fill>",
            ],
            Self::Borders => &["<border/>"],
            Self::CellFormats => &["<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"],
        }
    }
}

/// A style sheet.
pub(super) struct Styles {
    source: Vec<u8>,
    prefix: Vec<u8>,
    /// What the prefix stands for.
    namespace: Vec<u8>,
    /// The style sheet's lists as they stand, by name.
    lists: Vec<Place>,
    end: usize,
    added: Vec<(List, Vec<u8>)>,
    next_format: u32,
}

struct Place {
    name: Vec<u8>,
    range: std::ops::Range<usize>,
    open: std::ops::Range<usize>,
    count_at: Option<std::ops::Range<usize>>,
    children: Vec<std::ops::Range<usize>>,
    is_empty: bool,
}

impl Styles {
    /// Reads a style sheet; `None` where it is none.
    pub(super) fn read(source: Vec<u8>) -> Option<Self> {
        let source = opened(source);
        let mut lists: Vec<Place> = Vec::new();
        let (mut depth, mut prefix, mut end) = (0_usize, None, None);
        let mut next_format = FIRST_OWN_FORMAT;
        let mut namespace = Vec::new();
        for element in elements(&source) {
            if element.kind == Kind::Close {
                depth = depth.checked_sub(1)?;
            }
            match (depth, element.kind) {
                (0, Kind::Open) if element.local() == b"styleSheet" => {
                    prefix = Some(element.prefix().to_vec());
                    let bound = [b"xmlns:", element.prefix().strip_suffix(b":").unwrap_or_default()].concat();
                    namespace = element.attribute(&bound).unwrap_or_default().to_vec();
                }
                (0, Kind::Close) => end = Some(element.range.start),
                (1, Kind::Open | Kind::Empty) => lists.push(Place::at(&element)),
                (1, Kind::Close) => lists.last_mut()?.range.end = element.range.end,
                (2, Kind::Open | Kind::Empty) => {
                    lists.last_mut()?.children.push(element.range.clone());
                    if element.local() == b"numFmt"
                        && let Some(id) = element.number(b"numFmtId")
                    {
                        next_format = next_format.max(id.checked_add(1)?);
                    }
                }
                (2, Kind::Close) => lists.last_mut()?.children.last_mut()?.end = element.range.end,
                _ => {}
            }
            if element.kind == Kind::Open {
                depth += 1;
            }
        }
        let (prefix, end) = (prefix?, end?);
        let mut styles = Self { source, prefix, namespace, lists, end, added: Vec::new(), next_format };
        for list in List::ALL {
            if styles.count(list) == 0 {
                list.beginning().iter().for_each(|entry| {
                    styles.add(list, *entry);
                });
            }
        }
        Some(styles)
    }

    fn place(&self, list: List) -> Option<&Place> {
        self.lists.iter().find(|place| place.name == list.name().as_bytes())
    }

    /// How many entries a list has, ours included.
    pub(super) fn count(&self, list: List) -> u32 {
        let ours = self.added.iter().filter(|(other, _)| *other == list).count();
        u32::try_from(self.place(list).map_or(0, |place| place.children.len()) + ours).unwrap_or(u32::MAX)
    }

    /// An entry as it stands.
    pub(super) fn entry(&self, list: List, index: u32) -> Option<&[u8]> {
        let place = self.place(list)?;
        place.children.get(usize::try_from(index).ok()?).map(|range| &self.source[range.clone()])
    }

    /// All entries of a list as they stand.
    pub(super) fn entries(&self, list: List) -> impl Iterator<Item = &[u8]> {
        self.place(list)
            .into_iter()
            .flat_map(|place| &place.children)
            .map(|range| &self.source[range.clone()])
    }

    /// Adds an entry, written without a prefix; gives its index.
    pub(super) fn add(&mut self, list: List, entry: impl Into<Vec<u8>>) -> u32 {
        let index = self.count(list);
        let mut entry = entry.into();
        if list == List::CellFormats && !self.lists.iter().any(|place| place.name == b"cellStyleXfs") {
            entry = without_named_style(&entry);
        }
        if !self.prefix.is_empty()
            && let Some(name_end) = element_at(&entry, 0).map(|element| element.name_end())
        {
            entry.splice(name_end..name_end, [b" xmlns=\"", &self.namespace[..], b"\""].concat());
        }
        self.added.push((list, entry));
        index
    }

    /// A number format's id that is not taken yet.
    pub(super) fn new_format_id(&mut self) -> u32 {
        self.next_format += 1;
        self.next_format - 1
    }

    /// The style sheet with what was added.
    pub(super) fn finish(self) -> Vec<u8> {
        let mut edits = Edits::default();
        for list in List::ALL {
            let ours: Vec<u8> = self
                .added
                .iter()
                .filter(|(other, _)| *other == list)
                .flat_map(|(_, entry)| entry.clone())
                .collect();
            if ours.is_empty() {
                continue;
            }
            let count = self.count(list).to_string();
            let name = [&self.prefix[..], list.name().as_bytes()].concat();
            let whole = || {
                [b"<", &name[..], b" count=\"", count.as_bytes(), b"\">", &ours[..], b"</", &name[..], b">"]
                    .concat()
            };
            match self.place(list) {
                Some(place) if place.is_empty => edits.replace(place.range.clone(), whole()),
                Some(place) => {
                    if let Some(range) = &place.count_at {
                        edits.replace(range.clone(), count.clone());
                    }
                    edits.insert(place.children.last().map_or(place.open.end, |last| last.end), ours);
                }
                None => edits.insert(self.place_for(list), whole()),
            }
        }
        edits.apply(&self.source)
    }

    /// Where a list that is missing belongs: before the first that comes after it.
    fn place_for(&self, list: List) -> usize {
        let rank = |name: &[u8]| ORDER.iter().position(|known| known.as_bytes() == name);
        let ours = rank(list.name().as_bytes());
        self.lists.iter().find(|place| rank(&place.name) > ours).map_or(self.end, |place| place.range.start)
    }
}

/// A style sheet that closes itself is opened.
fn opened(source: Vec<u8>) -> Vec<u8> {
    let root = elements(&source).next().filter(|root| root.kind == Kind::Empty);
    let Some(root) = root.filter(|root| root.local() == b"styleSheet") else { return source };
    let mut edits = Edits::default();
    let close = [b"></", root.prefix(), b"styleSheet>"].concat();
    edits.replace(root.range.end - 2..root.range.end, close);
    edits.apply(&source)
}

/// A cell format that does not name a style, for style sheets that have none.
fn without_named_style(entry: &[u8]) -> Vec<u8> {
    let mut edits = Edits::default();
    if let Some(place) = element_at(entry, 0).and_then(|format| format.attribute_place(b"xfId")) {
        edits.replace(place, "");
    }
    edits.apply(entry)
}

impl Place {
    fn at(element: &Element<'_>) -> Self {
        Self {
            name: element.local().to_vec(),
            range: element.range.clone(),
            open: element.range.clone(),
            count_at: element.attribute_range(b"count"),
            children: Vec::new(),
            is_empty: element.kind == Kind::Empty,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_go_behind_and_missing_lists_to_their_place() {
        let xml = r#"<styleSheet><fonts count="1" k="1"><font><b/></font></fonts><cellXfs count="2"><xf a="1"/><xf><alignment/></xf></cellXfs><dxfs count="0"/><tableStyles/></styleSheet>"#;
        let mut styles = Styles::read(xml.as_bytes().to_vec()).unwrap();
        assert_eq!(styles.entry(List::CellFormats, 1), Some(&b"<xf><alignment/></xf>"[..]));
        assert_eq!(styles.add(List::CellFormats, "<xf/>"), 2);
        assert_eq!(styles.add(List::Differences, "<dxf/>"), 0);
        assert_eq!(styles.add(List::Fills, "<fill/>"), 2);
        assert_eq!(styles.new_format_id(), 164);
        assert_eq!(
            String::from_utf8(styles.finish()).unwrap(),
            r#"<styleSheet><fonts count="1" k="1"><font><b/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill/></fills><borders count="1"><border/></borders><cellXfs count="3"><xf a="1"/><xf><alignment/></xf><xf/></cellXfs><dxfs count="1"><dxf/></dxfs><tableStyles/></styleSheet>"#
        );
    }

    #[test]
    fn a_style_sheet_without_anything_gets_what_all_begin_with() {
        for empty in ["<x:styleSheet xmlns:x=\"u\"/>", "<x:styleSheet xmlns:x=\"u\"></x:styleSheet>"] {
            let mut styles = Styles::read(empty.as_bytes().to_vec()).unwrap();
            assert_eq!(styles.add(List::CellFormats, "<xf xfId=\"0\" fontId=\"0\"/>"), 1);
            let out = String::from_utf8(styles.finish()).unwrap();
            assert!(
                out.starts_with("<x:styleSheet xmlns:x=\"u\"><x:fonts count=\"1\"><font xmlns=\"u\">"),
                "{out}"
            );
            assert!(
                out.contains("<x:fills count=\"2\">") && out.contains("<x:borders count=\"1\">"),
                "{out}"
            );
            assert!(out.ends_with("<xf xmlns=\"u\" fontId=\"0\"/></x:cellXfs></x:styleSheet>"), "{out}");
        }
    }

    #[test]
    fn what_is_no_style_sheet_is_refused() {
        assert!(Styles::read(b"<html></html>".to_vec()).is_none());
        assert!(Styles::read(b"<styleSheet>".to_vec()).is_none());
    }
}
