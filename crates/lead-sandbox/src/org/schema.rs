//! The objects of the demo org and their fields.

use crate::names::Company;
use crate::org::instant::{LAST_DAY, date, date_time};
use crate::org::{LeadFacts, LeadState, OWNERS, Org};
use serde_json::{Value, json};

/// A field, and how to read it from a record.
#[derive(Debug)]
pub(crate) struct Field<R: 'static> {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: Kind,
    pub(crate) get: fn(&Org, &R) -> Value,
}

/// What a field holds, as describe calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Id,
    Text(u32),
    LongText,
    Email,
    Phone,
    Url,
    Picklist,
    Checkbox,
    Integer,
    Double,
    Currency,
    Date,
    DateTime,
    /// A lookup: the name of its relationship and the objects it may point to.
    Lookup(&'static str, &'static [&'static str]),
}

/// A record that is not a lead and has no more than a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbered(pub(crate) u64);

macro_rules! field {
    ($name:literal, $label:literal, $kind:expr, $get:expr) => {
        Field { name: $name, label: $label, kind: $kind, get: $get }
    };
}

/// The fields of Lead.
pub(crate) static LEAD: &[Field<LeadFacts>] = &[
    field!("Id", "Lead ID", Kind::Id, |org, lead| json!(org.leads.eighteen(lead.number.into()))),
    field!("IsDeleted", "Deleted", Kind::Checkbox, |_, lead| {
        json!(matches!(lead.state, LeadState::Deleted | LeadState::Merged { .. }))
    }),
    field!("MasterRecordId", "Master Record ID", Kind::Lookup("MasterRecord", &["Lead"]), |org, lead| {
        match lead.state {
            LeadState::Merged { into } => json!(org.leads.eighteen(into.into())),
            _ => Value::Null,
        }
    }),
    field!("LastName", "Last Name", Kind::Text(80), |_, lead| json!(lead.last_name)),
    field!("FirstName", "First Name", Kind::Text(40), |_, lead| json!(lead.first_name)),
    field!("Name", "Full Name", Kind::Text(121), |_, lead| match &lead.first_name {
        Some(first) => json!(format!("{first} {}", lead.last_name)),
        None => json!(lead.last_name),
    }),
    field!("Title", "Title", Kind::Text(128), |_, lead| json!(lead.title)),
    field!("Company", "Company", Kind::Text(255), |_, lead| json!(lead.company)),
    field!("State", "State/Province", Kind::Text(80), |_, lead| json!(lead.region)),
    field!("Country", "Country", Kind::Text(80), |_, lead| json!(lead.country)),
    field!("Phone", "Phone", Kind::Phone, |_, lead| json!(lead.phone)),
    field!("Email", "Email", Kind::Email, |_, lead| json!(lead.email)),
    field!("Website", "Website", Kind::Url, |_, lead| json!(lead.website)),
    field!("Description", "Lead Description", Kind::LongText, |_, _| Value::Null),
    field!("LeadSource", "Lead Source", Kind::Picklist, |_, lead| json!(lead.source)),
    field!("Status", "Lead Status", Kind::Picklist, |_, lead| json!(lead.status)),
    field!("Industry", "Industry", Kind::Picklist, |_, lead| json!(lead.industry)),
    field!("Rating", "Rating", Kind::Picklist, |_, _| Value::Null),
    field!("NumberOfEmployees", "No. of Employees", Kind::Integer, |_, _| Value::Null),
    field!("AnnualRevenue", "Annual Revenue", Kind::Currency, |_, _| Value::Null),
    field!("OwnerId", "Owner ID", Kind::Lookup("Owner", &["Group", "User"]), |org, lead| {
        json!(org.users.eighteen(lead.owner))
    }),
    field!("HasOptedOutOfEmail", "Email Opt Out", Kind::Checkbox, |_, lead| json!(lead.number % 37 == 0)),
    field!("IsConverted", "Converted", Kind::Checkbox, |_, lead| json!(lead.state == LeadState::Converted)),
    field!("ConvertedDate", "Converted Date", Kind::Date, |_, lead| match lead.state {
        LeadState::Converted => json!(date(lead.modified.0)),
        _ => Value::Null,
    }),
    field!(
        "ConvertedAccountId",
        "Converted Account ID",
        Kind::Lookup("ConvertedAccount", &["Account"]),
        |org, lead| converted(lead, || org.accounts.eighteen(lead.number.into()))
    ),
    field!(
        "ConvertedContactId",
        "Converted Contact ID",
        Kind::Lookup("ConvertedContact", &["Contact"]),
        |org, lead| converted(lead, || org.contacts.eighteen(lead.number.into()))
    ),
    field!(
        "ConvertedOpportunityId",
        "Converted Opportunity ID",
        Kind::Lookup("ConvertedOpportunity", &["Opportunity"]),
        |org, lead| converted(lead, || org.opportunities.eighteen(lead.number.into()))
    ),
    field!("CreatedDate", "Created Date", Kind::DateTime, |_, lead| json!(date_time(
        lead.created.0,
        lead.created.1
    ))),
    field!("LastModifiedDate", "Last Modified Date", Kind::DateTime, |_, lead| json!(date_time(
        lead.modified.0,
        lead.modified.1
    ))),
    field!("SystemModstamp", "System Modstamp", Kind::DateTime, |_, lead| json!(date_time(
        lead.modified.0,
        lead.modified.1
    ))),
    field!("First_Channel__c", "First Channel", Kind::Picklist, |_, lead| json!(lead.channel)),
    field!("SegmentName__c", "Segment", Kind::Lookup("SegmentName__r", &["Segment__c"]), |org, lead| {
        lead.segment.map_or(Value::Null, |segment| json!(org.segments.eighteen(segment as u64)))
    }),
    field!("LS_Company_Size_Range__c", "Company Size Range", Kind::Picklist, |_, lead| json!(
        lead.size_range
    )),
    field!("ZI_Company_Name__c", "ZoomInfo Company Name", Kind::Text(255), |_, lead| json!(lead.zi_company)),
    field!("ZI_Website__c", "ZoomInfo Website", Kind::Url, |_, lead| json!(lead.zi_website)),
    // A custom number field has decimals on the wire, whatever its scale.
    field!("ZI_Employees__c", "ZoomInfo Employees", Kind::Double, |_, lead| json!(
        lead.zi_employees.map(f64::from)
    )),
    // The same under another name, as in an org that took over another's data: with the one above
    // hidden it is an org whose headcount is called differently.
    field!("Headcount__c", "Employees (ZoomInfo)", Kind::Double, |_, lead| json!(
        lead.zi_employees.map(f64::from)
    )),
    field!("ZI_State__c", "ZoomInfo State", Kind::Text(80), |_, lead| json!(lead.zi_state)),
    field!("ZI_Country__c", "ZoomInfo Country", Kind::Text(80), |_, lead| json!(lead.zi_country)),
];

fn converted(lead: &LeadFacts, id: impl Fn() -> String) -> Value {
    if lead.state == LeadState::Converted { json!(id()) } else { Value::Null }
}

/// The fields of `Segment__c`, the custom object behind a lead's segment.
pub(crate) static SEGMENT: &[Field<Numbered>] = &[
    field!("Id", "Record ID", Kind::Id, |org, row| json!(org.segments.eighteen(row.0))),
    field!("IsDeleted", "Deleted", Kind::Checkbox, |_, _| json!(false)),
    field!("Name", "Segment Name", Kind::Text(80), |_, row| json!(
        Company::segments().nth(usize::try_from(row.0).unwrap_or(usize::MAX))
    )),
    field!("Least_Employees__c", "Least Employees", Kind::Double, |_, row| json!(
        [1.0, 20.0, 100.0, 400.0, 5_000.0].get(usize::try_from(row.0).unwrap_or(usize::MAX))
    )),
    field!("CreatedDate", "Created Date", Kind::DateTime, |_, row| json!(date_time(LAST_DAY - 1_900, row.0))),
];

/// The fields of User that anybody may read.
pub(crate) static USER: &[Field<Numbered>] = &[
    field!("Id", "User ID", Kind::Id, |org, row| json!(org.users.eighteen(row.0))),
    field!("Name", "Full Name", Kind::Text(121), |_, row| json!(
        OWNERS.get(usize::try_from(row.0).unwrap_or(usize::MAX))
    )),
    field!("IsActive", "Active", Kind::Checkbox, |_, _| json!(true)),
    field!("ManagerId", "Manager ID", Kind::Lookup("Manager", &["User"]), |org, row| {
        manager(row.0).map_or(Value::Null, |manager| json!(org.users.eighteen(manager)))
    }),
];

/// Everybody reports to the first user.
pub(crate) fn manager(user: u64) -> Option<u64> {
    (user > 0).then_some(0)
}
