//! Which of the model's suggestions stand up to the record. Nothing is fetched to find out.

use crate::answer::Suggestion;
use crate::domain::{registrable, same_registrable, website_host};
use crate::evaluation::{Reading, headcount, plausible_headcount};
use crate::fitted::FittedRecipe;
use crate::headcount::band;
use crate::recipe::file::FieldKind;
use lead_model::{FieldValue, Lead, Proposal};

/// Two headcounts of one band less than this far apart do not contradict each other: sources
/// count at different times.
const HEADCOUNT_TOLERANCE: f64 = 1.5;

/// A name longer than this is no company's.
const LONGEST_COMPANY: usize = 120;

/// What became of the suggestions.
#[derive(Debug, Default)]
pub(crate) struct Sifted {
    pub(crate) corrections: Vec<Proposal>,
    pub(crate) inferences: Vec<Proposal>,
    pub(crate) dropped: Vec<String>,
}

impl FittedRecipe {
    pub(crate) fn sift(&self, lead: &Lead, corrections: &[Suggestion], inferences: &[Suggestion]) -> Sifted {
        let sieve = Sieve { fitted: self, reading: Reading { recipe: self.inner(), lead } };
        let mut sifted = Sifted::default();
        for suggestion in corrections {
            match sieve.correction(suggestion, &sifted.corrections) {
                Ok(proposal) => sifted.corrections.push(proposal),
                Err(why) => sifted.dropped.push(sieve.dropped("correction", suggestion, &why)),
            }
        }
        for suggestion in inferences {
            match sieve.inference(suggestion, &sifted.inferences) {
                Ok(proposal) => sifted.inferences.push(proposal),
                Err(why) => sifted.dropped.push(sieve.dropped("inference", suggestion, &why)),
            }
        }
        sifted
    }
}

struct Sieve<'a> {
    fitted: &'a FittedRecipe,
    reading: Reading<'a>,
}

type Why = String;

impl Sieve<'_> {
    /// A correction replaces a value that is there and that it contradicts. That it equals another
    /// value of the lead, its own website say, speaks for it: those are the useful ones.
    fn correction(&self, suggestion: &Suggestion, kept: &[Proposal]) -> Result<Proposal, Why> {
        let old = self.old_value(suggestion, kept)?;
        if self.reading.is_nothing(&old) {
            return Err("the field is blank, so there is nothing to correct".into());
        }
        let new = self.fitting(suggestion)?;
        self.contradicts(&suggestion.field, &old, &new)?;
        Ok(Proposal { confidence: None, ..proposal(suggestion, old, new) })
    }

    /// An inference fills a blank.
    fn inference(&self, suggestion: &Suggestion, kept: &[Proposal]) -> Result<Proposal, Why> {
        let old = self.old_value(suggestion, kept)?;
        if !self.reading.is_nothing(&old) {
            return Err("the field is not blank".into());
        }
        let least = self.reading.recipe.file.model.as_ref().map_or(1.0, |model| model.least_confidence);
        match suggestion.confidence {
            Some(confidence) if !(0.0..=1.0).contains(&confidence) => {
                return Err(format!("its confidence of {confidence} is not between 0 and 1"));
            }
            Some(confidence) if confidence >= least => {}
            Some(confidence) => return Err(format!("its confidence of {confidence} is below {least}")),
            None => return Err("it comes without a confidence".into()),
        }
        let new = self.fitting(suggestion)?;
        Ok(proposal(suggestion, old, new))
    }

    fn old_value(&self, suggestion: &Suggestion, kept: &[Proposal]) -> Result<FieldValue, Why> {
        if kept.iter().any(|proposal| proposal.field == suggestion.field) {
            return Err("there is already one for this field".into());
        }
        let value = self.reading.lead.get(&suggestion.field).filter(|_| self.fitted.reads(&suggestion.field));
        value.cloned().ok_or_else(|| "the field was not read".into())
    }

    /// The new value in the type of its field.
    fn fitting(&self, suggestion: &Suggestion) -> Result<FieldValue, Why> {
        if self.reading.is_nothing(&suggestion.new) {
            return Err("it has no value".into());
        }
        match (self.kind(&suggestion.field), &suggestion.new) {
            (FieldKind::Headcount, value) => whole_number(value)
                .and_then(plausible_headcount)
                .map(|count| FieldValue::Number(count as f64))
                .ok_or_else(|| "it is no plausible number of employees".into()),
            (FieldKind::Website, FieldValue::Text(text)) => {
                let host = website_host(text).ok_or("it is no website")?;
                if self.reading.recipe.free_mail.contains(&host) {
                    return Err("it is the domain of a mail provider, not of a company".into());
                }
                Ok(FieldValue::Text(host))
            }
            (FieldKind::Text, FieldValue::Text(text)) => {
                let name = text.trim();
                if !name.chars().any(char::is_alphabetic) || name.chars().count() > LONGEST_COMPANY {
                    return Err("it is no name".into());
                }
                if website_host(name).is_some_and(|host| registrable(&host) == Some(host.as_str()))
                    && !name.contains(' ')
                {
                    return Err("it is a website, not a name".into());
                }
                Ok(FieldValue::Text(name.to_owned()))
            }
            _ => Err("it is of the wrong type".into()),
        }
    }

    fn contradicts(&self, field: &str, old: &FieldValue, new: &FieldValue) -> Result<(), Why> {
        let same = match self.kind(field) {
            FieldKind::Headcount => {
                let (Some(old), Some(new)) = (headcount(old), headcount(new)) else { return Ok(()) };
                let bands = &self.reading.recipe.file.headcount.bands;
                let ratio = old.max(new) as f64 / old.min(new) as f64;
                band(bands, old) == band(bands, new) && ratio < HEADCOUNT_TOLERANCE
            }
            FieldKind::Website => {
                website_host(&old.display()).is_some_and(|host| same_registrable(&host, &new.display()))
            }
            _ => bare_name(&old.display()) == bare_name(&new.display()),
        };
        if same { Err("it says the same as the value that is there".into()) } else { Ok(()) }
    }

    fn kind(&self, field: &str) -> FieldKind {
        self.reading.recipe.field(field).map(|field| field.kind).unwrap_or_default()
    }

    fn dropped(&self, what: &str, suggestion: &Suggestion, why: &str) -> String {
        let label = self.reading.recipe.label(&suggestion.field);
        format!("The {what} of {label} to “{}” was dropped: {why}.", suggestion.new.display())
    }
}

fn proposal(suggestion: &Suggestion, old: FieldValue, new: FieldValue) -> Proposal {
    Proposal {
        field: suggestion.field.clone(),
        old,
        new,
        confidence: suggestion.confidence,
        basis: suggestion.basis,
        reason: suggestion.reason.clone(),
    }
}

/// A number, or a text of digits and thousands separators alone: "about 500" is no value.
fn whole_number(value: &FieldValue) -> Option<f64> {
    match value {
        FieldValue::Number(number) => Some(*number),
        FieldValue::Text(text) => {
            let plain = text.chars().all(|c| c.is_ascii_digit() || c == ',');
            plain.then(|| text.replace(',', "").parse().ok()).flatten()
        }
        FieldValue::Null | FieldValue::Bool(_) => None,
    }
}

/// A company's name without what different people write differently: letter case, punctuation,
/// the article and the legal form.
fn bare_name(name: &str) -> String {
    const LEGAL: [&str; 36] = [
        "ab",
        "ag",
        "as",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "doo",
        "eg",
        "gmbh",
        "group",
        "holding",
        "holdings",
        "inc",
        "incorporated",
        "kft",
        "kg",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "ltda",
        "nv",
        "oy",
        "oyj",
        "plc",
        "pty",
        "pvt",
        "sa",
        "sarl",
        "sas",
        "se",
        "spa",
        "srl",
    ];
    let name = name.to_lowercase().replace('&', " and ").replace(['.', '\'', '’'], "");
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let bare: Vec<&str> =
        words.iter().copied().filter(|word| *word != "the" && !LEGAL.contains(word)).collect();
    // "Holding AG" is all legal form and still somebody's name.
    if bare.is_empty() { words.concat() } else { bare.concat() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_form_alone() {
        for (one, other) in [
            ("Acme, Inc.", "ACME"),
            ("The Acme Company", "acme corp"),
            ("Smith & Sons Ltd", "Smith and Sons Limited"),
            ("Müller GmbH & Co. KG", "Müller GmbH and Co KG"),
            ("Acme S.A.", "Acme SA"),
        ] {
            assert_eq!(bare_name(one), bare_name(other), "{one} / {other}");
        }
        assert_ne!(bare_name("Acme"), bare_name("Acme Robotics"));
        assert_ne!(bare_name("Holding AG"), "");
    }

    #[test]
    fn numbers_are_digits_alone() {
        let text = |text: &str| whole_number(&FieldValue::Text(text.into()));
        assert_eq!(text("1,200"), Some(1_200.0));
        assert_eq!(text("1200"), Some(1_200.0));
        for no in ["about 500", "500+", "1e3", "-5", "", "NaN", "12.5"] {
            assert_eq!(text(no), None, "{no}");
        }
    }
}
