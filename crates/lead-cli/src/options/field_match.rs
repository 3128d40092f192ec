//! A match of fields as the command line says it.

use lead_model::FieldMatch;

/// `RECIPE_FIELD=ORG_FIELD`.
pub(crate) fn read_match(text: &str) -> Result<FieldMatch, String> {
    match text.split_once('=') {
        Some((recipe, org)) if !recipe.trim().is_empty() && !org.trim().is_empty() => {
            Ok(FieldMatch { recipe_field: recipe.trim().into(), org_field: org.trim().into() })
        }
        _ => Err("write the recipe's field, =, and your org's field, as in Company=Company_Name__c".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_has_two_sides() {
        let read = read_match(" Company = Company_Name__c").unwrap();
        assert_eq!((read.recipe_field.as_str(), read.org_field.as_str()), ("Company", "Company_Name__c"));
        for bad in ["Company", "=X", "Company=", ""] {
            assert!(read_match(bad).is_err(), "{bad}");
        }
    }
}
