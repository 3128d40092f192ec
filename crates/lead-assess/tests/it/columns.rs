//! The appended columns: names, order, and that what was not made is blank.

use crate::common::{STANDARD, answer, assessment, fitted, sound_but, without};
use lead_assess::{ColumnKind, FittedRecipe, ResultCell, RowFacts};
use lead_model::{IdVerdict, LeadFindings, RowStatus};
use serde_json::json;

fn headers(fitted: &FittedRecipe) -> Vec<String> {
    fitted.columns().into_iter().map(|column| column.header).collect()
}

fn cell(fitted: &FittedRecipe, facts: &RowFacts<'_>, header: &str) -> ResultCell {
    let place = headers(fitted).iter().position(|name| name == header).unwrap();
    fitted.cells(facts).remove(place)
}

const NOTHING: RowFacts<'static> = RowFacts {
    verdict: IdVerdict::Malformed,
    lead_id: None,
    lead: None,
    findings: None,
    status: RowStatus::InvalidLeadId,
    assessed_at: None,
    model: None,
};

#[test]
fn the_standard_columns_stand_in_their_order() {
    let columns = headers(&fitted(STANDARD));
    assert_eq!(columns[..2], ["ID_Verdict", "Lead_ID_18"]);
    assert_eq!(columns[2..5], ["First Name", "Last Name", "Email"]);
    assert_eq!(
        columns[20..],
        [
            "Acquisition_Score",
            "Enrichment_Score",
            "AI_Coherence_Score",
            "Final_Confidence_Score",
            "Confidence_Band",
            "AI_Explanation",
            "AI_Corrections",
            "AI_Inferences",
            "AI_Not_in_TAM",
            "AI_Suspicious_Enrichment",
            "Score_Breakdown",
            "AI_Status",
            "Assessed_At",
            "Recipe",
            "Model",
        ]
    );
}

#[test]
fn a_field_the_org_lacks_has_no_column() {
    let lacking = without(STANDARD, &["ZI_State__c"]);
    assert!(!headers(&lacking).contains(&"ZI State".to_owned()));
    assert_eq!(lacking.cells(&NOTHING).len(), lacking.columns().len());
}

#[test]
fn an_invalid_row_has_its_verdict_and_status_and_nothing_else() {
    let fitted = fitted(STANDARD);
    let filled: Vec<(String, ResultCell)> = headers(&fitted)
        .into_iter()
        .zip(fitted.cells(&NOTHING))
        .filter(|(_, cell)| *cell != ResultCell::Blank)
        .collect();
    assert_eq!(
        filled,
        [
            ("ID_Verdict".to_owned(), ResultCell::Text("Malformed".into())),
            ("AI_Status".to_owned(), ResultCell::Text("Invalid lead id".into())),
        ]
    );
}

#[test]
fn an_assessed_row_can_say_where_each_score_comes_from() {
    let fitted = fitted(STANDARD);
    let lead =
        sound_but(&[("ZI_Website__c", "other.com"), ("ZI_Company_Name__c", ""), ("Phone", "0000000000")]);
    let mut said = assessment("r01", 70);
    said["corrections"] =
        json!([{"field": "ZI_Website__c", "new": "acme.com", "basis": "record", "reason": "Own website."}]);
    said["inferences"] = json!([{"field": "ZI_Company_Name__c", "new": "Acme", "confidence": 0.85, "basis": "record", "reason": "Own name."}]);
    let kept = fitted.read_answer(&answer(&[said]), &fitted.ask(&[&lead])).remove(0).unwrap();
    let findings = fitted.conclude(&lead, fitted.rules(&lead), Some(&kept));
    let facts = RowFacts {
        verdict: IdVerdict::Valid,
        lead_id: Some(lead.id),
        lead: Some(&lead),
        findings: Some(&findings),
        status: RowStatus::Analyzed,
        assessed_at: Some("2026-11-24T08:00:00Z"),
        model: Some("gpt-6-luna"),
    };
    let text = |header: &str| match cell(&fitted, &facts, header) {
        ResultCell::Text(text) => text,
        other => panic!("{header}: {other:?}"),
    };
    assert_eq!(text("Lead_ID_18"), lead.id.as_str());
    assert_eq!(text("AI_Corrections"), "ZI_Website__c: other.com → acme.com");
    assert_eq!(text("AI_Inferences"), "ZI_Company_Name__c: (blank) → Acme (85 % sure)");
    assert_eq!(text("AI_Explanation").lines().count(), 3);
    assert_eq!(cell(&fitted, &facts, "ZI Employees"), ResultCell::Number(250.0));
    assert_eq!(cell(&fitted, &facts, "AI_Not_in_TAM"), ResultCell::Flag(true));
    assert_eq!(cell(&fitted, &facts, "AI_Suspicious_Enrichment"), ResultCell::Flag(false));
    assert_eq!(cell(&fitted, &facts, "AI_Coherence_Score"), ResultCell::Number(35.0));
    assert_eq!(cell(&fitted, &facts, "Assessed_At"), ResultCell::DateTime("2026-11-24T08:00:00Z".into()));
    assert_eq!(text("Recipe"), "ZoomInfo enrichment quality");
    assert_eq!(text("Model"), "gpt-6-luna");

    let breakdown = text("Score_Breakdown");
    let lines: Vec<&str> = breakdown.lines().collect();
    assert_eq!(lines.len(), 4, "{breakdown}");
    assert!(
        lines[0].starts_with("Acquisition 87.5 = ") && lines[0].contains("Phone: holds nothing of use 0"),
        "{}",
        lines[0]
    );
    assert!(lines[1].contains("ZI Company Name: blank 0"), "{}", lines[1]);
    assert_eq!(
        lines[2],
        "Coherence 35 = The model's judgement, before deductions and caps +70; Large company without a ZoomInfo company −25; \
         A value to be corrected −8; Capped at 35: large company without a ZoomInfo company −2; Capped at 40: not in TAM 0"
    );
    assert_eq!(
        lines[3],
        "Final 49.63 = Acquisition 87.5 × 0.15 +13.13; Enrichment 80 × 0.15 +12; Coherence 35 × 0.7 +24.5"
    );
}

#[test]
fn scores_that_were_not_made_are_blank() {
    let fitted = fitted(STANDARD);
    let lead = sound_but(&[]);
    let findings = fitted.conclude(&lead, fitted.rules(&lead), None);
    let facts = RowFacts {
        lead: Some(&lead),
        findings: Some(&findings),
        status: RowStatus::AssessmentFailed,
        ..NOTHING
    };
    for header in [
        "AI_Coherence_Score",
        "Final_Confidence_Score",
        "Confidence_Band",
        "AI_Explanation",
        "AI_Corrections",
        "Model",
    ] {
        assert_eq!(cell(&fitted, &facts, header), ResultCell::Blank, "{header}");
    }
    assert_eq!(cell(&fitted, &facts, "Acquisition_Score"), ResultCell::Number(100.0));
    // Flags nobody could tell are blank, not "No".
    let unknown = LeadFindings::default();
    let facts = RowFacts { findings: Some(&unknown), ..NOTHING };
    assert_eq!(cell(&fitted, &facts, "AI_Not_in_TAM"), ResultCell::Blank);
}

#[test]
fn the_recipe_without_a_model_has_no_columns_of_one() {
    let columns = headers(&fitted("routing-hygiene"));
    assert!(columns.contains(&"Completeness_Score".to_owned()) && columns.contains(&"AI_Status".to_owned()));
    assert!(!columns.contains(&"AI_Coherence_Score".to_owned()));
}

#[test]
fn kinds_tell_how_a_column_is_written() {
    let columns = fitted(STANDARD).columns();
    let kind = |header: &str| columns.iter().find(|column| column.header == header).unwrap().kind;
    assert_eq!(kind("Lead_ID_18"), ColumnKind::Id);
    assert_eq!(kind("ZI Employees"), ColumnKind::Number);
    assert_eq!(kind("Final_Confidence_Score"), ColumnKind::Score);
    assert_eq!(kind("AI_Explanation"), ColumnKind::LongText);
    assert_eq!(kind("AI_Not_in_TAM"), ColumnKind::Flag);
    assert_eq!(kind("AI_Status"), ColumnKind::Status);
    assert_eq!(kind("Assessed_At"), ColumnKind::Date);
    assert_eq!(kind("ID_Verdict"), ColumnKind::Verdict);
    assert_eq!(kind("Confidence_Band"), ColumnKind::Band);
}
