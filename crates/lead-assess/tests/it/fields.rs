//! The user's choice among an org's fields: what stands in for a field of the recipe is seen as
//! that field everywhere, and what is added is shown and never sent.

use crate::common::{STANDARD, assessment, fitted, sound_lead};
use lead_assess::{FittedRecipe, Recipe, ResultCell, RowFacts};
use lead_model::{AddedField, FieldChoice, FieldMatch, FieldValue, IdVerdict, Lead, RowStatus};
use std::collections::BTreeSet;

fn choice() -> FieldChoice {
    let matched = |recipe: &str, org: &str| FieldMatch { recipe_field: recipe.into(), org_field: org.into() };
    let added = |path: &str, label: &str, kind: &str| AddedField {
        path: path.into(),
        label: label.into(),
        field_type: kind.into(),
    };
    FieldChoice {
        added: vec![
            added("Owner.Name", "Owner", "string"),
            added("CreatedDate", "Created", "datetime"),
            added("Website", "Shown already", "url"),
            added("Nowhere__c", "Nowhere", "string"),
        ],
        matched: vec![
            matched("ZI_Employees__c", "DB_Headcount__c"),
            // Two that change places: each is read from where the other stands.
            matched("State", "Country"),
            matched("Country", "State"),
        ],
    }
}

fn fitted_to(choice: &FieldChoice) -> FittedRecipe {
    let recipe = Recipe::named(STANDARD).unwrap();
    let own = recipe.fields().into_iter().map(|wish| wish.path).filter(|path| path != "ZI_Employees__c");
    let more = ["DB_Headcount__c", "Owner.Name", "CreatedDate"].map(str::to_owned);
    let readable: BTreeSet<String> = own.chain(more).collect();
    recipe.fit(&readable, choice)
}

/// The sound lead as that org has it.
fn lead_of_org() -> Lead {
    let mut lead = sound_lead();
    let headcount = lead.fields.remove("ZI_Employees__c").unwrap();
    lead.fields.insert("DB_Headcount__c".into(), headcount);
    let (state, country) = (lead.fields["State"].clone(), lead.fields["Country"].clone());
    lead.fields.insert("State".into(), country);
    lead.fields.insert("Country".into(), state);
    lead.fields.insert("Owner.Name".into(), FieldValue::Text("Dana Whitlock".into()));
    lead.fields.insert("CreatedDate".into(), FieldValue::Text("2025-12-16T17:43:01.000+0000".into()));
    lead
}

#[test]
fn what_stands_in_is_read_judged_and_asked_about_as_the_recipe_s_own() {
    let (plain, fitted) = (fitted(STANDARD), fitted_to(&choice()));
    let (usual, of_org) = (sound_lead(), lead_of_org());
    assert_eq!(fitted.rules(&of_org), plain.rules(&usual));
    assert_eq!(fitted.sent(&of_org), plain.sent(&usual));
    assert_eq!(
        fitted.fingerprint(&of_org, "m"),
        plain.fingerprint(&usual, "m"),
        "the same question, whatever the field is called"
    );
    assert_eq!(fitted.ask(&[&of_org]), plain.ask(&[&usual]));
    let ask = plain.ask(&[&usual]);
    let mut told = assessment("r01", 70);
    told["corrections"] = serde_json::json!([{
        "field": "ZI_Employees__c", "new": "9000", "basis": "model_memory", "reason": "It grew.",
    }]);
    let answer = plain.read_answer(&crate::common::answer(&[told]), &ask).remove(0).unwrap();
    let conclude =
        |fitted: &FittedRecipe, lead: &Lead| fitted.conclude(lead, fitted.rules(lead), Some(&answer));
    let concluded = conclude(&fitted, &of_org);
    assert_eq!(concluded, conclude(&plain, &usual));
    assert!(!concluded.corrections.is_empty() || !concluded.dropped.is_empty());
}

#[test]
fn the_org_s_paths_are_read_each_once() {
    let paths = fitted_to(&choice()).paths();
    assert!(paths.contains(&"DB_Headcount__c".to_owned()) && !paths.contains(&"ZI_Employees__c".to_owned()));
    assert_eq!(paths.iter().filter(|path| *path == "Website").count(), 1);
    assert_eq!(paths[paths.len() - 2..], ["Owner.Name", "CreatedDate"]);
}

#[test]
fn added_fields_are_columns_and_are_never_sent() {
    let fitted = fitted_to(&choice());
    let lead = lead_of_org();
    assert!(!fitted.ask(&[&lead]).data.contains("Dana"));
    let facts = RowFacts {
        verdict: IdVerdict::Valid,
        lead_id: Some(lead.id),
        lead: Some(&lead),
        findings: None,
        status: RowStatus::RulesOnly,
        assessed_at: None,
        model: None,
    };
    let (columns, cells) = (fitted.columns(), fitted.cells(&facts));
    assert_eq!(columns.len(), cells.len());
    let under = |header: &str| &cells[columns.iter().position(|column| column.header == header).unwrap()];
    assert_eq!(under("Owner"), &ResultCell::Text("Dana Whitlock".into()));
    assert_eq!(under("Created"), &ResultCell::DateTime("2025-12-16T17:43:01.000+00:00".into()));
    assert!(columns.iter().all(|column| column.header != "Shown already" && column.header != "Nowhere"));
    let headcount = Recipe::named(STANDARD).unwrap().fields();
    let headcount = headcount.iter().find(|wish| wish.path == "ZI_Employees__c").unwrap();
    assert_eq!(under(&headcount.label), &ResultCell::Number(250.0));
}

#[test]
fn what_cannot_be_read_is_said_with_what_it_costs() {
    let mut chosen = choice();
    chosen.matched[0].org_field = "Gone__c".into();
    let fitted = fitted_to(&chosen);
    let [lacking] = fitted.lacking() else { panic!("{:?}", fitted.lacking()) };
    assert_eq!(lacking.path, "ZI_Employees__c");
    assert!(lacking.cost.contains("enrichment"), "{}", lacking.cost);
    let said = fitted.missing().join("\n");
    assert!(
        said.contains("Gone__c, which stands in for it,") && said.contains("Nowhere__c was added"),
        "{said}"
    );
}

#[test]
fn another_match_is_another_fit_and_added_columns_are_not() {
    let mut chosen = choice();
    let hash = fitted_to(&chosen).hash().to_owned();
    chosen.added.clear();
    assert_eq!(fitted_to(&chosen).hash(), hash);
    chosen.matched.pop();
    assert_ne!(fitted_to(&chosen).hash(), hash);
}
