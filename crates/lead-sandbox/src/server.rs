//! The sandbox as a server on loopback.

use crate::connection::{Connections, Cutter};
use crate::error::SandboxError;
use crate::http::{Call, Reply};
use crate::options::SandboxOptions;
use crate::scenario::Scenario;
use crate::truth::truth;
use crate::world::{Ending, World};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, put};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The largest body taken: Salesforce's own limit of 50 MB.
const MOST_BODY_BYTES: usize = 50 * 1024 * 1024;

/// A running sandbox. Ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Sandbox {
    world: Arc<World>,
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

/// Starts a sandbox on loopback.
pub async fn start(options: SandboxOptions) -> Result<Sandbox, SandboxError> {
    if options.leads == 0 {
        return Err(SandboxError::NoLeads);
    }
    let failed = |source| SandboxError::Listen { port: options.port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let scenario = options.scenario.unwrap_or_default();
    let world = Arc::new(World::new(format!("http://{address}"), options.leads, options.seed, scenario));
    let stopped = Arc::new(AtomicBool::new(false));
    let lines = Connections { listener, stopped: stopped.clone() };
    let service = routes(world.clone()).into_make_service_with_connect_info::<Cutter>();
    let task = tokio::spawn(async move {
        if let Err(error) = axum::serve(lines, service).await {
            tracing::error!(%error, "the sandbox stopped listening");
        }
    });
    Ok(Sandbox { world, address, stopped, task })
}

impl Sandbox {
    /// Where it listens: Salesforce's sign-in and instance at the root, the model at `{url}/v1`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A session token that is good from the start.
    #[must_use]
    pub fn access_token(&self) -> &str {
        &self.world.sessions.first_token
    }

    /// The id of the app that may sign in with client credentials.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.world.sessions.client_id
    }

    /// The secret of that app.
    #[must_use]
    pub fn client_secret(&self) -> &str {
        &self.world.sessions.client_secret
    }

    /// The key for the model.
    #[must_use]
    pub fn api_key(&self) -> &str {
        &self.world.model.api_key
    }

    /// Puts another scenario in force, as `PUT /__scenario` does.
    pub fn change(&self, scenario: Scenario) {
        self.world.change(scenario);
    }

    /// The counts, as `GET /__stats` gives them.
    #[must_use]
    pub fn stats(&self) -> serde_json::Value {
        self.world.stats.as_json()
    }

    /// Runs until the listener ends, which it does not by itself.
    pub async fn wait(&mut self) {
        if let Err(error) = (&mut self.task).await
            && !error.is_cancelled()
        {
            tracing::error!(%error, "the sandbox broke");
        }
    }

    /// Stops it; calls under way get no answer.
    pub async fn stop(mut self) {
        self.stopped.store(true, Relaxed);
        self.task.abort();
        self.wait().await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stopped.store(true, Relaxed);
        self.task.abort();
    }
}

fn routes(world: Arc<World>) -> Router {
    Router::new()
        .route("/__stats", get(stats))
        .route("/__truth", get(tell_truth))
        .route("/__scenario", put(change))
        .fallback(serve)
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .with_state(world)
}

async fn stats(State(world): State<Arc<World>>) -> Response {
    send(Ending::Whole(Reply::json(200, &world.stats.as_json())), false)
}

async fn change(State(world): State<Arc<World>>, body: String) -> Response {
    let reply = match Scenario::from_json(&body) {
        Ok(scenario) => {
            world.change(scenario);
            Reply::text(204, "text/plain", "")
        }
        Err(error) => Reply::text(400, "text/plain", error.to_string()),
    };
    send(Ending::Whole(reply), false)
}

#[derive(serde::Deserialize)]
struct TruthQuery {
    /// One row of the sheet; without it, all, a JSON object a line.
    row: Option<u32>,
    /// Rows of the workbook, where it has not as many as the org has leads.
    rows: Option<u32>,
}

async fn tell_truth(State(world): State<Arc<World>>, Query(query): Query<TruthQuery>) -> Response {
    let rows = query.rows.unwrap_or(world.leads);
    let mut all = truth(world.leads, world.seed, rows);
    let Some(row) = query.row else {
        let lines = all.filter_map(|row| serde_json::to_string(&row).ok());
        let lines = lines.map(|line| Ok::<_, io::Error>(line + "\n"));
        return Body::from_stream(futures_util::stream::iter(lines)).into_response();
    };
    let reply = match all.find(|truth| truth.row == row).map(serde_json::to_value) {
        Some(Ok(truth)) => Reply::json(200, &truth),
        _ => Reply::text(404, "text/plain", format!("there is no row {row}")),
    };
    send(Ending::Whole(reply), false)
}

async fn serve(
    State(world): State<Arc<World>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let gzip = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accepted| accepted.contains("gzip"));
    let call = Call {
        method: method.as_str().to_owned(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
    };
    // On its own feet: a client that hangs up or is killed is billed all the same, as by the provider.
    let served = tokio::spawn(async move { world.serve(call, &cutter).await });
    send(served.await.unwrap_or(Ending::Dropped), gzip)
}

/// Small answers are not worth packing.
const LEAST_PACKED_BYTES: usize = 2_048;

fn send(ending: Ending, gzip: bool) -> Response {
    let (mut reply, cut) = match ending {
        Ending::Whole(reply) => (reply, None),
        Ending::Cut(reply, share) => (reply, Some(share)),
        // The connection is cut already: this is never written.
        Ending::Dropped => return StatusCode::BAD_GATEWAY.into_response(),
    };
    if gzip
        && reply.body.len() >= LEAST_PACKED_BYTES
        && let Ok(packed) = packed(&reply.body)
    {
        reply.body = packed;
        reply.headers.push(("content-encoding", "gzip".into()));
    }
    let length = reply.body.len();
    let body = match cut {
        None => Body::from(reply.body),
        Some(share) => broken_off(reply.body, share),
    };
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::builder().status(status).header(header::CONTENT_TYPE, reply.content_type);
    if status != StatusCode::NO_CONTENT && status != StatusCode::NOT_MODIFIED {
        response = response.header(header::CONTENT_LENGTH, length);
    }
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response = response.header(name, value);
        }
    }
    response.body(body).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn packed(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body)?;
    encoder.finish()
}

/// A body that ends before the length its header promised.
fn broken_off(body: Vec<u8>, share: f64) -> Body {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let kept = (body.len() as f64 * share.clamp(0.0, 1.0)) as usize;
    let kept = Bytes::from(body).slice(..kept);
    let parts = futures_util::stream::unfold(Some(kept), |kept| async move {
        if let Some(kept) = kept {
            return Some((Ok(kept), None));
        }
        // What was sent must leave before the connection breaks.
        tokio::time::sleep(Duration::from_millis(30)).await;
        Some((Err(io::Error::from(io::ErrorKind::ConnectionReset)), None))
    });
    Body::from_stream(parts)
}
