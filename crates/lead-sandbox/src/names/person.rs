//! The people behind the leads.

use crate::dice::Dice;
use crate::names::Country;

/// Domains anybody can have an address at.
pub(crate) const FREE_MAIL: [&str; 8] =
    ["gmail.com", "gmx.de", "outlook.com", "yahoo.com", "hotmail.com", "icloud.com", "proton.me", "web.de"];

const RANKS: [&str; 9] =
    ["VP", "Head of", "Director of", "Senior Manager,", "Manager,", "Chief", "Lead", "Global", "Regional"];
const FIELDS: [&str; 10] = [
    "Operations",
    "Procurement",
    "IT",
    "Sales",
    "Marketing",
    "Finance",
    "Engineering",
    "Human Resources",
    "Customer Success",
    "R&D",
];

/// Somebody who filled in a form.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) first: &'static str,
    pub(crate) last: &'static str,
    /// What stands before the `@`.
    pub(crate) local: String,
    pub(crate) phone: String,
}

impl Person {
    pub(crate) fn draw(country: &Country, dice: &mut Dice) -> Self {
        let (first, last) = (dice.pick(country.first), dice.pick(country.last));
        let number = dice.below(90) + 10;
        let (first_plain, last_plain) = (plain(first), plain(last));
        let local = match dice.below(4) {
            0 if !first_plain.is_empty() => {
                format!("{}.{last_plain}", &first_plain[..first_plain.len().min(1)])
            }
            1 => format!("{last_plain}{number}"),
            _ => format!("{first_plain}.{last_plain}"),
        };
        let phone = country.phone.chars().map(|c| if c == '#' { digit(dice) } else { c }).collect();
        let local = local.trim_matches('.').to_owned();
        let local = if local.is_empty() { format!("kontakt{number}") } else { local };
        Self { first, last, local, phone }
    }
}

/// A job title.
pub(crate) fn title(dice: &mut Dice) -> String {
    format!("{} {}", dice.pick(&RANKS), dice.pick(&FIELDS))
}

fn digit(dice: &mut Dice) -> char {
    char::from(b'0' + u8::try_from(dice.below(10)).unwrap_or_default())
}

/// A name as mail systems take it: ASCII letters alone, accents dropped.
fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' => out.push(c),
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'á' | 'à' | 'â' | 'ã' | 'å' | 'ą' => out.push('a'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' => out.push('e'),
            'í' | 'î' => out.push('i'),
            'ó' | 'ô' | 'õ' => out.push('o'),
            'ú' | 'ù' => out.push('u'),
            'ç' => out.push('c'),
            'ñ' | 'ń' => out.push('n'),
            'ł' => out.push('l'),
            'ś' => out.push('s'),
            'ż' | 'ź' => out.push('z'),
            ' ' | '-' if !out.is_empty() => out.push('-'),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::COUNTRIES;

    #[test]
    fn addresses_are_ascii_whatever_the_name() {
        for (number, country) in (0..2_000).zip(COUNTRIES.iter().cycle()) {
            let person = Person::draw(country, &mut Dice::new(1, "person", number));
            assert!(person.local.is_ascii() && !person.local.is_empty(), "{person:?}");
            assert!(!person.local.starts_with(['.', '-']), "{person:?}");
            assert!(!person.phone.contains('#'));
        }
    }
}
