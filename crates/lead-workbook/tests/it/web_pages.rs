//! Pages with tables, as Salesforce and many others export under the name of a spreadsheet.

use crate::files::{A, B, C, Folder, choice, good, read, read_text, save_plainly, text};
use lead_workbook::{
    Cell, ColumnKind, OutputShape, ResultCell, SaveJob, SheetChoice, SummaryFacts, WorkbookError,
    before_saving, check_place, inspect, save,
};
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

/// As Salesforce writes “Details Only, Excel Format .xls”.
fn report(rows: &str) -> String {
    format!(
        "<head><META http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\"/></head>\n<table border=\"1\">\n\
         <tr><th>First Name</th><th>Lead ID</th><th>Company</th><th>Created</th><th>Employees</th></tr>\n{rows}</table>\n"
    )
}

fn usual() -> String {
    report(&format!(
        "<tr><td>Zo&euml;</td><td>{A}</td><td>Acme &amp; Co</td><td>13/10/2025</td><td>120</td></tr>\n\
         <tr><td>李雷</td><td>{B}</td><td>B&#246;lt &lt;AG&gt;</td><td>1.11.2025, 09:30</td><td>1,200.50</td></tr>\n"
    ))
}

const EXPECTED: [[&str; 5]; 2] =
    [["Zoë", A, "Acme & Co", "13/10/2025", "120"], ["李雷", B, "Bölt <AG>", "1.11.2025, 09:30", "1,200.50"]];

#[test]
fn the_report_export_of_salesforce_reads_like_a_sheet() {
    let folder = Folder::new();
    let path = folder.text("report1760352.xls", usual());
    let info = inspect(&path).unwrap();
    assert_eq!((info.format.as_str(), info.sheets.len()), ("html", 1));
    let sheet = &info.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.header_row, sheet.rows), ("report1760352", Some(1), 2));
    assert_eq!(sheet.id_column.as_ref().unwrap().index, 1);
    assert_eq!(read_text(&choice(&path)), EXPECTED);
    let cells = read(&choice(&path)).unwrap().remove(0).1;
    assert_eq!(cells[3..], [text("13/10/2025"), Cell::Number(120.0)]);
}

#[test]
fn the_encoding_is_the_one_that_is_declared() {
    let folder = Folder::new();
    let body = format!("<table><tr><th>Name<th>Lead ID<tr><td>Zoë Müller<td>{A}</table>");
    let declared = |label: &str| format!("<html><head><meta charset=\"{label}\"></head><body>{body}");
    let utf16: Vec<u8> = declared("utf-16").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin = |label: &str| encoding_rs::WINDOWS_1252.encode(&declared(label)).0.into_owned();
    for (how, bytes) in [
        ("said", declared("utf-8").into_bytes()),
        ("not said", body.clone().into_bytes()),
        ("marked", [b"\xEF\xBB\xBF", declared("iso-8859-1").as_bytes()].concat()),
        ("Latin", latin("ISO-8859-1")),
        ("Latin said to be UTF-8", latin("utf-8")),
        ("Mac", encoding_rs::MACINTOSH.encode(&declared("macintosh")).0.into_owned()),
        ("UTF-16, marked", [b"\xFF\xFE".as_slice(), &utf16].concat()),
        ("UTF-16", utf16.clone()),
    ] {
        let path = folder.text("leads.xls", bytes);
        assert_eq!(inspect(&path).unwrap().format, "html", "{how}");
        assert_eq!(read_text(&choice(&path)), [["Zoë Müller", A]], "{how}");
    }
    let japanese =
        encoding_rs::SHIFT_JIS.encode("<meta charset=shift_jis><table><tr><th>名前<th>Lead ID<tr><td>").0;
    let path = folder.text("leads.xls", [&japanese[..], format!("x<td>{A}").as_bytes()].concat());
    assert_eq!(inspect(&path).unwrap().sheets[0].columns[0].header, "名前");
}

#[test]
fn pages_of_many_makers_read_alike() {
    let folder = Folder::new();
    let excel = format!(
        "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\" xmlns:x=\"urn:schemas-microsoft-com:office:excel\" \
         xmlns=\"http://www.w3.org/TR/REC-html40\"><head><meta name=ProgId content=Excel.Sheet><!--[if gte mso 9]><xml>\
         <x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>Leads</x:Name></x:ExcelWorksheet></x:ExcelWorksheets>\
         </x:ExcelWorkbook></xml><![endif]--><style><!--td {{mso-number-format:\"\\@\";}}--></style></head><body>\
         <table x:str border=0><col width=64 span=2><tr height=17><td>Lead\n  ID</td><td>Name</td></tr>\
         <tr><td class=xl24>{A}</td><td x:str=\"Ada \">Ada<span style='mso-spacerun:yes'>  </span></td></tr></table></body></html>"
    );
    let pandas = format!(
        "<table border=\"1\" class=\"dataframe\">\n  <thead>\n    <tr style=\"text-align: right;\">\n      <th>Lead ID</th>\n      \
         <th>Name</th>\n    </tr>\n  </thead>\n  <tbody>\n    <tr>\n      <td>{A}</td>\n      <td>Ada</td>\n    </tr>\n  </tbody>\n</table>"
    );
    let old = format!(
        "<TABLE BORDER=1><TR><TD><FONT FACE=Arial><B>Lead ID</B></FONT><TD>Name<TR><TD><A HREF=x>{A}</A><TD> Ada "
    );
    let xhtml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"x\">\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\"><body><table><tbody><tr><td>Lead ID</td><td>Name</td></tr><tr><td>{A}<br/></td>\
         <td><p>Ada</p></td></tr></tbody></table></body></html>"
    );
    let bare = format!(
        "<!-- made by hand -->\r\n<tr><td>Lead ID</td><td>Name</td></tr><tr><td>{A}</td><td>Ada</td></tr>"
    );
    let bare = bare.replace("<!-- made by hand -->\r\n", "");
    for (maker, page) in
        [("Excel", excel), ("pandas", pandas), ("old", old), ("XHTML", xhtml), ("bare", bare)]
    {
        let path = folder.text("leads.xls", page);
        let info = inspect(&path).unwrap_or_else(|error| panic!("{maker}: {error}"));
        let headers: Vec<&str> = info.sheets[0].columns.iter().map(|column| column.header.as_str()).collect();
        assert_eq!(headers, ["Lead ID", "Name"], "{maker}");
        assert_eq!(read_text(&choice(&path)), [[A, "Ada"]], "{maker}");
    }
}

#[test]
fn a_grouped_report_over_several_tables_is_one_sheet() {
    let folder = Folder::new();
    let page = format!(
        "<h2>Leads by owner</h2><table><tr><th>Owner</th><th>Lead ID</th><th>Name</th></tr>\
         <tr><td rowspan=\"2\">Kim</td><td>{A}</td><td>Ada</td></tr><tr><td>{B}</td><td>Bob</td></tr></table>\
         <table><tr><td>Lee</td><td>{C}</td><td colspan=2>Eve</td></tr></table>"
    );
    let path = folder.text("leads.xls", page);
    let info = inspect(&path).unwrap();
    assert_eq!(info.sheets[0].header_row, Some(2));
    assert!(info.sheets[0].notes[0].contains("starts at A2"), "{:?}", info.sheets[0].notes);
    assert_eq!(read_text(&choice(&path)), [["Kim", A, "Ada"], ["", B, "Bob"], ["Lee", C, "Eve"]]);
}

#[test]
fn a_new_workbook_is_made_of_a_page_and_that_is_told_before() {
    let folder = Folder::new();
    let path = folder.text("report.xls", usual());
    let source = choice(&path);
    let before = before_saving(&source, &mut || ControlFlow::Continue(())).unwrap();
    let why = before.only_report.unwrap();
    assert!(
        why.contains("“report.xls” is a web page with a table") && why.contains("a new Excel workbook"),
        "{why}"
    );
    assert_eq!((before.first_column.as_str(), before.report_notes.len()), ("F", 0));

    let columns = crate::files::columns(&[("Score", ColumnKind::Number)]);
    let output = folder.path("report - assessed.xlsx");
    let saved =
        save_plainly(&source, &output, &columns, |row| good(vec![ResultCell::Number(f64::from(row))]))
            .unwrap();
    assert_eq!((saved.rows, saved.note), (2, None));
    let made = SheetChoice { path: output.to_string_lossy().into_owned(), ..source.clone() };
    let rows = read(&made).unwrap();
    assert_eq!(rows[0].1[3..], [text("13/10/2025"), Cell::Number(120.0), Cell::Number(2.0)]);
    assert_eq!(rows[1].1[..5].iter().map(Cell::text).collect::<Vec<_>>(), EXPECTED[1]);

    assert!(check_place(&path, &path, OutputShape::SameWorkbook, true).is_err());
    let facts = SummaryFacts::default();
    let over = SaveJob {
        source: &source,
        output: &path,
        columns: &columns,
        facts: &facts,
        shape: OutputShape::SameWorkbook,
        over_original: true,
    };
    let refused = save(&over, &mut |_| Ok(good(vec![])), &mut |_| ControlFlow::Continue(())).unwrap_err();
    assert!(matches!(refused, WorkbookError::OnlyReport { .. }), "{refused}");
    assert_eq!(fs::read_to_string(&path).unwrap(), usual());
}

#[test]
fn a_page_that_got_another_name_is_the_same_sheet() {
    let folder = Folder::new();
    let path = folder.text("report.xls", usual());
    let before = choice(&path);
    let renamed = folder.path("moved.xls");
    fs::rename(&path, &renamed).unwrap();
    let after = SheetChoice { path: renamed.to_string_lossy().into_owned(), ..before };
    assert_eq!(read_text(&after), EXPECTED);
}

#[test]
fn a_page_without_rows_is_called_what_it_is() {
    let folder = Folder::new();
    let told = |content: &str| inspect(&folder.text("report.xls", content)).unwrap_err().to_string();
    let login = told(
        "<!DOCTYPE html><html><body><form><input name=username><input type=password></form>Log In</body></html>",
    );
    assert!(
        login.contains("“report.xls” is a web page without a filled table") && login.contains("sign in"),
        "{login}"
    );
    let cut = told(&usual()[..usual().len() - 5]);
    assert!(cut.contains("it ends in the middle of a tag"), "{cut}");
    let wide = told(&format!("<table><tr>{}<td>x", "<td>".repeat(16_384)));
    assert!(wide.contains("row 1 has a cell past column XFD"), "{wide}");
    let long = told(&format!("<table><tr><td>{A}<tr><td>{}", "x".repeat(2 << 20)));
    assert!(long.contains("row 2 has a cell of more than 1 MB"), "{long}");
    let many = told(&format!("<table>{}", "<tr><td>x".repeat(1_048_577)));
    assert!(many.contains("more than 1,048,576 rows"), "{many}");
    for (mail, says) in [
        ("MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "single file"),
        ("From: x\nMIME-Version: 1.0\n", "single file"),
    ] {
        assert!(told(mail).contains(says), "{}", told(mail));
    }
    assert!(Path::new(&folder.path("report.xls")).is_file());
}
