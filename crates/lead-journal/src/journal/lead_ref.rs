//! A lead's place in the journal.

use lead_model::LeadId;

/// A lead's place in the journal, from 1 in the order of the workbook's rows.
pub type LeadRef = i64;

/// Only ids go in, so another text coming out means the file was tampered with.
pub(crate) fn id_of(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<LeadId> {
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}
