//! The leads that a request asks about, as found in its data.

use crate::dice::hash;
use serde_json::Value;

/// A lead as the model sees it. Names of members are read forgivingly (`zi_company`,
/// `ZI_Company_Name__c`), as a model would.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Subject {
    pub(crate) reference: String,
    /// A hash of its data without the reference: the same lead asked about again gives the same.
    pub(crate) mark: u64,
    pub(crate) email_domain: Value,
    pub(crate) company: Value,
    pub(crate) website: Value,
    pub(crate) size_range: Value,
    pub(crate) segment: Value,
    pub(crate) zi_company: Value,
    pub(crate) zi_website: Value,
    pub(crate) zi_employees: Value,
    pub(crate) not_in_tam: bool,
    pub(crate) suspicious: bool,
    /// How many of its members are blank.
    pub(crate) blanks: usize,
    /// Which of the enrichment's members were sent at all.
    pub(crate) has_zi: [bool; 3],
}

/// The leads in a text that holds JSON: the first list of objects in it, or the object itself.
pub(crate) fn subjects(text: &str) -> Vec<Subject> {
    let data: Value = match text.find('{').map(|at| &text[at..]) {
        Some(from) => {
            // Something may stand behind the JSON; only its first value counts.
            let first = serde_json::Deserializer::from_str(from).into_iter::<Value>().next();
            first.and_then(Result::ok).unwrap_or_default()
        }
        None => return Vec::new(),
    };
    let list = data
        .as_object()
        .into_iter()
        .flat_map(serde_json::Map::values)
        .filter_map(Value::as_array)
        .find(|list| !list.is_empty() && list.iter().all(Value::is_object));
    match list {
        Some(items) => items.iter().map(Subject::of).collect(),
        None => vec![Subject::of(&data)],
    }
}

impl Subject {
    fn of(item: &Value) -> Self {
        let mut subject = Self::default();
        let mut rest = item.clone();
        if let Some(map) = rest.as_object_mut()
            && let Some(reference) = map.shift_remove("ref")
        {
            subject.reference = reference.as_str().map_or_else(|| reference.to_string(), str::to_owned);
        }
        subject.mark = hash(rest.to_string().as_bytes(), 0);
        subject.read(&rest);
        subject
    }

    fn read(&mut self, value: &Value) {
        for (name, value) in value.as_object().into_iter().flatten() {
            if value.is_object() {
                self.read(value);
                continue;
            }
            let name: String =
                name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
            let name = name.replace("zoominfo", "zi");
            let blank = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
            self.blanks += usize::from(blank);
            let value = if blank { Value::Null } else { value.clone() };
            match name.as_str() {
                "company" => self.company = value,
                "website" => self.website = value,
                "notintam" => self.not_in_tam = value == Value::Bool(true),
                "suspiciousenrichment" => self.suspicious = value == Value::Bool(true),
                _ if name.starts_with("zicompany") => (self.zi_company, self.has_zi[0]) = (value, true),
                _ if name.starts_with("ziwebsite") => (self.zi_website, self.has_zi[1]) = (value, true),
                _ if name.starts_with("ziemployees") => (self.zi_employees, self.has_zi[2]) = (value, true),
                _ if name.starts_with("email") || name == "domain" => self.email_domain = value,
                _ if name.contains("sizerange") => self.size_range = value,
                _ if name.starts_with("segment") => self.segment = value,
                _ => {}
            }
        }
    }

    /// The domain of the e-mail address, whether the address or the domain alone was sent.
    pub(crate) fn mail_host(&self) -> Option<String> {
        self.email_domain
            .as_str()
            .map(|text| text.rsplit('@').next().unwrap_or_default().trim().to_lowercase())
    }

    pub(crate) fn headcount(&self) -> Option<u32> {
        match &self.zi_employees {
            Value::Number(number) => number.as_f64().map(|number| {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let whole = number.clamp(0.0, 4e9) as u32;
                whole
            }),
            Value::String(text) => text.replace(',', "").trim().parse().ok(),
            _ => None,
        }
    }
}

/// The host of an address as people write it.
pub(crate) fn host(site: &str) -> String {
    let site = site.trim().to_lowercase();
    let site = site.split_once("://").map_or(site.as_str(), |(_, rest)| rest);
    site.split(['/', '?', '#', ':']).next().unwrap_or_default().trim_start_matches("www.").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_are_found_whatever_their_members_are_called() {
        let text = r#"The leads: {"leads":[{"ref":"r01","email_domain":"a.example","ZI_Employees__c":"1,200",
            "computed":{"not_in_tam":true}},{"ref":"r02","company":" "}]} Thank you."#;
        let found = subjects(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].reference.as_str(), found[0].headcount()), ("r01", Some(1_200)));
        assert!(found[0].not_in_tam);
        assert_eq!((&found[1].company, found[1].blanks), (&Value::Null, 1));
    }

    #[test]
    fn the_mark_does_not_depend_on_the_reference() {
        let one = subjects(r#"{"leads":[{"ref":"r01","company":"A"}]}"#);
        let two = subjects(r#"{"leads":[{"ref":"r07","company":"A"}]}"#);
        let other = subjects(r#"{"leads":[{"ref":"r01","company":"B"}]}"#);
        assert_eq!(one[0].mark, two[0].mark);
        assert_ne!(one[0].mark, other[0].mark);
    }

    #[test]
    fn hosts_of_addresses() {
        for site in ["a.example", "HTTPS://WWW.A.EXAMPLE/x?y", "http://a.example:80/", "www.a.example"] {
            assert_eq!(host(site), "a.example", "{site}");
        }
    }
}
