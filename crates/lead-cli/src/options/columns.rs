//! Columns as the command line says them: `NAME` or `NAME=HEADER`, in order, or `all`.

use lead_app::ColumnChoice;

/// What was said about the columns to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Columns {
    /// All that the recipe has.
    All,
    /// These, in this order.
    These(Vec<ColumnChoice>),
}

impl Columns {
    /// The columns where they were named.
    pub(crate) fn named(self) -> Option<Vec<ColumnChoice>> {
        match self {
            Self::All => None,
            Self::These(columns) => Some(columns),
        }
    }
}

/// Reads them. Whether the names exist is known to the recipe alone.
pub(crate) fn read(text: &str) -> Result<Columns, String> {
    if text.trim().eq_ignore_ascii_case("all") {
        return Ok(Columns::All);
    }
    let one = |part: &str| {
        let (name, header) = part.split_once('=').unwrap_or((part, part));
        let (name, header) = (name.trim().to_owned(), header.trim().to_owned());
        if name.is_empty() || header.is_empty() {
            return Err(format!(
                "“{}” is no column; write NAME or NAME=HEADER, with commas between, or all",
                part.trim()
            ));
        }
        Ok(ColumnChoice { name, header })
    };
    pieces(text)?.iter().map(|part| one(part)).collect::<Result<_, _>>().map(Columns::These)
}

/// The pieces between commas. A piece in quotation marks may hold commas, as in csv.
fn pieces(text: &str) -> Result<Vec<String>, String> {
    let (mut pieces, mut piece, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                piece.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => pieces.push(std::mem::take(&mut piece)),
            _ => piece.push(letter),
        }
    }
    pieces.push(piece);
    if quoted { Err("a quotation mark is never closed".into()) } else { Ok(pieces) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, String)> {
        let columns = read(text).unwrap().named().unwrap();
        columns.into_iter().map(|column| (column.name, column.header)).collect()
    }

    #[test]
    fn columns_are_named_ordered_and_renamed() {
        let pair = |name: &str, header: &str| (name.to_owned(), header.to_owned());
        assert_eq!(
            told("Final_Confidence_Score=Score, Confidence_Band,\"AI_Explanation=Why, in short\""),
            [
                pair("Final_Confidence_Score", "Score"),
                pair("Confidence_Band", "Confidence_Band"),
                pair("AI_Explanation", "Why, in short")
            ]
        );
        assert_eq!(read(" ALL "), Ok(Columns::All));
        assert_eq!(told("Model=the \"\"best\"\" one"), [pair("Model", "the best one")]);
    }

    #[test]
    fn what_is_no_column_is_refused() {
        for bad in ["", "A,,B", "=B", "A=", "A,\"B"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
