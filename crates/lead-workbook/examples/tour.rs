//! Measures and shows what the crate does, without the rest of the app.
//!
//! ```text
//! tour make FILE ROWS        a workbook of ROWS leads and 20 columns
//! tour look FILE             what is found in a workbook
//! tour count FILE            its rows, streamed
//! tour save FILE OUTPUT      the workbook with invented findings
//! ```

use lead_model::{Band, IdReading, IdVerdict, LeadId, RowStatus, Score, read_id};
use lead_workbook::{
    ColumnKind, OutputShape, ResultCell, ResultColumn, RowResult, SaveJob, SheetChoice, SummaryBlock,
    SummaryFacts, SummaryValue, WorkbookError, for_each_row, inspect, save,
};
use rust_xlsxwriter::{Format, Workbook};
use std::error::Error;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let started = Instant::now();
    let told = match words[..] {
        ["make", file, rows] => make(Path::new(file), rows.parse()?)?,
        ["look", file] => format!("{:#?}", inspect(Path::new(file))?),
        ["count", file] => count(Path::new(file))?,
        ["save", file, output] => append(Path::new(file), Path::new(output))?,
        _ => return Err("usage: tour make FILE ROWS | look FILE | count FILE | save FILE OUTPUT".into()),
    };
    writeln!(std::io::stdout(), "{told}\n{:.2} s", started.elapsed().as_secs_f64())?;
    Ok(())
}

fn make(file: &Path, rows: u32) -> Result<String, Box<dyn Error>> {
    const HEADERS: [&str; 20] = [
        "Lead ID",
        "First Name",
        "Last Name",
        "Company",
        "Email",
        "Phone",
        "Website",
        "Street",
        "City",
        "State",
        "Country",
        "Industry",
        "Employees",
        "Revenue",
        "Opt-in",
        "Created",
        "Source",
        "Notes",
        "Next Step",
        "Score",
    ];
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_low_memory()?;
    sheet.set_name("Leads")?;
    let header = Format::new().set_bold().set_background_color(0x00DD_EBF7);
    let (date, money) = (Format::new().set_num_format("d mmm yyyy"), Format::new().set_num_format("$#,##0"));
    for (column, name) in (0..).zip(HEADERS) {
        sheet.write_string_with_format(0, column, name, &header)?;
    }
    for row in 1..=rows {
        sheet.write_string(row, 0, id_text(row))?;
        for (column, name) in (1..).zip(&HEADERS[1..]) {
            match *name {
                "Email" => {
                    sheet.write_string(row, column, format!("person.{row}@company-{}.com", row % 9973))?
                }
                "Phone" => sheet.write_string(row, column, format!("+1 415 555 {:04}", row % 10_000))?,
                "Website" => {
                    sheet.write_string(row, column, format!("https://company-{}.com", row % 9973))?
                }
                "Employees" => sheet.write_number(row, column, row % 40_000)?,
                "Revenue" => sheet.write_number_with_format(row, column, f64::from(row) * 1234.5, &money)?,
                "Opt-in" => sheet.write_boolean(row, column, row % 3 == 0)?,
                "Created" => sheet.write_number_with_format(row, column, 45_000 + row % 900, &date)?,
                "Score" => sheet.write_number(row, column, f64::from(row % 1000) / 10.0)?,
                "Notes" => sheet.write_string(
                    row,
                    column,
                    format!("=Met at fair {row}, wants a call back next week"),
                )?,
                _ => sheet.write_string(row, column, format!("{name} {}", row % 5_000))?,
            };
        }
    }
    book.save(file)?;
    Ok(format!("{rows} rows"))
}

fn id_text(row: u32) -> String {
    match row % 23 {
        5 => "n/a".into(),
        9 => format!("003{row:012}"),
        12 => format!("00Q{row:09}"),
        17 => String::new(),
        _ => LeadId::from_fifteen(&format!("00Q5g{row:010}")).map_or_else(String::new, |id| id.to_string()),
    }
}

fn choice(file: &Path) -> Result<SheetChoice, Box<dyn Error>> {
    let info = inspect(file)?;
    let sheet = &info.sheets[info.suggested_sheet.ok_or("no sheet has lead ids")? as usize];
    let id_column = sheet.id_column.as_ref().ok_or("no column has lead ids")?.index;
    Ok(SheetChoice {
        path: info.path.clone(),
        sheet: sheet.name.clone(),
        header_row: sheet.header_row,
        id_column,
    })
}

fn count(file: &Path) -> Result<String, Box<dyn Error>> {
    let choice = choice(file)?;
    let mut ids = 0;
    let end = for_each_row(&choice, &mut |row| {
        ids += u32::from(matches!(read_id(&row.text(choice.id_column)), IdReading::Lead { .. }));
        ControlFlow::Continue(())
    })?;
    Ok(format!("{} rows, {ids} with a lead id", end.rows))
}

fn columns() -> Vec<ResultColumn> {
    [
        ("ID_Verdict", ColumnKind::Verdict),
        ("Lead_ID_18", ColumnKind::Id),
        ("Company", ColumnKind::Text),
        ("Segment", ColumnKind::Text),
        ("Acquisition_Score", ColumnKind::Score),
        ("Enrichment_Score", ColumnKind::Score),
        ("AI_Coherence_Score", ColumnKind::Score),
        ("Final_Confidence_Score", ColumnKind::Score),
        ("Confidence_Band", ColumnKind::Band),
        ("AI_Explanation", ColumnKind::LongText),
        ("AI_Corrections", ColumnKind::LongText),
        ("AI_Not_in_TAM", ColumnKind::Flag),
        ("AI_Suspicious_Enrichment", ColumnKind::Flag),
        ("AI_Status", ColumnKind::Status),
        ("Assessed_At", ColumnKind::Date),
        ("Recipe", ColumnKind::Text),
    ]
    .map(|(header, kind)| ResultColumn { header: header.into(), kind })
    .into()
}

fn invented(number: u32) -> RowResult {
    let (verdict, status, why) = match number % 23 {
        6 => (
            IdVerdict::Malformed,
            RowStatus::InvalidLeadId,
            Some("A Salesforce id has letters and digits only; this has “/”."),
        ),
        10 => (
            IdVerdict::WrongObject,
            RowStatus::InvalidLeadId,
            Some("This is the id of a Contact (003), not of a Lead (00Q)."),
        ),
        13 => (
            IdVerdict::Malformed,
            RowStatus::InvalidLeadId,
            Some("A Salesforce id has 15 or 18 characters; this has 12."),
        ),
        18 => (IdVerdict::Blank, RowStatus::InvalidLeadId, Some("The cell is empty.")),
        20 if number.is_multiple_of(3) => {
            (IdVerdict::Valid, RowStatus::AssessmentFailed, Some("The model's answer was cut off. Retry."))
        }
        _ => (IdVerdict::Valid, RowStatus::Analyzed, None),
    };
    let mut cells = vec![ResultCell::Blank; 16];
    let lead_id =
        if status == RowStatus::InvalidLeadId { String::new() } else { format!("00Q5g{number:010}AAA") };
    if !lead_id.is_empty() {
        cells[1] = ResultCell::Text(lead_id.clone());
        cells[2] = ResultCell::Text(format!("Company {}", number % 9973));
        cells[3] =
            ResultCell::Text(["Enterprise", "Mid-market", "Small business"][number as usize % 3].into());
        cells[15] = ResultCell::Text("ZoomInfo enrichment quality 1".into());
    }
    if status == RowStatus::Analyzed {
        let score = |step: u32| Score::clamped(f64::from(number.wrapping_mul(step) % 1010) / 10.0);
        let last = score(97);
        for (cell, step) in [(4, 31), (5, 57), (6, 83), (7, 97)] {
            cells[cell] = ResultCell::Number(score(step).value());
        }
        cells[8] = ResultCell::Text(Band::label(last.band()).into());
        cells[9] = ResultCell::Text(
            "The e-mail domain matches the website and the company name.\nThe headcount of 1,200 fits the segment.\n\
             The phone number's country differs from the billing country.\nNo sign of a free-mail address."
                .into(),
        );
        if number.is_multiple_of(4) {
            cells[10] = ResultCell::Text("ZI_Employees__c: 12 → 1200 (the website says about 1,200)".into());
        }
        cells[11] = ResultCell::Flag(number.is_multiple_of(7));
        cells[12] = ResultCell::Flag(number.is_multiple_of(11));
        cells[14] = ResultCell::DateTime("2026-11-24T09:31:07Z".into());
    }
    RowResult { cells, status, verdict, written_id: String::new(), issue: why.map(str::to_owned), lead_id }
}

fn facts(file: &Path) -> SummaryFacts {
    let text = |text: &str| SummaryValue::Text(text.into());
    let block = |title: &str, rows: Vec<(&str, SummaryValue)>| SummaryBlock {
        title: title.into(),
        rows: rows.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    };
    SummaryFacts {
        title: "Lead quality assessment".into(),
        subtitle: format!("{} · 24 November 2026 · Done, some rows failed", file.display()),
        blocks: vec![
            block(
                "Run",
                vec![
                    ("Run", text("2026-11-24-0931-k7")),
                    ("Time at work", SummaryValue::Seconds(3723.0)),
                    ("Leads a second", SummaryValue::Number(812.4)),
                ],
            ),
            block(
                "Batches",
                vec![("Batches", SummaryValue::Count(1_026)), ("Went through", SummaryValue::Share(0.991))],
            ),
            block(
                "Usage",
                vec![
                    ("Salesforce calls", SummaryValue::Count(26)),
                    ("Model requests", SummaryValue::Count(48_912)),
                    ("Cost", SummaryValue::Dollars(12.3456)),
                ],
            ),
            block(
                "Recipe",
                vec![
                    ("Recipe", text("ZoomInfo enrichment quality, version 1")),
                    ("Model", text("gpt-5-mini")),
                    (
                        "Fields the org lacks",
                        text(
                            "ZI_Employees__c is not in your org, so its weight of 15 was spread over the other enriched fields; scores of runs in orgs that have it are not directly comparable with these.",
                        ),
                    ),
                ],
            ),
        ],
        counted: Vec::new(),
    }
}

fn append(file: &Path, output: &Path) -> Result<String, Box<dyn Error>> {
    let choice = choice(file)?;
    let (columns, facts) = (columns(), facts(file));
    let job = SaveJob {
        source: &choice,
        output,
        columns: &columns,
        facts: &facts,
        shape: OutputShape::Report,
        over_original: false,
    };
    let saved = save(&job, &mut |number| Ok::<_, WorkbookError>(invented(number)), &mut |_| {
        ControlFlow::Continue(())
    })?;
    Ok(format!("{saved:?}"))
}
