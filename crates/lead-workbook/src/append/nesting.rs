//! What stands around a sheet's rows must be nested as the format says. Readers forgive much, each
//! in its own way; what is added to a sheet that only some can read may be read by none.

use crate::xml::elements::{Kind, elements};
use memchr::memmem;

/// Whether the rows lie right inside the sheet, and everything else is closed where it should be.
pub(super) fn is_sound(prologue: &[u8], epilogue: &[u8]) -> bool {
    let mut open = Vec::new();
    walk(prologue, &mut open)
        && open == [&b"worksheet"[..], b"sheetData"]
        && walk(epilogue, &mut open)
        && open.is_empty()
}

/// Whether another row begins inside a row: then this one was never closed.
pub(super) fn holds_another(row: &[u8]) -> bool {
    let name = row.iter().position(|b| matches!(b, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'));
    name.is_some_and(|end| memmem::find(&row[end..], &row[..end]).is_some())
}

/// Follows the tags; answers no at a closing tag that closes something else.
fn walk<'a>(source: &'a [u8], open: &mut Vec<&'a [u8]>) -> bool {
    elements(source).all(|element| match element.kind {
        Kind::Open => {
            open.push(element.local());
            true
        }
        Kind::Close => open.pop() == Some(element.local()),
        Kind::Empty => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_was_never_closed_holds_the_next() {
        assert!(holds_another(b"<x:row r=\"1\"><x:c/>>/x:row><x:row r=\"2\"></x:row>"));
        assert!(!holds_another(b"<row r=\"1\"><c><v>1</v></c></row>") && !holds_another(b"<row/>"));
    }

    #[test]
    fn only_rows_right_inside_a_sheet_are_sound() {
        let end: &[u8] = b"</x:sheetData><x:pageMargins/></x:worksheet>";
        assert!(is_sound(b"<?xml?><x:worksheet><x:cols><x:col/></x:cols><x:sheetData>", end));
        for prologue in [
            &b"<x:workshEet><x:sheetData>"[..],
            b"<x:worksheet><x:cols><x:col width=\"9\"/:/x<>cols><x:sheetData>",
            b"<x:worksheet></x:cols><x:sheetData>",
        ] {
            assert!(!is_sound(prologue, end), "{}", String::from_utf8_lossy(prologue));
        }
        let begin = b"<worksheet><sheetData>";
        for epilogue in [&b"</sheetData>"[..], b"</worksheet></sheetData>", b"</sheetData></a></worksheet>"] {
            assert!(!is_sound(begin, epilogue), "{}", String::from_utf8_lossy(epilogue));
        }
    }
}
