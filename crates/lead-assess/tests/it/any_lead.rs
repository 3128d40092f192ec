//! Whatever a lead's fields hold, nothing panics and every sum holds.

use crate::common::{STANDARD, answer, assessment, fitted, lead};
use lead_assess::RowFacts;
use lead_model::{FieldValue, IdVerdict, Lead, RowStatus};
use proptest::prelude::*;
use serde_json::{Value, json};

fn value() -> impl Strategy<Value = FieldValue> {
    prop_oneof![
        Just(FieldValue::Null),
        any::<bool>().prop_map(FieldValue::Bool),
        any::<f64>().prop_map(FieldValue::Number),
        (0.0..20_000.0_f64).prop_map(|number| FieldValue::Number(number.trunc())),
        ".{0,40}".prop_map(FieldValue::Text),
        "[0-9,.+<> k-]{0,14}".prop_map(FieldValue::Text),
        prop::sample::select(vec![
            "ada@gmail.com",
            "acme.com",
            "https://Acme.co.uk/x",
            "n/a",
            "Enterprise",
            "SMB",
            "5,000+"
        ])
        .prop_map(|text| FieldValue::Text(text.to_owned())),
    ]
}

fn any_lead() -> impl Strategy<Value = Lead> {
    prop::collection::vec(prop::option::weighted(0.9, value()), 18).prop_map(|values| {
        let mut lead = lead(&[]);
        let paths: Vec<String> = lead.fields.keys().cloned().collect();
        for (path, value) in paths.into_iter().zip(values) {
            match value {
                Some(value) => drop(lead.fields.insert(path, value)),
                None => drop(lead.fields.remove(&path)),
            }
        }
        lead
    })
}

fn proposals() -> impl Strategy<Value = (Value, Value)> {
    let one = (
        prop::sample::select(vec!["ZI_Company_Name__c", "ZI_Website__c", "ZI_Employees__c"]),
        ".{0,20}",
        -1.0..2.0_f64,
    );
    prop::collection::vec(one, 0..4).prop_map(|all| {
        let with = |confident: bool| {
            all.iter()
                .map(|(field, new, confidence)| {
                    let mut proposal = json!({"field": field, "new": new, "basis": "record", "reason": new});
                    if confident {
                        proposal["confidence"] = json!(confidence);
                    }
                    proposal
                })
                .collect::<Value>()
        };
        (with(false), with(true))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_sum_holds(lead in any_lead(), base in 0_i64..=100, (corrections, inferences) in proposals()) {
        let fitted = fitted(STANDARD);
        let ask = fitted.ask(&[&lead]);
        prop_assert!(ask.data.len() < 12_000);
        prop_assert_eq!(fitted.fingerprint(&lead, "m"), fitted.fingerprint(&lead.clone(), "m"));

        let mut said = assessment("r01", base);
        said["corrections"] = corrections;
        said["inferences"] = inferences;
        let kept = fitted.read_answer(&answer(&[said]), &ask).remove(0).unwrap();
        let findings = fitted.conclude(&lead, fitted.rules(&lead), Some(&kept));

        let coherence = findings.coherence.unwrap().value();
        prop_assert!(coherence <= base as f64);
        let sum = |name: &str| -> f64 {
            let steps = findings.rules.steps.iter().chain(&findings.steps);
            steps.filter(|step| step.score == name).map(|step| step.points).sum()
        };
        prop_assert!((sum("coherence") - coherence).abs() < 0.006);
        if let Some(total) = findings.final_confidence {
            prop_assert!((sum("final") - total.value()).abs() < 0.006);
        } else {
            prop_assert!(findings.rules.acquisition.is_none() || findings.rules.enrichment.is_none());
        }
        for proposal in &findings.corrections {
            prop_assert!(!proposal.old.is_blank() && !proposal.new.is_blank());
        }
        for proposal in &findings.inferences {
            prop_assert!(proposal.confidence.unwrap() >= 0.4 && !proposal.new.is_blank());
        }

        let facts = RowFacts {
            verdict: IdVerdict::Valid,
            lead_id: Some(lead.id),
            lead: Some(&lead),
            findings: Some(&findings),
            status: RowStatus::Analyzed,
            assessed_at: None,
            model: None,
        };
        prop_assert_eq!(fitted.cells(&facts).len(), fitted.columns().len());
    }
}
