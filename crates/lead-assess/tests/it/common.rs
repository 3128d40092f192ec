//! Leads and answers for the tests.

use lead_assess::{FittedRecipe, Recipe};
use lead_model::{FieldValue, Lead, LeadId};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub const STANDARD: &str = "zoominfo-enrichment-quality";

/// The recipe in an org that has all its fields.
pub fn fitted(name: &str) -> FittedRecipe {
    without(name, &[])
}

/// The recipe in an org that lacks some fields.
pub fn without(name: &str, lacking: &[&str]) -> FittedRecipe {
    let recipe = Recipe::named(name).unwrap();
    let readable: BTreeSet<String> = recipe
        .fields()
        .into_iter()
        .map(|wish| wish.path)
        .filter(|path| !lacking.contains(&path.as_str()))
        .collect();
    recipe.resolve(&readable)
}

/// A lead of these values, all other fields of the standard recipe blank.
pub fn lead(values: &[(&str, &str)]) -> Lead {
    let mut lead = Lead { id: LeadId::from_fifteen("00Q5g00000DeMoA").unwrap(), fields: [].into() };
    for wish in Recipe::named(STANDARD).unwrap().fields() {
        lead.fields.insert(wish.path, FieldValue::Null);
    }
    for (path, value) in values {
        let value = match value.parse() {
            Ok(number) if *path == "ZI_Employees__c" => FieldValue::Number(number),
            _ => FieldValue::Text((*value).to_owned()),
        };
        lead.fields.insert((*path).to_owned(), value);
    }
    lead
}

/// A lead whose values all fit.
pub fn sound_lead() -> Lead {
    lead(&SOUND)
}

/// The sound lead with some values changed; an empty one is blank.
pub fn sound_but(changes: &[(&str, &str)]) -> Lead {
    let mut lead = sound_lead();
    for (path, value) in self::lead(changes).fields {
        if changes.iter().any(|(changed, _)| *changed == path) {
            lead.fields.insert(path, value);
        }
    }
    lead
}

const SOUND: [(&str, &str); 18] = [
    ("FirstName", "Ada"),
    ("LastName", "Byron"),
    ("Email", "ada@acme.com"),
    ("Phone", "+1 415 555 0132"),
    ("Title", "VP Operations"),
    ("Company", "Acme Inc."),
    ("Website", "https://www.acme.com/"),
    ("Industry", "Robotics"),
    ("State", "CA"),
    ("Country", "United States"),
    ("First_Channel__c", "Web"),
    ("SegmentName__r.Name", "Mid-Market"),
    ("LS_Company_Size_Range__c", "100-399"),
    ("ZI_Company_Name__c", "Acme"),
    ("ZI_Website__c", "acme.com"),
    ("ZI_Employees__c", "250"),
    ("ZI_State__c", "California"),
    ("ZI_Country__c", "United States"),
];

/// An assessment as a model that does as it is told writes it.
pub fn assessment(name: &str, coherence: impl Into<Value>) -> Value {
    let check =
        |name: &str| json!({"name": name, "outcome": "pass", "basis": "record", "note": "They agree."});
    json!({
        "ref": name,
        "checks": [
            check("email_website_company"),
            check("headcount_fit"),
            check("large_company_complete"),
            check("flags"),
        ],
        "explanation": ["✅ The domain fits.", "✅ The names fit.", "⚠️ The state is written out."],
        "corrections": [],
        "inferences": [],
        "coherence": coherence.into(),
    })
}

/// The text of an answer with these assessments.
pub fn answer(assessments: &[Value]) -> String {
    json!({"assessments": assessments}).to_string()
}
