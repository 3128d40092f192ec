//! What can go wrong, in words for the people who run Leadsheet, and what the run should do.

use crate::ApiUsage;
use lead_model::thousands;
use std::time::Duration;

/// Why Salesforce could not be read. Says nothing about any lead, ever.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SalesforceError {
    /// Plain `http` to another computer.
    #[error(
        "The Salesforce address {url} does not begin with https://, so the sign-in would travel unprotected. \
         Nothing was sent. Correct the address under Settings, Connections."
    )]
    InsecureUrl {
        /// The address.
        url: String,
    },
    /// The credentials hold characters that cannot be sent.
    #[error(
        "The Salesforce access token or secret contains characters that cannot belong to it, such as a line \
         break. Copy it again and save it under Settings, Connections."
    )]
    UnusableSecret,
    /// No connection came about.
    #[error(
        "Salesforce could not be reached at {host} ({why}). Nothing is lost; check the network, the VPN and the \
         address under Settings, Connections, then resume."
    )]
    Unreachable {
        /// The host.
        host: String,
        /// What the network said.
        why: String,
    },
    /// No whole answer within the time limit.
    #[error(
        "Salesforce did not answer within {} seconds. Nothing is lost; the same leads can be asked for again, \
         fewer at once.", limit.as_secs()
    )]
    TimedOut {
        /// The time limit of one request.
        limit: Duration,
    },
    /// The connection broke while the answer was on its way.
    #[error(
        "The connection to Salesforce broke off in the middle of an answer. The part that came was thrown away; \
         the same leads can be asked for again."
    )]
    BrokeOff,
    /// The answer is not what Salesforce's interface gives.
    #[error(
        "Salesforce's answer could not be read: {what}. It was thrown away, and no lead was judged by it. If this \
         keeps happening, a proxy or a sign-in page may stand between this computer and Salesforce."
    )]
    Unreadable {
        /// What was wrong with it.
        what: String,
    },
    /// The answer belongs to other ids than those asked for.
    #[error(
        "Salesforce's answer does not match the leads asked for: {what}. It was thrown away, so that no lead gets \
         another lead's data; the same leads can be asked for again."
    )]
    MixedUp {
        /// Where it differs.
        what: String,
    },
    /// A redirect; never followed, since the session must not travel to another address.
    #[error(
        "Salesforce at {host} sent us on to another address ({to}), which Leadsheet does not follow with your \
         session. Enter the org's own address (https://….my.salesforce.com) under Settings, Connections."
    )]
    Redirected {
        /// Who sent us on.
        host: String,
        /// Where to.
        to: String,
    },
    /// The sign-in was refused.
    #[error(
        "Salesforce refused the sign-in ({code}: {message}). No lead was read. Check the client id and secret \
         under Settings, Connections, and that the app's client credentials flow is on and has a run-as user."
    )]
    SignInRefused {
        /// OAuth's error code.
        code: String,
        /// What Salesforce wrote.
        message: String,
    },
    /// The session is over and could not be renewed.
    #[error(
        "The Salesforce session has ended or is not valid for this org. What was read so far is saved. Enter a new \
         access token under Settings, Connections, then resume."
    )]
    SessionExpired,
    /// The sign-in by browser is over: revoked, expired, or its refresh token was used elsewhere.
    #[error(
        "The Salesforce sign-in is over ({message}). What was read so far is saved. Sign in again under Settings, \
         Connections, then resume."
    )]
    SignInEnded {
        /// What Salesforce wrote.
        message: String,
    },
    /// The tokens of a sign-in could not be read, or new ones not be kept.
    #[error(
        "The Salesforce sign-in could not be read from, or kept in, the system's keychain ({why}). What was read so \
         far is saved. Unlock the keychain and resume; if Leadsheet is closed before that, sign in again."
    )]
    SignInNotKept {
        /// What went wrong.
        why: String,
    },
    /// The `sf` command line gave no session.
    #[error(
        "The Salesforce command line gave no session: {message} What was read so far is saved. Sign in again with \
         `sf org login web`, then resume."
    )]
    SfRefused {
        /// What it said.
        message: String,
    },
    /// The session may not be used for the REST interface, or the sign-in header was refused.
    #[error(
        "Salesforce does not accept this session for its REST interface ({message}). What was read so far is saved. \
         Ask your admin for a user with “API Enabled”, sign in anew under Settings, Connections, then resume."
    )]
    SessionRefused {
        /// What Salesforce wrote.
        message: String,
    },
    /// The org's calls for the last 24 hours are used up.
    #[error("{}", daily_limit(*.usage))]
    DailyLimit {
        /// Used and allowed, where Salesforce said.
        usage: Option<ApiUsage>,
    },
    /// The org's calls have come to the share of a day that this run may bring them to.
    #[error("{}", budget(*.usage, *.share))]
    BudgetReached {
        /// Used and allowed, all integrations together.
        usage: ApiUsage,
        /// The share in hundredths.
        share: u32,
    },
    /// Too many long requests in the org at this moment.
    #[error(
        "Salesforce has too many long-running requests from your org at this moment. Nothing is lost; the run waits \
         half a minute and goes on with fewer at once."
    )]
    TooManyAtOnce,
    /// A proxy, or Salesforce's edge, asks us to slow down.
    #[error(
        "Salesforce, or a proxy before it, asks for fewer requests. Nothing is lost; the run waits and goes on with \
         fewer at once."
    )]
    Throttled {
        /// How long it asks us to wait.
        wait: Option<Duration>,
    },
    /// A permission is missing.
    #[error(
        "This Salesforce user lacks a permission: {what}. What was read so far is saved. Ask your admin for it (a run \
         needs API Enabled, Read on Lead, and read access to the recipe's fields), then resume."
    )]
    NotPermitted {
        /// Salesforce's code.
        code: String,
        /// Which, as far as Salesforce says.
        what: String,
    },
    /// Salesforce gave up on the request as too heavy.
    #[error(
        "Salesforce took too long to gather this many leads at once. Nothing is lost; they can be asked for in \
         smaller batches."
    )]
    QueryTimeout,
    /// More text than is taken of one call.
    #[error(
        "Salesforce's answer is larger than the {} MB that Leadsheet takes of one call. Nothing is lost; the leads \
         can be asked for in smaller batches.", .most >> 20
    )]
    TooLarge {
        /// Bytes that are taken.
        most: usize,
    },
    /// One record with more text than any can have.
    #[error(
        "Salesforce's answer holds a record of more than {} MB, which is more than any record can have, so it was not \
         taken. The batch is asked for again in parts until that record stands alone; the other leads are not \
         affected. Look at that lead in Salesforce, and retry the row.", .most >> 20
    )]
    RecordTooLarge {
        /// Bytes that a record can have.
        most: usize,
    },
    /// Too long to be taken.
    #[error("The request was too long for Salesforce. Nothing is lost; it can be sent in smaller parts.")]
    TooLong,
    /// One id of the batch is one that Salesforce does not take, which fails the whole batch.
    #[error(
        "Salesforce refuses an id among the leads asked for ({message}). The batch is asked for again in parts until \
         the id stands alone; the other leads are not affected."
    )]
    BadId {
        /// What Salesforce wrote.
        message: String,
    },
    /// A field that does not exist or may not be read.
    #[error(
        "A field the run asks for cannot be read in this org ({message}). It was there when the run began, so it was \
         renamed or hidden since. Start a new run, which looks at the org's fields again, or ask your admin for read \
         access to it."
    )]
    FieldNotReadable {
        /// What Salesforce wrote.
        message: String,
    },
    /// A place in a longer result is no longer known.
    #[error(
        "Salesforce no longer knows where this list was left off. Nothing is lost; it can be read again from its beginning."
    )]
    PlaceLost,
    /// Not there: an address, an object, a version.
    #[error(
        "Salesforce does not know what was asked for ({code}: {message}). Check the org's address under Settings, \
         Connections, and that this user may read Leads."
    )]
    NotFound {
        /// Salesforce's code.
        code: String,
        /// What Salesforce wrote.
        message: String,
    },
    /// A record that was deleted.
    #[error(
        "Salesforce says that a record among those asked for was deleted ({message}). The batch is asked for again \
         in parts until that record stands alone; the other leads are not affected."
    )]
    RecordDeleted {
        /// What Salesforce wrote.
        message: String,
    },
    /// The version of the interface is no longer spoken, and no other was found.
    #[error(
        "Your org no longer speaks the version of Salesforce's interface that this run uses ({message}), and \
         offers no other that Leadsheet could agree on. What was read so far is saved. Update Leadsheet, then resume."
    )]
    VersionRetired {
        /// What Salesforce wrote.
        message: String,
    },
    /// A bulk job's results, asked for in another version of the interface than the job's own.
    #[error(
        "Salesforce gives a bulk job's results in the job's own version of the interface only ({message}). Nothing \
         is lost; the run reads the leads another way."
    )]
    OtherVersion {
        /// What Salesforce wrote.
        message: String,
    },
    /// A bulk job's results with other columns than were asked for: another's job, or a field that was
    /// renamed or hidden since.
    #[error(
        "The bulk job's results {what}, so no lead was taken from them. Nothing is lost; the run reads the leads \
         another way."
    )]
    OtherColumns {
        /// Where they differ.
        what: String,
    },
    /// The org's bulk jobs of the day are used up.
    #[error(
        "Your org has made as many bulk jobs in 24 hours as Salesforce allows ({message}). Nothing is lost; the run \
         reads the leads by their ids instead."
    )]
    JobsUsedUp {
        /// What Salesforce wrote.
        message: String,
    },
    /// The server's own trouble.
    #[error(
        "Salesforce has trouble of its own ({status} {code}). Nothing is lost; the same leads can be asked for again \
         in a little while. If it lasts, look at status.salesforce.com."
    )]
    ServerTrouble {
        /// The HTTP status.
        status: u16,
        /// Salesforce's code, where there is one.
        code: String,
    },
    /// Any other refusal.
    #[error(
        "Salesforce refused the request ({status} {code}: {message}). What was read so far is saved. If the words do \
         not tell what to do, send them to your admin."
    )]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Salesforce's code.
        code: String,
        /// What Salesforce wrote.
        message: String,
    },
    /// A path that no bulk job can follow.
    #[error(
        "The field path {path} can only be read by ids, not by a bulk job. Nothing is lost; the run reads the leads \
         by their ids instead."
    )]
    NotForBulk {
        /// The path.
        path: String,
    },
    /// More ids than one call can carry.
    #[error(
        "{asked} leads were asked for at once; Salesforce takes 2,000 at most. Choose a batch size up to 2,000."
    )]
    TooMany {
        /// How many.
        asked: usize,
    },
}

fn daily_limit(usage: Option<ApiUsage>) -> String {
    let figures = usage
        .map(|ApiUsage { used, allowed }| format!(" ({} of {})", thousands(used), thousands(allowed)))
        .unwrap_or_default();
    format!(
        "Salesforce's daily limit for your org is used up{figures}. The run is paused, and what was read so far is \
         saved. Resume any time; the limit frees up over the next 24 hours."
    )
}

fn budget(ApiUsage { used, allowed }: ApiUsage, share: u32) -> String {
    format!(
        "Your org has used {} of its {} Salesforce calls of the last 24 hours, all integrations together, and this run \
         stops at {share} % so that the others can go on working. The run is paused, and what was read so far is saved. \
         Resume later, as calls free up over the day, or let runs use a larger share under Settings, Batching and limits.",
        thousands(used),
        thousands(allowed)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_daily_limit_names_what_is_used_and_allowed() {
        let error = SalesforceError::DailyLimit { usage: Some(ApiUsage { used: 100_000, allowed: 100_000 }) };
        assert_eq!(
            error.to_string(),
            "Salesforce's daily limit for your org is used up (100,000 of 100,000). The run is paused, and what was \
             read so far is saved. Resume any time; the limit frees up over the next 24 hours."
        );
        let error = SalesforceError::DailyLimit { usage: None };
        assert!(error.to_string().starts_with("Salesforce's daily limit for your org is used up. The run"));
    }

    #[test]
    fn thousands_are_separated() {
        let shown: Vec<_> = [0, 999, 1000, 31_204, 1_000_000].map(thousands).into();
        assert_eq!(shown, ["0", "999", "1,000", "31,204", "1,000,000"]);
    }
}
