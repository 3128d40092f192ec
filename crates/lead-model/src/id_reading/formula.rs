//! Formulas that say what they come to without being calculated: a text, or a link to an address.
//!
//! True recursion with `id_reading/mod.rs`: a cell may hold a formula, whose text is read like a cell.

use super::{IdReading, Malformed, Wrapping, read_address, read_cleaned};

/// The longest formula that Excel allows, in characters.
const LONGEST: usize = 8192;
/// Brackets in brackets that are followed.
const DEEPEST: u32 = 8;

/// What such a formula says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// The text that the cell shows; `None` where that depends on other cells.
    pub shown: Option<String>,
    /// The address that the cell links to.
    pub address: Option<String>,
}

impl Formula {
    /// Reads a formula without its equals sign: `"00Q…"`, `"00Q"&"…"`, `HYPERLINK("…","Ada")`.
    /// `None` where other cells would have to be looked at.
    ///
    /// ```
    /// use lead_model::Formula;
    ///
    /// let formula = Formula::read("HYPERLINK(\"https://acme.my.salesforce.com/00Q5g00000DeMoA\",\"Ada\")").unwrap();
    /// assert_eq!(formula.shown.as_deref(), Some("Ada"));
    /// assert_eq!(formula.address.as_deref(), Some("https://acme.my.salesforce.com/00Q5g00000DeMoA"));
    /// assert_eq!(Formula::read("A2&\"x\""), None);
    /// ```
    #[must_use]
    pub fn read(formula: &str) -> Option<Self> {
        if formula.len() > LONGEST {
            return None;
        }
        let mut rest = Rest(formula.trim().trim_start_matches(['=', '+']));
        if let Some(link) = rest.link() {
            return Some(link);
        }
        let shown = rest.text(0)?;
        rest.is_at_end().then_some(Self { shown: Some(shown), address: None })
    }

    /// The id that it says, by what it shows or else by where it leads.
    #[must_use]
    pub fn reading(&self) -> Option<IdReading> {
        let shown = self
            .shown
            .as_deref()
            .map(read_cleaned)
            .filter(|reading| reading.is_id() || *reading == IdReading::Malformed(Malformed::Several));
        match (shown, &self.address) {
            (Some(reading), _) => Some(reading.taken_out_of(Wrapping::WrittenFormula)),
            (None, Some(address)) => {
                read_address(address).map(|reading| reading.taken_out_of(Wrapping::LinkFormula))
            }
            (None, None) => None,
        }
    }
}

/// What is still to be read.
struct Rest<'f>(&'f str);

impl Rest<'_> {
    /// A link with its whole formula. What it shows may depend on other cells.
    fn link(&mut self) -> Option<Formula> {
        const NAME: &str = "HYPERLINK";
        self.0.get(..NAME.len()).filter(|name| name.eq_ignore_ascii_case(NAME))?;
        self.0 = &self.0[NAME.len()..];
        if !self.takes('(') {
            // Nothing else begins with this name.
            self.0 = "";
            return None;
        }
        let address = self.text(0)?;
        let shown = if self.takes(')') {
            self.is_at_end().then(|| address.clone())
        } else if self.takes(',') || self.takes(';') {
            self.text(0).filter(|_| self.takes(')') && self.is_at_end())
        } else {
            return None;
        };
        Some(Formula { shown, address: Some(address) })
    }

    /// Texts in quotation marks, joined by `&`.
    fn text(&mut self, depth: u32) -> Option<String> {
        let mut text = self.piece(depth)?;
        while self.takes('&') {
            text.push_str(&self.piece(depth)?);
        }
        Some(text)
    }

    fn piece(&mut self, depth: u32) -> Option<String> {
        if depth < DEEPEST && self.takes('(') {
            let inside = self.text(depth + 1)?;
            return self.takes(')').then_some(inside);
        }
        if !self.takes('"') {
            return None;
        }
        let mut text = String::new();
        loop {
            let end = self.0.find('"')?;
            text.push_str(&self.0[..end]);
            self.0 = &self.0[end + 1..];
            // A doubled quotation mark is one of the text's own.
            match self.0.strip_prefix('"') {
                Some(rest) => {
                    text.push('"');
                    self.0 = rest;
                }
                None => return Some(text),
            }
        }
    }

    fn takes(&mut self, wanted: char) -> bool {
        let rest = self.0.trim_start().strip_prefix(wanted);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn is_at_end(&self) -> bool {
        self.0.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a formula shows, and its address; nothing for what is not known.
    fn read(formula: &str) -> Option<(String, String)> {
        let known = |text: Option<String>| text.unwrap_or_default();
        Formula::read(formula).map(|formula| (known(formula.shown), known(formula.address)))
    }

    fn says(shown: &str, address: &str) -> (String, String) {
        (shown.to_owned(), address.to_owned())
    }

    #[test]
    fn texts_and_links_are_read() {
        assert_eq!(read("\"00Q\""), Some(says("00Q", "")));
        assert_eq!(read(" ( \"00Q\" & \"5g\" ) "), Some(says("00Q5g", "")));
        assert_eq!(read("\"say \"\"00Q\"\"\""), Some(says("say \"00Q\"", "")));
        assert_eq!(read("HYPERLINK(\"x/00Q\")"), Some(says("x/00Q", "x/00Q")));
        assert_eq!(read("hyperlink( \"x/\"&\"00Q\" ; \"Ada\" )"), Some(says("Ada", "x/00Q")));
        assert_eq!(read("HYPERLINK(\"x/00Q\",B2)"), Some(says("", "x/00Q")));
    }

    #[test]
    fn what_depends_on_other_cells_is_not_known() {
        for formula in [
            "A2",
            "A2&\"00Q\"",
            "\"00Q\"&A2",
            "HYPERLINK(A2,\"Ada\")",
            "HYPERLINK(\"x/\"&A2,\"Ada\")",
            "IF(A2=\"x\",\"00Q\",\"\")",
            "\"00Q",
            "HYPERLINK \"x\"",
            "",
            "((((((((((\"a\"))))))))))",
        ] {
            assert_eq!(read(formula), None, "{formula}");
        }
    }
}
