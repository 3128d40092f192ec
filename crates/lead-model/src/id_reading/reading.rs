//! What can be read in a cell, and the sentences that say so.

use super::character_name::name_of;
use crate::lead_id::{LeadId, object_name};
use serde::{Deserialize, Serialize};

/// What [`read_id`](crate::read_id) made of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdReading {
    /// An id of a Lead; whether the lead exists, only Salesforce can tell.
    Lead {
        /// The id in its 18-character form.
        id: LeadId,
        /// What had to be mended, if anything.
        restored: Option<Restoration>,
        /// What the id was taken out of, where the cell does not simply say it.
        from: Option<Wrapping>,
    },
    /// The id of some other Salesforce object.
    WrongObject {
        /// Its key prefix, three characters; [`object_name`] has the object's name where it is known.
        prefix: String,
    },
    /// Not a Salesforce id.
    Malformed(Malformed),
    /// Nothing in the cell.
    Blank,
}

/// How an id was mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Restoration {
    /// The letter case was lost and the checksum told what it was.
    LetterCase,
    /// The checksum cannot belong to any id with these characters and was computed anew.
    Checksum,
}

/// What an id was taken out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wrapping {
    /// Characters without a shape were left out: NUL, zero-width and direction marks.
    Unseen,
    /// Full-width or mathematical forms of letters and digits.
    OtherForms,
    /// A formula in the cell's text, `="00Q…"`.
    WrittenFormula,
    /// A formula whose value no program has calculated.
    UncalculatedFormula,
    /// The address in a formula that shows something else, `=HYPERLINK("…/00Q…","Ada")`.
    LinkFormula,
    /// The address that the cell links to.
    Link,
    /// The address of a record's page.
    Address,
    /// The address of a record's page, which names another lead too, to go back to for example.
    AddressOfSeveral,
    /// Words beside the id.
    Words,
}

/// Why a text is no id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Malformed {
    /// Neither 15 nor 18 characters long.
    Length(usize),
    /// Has a character other than an ASCII letter or digit.
    Character(char),
    /// 15 characters that begin with `00q`: the letter case is lost and nothing tells what it was.
    CaseLost,
    /// The checksum says another letter case than the one written: two different leads are meant.
    Contradiction,
    /// More than one id stands in the cell.
    Several,
    /// A formula as text, and what it comes to is not known.
    Formula,
}

impl IdReading {
    /// The same, said to be taken out of something; what it was taken out of already stays.
    #[must_use]
    pub(super) fn taken_from(self, wrapping: Wrapping) -> Self {
        match self {
            Self::Lead { id, restored, from } => {
                Self::Lead { id, restored, from: Some(from.unwrap_or(wrapping)) }
            }
            other => other,
        }
    }

    /// The same, said to be taken out of this and nothing else.
    #[must_use]
    pub fn taken_out_of(self, wrapping: Wrapping) -> Self {
        match self {
            Self::Lead { id, restored, .. } => Self::Lead { id, restored, from: Some(wrapping) },
            other => other,
        }
    }

    /// Whether it is the id of a record, a lead's or another's.
    #[must_use]
    pub fn is_id(&self) -> bool {
        matches!(self, Self::Lead { .. } | Self::WrongObject { .. })
    }

    /// Why the cell is judged as it is, as a sentence a person can act on; empty for a plain valid id.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Lead { restored, from, .. } => {
                let told = [from.map(Wrapping::reason), restored.map(Restoration::reason)];
                told.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            Self::WrongObject { prefix } => match object_name(prefix) {
                Some(object) => {
                    let article = if object.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
                    format!("This is the id of {article} {object} ({prefix}), not of a Lead (00Q).")
                }
                None => format!("This id belongs to another kind of record ({prefix}), not to a Lead (00Q)."),
            },
            Self::Malformed(why) => why.reason(),
            Self::Blank => "The cell is empty.".into(),
        }
    }
}

impl Restoration {
    fn reason(self) -> &'static str {
        match self {
            Self::LetterCase => "The letter case was lost; its last three characters told what it was.",
            Self::Checksum => "The last three characters were wrong and were computed anew.",
        }
    }
}

impl Wrapping {
    fn reason(self) -> &'static str {
        match self {
            Self::Unseen => "Characters that cannot be seen were left out.",
            Self::OtherForms => "Read from full-width or other special forms of letters and digits.",
            Self::WrittenFormula => "Read from the formula that the cell has as its text.",
            Self::UncalculatedFormula => "Read from the cell's formula, which was never calculated.",
            Self::LinkFormula => "Read from the address in the cell's HYPERLINK formula.",
            Self::Link => "Read from the address that the cell links to.",
            Self::Address => "Read from the address of the record's page.",
            Self::AddressOfSeveral => {
                "Read from the address of the record's page; the address names another lead too, which is not the \
                 page's own."
            }
            Self::Words => "Read from among the other text in the cell.",
        }
    }
}

impl Malformed {
    fn reason(&self) -> String {
        match self {
            Self::Length(1) => "A Salesforce id has 15 or 18 characters; this has 1.".into(),
            Self::Length(length) => format!("A Salesforce id has 15 or 18 characters; this has {length}."),
            Self::Character(character) => {
                format!(
                    "A Salesforce id has the letters A to Z and digits only; this has {}.",
                    name_of(*character)
                )
            }
            Self::CaseLost => {
                "The letter case was lost, and a 15-character id cannot be restored without it. \
                               Export the 18-character id instead."
                    .into()
            }
            Self::Contradiction => {
                "The last three characters contradict the letter case of the others, so two \
                                    different leads could be meant. Export the id again."
                    .into()
            }
            Self::Several => {
                "The cell has more than one id, and nothing tells which is meant. Put each into a row of its own.".into()
            }
            Self::Formula => {
                "The cell has the text of a formula, and what it comes to is not known. Put its value there instead."
                    .into()
            }
        }
    }
}
