//! Values of fields as the REST interface writes them.

use lead_model::FieldValue;
use serde_json::Value;

/// A field's value; `None` for what is no single value (an address, a sub-list).
pub(crate) fn field_value(value: &Value) -> Option<FieldValue> {
    Some(match value {
        Value::Null => FieldValue::Null,
        Value::Bool(value) => FieldValue::Bool(*value),
        Value::Number(value) => FieldValue::Number(value.as_f64()?),
        Value::String(value) => FieldValue::Text(value.clone()),
        Value::Array(_) | Value::Object(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_keep_their_kind() {
        assert_eq!(field_value(&json!(null)), Some(FieldValue::Null));
        assert_eq!(field_value(&json!(12)), Some(FieldValue::Number(12.0)));
        assert_eq!(field_value(&json!("")), Some(FieldValue::Text(String::new())));
        assert_eq!(field_value(&json!({ "city": "Oslo" })), None);
    }
}
