//! Answers are read strictly: what is not exactly as asked is a named fault and never a score.

#![allow(clippy::float_cmp, reason = "a score holds whole hundredths, so equal ones are equal to the bit")]

use crate::common::{STANDARD, answer, assessment, fitted, sound_lead};
use lead_assess::{AnswerFault, ModelAnswer};
use proptest::prelude::*;
use serde_json::{Value, json};

type Read = Vec<Result<ModelAnswer, AnswerFault>>;

fn read(text: &str, leads: usize) -> Read {
    let lead = sound_lead();
    let fitted = fitted(STANDARD);
    let pack = vec![&lead; leads];
    fitted.read_answer(text, &fitted.ask(&pack))
}

fn codes(read: &Read) -> Vec<&'static str> {
    read.iter().map(|one| one.as_ref().map_or_else(AnswerFault::code, |_| "ok")).collect()
}

/// The fault that this change of a good assessment causes.
fn fault(change: impl FnOnce(&mut Value)) -> AnswerFault {
    let mut changed = assessment("r01", 80);
    change(&mut changed);
    read(&answer(&[changed]), 1).remove(0).unwrap_err()
}

#[test]
fn a_good_answer_is_read() {
    let read = read(&answer(&[assessment("r02", 55), assessment("r01", 90)]), 2);
    let scores: Vec<f64> = read.iter().map(|one| one.as_ref().unwrap().coherence.value()).collect();
    assert_eq!(scores, [90.0, 55.0]);
}

#[test]
fn an_answer_survives_being_kept() {
    let mut said = assessment("r01", 0);
    said["inferences"] = json!([{"field": "ZI_Employees__c", "new": "40", "confidence": 0.5, "basis": "model_memory", "reason": "Known."}]);
    let kept = read(&answer(&[said]), 1).remove(0).unwrap();
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<ModelAnswer>(&text).unwrap(), kept);
}

#[test]
fn a_code_fence_is_no_answer() {
    let fenced = format!("```json\n{}\n```", answer(&[assessment("r01", 80)]));
    assert_eq!(codes(&read(&fenced, 1)), ["code_fence"]);
}

#[test]
fn text_that_is_not_the_object_is_no_answer() {
    let good = answer(&[assessment("r01", 80)]);
    for text in [
        "",
        "I cannot judge this lead.",
        &good[..good.len() / 2],
        &format!("{good}{good}"),
        &format!("Here: {good}"),
    ] {
        assert_eq!(codes(&read(text, 1)), ["not_json"], "{text}");
    }
    for text in [
        "null",
        "[]",
        "80",
        "{}",
        r#"{"assessments": {}}"#,
        r#"{"assessments": [], "note": ""}"#,
        r#"{"assessments":[],"assessments":[]}"#,
    ] {
        assert_eq!(codes(&read(text, 1)), ["not_the_object"], "{text}");
    }
}

#[test]
fn missing_doubled_and_unknown_refs_are_named_and_the_rest_is_kept() {
    let all = [assessment("r01", 80), assessment("r03", 70)];
    assert_eq!(codes(&read(&answer(&all), 3)), ["ok", "missing", "ok"]);
    let all = [assessment("r01", 80), assessment("r02", 10), assessment("r02", 70)];
    assert_eq!(codes(&read(&answer(&all), 2)), ["ok", "doubled"]);
    let all = [assessment("r01", 80), assessment("lead 2", 70)];
    let read_all = read(&answer(&all), 2);
    assert_eq!(codes(&read_all), ["ok", "unknown_ref"]);
    assert!(read_all[1].as_ref().unwrap_err().to_string().contains("lead 2"));
    assert_eq!(codes(&read(&answer(&[assessment("R01", 80)]), 1)), ["unknown_ref"]);
    let mut nameless = assessment("r02", 80);
    nameless.as_object_mut().unwrap().remove("ref");
    assert_eq!(codes(&read(&answer(&[assessment("r01", 80), nameless]), 2)), ["ok", "wrong_shape"]);
}

#[test]
fn one_bad_assessment_spoils_no_other() {
    let mut bad = assessment("r02", 80);
    bad["checks"] = json!("fine");
    assert_eq!(
        codes(&read(&answer(&[assessment("r01", 80), bad, assessment("r03", 1)]), 3)),
        ["ok", "wrong_shape", "ok"]
    );
}

#[test]
fn a_score_is_a_whole_number_in_its_range() {
    for score in [0, 100] {
        assert_eq!(codes(&read(&answer(&[assessment("r01", score)]), 1)), ["ok"]);
    }
    for (score, code) in [
        (json!("80"), "score_not_a_number"),
        (json!("high"), "score_not_a_number"),
        (json!(null), "score_not_a_number"),
        (json!([80]), "score_not_a_number"),
        (json!(80.5), "score_not_a_number"),
        (json!(true), "score_not_a_number"),
        (json!(101), "score_out_of_range"),
        (json!(-1), "score_out_of_range"),
        (json!(1e300), "score_out_of_range"),
        (json!(u64::MAX), "score_out_of_range"),
    ] {
        assert_eq!(fault(|it| it["coherence"] = score.clone()).code(), code, "{score}");
    }
}

#[test]
fn the_shape_is_kept_to_the_letter() {
    assert_eq!(fault(|it| drop(it.as_object_mut().unwrap().remove("coherence"))).code(), "wrong_shape");
    assert_eq!(fault(|it| it["confidence"] = json!(1)).code(), "wrong_shape");
    assert_eq!(fault(|it| it["checks"][0]["outcome"] = json!("perhaps")).code(), "wrong_shape");
    assert_eq!(fault(|it| it["checks"][0]["basis"] = json!("linkedin.com")).code(), "wrong_shape");
    assert_eq!(fault(|it| it["explanation"] = json!("All fine.")).code(), "wrong_shape");
    let shape = fault(|it| drop(it.as_object_mut().unwrap().remove("checks")));
    assert!(shape.to_string().contains("checks"), "{shape}");
    let twice =
        answer(&[assessment("r01", 80)]).replace("\"coherence\":80", "\"coherence\":10,\"coherence\":80");
    assert_eq!(codes(&read(&twice, 1)), ["wrong_shape"]);
}

#[test]
fn the_explanation_has_three_to_five_statements() {
    assert_eq!(fault(|it| it["explanation"] = json!([])).code(), "too_few_statements");
    assert_eq!(fault(|it| it["explanation"] = json!(["✅ a", "✅ b"])).code(), "too_few_statements");
    assert_eq!(
        fault(|it| it["explanation"] = json!(["a", "b", "c", "d", "e", "f"])).code(),
        "too_many_statements"
    );
    assert_eq!(fault(|it| it["explanation"] = json!(["a", "✅ \u{200b}", "c"])).code(), "empty_statement");
}

#[test]
fn each_heuristic_is_judged_once() {
    assert_eq!(fault(|it| drop(it["checks"].as_array_mut().unwrap().pop())).code(), "check_count");
    assert_eq!(fault(|it| it["checks"][1] = it["checks"][0].clone()).code(), "check_count");
    assert_eq!(fault(|it| it["checks"][0]["name"] = json!("mood")).code(), "unknown_check");
}

#[test]
fn proposals_are_for_the_fields_that_were_asked_for() {
    let proposal = json!([{"field": "OwnerId", "new": "me", "basis": "record", "reason": ""}]);
    assert_eq!(fault(|it| it["corrections"] = proposal).code(), "unknown_field");
}

#[test]
fn a_recipe_without_a_model_reads_no_answer() {
    let fitted = fitted("routing-hygiene");
    let lead = sound_lead();
    let ask = fitted.ask(&[&lead]);
    assert_eq!(ask.data, r#"{"leads":[{"ref":"r01"}]}"#);
    let read = fitted.read_answer(&answer(&[assessment("r01", 80)]), &ask);
    assert_eq!(codes(&read), ["missing"]);
}

/// Any JSON, of the kind that models make up.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        (-5_i64..110).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("r01")),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "ref",
            "checks",
            "explanation",
            "corrections",
            "inferences",
            "coherence",
            "name",
            "outcome"
        ])
        .prop_map(str::to_owned),
        "[a-z]{1,4}",
    ]
}

/// A good answer about two leads with one place in it replaced by anything.
fn nearly_good() -> impl Strategy<Value = String> {
    let pointers = vec![
        "/assessments",
        "/assessments/0",
        "/assessments/0/ref",
        "/assessments/0/checks",
        "/assessments/0/checks/1",
        "/assessments/0/checks/1/name",
        "/assessments/0/checks/1/outcome",
        "/assessments/0/explanation",
        "/assessments/0/explanation/2",
        "/assessments/0/corrections",
        "/assessments/0/inferences",
        "/assessments/0/coherence",
        "/assessments/1/coherence",
        "/assessments/1/ref",
    ];
    (prop::sample::select(pointers), any_json(), -5_i64..110).prop_map(|(pointer, value, score)| {
        let mut whole = json!({"assessments": [assessment("r01", score), assessment("r02", 50)]});
        if let Some(place) = whole.pointer_mut(pointer) {
            *place = value;
        }
        whole.to_string()
    })
}

/// What must hold whatever the model wrote.
fn holds(text: &str) -> Result<(), TestCaseError> {
    let (lead, fitted) = (sound_lead(), fitted(STANDARD));
    let ask = fitted.ask(&[&lead, &lead]);
    let read = fitted.read_answer(text, &ask);
    prop_assert_eq!(read.len(), 2);
    for (name, one) in ask.refs.iter().zip(&read) {
        let rules = fitted.rules(&lead);
        match one {
            Err(fault) => {
                prop_assert!(!fault.to_string().is_empty() && fault.to_string().chars().count() < 400);
                let findings = fitted.conclude(&lead, rules, None);
                prop_assert_eq!((findings.coherence, findings.final_confidence), (None, None));
            }
            Ok(kept) => {
                // A score is only ever the very number that stands in this lead's own assessment.
                let whole: Value = serde_json::from_str(text).unwrap();
                let own: Vec<&Value> = whole["assessments"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .filter(|it| it["ref"] == json!(name))
                    .collect();
                prop_assert_eq!(own.len(), 1);
                prop_assert_eq!(own[0]["coherence"].as_i64().unwrap() as f64, kept.coherence.value());
                prop_assert!(fitted.conclude(&lead, rules, Some(kept)).final_confidence.is_some());
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(text in ".{0,200}") {
        holds(&text)?;
    }

    #[test]
    fn any_json_is_survived(value in any_json()) {
        holds(&value.to_string())?;
    }

    #[test]
    fn a_nearly_good_answer_is_survived(text in nearly_good()) {
        holds(&text)?;
    }

    #[test]
    fn a_cut_answer_is_survived(text in nearly_good(), percent in 0_usize..100) {
        let end = text.floor_char_boundary(text.len() * percent / 100);
        holds(&text[..end])?;
    }
}
