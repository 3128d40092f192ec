//! Reading leads from Salesforce: by ids in batches, or by one bulk job.

pub(crate) mod ask;
pub(crate) mod batch;
pub(crate) mod bulk_job;
pub(crate) mod bulk_reading;
pub(crate) mod fields;
pub(crate) mod found;
pub(crate) mod lead_record;
pub(crate) mod probe;
pub(crate) mod reader;
pub(crate) mod station;
