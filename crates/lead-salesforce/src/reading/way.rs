//! In which way a run reads its leads, and how many calls that takes.
//!
//! By ids, a call reads 2,000 leads. A bulk job reads every lead of the org, page by page; it pays
//! where the leads asked for are a large part of them, or so many that the job takes fewer calls.

use crate::reading::collections::MOST_IDS;
use lead_model::ReadBy;

/// Below this, calls by ids are done before a job has left its queue (100 calls, six at once).
pub const LEAST_FOR_BULK: u64 = 200_000;
/// From here on the number of calls alone decides.
const A_MILLION: u64 = 1_000_000;
/// A job reads at most this many times the leads asked for.
const MOST_TIMES: u64 = 4;
/// Text of one page of a job's results: it is held while it is read.
const PAGE_BYTES: usize = 6 << 20;
/// Characters a field usually has, with its quotes.
const USUAL_FIELD: usize = 24;
/// The most rows a page is asked for.
const MOST_ROWS: usize = 50_000;
/// Looks at a job until it is done; it is looked at less and less often.
const LOOKS: u64 = 12;
/// Of the leads asked for, those that a second look is usually taken at, in hundredths.
const MISSING_SHARE: u64 = 3;

/// A way of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Calls by ids.
    Ids,
    /// One bulk job over all leads.
    Bulk,
}

/// In which way leads are read, and how many calls that takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadingPlan {
    /// The way.
    pub way: Way,
    /// Calls that read leads: by ids, or pages of a job.
    pub reading_calls: u64,
    /// All calls, with those for fields, lookups, the job and the second look.
    pub calls: u64,
}

impl ReadingPlan {
    /// The plan for so many distinct ids, in batches of a size, with these paths, in an org of so
    /// many leads. Where the org's size is not known, leads are read by ids.
    #[must_use]
    pub fn new(by: ReadBy, ids: u64, batch: u32, paths: &[String], org_leads: Option<u64>) -> Self {
        let ids_plan = Self::by_ids(ids, batch, paths);
        let Some(org_leads) = org_leads else { return ids_plan };
        let bulk_plan = Self::by_bulk(ids, paths, org_leads);
        let pays = ids >= LEAST_FOR_BULK
            && (org_leads <= ids.saturating_mul(MOST_TIMES)
                || (ids >= A_MILLION && bulk_plan.calls <= ids_plan.calls));
        match by {
            _ if ids == 0 || has_deep_path(paths) => ids_plan,
            ReadBy::Bulk => bulk_plan,
            ReadBy::Size if pays => bulk_plan,
            ReadBy::Size | ReadBy::Ids => ids_plan,
        }
    }

    fn by_ids(ids: u64, batch: u32, paths: &[String]) -> Self {
        if ids == 0 {
            return Self { way: Way::Ids, reading_calls: 0, calls: 0 };
        }
        let batches = ids.div_ceil(u64::from(batch.max(1)).min(MOST_IDS as u64));
        let deep = if has_deep_path(paths) { batches } else { 0 };
        let calls = 1 + batches + deep + lookups(paths) + second_looks(ids);
        Self { way: Way::Ids, reading_calls: batches, calls }
    }

    fn by_bulk(ids: u64, paths: &[String], org_leads: u64) -> Self {
        let pages = org_leads.div_ceil(rows_a_page(paths.len()) as u64).max(1);
        // Fields, count, the jobs there are, making one and deleting it.
        let calls = 5 + LOOKS + pages + lookups(paths) + second_looks(ids);
        Self { way: Way::Bulk, reading_calls: pages, calls }
    }
}

/// Rows that a page of a job's results is asked for: as many as its text may take.
#[must_use]
pub fn rows_a_page(paths: usize) -> usize {
    // The id and the mark of converted leads come with every path list.
    (PAGE_BYTES / ((paths + 2) * USUAL_FIELD)).clamp(MOST_IDS, MOST_ROWS)
}

/// Bytes of text that a lead with so many paths usually takes.
#[must_use]
pub fn usual_text(paths: usize) -> usize {
    (paths + 2) * USUAL_FIELD
}

/// Whether a path goes further than the record behind a lookup; only a query by ids follows it.
#[must_use]
pub fn has_deep_path(paths: &[String]) -> bool {
    paths.iter().any(|path| path.matches('.').count() > 1)
}

/// Calls for the records behind lookups: one for each lookup, since they are few and read once.
fn lookups(paths: &[String]) -> u64 {
    let lookups: std::collections::BTreeSet<&str> =
        paths.iter().filter_map(|path| path.split_once('.')).map(|(lookup, _)| lookup).collect();
    lookups.len() as u64
}

fn second_looks(ids: u64) -> u64 {
    (ids * MISSING_SHARE).div_ceil(100).div_ceil(MOST_IDS as u64).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("Field{number}__c")).collect()
    }

    fn way(by: ReadBy, ids: u64, org: Option<u64>) -> Way {
        ReadingPlan::new(by, ids, 2_000, &paths(12), org).way
    }

    #[test]
    fn fifty_thousand_are_read_by_twenty_five_calls() {
        let plan = ReadingPlan::new(ReadBy::Size, 50_000, 2_000, &paths(12), Some(50_000));
        assert_eq!((plan.way, plan.reading_calls, plan.calls), (Way::Ids, 25, 27));
        let small = ReadingPlan::new(ReadBy::Size, 50_000, 150, &paths(12), Some(50_000));
        assert_eq!(small.reading_calls, 334, "the predecessor's batches");
        let mut linked = paths(12);
        linked.push("SegmentName__r.Name".into());
        assert!(ReadingPlan::new(ReadBy::Size, 50_000, 2_000, &linked, None).calls <= 30);
    }

    #[test]
    fn a_job_pays_for_a_large_part_of_a_large_org() {
        use ReadBy::{Bulk, Ids, Size};
        assert_eq!(way(Size, 1_000_000, Some(1_000_000)), Way::Bulk);
        assert_eq!(way(Size, 1_000_000, Some(5_000_000)), Way::Bulk, "fewer calls than 500");
        assert_eq!(way(Size, 1_000_000, Some(50_000_000)), Way::Ids);
        assert_eq!(way(Size, 200_000, Some(800_000)), Way::Bulk);
        assert_eq!(way(Size, 200_000, Some(900_000)), Way::Ids);
        assert_eq!(way(Size, 199_999, Some(199_999)), Way::Ids);
        assert_eq!(way(Size, 1_000_000, None), Way::Ids, "nothing is known of the org");
        assert_eq!(way(Ids, 1_000_000, Some(1_000_000)), Way::Ids);
        assert_eq!(way(Bulk, 10, Some(1_000)), Way::Bulk);
        assert_eq!(way(Bulk, 0, Some(1_000)), Way::Ids, "nothing to read");
        let deep = vec!["Owner.Manager.Name".to_owned()];
        assert_eq!(ReadingPlan::new(Bulk, 1_000_000, 2_000, &deep, Some(1_000_000)).way, Way::Ids);
    }

    #[test]
    fn pages_are_as_long_as_their_text_may_be() {
        assert_eq!(rows_a_page(1), MOST_ROWS);
        assert!((15_000..30_000).contains(&rows_a_page(12)));
        assert_eq!(rows_a_page(800), MOST_IDS);
    }
}
