//! Reads leads from Salesforce by their ids, and knows its limits and faults.
