//! What the rules say of a lead: completeness and flags, and that nothing is said of what was not read.

#![allow(clippy::float_cmp, reason = "a score holds whole hundredths, so equal ones are equal to the bit")]

use crate::common::{STANDARD, fitted, lead, sound_but, sound_lead, without};
use lead_assess::{Recipe, RecipeError};
use lead_model::{FieldValue, Lead, Score};

fn acquisition(lead: &Lead) -> f64 {
    fitted(STANDARD).rules(lead).acquisition.unwrap().value()
}

fn enrichment(lead: &Lead) -> f64 {
    fitted(STANDARD).rules(lead).enrichment.unwrap().value()
}

#[test]
fn a_complete_lead_scores_in_full() {
    assert_eq!((acquisition(&sound_lead()), enrichment(&sound_lead())), (100.0, 100.0));
}

#[test]
fn an_empty_lead_scores_nothing() {
    let findings = fitted(STANDARD).rules(&lead(&[]));
    assert_eq!((findings.acquisition, findings.enrichment), (Some(Score::MIN), Some(Score::MIN)));
    assert_eq!((findings.not_in_tam, findings.suspicious_enrichment), (Some(false), Some(false)));
}

#[test]
fn each_field_has_its_weight() {
    for (path, weight) in [
        ("FirstName", 6.25),
        ("LastName", 6.25),
        ("Email", 12.5),
        ("Phone", 12.5),
        ("State", 12.5),
        ("Country", 12.5),
        ("Industry", 12.5),
        ("Company", 12.5),
        ("Website", 12.5),
    ] {
        assert!((acquisition(&sound_but(&[(path, "")])) - (100.0 - weight)).abs() < 0.01, "{path}");
    }
    for path in ["ZI_Company_Name__c", "ZI_Website__c", "ZI_Employees__c", "ZI_State__c", "ZI_Country__c"] {
        assert!((enrichment(&sound_but(&[(path, "")])) - 80.0).abs() < 0.01, "{path}");
    }
}

#[test]
fn values_that_only_look_filled_in_count_for_nothing() {
    for (path, value) in [
        ("Phone", "0000000000"),
        ("Email", "none"),
        ("Email", "ada@localhost"),
        ("Website", "n/a"),
        ("Company", "[not provided]"),
        ("Company", "---"),
        ("State", "Unknown"),
    ] {
        assert!((acquisition(&sound_but(&[(path, value)])) - 87.5).abs() < 0.01, "{path}: {value}");
    }
    assert!((enrichment(&sound_but(&[("ZI_Employees__c", "0")])) - 80.0).abs() < 0.01);
}

#[test]
fn a_blank_counts_three_quarters_only_in_the_smallest_segments() {
    let blanks = [("ZI_Website__c", ""), ("ZI_Employees__c", "")];
    let in_segment = |segment: &str| {
        let changes = [&blanks[..], &[("SegmentName__r.Name", segment)]].concat();
        enrichment(&sound_but(&changes))
    };
    assert!((in_segment("small business") - 90.0).abs() < 0.01);
    assert!((in_segment("Enterprise") - 60.0).abs() < 0.01);
    assert!((in_segment("") - 60.0).abs() < 0.01);
    assert!((in_segment("A segment nobody knows") - 60.0).abs() < 0.01);
}

#[test]
fn the_weight_of_a_missing_field_is_spread_over_the_others() {
    let mut lead = sound_but(&[("ZI_Website__c", "")]);
    lead.fields.remove("ZI_State__c");
    let fitted = without(STANDARD, &["ZI_State__c"]);
    assert!((fitted.rules(&lead).enrichment.unwrap().value() - 75.0).abs() < 0.01);
    for path in ["ZI_Company_Name__c", "ZI_Website__c", "ZI_Employees__c", "ZI_Country__c"] {
        lead.fields.remove(path);
    }
    let findings = fitted.rules(&lead);
    assert_eq!((findings.enrichment, findings.not_in_tam), (None, None));
}

#[test]
fn flags_follow_their_definition() {
    let flags = |changes: &[(&str, &str)]| {
        let findings = fitted(STANDARD).rules(&sound_but(changes));
        (findings.not_in_tam.unwrap(), findings.suspicious_enrichment.unwrap())
    };
    let free = ("Email", "ada@gmx.de");
    assert_eq!(flags(&[]), (false, false));
    assert_eq!(flags(&[("ZI_Company_Name__c", "")]), (true, false));
    assert_eq!(flags(&[("ZI_Company_Name__c", ""), ("ZI_Employees__c", "99")]), (false, false));
    assert_eq!(flags(&[free, ("Website", "")]), (false, true));
    assert_eq!(flags(&[free]), (false, false));
    assert_eq!(flags(&[free, ("Website", ""), ("ZI_Employees__c", "99")]), (false, false));
    assert_eq!(flags(&[("Email", "ada@chick-fil-a.com"), ("Website", "")]), (false, false));
    assert_eq!(flags(&[free, ("Website", ""), ("ZI_Company_Name__c", "n/a")]), (true, false));
}

#[test]
fn a_flag_that_hangs_on_an_unread_field_is_not_told() {
    let mut lead = sound_but(&[("Email", "ada@gmail.com")]);
    lead.fields.remove("Website");
    assert_eq!(fitted(STANDARD).rules(&lead).suspicious_enrichment, None);
    // With another address it is false whatever the website may be.
    lead.fields.insert("Email".into(), FieldValue::Text("ada@acme.com".into()));
    assert_eq!(fitted(STANDARD).rules(&lead).suspicious_enrichment, Some(false));
}

#[test]
fn the_rules_scores_add_up_from_their_steps() {
    let small = ("SegmentName__r.Name", "SMB");
    for lead in [sound_lead(), lead(&[]), sound_but(&[("Phone", "0000000000"), ("ZI_State__c", ""), small])] {
        let findings = fitted(STANDARD).rules(&lead);
        for (name, score) in [("acquisition", findings.acquisition), ("enrichment", findings.enrichment)] {
            let sum: f64 =
                findings.steps.iter().filter(|step| step.score == name).map(|step| step.points).sum();
            assert!((sum - score.unwrap().value()).abs() < 0.006, "{name}: {sum}");
        }
    }
}

#[test]
fn a_recipe_that_does_not_hold_together_is_refused_in_words() {
    let text = include_str!("../../recipes/zoominfo-enrichment-quality.toml");
    for (from, to, said) in [
        ("format = 1", "format = 7", "format 7"),
        ("{ field = \"Phone\", weight = 0.125 }", "{ field = \"Phone\", weight = 0.5 }", "not to 1"),
        ("{ field = \"Phone\", weight = 0.125 }", "{ field = \"Fax\", weight = 0.125 }", "Fax"),
        ("coherence = 0.70", "coherence = 0.75", "not to 1"),
        ("parameter = \"large_company\"", "parameter = \"huge_company\"", "huge_company"),
        ("when = [{ flag = \"large\" }", "when = [{ flag = \"massive\" }", "massive"),
        ("name = \"zi_website\"", "name = \"zi_company\"", "zi_company"),
        ("{{large_company}} employees", "{{big}} employees", "big"),
        ("least_confidence = 0.4", "least_confidence = 40", "least_confidence"),
        ("at = 30", "at = 300", "300"),
        ("header = \"Model\"", "header = \"Recipe\"", "twice"),
        ("bands = [0, 20, 100, 400, 5000]", "bands = []", "defines none"),
        ("bands = [0, 20", "bands = [0, 0", "rise"),
        ("title = \"ZoomInfo", "titel = \"ZoomInfo", "titel"),
    ] {
        assert!(text.contains(from), "{from}");
        let error = Recipe::from_toml(&text.replacen(from, to, 1)).unwrap_err();
        assert!(error.to_string().contains(said), "{said}: {error}");
    }
    assert!(matches!(Recipe::from_toml("= nonsense"), Err(RecipeError::Unreadable(_))));
}

#[test]
fn the_recipe_without_a_model_scores_by_rules_alone() {
    let recipe = fitted("routing-hygiene");
    assert!(!recipe.recipe().uses_model());
    assert_eq!(recipe.recipe().default_model(), None);
    let conclude = |lead: &Lead| {
        let findings = recipe.conclude(lead, recipe.rules(lead), None);
        (
            findings.rules.acquisition.unwrap().value(),
            findings.rules.enrichment.unwrap().value(),
            findings.final_confidence.unwrap().value(),
        )
    };
    assert_eq!(conclude(&sound_lead()), (100.0, 100.0, 100.0));
    assert_eq!(conclude(&lead(&[])), (0.0, 0.0, 0.0));
    let (complete, hygiene, total) = conclude(&sound_but(&[("Email", "ada@gmx.de"), ("State", "")]));
    assert!((complete - 90.0).abs() < 0.01 && (hygiene - 30.0).abs() < 0.01 && (total - 66.0).abs() < 0.01);
}
