//! Companies by number, and the number of a company by its name or domain.
//!
//! The way back is what lets the model "know" a company: it sees only what it is sent, finds the
//! company in it, and so its corrections agree with the truth the org was made from.

use crate::dice::Dice;
use crate::names::{COUNTRIES, Country};
use std::collections::HashMap;

const ROOTS: [&str; 96] = [
    "Alder", "Amber", "Anvil", "Arbor", "Argent", "Aspen", "Atlas", "Aurel", "Basalt", "Beacon", "Birch",
    "Boreal", "Bright", "Calder", "Cedar", "Cinder", "Cirrus", "Clover", "Cobalt", "Copper", "Corvid",
    "Crest", "Dorne", "Drift", "Dune", "Elm", "Ember", "Fable", "Falcon", "Fathom", "Fern", "Fjord", "Flint",
    "Gale", "Garnet", "Glade", "Granite", "Harbor", "Hazel", "Helio", "Heron", "Hollow", "Iris", "Ivory",
    "Juniper", "Kestrel", "Kite", "Larch", "Lark", "Linden", "Lumen", "Lyra", "Maple", "Marble", "Meridian",
    "Mistral", "Moss", "Nimbus", "North", "Oak", "Ochre", "Onyx", "Opal", "Osprey", "Otter", "Pebble",
    "Pine", "Plover", "Polar", "Prism", "Quartz", "Quill", "Raven", "Ridge", "Rowan", "Sable", "Saffron",
    "Sierra", "Slate", "Solstice", "Spruce", "Summit", "Swift", "Tern", "Thistle", "Tidal", "Timber",
    "Topaz", "Umber", "Vega", "Verdant", "Vesper", "Walnut", "Willow", "Wren", "Zephyr",
];

const TRADES: [(&str, &str); 48] = [
    ("Airways", "Transportation"),
    ("Analytics", "Software"),
    ("Bank", "Banking"),
    ("Biotech", "Biotechnology"),
    ("Brewing", "Food & Beverage"),
    ("Capital", "Finance"),
    ("Chemicals", "Chemicals"),
    ("Construction", "Construction"),
    ("Consulting", "Consulting"),
    ("Dynamics", "Machinery"),
    ("Education", "Education"),
    ("Electronics", "Electronics"),
    ("Energy", "Energy"),
    ("Engineering", "Engineering"),
    ("Farms", "Agriculture"),
    ("Foods", "Food & Beverage"),
    ("Forge", "Manufacturing"),
    ("Freight", "Transportation"),
    ("Games", "Media"),
    ("Health", "Healthcare"),
    ("Hotels", "Hospitality"),
    ("Instruments", "Electronics"),
    ("Insurance", "Insurance"),
    ("Interiors", "Retail"),
    ("Labs", "Technology"),
    ("Logistics", "Transportation"),
    ("Marine", "Shipping"),
    ("Media", "Media"),
    ("Mining", "Mining"),
    ("Motors", "Automotive"),
    ("Networks", "Telecommunications"),
    ("Optics", "Electronics"),
    ("Packaging", "Manufacturing"),
    ("Partners", "Consulting"),
    ("Pharma", "Biotechnology"),
    ("Plastics", "Manufacturing"),
    ("Retail", "Retail"),
    ("Robotics", "Machinery"),
    ("Security", "Software"),
    ("Software", "Software"),
    ("Solar", "Energy"),
    ("Steel", "Manufacturing"),
    ("Studios", "Media"),
    ("Systems", "Technology"),
    ("Telecom", "Telecommunications"),
    ("Textiles", "Apparel"),
    ("Travel", "Hospitality"),
    ("Water", "Utilities"),
];

const COUNT: u64 = (ROOTS.len() * ROOTS.len() * TRADES.len()) as u64;

/// The headcount at which each band begins; the bands of the predecessor's recipe.
const BANDS: [(u32, &str, &str); 5] = [
    (1, "1-19", "Micro"),
    (20, "20-99", "Small Business"),
    (100, "100-399", "Mid-Market"),
    (400, "400-4,999", "Enterprise"),
    (5_000, "5,000+", "Strategic"),
];

/// A company as it truly is.
#[derive(Debug, Clone)]
pub(crate) struct Company {
    pub(crate) name: String,
    pub(crate) domain: String,
    pub(crate) industry: &'static str,
    pub(crate) country: &'static Country,
    pub(crate) state: &'static str,
    pub(crate) employees: u32,
}

impl Company {
    /// Which of the five size bands a headcount falls in.
    pub(crate) fn band(employees: u32) -> usize {
        BANDS.iter().rposition(|(from, ..)| employees >= *from).unwrap_or_default()
    }

    /// The size range as the acquisition form writes it.
    pub(crate) fn size_range(band: usize) -> &'static str {
        BANDS.get(band).map_or("", |(_, range, _)| range)
    }

    /// The segments, smallest first.
    pub(crate) fn segments() -> impl Iterator<Item = &'static str> {
        BANDS.iter().map(|(.., segment)| *segment)
    }

    /// A headcount within a band.
    pub(crate) fn headcount_in(band: usize, dice: &mut Dice) -> u32 {
        let from = BANDS.get(band).map_or(1, |(from, ..)| *from);
        let to = BANDS.get(band + 1).map_or(60_000, |(from, ..)| *from);
        let exact = from + u32::try_from(dice.below(u64::from(to - from))).unwrap_or_default();
        // Published headcounts are round.
        if exact >= 1_000 { exact / 50 * 50 } else { exact }
    }
}

/// All companies there are.
#[derive(Debug)]
pub(crate) struct Universe {
    seed: u64,
    roots: HashMap<String, u64>,
    trades: HashMap<String, u64>,
}

impl Universe {
    pub(crate) fn new(seed: u64) -> Self {
        let numbered = |words: Vec<&str>| words.iter().map(|w| w.to_lowercase()).zip(0..).collect();
        Self {
            seed,
            roots: numbered(ROOTS.to_vec()),
            trades: numbered(TRADES.map(|(word, _)| word).to_vec()),
        }
    }

    /// A company for a number; numbers that are apart by less than [`COUNT`] give distinct ones.
    pub(crate) fn company(&self, number: u64) -> Company {
        // The factor is odd and no multiple of 3, COUNT has only those primes: each number has its own.
        let number = number.wrapping_mul(105_761).wrapping_add(self.seed % COUNT) % COUNT;
        self.built(number)
    }

    fn built(&self, number: u64) -> Company {
        let roots = ROOTS.len() as u64;
        let place = |n: u64| usize::try_from(n).unwrap_or_default();
        let first = ROOTS[place(number % roots)];
        let second = ROOTS[place(number / roots % roots)];
        let (trade, industry) = TRADES[place(number / roots / roots) % TRADES.len()];
        let mut dice = Dice::new(self.seed, "company", number);
        let country = &COUNTRIES[place(dice.below(COUNTRIES.len() as u64))];
        let state = dice.pick(country.states);
        let legal = dice.pick(country.legal);
        let joined =
            if first == second { format!("{first} {trade}") } else { format!("{first} {second} {trade}") };
        let band = match dice.below(100) {
            0..26 => 0,
            26..53 => 1,
            53..75 => 2,
            75..94 => 3,
            _ => 4,
        };
        Company {
            name: if legal.is_empty() { joined.clone() } else { format!("{joined} {legal}") },
            domain: format!("{}.example", joined.to_lowercase().replace(' ', "")),
            industry,
            country,
            state,
            employees: Company::headcount_in(band, &mut dice),
        }
    }

    /// The company behind a name, whatever its legal form, letter case and punctuation.
    pub(crate) fn by_name(&self, name: &str) -> Option<Company> {
        let words: Vec<String> = name
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let first = *self.roots.get(words.first()?)?;
        match self.trades.get(words.get(1)?) {
            Some(&trade) => Some(self.numbered(first, first, trade)),
            None => Some(self.numbered(first, *self.roots.get(&words[1])?, *self.trades.get(words.get(2)?)?)),
        }
    }

    /// The company whose domain this is.
    pub(crate) fn by_domain(&self, domain: &str) -> Option<Company> {
        let stem = domain.trim().trim_start_matches("www.").strip_suffix(".example")?.to_lowercase();
        let splits = |text: &str| -> Vec<usize> { text.char_indices().map(|(at, _)| at).skip(2).collect() };
        for at in splits(&stem) {
            let (head, rest) = stem.split_at(at);
            let Some(&first) = self.roots.get(head) else { continue };
            if let Some(&trade) = self.trades.get(rest) {
                return Some(self.numbered(first, first, trade));
            }
            for at in splits(rest) {
                let (middle, tail) = rest.split_at(at);
                if let (Some(&second), Some(&trade)) = (self.roots.get(middle), self.trades.get(tail)) {
                    return Some(self.numbered(first, second, trade));
                }
            }
        }
        None
    }

    fn numbered(&self, first: u64, second: u64, trade: u64) -> Company {
        let roots = ROOTS.len() as u64;
        self.built(first + roots * (second + roots * trade))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_company_is_found_again_by_name_and_domain() {
        let universe = Universe::new(7);
        for number in (0..COUNT).step_by(37) {
            let company = universe.built(number);
            let by_name = universe.by_name(&company.name.to_uppercase()).unwrap();
            let by_domain = universe.by_domain(&company.domain).unwrap();
            assert_eq!(
                (by_name.domain.as_str(), by_name.employees),
                (company.domain.as_str(), company.employees)
            );
            assert_eq!(by_domain.name, company.name);
        }
        assert!(universe.by_name("Acme Inc.").is_none());
        assert!(universe.by_domain("gmail.com").is_none());
    }

    #[test]
    fn numbers_near_each_other_give_distinct_companies() {
        let universe = Universe::new(7);
        let names: HashSet<String> = (0..20_000).map(|n| universe.company(n).domain).collect();
        assert_eq!(names.len(), 20_000);
    }

    #[test]
    fn a_headcount_falls_in_the_band_it_was_drawn_for() {
        let mut dice = Dice::new(1, "test", 1);
        for band in 0..5 {
            for _ in 0..200 {
                assert_eq!(Company::band(Company::headcount_in(band, &mut dice)), band);
            }
        }
    }
}
