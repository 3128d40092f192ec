//! The model's part: leads in sub-batches, packs and requests, and what becomes of the answers.

pub(crate) mod answers;
pub(crate) mod cache_warm_up;
pub(crate) mod pack;
pub(crate) mod probe;
pub(crate) mod question;
pub(crate) mod request;
pub(crate) mod station;
pub(crate) mod sub_batch;
pub(crate) mod unusable_answers;
