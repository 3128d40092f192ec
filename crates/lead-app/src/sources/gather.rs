//! A source looked at, and its ids fetched.

use crate::error::{AppResult, coded, other};
use crate::jobs::Job;
use crate::sources::pasted::{self, MOST};
use crate::sources::sheet::Sheet;
use crate::{App, AppError, IdsGathered, LeadSource, Provider, SourceLead, SourcePreview};
use lead_model::LeadId;
use lead_salesforce::{Action, Client, ClientOptions, IdPage, LeadQuery, NextPage, refused_query};
use std::time::Duration;
use tokio::sync::broadcast;

/// Leads shown before anything is fetched in full.
const SHOWN: usize = 20;
/// No look at a query takes longer.
const LIMIT: Duration = Duration::from_secs(30);
/// Waits before a page is asked for again.
const WAITS: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(4), Duration::from_secs(15)];
const NAME: [&str; 2] = ["Name", "Company"];

type Gathering = Job<(), IdsGathered>;

impl App {
    /// How many rows a source gives, and the first twenty. A query is sent for its first page; nothing
    /// more is fetched.
    pub async fn preview_source(&self, source: LeadSource) -> AppResult<SourcePreview> {
        self.preview_source_at(source, None).await
    }

    /// As [`preview_source`](Self::preview_source), in the org at an address.
    pub async fn preview_source_at(
        &self,
        source: LeadSource,
        url: Option<String>,
    ) -> AppResult<SourcePreview> {
        let query = match read(&source)? {
            Read::Ids(pieces) => return Ok(preview_of(&pieces)),
            Read::Query(query) => query,
        };
        let client = self.client_at(url).await?;
        let page = first(&client, &query).await?;
        let ids: Vec<&String> = page.ids.iter().take(SHOWN).collect();
        let known: Vec<LeadId> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        let leads = client.read_leads(&known, &NAME.map(str::to_owned)).await?;
        let named: Vec<_> = leads.into_iter().flatten().collect();
        let first = ids.into_iter().map(|id| {
            let lead = named.iter().find(|lead| lead.id.as_str() == id);
            let text = |path| lead.map(|lead| lead.text(path)).unwrap_or_default();
            SourceLead { id: id.clone(), name: text("Name"), company: text("Company") }
        });
        Ok(SourcePreview {
            rows: page.total,
            calls: calls(&page),
            first: first.collect(),
            note: if page.total > MOST as u64 { too_many(page.total).message } else { String::new() },
        })
    }

    /// Fetches a source's ids into a workbook of our own, and gives its path. Stopped, it fails with
    /// the code `gathering_stopped`, and nothing is left of it.
    pub async fn gather_source(&self, source: LeadSource) -> AppResult<String> {
        self.gather_source_at(source, None).await
    }

    /// As [`gather_source`](Self::gather_source), in the org at an address.
    pub async fn gather_source_at(&self, source: LeadSource, url: Option<String>) -> AppResult<String> {
        let query = match read(&source)? {
            Read::Ids(pieces) => return self.keep_pasted(pieces).await,
            Read::Query(query) => query,
        };
        let gathering =
            self.0.gatherings.begin(&()).ok_or_else(|| {
                other("Ids are being fetched already. Wait until they are here, or stop that.")
            })?;
        let client = gathering.unless_stopped(self.client_at(url)).await.ok_or_else(stopped)??;
        let mut page = gathering.unless_stopped(first(&client, &query)).await.ok_or_else(stopped)??;
        let of = page.total;
        if page.total == 0 {
            return Err(coded("source", "The query gives no leads. Change it, and look again."));
        }
        if page.total > MOST as u64 {
            return Err(too_many(page.total));
        }
        let sheet = self.aside(|parts| Sheet::begin(parts.home.folder(), "Query")).await?;
        let mut written = Written { sheet, ids: 0, gathering };
        loop {
            // Written page by page: a query may give a million ids.
            let ids = std::mem::take(&mut page.ids);
            written = self.aside(move |_| written.with(&ids, of)).await?;
            let Some(place) = page.next else { break };
            page = written.gathering.unless_stopped(next(&client, &place)).await.ok_or_else(stopped)??;
        }
        self.aside(move |_| written.end(of)).await
    }

    /// Stops fetching ids. What was written of them is removed.
    #[expect(clippy::unused_async, reason = "all commands of the table are async")]
    pub async fn stop_gathering(&self) -> AppResult<()> {
        self.0.gatherings.stop(&());
        Ok(())
    }

    /// How far the fetching of ids is, ten times a second at most.
    #[must_use]
    pub fn gathering_progress(&self) -> broadcast::Receiver<IdsGathered> {
        self.0.gatherings.reports()
    }

    /// Whether ids are being fetched.
    #[must_use]
    pub fn is_gathering(&self) -> bool {
        self.0.gatherings.any()
    }

    /// Stops fetching ids and waits for it, but no longer than given.
    pub async fn stop_all_gatherings(&self, at_most: Duration) {
        if !self.0.gatherings.stop_all(at_most).await {
            tracing::warn!("fetching ids did not stop in time; an unfinished file may be left");
        }
    }

    async fn keep_pasted(&self, ids: Vec<String>) -> AppResult<String> {
        self.aside(move |parts| ended(filled(Sheet::begin(parts.home.folder(), "Pasted ids")?, &ids)?)).await
    }

    async fn client_at(&self, url: Option<String>) -> AppResult<Client> {
        let access = self
            .aside(move |parts| parts.salesforce_access(url.as_deref()))
            .await?
            .ok_or_else(|| crate::credentials::connections::not_connected(Provider::Salesforce))?;
        Ok(Client::connect(access.connection, ClientOptions { operation_limit: LIMIT }).await?)
    }
}

/// Ids written so far. The gathering is over no sooner than the file is whole or gone, so it goes
/// where the sheet goes; fields are dropped in this order.
struct Written {
    sheet: Sheet,
    ids: u64,
    gathering: Gathering,
}

impl Written {
    fn with(self, ids: &[String], of: u64) -> AppResult<Self> {
        let Self { sheet, ids: before, mut gathering } = self;
        let written = before + ids.len() as u64;
        let sheet = filled(sheet, ids)?;
        if gathering.at(|| IdsGathered { ids: written.min(of), of }).is_break() {
            return Err(stopped());
        }
        Ok(Self { sheet, ids: written, gathering })
    }

    fn end(self, of: u64) -> AppResult<String> {
        let Self { sheet, gathering, .. } = self;
        let path = ended(sheet)?;
        gathering.tell(IdsGathered { ids: of, of });
        Ok(path)
    }
}

fn stopped() -> AppError {
    coded("gathering_stopped", "Fetching the ids was stopped. Nothing of them was kept.")
}

fn filled(mut sheet: Sheet, ids: &[String]) -> AppResult<Sheet> {
    for id in ids {
        sheet.line(&pasted::shown(id))?;
    }
    Ok(sheet)
}

fn ended(sheet: Sheet) -> AppResult<String> {
    Ok(sheet.end()?.to_string_lossy().into_owned())
}

enum Read {
    Query(LeadQuery),
    Ids(Vec<String>),
}

/// What a source says, once it is sure that it is sound. Asks nobody.
fn read(source: &LeadSource) -> AppResult<Read> {
    let fault = |fault: lead_salesforce::QueryFault| coded("source", fault.to_string());
    match source {
        LeadSource::Condition { text } => Ok(Read::Query(LeadQuery::meeting(text).map_err(fault)?)),
        LeadSource::Query { text } => Ok(Read::Query(LeadQuery::whole(text).map_err(fault)?)),
        LeadSource::Ids { text } => {
            let pieces = pasted::pieces(text);
            match pieces.len() {
                0 => Err(coded(
                    "source",
                    "No id is written here yet. Paste ids or links of leads, one a line.",
                )),
                found if found > MOST => Err(too_many(found as u64)),
                _ => Ok(Read::Ids(pieces)),
            }
        }
    }
}

async fn first(client: &Client, query: &LeadQuery) -> AppResult<IdPage> {
    client.first_ids(query).await.map_err(|error| match refused_query(&error, query) {
        Some(fault) => coded("source", fault.to_string()),
        None => error.into(),
    })
}

/// The next page. One of hundreds may fail for a moment; beginning anew would be a pity.
async fn next(client: &Client, place: &NextPage) -> AppResult<IdPage> {
    for wait in WAITS {
        let error = match client.next_ids(place).await {
            Ok(page) => return Ok(page),
            Err(error) => error,
        };
        let wait = match error.action() {
            // A page is as long as Salesforce makes it.
            Action::Retry | Action::Smaller => wait,
            Action::RetryFewer { after } => after.max(wait),
            Action::Isolate | Action::Pause | Action::Stop => return Err(error.into()),
        };
        tracing::warn!(code = error.code(), "a page of ids is asked for again");
        tokio::time::sleep(wait).await;
    }
    Ok(client.next_ids(place).await?)
}

/// Pages that the whole takes, as long as the first; the first is fetched anew then.
fn calls(page: &IdPage) -> u64 {
    let rows = page.ids.len().max(1) as u64;
    page.total.div_ceil(rows).max(1)
}

fn preview_of(pieces: &[String]) -> SourcePreview {
    let strangers = pasted::strangers(pieces);
    let shown =
        |piece: &String| SourceLead { id: pasted::shown(piece), name: String::new(), company: String::new() };
    SourcePreview {
        rows: pieces.len() as u64,
        calls: 0,
        first: pieces.iter().take(SHOWN).map(shown).collect(),
        note: match strangers {
            0 => String::new(),
            1 => "One of them is no lead's id. It keeps its row, which says why.".into(),
            several => format!("{several} of them are no lead's id. They keep their rows, which say why."),
        },
    }
}

fn too_many(rows: u64) -> AppError {
    coded(
        "source",
        format!(
            "It gives {} rows; a run takes {} at most, as a sheet has no more. Narrow it down, by a range of \
             CreatedDate for instance.",
            crate::thousands(rows),
            crate::thousands(MOST as u64)
        ),
    )
}
