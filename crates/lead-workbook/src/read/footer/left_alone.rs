//! Some rows below a header belong to no lead: they are left as they are and not counted.

use lead_model::thousands;

/// Which rows these are, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftAlone {
    /// Behind the last row of the data: what they are, the first and the last.
    pub footer: Option<(Footer, u32, u32)>,
    /// Rows that the workbook itself declares to be the totals of a table.
    pub totals: Vec<u32>,
}

/// What stands behind the last row of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Footer {
    /// What Salesforce writes below a report: copyright, who made it, totals.
    Report,
    /// Totals alone.
    Totals,
    /// The mark that ended a file in the days of CP/M, Ctrl-Z.
    EndMark,
}

impl LeftAlone {
    /// Whether a row is one of them.
    #[must_use]
    pub fn has(&self, row: u32) -> bool {
        self.totals.contains(&row)
            || self.footer.is_some_and(|(_, first, last)| (first..=last).contains(&row))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.footer.is_none() && self.totals.is_empty()
    }

    /// A sentence for each group of rows.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let of_tables =
            self.totals.iter().map(|&row| left_alone_sentence(row, row, "the totals of a table", "hold"));
        let footer = self.footer.map(|(footer, first, last)| match footer {
            Footer::Report => left_alone_sentence(first, last, "the report's footer", "be"),
            Footer::Totals => left_alone_sentence(first, last, "totals", "hold"),
            Footer::EndMark => {
                left_alone_sentence(first, last, "only the mark that ends a file (Ctrl-Z)", "hold")
            }
        });
        of_tables.chain(footer).collect()
    }
}

/// `Rows 5,003 to 5,008 are the report's footer: left as they are and not counted.`
pub(crate) fn left_alone_sentence(first: u32, last: u32, what: &str, verb: &str) -> String {
    let is_one = first == last;
    let verb = match (verb, is_one) {
        ("be", true) => "is",
        ("be", false) => "are",
        (_, true) => "holds",
        (_, false) => "hold",
    };
    let (first, last) = (thousands(first.into()), thousands(last.into()));
    if is_one {
        format!("Row {first} {verb} {what}: left as it is and not counted.")
    } else {
        format!("Rows {first} to {last} {verb} {what}: left as they are and not counted.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_group_has_its_sentence() {
        let left = LeftAlone { footer: Some((Footer::Report, 5003, 5008)), totals: vec![12] };
        assert_eq!(
            left.sentences(),
            [
                "Row 12 holds the totals of a table: left as it is and not counted.",
                "Rows 5,003 to 5,008 are the report's footer: left as they are and not counted."
            ]
        );
        let left = LeftAlone { footer: Some((Footer::EndMark, 7, 7)), totals: Vec::new() };
        assert_eq!(
            left.sentences(),
            ["Row 7 holds only the mark that ends a file (Ctrl-Z): left as it is and not counted."]
        );
        assert!(LeftAlone::default().is_none() && !left.is_none());
    }
}
