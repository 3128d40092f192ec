//! What a lead's record tells people at a glance.

use lead_model::{FieldValue, IdVerdict, Lead};

/// A live lead's verdict, and what is worth knowing of it.
pub(crate) fn verdict(lead: &Lead) -> (IdVerdict, Option<&'static str>) {
    let converted = match lead.get("IsConverted") {
        Some(FieldValue::Bool(converted)) => *converted,
        Some(FieldValue::Text(text)) => text == "true",
        _ => false,
    };
    if converted {
        (IdVerdict::Converted, Some("The lead was converted to an account and a contact."))
    } else {
        (IdVerdict::Valid, None)
    }
}

/// First and last name.
pub(crate) fn name(lead: &Lead) -> String {
    format!("{} {}", lead.text("FirstName"), lead.text("LastName")).trim().to_owned()
}

/// What a search finds the lead by, in small letters.
pub(crate) fn search_text(lead: &Lead) -> String {
    [&name(lead), &lead.text("Company"), &lead.text("Email")].map(|text| text.to_lowercase()).join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use lead_model::LeadId;

    #[test]
    fn a_record_at_a_glance() {
        let field = |name: &str, value: &str| (name.to_owned(), FieldValue::Text(value.into()));
        let mut lead = Lead {
            id: LeadId::from_fifteen("00Q5g00000DeMoA").unwrap(),
            fields: [field("LastName", "LÖWE"), field("Email", "Ada@x.test")].into(),
        };
        assert_eq!((name(&lead), search_text(&lead)), ("LÖWE".into(), "löwe\n\nada@x.test".into()));
        assert_eq!(verdict(&lead).0, IdVerdict::Valid);
        lead.fields.insert("IsConverted".into(), FieldValue::Bool(true));
        assert_eq!(verdict(&lead).0, IdVerdict::Converted);
    }
}
