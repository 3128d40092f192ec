import type { FieldFit, OrgFields } from "../../bindings";

/** The recipe's fields: path, label, and what of them the model sees. */
export const fields: [string, string, string][] = [
  ["FirstName", "First name", "never"],
  ["LastName", "Last name", "never"],
  ["Email", "E-mail", "domain"],
  ["Phone", "Phone", "never"],
  ["Company", "Company", "full"],
  ["Website", "Website", "full"],
  ["Industry", "Industry", "full"],
  ["SegmentName__r.Name", "Segment", "full"],
  ["ZI_Company_Name__c", "ZoomInfo company", "full"],
  ["ZI_Website__c", "ZoomInfo website", "full"],
  ["ZI_Employees__c", "ZoomInfo employees", "full"],
];

export const orgFields: OrgFields = {
  org: "acme.my.salesforce.com",
  fields: [
    { path: "Company", label: "Company", field_type: "string", through: [] },
    { path: "CreatedDate", label: "Created Date", field_type: "datetime", through: [] },
    { path: "Headcount__c", label: "Employees (D&B)", field_type: "double", through: [] },
    { path: "OwnerId", label: "Owner ID", field_type: "reference", through: [] },
    { path: "Owner.Name", label: "Owner: name", field_type: "string", through: ["Group", "User"] },
    { path: "Rating", label: "Rating", field_type: "picklist", through: [] },
  ],
};

export const fieldFit: FieldFit = {
  org: "acme.my.salesforce.com",
  fields: fields.map(([path, label, shared]) => ({
    path,
    label,
    shared,
    org_field: path,
    org_label: path === "ZI_Employees__c" ? "" : label,
    readable: path !== "ZI_Employees__c",
    cost: path === "ZI_Employees__c" ? "Its weight in the enrichment score is spread over the other fields." : "",
    suggestions: path === "ZI_Employees__c" ? ["Headcount__c"] : [],
  })),
  missing: ["ZoomInfo employees (ZI_Employees__c) is not in this org, or not shared with this user, so it is left out."],
};
