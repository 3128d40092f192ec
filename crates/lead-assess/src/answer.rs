//! Reads a model's answer. Strictly: what is not exactly as asked is a fault, and the rest of a
//! pack is kept.

use crate::fault::{AnswerFault, quoted};
use crate::fitted::FittedRecipe;
use crate::question::Ask;
use crate::recipe::file::Model;
use crate::text::clean;
use lead_model::{Check, CheckBasis, CheckOutcome, FieldValue, Score};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// Characters of a statement, note or reason that are kept. Generous: a wordy sentence is no
/// reason to pay for another answer.
const TEXT_LIMIT: usize = 400;

/// A checked answer about one lead: what the model judged, before any arithmetic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelAnswer {
    /// The heuristics, in the recipe's order.
    pub checks: Vec<Check>,
    /// The explanation, one statement each.
    pub explanation: Vec<String>,
    /// Values that the model says are wrong.
    pub corrections: Vec<Suggestion>,
    /// Blanks that the model says can be filled.
    pub inferences: Vec<Suggestion>,
    /// How well the values agree, before deductions and caps.
    pub coherence: Score,
}

/// A value that the model suggests; it becomes a proposal once it stands up to the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The field's path.
    pub field: String,
    /// The value.
    pub new: FieldValue,
    /// How sure the model is; there for an inference.
    pub confidence: Option<f64>,
    /// What it rests on.
    pub basis: CheckBasis,
    /// Why.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer<'a> {
    #[serde(borrow)]
    assessments: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "ref")]
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Assessment {
    #[serde(rename = "ref")]
    _name: String,
    checks: Vec<JudgedCheck>,
    explanation: Vec<String>,
    corrections: Vec<Correction>,
    inferences: Vec<Inference>,
    coherence: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct JudgedCheck {
    name: String,
    outcome: CheckOutcome,
    basis: CheckBasis,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Correction {
    field: String,
    new: FieldValue,
    basis: CheckBasis,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inference {
    field: String,
    new: FieldValue,
    confidence: f64,
    basis: CheckBasis,
    reason: String,
}

impl FittedRecipe {
    /// Reads the answer to a question: one result for each of its refs, by position.
    #[must_use]
    pub fn read_answer(&self, text: &str, ask: &Ask) -> Vec<Result<ModelAnswer, AnswerFault>> {
        let all = |fault: AnswerFault| vec![Err(fault); ask.refs.len()];
        let Some(model) = &self.inner().file.model else { return all(AnswerFault::Missing) };
        match assessments(text) {
            Ok(items) => sort_out(&items, ask, model),
            Err(fault) => all(fault),
        }
    }
}

fn assessments(text: &str) -> Result<Vec<&RawValue>, AnswerFault> {
    if text.trim_start().starts_with("```") {
        return Err(AnswerFault::CodeFence);
    }
    let raw: &RawValue = serde_json::from_str(text).map_err(|error| AnswerFault::NotJson(said(&error)))?;
    let answer: Answer<'_> =
        serde_json::from_str(raw.get()).map_err(|error| AnswerFault::NotTheObject(said(&error)))?;
    Ok(answer.assessments)
}

/// Gives each ref its assessment. The ref is all that ties the two together, so none is guessed:
/// not by position, not by likeness.
fn sort_out(items: &[&RawValue], ask: &Ask, model: &Model) -> Vec<Result<ModelAnswer, AnswerFault>> {
    let mut by_ref: HashMap<String, Vec<&RawValue>> = HashMap::new();
    let mut nameless = None;
    for item in items {
        match serde_json::from_str::<Named>(item.get()) {
            Ok(Named { name }) => by_ref.entry(name).or_default().push(item),
            Err(error) => nameless = Some(AnswerFault::WrongShape(said(&error))),
        }
    }
    let unknown = by_ref.keys().filter(|name| !ask.refs.contains(name)).min().map(|name| quoted(name));
    // What was written in place of the lead's assessment says more than that none was.
    let absent = nameless.or_else(|| unknown.map(AnswerFault::UnknownRef)).unwrap_or(AnswerFault::Missing);
    ask.refs
        .iter()
        .map(|name| match by_ref.get(name).map(Vec::as_slice) {
            Some([item]) => read_one(item.get(), model),
            Some(_) => Err(AnswerFault::Doubled),
            None => Err(absent.clone()),
        })
        .collect()
}

fn read_one(text: &str, model: &Model) -> Result<ModelAnswer, AnswerFault> {
    let read: Assessment =
        serde_json::from_str(text).map_err(|error| AnswerFault::WrongShape(said(&error)))?;
    let coherence = score(&read.coherence)?;
    let explanation = explanation(&read.explanation, model)?;
    let checks = checks(read.checks, model)?;
    let corrections = read.corrections.into_iter().map(|it| (it.field, it.new, None, it.basis, it.reason));
    let inferences =
        read.inferences.into_iter().map(|it| (it.field, it.new, Some(it.confidence), it.basis, it.reason));
    Ok(ModelAnswer {
        checks,
        explanation,
        corrections: corrections.map(|parts| suggestion(parts, model)).collect::<Result<_, _>>()?,
        inferences: inferences.map(|parts| suggestion(parts, model)).collect::<Result<_, _>>()?,
        coherence,
    })
}

fn score(value: &Value) -> Result<Score, AnswerFault> {
    let kind = match value {
        Value::Number(number) => {
            let out_of_range = || AnswerFault::ScoreOutOfRange(number.to_string());
            if number.is_f64() {
                let in_range = number.as_f64().and_then(Score::new).is_some();
                let fault = AnswerFault::ScoreNotANumber(format!("the fraction {number}"));
                return Err(if in_range { fault } else { out_of_range() });
            }
            let whole = number.as_i64().and_then(|whole| i32::try_from(whole).ok());
            return whole.and_then(|whole| Score::new(f64::from(whole))).ok_or_else(out_of_range);
        }
        Value::String(text) => format!("the text “{}”", quoted(text)),
        Value::Null => "missing (null)".to_owned(),
        Value::Bool(_) => "true or false".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    };
    Err(AnswerFault::ScoreNotANumber(kind))
}

fn explanation(statements: &[String], model: &Model) -> Result<Vec<String>, AnswerFault> {
    let found = statements.len();
    if found < model.statements_least {
        return Err(AnswerFault::TooFewStatements { found, least: model.statements_least });
    }
    if found > model.statements_most {
        return Err(AnswerFault::TooManyStatements { found, most: model.statements_most });
    }
    let cleaned: Vec<String> = statements.iter().map(|statement| clean(statement, TEXT_LIMIT)).collect();
    if cleaned.iter().any(|statement| !statement.chars().any(char::is_alphanumeric)) {
        return Err(AnswerFault::EmptyStatement);
    }
    Ok(cleaned)
}

fn checks(judged: Vec<JudgedCheck>, model: &Model) -> Result<Vec<Check>, AnswerFault> {
    let place = |name: &str| model.heuristics.iter().position(|heuristic| heuristic.name == name);
    if let Some(stranger) = judged.iter().find(|check| place(&check.name).is_none()) {
        return Err(AnswerFault::UnknownCheck(quoted(&stranger.name)));
    }
    for heuristic in &model.heuristics {
        let found = judged.iter().filter(|check| check.name == heuristic.name).count();
        if found != 1 {
            return Err(AnswerFault::CheckCount { name: heuristic.name.clone(), found });
        }
    }
    let mut checks: Vec<Check> = judged
        .into_iter()
        .map(|check| Check {
            name: check.name,
            outcome: check.outcome,
            basis: check.basis,
            note: clean(&check.note, TEXT_LIMIT),
        })
        .collect();
    checks.sort_by_key(|check| place(&check.name));
    Ok(checks)
}

type Parts = (String, FieldValue, Option<f64>, CheckBasis, String);

fn suggestion(
    (field, new, confidence, basis, reason): Parts,
    model: &Model,
) -> Result<Suggestion, AnswerFault> {
    if !model.proposals.contains(&field) {
        return Err(AnswerFault::UnknownField(quoted(&field)));
    }
    let new = match new {
        FieldValue::Text(text) => FieldValue::Text(clean(&text, TEXT_LIMIT)),
        other => other,
    };
    Ok(Suggestion { field, new, confidence, basis, reason: clean(&reason, TEXT_LIMIT) })
}

/// An error of the JSON reader in words, without its position, which says nothing to people.
fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or_default();
    clean(words, 120)
}
