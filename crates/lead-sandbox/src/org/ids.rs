//! Record ids as Salesforce makes them: a counter in base 62 behind the object's key prefix, so
//! that a lead's place is found from its id without looking anything up. Base 62 tells `A` from
//! `a`, so among any 62 neighbours 26 pairs differ in letter case alone, as in a real org.

use crate::dice::Dice;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The key prefix of `Segment__c`; custom objects get theirs when they are made.
pub(crate) const SEGMENT_PREFIX: &str = "a0B";

/// The ids of one object in one org.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdRange {
    prefix: &'static str,
    first: u64,
}

/// What stands between the key prefix and the counter: the pod the org was born on.
const POD: &str = "5g0";

impl IdRange {
    pub(crate) fn new(prefix: &'static str, seed: u64) -> Self {
        // Nine digits of counter; the org is some hundred million records old.
        let first = 62_u64.pow(4) * 20 + Dice::new(seed, prefix, 0).below(62_u64.pow(5) / 2);
        Self { prefix, first }
    }

    /// The id of record `number` in its 15-character form.
    pub(crate) fn fifteen(&self, number: u64) -> String {
        let mut rest = self.first + number;
        let mut digits = [b'0'; 9];
        for digit in digits.iter_mut().rev() {
            *digit = DIGITS[usize::try_from(rest % 62).unwrap_or_default()];
            rest /= 62;
        }
        let mut id = String::with_capacity(15);
        id.push_str(self.prefix);
        id.push_str(POD);
        id.extend(digits.iter().map(|&digit| char::from(digit)));
        id
    }

    /// The id of record `number` as Salesforce writes it.
    pub(crate) fn eighteen(&self, number: u64) -> String {
        with_checksum(&self.fifteen(number))
    }

    /// The number of the record with this id (15 or 18 characters, checked), if it is of this range.
    pub(crate) fn number(&self, id: &str) -> Option<u64> {
        let counter = id.get(..15)?.strip_prefix(self.prefix)?.strip_prefix(POD)?;
        let value = counter.bytes().try_fold(0_u64, |sum, digit| {
            DIGITS.iter().position(|&known| known == digit).map(|place| sum * 62 + place as u64)
        })?;
        value.checked_sub(self.first)
    }
}

/// Appends the three characters that encode the letter case of the fifteen.
pub(crate) fn with_checksum(fifteen: &str) -> String {
    let mut id = fifteen.to_owned();
    for group in fifteen.as_bytes().chunks(5) {
        let bits = group.iter().rev().fold(0, |bits, c| bits << 1 | usize::from(c.is_ascii_uppercase()));
        id.push(char::from(CHECKSUM[bits & 31]));
    }
    id
}

/// Whether Salesforce takes this text for a record id at all.
pub(crate) fn is_well_formed(id: &str) -> bool {
    let plain = id.bytes().all(|c| c.is_ascii_alphanumeric());
    plain && (id.len() == 15 || (id.len() == 18 && with_checksum(&id[..15]) == id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lead_model::LeadId;

    #[test]
    fn ids_lead_back_to_their_numbers() {
        let range = IdRange::new("00Q", 42);
        for number in [0, 1, 61, 62, 999_999, 4_000_000_000] {
            let id = range.eighteen(number);
            assert_eq!(range.number(&id), Some(number));
            assert_eq!(range.number(&id[..15]), Some(number));
            assert!(is_well_formed(&id));
            assert_eq!(id.parse::<LeadId>().unwrap().as_str(), id, "the client's own type agrees");
        }
        assert_eq!(IdRange::new("003", 42).number(&range.eighteen(5)), None);
    }

    #[test]
    fn neighbours_differ_in_case_alone() {
        let range = IdRange::new("00Q", 42);
        let folded: std::collections::HashSet<String> =
            (0..620).map(|number| range.fifteen(number).to_lowercase()).collect();
        assert_eq!(folded.len(), 360, "26 of every 62 collide when case is ignored");
    }

    #[test]
    fn a_wrong_checksum_is_not_well_formed() {
        let id = IdRange::new("00Q", 1).eighteen(3);
        assert!(!is_well_formed(&format!("{}999", &id[..15])));
        assert!(!is_well_formed(&id.to_lowercase()));
        assert!(!is_well_formed("00Q"));
    }
}
