//! Names of fields, and paths over lookups.

/// The most characters of a path: Salesforce follows five lookups, and names have 40 characters each
/// and a few more.
const LONGEST_PATH: usize = 255;

/// Whether a text is a field's API name (`Region__c`) or a path of names (`Owner.Name`), and so may
/// stand in a query.
#[must_use]
pub fn is_field_path(text: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    text.len() <= LONGEST_PATH && text.split('.').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_get_into_a_query() {
        for good in ["Company", "Owner.Manager.Name", "SegmentName__r.Least_Employees__c", "A1"] {
            assert!(is_field_path(good), "{good}");
        }
        for bad in ["", ".", "Owner.", "1A", "Id FROM User", "Id,Name", "Name'", "Größe", "(SELECT Id)", "_x"]
        {
            assert!(!is_field_path(bad), "{bad}");
        }
    }
}
