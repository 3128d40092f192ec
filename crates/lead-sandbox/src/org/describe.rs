//! What an object looks like to this user.

use crate::names::Company;
use crate::org::schema::Kind;
use crate::org::table::Object;
use serde_json::{Value, json};

/// `GET /sobjects/{name}/describe`: the fields this user may read, each as the real one tells it.
pub(crate) fn describe(object: Object, hidden: &[String], version: &str) -> Value {
    let fields: Vec<Value> = object
        .fields()
        .into_iter()
        .filter(|(name, ..)| !object.hides(name, hidden))
        .map(|(name, label, kind)| field(name, label, kind))
        .collect();
    let mut about = summary(object, version);
    about["fields"] = json!(fields);
    about["recordTypeInfos"] = json!([]);
    about["childRelationships"] = json!([]);
    about
}

/// What stands about an object in the list of all objects.
pub(crate) fn summary(object: Object, version: &str) -> Value {
    let (label, plural) = object.labels();
    let name = object.name();
    let url = format!("/services/data/{version}/sobjects/{name}");
    json!({
        "name": name,
        "label": label,
        "labelPlural": plural,
        "keyPrefix": object.key_prefix(),
        "custom": name.ends_with("__c"),
        "queryable": true,
        "retrieveable": true,
        "searchable": object == Object::Lead,
        "createable": false,
        "updateable": false,
        "deletable": false,
        "deprecatedAndHidden": false,
        "urls": {
            "sobject": url,
            "describe": format!("{url}/describe"),
            "rowTemplate": format!("{url}/{{ID}}"),
        },
    })
}

fn field(name: &str, label: &str, kind: Kind) -> Value {
    let (kind_name, soap, length) = match kind {
        Kind::Id => ("id", "tns:ID", 18),
        Kind::Text(length) => ("string", "xsd:string", length),
        Kind::LongText => ("textarea", "xsd:string", 32_000),
        Kind::Email => ("email", "xsd:string", 80),
        Kind::Phone => ("phone", "xsd:string", 40),
        Kind::Url => ("url", "xsd:string", 255),
        Kind::Picklist => ("picklist", "xsd:string", 255),
        Kind::Checkbox => ("boolean", "xsd:boolean", 0),
        Kind::Integer => ("int", "xsd:int", 0),
        Kind::Double => ("double", "xsd:double", 0),
        Kind::Currency => ("currency", "xsd:double", 0),
        Kind::Date => ("date", "xsd:date", 0),
        Kind::DateTime => ("datetime", "xsd:dateTime", 0),
        Kind::Lookup(..) => ("reference", "tns:ID", 18),
    };
    let (relationship, targets) = match kind {
        Kind::Lookup(relationship, targets) => (Some(relationship), targets),
        _ => (None, &[][..]),
    };
    json!({
        "name": name,
        "label": label,
        "type": kind_name,
        "soapType": soap,
        "length": length,
        "precision": if matches!(kind, Kind::Double | Kind::Currency) { 18 } else { 0 },
        "scale": 0,
        "custom": name.ends_with("__c"),
        "nillable": !matches!(kind, Kind::Id | Kind::Checkbox),
        "filterable": kind != Kind::LongText,
        "sortable": kind != Kind::LongText,
        "groupable": !matches!(kind, Kind::LongText | Kind::Double | Kind::Currency | Kind::DateTime),
        "calculated": false,
        "deprecatedAndHidden": false,
        "nameField": name == "Name",
        "relationshipName": relationship,
        "referenceTo": targets,
        "polymorphicForeignKey": targets.len() > 1,
        "picklistValues": picklist(name),
    })
}

fn picklist(field: &str) -> Value {
    if field != "LS_Company_Size_Range__c" {
        return json!([]);
    }
    (0..5)
        .map(Company::size_range)
        .map(|value| json!({ "active": true, "defaultValue": false, "label": value, "value": value, "validFor": null }))
        .collect()
}
