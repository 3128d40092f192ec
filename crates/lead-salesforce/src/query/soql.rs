//! A query of the user's own, looked at before it is sent: that it is one query, that it is closed in
//! itself, and which of its columns holds the lead ids. What it means is for Salesforce to say.
//!
//! A condition is the user's own text and is put into our frame (`SELECT Id FROM Lead WHERE …`) only
//! when no part of it can step out of that frame. Nothing else is ever put into a query's text.

use crate::query::field_path::is_field_path;

/// Salesforce's own limit of a query's text, in characters.
const LONGEST: usize = 100_000;
/// Words that begin another part of a query, where they stand outside of parentheses.
const PARTS: [&str; 15] = [
    "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FOR", "WITH", "USING",
    "UPDATE", "TYPEOF", "ALL", "SCOPE",
];
/// Parts after which a query's rows are no records, or are held for changing.
const UNWANTED: [&str; 5] = ["GROUP", "HAVING", "FOR", "UPDATE", "TYPEOF"];

/// A query that gives lead ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadQuery {
    soql: String,
    column: String,
    /// Characters of ours before the user's own text.
    frame: u32,
}

const FRAME: &str = "SELECT Id FROM Lead WHERE ";

/// Why a text is no query that gives lead ids. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryFault {
    /// Nothing there.
    #[error(
        "Nothing is written here yet. Write a condition, such as Status = 'Open' AND CreatedDate = LAST_MONTH."
    )]
    Empty,
    /// More than Salesforce takes.
    #[error(
        "It has {found} characters; Salesforce takes {LONGEST} at most. Narrow it down otherwise than by a list."
    )]
    TooLong {
        /// How many it has.
        found: usize,
    },
    /// Text without its closing quote.
    #[error(
        "A quote is opened and not closed. Texts stand between two single quotes; a quote inside is written \\'."
    )]
    OpenQuote,
    /// Parentheses that don't match.
    #[error("The parentheses do not match: one is {missing}.")]
    Parentheses {
        /// What is wrong.
        missing: &'static str,
    },
    /// A character that no query has.
    #[error("It has a character that no query has: {0}. Write one query and nothing after it.")]
    Character(String),
    /// A condition with more than a condition.
    #[error("A condition alone is wanted, without {0}. For more, write the whole query, from SELECT on.")]
    NotACondition(String),
    /// A query of another shape.
    #[error("{0}")]
    Shape(String),
}

impl LeadQuery {
    /// All leads that meet a condition, what follows WHERE.
    pub fn meeting(condition: &str) -> Result<Self, QueryFault> {
        let condition = condition.trim();
        let words = words(condition)?;
        if let Some(word) = words.iter().find(|word| word.depth == 0 && PARTS.contains(&word.upper.as_str()))
        {
            return Err(QueryFault::NotACondition(word.upper.clone()));
        }
        let query = Self::within_limit(format!("{FRAME}{condition}"), "Id".into())?;
        Ok(Self { frame: u32::try_from(FRAME.len()).unwrap_or_default(), ..query })
    }

    /// A whole query: of leads with their `Id`, or of other records with the one field that holds a
    /// lead's id (`SELECT LeadId FROM CampaignMember …`).
    pub fn whole(soql: &str) -> Result<Self, QueryFault> {
        let soql = soql.trim();
        let words = words(soql)?;
        let shape = |text: &str| Err(QueryFault::Shape(text.to_owned()));
        let top: Vec<&Word> = words.iter().filter(|word| word.depth == 0).collect();
        if top.first().is_none_or(|word| word.upper != "SELECT" || word.at != 0) {
            return shape("A query begins with SELECT, as in SELECT Id FROM Lead WHERE Status = 'Open'.");
        }
        if let Some(word) = top.iter().find(|word| UNWANTED.contains(&word.upper.as_str())) {
            return Err(QueryFault::Shape(format!(
                "The query has {}, which gives no records to read. Leave it out.",
                word.upper
            )));
        }
        if top.iter().filter(|word| word.upper == "SELECT").count() > 1 {
            return shape("The query has two SELECTs side by side. Write one query.");
        }
        let Some(from) = top.iter().position(|word| word.upper == "FROM") else {
            return shape("The query names no object. Write FROM Lead after the fields.");
        };
        let Some(object) = top.get(from + 1).map(|word| &word.upper) else {
            return shape("The query names no object. Write FROM Lead after the fields.");
        };
        let fields: Vec<&str> = soql["SELECT".len()..top[from].at].split(',').map(str::trim).collect();
        if let Some(field) = fields.iter().find(|field| !is_field_path(field)) {
            return Err(QueryFault::Shape(format!(
                "“{field:.80}” is no field's name. Between SELECT and FROM, field names alone are taken."
            )));
        }
        let column = match fields.as_slice() {
            fields if object == "LEAD" => {
                let Some(id) = fields.iter().find(|field| field.eq_ignore_ascii_case("Id")) else {
                    return shape("The query does not give the leads' Id. Write SELECT Id FROM Lead.");
                };
                id
            }
            [only] => only,
            _ => {
                return shape(
                    "A query of other records than leads gives one field, the one that holds the lead's id, as in \
                     SELECT LeadId FROM CampaignMember.",
                );
            }
        };
        Self::within_limit(soql.to_owned(), (*column).to_owned())
    }

    fn within_limit(soql: String, column: String) -> Result<Self, QueryFault> {
        let found = soql.chars().count();
        if found > LONGEST { Err(QueryFault::TooLong { found }) } else { Ok(Self { soql, column, frame: 0 }) }
    }

    /// The query's text.
    #[must_use]
    pub fn soql(&self) -> &str {
        &self.soql
    }

    /// Characters of ours before the user's own text.
    pub(crate) fn frame(&self) -> u32 {
        self.frame
    }

    /// The path of the column that holds the lead ids.
    #[must_use]
    pub fn column(&self) -> &str {
        &self.column
    }
}

/// A word outside of quotes.
struct Word {
    upper: String,
    /// Where it begins, in bytes.
    at: usize,
    /// In how many parentheses it stands.
    depth: u32,
}

/// The words of a text that is closed in itself.
fn words(text: &str) -> Result<Vec<Word>, QueryFault> {
    if text.is_empty() {
        return Err(QueryFault::Empty);
    }
    let found = text.chars().count();
    if found > LONGEST {
        return Err(QueryFault::TooLong { found });
    }
    let mut words: Vec<Word> = Vec::new();
    let (mut depth, mut quoted, mut escaped, mut in_word) = (0_u32, false, false, false);
    for (at, c) in text.char_indices() {
        if c.is_control() && !matches!(c, '\n' | '\r' | '\t') {
            return Err(QueryFault::Character(format!("U+{:04X}", u32::from(c))));
        }
        if quoted {
            (quoted, escaped) = (escaped || c != '\'', !escaped && c == '\\');
            continue;
        }
        if c.is_ascii_alphanumeric() || c == '_' {
            match words.last_mut().filter(|_| in_word) {
                Some(word) => word.upper.push(c.to_ascii_uppercase()),
                None => words.push(Word { upper: c.to_ascii_uppercase().to_string(), at, depth }),
            }
            in_word = true;
            continue;
        }
        in_word = false;
        match c {
            '\'' => quoted = true,
            '(' => depth += 1,
            ')' => {
                depth = depth
                    .checked_sub(1)
                    .ok_or(QueryFault::Parentheses { missing: "closed that was never opened" })?;
            }
            // A comment, a second statement, a bind variable's colon outside of an instant.
            ';' | '`' | '"' | '{' | '}' | '\\' | '#' | '@' | '$' | '?' | '^' | '~' | '|' | '&' => {
                return Err(QueryFault::Character(c.to_string()));
            }
            '*' if text[..at].ends_with('/') => return Err(QueryFault::Character("/*".into())),
            '/' if text[..at].ends_with('/') => return Err(QueryFault::Character("//".into())),
            _ => {}
        }
    }
    match (quoted, depth) {
        (true, _) => Err(QueryFault::OpenQuote),
        (false, 0) => Ok(words),
        (false, _) => Err(QueryFault::Parentheses { missing: "opened and not closed" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_stays_a_condition() {
        let soql = |text: &str| LeadQuery::meeting(text).map(|query| query.soql().to_owned());
        assert_eq!(soql(" Status = 'Open' ").unwrap(), "SELECT Id FROM Lead WHERE Status = 'Open'");
        for good in [
            "Name = 'O\\'Neill (LIMIT; //' AND CreatedDate >= 2026-01-01T00:00:00Z",
            "Id IN (SELECT LeadId FROM CampaignMember WHERE Campaign.Name = 'Fair')",
            "(Limit__c > 3 OR Selection__c != null)\nAND Group_By__c = TRUE",
            "Company LIKE '%\\\\'",
        ] {
            assert!(soql(good).is_ok(), "{good}: {:?}", soql(good));
        }
        for bad in [
            "",
            "Status = 'Open",
            "Status = 'Open\\'",
            "Status = 'Open'; DELETE",
            "Status = 'Open') OR (Id != null",
            "(Status = 'Open'",
            "Status = 'Open' LIMIT 1",
            "Status = 'Open' ORDER BY Name",
            "Status = 'Open' for update",
            "Id != null UNION SELECT Id FROM User",
            "Name = 'x' // and so on",
            "Name = 'x' /* and so on",
            "Name = \u{0}",
            "Name = {0}",
            "a\u{1b}b",
        ] {
            assert!(soql(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_whole_query_names_the_column_of_the_ids() {
        let column = |text: &str| LeadQuery::whole(text).map(|query| query.column().to_owned());
        assert_eq!(column("SELECT Id FROM Lead"), Ok("Id".into()));
        assert_eq!(
            column("select Name, id\nfrom Lead where Status='x' order by Name limit 5"),
            Ok("id".into())
        );
        assert_eq!(column("SELECT LeadId FROM CampaignMember WHERE CampaignId = '701'"), Ok("LeadId".into()));
        for bad in [
            "Status = 'Open'",
            "DELETE FROM Lead",
            "SELECT Name FROM Lead",
            "SELECT COUNT() FROM Lead",
            "SELECT Id, (SELECT Id FROM Tasks) FROM Lead",
            "SELECT LeadId, ContactId FROM CampaignMember",
            "SELECT Id FROM Lead GROUP BY Id",
            "SELECT Id FROM Lead FOR UPDATE",
            "SELECT Id FROM Lead SELECT Id FROM User",
            "SELECT Id",
            "SELECT Id FROM",
            "SELECT Id x FROM Lead",
            "(SELECT Id FROM Lead)",
            "SELECT Id FROM Lead; SELECT Id FROM User",
        ] {
            assert!(column(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_query_has_a_length() {
        let long = format!("Name IN ('{}')", "x".repeat(LONGEST));
        assert!(matches!(LeadQuery::meeting(&long), Err(QueryFault::TooLong { .. })));
    }
}
