//! The rules that a workbook's parts must keep.

use crate::sound::{Look, Node, unguarded};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The most cell formats that Excel opens.
const MOST_FORMATS: u64 = 65_490;
/// The highest number of a sheet.
const HIGHEST_SHEET: u64 = 65_534;
/// What is counted in whole numbers with a sign.
const HIGHEST: u64 = i32::MAX as u64;

/// The order of a worksheet's elements (ECMA-376 part 1, 18.3.1.99).
const ORDER: [&str; 29] = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "ignoredErrors",
    "drawing",
    "legacyDrawing",
    "tableParts",
];

/// What the sheets share.
struct Shared {
    formats: u64,
    differences: u64,
    strings: Vec<String>,
}

/// Cells by row and column, counted from 1.
type Cells = BTreeMap<(u64, u64), String>;

/// A rectangle: first row and column, last row and column.
type Area = (u64, u64, u64, u64);

pub fn workbook(look: &mut Look<'_>) {
    let roots = look.relations("");
    let Some((_, main)) = roots.into_values().find(|(kind, _)| kind == "officeDocument") else { return };
    let Some(book) = look.tree(&main) else { return };
    let relations = look.relations(&main);
    let of_kind =
        |wanted: &str| relations.values().find(|(kind, _)| kind == wanted).map(|(_, part)| part.clone());
    let shared = shared(look, of_kind("styles"), of_kind("sharedStrings"));
    let (mut names, mut numbers, mut tables) = (HashSet::new(), HashSet::new(), HashSet::new());
    for sheet in book.list("sheets") {
        let name = sheet.get("name").unwrap_or_default();
        if !names.insert(name.to_lowercase()) || name.encode_utf16().count() > 31 {
            look.blame(&main, format!("sheet {name} stands twice or is too long"));
        }
        let number = sheet.number("sheetId").unwrap_or(0);
        if !numbers.insert(number) || !(1..=HIGHEST_SHEET).contains(&number) {
            look.blame(&main, format!("sheet {name} has the number {number}"));
        }
        match relations.get(sheet.get("id").unwrap_or_default()) {
            Some((kind, part)) if kind == "worksheet" => self::sheet(look, part, &shared, &mut tables),
            Some(_) => {}
            None => look.blame(&main, format!("sheet {name} has no part")),
        }
    }
    let mut defined = HashSet::new();
    for name in book.list("definedNames") {
        let scope = name.number("localSheetId");
        if scope.is_some_and(|scope| scope >= book.list("sheets").len() as u64) {
            look.blame(&main, format!("{name:?} belongs to no sheet"));
        }
        if !defined.insert((name.get("name").unwrap_or_default().to_lowercase(), scope))
            || name.text.is_empty()
        {
            look.blame(&main, format!("{name:?} stands twice or for nothing"));
        }
    }
}

fn shared(look: &mut Look<'_>, styles: Option<String>, strings: Option<String>) -> Shared {
    let mut shared = Shared { formats: 1, differences: 0, strings: Vec::new() };
    if let Some(part) = styles
        && let Some(tree) = look.tree(&part)
    {
        for list in &tree.children {
            if list.number("count").is_some_and(|count| count != list.children.len() as u64) {
                look.blame(&part, format!("{} miscounted", list.name));
            }
        }
        shared.formats = tree.list("cellXfs").len() as u64;
        shared.differences = tree.list("dxfs").len() as u64;
        if shared.formats > MOST_FORMATS {
            look.blame(&part, format!("{} cell formats", shared.formats));
        }
    }
    if let Some(part) = strings
        && let Some(tree) = look.tree(&part)
    {
        shared.strings = tree.children.iter().filter(|item| item.name == "si").map(Node::all_text).collect();
    }
    shared
}

fn sheet(look: &mut Look<'_>, part: &str, shared: &Shared, tables: &mut HashSet<String>) {
    let Some(tree) = look.tree(part) else { return };
    let known = tree.children.iter().filter_map(|child| ORDER.iter().position(|name| *name == child.name));
    let known: Vec<usize> = known.collect();
    if !known.is_sorted() {
        look.blame(part, "its elements are out of order");
    }
    let mut last = 0;
    for col in tree.list("cols") {
        let (low, high) = (col.number("min").unwrap_or(0), col.number("max").unwrap_or(0));
        if low <= last || high < low || high > 16_384 {
            look.blame(part, format!("columns {low} to {high}"));
        }
        last = high;
    }
    let cells = cells(look, part, &tree, shared);
    if let Some(dimension) = tree.child("dimension")
        && area(dimension.get("ref").unwrap_or_default()).is_none()
    {
        look.blame(part, format!("reaches over {:?}", dimension.get("ref")));
    }
    formats(look, part, &tree, shared);
    let mut boxes = Vec::new();
    for (kind, table) in look.relations(part).into_values() {
        if kind == "table" {
            boxes.extend(self::table(look, &table, &cells, tables));
        }
    }
    boxes.extend(tree.child("autoFilter").and_then(|filter| area(filter.get("ref")?)));
    boxes.extend(tree.list("mergeCells").iter().filter_map(|merged| area(merged.get("ref")?)));
    for (at, one) in boxes.iter().enumerate() {
        if boxes[..at]
            .iter()
            .any(|other| one.0 <= other.2 && other.0 <= one.2 && one.1 <= other.3 && other.1 <= one.3)
        {
            look.blame(part, format!("{one:?} lies over another table, filter or merged area"));
        }
    }
}

fn cells(look: &mut Look<'_>, part: &str, tree: &Node, shared: &Shared) -> Cells {
    let (mut cells, mut row) = (Cells::new(), 0);
    for item in tree.list("sheetData") {
        let named = item.child("c").and_then(|cell| Some(area(cell.get("r")?)?.0));
        let number = item.number("r").or(named).unwrap_or(row + 1);
        if number <= row || number > 1_048_576 {
            look.blame(part, format!("row {number} after row {row}"));
        }
        row = number;
        let spans = item.get("spans").unwrap_or("1:1");
        if spans.split([' ', ':']).any(|end| end.parse().is_ok_and(|end: u64| end == 0 || end > 16_384)) {
            look.blame(part, format!("row {row} spans {spans}"));
        }
        let mut column = 0;
        for cell in item.children.iter().filter(|child| child.name == "c") {
            let named = cell.get("r").map(|name| area(name).unwrap_or_default());
            let at = named.map_or((row, column + 1), |area| (area.0, area.1));
            if at.0 != row || at.1 <= column {
                look.blame(part, format!("{:?} in row {row} after column {column}", cell.get("r")));
            }
            column = at.1;
            if cell.number("s").is_some_and(|style| style >= shared.formats) {
                look.blame(part, format!("{at:?} has a style that is not there"));
            }
            let value = cell.child("v").map_or("", |value| value.text.trim());
            let text = match cell.get("t") {
                Some("s") if value.is_empty() => String::new(),
                Some("s") => {
                    let index = value.parse().ok().and_then(|index: usize| shared.strings.get(index));
                    index.cloned().unwrap_or_else(|| {
                        look.blame(part, format!("{at:?} has a text that is not there"));
                        String::new()
                    })
                }
                Some("inlineStr") => cell.child("is").map(Node::all_text).unwrap_or_default(),
                _ => value.to_owned(),
            };
            if text.encode_utf16().count() > 32_767 {
                look.blame(part, format!("{at:?} has a text that is too long"));
            }
            cells.insert(at, text);
        }
    }
    cells
}

fn formats(look: &mut Look<'_>, part: &str, tree: &Node, shared: &Shared) {
    let mut taken = BTreeSet::new();
    let all = tree.children.iter().filter(|child| child.name == "conditionalFormatting");
    for rule in all.flat_map(|formatting| &formatting.children) {
        let priority = rule.number("priority").unwrap_or(0);
        if !taken.insert(priority) || !(1..=HIGHEST).contains(&priority) {
            look.blame(part, format!("a conditional format has the priority {priority}"));
        }
        if rule.number("dxfId").is_some_and(|difference| difference >= shared.differences) {
            look.blame(part, "a conditional format has looks that are not there");
        }
    }
}

/// A table covers its columns, each named as its header cell says, and a table filled by a query has a field
/// of the query for each.
fn table(look: &mut Look<'_>, part: &str, cells: &Cells, names: &mut HashSet<String>) -> Option<Area> {
    let tree = look.tree(part)?;
    let area = area(tree.get("ref")?)?;
    if !names.insert(tree.get("displayName").unwrap_or_default().to_lowercase()) {
        look.blame(part, "its name is another table’s");
    }
    let columns = tree.list("tableColumns");
    let counted = tree.child("tableColumns").and_then(|list| list.number("count"));
    if columns.len() as u64 != area.3 - area.1 + 1 || counted != Some(columns.len() as u64) {
        look.blame(part, format!("has {} columns, counted as {counted:?}, over {area:?}", columns.len()));
    }
    if let Some(filter) = tree.child("autoFilter").and_then(|filter| self::area(filter.get("ref")?))
        && (filter.0, filter.1, filter.3) != (area.0, area.1, area.3)
    {
        look.blame(part, "its filter covers something else");
    }
    let (mut ids, mut titles) = (HashSet::new(), HashSet::new());
    for (column, at) in columns.iter().zip(area.1..) {
        let name = column.get("name").unwrap_or_default();
        if !ids.insert(column.number("id")) || !titles.insert(name.to_lowercase()) {
            look.blame(part, format!("column {name:?} stands twice"));
        }
        let shown = unguarded(name);
        if tree.get("headerRowCount") != Some("0")
            && cells.get(&(area.0, at)).map(|text| unguarded(text)) != Some(shown)
        {
            look.blame(part, format!("column {name:?} is not what its header says"));
        }
    }
    for (kind, query) in look.relations(part).into_values() {
        if kind == "queryTable" {
            fields(look, &query, columns);
        }
    }
    Some(area)
}

fn fields(look: &mut Look<'_>, part: &str, columns: &[Node]) {
    let Some(tree) = look.tree(part) else { return };
    let refresh = tree.child("queryTableRefresh");
    let listed = refresh.map(|refresh| refresh.list("queryTableFields")).unwrap_or_default();
    let fields: BTreeMap<_, _> =
        listed.iter().map(|field| (field.number("id"), field.number("tableColumnId"))).collect();
    let counted = refresh.and_then(|refresh| refresh.child("queryTableFields")?.number("count"));
    let next = refresh.and_then(|refresh| refresh.number("nextId"));
    if counted != Some(columns.len() as u64) || fields.len() != columns.len() {
        look.blame(
            part,
            format!("{} fields, counted as {counted:?}, for {} columns", fields.len(), columns.len()),
        );
    }
    if fields.keys().any(|id| *id >= next) {
        look.blame(part, "the next number of a field is taken");
    }
    for column in columns {
        let field = column.number("queryTableFieldId");
        if field.is_none() || fields.get(&field) != Some(&column.number("id")) {
            look.blame(part, format!("column {:?} has no field", column.get("name")));
        }
    }
}

/// `A1:C9` or `B7`.
fn area(reference: &str) -> Option<Area> {
    let corner = |name: &str| {
        let split = name.find(|letter: char| letter.is_ascii_digit())?;
        let column = name[..split].bytes().try_fold(0_u64, |sum, letter| {
            letter.is_ascii_uppercase().then(|| sum * 26 + u64::from(letter - b'A') + 1)
        })?;
        let row = name[split..].parse().ok()?;
        ((1..=1_048_576).contains(&row) && (1..=16_384).contains(&column)).then_some((row, column))
    };
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let (first, last) = (corner(first)?, corner(last)?);
    (first <= last).then_some((first.0, first.1, last.0, last.1))
}
