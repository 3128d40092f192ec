//! The sheet *Summary* adds up: it has counts as formulas over the data, the run's facts, and two charts.

use super::cell_text::for_cell;
use super::charts;
use super::counted_lines::CountedLines;
use super::data_range::DataRange;
use super::job::SaveJob;
use super::summary_formats::SummaryFormats;
use super::tally::Tally;
use super::writer_errors::writer_error;
use crate::cell_reference::MOST_ROWS;
use crate::error::WorkbookError;
use crate::read::left_alone_sentence;
use crate::result::{ResultColumn, SummaryBlock, SummaryValue};
use crate::sheet_names::in_formula;
use lead_model::{Band, ColumnKind, IdVerdict, RowStatus};
use rust_xlsxwriter::{ColNum, Format, Formula, RowNum, Worksheet};

/// Counts stand in B to D, pictures and facts from F on.
const LABEL: ColNum = 1;
const COUNT: ColNum = 2;
const SHARE: ColNum = 3;
const FACT: ColNum = 5;
const VALUE: ColNum = 6;
const FIRST_ROW: RowNum = 3;
/// Rows that the pictures take.
const PICTURE_ROWS: RowNum = 17;
/// Characters of a fact that fit into its column.
const VALUE_WIDTH: usize = 88;
const MOST_LINES: RowNum = 20;
struct Page<'a> {
    sheet: Worksheet,
    formats: SummaryFormats,
    data: &'a DataRange,
    tally: &'a Tally,
    next: RowNum,
}

/// Writes the sheet.
pub(super) fn sheet(
    name: &str,
    issues: &str,
    job: &SaveJob<'_>,
    data: &DataRange,
    tally: &Tally,
) -> Result<Worksheet, WorkbookError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name).map_err(writer_error)?;
    sheet.set_screen_gridlines(false).set_landscape().set_print_fit_to_pages(1, 0);
    for (column, width) in
        [(0, 2.0), (LABEL, 30.0), (COUNT, 13.0), (SHARE, 12.0), (4, 4.0), (FACT, 32.0), (VALUE, 92.0)]
    {
        sheet.set_column_width(column, width).map_err(writer_error)?;
    }
    let mut page = Page { sheet, formats: SummaryFormats::new(), data, tally, next: FIRST_ROW };
    page.head(job)?;
    let all = job.all_columns();
    let column_of = |kind: ColumnKind| all.iter().position(|column| column.kind == kind);

    let statuses = RowStatus::ALL.map(|status| (status.label(), tally.status.get(status)));
    let status = page.counted("Rows by status", column_of(ColumnKind::Status), &statuses, "All statuses")?;
    page.rows_of_data(status.last + 1, issues)?;
    let verdicts = IdVerdict::ALL.map(|verdict| (verdict.label(), tally.verdict.get(verdict)));
    page.counted("Rows by id verdict", column_of(ColumnKind::Verdict), &verdicts, "All verdicts")?;
    let bands = match column_of(ColumnKind::Band) {
        Some(column) => {
            let counts: Vec<(&str, u64)> =
                Band::ALL.iter().map(|band| band.label()).zip(tally.bands).collect();
            Some(page.counted("Rows by confidence band", Some(column), &counts, "Rows with a final score")?)
        }
        None => None,
    };
    page.averages(&all)?;
    page.flags(&all)?;

    page.next = FIRST_ROW;
    if tally.rows > 0 {
        charts::insert(&mut page.sheet, name, &status, bands.as_ref(), (FIRST_ROW, FACT))?;
        page.next += PICTURE_ROWS;
    }
    for block in &job.facts.blocks {
        page.facts(block)?;
    }
    Ok(page.sheet)
}

impl Page<'_> {
    fn head(&mut self, job: &SaveJob<'_>) -> Result<(), WorkbookError> {
        let title = if job.facts.title.is_empty() { "Summary" } else { &job.facts.title };
        self.sheet.set_row_height(0, 32.0).map_err(writer_error)?;
        self.sheet
            .write_string_with_format(0, LABEL, for_cell(title).as_ref(), &self.formats.title)
            .map_err(writer_error)?;
        let mut subtitle = job.facts.subtitle.clone();
        if self.data.added_header {
            if !subtitle.is_empty() {
                subtitle.push_str(" · ");
            }
            subtitle.push_str("The sheet had no header row; one was added, so each row lies one lower here.");
        }
        let left_alone =
            self.tally.left_alone.iter().map(|&(first, last)| {
                left_alone_sentence(first, last, "the report's footer or totals", "be")
            });
        for sentence in job.counted_as_values().into_iter().chain(left_alone) {
            if !subtitle.is_empty() {
                subtitle.push_str(" · ");
            }
            subtitle.push_str(&sentence);
        }
        self.sheet
            .write_string_with_format(1, LABEL, for_cell(&subtitle).as_ref(), &self.formats.subtitle)
            .map_err(writer_error)?;
        Ok(())
    }

    fn block(&mut self, title: &str, columns: [&str; 2]) -> Result<(), WorkbookError> {
        self.sheet
            .write_string_with_format(self.next, LABEL, title, &self.formats.block)
            .map_err(writer_error)?;
        for (column, name) in [COUNT, SHARE].into_iter().zip(columns) {
            if name.is_empty() {
                self.sheet.write_blank(self.next, column, &self.formats.block).map_err(writer_error)?;
            } else {
                self.sheet
                    .write_string_with_format(self.next, column, name, &self.formats.block_right)
                    .map_err(writer_error)?;
            }
        }
        self.next += 1;
        Ok(())
    }

    /// Lines that count the cells of a column which read as their label, and their sum.
    fn counted(
        &mut self,
        title: &str,
        column: Option<usize>,
        counts: &[(&str, u64)],
        total_label: &str,
    ) -> Result<CountedLines, WorkbookError> {
        let sum: u64 = counts.iter().map(|(_, count)| count).sum();
        let range = column.and_then(|column| self.data.column(column));
        self.block(title, ["Rows", "Share"])?;
        let first = self.next;
        let last = first + RowNum::try_from(counts.len()).unwrap_or(0) - 1;
        let total_cell = format!("$C${}", last + 2);
        for (label, count) in counts {
            let row = self.next;
            self.sheet
                .write_string_with_format(row, LABEL, *label, &self.formats.label)
                .map_err(writer_error)?;
            if let Some(range) = &range {
                let formula = format!("=COUNTIF({range},B{})", row + 1);
                self.formula(row, COUNT, &formula, &count.to_string(), |formats| &formats.count)?;
            } else {
                self.number(row, COUNT, *count as f64, |formats| &formats.count)?;
            }
            let share = if sum == 0 { 0.0 } else { *count as f64 / sum as f64 };
            let formula = format!("=IF({total_cell}=0,0,C{}/{total_cell})", row + 1);
            self.formula(row, SHARE, &formula, &share.to_string(), |formats| &formats.share)?;
            self.next += 1;
        }
        let row = self.next;
        self.sheet
            .write_string_with_format(row, LABEL, total_label, &self.formats.total_label)
            .map_err(writer_error)?;
        let formula = format!("=SUM(C{}:C{})", first + 1, last + 1);
        self.formula(row, COUNT, &formula, &sum.to_string(), |formats| &formats.total)?;
        self.sheet.write_blank(row, SHARE, &self.formats.total).map_err(writer_error)?;
        self.next += 2;
        Ok(CountedLines { first, last, labels: LABEL, counts: COUNT })
    }

    /// Below the counts by status: how many rows the data has, and whether the two agree.
    fn rows_of_data(&mut self, total_row: RowNum, issues: &str) -> Result<(), WorkbookError> {
        self.next = total_row + 1;
        let row = self.next;
        let label = format!("Rows in “{}”", self.data.sheet);
        self.sheet
            .write_string_with_format(row, LABEL, for_cell(&label).as_ref(), &self.formats.label)
            .map_err(writer_error)?;
        if let Some((first, last)) = self.data.rows {
            let left = match self.tally.left_inside() {
                0 => String::new(),
                left => format!("-{left}"),
            };
            let formula = format!("=ROWS({}!$A${first}:$A${last}){left}", in_formula(&self.data.sheet));
            self.formula(row, COUNT, &formula, &self.tally.rows.to_string(), |formats| &formats.count)?;
        } else {
            self.sheet.write_number_with_format(row, COUNT, 0, &self.formats.count).map_err(writer_error)?;
        }
        let formula = format!("=IF(C{}=C{},\"adds up\",\"differs\")", total_row + 1, row + 1);
        self.formula(row, SHARE, &formula, "adds up", |formats| &formats.quiet)?;
        let row = row + 1;
        let label = format!("Rows listed in “{issues}”");
        let listed = self.tally.issues.min(u64::from(MOST_ROWS) - 1);
        self.sheet
            .write_string_with_format(row, LABEL, for_cell(&label).as_ref(), &self.formats.label)
            .map_err(writer_error)?;
        let formula = format!("=COUNT({}!$A:$A)", in_formula(issues));
        self.formula(row, COUNT, &formula, &listed.to_string(), |formats| &formats.count)?;
        self.next = row + 2;
        Ok(())
    }

    fn averages(&mut self, columns: &[&ResultColumn]) -> Result<(), WorkbookError> {
        let scores = columns_of(columns, ColumnKind::Score);
        if scores.is_empty() {
            return Ok(());
        }
        self.block("Average scores", ["Average", "Rows"])?;
        for column in scores {
            let row = self.next;
            let label = self.data.headers.get(column).unwrap_or(&columns[column].header);
            self.sheet
                .write_string_with_format(row, LABEL, for_cell(label).as_ref(), &self.formats.label)
                .map_err(writer_error)?;
            let mean = self.tally.mean(column);
            let rows = self.tally.sums[column].1;
            if let Some(range) = self.data.column(column) {
                let formula = format!("=IFERROR(AVERAGE({range}),\"–\")");
                let value = mean.map_or_else(|| "–".to_owned(), |mean| mean.to_string());
                self.formula(row, COUNT, &formula, &value, |formats| &formats.decimal)?;
                self.formula(row, SHARE, &format!("=COUNT({range})"), &rows.to_string(), |formats| {
                    &formats.count
                })?;
            } else if let Some(mean) = mean {
                self.number(row, COUNT, mean, |formats| &formats.decimal)?;
                self.number(row, SHARE, rows as f64, |formats| &formats.count)?;
            } else {
                self.sheet
                    .write_string_with_format(row, COUNT, "–", &self.formats.quiet)
                    .map_err(writer_error)?;
            }
            self.next += 1;
        }
        self.next += 1;
        Ok(())
    }

    fn flags(&mut self, columns: &[&ResultColumn]) -> Result<(), WorkbookError> {
        let flags = columns_of(columns, ColumnKind::Flag);
        if flags.is_empty() {
            return Ok(());
        }
        self.block("Flags", ["Rows", ""])?;
        for column in flags {
            let row = self.next;
            let label = self.data.headers.get(column).unwrap_or(&columns[column].header);
            self.sheet
                .write_string_with_format(row, LABEL, for_cell(label).as_ref(), &self.formats.label)
                .map_err(writer_error)?;
            let yes = self.tally.yes[column];
            if let Some(range) = self.data.column(column) {
                let formula = format!("=COUNTIF({range},\"Yes\")");
                self.formula(row, COUNT, &formula, &yes.to_string(), |formats| &formats.count)?;
            } else {
                self.number(row, COUNT, yes as f64, |formats| &formats.count)?;
            }
            self.next += 1;
        }
        self.next += 1;
        Ok(())
    }

    fn facts(&mut self, block: &SummaryBlock) -> Result<(), WorkbookError> {
        self.sheet
            .write_string_with_format(self.next, FACT, for_cell(&block.title).as_ref(), &self.formats.block)
            .map_err(writer_error)?;
        self.sheet.write_blank(self.next, VALUE, &self.formats.block).map_err(writer_error)?;
        self.next += 1;
        for (name, value) in &block.rows {
            let row = self.next;
            self.sheet
                .write_string_with_format(row, FACT, for_cell(name).as_ref(), &self.formats.label)
                .map_err(writer_error)?;
            let format = self.formats.fact.clone();
            let (number, format) = match value {
                SummaryValue::Text(text) => {
                    self.fact_text(text)?;
                    continue;
                }
                SummaryValue::Count(count) => (*count as f64, format.set_num_format("#,##0")),
                SummaryValue::Number(number) => (*number, format.set_num_format("#,##0.00")),
                SummaryValue::Share(share) => (*share, format.set_num_format("0.0%")),
                SummaryValue::Dollars(dollars) => (*dollars, format.set_num_format("\"$\"#,##0.00##")),
                SummaryValue::Seconds(seconds) => (*seconds / 86_400.0, format.set_num_format("[h]:mm:ss")),
            };
            self.sheet.write_number_with_format(row, VALUE, number, &format).map_err(writer_error)?;
            self.next += 1;
        }
        self.next += 1;
        Ok(())
    }

    /// A text of several lines takes several rows, so that the counts beside it keep their height.
    fn fact_text(&mut self, text: &str) -> Result<(), WorkbookError> {
        let text = for_cell(text);
        let lines: usize = text.lines().map(|line| line.chars().count().div_ceil(VALUE_WIDTH).max(1)).sum();
        let lines = RowNum::try_from(lines).unwrap_or(MOST_LINES).clamp(1, MOST_LINES);
        let (row, format) = (self.next, &self.formats.fact);
        if lines > 1 {
            self.sheet
                .merge_range(row, VALUE, row + lines - 1, VALUE, &text, format)
                .map_err(writer_error)?;
        } else {
            self.sheet.write_string_with_format(row, VALUE, text.as_ref(), format).map_err(writer_error)?;
        }
        self.next += lines;
        Ok(())
    }

    fn number(
        &mut self,
        row: RowNum,
        column: ColNum,
        number: f64,
        format: impl Fn(&SummaryFormats) -> &Format,
    ) -> Result<(), WorkbookError> {
        let written = self.sheet.write_number_with_format(row, column, number, format(&self.formats));
        written.map(|_| ()).map_err(writer_error)
    }

    fn formula(
        &mut self,
        row: RowNum,
        column: ColNum,
        formula: &str,
        result: &str,
        format: impl Fn(&SummaryFormats) -> &Format,
    ) -> Result<(), WorkbookError> {
        let formula = Formula::new(formula).set_result(result);
        self.sheet
            .write_formula_with_format(row, column, formula, format(&self.formats))
            .map(|_| ())
            .map_err(writer_error)
    }
}

fn columns_of(columns: &[&ResultColumn], kind: ColumnKind) -> Vec<usize> {
    (0..columns.len()).filter(|&column| columns[column].kind == kind).collect()
}
