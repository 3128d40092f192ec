//! The files that other programs export under the name of an xls file, from looking at them to the saved workbook.

use crate::support::{Ended, Home, Sandbox, cells};
use std::path::{Path, PathBuf};

/// The sandbox's workbook as Salesforce exports a report, and as an XML Spreadsheet.
fn exports(sandbox: &Sandbox) -> [(PathBuf, &'static str, &'static str); 2] {
    let rows = cells(&sandbox.workbook());
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let mut page = String::from(
        "<head><META http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\"/></head>\n<table border=\"1\">\n",
    );
    let mut xml = String::from(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:\
         spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"Leads\"><Table>",
    );
    for (number, row) in rows.iter().enumerate() {
        let tag = if number == 0 { "th" } else { "td" };
        page.push_str("<tr>");
        xml.push_str("<Row>");
        for text in row {
            let text = escaped(text);
            page.extend(["<", tag, ">", &text.replace('\n', "<br>"), "</", tag, ">"]);
            xml.extend(["<Cell><Data ss:Type=\"String\">", &text, "</Data></Cell>"]);
        }
        page.push_str("</tr>\n");
        xml.push_str("</Row>");
    }
    page.push_str("</table>\n");
    xml.push_str("</Table></Worksheet></Workbook>");
    let write = |name: &str, content: String| {
        let path = sandbox.folder().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    [
        (write("report1760352.xls", page), "html", "a web page with a table"),
        (write("export.xls", xml), "xml", "XML Spreadsheet 2003"),
    ]
}

#[test]
fn a_report_export_is_looked_at_run_and_saved_as_a_new_workbook() {
    let sandbox = Sandbox::start(40);
    let home = Home::of(&sandbox);
    let expected = cells(&sandbox.workbook());
    for (path, format, words) in exports(&sandbox) {
        let file = path.to_str().unwrap();
        let looked = home.output(["inspect", file]).must_end_with(0);
        assert!(looked.stdout.contains(&format!("({words})")), "{}", looked.stdout);
        let looked = home.output(["inspect", file, "--json"]).must_end_with(0).lines().remove(0);
        assert_eq!(looked["format"], format, "{looked}");

        let before = std::fs::read(&path).unwrap();
        let ran = home.output(["run", file, "--no-ai", "--json"]).must_end_with(0).finished();
        let output = ran["output"].as_str().unwrap();
        assert_eq!(Path::new(output).extension().unwrap(), "xlsx", "{output}");
        let saved = cells(output.as_ref());
        assert_eq!(saved.len(), expected.len());
        let width = expected[0].len();
        let verdict = saved[0].iter().position(|header| header == "ID_Verdict").unwrap();
        assert_eq!(verdict, width);
        for (theirs, ours) in expected.iter().zip(&saved).skip(1) {
            assert_eq!(ours[..theirs.len()], theirs[..], "{format}");
            assert!(!ours[verdict].is_empty());
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
        let over = home
            .command()
            .args(["export", ran["run"].as_str().unwrap(), "--over-original"])
            .output()
            .unwrap();
        let told = Ended::from(over);
        assert!(told.stderr.contains("xlsx and xlsm files only"), "{}", told.stderr);
    }
}
