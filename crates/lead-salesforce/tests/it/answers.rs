//! An answer is the answer to the question, whole, by position, of a size that leads can have; or it
//! is none.

use crate::common::{fault, live, org, paths, patient_client};
use lead_model::{FieldValue, LeadId};
use lead_salesforce::{Action, LeadBatch, SalesforceError};
use serde_json::{Value, json};

fn lead(id: &LeadId) -> Value {
    json!({ "attributes": { "type": "Lead" }, "Id": id, "IsConverted": false, "Company": "Acme" })
}

/// What reading two leads gives when this body comes.
async fn reading(ids: &[LeadId], body: &str) -> Result<LeadBatch, SalesforceError> {
    let answer = json!({ "answer": { "status": 200, "body": body } });
    let org = org(&fault("collections", "{}", &answer.to_string())).await;
    patient_client(&org).await.read_batch(ids, &paths(&["Company"])).await
}

#[tokio::test]
async fn an_answer_to_another_question_is_none() {
    let ids = live(2);
    let [one, other] = [lead(&ids[0]), lead(&ids[1])];
    let shouted = lead(&ids[0]).to_string().replace("Company", "COMPANY");
    let short = one.to_string().replace(ids[0].as_str(), &ids[0].as_str()[..15]);
    let unmarked = json!({ "attributes": { "type": "Lead" }, "Id": ids[0] });
    let odd_mark = json!({ "Id": ids[0], "IsConverted": "no" });
    for (body, said) in [
        (json!([one]).to_string(), "2 were asked for, 1 came"),
        (json!([one, null, null]).to_string(), "2 were asked for, more came"),
        (json!([other, one]).to_string(), "at position 1"),
        (json!([null, one]).to_string(), "at position 2"),
        (format!("[{short},null]"), "at position 1"),
        (json!([{ "IsConverted": false }, null]).to_string(), "says no id"),
        (
            json!([{ "attributes": { "type": "Contact" }, "Id": ids[0], "IsConverted": false }, null])
                .to_string(),
            "no Lead",
        ),
        (json!([unmarked, null]).to_string(), "does not say whether it is converted"),
        (json!([odd_mark, null]).to_string(), "does not say whether it is converted"),
    ] {
        let error = reading(&ids, &body).await.unwrap_err();
        assert_eq!(error.code(), "salesforce_mixed_up", "{body}");
        assert!(error.to_string().contains(said), "{body}: {error}");
    }
    let batch = reading(&ids, &format!(" [ {shouted} , null ] \n")).await.unwrap();
    let leads: Vec<_> = batch.leads(&paths(&["Company"])).collect();
    assert_eq!((leads[0].as_ref().map(|lead| lead.get("Company")), &leads[1]), (Some(None), &None));
}

/// Whatever came before the fault would have been a verdict on each id.
#[tokio::test]
async fn half_an_answer_says_nothing_of_any_lead() {
    let ids = live(2);
    let whole = json!([null, lead(&ids[1])]).to_string();
    for end in 1..whole.len() {
        let error = reading(&ids, &whole[..end]).await.unwrap_err();
        assert_eq!(error.code(), "salesforce_unreadable", "{}", &whole[..end]);
    }
    for more in ["x", ",null", "]", "[null,null]"] {
        let error = reading(&ids, &format!("{whole}{more}")).await.unwrap_err();
        assert_eq!((error.code(), error.action()), ("salesforce_unreadable", Action::Retry), "{more}");
    }
    assert!(reading(&ids, &whole).await.is_ok());
}

#[tokio::test]
async fn an_answer_larger_than_is_held_is_asked_for_in_smaller_batches() {
    let ids = live(40);
    let large = |id: &LeadId| {
        let mut lead = lead(id);
        lead["Company"] = "x".repeat(300_000).into();
        lead
    };
    let body = Value::Array(ids.iter().map(large).collect()).to_string();
    let error = reading(&ids, &body).await.unwrap_err();
    assert_eq!((error.code(), error.action()), ("salesforce_too_large", Action::Smaller));
    assert!(error.to_string().contains("smaller batches"), "{error}");

    let body = Value::Array(ids[..20].iter().map(large).collect()).to_string();
    let batch = reading(&ids[..20], &body).await.unwrap();
    assert!((300_000..400_000).contains(&batch.size(7)) && batch.bytes() > 20 * 300_000);
    let read: Vec<_> = batch.leads(&paths(&["Company"])).map(Option::unwrap).collect();
    assert_eq!(read.len(), 20);
    assert!(read.iter().zip(&ids).all(|(lead, id)| lead.id == *id && lead.text("Company").len() == 300_000));
}

#[tokio::test]
async fn a_record_without_an_end_is_isolated() {
    let ids = live(2);
    let mut endless = lead(&ids[0]);
    endless["Company"] = "x".repeat(9 << 20).into();
    let unwanted = lead(&ids[0]).to_string().replace("\"Company\"", &format!("\"{}\"", "y".repeat(9 << 20)));
    let spaces = format!("[null,{}null]", " ".repeat(9 << 20));
    for body in [json!([endless, null]).to_string(), format!("[{unwanted},null]"), spaces] {
        let error = reading(&ids, &body).await.unwrap_err();
        assert_eq!((error.code(), error.action()), ("salesforce_record_too_large", Action::Isolate));
        assert!(error.to_string().contains("stands alone"), "{error}");
    }
}

#[tokio::test]
async fn a_field_that_comes_unasked_is_not_held() {
    let ids = live(2);
    let mut more = lead(&ids[0]);
    more["Description"] = "z".repeat(100_000).into();
    let batch = reading(&ids, &json!([more, lead(&ids[1])]).to_string()).await.unwrap();
    assert!(batch.bytes() < 200, "{batch:?}");
    let wanted = paths(&["Company"]);
    let read = batch.leads(&wanted).next().unwrap().unwrap();
    assert_eq!(read.get("Company"), Some(&FieldValue::Text("Acme".into())));
    assert_eq!(read.get("Description"), None);
}
