//! Which records a condition holds for.

use crate::org::ids::is_well_formed;
use crate::org::schema::Kind;
use crate::org::soql::{Condition, Literal, Operator};
use crate::org::table::{Column, Object, Row};
use crate::org::{Org, OrgError};
use serde_json::Value;
use std::cmp::Ordering;
use std::collections::HashSet;

/// A condition whose fields were looked up.
#[derive(Debug)]
pub(crate) enum Test {
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
    Not(Box<Test>),
    Compare { column: Column, operator: Operator, value: Literal },
    In { column: Column, texts: HashSet<String>, others: Vec<Literal>, negated: bool },
}

impl Test {
    pub(crate) fn new(condition: &Condition, object: Object, hidden: &[String]) -> Result<Self, OrgError> {
        let again = |inner: &Condition| Self::new(inner, object, hidden).map(Box::new);
        Ok(match condition {
            Condition::And(left, right) => Self::And(again(left)?, again(right)?),
            Condition::Or(left, right) => Self::Or(again(left)?, again(right)?),
            Condition::Not(inner) => Self::Not(again(inner)?),
            Condition::Compare { field, operator, value } => {
                let column = object.column(field, hidden)?;
                check_literal(field, column, value)?;
                Self::Compare { column, operator: *operator, value: normal(column, value.clone()) }
            }
            Condition::In { field, values, negated } => {
                let column = object.column(field, hidden)?;
                let (mut texts, mut others) = (HashSet::new(), Vec::new());
                for value in values {
                    check_literal(field, column, value)?;
                    match normal(column, value.clone()) {
                        Literal::Text(text) => {
                            texts.insert(folded(column, &text));
                        }
                        other => others.push(other),
                    }
                }
                Self::In { column, texts, others, negated: *negated }
            }
        })
    }

    pub(crate) fn holds(&self, org: &Org, row: &Row) -> bool {
        match self {
            Self::And(left, right) => left.holds(org, row) && right.holds(org, row),
            Self::Or(left, right) => left.holds(org, row) || right.holds(org, row),
            Self::Not(inner) => !inner.holds(org, row),
            Self::Compare { column, operator, value } => {
                compare(&column.value(org, row), *operator, value, *column)
            }
            Self::In { column, texts, others, negated } => {
                let value = column.value(org, row);
                let found = match &value {
                    Value::String(text) => texts.contains(&folded(*column, text)),
                    _ => others.iter().any(|other| compare(&value, Operator::Equal, other, *column)),
                };
                found != *negated
            }
        }
    }

    /// The only ids the condition can hold for, where it names them: then nothing need be searched.
    pub(crate) fn named_ids(&self) -> Option<Vec<String>> {
        match self {
            Self::And(left, right) => left.named_ids().or_else(|| right.named_ids()),
            Self::Compare { column, operator: Operator::Equal, value: Literal::Text(id) }
                if column.kind() == Kind::Id && !column.is_through_relationship() =>
            {
                Some(vec![id.clone()])
            }
            Self::In { column, texts, negated: false, .. }
                if column.kind() == Kind::Id && !column.is_through_relationship() =>
            {
                Some(texts.iter().cloned().collect())
            }
            _ => None,
        }
    }
}

fn is_id(column: Column) -> bool {
    matches!(column.kind(), Kind::Id | Kind::Lookup(..))
}

/// Ids are compared in their 18-character form.
fn normal(column: Column, value: Literal) -> Literal {
    match value {
        Literal::Text(id) if is_id(column) && id.len() == 15 => {
            Literal::Text(crate::org::ids::with_checksum(&id))
        }
        other => other,
    }
}

/// Texts are compared without regard to case, ids never.
fn folded(column: Column, text: &str) -> String {
    if is_id(column) { text.to_owned() } else { text.to_lowercase() }
}

fn check_literal(field: &str, column: Column, value: &Literal) -> Result<(), OrgError> {
    let mismatch = || {
        Err(OrgError::new(
            400,
            "INVALID_FIELD",
            format!(
                "Value of filter criterion for field '{field}' must be of the field's own type and written as it is"
            ),
        ))
    };
    match (column.kind(), value) {
        (Kind::LongText, _) => Err(OrgError::new(
            400,
            "INVALID_FIELD",
            format!("field '{field}' can not be filtered in a query call"),
        )),
        (Kind::Id | Kind::Lookup(..), Literal::Text(id)) if !is_well_formed(id) => {
            Err(OrgError::new(400, "INVALID_QUERY_FILTER_OPERATOR", format!("invalid ID field: {id}")))
        }
        (_, Literal::Null)
        | (Kind::Checkbox, Literal::Bool(_))
        | (Kind::Integer | Kind::Double | Kind::Currency, Literal::Number(_))
        | (Kind::Date | Kind::DateTime, Literal::Instant(_)) => Ok(()),
        (Kind::Checkbox | Kind::Integer | Kind::Double | Kind::Currency | Kind::Date | Kind::DateTime, _) => {
            mismatch()
        }
        (_, Literal::Text(_)) => Ok(()),
        _ => mismatch(),
    }
}

fn compare(value: &Value, operator: Operator, with: &Literal, column: Column) -> bool {
    if *with == Literal::Null {
        return match operator {
            Operator::Equal => value.is_null(),
            Operator::NotEqual => !value.is_null(),
            _ => false,
        };
    }
    let order = match (value, with) {
        (Value::String(text), Literal::Text(pattern)) if operator == Operator::Like => {
            return like(&text.to_lowercase(), &pattern.to_lowercase());
        }
        (Value::String(text), Literal::Text(other)) => Some(folded(column, text).cmp(&folded(column, other))),
        // Dates sort as text, up to the precision that was written.
        (Value::String(text), Literal::Instant(instant)) => {
            let length = instant.trim_end_matches('Z').len().min(19).min(text.len());
            Some(text[..length].cmp(&instant[..length.min(instant.len())]))
        }
        (Value::Bool(one), Literal::Bool(other)) => Some(one.cmp(other)),
        (Value::Number(number), Literal::Number(other)) => number.as_f64().and_then(|n| n.partial_cmp(other)),
        _ => None,
    };
    match (order, operator) {
        (None, Operator::NotEqual) => true,
        (None, _) | (Some(_), Operator::Like) => false,
        (Some(order), Operator::Equal) => order == Ordering::Equal,
        (Some(order), Operator::NotEqual) => order != Ordering::Equal,
        (Some(order), Operator::Less) => order == Ordering::Less,
        (Some(order), Operator::LessOrEqual) => order != Ordering::Greater,
        (Some(order), Operator::Greater) => order == Ordering::Greater,
        (Some(order), Operator::GreaterOrEqual) => order != Ordering::Less,
    }
}

/// `%` stands for any text, `_` for one character.
fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut in_pattern) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(in_pattern) {
            Some('%') => {
                retry = Some((at, in_pattern));
                in_pattern += 1;
            }
            Some(c) if *c == '_' || *c == text[at] => {
                at += 1;
                in_pattern += 1;
            }
            _ => match retry {
                Some((from, percent)) => {
                    retry = Some((from + 1, percent));
                    at = from + 1;
                    in_pattern = percent + 1;
                }
                None => return false,
            },
        }
    }
    pattern[in_pattern..].iter().all(|c| *c == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_knows_both_wildcards() {
        for (text, pattern, expected) in [
            ("alder foods", "alder%", true),
            ("alder foods", "%foods", true),
            ("alder foods", "%er%oo%", true),
            ("alder foods", "al_er%", true),
            ("alder foods", "foods", false),
            ("", "%", true),
            ("a", "", false),
        ] {
            assert_eq!(like(text, pattern), expected, "{text} {pattern}");
        }
    }
}
