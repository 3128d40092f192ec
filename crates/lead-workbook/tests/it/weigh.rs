//! Hostile files, each looked at in a process of its own that tells what it took. Memory is asserted,
//! of that process and of the one that reads for it; time is only printed, since machines differ.

use crate::files::{A, Folder};
use crate::hostile_files as hostile;
use crate::xlsb;
use lead_workbook::{child, for_each_id, for_each_row, inspect};
use nix::sys::resource::{UsageWho, getrusage};
use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// What no file may take, by whatever process, in megabytes.
const MOST: u64 = 512;
/// What our own readers may take, whose files need no process of their own.
const MOST_OF_OURS: u64 = 192;
/// A reader that never ends would be waited for no longer.
const LONGEST: Duration = Duration::from_mins(2);

/// What looking at a file took.
#[derive(Debug)]
struct Weight {
    /// Megabytes at most in the process that asked, and in the one that read for it.
    own: u64,
    reader: u64,
    seconds: f64,
    /// The sentence it was refused with; else how many rows were read.
    told: Result<String, String>,
}

impl Weight {
    fn print(&self, name: &str) {
        let Self { own, reader, seconds, told } = self;
        let mut out = std::io::stdout().lock();
        writeln!(out, "{name}: {own} MB, its reader {reader} MB, {seconds} s: {told:?}").unwrap();
    }
}

/// Started by [`weigh`] over the file that the environment names; alone it does nothing.
#[test]
fn one_file() {
    let Some(path) = std::env::var_os("WEIGHED").map(PathBuf::from) else { return };
    child::use_program(PathBuf::from(env!("CARGO_BIN_EXE_read-workbook-child")));
    let started = Instant::now();
    let told = match read_through(&path) {
        Ok(rows) => format!("read {rows} rows"),
        Err(error) => format!("refused {error}"),
    };
    let seconds = started.elapsed().as_secs_f64();
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let own: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    let reader = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    let mut out = std::io::stdout().lock();
    writeln!(out, "\nWEIGHT {own} {reader} {seconds:.2} {told}").unwrap();
}

/// Everything a run does with a workbook before it pays: looks at it, reads the ids, reads the rows.
fn read_through(path: &Path) -> Result<u64, lead_workbook::WorkbookError> {
    let info = inspect(path)?;
    let mut rows = 0;
    for sheet in info.sheets {
        let choice = lead_workbook::SheetChoice {
            path: info.path.clone(),
            sheet: sheet.name,
            header_row: sheet.header_row,
            id_column: sheet.id_column.map_or(0, |column| column.index),
        };
        rows += for_each_id(&choice, &mut |_| ControlFlow::Continue(()))?.rows;
        for_each_row(&choice, &mut |_| ControlFlow::Continue(()))?;
    }
    Ok(rows)
}

fn weigh(path: &Path) -> Weight {
    let mut other = Command::new(std::env::current_exe().unwrap());
    other.args(["weigh::one_file", "--exact", "--nocapture"]).env("WEIGHED", path);
    let started = Instant::now();
    let output = other.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().find_map(|line| line.strip_prefix("WEIGHT "));
    let line = line.unwrap_or_else(|| panic!("{}: {text}{:?}", path.display(), output.status));
    assert!(started.elapsed() < LONGEST, "{}: {line}", path.display());
    let mut words = line.splitn(4, ' ');
    let mut next = || words.next().unwrap();
    let (own, reader, seconds) = (next().parse::<u64>(), next().parse::<u64>(), next().parse());
    let told = next();
    Weight {
        own: own.unwrap() >> 10,
        reader: reader.unwrap() >> 10,
        seconds: seconds.unwrap(),
        told: told.strip_prefix("refused ").map_or_else(|| Ok(told.to_owned()), |why| Err(why.to_owned())),
    }
}

/// Looks at files that another process reads: it is ended, and the sentence says why.
fn theirs(files: &[(&str, PathBuf, &str)]) {
    for (name, path, expected) in files {
        let weight = weigh(path);
        weight.print(name);
        assert!(weight.own <= MOST && weight.reader <= MOST, "{name}: {weight:?}");
        assert!(weight.told.as_ref().is_err_and(|told| told.contains(expected)), "{name}: {weight:?}");
    }
}

#[test]
fn a_reader_that_takes_too_much_memory_is_ended() {
    let folder = Folder::new();
    let cell = |text: &str, times: u32| {
        format!(
            "<table:table-row><table:table-cell table:number-columns-repeated=\"{times}\" \
             office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell></table:table-row>"
        )
    };
    let rows = |times: u32| {
        let row = cell("1", 16_000);
        row.replacen(
            "<table:table-row>",
            &format!("<table:table-row table:number-rows-repeated=\"{times}\">"),
            1,
        )
    };
    // Rows from, to, columns from, to: as many cells as the largest sheet has, and none of them there.
    let area = [&0_u32.to_le_bytes()[..], &65_536_u32.to_le_bytes(), &[0, 0, 0, 1, 0, 0]].concat();
    let far = |row: u16, column: u16| {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
        hostile::record(0x0203, &[&place[..], &1_f64.to_le_bytes()].concat())
    };
    let corners = [far(0, 0), far(65_535, 255)].concat();
    let xlsb_of = |name: &str, cells: &[u8], strings: Option<&[u8]>| {
        xlsb::package(&folder.path(name), 1_048_575, cells, strings);
        folder.path(name)
    };
    // A text's record that says it is 256 MB long.
    let endless = [xlsb::row(0), vec![0x06, 0xFF, 0xFF, 0xFF, 0x7F]].concat();
    let everywhere = (0..16_384).map(|column| xlsb::cell(0x0007, column, &[0; 4]));
    let everywhere = [xlsb::row(0), everywhere.collect::<Vec<_>>().concat()].concat();
    let strings = |count: u32, text: &str| {
        let counts = [count.to_le_bytes(), count.to_le_bytes()].concat();
        let text = xlsb::record(0x0013, &[&[0][..], &xlsb::wide(text)].concat());
        [xlsb::record(0x009F, &counts), text, xlsb::record(0x00A0, &[])].concat()
    };
    let (few, strings) = (strings(u32::MAX, "one"), strings(1, &"x".repeat(2 << 20)));
    let memory = "far more memory than a file of its size should";
    theirs(&[
        (
            "ods, a long text repeated",
            hostile::ods(&folder, "a.ods", &cell(&"x".repeat(1 << 20), 9000)),
            memory,
        ),
        ("ods, rows repeated", hostile::ods(&folder, "b.ods", &rows(2400)), memory),
        (
            "xls, a huge area declared",
            hostile::xls(&folder, "a.xls", hostile::sheets_of_one(1, &hostile::record(0x0200, &area))),
            memory,
        ),
        ("xlsb, a long record declared", xlsb_of("a.xlsb", &endless, None), memory),
        (
            "xlsb, one text everywhere",
            xlsb_of("b.xlsb", &everywhere, Some(&strings)),
            "more than 64 MB of text",
        ),
        ("xlsb, texts counted wrongly", xlsb_of("c.xlsb", &everywhere, Some(&few)), "is damaged"),
        ("xls, corners", hostile::xls(&folder, "b.xls", hostile::sheets_of_one(9, &corners)), memory),
    ]);
}

#[test]
fn a_reader_that_never_ends_is_ended() {
    let folder = Folder::new();
    // A hundred thousand records that say nothing, gone through for each of 60,000 sheets.
    let records = hostile::record(0x0FFF, &[]).repeat(100_000);
    let path = hostile::xls(&folder, "never.xls", hostile::sheets_of_one(60_000, &records));
    theirs(&[("xls, sheets without end", path, "far longer than a file of its size should")]);
}

/// Looks at files that are streamed, by a process of their own or not.
fn ours(files: &[(&str, PathBuf, Result<&str, &str>)]) {
    for (name, path, expected) in files {
        let weight = weigh(path);
        weight.print(name);
        assert!(weight.own <= MOST_OF_OURS && weight.reader <= MOST_OF_OURS, "{name}: {weight:?}");
        match (expected, &weight.told) {
            (Ok(says), Ok(told)) | (Err(says), Err(told)) => assert!(told.contains(says), "{name}: {told}"),
            _ => panic!("{name}: {weight:?}"),
        }
    }
}

#[test]
fn our_own_readers_take_little_whatever_they_are_given() {
    let folder = Folder::new();
    let sheet = "xl/worksheets/sheet1.xml";
    let open = "<worksheet><sheetData>";
    let merged = format!("{open}<row/></sheetData><mergeCells>");
    let bomb = |name: &str, part: &str, before: &str, piece: &str, megabytes| {
        hostile::bomb(&folder, &format!("{name}.xlsx"), part, before, piece, megabytes)
    };
    ours(&[
        (
            "text",
            bomb("text", sheet, &format!("{open}<row><c t=\"str\"><v>"), "a", 300),
            Err("absurd length"),
        ),
        ("cell", bomb("cell", sheet, &format!("{open}<row><c>"), "<x>", 300), Err("absurd length")),
        ("merged", bomb("merged", sheet, &merged, "<mergeCell ref=\"A1:B2\"/>", 60), Ok("read 0 rows")),
        ("strings", bomb("strings", "xl/sharedStrings.xml", "<sst>", "<si/>", 20), Err("ends in the middle")),
        (
            "formats",
            bomb("formats", "xl/styles.xml", "<styleSheet><cellXfs>", "<xf numFmtId=\"1\"/>", 60),
            Err("asks for text 0 of 0"),
        ),
        ("one text everywhere", hostile::one_text_everywhere(&folder), Err("more than 64 MB of text")),
        ("many wide sheets", hostile::many_wide_sheets(&folder), Err("more columns than can be listed")),
        ("many relations", hostile::many_relations(&folder), Err("more than 100,000 parts")),
        ("many links", hostile::many_links(&folder), Ok("read 2 rows")),
        ("wide rows", hostile::wide_rows(&folder), Ok("read 100 rows")),
        ("far apart", hostile::far_apart(&folder, A), Ok("read 2 rows")),
        ("one line", hostile::one_line(&folder, 1200), Err("more than 64 MB of text")),
    ]);
}

#[test]
fn pages_and_xml_without_end_stream_through() {
    let folder = Folder::new();
    let repeated = |name: &str, before: &str, piece: &str, megabytes: usize| {
        hostile::repeated(&folder, name, before, piece, megabytes)
    };
    let cell = format!("<table><tr><td>{A}<tr><td>");
    let xml = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">\
               <Worksheet Name=\"S\"><Table>";
    let stretched = format!("<table><tr><td>{A}<td rowspan=1000000000 colspan=1000000000>x");
    let every_column = format!("<table><tr>{}", "<td rowspan=1000000000>x".repeat(16_000));
    ours(&[
        ("page, tables in tables", repeated("a.xls", "", "<table><tr><td>x", 4), Ok("read 0 rows")),
        ("page, tags never closed", repeated("b.xls", &cell, "<b><i><span>", 4), Ok("read 1 rows")),
        ("page, a text", repeated("c.xls", &cell, "x", 4), Err("more than 1 MB")),
        ("page, white space", repeated("d.xls", &cell, " \n", 4), Ok("read 1 rows")),
        ("page, entities", repeated("e.xls", &cell, "&amp;", 8), Err("more than 1 MB")),
        (
            "page, a tag's attributes",
            repeated("f.xls", "<table><tr><td", " colspan=99", 4),
            Err("middle of a tag"),
        ),
        ("page, an attribute", repeated("g.xls", "<table><tr><td x='", "x", 4), Err("middle of a tag")),
        ("page, a script", repeated("h.xls", &format!("{cell}x<script>"), "<td></tr>", 4), Ok("read 2 rows")),
        ("page, a comment", repeated("i.xls", &format!("{cell}x<!--"), "<td></tr>", 4), Ok("read 2 rows")),
        ("page, cells in a row", repeated("j.xls", "<table><tr>", "<td>x", 4), Err("past column XFD")),
        ("page, rows", repeated("k.xls", "<table>", "<tr><td>x", 10), Err("more than 1,048,576 rows")),
        (
            "page, cells that stretch",
            repeated("l.xls", &stretched, "<tr><td>x<td rowspan=9>", 4),
            Ok("read "),
        ),
        ("page, every column stretched", repeated("m.xls", &every_column, "<tr><td>", 1), Ok("read ")),
        ("xml, elements", repeated("n.xls", xml, "<Row>", 4), Err("it ends too early")),
        (
            "xml, sheets",
            repeated("o.xls", xml, "</Table></Worksheet><Worksheet><Table>", 4),
            Err("10,000 sheets"),
        ),
        ("xml, a text", repeated("p.xls", &format!("{xml}<Row><Cell><Data>"), "x", 4), Err("text or tag")),
        (
            "xml, entities",
            repeated("q.xls", &format!("{xml}<Row><Cell><Data>"), "&amp;", 4),
            Err("it ends too early"),
        ),
        ("xml, a tag", repeated("r.xls", &format!("{xml}<Row "), "a=\"1\" ", 4), Err("text or tag")),
        ("xml, a comment", repeated("s.xls", &format!("{xml}<!--"), "x", 4), Err("text or tag")),
        (
            "xml, a row of cells",
            repeated("t.xls", &format!("{xml}<Row>"), "<Cell><Data>x</Data></Cell>", 4),
            Err("it ends too early"),
        ),
    ]);
}
