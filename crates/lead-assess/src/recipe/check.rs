//! Whether a recipe holds together: everything it refers to is there, and its numbers can be
//! reckoned with. A recipe that passes cannot fail later.

use crate::recipe::condition::Condition;
use crate::recipe::error::RecipeError;
use crate::recipe::file::{Completeness, FORMAT, FieldKind, Model, RecipeFile, Share, Shows};
use std::collections::HashSet;

/// Weights are written as decimals, which do not add up to 1 to the last bit.
const SUM_TOLERANCE: f64 = 1e-9;

pub(crate) fn check(file: &RecipeFile) -> Result<(), RecipeError> {
    if file.format != FORMAT {
        return Err(RecipeError::Format { found: file.format, known: FORMAT });
    }
    let steps = [names, fields, conditions, headcount, scores, model, arithmetic, columns];
    steps
        .iter()
        .try_for_each(|step| step(file))
        .map_err(|what| RecipeError::Inconsistent { recipe: file.name.clone(), what })
}

type Verdict = Result<(), String>;

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(what()) }
}

fn once<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> Verdict {
    let mut seen = HashSet::new();
    for name in names {
        ensure(!name.trim().is_empty(), || format!("{what} is empty."))?;
        ensure(seen.insert(name), || format!("{what} “{name}” stands there twice."))?;
    }
    Ok(())
}

fn names(file: &RecipeFile) -> Verdict {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    ensure(!file.name.is_empty() && file.name.chars().all(plain), || {
        format!("its name is “{}”; a name has small letters, digits and hyphens.", file.name)
    })?;
    ensure(!file.title.trim().is_empty(), || "it has no title.".into())?;
    once("the flag", file.flags.iter().map(|flag| flag.name.as_str()))
}

fn fields(file: &RecipeFile) -> Verdict {
    ensure(!file.fields.is_empty(), || "it reads no field.".into())?;
    once("the field", file.fields.iter().map(|field| field.path.as_str()))?;
    once("the label", file.fields.iter().map(|field| field.label.as_str()))?;
    let shared = || file.fields.iter().filter(|field| field.share != Share::Never);
    for field in shared() {
        ensure(field.name.is_some(), || format!("{} is shared and has no name in the data.", field.path))?;
        let has_domain = matches!(field.kind, FieldKind::Email | FieldKind::Website);
        ensure(field.share == Share::Full || has_domain, || {
            format!("{} is shared as a domain, and is neither an e-mail nor a website.", field.path)
        })?;
    }
    let reserved = ["ref", "computed"];
    once(
        "the name in the data",
        reserved.into_iter().chain(shared().filter_map(|field| field.name.as_deref())),
    )
}

fn known_field(file: &RecipeFile, path: &str) -> Verdict {
    ensure(file.fields.iter().any(|field| field.path == path), || {
        format!("it uses the field {path}, which is not among its fields.")
    })
}

fn conditions(file: &RecipeFile) -> Verdict {
    let parts = file.acquisition.parts.iter().chain(&file.enrichment.parts).flat_map(|part| &part.when);
    let later = parts
        .chain(file.deductions.iter().flat_map(|deduction| &deduction.when))
        .chain(file.caps.iter().flat_map(|cap| &cap.when));
    for condition in later {
        sound(file, condition, file.flags.len())?;
    }
    // A flag may look at the flags before it, so that none can hang on itself.
    for (position, flag) in file.flags.iter().enumerate() {
        ensure(!flag.when.is_empty(), || format!("the flag {} has no condition.", flag.name))?;
        flag.when.iter().try_for_each(|condition| sound(file, condition, position))?;
    }
    Ok(())
}

fn sound(file: &RecipeFile, condition: &Condition, flags: usize) -> Verdict {
    for path in condition.fields() {
        known_field(file, path)?;
    }
    ensure(!condition.counts_bands() || !file.headcount.bands.is_empty(), || {
        "it counts headcount bands and defines none.".into()
    })?;
    for name in condition.parameters() {
        ensure(file.parameters.contains_key(name), || format!("the parameter {name} is not defined."))?;
    }
    for name in condition.flags() {
        let known = file.flags.iter().take(flags).any(|flag| flag.name == name);
        ensure(known, || format!("the flag {name} is not defined before it is used."))?;
    }
    Ok(())
}

fn headcount(file: &RecipeFile) -> Verdict {
    let bands = &file.headcount.bands;
    let rising = bands.windows(2).all(|pair| pair[0] < pair[1]);
    ensure(bands.is_empty() || (bands[0] == 0 && rising), || {
        "the headcount bands must rise, and the first begin at 0.".into()
    })?;
    for segment in &file.headcount.segments {
        ensure(segment.low <= segment.high, || {
            format!("the segment {:?} ends before it begins.", segment.names)
        })?;
    }
    once(
        "the segment",
        file.headcount.segments.iter().flat_map(|segment| segment.names.iter().map(String::as_str)),
    )
}

fn scores(file: &RecipeFile) -> Verdict {
    completeness(file, "acquisition", &file.acquisition)?;
    completeness(file, "enrichment", &file.enrichment)
}

fn completeness(file: &RecipeFile, name: &str, score: &Completeness) -> Verdict {
    for part in &score.parts {
        ensure(part.weight.is_finite() && part.weight > 0.0, || {
            format!("a weight of {name} is not above 0.")
        })?;
        match (&part.field, part.when.is_empty()) {
            (Some(path), true) => known_field(file, path)?,
            (None, false) => {
                ensure(part.label.is_some(), || format!("a part of {name} has conditions and no label."))?;
            }
            _ => return Err(format!("each part of {name} needs either a field or conditions.")),
        }
    }
    let sum: f64 = score.parts.iter().map(|part| part.weight).sum();
    ensure(score.parts.is_empty() || (sum - 1.0).abs() < SUM_TOLERANCE, || {
        format!("the weights of {name} add up to {sum}, not to 1.")
    })?;
    ensure((0.0..=1.0).contains(&score.blank_in_smallest), || {
        format!("blank_in_smallest of {name} is not between 0 and 1.")
    })?;
    score.segment.as_deref().map_or(Ok(()), |path| known_field(file, path))
}

fn model(file: &RecipeFile) -> Verdict {
    let Some(model) = &file.model else { return Ok(()) };
    once("the heuristic", model.heuristics.iter().map(|heuristic| heuristic.name.as_str()))?;
    once("the proposal", model.proposals.iter().map(String::as_str))?;
    for path in &model.proposals {
        known_field(file, path)?;
    }
    ensure(!model.heuristics.is_empty() && !model.proposals.is_empty(), || {
        "a model needs heuristics and fields to propose.".into()
    })?;
    ensure(!model.default.trim().is_empty(), || "it names no model.".into())?;
    ensure(!model.instructions.trim().is_empty(), || "it has no instructions.".into())?;
    ensure((1..=model.statements_most).contains(&model.statements_least), || {
        "the least number of statements is above the most, or 0.".into()
    })?;
    ensure((0.0..=1.0).contains(&model.least_confidence), || {
        "least_confidence is not between 0 and 1.".into()
    })?;
    ensure(model.tokens_per_lead > 0 && model.characters_per_field > 0, || {
        "tokens_per_lead and characters_per_field must be above 0.".into()
    })?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    ensure((1..=64).contains(&model.schema_name.len()) && model.schema_name.chars().all(plain), || {
        "schema_name takes up to 64 letters, digits, _ and -.".into()
    })?;
    unknown_parameter(file, model)
}

fn unknown_parameter(file: &RecipeFile, model: &Model) -> Verdict {
    for after in model.instructions.split("{{").skip(1) {
        let name = after.split("}}").next().unwrap_or_default();
        ensure(file.parameters.contains_key(name), || {
            format!("the instructions use {{{{{name}}}}}, which is no parameter.")
        })?;
    }
    Ok(())
}

fn arithmetic(file: &RecipeFile) -> Verdict {
    ensure(file.parameters.values().all(|value| value.is_finite()), || {
        "a parameter is not a number.".into()
    })?;
    for deduction in &file.deductions {
        ensure((0.0..=100.0).contains(&deduction.points), || {
            format!("“{}” deducts {}, not 0 to 100.", deduction.label, deduction.points)
        })?;
        ensure(deduction.each_correction == deduction.when.is_empty(), || {
            format!("“{}” needs either conditions or each_correction.", deduction.label)
        })?;
    }
    for cap in &file.caps {
        ensure((0.0..=100.0).contains(&cap.at), || {
            format!("“{}” caps at {}, not 0 to 100.", cap.label, cap.at)
        })?;
        ensure(!cap.when.is_empty(), || format!("“{}” has no condition.", cap.label))?;
    }
    let weights = &file.final_weights;
    let each = [weights.acquisition, weights.enrichment, weights.coherence];
    ensure(each.iter().all(|weight| (0.0..=1.0).contains(weight)), || {
        "a final weight is not between 0 and 1.".into()
    })?;
    ensure((each.iter().sum::<f64>() - 1.0).abs() < SUM_TOLERANCE, || {
        format!("the final weights add up to {}, not to 1.", each.iter().sum::<f64>())
    })?;
    let made = [!file.acquisition.parts.is_empty(), !file.enrichment.parts.is_empty(), file.model.is_some()];
    let names = ["acquisition", "enrichment", "coherence"];
    for ((weight, made), name) in each.into_iter().zip(made).zip(names) {
        ensure(weight == 0.0 || made, || format!("{name} counts in the final score and is never made."))?;
    }
    Ok(())
}

fn columns(file: &RecipeFile) -> Verdict {
    let headers = || file.columns.iter().filter_map(|column| column.header.as_deref());
    once("the column", headers().chain(file.fields.iter().map(|field| field.label.as_str())))?;
    for column in &file.columns {
        let is_fields = column.shows == Shows::Fields;
        ensure(column.header.is_none() == is_fields, || {
            "every column needs a header, except the fields, which bring their own.".into()
        })?;
    }
    ensure(file.columns.iter().any(|column| column.shows == Shows::Status), || {
        "no column shows the status, on which the summary counts.".into()
    })
}
