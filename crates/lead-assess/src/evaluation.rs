//! How a recipe's conditions come out for a lead.
//!
//! They have three outcomes. A field that was not read makes a condition unknown, never false:
//! "no website" must not be said of a lead whose website nobody looked at.

use crate::domain::{mail_host, same_registrable, website_host};
use crate::headcount::{Range, bands_apart, read_range};
use crate::recipe::Contents;
use crate::recipe::condition::Condition;
use crate::recipe::file::{FieldKind, RecipeFile, Segment};
use lead_model::{FieldValue, Lead};

/// A lead seen through a recipe.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) recipe: &'a Contents,
    pub(crate) lead: &'a Lead,
}

impl Reading<'_> {
    /// Whether all hold; `None` where that hangs on a field that was not read.
    pub(crate) fn all(&self, conditions: &[Condition]) -> Option<bool> {
        let outcomes: Vec<Option<bool>> = conditions.iter().map(|condition| self.holds(condition)).collect();
        if outcomes.contains(&Some(false)) {
            Some(false)
        } else if outcomes.contains(&None) {
            None
        } else {
            Some(true)
        }
    }

    /// Whether a flag holds.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.all(&self.file().flags.iter().find(|flag| flag.name == name)?.when)
    }

    /// Whether the field holds a value of use; `None` where it was not read.
    pub(crate) fn usable(&self, path: &str) -> Option<bool> {
        let value = self.lead.get(path)?;
        Some(
            !self.is_nothing(value)
                && match self.kind(path) {
                    FieldKind::Text => value.display().chars().any(char::is_alphanumeric),
                    FieldKind::Email => mail_host(&value.display()).is_some(),
                    FieldKind::Phone => is_phone(&value.display()),
                    FieldKind::Website => website_host(&value.display()).is_some(),
                    FieldKind::Headcount => headcount(value).is_some(),
                },
        )
    }

    /// Whether a value is blank or a word that stands for nothing.
    pub(crate) fn is_nothing(&self, value: &FieldValue) -> bool {
        value.is_blank() || {
            let text = value.display().to_lowercase();
            self.file().placeholders.iter().any(|word| word.to_lowercase() == text)
        }
    }

    /// The segment that the field at a path names; `None` where the recipe does not know it.
    pub(crate) fn segment(&self, path: &str) -> Option<&Segment> {
        let name = self.lead.text(path).to_lowercase();
        self.file()
            .headcount
            .segments
            .iter()
            .find(|segment| segment.names.iter().any(|known| known.to_lowercase() == name))
    }

    fn holds(&self, condition: &Condition) -> Option<bool> {
        match condition {
            Condition::Blank(path) => self.lead.get(path).map(|value| self.is_nothing(value)),
            Condition::Usable(path) => self.usable(path),
            Condition::AtLeast { field, parameter } => {
                let value = self.lead.get(field)?;
                Some(value.number().is_some_and(|number| number >= self.parameter(parameter)))
            }
            Condition::FreeMail(path) => {
                let value = self.lead.get(path)?;
                Some(mail_host(&value.display()).is_some_and(|host| self.recipe.free_mail.contains(&host)))
            }
            Condition::SameDomain(one, other) => {
                let (one, other) = (self.lead.get(one)?, self.lead.get(other)?);
                let (one, other) = (any_host(one), any_host(other));
                Some(one.zip(other).is_some_and(|(one, other)| same_registrable(&one, &other)))
            }
            Condition::BandsApart { headcount: path, size_range, segment, parameter } => {
                let Some(count) = headcount(self.lead.get(path)?) else { return Some(false) };
                if self.lead.get(size_range).is_none() && self.lead.get(segment).is_none() {
                    return None;
                }
                let claimed = read_range(&self.lead.text(size_range)).or_else(|| {
                    self.segment(segment).map(|segment| Range { low: segment.low, high: segment.high })
                });
                let apart =
                    claimed.map_or(0, |range| bands_apart(&self.file().headcount.bands, count, range));
                Some(apart as f64 >= self.parameter(parameter))
            }
            Condition::Flag(name) => self.flag(name),
            Condition::Any(conditions) => {
                let outcomes: Vec<Option<bool>> =
                    conditions.iter().map(|condition| self.holds(condition)).collect();
                if outcomes.contains(&Some(true)) {
                    Some(true)
                } else if outcomes.contains(&None) {
                    None
                } else {
                    Some(false)
                }
            }
            Condition::Not(condition) => self.holds(condition).map(|holds| !holds),
        }
    }

    fn kind(&self, path: &str) -> FieldKind {
        self.recipe.field(path).map(|field| field.kind).unwrap_or_default()
    }

    /// Recipes are checked to define every parameter they use, so the fallback is never taken; it
    /// would make the condition fail.
    fn parameter(&self, name: &str) -> f64 {
        self.file().parameters.get(name).copied().unwrap_or(f64::INFINITY)
    }

    fn file(&self) -> &RecipeFile {
        &self.recipe.file
    }
}

/// A headcount one can reckon with: a whole number, at least 1, no larger than any employer.
pub(crate) fn headcount(value: &FieldValue) -> Option<u64> {
    value.number().and_then(plausible_headcount)
}

/// The largest employers have some 2.5 million people; five million is nobody.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
pub(crate) fn plausible_headcount(number: f64) -> Option<u64> {
    ((1.0..=5_000_000.0).contains(&number) && number.fract() == 0.0).then_some(number as u64)
}

/// Whether a text could be a phone number one can call: 7 to 15 digits (E.164), not all alike and
/// not simply counting up. Which numbers exist in which country is not asked: most leads' numbers
/// stand there without a country code, and a wrong "no" would cost the lead points.
fn is_phone(text: &str) -> bool {
    let lower = text.to_lowercase();
    let number =
        lower.split(['x', ';', '#']).next().and_then(|rest| rest.split("ext").next()).unwrap_or_default();
    let digits: Vec<u8> = number.bytes().filter(u8::is_ascii_digit).collect();
    let Some(first) = digits.first() else { return false };
    let alike = digits.iter().all(|digit| digit == first);
    let counting = b"01234567890".windows(digits.len().min(10)).any(|window| window == digits)
        || digits == b"1234567890";
    (7..=15).contains(&digits.len()) && !alike && !counting && !number.chars().any(char::is_alphabetic)
}

fn any_host(value: &FieldValue) -> Option<String> {
    let text = value.display();
    mail_host(&text).or_else(|| website_host(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_one_can_call() {
        for text in ["+1 (415) 555-0132", "030 1234567", "415.555.2671 x12", "+49-89-1234 5670"] {
            assert!(is_phone(text), "{text}");
        }
        for text in [
            "",
            "0000000000",
            "111-111-1111",
            "1234567890",
            "1234567",
            "0123456789",
            "12345",
            "none",
            "call 5551234567",
            "12345678901234567",
        ] {
            assert!(!is_phone(text), "{text}");
        }
    }

    #[test]
    fn headcounts_one_can_reckon_with() {
        assert_eq!(headcount(&FieldValue::Number(1_200.0)), Some(1_200));
        assert_eq!(headcount(&FieldValue::Text("1,200".into())), Some(1_200));
        for number in [0.0, -5.0, 1.5, 9e9, f64::NAN] {
            assert_eq!(headcount(&FieldValue::Number(number)), None);
        }
    }
}
