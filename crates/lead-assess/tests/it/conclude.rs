//! The arithmetic over the model's judgement, and which of its proposals are kept.

#![allow(clippy::float_cmp, reason = "a score holds whole hundredths, so equal ones are equal to the bit")]

use crate::common::{STANDARD, answer, assessment, fitted, sound_but, sound_lead, without};
use lead_assess::ModelAnswer;
use lead_model::{FieldValue, Lead, LeadFindings};
use serde_json::{Value, json};

fn model_answer(lead: &Lead, assessment: &Value) -> ModelAnswer {
    let recipe = fitted(STANDARD);
    let read = recipe.read_answer(&answer(std::slice::from_ref(assessment)), &recipe.ask(&[lead]));
    read.into_iter().next().unwrap().unwrap()
}

fn conclude(lead: &Lead, assessment: &Value) -> LeadFindings {
    let recipe = fitted(STANDARD);
    recipe.conclude(lead, recipe.rules(lead), Some(&model_answer(lead, assessment)))
}

fn coherence(changes: &[(&str, &str)], base: i64) -> f64 {
    let findings = conclude(&sound_but(changes), &assessment("r01", base));
    adds_up(&findings);
    findings.coherence.unwrap().value()
}

/// Every score can be reckoned anew from its steps.
fn adds_up(findings: &LeadFindings) {
    let sum = |name: &str| -> f64 {
        let steps = findings.rules.steps.iter().chain(&findings.steps);
        steps.filter(|step| step.score == name).map(|step| step.points).sum()
    };
    for (name, score) in [
        ("acquisition", findings.rules.acquisition),
        ("enrichment", findings.rules.enrichment),
        ("coherence", findings.coherence),
        ("final", findings.final_confidence),
    ] {
        let score = score.map_or(0.0, lead_model::Score::value);
        assert!((sum(name) - score).abs() < 0.006, "{name}: steps {}, score {score}", sum(name));
    }
}

#[test]
fn a_sound_lead_keeps_the_models_judgement() {
    let findings = conclude(&sound_lead(), &assessment("r01", 92));
    adds_up(&findings);
    assert_eq!(findings.coherence.unwrap().value(), 92.0);
    assert_eq!(findings.final_confidence.unwrap().value(), 94.4);
    assert_eq!(findings.checks.len(), 4);
}

#[test]
fn deductions_are_taken_off() {
    // Two bands off: 6,000 against 100 to 399.
    assert_eq!(coherence(&[("ZI_Employees__c", "6000")], 90), 75.0);
    assert_eq!(coherence(&[("ZI_Employees__c", "450")], 90), 90.0);
    // The segment speaks where the size range is silent.
    assert_eq!(
        coherence(
            &[("ZI_Employees__c", "6000"), ("LS_Company_Size_Range__c", ""), ("SegmentName__r.Name", "SMB")],
            90
        ),
        75.0
    );
    assert_eq!(coherence(&[("ZI_Website__c", ""), ("Website", "")], 90), 75.0);
    assert_eq!(coherence(&[("ZI_Website__c", "")], 90), 90.0);
}

#[test]
fn each_kept_correction_is_taken_off() {
    let lead = sound_but(&[("ZI_Website__c", "other.com"), ("ZI_Company_Name__c", "Other Robotics")]);
    let mut said = assessment("r01", 50);
    said["corrections"] = json!([
        {"field": "ZI_Website__c", "new": "acme.com", "basis": "record", "reason": "The lead's own website."},
        {"field": "ZI_Company_Name__c", "new": "Acme", "basis": "record", "reason": "The lead's own company."},
    ]);
    let findings = conclude(&lead, &said);
    adds_up(&findings);
    assert_eq!(findings.corrections.len(), 2);
    assert_eq!(findings.coherence.unwrap().value(), 34.0);
}

#[test]
fn caps_are_ceilings_and_the_lowest_decides() {
    let free = ("Email", "ada@gmail.com");
    let no_company = ("ZI_Company_Name__c", "");
    // Not in TAM is a large company without a ZoomInfo company: 25 off, then 35 at most.
    assert_eq!(coherence(&[no_company], 95), 35.0);
    assert_eq!(coherence(&[no_company], 40), 15.0);
    assert_eq!(coherence(&[free, ("ZI_Employees__c", "60")], 95), 25.0);
    assert_eq!(coherence(&[free, ("ZI_Employees__c", "49")], 95), 95.0);
    assert_eq!(coherence(&[free, ("Website", "")], 95), 25.0);
    assert_eq!(coherence(&[free, ("Website", "")], 10), 10.0);
}

#[test]
fn no_score_is_below_nothing() {
    assert_eq!(
        coherence(
            &[
                ("ZI_Company_Name__c", ""),
                ("ZI_Website__c", ""),
                ("Website", ""),
                ("ZI_Employees__c", "9000")
            ],
            20
        ),
        0.0
    );
}

#[test]
fn without_an_answer_there_is_no_coherence_and_no_final_score() {
    let recipe = fitted(STANDARD);
    let lead = sound_lead();
    let findings = recipe.conclude(&lead, recipe.rules(&lead), None);
    adds_up(&findings);
    assert_eq!((findings.coherence, findings.final_confidence), (None, None));
    assert!(findings.steps.is_empty());
}

#[test]
fn without_any_enrichment_field_there_is_no_final_score() {
    let zoominfo = ["ZI_Company_Name__c", "ZI_Website__c", "ZI_Employees__c", "ZI_State__c", "ZI_Country__c"];
    let recipe = without(STANDARD, &zoominfo);
    let mut lead = sound_lead();
    lead.fields.retain(|path, _| !zoominfo.contains(&path.as_str()));
    let findings = recipe.conclude(
        &lead,
        recipe.rules(&lead),
        Some(&model_answer(&sound_lead(), &assessment("r01", 80))),
    );
    assert_eq!(findings.coherence.unwrap().value(), 80.0);
    assert_eq!(findings.final_confidence, None);
}

/// What is left of one proposal, and the reasons for what was dropped.
fn sifted(kind: &str, lead: &Lead, field: &str, new: &Value, confidence: f64) -> Result<FieldValue, String> {
    let mut said = assessment("r01", 80);
    let mut proposal = json!({"field": field, "new": new, "basis": "record", "reason": "It fits."});
    if kind == "inferences" {
        proposal["confidence"] = confidence.into();
    }
    said[kind] = json!([proposal]);
    let findings = conclude(lead, &said);
    match findings.corrections.into_iter().chain(findings.inferences).next() {
        Some(kept) => Ok(kept.new),
        None => Err(findings.dropped.concat()),
    }
}

fn correction(field: &str, old: &str, new: &str) -> Result<FieldValue, String> {
    sifted("corrections", &sound_but(&[(field, old)]), field, &json!(new), 0.0)
}

fn inference(field: &str, new: &str, confidence: f64) -> Result<FieldValue, String> {
    sifted("inferences", &sound_but(&[(field, "")]), field, &json!(new), confidence)
}

#[test]
fn useful_corrections_are_kept() {
    let text = |text: &str| Ok(FieldValue::Text(text.into()));
    // Equal to the lead's own website: the very reason to correct.
    assert_eq!(correction("ZI_Website__c", "other.com", "https://www.acme.com/"), text("acme.com"));
    assert_eq!(correction("ZI_Company_Name__c", "Acorn Holdings", "Acme"), text("Acme"));
    assert_eq!(correction("ZI_Employees__c", "12000", "250"), Ok(FieldValue::Number(250.0)));
    assert_eq!(correction("ZI_Employees__c", "450", "4,500"), Ok(FieldValue::Number(4_500.0)));
}

#[test]
fn corrections_that_correct_nothing_are_dropped_with_the_reason() {
    for (field, old, new, why) in [
        ("ZI_Website__c", "acme.com", "https://www.acme.com/home", "says the same"),
        ("ZI_Website__c", "acme.com", "uk.acme.com", "says the same"),
        ("ZI_Website__c", "acme.com", "gmail.com", "mail provider"),
        ("ZI_Website__c", "acme.com", "acme", "no website"),
        ("ZI_Website__c", "acme.com", "http://10.0.0.1", "no website"),
        ("ZI_Company_Name__c", "Acme", "ACME, Inc.", "says the same"),
        ("ZI_Company_Name__c", "Acme", "other.com", "a website"),
        ("ZI_Company_Name__c", "Acme", "12345", "no name"),
        ("ZI_Company_Name__c", "Acme", "unknown", "no value"),
        ("ZI_Employees__c", "1000", "1050", "says the same"),
        ("ZI_Employees__c", "1000", "about 90", "no plausible number"),
        ("ZI_Employees__c", "1000", "-90", "no plausible number"),
        ("ZI_Employees__c", "1000", "90000000", "no plausible number"),
        ("ZI_Employees__c", "1000", "0", "no plausible number"),
        ("ZI_Website__c", "", "acme.com", "nothing to correct"),
    ] {
        let dropped = correction(field, old, new).unwrap_err();
        assert!(dropped.contains(why), "{old} → {new}: {dropped}");
    }
    let wrong_type = sifted("corrections", &sound_lead(), "ZI_Company_Name__c", &json!(7), 0.0);
    assert!(wrong_type.unwrap_err().contains("wrong type"));
}

#[test]
fn inferences_fill_blanks_with_enough_confidence() {
    assert_eq!(inference("ZI_Website__c", "acme.com", 0.4), Ok(FieldValue::Text("acme.com".into())));
    assert!(inference("ZI_Website__c", "acme.com", 0.39).unwrap_err().contains("below 0.4"));
    assert!(inference("ZI_Website__c", "acme.com", 7.0).unwrap_err().contains("not between 0 and 1"));
    assert!(inference("ZI_Website__c", "web.de", 0.9).unwrap_err().contains("mail provider"));
    let filled = sifted("inferences", &sound_lead(), "ZI_Website__c", &json!("other.com"), 0.9);
    assert!(filled.unwrap_err().contains("not blank"));
}

#[test]
fn a_second_proposal_for_a_field_is_dropped_and_not_deducted() {
    let lead = sound_but(&[("ZI_Website__c", "other.com")]);
    let one =
        |new: &str| json!({"field": "ZI_Website__c", "new": new, "basis": "record", "reason": "It fits."});
    let mut said = assessment("r01", 80);
    said["corrections"] = json!([one("acme.com"), one("third.com")]);
    let findings = conclude(&lead, &said);
    adds_up(&findings);
    assert_eq!((findings.corrections.len(), findings.dropped.len()), (1, 1));
    assert_eq!(findings.coherence.unwrap().value(), 72.0);
}

#[test]
fn a_proposal_for_a_field_nobody_read_is_dropped() {
    let recipe = without(STANDARD, &["ZI_Website__c"]);
    let mut lead = sound_lead();
    lead.fields.remove("ZI_Website__c");
    let mut said = assessment("r01", 80);
    said["inferences"] = json!([{"field": "ZI_Website__c", "new": "acme.com", "confidence": 0.9, "basis": "record", "reason": ""}]);
    let findings = recipe.conclude(&lead, recipe.rules(&lead), Some(&model_answer(&lead, &said)));
    assert!(findings.inferences.is_empty() && findings.dropped[0].contains("not read"));
}
