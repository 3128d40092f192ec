//! XML Spreadsheet 2003 writes the value of a cell as a type and a text.

use crate::cell::Cell;
use crate::read::dates::from_iso;
use crate::read::link_ids::with_link;

/// Bytes of a text. An Excel cell holds 32,767 characters.
const LONGEST: usize = 1 << 20;
/// 29 February 1900, a day that Excel counts and no calendar has. Before it the two differ by one.
const DAY_OF_EXCEL_ALONE: f64 = 61.0;

/// A value that is put together.
#[derive(Default)]
pub(crate) struct Value {
    /// `String`, `Number`, `DateTime`, `Boolean` or `Error`.
    pub(crate) kind: String,
    pub(crate) text: String,
    /// The address of the cell's link.
    pub(crate) link: Option<String>,
}

impl Value {
    /// `false` where it becomes too long.
    pub(crate) fn add(&mut self, text: &str) -> bool {
        self.text.push_str(text);
        self.text.len() <= LONGEST
    }

    /// The cell, with the id that its link may have behind it. What is not of its type stays the text
    /// it is. Without a text, the address it links to.
    pub(crate) fn into_cell(self) -> Cell {
        match &self.link {
            Some(link) if self.text.is_empty() => Cell::Text(link.clone()),
            Some(link) => with_link(self.value(), link),
            None => self.value(),
        }
    }

    fn value(&self) -> Cell {
        let typed = match self.kind.as_str() {
            "Number" => {
                self.text.trim().parse().ok().filter(|number: &f64| number.is_finite()).map(Cell::Number)
            }
            "DateTime" => date(&self.text),
            "Boolean" => match self.text.trim() {
                "1" | "true" => Some(Cell::Bool(true)),
                "0" | "false" => Some(Cell::Bool(false)),
                _ => None,
            },
            "Error" if !self.text.is_empty() => Some(Cell::Error(self.text.clone())),
            _ => None,
        };
        match typed {
            Some(cell) => cell,
            None if self.text.is_empty() => Cell::Blank,
            None => Cell::Text(self.text.clone()),
        }
    }
}

/// A date is written out. Times of day stand on the last day of 1899, which Excel counts as 0.
fn date(text: &str) -> Option<Cell> {
    match from_iso(text)? {
        Cell::DateTime { serial, .. } if (1.0..DAY_OF_EXCEL_ALONE).contains(&serial) => {
            Some(Cell::from_serial(serial - 1.0, false))
        }
        cell => Some(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_their_type_or_the_text_they_are() {
        let cell =
            |kind: &str, text: &str| Value { kind: kind.into(), text: text.into(), link: None }.into_cell();
        assert_eq!(cell("Number", "1.25E3"), Cell::Number(1250.0));
        assert_eq!(cell("Number", "1.250,00"), Cell::Text("1.250,00".into()));
        assert_eq!(cell("Number", "inf"), Cell::Text("inf".into()));
        assert_eq!(cell("String", "0120"), Cell::Text("0120".into()));
        assert_eq!(cell("", "12"), Cell::Text("12".into()));
        assert_eq!((cell("Boolean", "1"), cell("Boolean", "0")), (Cell::Bool(true), Cell::Bool(false)));
        assert_eq!(cell("Error", "#N/A"), Cell::Error("#N/A".into()));
        assert_eq!(cell("String", ""), Cell::Blank);
        for (written, shown) in [
            ("2025-10-13T00:00:00.000", "2025-10-13"),
            ("2025-10-13T14:30:00.000", "2025-10-13 14:30:00"),
            ("1899-12-31T18:00:00.000", "18:00:00"),
            ("13.10.2025", "13.10.2025"),
        ] {
            assert_eq!(cell("DateTime", written).text(), shown);
        }
    }

    #[test]
    fn a_link_stands_in_for_no_text_and_behind_one() {
        let link = || Some("https://x/00Q".to_owned());
        let page = Some("https://acme.my.salesforce.com/00Q5g00000DeMoA".to_owned());
        let bob = Value { kind: "String".into(), text: "Bob".into(), link: page };
        assert!(matches!(bob.into_cell(), Cell::IdBehind { shown, .. } if shown == "Bob"));
        assert_eq!(
            Value { link: link(), ..Value::default() }.into_cell(),
            Cell::Text("https://x/00Q".into())
        );
        let ada = Value { kind: "String".into(), text: "Ada".into(), link: link() };
        assert_eq!(ada.into_cell(), Cell::Text("Ada".into()));
    }
}
