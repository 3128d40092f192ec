//! A Salesforce org and a model on loopback, with truth, limits and faults.
