//! Writes an answer in the shape of any strict schema.
//!
//! Members whose names mean something for leads (`ref`, `checks`, `coherence`, …) get the
//! judgement; everything else gets a plausible value of its type.

use crate::dice::{Dice, hash};
use crate::model::judge::{About, Check, Judgement, Proposal};
use crate::model::schema::resolve;
use crate::model::subject::Subject;
use serde_json::{Map, Value, json};

/// A lead with its judgement.
pub(crate) type Judged = (Subject, Judgement);

/// The answer as JSON; members stand in the schema's order.
pub(crate) fn fill(schema: &Value, leads: &[Judged], seed: u64) -> Value {
    let filler = Filler { root: schema, leads, seed };
    filler.value(schema, "", Scope { lead: leads.first(), ..Scope::default() })
}

struct Filler<'a> {
    root: &'a Value,
    leads: &'a [Judged],
    seed: u64,
}

/// What the value to be written is about.
#[derive(Clone, Copy, Default)]
struct Scope<'a> {
    lead: Option<&'a Judged>,
    check: Option<(&'a str, &'a Check)>,
    proposal: Option<&'a Proposal>,
    depth: usize,
}

/// A schema may refer to itself; an answer has to end.
const DEEPEST: usize = 24;

impl<'a> Filler<'a> {
    fn value(&self, schema: &'a Value, name: &str, scope: Scope<'a>) -> Value {
        let scope = Scope { depth: scope.depth + 1, ..scope };
        let schema = self.resolved(schema);
        if let Some(constant) = schema.get("const") {
            return constant.clone();
        }
        if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
            let null = |choice: &&Value| self.resolved(choice).get("type").is_some_and(|kind| kind == "null");
            let choice = if scope.depth > DEEPEST {
                choices.iter().find(null)
            } else {
                choices.iter().find(|c| !null(c))
            };
            return choice
                .or(choices.first())
                .map(|choice| self.value(choice, name, scope))
                .unwrap_or_default();
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return Self::chosen(values, name, scope, &mut self.dice(name, scope));
        }
        match kind(schema) {
            "object" => {
                let properties = schema.get("properties").and_then(Value::as_object);
                let members = properties.into_iter().flatten();
                members
                    .map(|(name, inner)| (name.clone(), self.value(inner, name, scope)))
                    .collect::<Map<_, _>>()
                    .into()
            }
            "array" => self.list(schema, name, scope),
            "string" => Value::String(text(name, scope)),
            "integer" => json!(self.whole(schema, name, scope)),
            "number" => self.number(schema, name, scope),
            "boolean" => json!(self.dice(name, scope).percent(50)),
            _ => Value::Null,
        }
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(reference) => resolve(self.root, reference).unwrap_or(schema),
            None => schema,
        }
    }

    fn dice(&self, name: &str, scope: Scope) -> Dice {
        let mark = scope.lead.map_or(0, |(subject, _)| subject.mark);
        Dice::new(self.seed, name, hash(&[u8::try_from(scope.depth).unwrap_or_default()], mark))
    }

    fn chosen(values: &[Value], name: &str, scope: Scope, dice: &mut Dice) -> Value {
        let wanted = match (name, scope.check, scope.proposal) {
            ("outcome", Some((_, check)), _) => Some(check.outcome),
            ("name", Some((name, _)), _) => Some(name),
            ("basis", Some((name, _)), _) => Some(if name.contains("flag") { "rule" } else { "record" }),
            ("basis", _, Some(proposal)) => {
                Some(if proposal.about == About::Employees { "model_memory" } else { "record" })
            }
            ("field", _, Some(proposal)) => field_of(values, proposal.about),
            _ => None,
        };
        let found = values.iter().find(|value| value.as_str().is_some() && value.as_str() == wanted);
        let place = usize::try_from(dice.below(values.len() as u64)).unwrap_or_default();
        found.or(values.get(place)).cloned().unwrap_or_default()
    }

    fn list(&self, schema: &'a Value, name: &str, scope: Scope<'a>) -> Value {
        let items = self.resolved(schema.get("items").unwrap_or(&Value::Null));
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let (least, most) = (bound("minItems").unwrap_or(0), bound("maxItems").unwrap_or(usize::MAX));
        let properties = items.get("properties");
        let of_property =
            |key: &str| properties.and_then(|map| map.get(key)).map(|inner| self.resolved(inner));
        let enum_of =
            |key: &str| of_property(key).and_then(|inner| inner.get("enum")).and_then(Value::as_array);
        if of_property("ref").is_some() && !self.leads.is_empty() {
            let each =
                self.leads.iter().map(|lead| self.value(items, name, Scope { lead: Some(lead), ..scope }));
            return each.collect();
        }
        let judgement = scope.lead.map(|(_, judgement)| judgement);
        if let (Some(judgement), Some(names)) = (judgement, enum_of("name").filter(|_| name == "checks")) {
            let each = names.iter().filter_map(Value::as_str).map(|heuristic| {
                let check = Some((heuristic, judgement.check_named(heuristic)));
                self.value(items, name, Scope { check, ..scope })
            });
            return each.collect();
        }
        let proposals = match (judgement, name) {
            (Some(judgement), "corrections") => Some(&judgement.corrections),
            (Some(judgement), "inferences") => Some(&judgement.inferences),
            _ => None,
        };
        if let Some(proposals) = proposals {
            let known = |proposal: &&Proposal| {
                enum_of("field").is_none_or(|fields| field_of(fields, proposal.about).is_some())
            };
            let each = proposals.iter().filter(known).take(most);
            return each
                .map(|proposal| self.value(items, name, Scope { proposal: Some(proposal), ..scope }))
                .collect();
        }
        if let (Some(judgement), "string") = (judgement, kind(items)) {
            let statements =
                judgement.statements.iter().cycle().take(judgement.statements.len().max(least).min(most));
            return statements.map(|statement| json!(statement)).collect();
        }
        if scope.depth > DEEPEST {
            return json!([]);
        }
        let count = 2.max(least).min(most);
        (0..count).map(|_| self.value(items, name, scope)).collect()
    }

    fn whole(&self, schema: &Value, name: &str, scope: Scope) -> i64 {
        let (least, most) = bounds(schema, 0.0, 100.0);
        #[expect(clippy::cast_possible_truncation)]
        let (least, most) = (least.ceil() as i64, most.floor() as i64);
        let judged = scope.lead.map(|(_, judgement)| judgement.coherence);
        let value = match (name, scope.proposal, judged) {
            ("new", Some(proposal), _) => proposal.new.parse().unwrap_or(least),
            (_, None, Some(coherence)) if name.contains("coherence") || name.contains("score") => coherence,
            _ => {
                least
                    + i64::try_from(self.dice(name, scope).below(most.abs_diff(least) + 1))
                        .unwrap_or_default()
            }
        };
        value.clamp(least, most.max(least))
    }

    fn number(&self, schema: &Value, name: &str, scope: Scope) -> Value {
        let (least, most) = bounds(schema, 0.0, 1.0);
        let value = match (name, scope.proposal) {
            ("confidence", Some(proposal)) => proposal.confidence,
            ("new", Some(proposal)) => proposal.new.parse().unwrap_or(least),
            _ => least + (self.dice(name, scope).share() * (most - least) * 100.0).round() / 100.0,
        };
        json!(value.clamp(least, most.max(least)))
    }
}

fn text(name: &str, scope: Scope) -> String {
    let judgement = scope.lead.map(|(_, judgement)| judgement);
    match (name, scope.check, scope.proposal) {
        ("ref", ..) => scope.lead.map_or_else(|| "r01".into(), |(subject, _)| subject.reference.clone()),
        ("note", Some((_, check)), _) => check.note.clone(),
        ("name", Some((name, _)), _) => name.to_owned(),
        ("new", _, Some(proposal)) => proposal.new.clone(),
        ("reason", _, Some(proposal)) => proposal.reason.clone(),
        _ => match judgement.and_then(|judgement| judgement.statements.first()) {
            Some(statement) => statement.clone(),
            None => format!("A text for {}.", if name.is_empty() { "you" } else { name }),
        },
    }
}

impl Judgement {
    /// The check that a heuristic's name means.
    fn check_named(&self, name: &str) -> &Check {
        let name = name.to_lowercase();
        if name.contains("headcount") || name.contains("employee") || name.contains("size") {
            &self.headcount
        } else if name.contains("complete") || name.contains("large") {
            &self.completeness
        } else if name.contains("flag") {
            &self.flags
        } else {
            &self.domains
        }
    }
}

/// Which of the field names is about this.
fn field_of(fields: &[Value], about: About) -> Option<&str> {
    let word = match about {
        About::Company => "company",
        About::Website => "website",
        About::Employees => "employees",
    };
    fields.iter().filter_map(Value::as_str).find(|field| field.to_lowercase().contains(word))
}

fn bounds(schema: &Value, least: f64, most: f64) -> (f64, f64) {
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let least = bound("minimum").or(bound("exclusiveMinimum").map(|n| n + 1.0)).unwrap_or(least);
    let most = bound("maximum").or(bound("exclusiveMaximum").map(|n| n - 1.0)).unwrap_or(most.max(least));
    (least, most)
}

fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null")
        }
        _ => "null",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_schema_gets_an_answer_of_its_shape() {
        let schema = json!({"type": "object", "additionalProperties": false,
            "required": ["tree", "count", "kind", "maybe", "flag"],
            "properties": {
                "tree": {"$ref": "#/$defs/node"},
                "count": {"type": "integer", "minimum": 3, "maximum": 9},
                "kind": {"enum": ["a", "b"]},
                "maybe": {"type": ["string", "null"]},
                "flag": {"type": "boolean"}},
            "$defs": {"node": {"type": "object", "additionalProperties": false, "required": ["next"],
                "properties": {"next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}}}}});
        let answer = fill(&schema, &[], 1);
        assert!((3..=9).contains(&answer["count"].as_i64().unwrap()));
        assert!(answer["kind"] == "a" || answer["kind"] == "b");
        assert!(answer["maybe"].is_string() && answer["flag"].is_boolean() && answer["tree"].is_object());
        let members: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(members, ["tree", "count", "kind", "maybe", "flag"]);
    }
}
