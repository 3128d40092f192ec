//! Reading leads by their ids: in which way, what is asked, and what a record is as a lead.

pub(crate) mod by_ids;
pub(crate) mod collections;
pub(crate) mod field_plan;
pub(crate) mod field_value;
pub(crate) mod lead_batch;
pub(crate) mod lookups;
pub(crate) mod records;
pub(crate) mod relationship_paths;
pub(crate) mod second_look;
pub(crate) mod way;
