//! Which of an org's fields is likely meant where a recipe's is not there.

use lead_salesforce::FieldDescribe;
use std::collections::BTreeSet;

/// How many are suggested.
const MOST: usize = 3;
/// Most of the words alike, or it is no likeness: `Name` alone is half of too many.
const LEAST: f64 = 0.6;

/// Words for the same, as orgs write them.
const SAME: [(&str, &str); 4] =
    [("zi", "zoominfo"), ("headcount", "employees"), ("homepage", "website"), ("province", "state")];

/// The fields whose name or label has most words in common with a recipe's field, best first.
pub(crate) fn alike<'a>(path: &str, label: &str, fields: &'a [FieldDescribe]) -> Vec<&'a str> {
    let wanted = [words(path), words(label)];
    let mut rated: Vec<(f64, &FieldDescribe)> = fields
        .iter()
        .map(|field| {
            let offered = [words(&field.name), words(&field.label)];
            let pairs = wanted.iter().flat_map(|one| offered.iter().map(move |other| share(one, other)));
            (pairs.fold(0.0, f64::max), field)
        })
        .filter(|(share, _)| *share >= LEAST)
        .collect();
    rated.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.name.cmp(&other.name)));
    rated.into_iter().take(MOST).map(|(_, field)| field.name.as_str()).collect()
}

/// The words of a name in small letters: of `ZI_CompanyName__c`, `zoominfo`, `company` and `name`.
fn words(text: &str) -> BTreeSet<String> {
    // One name, though it is written as two words.
    let text = text.trim_end_matches("__c").replace("__r.", " ").replace("ZoomInfo", "Zoominfo");
    let mut words = BTreeSet::new();
    let mut word = String::new();
    let mut small = false;
    for c in text.chars() {
        if !c.is_alphanumeric() || (small && c.is_uppercase()) {
            words.insert(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    words.insert(word);
    words.remove("");
    words
        .into_iter()
        .map(|word| SAME.iter().find(|(of, _)| *of == word).map_or(word, |(_, same)| (*same).to_owned()))
        .collect()
}

/// The words in common, of all.
fn share(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let all = one.union(other).count();
    if all == 0 { 0.0 } else { one.intersection(other).count() as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, label: &str) -> FieldDescribe {
        FieldDescribe {
            name: name.into(),
            label: label.into(),
            field_type: "string".into(),
            relationship_name: None,
            reference_to: Vec::new(),
        }
    }

    #[test]
    fn the_likely_one_comes_first_and_strangers_do_not_come() {
        let fields = [
            field("Company", "Company"),
            field("ZoomInfo_Employees__c", "ZoomInfo Employees"),
            field("NumberOfEmployees", "No. of Employees"),
            field("Rating", "Rating"),
        ];
        let found = alike("ZI_Employees__c", "ZoomInfo Employees", &fields);
        assert_eq!(found.first(), Some(&"ZoomInfo_Employees__c"));
        assert!(!found.contains(&"Rating") && !found.contains(&"Company"));
    }

    #[test]
    fn names_fall_into_words() {
        let words = words("ZI_CompanyName__c");
        assert_eq!(words.iter().map(String::as_str).collect::<Vec<_>>(), ["company", "name", "zoominfo"]);
    }
}
