//! What is written beside a row: the kinds of columns and the values of their cells.

/// What an appended column holds; decides how it is written, how it looks and what a summary counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// A word or a line.
    Text,
    /// Sentences.
    LongText,
    /// A number.
    Number,
    /// A score from 0 to 100.
    Score,
    /// Yes or No.
    Flag,
    /// A moment.
    Date,
    /// A record's id.
    Id,
    /// The row's [`RowStatus`](crate::RowStatus).
    Status,
    /// The row's [`IdVerdict`](crate::IdVerdict).
    Verdict,
    /// The [`Band`](crate::Band) of the final score under its label.
    Band,
}

/// The value of an appended cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum ResultCell {
    /// Nothing: the value was not made.
    #[default]
    Blank,
    /// Text. Never becomes a formula or a link, whatever it begins with.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or No.
    Flag(bool),
    /// A moment, RFC 3339.
    DateTime(String),
}
