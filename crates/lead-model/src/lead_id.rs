//! The id of a Salesforce Lead, always held in its 18-character form.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The key prefix of the Lead object; the first three characters of every lead id.
pub const LEAD_PREFIX: &str = "00Q";

const CHECKSUM_ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// A Lead's record id in its 18-character form.
///
/// Equality and order go by exact bytes: two leads may differ in letter case alone, and a
/// comparison that ignores case would give one lead's scores to the other.
///
/// ```
/// use lead_model::LeadId;
///
/// let id = LeadId::from_fifteen("00Q5g00000DeMoA").expect("the id of a lead");
/// assert_eq!(id.as_str(), "00Q5g00000DeMoAEAV");
/// assert_eq!("00Q5g00000DeMoAEAV".parse(), Ok(id));
/// assert!("0035g00000DeMoAQAV".parse::<LeadId>().is_err(), "a contact's");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeadId([u8; 18]);

/// The text is not the 15- or 18-character id of a Lead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the 15- or 18-character id of a Salesforce lead")]
pub struct NotALeadId;

impl LeadId {
    /// Takes the case-sensitive 15 characters and appends the checksum.
    /// `None` unless all are ASCII letters or digits and they begin with [`LEAD_PREFIX`].
    #[must_use]
    pub fn from_fifteen(text: &str) -> Option<Self> {
        let bytes: &[u8; 15] = text.as_bytes().try_into().ok()?;
        if !text.starts_with(LEAD_PREFIX) || !bytes.iter().all(u8::is_ascii_alphanumeric) {
            return None;
        }
        let mut id = [0; 18];
        id[..15].copy_from_slice(bytes);
        id[15..].copy_from_slice(&checksum(bytes));
        Some(Self(id))
    }

    /// The 18-character form, as Salesforce writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Every constructor lets only ASCII through, so this cannot fail.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The case-sensitive 15-character form.
    #[must_use]
    pub fn fifteen(&self) -> &str {
        &self.as_str()[..15]
    }
}

/// The three checksum characters of 15 id characters: each group of five gives a number whose
/// bit k says that character k is an upper-case letter (Salesforce, "record id" 15 to 18).
pub(crate) fn checksum(fifteen: &[u8; 15]) -> [u8; 3] {
    let mut out = [0; 3];
    for (group, slot) in fifteen.chunks_exact(5).zip(&mut out) {
        let index = group.iter().enumerate().fold(0_usize, |bits, (position, character)| {
            bits | (usize::from(character.is_ascii_uppercase()) << position)
        });
        *slot = CHECKSUM_ALPHABET[index];
    }
    out
}

/// The letter case that a checksum prescribes for 15 characters, or `None` where it cannot
/// belong to them: a character outside `A–Z0–5`, or an upper-case mark on a digit.
pub(crate) fn recase(fifteen: &[u8; 15], suffix: [u8; 3]) -> Option<[u8; 15]> {
    let mut out = *fifteen;
    for (group, mark) in out.chunks_exact_mut(5).zip(suffix) {
        let mark = mark.to_ascii_uppercase();
        let bits = CHECKSUM_ALPHABET.iter().position(|&known| known == mark)?;
        for (position, character) in group.iter_mut().enumerate() {
            if bits >> position & 1 == 0 {
                character.make_ascii_lowercase();
            } else if character.is_ascii_alphabetic() {
                character.make_ascii_uppercase();
            } else {
                return None;
            }
        }
    }
    Some(out)
}

/// The Salesforce object whose key prefix these three characters are, for the ones that turn up
/// in sales workbooks (Salesforce help, "Standard Field Record ID Prefix Decoder").
#[must_use]
pub fn object_name(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "00Q" => "Lead",
        "001" => "Account",
        "003" => "Contact",
        "005" => "User",
        "006" => "Opportunity",
        "00G" => "Group or queue",
        "00O" => "Report",
        "00T" => "Task",
        "00U" => "Event",
        "00D" => "Organization",
        "00e" => "Profile",
        "00v" => "Campaign Member",
        "01Z" => "Dashboard",
        "012" => "Record Type",
        "500" => "Case",
        "701" => "Campaign",
        "800" => "Contract",
        "801" => "Order",
        "01t" => "Product",
        "0Q0" => "Quote",
        _ if prefix.starts_with('a') => "custom object",
        _ => return None,
    })
}

impl FromStr for LeadId {
    type Err = NotALeadId;

    /// Reads the exact 15- or 18-character form; [`read_id`](crate::read_id) is the forgiving one.
    fn from_str(text: &str) -> Result<Self, NotALeadId> {
        let id = text.get(..15).and_then(Self::from_fifteen).ok_or(NotALeadId)?;
        match text.len() {
            15 => Ok(id),
            18 if id.as_str() == text => Ok(id),
            _ => Err(NotALeadId),
        }
    }
}

impl fmt::Display for LeadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for LeadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LeadId({self})")
    }
}

impl Serialize for LeadId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for LeadId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksum_matches_published_vectors() {
        for (fifteen, suffix) in [
            ("001xx000003DGb1", "AAG"),
            ("003RO0000035WQg", "YAM"),
            ("001D000000INjVe", "IAL"),
            ("01gD0000002HU6K", "IAW"),
            ("0011U00000V0tkD", "QAR"),
            ("00337000003VbP1", "AAK"),
        ] {
            let bytes = fifteen.as_bytes().try_into().unwrap();
            assert_eq!(checksum(bytes), suffix.as_bytes(), "{fifteen}");
            let lower = fifteen.to_ascii_lowercase();
            let mended = recase(lower.as_bytes().try_into().unwrap(), suffix.as_bytes().try_into().unwrap());
            assert_eq!(mended.as_ref().map(|id| &id[..]), Some(fifteen.as_bytes()));
        }
    }

    #[test]
    fn ids_that_differ_in_case_alone_stay_apart() {
        let upper = LeadId::from_fifteen("00Q5g00000AbCdE").unwrap();
        let lower = LeadId::from_fifteen("00Q5g00000abCdE").unwrap();
        assert_ne!(upper, lower);
        assert_ne!(upper.as_str()[15..], lower.as_str()[15..]);
    }

    #[test]
    fn a_suffix_that_marks_a_digit_cannot_belong() {
        assert_eq!(recase(b"00Q5g00000abcde", *b"BAA"), None);
        assert_eq!(recase(b"00Q5g00000abcde", *b"EA9"), None);
    }

    #[test]
    fn an_id_of_another_object_is_no_lead_id() {
        assert!(LeadId::from_fifteen("003RO0000035WQg").is_none());
        assert!("00Q5g00000abcdeAAA".parse::<LeadId>().is_err());
    }
}
