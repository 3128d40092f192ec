//! What a lead looks like, and whether that has changed.

use crate::common::{client, org};

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let org = org("{}").await;
    let client = client(&org).await;
    let (lead, modified) = client.describe_lead_since(None).await.unwrap().unwrap();
    let modified = modified.expect("the org says when");
    assert_eq!(client.describe_lead_since(Some(&modified)).await.unwrap(), None);
    let (again, _) =
        client.describe_lead_since(Some("Thu, 01 Jan 1970 00:00:00 GMT")).await.unwrap().unwrap();
    assert_eq!(again, lead);
    // What no header can carry is not sent, and the whole comes.
    assert!(client.describe_lead_since(Some("then\r\nx-evil: 1")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_path_is_readable_as_far_as_its_first_step_tells() {
    let hidden = r#"{"limits":{"salesforce":{"hidden_fields":["ZI_Employees__c","SegmentName__c"]}}}"#;
    let org = org(hidden).await;
    let lead = client(&org).await.describe_lead().await.unwrap();
    for readable in ["Company", "Owner.Name", "Owner.Manager.Name", "Headcount__c"] {
        assert!(lead.may_read(readable), "{readable}");
    }
    for not in
        ["ZI_Employees__c", "SegmentName__r.Name", "Owner", "Owner.", "Nobody.Name", "Owner.Name FROM User"]
    {
        assert!(!lead.may_read(not), "{not}");
    }
}
