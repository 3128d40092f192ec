//! Reading leads of a calm org.

use crate::common::{client, connect, has_record, live, org, paths, rows};
use lead_model::{FieldValue, IdVerdict, LeadId};
use lead_salesforce::{Absence, ApiUsage, Credentials};
use secrecy::SecretString;

#[tokio::test]
async fn each_id_gets_its_lead_or_nothing_and_the_second_look_tells_why() {
    let org = org("{}").await;
    let client = client(&org).await;
    let rows = rows();
    for part in rows.chunks(2_000) {
        let ids: Vec<LeadId> = part.iter().map(|(id, _)| *id).collect();
        let leads = client.read_leads(&ids, &paths(&["Company"])).await.unwrap();
        assert_eq!(leads.len(), ids.len());
        for ((id, row), lead) in part.iter().zip(&leads) {
            assert_eq!(lead.is_some(), has_record(row), "{row:?}");
            let Some(lead) = lead else { continue };
            assert_eq!(lead.id, *id);
            let converted = FieldValue::Bool(row.verdict == IdVerdict::Converted);
            assert_eq!(lead.get("IsConverted"), Some(&converted), "{row:?}");
        }
        let missing: Vec<_> = part.iter().filter(|(_, row)| !has_record(row)).collect();
        let ids: Vec<LeadId> = missing.iter().map(|(id, _)| *id).collect();
        for ((asked, row), (id, absence)) in missing.iter().zip(client.second_look(&ids).await.unwrap()) {
            assert_eq!(*asked, id);
            match (row.verdict, absence) {
                (IdVerdict::Deleted, Absence::Deleted) | (IdVerdict::NotFound, Absence::NotFound) => {}
                (IdVerdict::Merged, Absence::Merged { into }) => assert_eq!(Some(into), row.merged_into),
                other => panic!("{other:?} for {row:?}"),
            }
        }
    }
}

#[tokio::test]
async fn two_thousand_leads_are_one_call_and_their_segments_one_more() {
    let org = org("{}").await;
    let client = client(&org).await;
    let ids: Vec<LeadId> = rows().into_iter().map(|(id, _)| id).take(2_000).collect();
    let readable = client.describe_lead().await.unwrap().readable_paths();
    let wanted = paths(&["Company", "ZI_Employees__c", "SegmentName__r.Name"]);
    assert!(wanted.iter().all(|path| readable.contains(path)), "{readable:?}");
    let before = client.calls();

    let leads = client.read_leads(&ids, &wanted).await.unwrap();
    assert_eq!(client.calls() - before, 2);
    let segments = leads.iter().flatten().filter_map(|lead| lead.get("SegmentName__r.Name"));
    let (blank, named): (Vec<_>, Vec<_>) = segments.partition(|value| value.is_blank());
    assert!(named.len() > 500 && !blank.is_empty(), "{} named, {} blank", named.len(), blank.len());
    assert_eq!(blank.len() + named.len(), leads.iter().flatten().count(), "every path was read");
    assert!(leads.iter().flatten().all(|lead| lead.get("SegmentName__c").is_none()), "not asked for");

    client.read_leads(&ids[..100], &wanted).await.unwrap();
    assert_eq!(client.calls() - before, 3, "the segments are known");
}

#[tokio::test]
async fn reads_side_by_side_read_each_segment_once() {
    let org = org("{}").await;
    let client = client(&org).await;
    let ids = live(1_200);
    let wanted = paths(&["SegmentName__r.Name"]);
    client.describe_lead().await.unwrap();
    let before = client.calls();
    let mut reads = tokio::task::JoinSet::new();
    for part in ids.chunks(200) {
        let (client, part, wanted) = (client.clone(), part.to_vec(), wanted.clone());
        reads.spawn(async move { client.read_leads(&part, &wanted).await.unwrap() });
    }
    let leads: Vec<_> = reads.join_all().await.into_iter().flatten().flatten().collect();
    assert!(leads.iter().all(|lead| lead.get("SegmentName__r.Name").is_some()));
    assert!(
        client.calls() - before <= 8,
        "six reads, and a segment or two more: {}",
        client.calls() - before
    );
}

#[tokio::test]
async fn a_second_look_at_many_is_one_call_and_pages_are_followed() {
    let org = org(r#"{"limits":{"salesforce":{"page_rows":100}}}"#).await;
    let client = client(&org).await;
    let rows: Vec<_> = rows().into_iter().take(2_000).collect();
    let ids: Vec<LeadId> = rows.iter().map(|(id, _)| *id).collect();
    let looks = client.second_look(&ids).await.unwrap();
    for ((_, row), (id, absence)) in rows.iter().zip(looks) {
        assert_eq!(has_record(row), absence == Absence::Present, "{id} {row:?}");
    }
    let stats = org.stats();
    assert_eq!(stats["calls"]["composite"], 1);
    assert!(stats["calls"]["query_more"].as_u64().unwrap() >= 10);
    assert!(client.second_look(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn paths_that_lead_nowhere_count_as_not_read() {
    let org = org("{}").await;
    let client = client(&org).await;
    let ids = live(50);
    let wanted = paths(&["Company", "Nothing__r.Name", "Owner.Nothing.Name", "SegmentName__r.NoSuchField"]);
    for lead in client.read_leads(&ids, &wanted).await.unwrap().into_iter().flatten() {
        let read: Vec<&str> =
            lead.fields.keys().map(String::as_str).filter(|path| path.contains('.')).collect();
        let segment_is_blank = read == ["SegmentName__r.NoSuchField"];
        assert!(read.is_empty() || segment_is_blank, "{read:?}");
        if segment_is_blank {
            assert_eq!(lead.get("SegmentName__r.NoSuchField"), Some(&FieldValue::Null));
        }
    }
}

#[tokio::test]
async fn an_owner_can_be_of_several_kinds() {
    let org = org("{}").await;
    let client = client(&org).await;
    let wanted = paths(&["Owner.Name"]);
    let leads = client.read_leads(&live(50), &wanted).await.unwrap();
    assert!(leads.iter().flatten().all(|lead| !lead.text("Owner.Name").is_empty()), "{:?}", leads[0]);
}

#[tokio::test]
async fn the_org_s_use_of_its_calls_is_told() {
    let org = org(r#"{"limits":{"salesforce":{"calls_per_day":5000,"calls_used":100}}}"#).await;
    let client = client(&org).await;
    assert_eq!(client.api_usage(), None);
    client.describe_lead().await.unwrap();
    assert_eq!(client.api_usage(), Some(ApiUsage { used: 101, allowed: 5_000 }));
    assert_eq!(client.calls(), 1);
}

#[tokio::test]
async fn nothing_asked_is_no_call_and_too_much_is_refused_before_one() {
    let org = org("{}").await;
    let client = client(&org).await;
    assert!(client.read_leads(&[], &paths(&["Company"])).await.unwrap().is_empty());
    let many = vec![live(1)[0]; 2_001];
    assert_eq!(client.read_leads(&many, &[]).await.unwrap_err().code(), "salesforce_too_many_ids");
    assert_eq!(client.calls(), 0);
}

#[tokio::test]
async fn no_secret_shows_in_debug_forms() {
    let org = org("{}").await;
    let secret = SecretString::from(org.access_token());
    let credentials = Credentials::AccessToken(secret.clone());
    assert!(!format!("{credentials:?}").contains(org.access_token()));
    let client = connect(&org, credentials).await.unwrap();
    assert!(client.describe_lead().await.is_ok());
    assert!(!format!("{client:?}").contains(org.access_token()));
}

#[tokio::test]
async fn a_path_of_two_steps_is_followed_by_a_query_in_one_more_call() {
    let org = org("{}").await;
    let client = client(&org).await;
    let ids: Vec<LeadId> = rows().into_iter().map(|(id, _)| id).take(2_000).collect();
    client.describe_lead().await.unwrap();
    let before = client.calls();
    let wanted = paths(&["Company", "Owner.Manager.Name"]);
    let leads = client.read_leads(&ids, &wanted).await.unwrap();
    assert_eq!(client.calls() - before, 2);
    assert_eq!(org.stats()["calls"]["composite"], 1);
    let managers: Vec<_> =
        leads.iter().flatten().map(|lead| lead.get("Owner.Manager.Name").unwrap()).collect();
    assert!(managers.iter().any(|manager| manager.is_blank()), "the first user has no manager");
    assert!(managers.iter().any(|manager| **manager == FieldValue::Text("Dana Whitlock".into())));

    // One path that leads nowhere takes none of the others with it, and is asked for once.
    let wanted = paths(&["Owner.Manager.Name", "Owner.Manager.Nothing"]);
    let some = client.read_leads(&ids[..50], &wanted).await.unwrap();
    assert!(some.iter().flatten().all(|lead| {
        lead.get("Owner.Manager.Name").is_some() && lead.get("Owner.Manager.Nothing").is_none()
    }));
    let before = client.calls();
    client.read_leads(&ids[..50], &wanted).await.unwrap();
    assert_eq!(client.calls() - before, 2, "the refusal is remembered");
}

#[tokio::test]
async fn a_hidden_field_behind_a_lookup_counts_as_not_read() {
    let org = org(r#"{"limits":{"salesforce":{"hidden_fields":["Segment__c.Name"]}}}"#).await;
    let client = client(&org).await;
    let leads = client.read_leads(&live(100), &paths(&["Company", "SegmentName__r.Name"])).await.unwrap();
    let told: Vec<_> = leads.iter().flatten().filter_map(|lead| lead.get("SegmentName__r.Name")).collect();
    assert!(told.iter().all(|value| value.is_blank()), "blank only where the lookup is");
    assert!(told.len() < 50);
}
