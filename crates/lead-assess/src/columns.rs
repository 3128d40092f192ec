//! The columns that a recipe appends to the workbook, and a row's cells under them.

use crate::fitted::FittedRecipe;
use crate::recipe::file::{Column, Field, FieldKind, Shows};
use lead_model::{
    AddedField, ColumnKind, FieldValue, IdVerdict, Lead, LeadFindings, LeadId, Proposal, ResultCell,
    RowStatus, Score, ScoreStep,
};

/// A column to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultColumn {
    /// Its header.
    pub header: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// What it shows, as recipes name it: `status`, `explanation`; `field` for a field of the lead.
    pub shows: &'static str,
    /// What it tells, in a line.
    pub about: String,
}

/// All that is known of a row when its cells are written.
#[derive(Debug, Clone, Copy)]
pub struct RowFacts<'a> {
    /// What is known of its id.
    pub verdict: IdVerdict,
    /// The id, where there is one.
    pub lead_id: Option<LeadId>,
    /// The record, where it was read.
    pub lead: Option<&'a Lead>,
    /// What was found out, where anything was.
    pub findings: Option<&'a LeadFindings>,
    /// How far the row has come.
    pub status: RowStatus,
    /// When it was assessed, RFC 3339 in UTC.
    pub assessed_at: Option<&'a str>,
    /// The model that answered.
    pub model: Option<&'a str>,
}

impl FittedRecipe {
    /// The columns in order. A field that the org lacks has none: blanks under it would read as
    /// blank in Salesforce.
    #[must_use]
    pub fn columns(&self) -> Vec<ResultColumn> {
        let of_field = |field: &Field| ResultColumn {
            header: field.label.clone(),
            kind: if field.kind == FieldKind::Headcount { ColumnKind::Number } else { ColumnKind::Text },
            shows: FIELD,
            about: of_salesforce(self.org_field(&field.path)),
        };
        let columns = &self.inner().file.columns;
        let one = |column: &Column| match column.shows {
            Shows::Fields => self.fields().map(of_field).chain(self.added().iter().map(of_added)).collect(),
            shows => vec![ResultColumn {
                header: column.header.clone().unwrap_or_default(),
                kind: kind(shows),
                shows: shows.code(),
                about: shows.about().to_owned(),
            }],
        };
        columns.iter().flat_map(one).collect()
    }

    /// A row's cells under [`FittedRecipe::columns`]. What was not made is blank.
    #[must_use]
    pub fn cells(&self, facts: &RowFacts<'_>) -> Vec<ResultCell> {
        let one = |column: &Column| match column.shows {
            Shows::Fields => {
                let own = self.fields().map(|field| field_cell(facts.lead, self.org_field(&field.path)));
                own.chain(self.added().iter().map(|field| added_cell(facts.lead, field))).collect()
            }
            shows => vec![self.cell(shows, facts)],
        };
        self.inner().file.columns.iter().flat_map(one).collect()
    }

    fn cell(&self, shows: Shows, facts: &RowFacts<'_>) -> ResultCell {
        let findings = facts.findings;
        let rules = findings.map(|findings| &findings.rules);
        match shows {
            Shows::IdVerdict => text(facts.verdict.label()),
            Shows::LeadId => facts.lead_id.map_or(ResultCell::Blank, |id| text(id.as_str())),
            // Spread over their own columns above.
            Shows::Fields => ResultCell::Blank,
            Shows::Acquisition => score(rules.and_then(|rules| rules.acquisition)),
            Shows::Enrichment => score(rules.and_then(|rules| rules.enrichment)),
            Shows::Coherence => score(findings.and_then(|findings| findings.coherence)),
            Shows::FinalConfidence => score(findings.and_then(|findings| findings.final_confidence)),
            Shows::Band => findings
                .and_then(|findings| findings.final_confidence)
                .map_or(ResultCell::Blank, |score| text(score.band().label())),
            Shows::Explanation => {
                lines(findings.into_iter().flat_map(|findings| findings.explanation.clone()))
            }
            Shows::Corrections => lines(
                findings.into_iter().flat_map(|findings| findings.corrections.iter().map(Proposal::readable)),
            ),
            Shows::Inferences => {
                lines(findings.into_iter().flat_map(|findings| findings.inferences.iter().map(inference)))
            }
            Shows::NotInTam => flag(rules.and_then(|rules| rules.not_in_tam)),
            Shows::SuspiciousEnrichment => flag(rules.and_then(|rules| rules.suspicious_enrichment)),
            Shows::Breakdown => lines(findings.into_iter().flat_map(breakdown)),
            Shows::Status => text(facts.status.label()),
            Shows::AssessedAt => facts
                .assessed_at
                .map_or(ResultCell::Blank, |instant| ResultCell::DateTime(instant.to_owned())),
            // Told where something was judged by it, as the model is.
            Shows::Recipe => findings.map_or(ResultCell::Blank, |_| text(self.recipe().title())),
            Shows::Model => facts.model.map_or(ResultCell::Blank, text),
        }
    }
}

/// What a column of a lead's field shows.
const FIELD: &str = "field";

fn of_salesforce(path: &str) -> String {
    format!("{path}, as Salesforce has it")
}

fn kind(shows: Shows) -> ColumnKind {
    match shows {
        Shows::LeadId => ColumnKind::Id,
        Shows::Acquisition | Shows::Enrichment | Shows::Coherence | Shows::FinalConfidence => {
            ColumnKind::Score
        }
        Shows::Explanation | Shows::Corrections | Shows::Inferences | Shows::Breakdown => {
            ColumnKind::LongText
        }
        Shows::NotInTam | Shows::SuspiciousEnrichment => ColumnKind::Flag,
        Shows::Status => ColumnKind::Status,
        Shows::AssessedAt => ColumnKind::Date,
        Shows::IdVerdict => ColumnKind::Verdict,
        Shows::Band => ColumnKind::Band,
        Shows::Fields | Shows::Recipe | Shows::Model => ColumnKind::Text,
    }
}

fn field_cell(lead: Option<&Lead>, path: &str) -> ResultCell {
    match lead.and_then(|lead| lead.get(path)) {
        None | Some(FieldValue::Null) => ResultCell::Blank,
        Some(FieldValue::Bool(value)) => ResultCell::Flag(*value),
        Some(FieldValue::Number(value)) => ResultCell::Number(*value),
        Some(FieldValue::Text(value)) => text(value),
    }
}

/// Fields of a type that only time tells apart from text are written as instants.
const INSTANT: &str = "datetime";

fn of_added(field: &AddedField) -> ResultColumn {
    let kind = match field.field_type.as_str() {
        "int" | "double" | "currency" | "percent" | "long" => ColumnKind::Number,
        "boolean" => ColumnKind::Flag,
        INSTANT => ColumnKind::Date,
        "textarea" => ColumnKind::LongText,
        _ => ColumnKind::Text,
    };
    let header = if field.label.trim().is_empty() { &field.path } else { &field.label };
    ResultColumn { header: header.clone(), kind, shows: FIELD, about: of_salesforce(&field.path) }
}

fn added_cell(lead: Option<&Lead>, field: &AddedField) -> ResultCell {
    match field_cell(lead, &field.path) {
        ResultCell::Text(text) if field.field_type == INSTANT => instant(&text),
        cell => cell,
    }
}

/// Salesforce writes `2011-12-16T17:43:01.000+0000`, RFC 3339 wants `+00:00`.
fn instant(text: &str) -> ResultCell {
    let Some((date, offset)) = text.rfind(['+', '-']).map(|at| text.split_at(at)) else {
        return ResultCell::Text(text.to_owned());
    };
    let digits = offset.len() == 5 && offset.bytes().skip(1).all(|byte| byte.is_ascii_digit());
    if digits && date.contains('T') {
        ResultCell::DateTime(format!("{date}{}:{}", &offset[..3], &offset[3..]))
    } else {
        ResultCell::Text(text.to_owned())
    }
}

fn text(value: &str) -> ResultCell {
    if value.is_empty() { ResultCell::Blank } else { ResultCell::Text(value.to_owned()) }
}

fn score(score: Option<Score>) -> ResultCell {
    score.map_or(ResultCell::Blank, |score| ResultCell::Number(score.value()))
}

fn flag(flag: Option<bool>) -> ResultCell {
    flag.map_or(ResultCell::Blank, ResultCell::Flag)
}

fn lines(lines: impl Iterator<Item = String>) -> ResultCell {
    text(&lines.collect::<Vec<_>>().join("\n"))
}

fn inference(proposal: &Proposal) -> String {
    match proposal.confidence {
        Some(confidence) => format!("{} ({:.0} % sure)", proposal.readable(), confidence * 100.0),
        None => proposal.readable(),
    }
}

/// A line for each score that was made, with its steps.
fn breakdown(findings: &LeadFindings) -> Vec<String> {
    let line = |name: &str, score: Option<Score>, key: &str, steps: &[ScoreStep]| {
        let told: Vec<String> = steps
            .iter()
            .filter(|step| step.score == key)
            .map(|step| format!("{} {}", step.label, points(step.points)))
            .collect();
        score.map(|score| format!("{name} {score} = {}", told.join("; ")))
    };
    let rules = &findings.rules;
    [
        line("Acquisition", rules.acquisition, "acquisition", &rules.steps),
        line("Enrichment", rules.enrichment, "enrichment", &rules.steps),
        line("Coherence", findings.coherence, "coherence", &findings.steps),
        line("Final", findings.final_confidence, "final", &findings.steps),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Points with their sign and at most two decimals: `+6.25`, `−25`, `0`.
fn points(points: f64) -> String {
    let rounded = (points * 100.0).round() / 100.0;
    if rounded < 0.0 {
        format!("−{}", -rounded)
    } else if rounded > 0.0 {
        format!("+{rounded}")
    } else {
        "0".to_owned()
    }
}
