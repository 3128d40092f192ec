//! Our own reader of xlsx against calamine: the same cells wherever calamine can read, by rows and by ids.

use crate::files::{Folder, fixture, text};
use calamine::{Data, ExcelDateTime, ExcelDateTimeType, Reader, Xlsx, open_workbook};
use lead_workbook::{Cell, DateKind, SheetChoice, for_each_id, for_each_row, inspect};
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Cells by row, counted from 1, and column; blank ones left out.
type Cells = BTreeMap<(u32, u32), Cell>;

const DAYS_TO_1904: f64 = 1462.0;

fn sheet(path: &Path, name: &str) -> SheetChoice {
    SheetChoice { path: path.display().to_string(), sheet: name.into(), header_row: None, id_column: 0 }
}

fn by_us(path: &Path, name: &str) -> Cells {
    let mut cells = Cells::new();
    for_each_row(&sheet(path, name), &mut |row| {
        let filled = (0..).zip(row.cells).filter(|(_, cell)| *cell != Cell::Blank);
        cells.extend(filled.map(|(column, cell)| ((row.number, column), cell)));
        ControlFlow::Continue(())
    })
    .unwrap();
    cells
}

fn by_calamine(path: &Path, name: &str) -> Result<Cells, calamine::XlsxError> {
    let mut book: Xlsx<_> = open_workbook(path)?;
    let range = book.worksheet_range(name)?;
    let (top, left) = range.start().unwrap_or_default();
    let at = |row: usize, column: usize| {
        (top + 1 + u32::try_from(row).unwrap(), left + u32::try_from(column).unwrap())
    };
    let cells = range.used_cells().map(|(row, column, value)| (at(row, column), cell(value)));
    Ok(cells.filter(|(_, cell)| *cell != Cell::Blank).collect())
}

fn cell(value: &Data) -> Cell {
    match value {
        Data::Int(number) => Cell::Number(f64::from(i32::try_from(*number).unwrap())),
        Data::Float(number) => Cell::Number(*number),
        Data::String(text) if text.is_empty() => Cell::Blank,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Text(text.clone()),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(date) => moment(*date),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::Empty => Cell::Blank,
    }
}

/// calamine leaves the year that a workbook counts from to be asked for; a moment is one, here.
fn moment(date: ExcelDateTime) -> Cell {
    let serial = date.as_f64();
    if date.is_duration() {
        return Cell::DateTime { serial, kind: DateKind::Duration };
    }
    let counts_from_1904 = date == ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, true);
    let serial = if counts_from_1904 && serial >= 1.0 { serial + DAYS_TO_1904 } else { serial };
    let kind = if (0.0..1.0).contains(&serial) {
        DateKind::Time
    } else if serial >= 1.0 && serial.fract() == 0.0 {
        DateKind::Date
    } else {
        DateKind::DateTime
    };
    Cell::DateTime { serial, kind }
}

/// All sheets read alike by both; how many cells there were.
fn agree(path: &Path) -> usize {
    let mut count = 0;
    for found in inspect(path).unwrap().sheets {
        let (ours, theirs) = (by_us(path, &found.name), by_calamine(path, &found.name).unwrap());
        let differ = ours.iter().find(|(at, cell)| theirs.get(at) != Some(cell));
        assert_eq!(differ.map(|(at, cell)| (at, Some(cell), theirs.get(at))), None, "{}", path.display());
        assert_eq!(ours.len(), theirs.len(), "{}", path.display());
        ids_are_the_column(path, &found.name);
        count += ours.len();
    }
    count
}

/// Reading ids alone gives the same rows, by the same numbers, with the same texts.
fn ids_are_the_column(path: &Path, name: &str) {
    for (column, header) in [(0, None), (1, Some(1)), (2, Some(3)), (7, None), (40, Some(2))] {
        let choice = SheetChoice { header_row: header, id_column: column, ..sheet(path, name) };
        let (mut rows, mut ids) = (Vec::new(), Vec::new());
        let end = for_each_row(&choice, &mut |row| {
            rows.push((row.number, row.text(column)));
            ControlFlow::Continue(())
        });
        let quick_end = for_each_id(&choice, &mut |row| {
            ids.push((row.number, row.text));
            ControlFlow::Continue(())
        });
        assert_eq!(rows, ids, "{} column {column}", path.display());
        assert_eq!(end.unwrap(), quick_end.unwrap());
    }
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn of<'a>(&mut self, these: &[&'a str]) -> &'a str {
        these[self.below(these.len())]
    }
}

const TEXTS: [&str; 12] = [
    "00Q5g00000DeMoA",
    "n/a",
    " edges ",
    "a & b < c",
    "Zeile 1\nZeile 2",
    "é😀",
    "=1+1",
    "_x0041_",
    "007",
    "TRUE",
    "\t",
    "x\"y'z",
];

/// A value of whatever kind a program can write.
fn fill(sheet: &mut Worksheet, row: u32, column: u16, chance: &mut Chance) {
    let number = f64::from(u32::try_from(chance.below(90_000)).unwrap()) / 4.0;
    let format = |code| Format::new().set_num_format(code);
    let written = match chance.below(11) {
        0..=2 => sheet.write_string(row, column, chance.of(&TEXTS)),
        3 => sheet.write_number(row, column, number),
        4 => sheet.write_boolean(row, column, chance.below(2) == 1),
        5 => {
            let codes =
                ["d/m/yy", "yyyy-mm-dd hh:mm", "hh:mm:ss", "[h]:mm", "0.00", "[$-409]mmmm d, yyyy", "\"d\"0"];
            sheet.write_number_with_format(row, column, number, &format(chance.of(&codes)))
        }
        6 => sheet.write_formula(row, column, Formula::new("=A1&B1").set_result(chance.of(&TEXTS))),
        7 => sheet.write_formula(row, column, Formula::new("=1/3").set_result("0.333333333333333")),
        8 => sheet.write_formula(
            row,
            column,
            Formula::new("=1/0").set_result(chance.of(&["#DIV/0!", "#N/A", "#NAME?"])),
        ),
        9 => sheet.write_blank(row, column, &Format::new().set_bold()),
        _ => {
            let (bold, plain) = (Format::new().set_bold(), Format::new());
            sheet.write_rich_string(row, column, &[(&bold, "Ac"), (&plain, " me")])
        }
    };
    written.unwrap();
}

fn made(folder: &Folder, seed: u64) -> PathBuf {
    let mut chance = Chance(seed);
    let mut book = Workbook::new();
    for _ in 0..=chance.below(2) {
        let sheet = book.add_worksheet();
        let (top, left) = (chance.below(9), chance.below(4));
        for row in top..top + chance.below(40) {
            for column in left..left + 8 {
                if chance.below(3) > 0 {
                    fill(sheet, u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), &mut chance);
                }
            }
        }
    }
    let path = folder.path(&format!("made-{seed}.xlsx"));
    book.save(&path).unwrap();
    path
}

#[test]
fn what_programs_write_is_read_alike() {
    let folder = Folder::new();
    let made = (0..60).map(|seed| agree(&made(&folder, seed))).sum::<usize>();
    let cells = made + agree(&fixture("leads.xlsx"));
    assert!(cells > 5_000, "{cells}");
}

const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="21"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<sst uniqueCount="9"><si><t>one</t></si><si><r><t>tw</t></r><r><t>o</t></r></si><si><t xml:space="preserve"> three </t></si><si><t/></si><si><t>a &amp; b</t></si><si><t>line&#10;break</t></si><si><t>v_x0041_w</t><rPh sb="0" eb="1"><t>reading</t></rPh></si></sst>"#;

/// What Excel adds to most workbooks: an element of the name that tells the year days are counted from.
const EXTENSION: &str =
    r#"<extLst><ext xmlns:x15="x15"><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst>"#;

/// A package of a sheet's XML with some strings and styles beside it.
fn package(folder: &Folder, name: &str, sheet_data: &str, from_1904: bool) -> PathBuf {
    let relation = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" Target=\"{target}\"/>"
        )
    };
    let root =
        format!("<Relationships>{}</Relationships>", relation("r1", "officeDocument", "xl/workbook.xml"));
    let parts = [
        ("w", "worksheet", "worksheets/sheet1.xml"),
        ("s", "sharedStrings", "sharedStrings.xml"),
        ("t", "styles", "styles.xml"),
    ];
    let relations: String = parts.iter().map(|(id, kind, target)| relation(id, kind, target)).collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let workbook = format!(
        "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><workbookPr date1904=\"{}\"/><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"w\"/></sheets>{EXTENSION}</workbook>",
        u8::from(from_1904)
    );
    let sheet = format!("<worksheet><sheetData>{sheet_data}</sheetData></worksheet>");
    folder.zip(
        name,
        &[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", workbook.as_bytes()),
            ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
            ("xl/sharedStrings.xml", STRINGS.as_bytes()),
            ("xl/styles.xml", STYLES.as_bytes()),
        ],
    )
}

/// Cells as other programs write them, by hand: `{r}` becomes the place and `{s}` the style.
const FORMS: [&str; 22] = [
    "<c{r}{s}><v>12</v></c>",
    "<c{s}{r}><v>45943.5</v></c>",
    "<c{r}{s}><v>1.5E3</v></c>",
    "<c{r}{s}><v>0.25</v></c>",
    "<c{r}{s} t=\"n\"><v>-7</v></c>",
    "<c{r}{s}/>",
    "<c{r}{s}></c>",
    "<c{r} t=\"s\"><v>0</v></c>",
    "<c t=\"s\"{r}><v>1</v></c>",
    "<c{r} t=\"s\"><v>2</v></c>",
    "<c{r} t=\"s\"><v>3</v></c>",
    "<c{r} t=\"s\"><v>4</v></c>",
    "<c{r} t=\"s\"><v>5</v></c>",
    "<c{r} t=\"s\"><v>6</v></c>",
    "<c{r} t=\"str\"><f>A1</f><v>text &lt; 2</v></c>",
    "<c{r} t=\"str\"><f>A1</f><v></v></c>",
    "<c{r}><f t=\"shared\" si=\"0\"/><v>3</v></c>",
    "<c{r} t=\"b\"><v>1</v></c>",
    "<c{r} t=\"e\"><v>#REF!</v></c>",
    "<c{r} t=\"inlineStr\"><is><t>inline</t></is></c>",
    "<c{r} t=\"inlineStr\"><is><r><t>in</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> runs </t></r></is></c>",
    "<c{r}{s}><f>1+1</f><v/></c>",
];

fn written_by_hand(folder: &Folder, seed: u64) -> PathBuf {
    let mut chance = Chance(seed);
    let (names_rows, names_cells) = (chance.below(4) > 0, chance.below(4) > 0);
    let mut xml = String::new();
    let mut row = 0;
    for _ in 0..chance.below(25) {
        row += if names_rows { 1 + chance.below(3) } else { 1 };
        let place = if names_rows { format!(" r=\"{row}\" spans=\"1:9\"") } else { String::new() };
        xml.extend(["<row", &place, ">"]);
        let mut column = 0;
        for _ in 0..chance.below(8) {
            column += if names_cells { 1 + chance.below(2) } else { 1 };
            let letter = char::from(b'@' + u8::try_from(column).unwrap());
            let place = if names_cells { format!(" r=\"{letter}{row}\"") } else { String::new() };
            let style = match chance.below(5) {
                4 => String::new(),
                style => format!(" s=\"{style}\""),
            };
            xml += &chance.of(&FORMS).replace("{r}", &place).replace("{s}", &style);
        }
        xml += chance.of(&["</row>", "</row>\r\n"]);
    }
    package(folder, &format!("hand-{seed}.xlsx"), &xml, chance.below(3) == 0)
}

#[test]
fn what_is_written_by_hand_is_read_alike() {
    let folder = Folder::new();
    let cells = (0..300).map(|seed| agree(&written_by_hand(&folder, seed))).sum::<usize>();
    assert!(cells > 8_000, "{cells}");
}

/// What calamine says of a cell that we read otherwise.
enum Theirs {
    Refuses(&'static str),
    Says(Cell),
    SaysNothing,
}

#[test]
fn where_the_two_differ_it_is_known_how() {
    let folder = Folder::new();
    let date = |serial, kind| Cell::DateTime { serial, kind };
    let cases = [
        // An error value newer than its list ends a whole sheet for calamine; for us it is one cell.
        ("<c t=\"e\"><v>#SPILL!</v></c>", Cell::Error("#SPILL!".into()), Theirs::Refuses("#SPILL!")),
        ("<c t=\"weird\"><v>1</v></c>", Cell::Number(1.0), Theirs::Refuses("weird")),
        // A document type that could declare it is refused, so an unknown entity is what was typed.
        ("<c t=\"str\"><v>&lol;x</v></c>", text("&lol;x"), Theirs::Refuses("&lol;")),
        // Dates written out are dates.
        (
            "<c t=\"d\"><v>2025-10-13T12:00:00</v></c>",
            date(45_943.5, DateKind::DateTime),
            Theirs::Says(text("2025-10-13T12:00:00")),
        ),
        ("<c t=\"str\"><v><![CDATA[a&b]]></v></c>", text("a&b"), Theirs::SaysNothing),
        // What XML calls white space around a number is none of it, and no sheet has an infinite one.
        ("<c><v> 5 </v></c>", Cell::Number(5.0), Theirs::Says(text(" 5 "))),
        ("<c><v>inf</v></c>", text("inf"), Theirs::Says(Cell::Number(f64::INFINITY))),
    ];
    for (xml, ours, theirs) in cases {
        let path = package(&folder, "case.xlsx", &format!("<row>{xml}</row>"), false);
        assert_eq!(by_us(&path, "S").remove(&(1, 0)), Some(ours), "{xml}");
        match (by_calamine(&path, "S"), theirs) {
            (Err(error), Theirs::Refuses(why)) => assert!(format!("{error:?}").contains(why), "{error:?}"),
            (Ok(mut cells), Theirs::Says(cell)) => assert_eq!(cells.remove(&(1, 0)), Some(cell), "{xml}"),
            (Ok(cells), Theirs::SaysNothing) => assert!(cells.is_empty(), "{cells:?}"),
            (read, _) => panic!("calamine reads {xml} in another way now: {read:?}"),
        }
    }
    // A sheet ends at XFD, whatever a cell says.
    let path = package(&folder, "far.xlsx", "<row><c r=\"XFE1\"><v>1</v></c></row>", false);
    assert!(inspect(&path).unwrap_err().to_string().contains("past column XFD"));
    assert_eq!(by_calamine(&path, "S").unwrap().len(), 1);
}
