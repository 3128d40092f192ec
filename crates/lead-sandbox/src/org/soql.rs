//! The part of SOQL that reading leads takes: one object, fields and relationship paths,
//! conditions with AND, OR, NOT and brackets, ORDER BY, LIMIT, OFFSET, `COUNT()`.

use crate::org::OrgError;

/// A query, parsed. Names are as written: nothing has been looked up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) fields: Vec<String>,
    /// `COUNT()` instead of fields.
    pub(crate) count_only: bool,
    pub(crate) object: String,
    pub(crate) condition: Option<Condition>,
    /// Field and whether descending.
    pub(crate) order: Option<(String, bool)>,
    pub(crate) limit: Option<u64>,
    pub(crate) offset: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    Compare { field: String, operator: Operator, value: Literal },
    In { field: String, values: Vec<Literal>, negated: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Text(String),
    Number(f64),
    Bool(bool),
    Null,
    /// A date or a date and time, written without quotes.
    Instant(String),
}

/// SOQL's own limit.
const MOST_CHARACTERS: usize = 100_000;

/// Brackets within brackets; real queries have a handful.
const DEEPEST: usize = 50;

const OPERATORS: [(&str, Operator); 7] = [
    ("=", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<>", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
];

pub(crate) fn parse(text: &str) -> Result<Query, OrgError> {
    if text.chars().count() > MOST_CHARACTERS {
        return Err(OrgError::malformed_query("SOQL statement cannot be longer than 100000 characters."));
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
    let query = parser.query()?;
    match parser.peek() {
        None => Ok(query),
        Some(token) => Err(unexpected(token)),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Symbol(&'static str),
}

fn unexpected(token: &Token) -> OrgError {
    let shown = match token {
        Token::Word(word) => word.clone(),
        Token::Text(text) => format!("'{text}'"),
        Token::Symbol(symbol) => (*symbol).to_owned(),
    };
    OrgError::malformed_query(format!("unexpected token: '{shown}'"))
}

fn tokens(text: &str) -> Result<Vec<Token>, OrgError> {
    const SYMBOLS: [&str; 10] = ["!=", "<>", "<=", ">=", "<", ">", "=", "(", ")", ","];
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let (literal, length) = quoted(&rest[1..])?;
            tokens.push(Token::Text(literal));
            rest = &rest[1 + length..];
        } else if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            tokens.push(Token::Symbol(symbol));
            rest = &rest[symbol.len()..];
        } else {
            let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | ':' | '+');
            let end = rest.find(|c: char| !word(c)).unwrap_or(rest.len());
            if end == 0 {
                return Err(OrgError::malformed_query(format!(
                    "line 1: no viable alternative at character '{first}'"
                )));
            }
            tokens.push(Token::Word(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

/// A text literal after its opening quote, and how many bytes it takes with the closing one.
fn quoted(text: &str) -> Result<(String, usize), OrgError> {
    let mut literal = String::new();
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '\'' => return Ok((literal, at + 1)),
            '\\' => match characters.next() {
                Some((_, 'n')) => literal.push('\n'),
                Some((_, 't')) => literal.push('\t'),
                Some((_, 'r')) => literal.push('\r'),
                Some((_, c @ ('\'' | '"' | '\\' | '_' | '%'))) => literal.push(c),
                _ => return Err(OrgError::malformed_query("Illegal escape sequence in a text literal.")),
            },
            c => literal.push(c),
        }
    }
    Err(OrgError::malformed_query("line 1: mismatched character '<EOF>' expecting '''"))
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(word)) if word.eq_ignore_ascii_case(keyword));
        self.at += usize::from(found);
        found
    }

    fn symbol(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Symbol(known)) if *known == symbol);
        self.at += usize::from(found);
        found
    }

    fn fail<T>(&self) -> Result<T, OrgError> {
        Err(self.peek().map_or_else(|| OrgError::malformed_query("unexpected token: '<EOF>'"), unexpected))
    }

    fn expect_keyword(&mut self, keyword: &str) -> Result<(), OrgError> {
        if self.keyword(keyword) { Ok(()) } else { self.fail() }
    }

    fn expect_symbol(&mut self, symbol: &str) -> Result<(), OrgError> {
        if self.symbol(symbol) { Ok(()) } else { self.fail() }
    }

    fn name(&mut self) -> Result<String, OrgError> {
        match self.peek() {
            Some(Token::Word(word)) if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                let word = word.clone();
                self.at += 1;
                Ok(word)
            }
            _ => self.fail(),
        }
    }

    fn query(&mut self) -> Result<Query, OrgError> {
        self.expect_keyword("SELECT")?;
        let mut fields = vec![self.name()?];
        let mut count_only = false;
        if fields[0].eq_ignore_ascii_case("COUNT") && self.symbol("(") {
            self.expect_symbol(")")?;
            count_only = true;
            fields.clear();
        } else {
            while self.symbol(",") {
                fields.push(self.name()?);
            }
        }
        self.expect_keyword("FROM")?;
        let object = self.name()?;
        let condition = if self.keyword("WHERE") { Some(self.any_of()?) } else { None };
        let order = if self.keyword("ORDER") {
            self.expect_keyword("BY")?;
            let field = self.name()?;
            let descending = self.keyword("DESC");
            if !descending {
                self.keyword("ASC");
            }
            Some((field, descending))
        } else {
            None
        };
        let limit = if self.keyword("LIMIT") { Some(self.count()?) } else { None };
        let offset = if self.keyword("OFFSET") { self.count()? } else { 0 };
        Ok(Query { fields, count_only, object, condition, order, limit, offset })
    }

    fn count(&mut self) -> Result<u64, OrgError> {
        let number = match self.peek() {
            Some(Token::Word(word)) => word.parse().ok(),
            _ => None,
        };
        match number {
            Some(number) => {
                self.at += 1;
                Ok(number)
            }
            None => self.fail(),
        }
    }

    fn any_of(&mut self) -> Result<Condition, OrgError> {
        let mut left = self.all_of()?;
        while self.keyword("OR") {
            left = Condition::Or(Box::new(left), Box::new(self.all_of()?));
        }
        Ok(left)
    }

    fn all_of(&mut self) -> Result<Condition, OrgError> {
        let mut left = self.single()?;
        while self.keyword("AND") {
            left = Condition::And(Box::new(left), Box::new(self.single()?));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Condition, OrgError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(OrgError::malformed_query("The query is nested too deeply."));
        }
        let condition = if self.symbol("(") {
            let inner = self.any_of()?;
            self.expect_symbol(")")?;
            inner
        } else if self.keyword("NOT") {
            Condition::Not(Box::new(self.single()?))
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn comparison(&mut self) -> Result<Condition, OrgError> {
        let field = self.name()?;
        if self.keyword("NOT") {
            self.expect_keyword("IN")?;
            return Ok(Condition::In { field, values: self.list()?, negated: true });
        }
        if self.keyword("IN") {
            return Ok(Condition::In { field, values: self.list()?, negated: false });
        }
        if self.keyword("LIKE") {
            return Ok(Condition::Compare { field, operator: Operator::Like, value: self.literal()? });
        }
        for (symbol, operator) in OPERATORS {
            if self.symbol(symbol) {
                return Ok(Condition::Compare { field, operator, value: self.literal()? });
            }
        }
        self.fail()
    }

    fn list(&mut self) -> Result<Vec<Literal>, OrgError> {
        self.expect_symbol("(")?;
        let mut values = vec![self.literal()?];
        while self.symbol(",") {
            values.push(self.literal()?);
        }
        self.expect_symbol(")")?;
        Ok(values)
    }

    fn literal(&mut self) -> Result<Literal, OrgError> {
        let literal = match self.peek() {
            Some(Token::Text(text)) => Some(Literal::Text(text.clone())),
            Some(Token::Word(word)) => bare_literal(word),
            _ => None,
        };
        match literal {
            Some(literal) => {
                self.at += 1;
                Ok(literal)
            }
            None => self.fail(),
        }
    }
}

fn bare_literal(word: &str) -> Option<Literal> {
    match word.to_ascii_lowercase().as_str() {
        "true" => Some(Literal::Bool(true)),
        "false" => Some(Literal::Bool(false)),
        "null" => Some(Literal::Null),
        _ if word.len() >= 10 && word.as_bytes().get(4) == Some(&b'-') => {
            Some(Literal::Instant(word.to_owned()))
        }
        _ => word.parse().ok().map(Literal::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_query_is_read() {
        let query = parse(
            "select Id, SegmentName__r.Name from Lead where Id in ('a','b') and (IsDeleted = true or not Company like 'O\\'x%') \
             order by Name desc limit 5 offset 2",
        )
        .unwrap();
        assert_eq!(query.fields, ["Id", "SegmentName__r.Name"]);
        assert_eq!((query.limit, query.offset), (Some(5), 2));
        assert_eq!(query.order, Some(("Name".into(), true)));
        let Some(Condition::And(left, right)) = query.condition else { panic!() };
        assert!(matches!(*left, Condition::In { ref values, .. } if values.len() == 2));
        let Condition::Or(_, not_like) = *right else { panic!() };
        let Condition::Not(like) = *not_like else { panic!() };
        assert!(matches!(*like, Condition::Compare { value: Literal::Text(ref text), .. } if text == "O'x%"));
    }

    #[test]
    fn what_is_not_soql_is_malformed() {
        for text in [
            "",
            "SELECT",
            "SELECT Id",
            "SELECT Id FROM",
            "SELECT Id FROM Lead WHERE",
            "SELECT Id FROM Lead WHERE Id = 'x",
            "SELECT Id FROM Lead WHERE Id IN ()",
            "SELECT Id FROM Lead LIMIT x",
            "SELECT Id FROM Lead; DROP",
            "DELETE FROM Lead",
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.body()[0]["errorCode"], "MALFORMED_QUERY", "{text}");
        }
        let deep = format!("SELECT Id FROM Lead WHERE {}Id = null", "(".repeat(5_000));
        assert!(parse(&deep).is_err());
    }
}
