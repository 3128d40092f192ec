//! Ways an answer's text comes out wrong.

use crate::scenario::AnswerFault;
use serde_json::{Value, json};

/// The text, spoilt; faults that are about the envelope leave it as it is.
pub(crate) fn spoil(answer: &Value, fault: Option<AnswerFault>) -> String {
    let text = answer.to_string();
    let changed = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut answer = answer.clone();
        if let Some(items) = referenced(&mut answer) {
            change(items);
        }
        answer.to_string()
    };
    match fault {
        Some(AnswerFault::Truncated | AnswerFault::Incomplete | AnswerFault::ContentFilter) => {
            text.chars().take(text.chars().count() * 3 / 5).collect()
        }
        Some(AnswerFault::CodeFence) => format!("```json\n{text}\n```"),
        Some(AnswerFault::ScoreAsText) => {
            with_numbers(answer, &|number| json!(number.to_string())).to_string()
        }
        Some(AnswerFault::OutOfRangeScore) => with_numbers(answer, &|number| json!(number + 840)).to_string(),
        Some(AnswerFault::WrongRef) => changed(&|items| {
            if let Some(first) = items.first_mut() {
                first["ref"] = json!("r99");
            }
        }),
        Some(AnswerFault::MissingRef) => changed(&|items| {
            items.pop();
        }),
        Some(AnswerFault::DoubledRef) => changed(&|items| {
            if let Some(first) = items.first().cloned() {
                items.push(first);
            }
        }),
        Some(AnswerFault::InvalidJson) => format!("Here is the assessment: {}", text.replacen('"', "'", 2)),
        Some(AnswerFault::EmptyText) => String::new(),
        Some(
            AnswerFault::Refusal | AnswerFault::FailedStatus | AnswerFault::NoUsage | AnswerFault::Overrun,
        )
        | None => text,
    }
}

/// The list of objects that have a reference.
fn referenced(answer: &mut Value) -> Option<&mut Vec<Value>> {
    let lists = answer.as_object_mut()?.values_mut().filter_map(Value::as_array_mut);
    lists.into_iter().find(|list| list.iter().all(|item| item.get("ref").is_some()))
}

/// The answer with its whole numbers changed.
fn with_numbers(answer: &Value, change: &dyn Fn(i64) -> Value) -> Value {
    match answer {
        Value::Number(number) => number.as_i64().map_or_else(|| answer.clone(), change),
        Value::Array(items) => items.iter().map(|item| with_numbers(item, change)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), with_numbers(value, change)));
            members.collect::<serde_json::Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_spoils_its_own_way() {
        let answer =
            json!({"assessments": [{"ref": "r01", "coherence": 80}, {"ref": "r02", "coherence": 70}]});
        let spoilt = |fault| spoil(&answer, Some(fault));
        let parsed = |fault| serde_json::from_str::<Value>(&spoilt(fault)).unwrap()["assessments"].clone();
        assert_eq!(parsed(AnswerFault::ScoreAsText)[0]["coherence"], "80");
        assert_eq!(parsed(AnswerFault::OutOfRangeScore)[0]["coherence"], 920);
        assert_eq!(parsed(AnswerFault::WrongRef)[0]["ref"], "r99");
        assert_eq!(parsed(AnswerFault::MissingRef).as_array().unwrap().len(), 1);
        assert_eq!(parsed(AnswerFault::DoubledRef)[2]["ref"], "r01");
        for fault in
            [AnswerFault::Truncated, AnswerFault::CodeFence, AnswerFault::InvalidJson, AnswerFault::EmptyText]
        {
            assert!(serde_json::from_str::<Value>(&spoilt(fault)).is_err(), "{fault:?}");
        }
        assert_eq!(spoil(&answer, None), answer.to_string());
    }
}
