//! What Salesforce said of leads, written into the journal.

use crate::salesforce::lead_record;
use crate::salesforce::reader::Purpose;
use lead_journal::{Found, LeadRef};
use lead_model::{IdVerdict, Lead, LeadId, RowStatus};
use lead_salesforce::Absence;

pub(crate) const CONTRADICTION: &str = "salesforce_contradicts_itself";
pub(crate) const NOT_GIVEN: &str =
    "Salesforce neither gives this lead nor says what became of it. Retry the row in a little while.";

/// Writes down the leads of a batch, with those that were asked for and not given.
pub(crate) fn put_leads(
    stores: &mut crate::run::journal_writer::Stores,
    purpose: Purpose,
    part: Vec<((LeadRef, LeadId), Option<Lead>)>,
    check_only: bool,
) -> Result<(), lead_journal::JournalError> {
    for ((lead, id), given) in part {
        match given {
            Some(record) => {
                let master = (purpose == Purpose::ReadMaster).then_some(id);
                put_lead(stores, lead, &record, master, check_only)?;
            }
            None if purpose == Purpose::ReadMaster => {
                let note = format!("{} That lead could not be read.", merged_into(id));
                stores.journal.absent(lead, IdVerdict::Merged, &note)?;
            }
            None if purpose == Purpose::ReadAgain => {
                stores.journal.retrieval_failed(lead, CONTRADICTION, NOT_GIVEN)?;
            }
            None => stores.journal.not_given(lead)?,
        }
    }
    Ok(())
}

/// Writes a lead down; in place of one that was merged into it, where it is such a lead's master.
pub(crate) fn put_lead(
    stores: &mut crate::run::journal_writer::Stores,
    lead: LeadRef,
    record: &Lead,
    master: Option<LeadId>,
    check_only: bool,
) -> Result<(), lead_journal::JournalError> {
    let (mut verdict, note) = lead_record::verdict(record);
    let mut note = note.map(str::to_owned);
    if let Some(master) = master {
        let converted = if verdict == IdVerdict::Converted { " It was converted since." } else { "" };
        let done = if check_only { "read" } else { "read and assessed" };
        note = Some(format!("{} That lead was {done} in its place.{converted}", merged_into(master)));
        verdict = IdVerdict::Merged;
    }
    let found = Found {
        record,
        verdict,
        note: note.as_deref(),
        name: &lead_record::name(record),
        company: &record.text("Company"),
        search: &lead_record::search_text(record),
        status: if check_only { RowStatus::NotAssessed } else { RowStatus::Waiting },
    };
    stores.journal.found(lead, &found)
}

pub(crate) fn merged_into(master: LeadId) -> String {
    format!("The lead was merged into {master}.")
}

pub(crate) fn verdict_of(absence: Absence) -> Option<(IdVerdict, String)> {
    match absence {
        Absence::Deleted => Some((IdVerdict::Deleted, "The lead was deleted; it lies in the recycle bin.".into())),
        Absence::Merged { into } => Some((IdVerdict::Merged, merged_into(into))),
        Absence::NotFound => Some((
            IdVerdict::NotFound,
            "Salesforce has no lead with this id, or does not share it with this user; it does not say which.".into(),
        )),
        Absence::Present => None,
    }
}
