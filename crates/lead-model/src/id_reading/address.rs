//! Ids in the addresses of records' pages.
//!
//! `…/lightning/r/Lead/00Q…/view`, `…/00Q…`, `…?id=00Q…`, `…/one/one.app#/sObject/00Q…/view`, any of it
//! percent-encoded. An address may name several records: its page's own stands in the path, others
//! in what comes behind, last of all where the page goes back to.

use super::plain::{by_length, has_lead_prefix, is_other_id, wrong_object};
use super::{IdReading, Malformed, Wrapping};
use crate::lead_id::LeadId;
use std::borrow::Cow;

/// Browsers and Excel (2,083) allow less.
const LONGEST: usize = 16 << 10;
/// An address in an address is encoded once more.
const DEEPEST: u32 = 3;
/// Parameters that say where a page came from or goes to next, in small letters.
const WAYS_BACK: [&str; 6] = ["returl", "saveurl", "cancelurl", "starturl", "backgroundcontext", "from"];

/// The id of the record whose page an address is; `None` where it names no record.
///
/// ```
/// use lead_model::{IdReading, read_address};
///
/// let page = "https://acme.my.salesforce.com/one/one.app#/sObject/00Q5g00000DeMoA/view";
/// assert!(matches!(read_address(page), Some(IdReading::Lead { .. })));
/// assert_eq!(read_address("https://acme.example/leads/ada"), None);
/// ```
#[must_use]
pub fn read_address(address: &str) -> Option<IdReading> {
    if address.len() > LONGEST {
        return None;
    }
    let (before, fragment) = address.split_once('#').unwrap_or((address, ""));
    let (path, query) = before.split_once('?').unwrap_or((before, ""));
    let (inner_path, inner_query) = fragment.split_once('?').unwrap_or((fragment, ""));
    let mut places = [Named::default(), Named::default(), Named::default()];
    places[0].take(behind_host(path));
    places[0].take(inner_path);
    for parameter in query.split(['&', ';']).chain(inner_query.split(['&', ';'])) {
        let name = parameter.split('=').next().unwrap_or_default();
        let is_way_back = WAYS_BACK.iter().any(|way| name.eq_ignore_ascii_case(way));
        places[if is_way_back { 2 } else { 1 }].take(parameter);
    }
    let at = places.iter().position(Named::has_any)?;
    let reading = places[at].reading()?;
    let IdReading::Lead { id, .. } = &reading else { return Some(reading) };
    let names_another = places[at + 1..].iter().any(|place| place.names_other_than(*id));
    let wrapping = if names_another { Wrapping::AddressOfSeveral } else { Wrapping::Address };
    Some(reading.taken_out_of(wrapping))
}

/// An address without its host, whose name may look like anything.
fn behind_host(path: &str) -> &str {
    let (has_scheme, rest) = match path.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, path),
    };
    match rest.split_once('/') {
        Some((host, path)) if has_scheme || host.contains('.') => path,
        None if has_scheme => "",
        Some(_) | None => rest,
    }
}

/// The records that a place in an address names.
#[derive(Default)]
struct Named {
    /// Different leads, or what is left of their ids.
    leads: Vec<IdReading>,
    /// The first of other records.
    other: Option<String>,
}

impl Named {
    fn take(&mut self, text: &str) {
        let decoded = decoded(text);
        for word in decoded.split(|c: char| !c.is_ascii_alphanumeric()) {
            if matches!(word.len(), 15 | 18) && has_lead_prefix(word) {
                let reading = by_length(word);
                let is_known = self.leads.iter().any(|known| match (known, &reading) {
                    (IdReading::Lead { id: known, .. }, IdReading::Lead { id, .. }) => known == id,
                    (known, reading) => known == reading,
                });
                if !is_known {
                    self.leads.push(reading);
                }
            } else if is_other_id(word) && self.other.is_none() {
                self.other = Some(word.to_owned());
            }
        }
    }

    fn has_any(&self) -> bool {
        !self.leads.is_empty() || self.other.is_some()
    }

    fn reading(&self) -> Option<IdReading> {
        match &self.leads[..] {
            [] => self.other.as_deref().map(wrong_object),
            [one] => Some(one.clone()),
            _ => Some(IdReading::Malformed(Malformed::Several)),
        }
    }

    fn names_other_than(&self, id: LeadId) -> bool {
        self.leads.iter().any(|reading| !matches!(reading, IdReading::Lead { id: other, .. } if *other == id))
    }
}

/// Percent signs resolved, as often as one address stands in another.
fn decoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..DEEPEST {
        match decoded_once(&text) {
            Some(decoded) => text = Cow::Owned(decoded),
            None => break,
        }
    }
    text
}

/// `None` where nothing is encoded. Only ASCII matters: what is no letter or digit separates.
fn decoded_once(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut is_changed) = (text, false);
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        let digits = rest.get(at + 1..at + 3).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            out.push(if byte.is_ascii() { char::from(byte) } else { '\u{FFFD}' });
            rest = &rest[at + 3..];
            is_changed = true;
        } else {
            out.push('%');
            rest = &rest[at + 1..];
        }
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "00Q5g00000DeMoA";
    const B: &str = "00Q5g00000DeMoB";

    fn lead(address: &str) -> (String, Wrapping) {
        match read_address(address) {
            Some(IdReading::Lead { id, restored: None, from: Some(from) }) => (id.fifteen().to_owned(), from),
            other => panic!("{address} read as {other:?}"),
        }
    }

    #[test]
    fn every_kind_of_page_names_its_lead() {
        for address in [
            format!("https://acme.lightning.force.com/lightning/r/Lead/{A}EAV/view"),
            format!("https://acme--dev.sandbox.lightning.force.com/lightning/r/{A}/view"),
            format!("https://acme.my.salesforce.com/{A}"),
            format!("https://eu12.salesforce.com/{A}/e?retURL=%2F{A}"),
            format!("acme.my.salesforce.com/{A}?nooverride=1"),
            format!("/{A}"),
            format!("/lightning/r/Lead/{A}/view"),
            format!("https://acme.my.salesforce.com/apex/page?id={A}&x=1"),
            format!("https://acme.my.salesforce.com/one/one.app#/sObject/{A}/view?t=1519"),
            format!("https://acme.my.salesforce.com/one/one.app?source=aloha#%2FsObject%2F{A}%2Fview"),
            format!("https://acme.my.salesforce.com/secur/frontdoor.jsp?retURL=%2F{A}"),
            format!("https://login.example/go?to=https%253A%252F%252Facme.my.salesforce.com%252F{A}"),
            format!("https://acme.my.salesforce.com/services/data/v68.0/sobjects/Lead/{A}EAV"),
            format!("https://a0B5g00000DeMoA.example.com/{A}"),
            format!("salesforce1://sObject/{A}/view"),
        ] {
            assert_eq!(lead(&address), (A.to_owned(), Wrapping::Address), "{address}");
        }
    }

    #[test]
    fn the_pages_own_lead_goes_before_the_others_that_are_named() {
        for address in [
            format!("https://acme.my.salesforce.com/{A}?retURL=%2F{B}"),
            format!("https://acme.my.salesforce.com/lead/leadconvert.jsp?retURL=%2F{B}&id={A}"),
            format!(
                "https://x.lightning.force.com/lightning/r/Lead/{A}/view?ws=%2Flightning%2Fr%2FLead%2F{B}%2Fview"
            ),
        ] {
            assert_eq!(lead(&address), (A.to_owned(), Wrapping::AddressOfSeveral), "{address}");
        }
    }

    #[test]
    fn two_leads_in_one_place_are_neither() {
        let several = Some(IdReading::Malformed(Malformed::Several));
        assert_eq!(read_address(&format!("https://x/merge?id={A}&other={B}")), several);
        assert_eq!(read_address(&format!("https://x/{A}/{B}")), several);
        assert_eq!(lead(&format!("https://x/{A}/{A}EAV")).0, A);
    }

    #[test]
    fn pages_of_other_records_are_no_leads() {
        for address in [
            "https://acme.my.salesforce.com/0035g00000DeMoA".to_owned(),
            format!("https://x.lightning.force.com/lightning/r/Account/0015g00000DeMoA/view?lead={A}"),
        ] {
            assert!(matches!(read_address(&address), Some(IdReading::WrongObject { .. })), "{address}");
        }
        for address in ["https://acme.example/recommendations", "https://x/%zz%", "n/a", ""] {
            assert_eq!(read_address(address), None, "{address}");
        }
    }
}
