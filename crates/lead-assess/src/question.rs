//! The question to the model: instructions that never change, the leads as data, and the shape
//! the answer must have.

use crate::domain::{mail_host, website_host};
use crate::evaluation::Reading;
use crate::fault::AnswerFault;
use crate::fitted::FittedRecipe;
use crate::recipe::Contents;
use crate::recipe::file::{Field, FieldKind, Share};
use crate::text::{clean, digest};
use lead_model::{FieldValue, Lead};
use serde_json::{Map, Value};
use std::sync::Arc;

/// A question ready to be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The rubric: the same for every question of a recipe, so that providers can cache it.
    pub instructions: Arc<str>,
    /// The leads, as JSON text. What strangers wrote stands in here and nowhere else.
    pub data: String,
    /// The schema's name.
    pub schema_name: String,
    /// The JSON schema of the answer, the same for any number of leads.
    pub schema: Arc<Value>,
    /// Enough for an answer about all the leads, and not much more: providers charge a request
    /// at the door by it.
    pub max_output_tokens: u32,
    /// The short names that stand for the leads, by position.
    pub refs: Vec<String>,
}

impl FittedRecipe {
    /// The question about these leads. Without a model in the recipe there is nothing to ask, and
    /// the question is empty.
    #[must_use]
    pub fn ask(&self, leads: &[&Lead]) -> Ask {
        self.build(leads, None)
    }

    /// The same question once more, telling the model what was wrong with its last answer: a
    /// plain repeat tends to get the same answer.
    #[must_use]
    pub fn ask_again(&self, leads: &[&Lead], what_was_wrong: &[AnswerFault]) -> Ask {
        let mut faults: Vec<String> = what_was_wrong.iter().map(ToString::to_string).collect();
        faults.sort_unstable();
        faults.dedup();
        self.build(leads, Some(faults.join(" ")))
    }

    /// What would be sent of this lead, as JSON text, to show it.
    #[must_use]
    pub fn sent(&self, lead: &Lead) -> String {
        serde_json::to_string_pretty(&Value::Object(self.shared(lead))).unwrap_or_default()
    }

    /// Names the question about this lead: instructions, schema, model and exactly the data that
    /// would be sent. Equal for equal questions, so that an answer paid for is never paid again;
    /// weights and caps are not part of it, since they are applied to the answer afterwards.
    #[must_use]
    pub fn fingerprint(&self, lead: &Lead, model: &str) -> String {
        let data = Value::Object(self.shared(lead)).to_string();
        let Contents { instructions, schema_text, .. } = self.inner();
        digest(&[instructions, schema_text, model, &data])
    }

    fn build(&self, leads: &[&Lead], rejected: Option<String>) -> Ask {
        let refs: Vec<String> = (1..=leads.len()).map(|number| format!("r{number:02}")).collect();
        let items = refs.iter().zip(leads).map(|(name, lead)| {
            let mut item = Map::from_iter([("ref".to_owned(), Value::from(name.as_str()))]);
            item.extend(self.shared(lead));
            Value::Object(item)
        });
        let mut data = Map::from_iter([("leads".to_owned(), items.collect())]);
        if let Some(rejected) = rejected {
            data.insert("previous_answer_rejected".to_owned(), rejected.into());
        }
        let model = self.inner().file.model.as_ref();
        let count = u32::try_from(leads.len()).unwrap_or(u32::MAX);
        Ask {
            instructions: Arc::clone(&self.inner().instructions),
            data: Value::Object(data).to_string(),
            schema_name: model.map(|model| model.schema_name.clone()).unwrap_or_default(),
            schema: Arc::clone(&self.inner().schema),
            max_output_tokens: model.map_or(0, |model| {
                model.tokens_fixed.saturating_add(model.tokens_per_lead.saturating_mul(count))
            }),
            refs,
        }
    }

    /// The lead as the model sees it: a blank field is null, a field the org lacks is absent.
    fn shared(&self, lead: &Lead) -> Map<String, Value> {
        let Some(model) = &self.inner().file.model else { return Map::new() };
        let lead = &*self.seen(lead);
        let mut data = Map::new();
        for field in self.fields() {
            let (Some(name), Some(value)) = (&field.name, lead.get(&field.path)) else { continue };
            if field.share != Share::Never {
                data.insert(name.clone(), shown(field, value, model.characters_per_field));
            }
        }
        let reading = Reading { recipe: self.inner(), lead };
        let told = self.inner().file.flags.iter().filter(|flag| flag.tell_model);
        let flags =
            told.map(|flag| (flag.name.clone(), reading.flag(&flag.name).map_or(Value::Null, Value::Bool)));
        data.insert("computed".to_owned(), Value::Object(flags.collect()));
        data
    }
}

fn shown(field: &Field, value: &FieldValue, limit: usize) -> Value {
    if field.share == Share::Domain {
        let text = value.display();
        let host = if field.kind == FieldKind::Email { mail_host(&text) } else { website_host(&text) };
        return host.map_or(Value::Null, |host| clean(&host, limit).into());
    }
    match value {
        FieldValue::Null => Value::Null,
        FieldValue::Bool(value) => (*value).into(),
        FieldValue::Number(value) => number(*value),
        FieldValue::Text(text) => {
            let text = clean(text, limit);
            if text.is_empty() { Value::Null } else { text.into() }
        }
    }
}

/// Whole numbers without `.0`, as people write headcounts.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn number(value: f64) -> Value {
    let whole = value.fract() == 0.0 && value.abs() < 9e15;
    if whole { (value as i64).into() } else { value.into() }
}
