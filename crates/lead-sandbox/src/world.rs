//! Everything a running sandbox holds, and the way of a call through it.

use crate::connection::Cutter;
use crate::dice::Dice;
use crate::fault_injector::{FaultInjector, Target};
use crate::http::{Call, Reply};
use crate::model::{Model, ModelCall, Spoiled};
use crate::names::Universe;
use crate::org::{self, Content, Grants, Org, OrgError, RestApi, RestCall, Sessions, SignInServer};
use crate::scenario::{NamedError, Scenario, What};
use crate::stats::Stats;
use crate::usage::DailyCalls;
use lead_model::LeadId;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// The longest target, and the longest target and headers together (Salesforce, REST API limits).
const MOST_HEAD_BYTES: usize = 16_384;

/// A running sandbox.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) url: String,
    api: RestApi,
    pub(crate) sessions: Sessions,
    grants: Grants,
    pub(crate) model: Model,
    pub(crate) stats: Stats,
    pub(crate) seed: u64,
    pub(crate) leads: u32,
    daily: DailyCalls,
    injector: RwLock<Arc<FaultInjector>>,
    calls: AtomicU64,
}

/// How an answer leaves.
#[derive(Debug)]
pub(crate) enum Ending {
    Whole(Reply),
    /// Only this share of the body, then the connection breaks.
    Cut(Reply, f64),
    /// No answer at all.
    Dropped,
}

impl World {
    pub(crate) fn new(url: String, leads: u32, seed: u64, scenario: Scenario) -> Self {
        let universe = Arc::new(Universe::new(seed));
        Self {
            url,
            api: RestApi::new(Org::new(leads, seed, universe.clone())),
            sessions: Sessions::new(seed),
            grants: Grants::new(seed),
            model: Model::new(seed, universe),
            stats: Stats::default(),
            seed,
            leads,
            daily: DailyCalls::new(),
            injector: RwLock::new(Arc::new(FaultInjector::new(scenario, seed))),
            calls: AtomicU64::new(0),
        }
    }

    /// Puts another scenario in force; what was counted stays.
    pub(crate) fn change(&self, scenario: Scenario) {
        let injector = Arc::new(FaultInjector::new(scenario, self.seed));
        *self.injector.write().unwrap_or_else(PoisonError::into_inner) = injector;
    }

    fn injector(&self) -> Arc<FaultInjector> {
        self.injector.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The way of a call: its fault is drawn, time passes, it is answered, the answer is spoilt.
    pub(crate) async fn serve(&self, call: Call, cutter: &Cutter) -> Ending {
        let of_model = call.path.starts_with("/v1/") || call.path == "/v1";
        let endpoint = if of_model { crate::model::endpoint(&call.path) } else { org_endpoint(&call) };
        let _flying = self.stats.enter(endpoint, of_model);
        let injector = self.injector();
        let what = self.draw_fault(&injector, &call, endpoint, of_model);
        if let Some(What::HangSeconds(seconds)) = what
            && !of_model
        {
            tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
        }
        let ending = if of_model {
            self.ask_model(&call, endpoint, &injector, what).await
        } else {
            tokio::time::sleep(self.latency(injector.scenario.latency.salesforce_ms, &injector.scenario))
                .await;
            self.ask_org(&call, endpoint, &injector, what)
        };
        match &ending {
            Ending::Whole(reply) | Ending::Cut(reply, _) => self.stats.answered_with(endpoint, reply.status),
            Ending::Dropped => {
                self.stats.answered_with(endpoint, 0);
                cutter.cut();
            }
        }
        ending
    }

    /// The fault that hits this call, counted.
    fn draw_fault(
        &self,
        injector: &FaultInjector,
        call: &Call,
        endpoint: &'static str,
        of_model: bool,
    ) -> Option<What> {
        let target = Target {
            endpoint,
            of_model,
            path: &call.path,
            text: &|| {
                let query =
                    url::form_urlencoded::parse(call.query.as_bytes()).map(|(_, value)| value.into_owned());
                query.collect::<String>() + &String::from_utf8_lossy(&call.body)
            },
            ids: &|| org::mentioned_ids(endpoint, &rest_call(call)).len(),
        };
        let what = injector.fault_for(&target)?;
        self.stats.count_fault(endpoint, name_of(what));
        Some(what.clone())
    }

    fn latency(&self, middle_ms: f64, scenario: &Scenario) -> Duration {
        let number = self.calls.fetch_add(1, Relaxed);
        let off = Dice::new(self.seed, "latency", number).share() * 2.0 - 1.0;
        Duration::from_secs_f64((middle_ms * (1.0 + off * scenario.latency.jitter)).max(0.0) / 1e3)
    }

    async fn ask_model(
        &self,
        call: &Call,
        endpoint: &'static str,
        injector: &FaultInjector,
        what: Option<What>,
    ) -> Ending {
        let limits = &injector.scenario.limits.model;
        let asked = ModelCall { call, endpoint, limits, stats: &self.stats };
        // Whoever is refused at the door is refused at once; a fault of the engine comes after it.
        let admitted = match self.model.admit(&asked) {
            Ok(admitted) => admitted,
            Err(refusal) => return Ending::Whole(*refusal),
        };
        let middle = if admitted.is_question() { injector.scenario.latency.model_ms } else { 20.0 };
        tokio::time::sleep(self.latency(middle, &injector.scenario)).await;
        if let Some(What::ModelAnswer(fault)) = what {
            return Ending::Whole(self.model.answer(&asked, &admitted, Spoiled::Answer(fault)));
        }
        if let Some(What::HangSeconds(seconds)) = what {
            // The work is done and billed; it is the answer that does not come.
            let reply = self.model.answer(&asked, &admitted, Spoiled::OnTheWay);
            tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
            Model::arrived(&asked, &admitted);
            return Ending::Whole(reply);
        }
        match what.and_then(spoilt) {
            Some(Spoilt::Instead(ending)) => {
                if admitted.is_question() && is_billed(&ending) {
                    self.model.answer(&asked, &admitted, Spoiled::OnTheWay);
                }
                match *ending {
                    Ending::Whole(reply) => Ending::Whole(self.model.with_headers(reply, &admitted)),
                    other => other,
                }
            }
            Some(Spoilt::Cut(share)) => {
                Ending::Cut(self.model.answer(&asked, &admitted, Spoiled::OnTheWay), share)
            }
            None => Ending::Whole(self.model.answer(&asked, &admitted, Spoiled::No)),
        }
    }

    fn ask_org(
        &self,
        call: &Call,
        endpoint: &'static str,
        injector: &FaultInjector,
        what: Option<What>,
    ) -> Ending {
        if let Some(What::ExpiredSession) = what
            && let Some(token) = call.bearer()
        {
            self.sessions.end(token);
        }
        match what.and_then(spoilt) {
            Some(Spoilt::Instead(ending)) => *ending,
            Some(Spoilt::Cut(share)) => Ending::Cut(self.org_reply(call, endpoint, injector), share),
            None => Ending::Whole(self.org_reply(call, endpoint, injector)),
        }
    }

    fn org_reply(&self, call: &Call, endpoint: &'static str, injector: &FaultInjector) -> Reply {
        if call.target_bytes() > MOST_HEAD_BYTES {
            return Reply::text(
                414,
                "text/html",
                "<html><head><title>414 URI Too Long</title></head></html>",
            );
        }
        if call.head_bytes() > MOST_HEAD_BYTES {
            return Reply::text(
                431,
                "text/html",
                "<html><head><title>431 Request Header Fields Too Large</title></head></html>",
            );
        }
        match endpoint {
            "token" if call.method == "POST" => org::token(self.sign_in_server(injector), call),
            "authorize" => org::authorize(self.sign_in_server(injector), call),
            "userinfo" => org::userinfo(self.sign_in_server(injector), call),
            "revoke" => org::revoke(self.sign_in_server(injector), call),
            "versions" => Reply::json(200, &org::versions(&injector.salesforce)),
            "token" => error_reply(&OrgError::not_found()),
            _ => self.rest_reply(call, endpoint, injector),
        }
    }

    fn sign_in_server<'a>(&'a self, injector: &'a FaultInjector) -> SignInServer<'a> {
        let setup = &injector.salesforce.sign_in;
        SignInServer { sessions: &self.sessions, grants: &self.grants, setup, instance: &self.url }
    }

    fn rest_reply(&self, call: &Call, endpoint: &'static str, injector: &FaultInjector) -> Reply {
        let limits = &injector.salesforce;
        match (call.header("authorization"), call.bearer()) {
            (Some(_), None) => {
                return error_reply(&OrgError::new(401, "INVALID_AUTH_HEADER", "INVALID_HEADER_TYPE"));
            }
            (_, Some(token)) if self.sessions.admit(token, limits) => {}
            _ => return error_reply(&OrgError::invalid_session()),
        }
        let (used, counted) = self.daily.take(limits.calls_used, limits.calls_per_day, limits.day_seconds);
        let usage = format!("api-usage={used}/{}", limits.calls_per_day);
        if !counted {
            return error_reply(&OrgError::daily_limit()).with("sforce-limit-info", usage);
        }
        let rest = rest_call(call);
        let answer = org::answer(&self.api, &rest, limits, used);
        if answer.status == 200 {
            self.count_reads(endpoint, &rest);
            for &number in &answer.leads_read {
                if let Ok(id) = self.api.org.leads.eighteen(number.into()).parse() {
                    self.stats.reads.count(id, number.into());
                }
            }
        }
        let mut reply = match answer.content {
            Content::Json(body) => Reply::json(answer.status, &body),
            Content::Csv(body) => Reply::text(answer.status, "text/csv;charset=UTF-8", body),
            Content::Nothing => Reply::text(answer.status, "application/json;charset=UTF-8", ""),
        };
        for (name, value) in answer.headers {
            reply = reply.with(name, value);
        }
        reply.with("sforce-limit-info", usage)
    }

    /// Counts the ids a call read by; those inside `queryAll` are a second look.
    fn count_reads(&self, endpoint: &'static str, rest: &RestCall) {
        let second =
            endpoint == "query_all" || (endpoint == "composite" && contains(&rest.body, b"queryAll"));
        let tally = if second { &self.stats.second_looks } else { &self.stats.reads };
        for id in org::mentioned_ids(endpoint, rest) {
            let number = self.api.org.lead_number(&id).unwrap_or_default();
            let id: Option<LeadId> = id.parse().ok();
            if let Some(id) = id {
                tally.count(id, u64::from(number));
            }
        }
    }
}

fn org_endpoint(call: &Call) -> &'static str {
    match call.path.as_str() {
        "/services/oauth2/authorize" => "authorize",
        "/services/oauth2/token" => "token",
        "/services/oauth2/revoke" => "revoke",
        "/services/oauth2/userinfo" => "userinfo",
        path if path.starts_with("/services/data") => org::endpoint(&call.method, path),
        _ => "other",
    }
}

fn contains(body: &[u8], text: &[u8]) -> bool {
    body.windows(text.len()).any(|window| window == text)
}

fn rest_call(call: &Call) -> RestCall {
    RestCall {
        method: call.method.clone(),
        path: call.path.clone(),
        parameters: org::parameters(&call.query),
        body: call.body.to_vec(),
        if_modified_since: call.header("if-modified-since").map(str::to_owned),
        batch_size: call
            .header("sforce-query-options")
            .and_then(|options| options.split("batchSize=").nth(1))
            .and_then(|size| size.trim().parse::<usize>().ok())
            .map(|size| size.clamp(200, 2_000)),
    }
}

fn error_reply(error: &OrgError) -> Reply {
    Reply::json(error.status, &error.body())
}

/// Whether the model did its work although this came in its answer's place: something on the way
/// lost or replaced the answer. An error of the provider's own, or of a gateway, is not billed.
fn is_billed(ending: &Ending) -> bool {
    match ending {
        Ending::Whole(reply) => (200..300).contains(&reply.status),
        Ending::Cut(..) | Ending::Dropped => true,
    }
}

/// What a fault puts in the answer's place.
enum Spoilt {
    Instead(Box<Ending>),
    Cut(f64),
}

fn spoilt(what: What) -> Option<Spoilt> {
    let reply = match what {
        What::Answer { status, body, content_type, retry_after } => {
            let kind = content_type.unwrap_or_else(|| "application/json;charset=UTF-8".into());
            let reply = Reply::text(status, &kind, body);
            match retry_after {
                Some(seconds) => reply.with("retry-after", seconds.to_string()),
                None => reply,
            }
        }
        What::Error(name) => named_reply(name),
        What::HtmlError(status) => Reply::text(
            status,
            "text/html;charset=UTF-8",
            "<html><head><title>An unexpected error has occurred</title></head><body><h1>We are down for \
             maintenance.</h1><p>Sorry for the inconvenience. We'll be back shortly.</p></body></html>",
        ),
        What::EmptyBody => Reply::text(200, "application/json;charset=UTF-8", ""),
        What::Rubbish => {
            Reply::json(200, &serde_json::json!({ "ok": true, "proxy": "captive", "next": "/login" }))
        }
        What::DropConnection => return Some(Spoilt::Instead(Box::new(Ending::Dropped))),
        What::CutBody(share) => return Some(Spoilt::Cut(share)),
        What::HangSeconds(_) | What::ExpiredSession | What::ModelAnswer(_) => return None,
    };
    Some(Spoilt::Instead(Box::new(Ending::Whole(reply))))
}

fn named_reply(name: NamedError) -> Reply {
    OrgError::named(name).map_or_else(|| crate::model::named_reply(name), |error| error_reply(&error))
}

fn name_of(what: &What) -> &'static str {
    match what {
        What::Answer { .. } => "answer",
        What::Error(_) => "error",
        What::HangSeconds(_) => "hang",
        What::CutBody(_) => "cut_body",
        What::DropConnection => "drop_connection",
        What::ExpiredSession => "expired_session",
        What::HtmlError(_) => "html_error",
        What::EmptyBody => "empty_body",
        What::Rubbish => "rubbish",
        What::ModelAnswer(_) => "model_answer",
    }
}
