//! Ids out of a text that somebody pasted: one a line, in a row, between commas, as links.

use lead_model::{IdReading, read_id};

/// More than a sheet has rows is no list.
pub(crate) const MOST: usize = 1_000_000;

/// The pieces that are meant as ids, in order, each as it was written. A word of prose is one too:
/// it gets a row that says it is no id, rather than vanishing.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|'))
        .map(|piece| piece.trim_matches(|c| matches!(c, '\'' | '"' | '(' | ')' | '[' | ']' | '“' | '”')))
        .filter(|piece| !piece.is_empty())
        .take(MOST + 1)
        .map(str::to_owned)
        .collect()
}

/// How many pieces are no id of a lead.
pub(crate) fn strangers(pieces: &[String]) -> usize {
    pieces.iter().filter(|piece| !matches!(read_id(piece), IdReading::Lead { .. })).count()
}

/// A piece as it is shown and written: an id in its 18 characters where it is one.
pub(crate) fn shown(piece: &str) -> String {
    match read_id(piece) {
        IdReading::Lead { id, restored: None, .. } => id.to_string(),
        _ => piece.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_however_it_was_pasted() {
        let text = "00Q5g00000DeMoA, '00Q5g00000DeMoAEAV'\r\n(00Q5g00000DeMoB);\thttps://x.lightning.force.com/lightning/r/Lead/00Q5g00000DeMoA/view\n\nhello";
        let pieces = pieces(text);
        assert_eq!(pieces.len(), 5, "{pieces:?}");
        assert_eq!(strangers(&pieces), 1);
        assert_eq!(shown(&pieces[0]), "00Q5g00000DeMoAEAV");
        assert_eq!(shown("hello"), "hello");
        assert!(super::pieces(" \n,; ").is_empty());
    }
}
